/** Every action that has a key: id, default keys, section of the shortcut sheet. Words stand under `action.<id>` in the locales. */

export const actionSections = ['list', 'conversation', 'answer', 'go', 'window'] as const;
export type ActionSection = (typeof actionSections)[number];

interface ActionShape {
  id: string;
  section: ActionSection;
  /** Chords of physical keys ("J", "Shift+T", "Ctrl+K"), or a sequence of two ("G I"). Several mean the same. */
  keys: readonly string[];
  /** 'fixed' ones are handled where they act (the composer) and can't be changed; they stand here for the sheet. */
  fixed?: true;
}

const plain = [
  { id: 'list.next', section: 'list', keys: ['J', 'ArrowDown'] },
  { id: 'list.previous', section: 'list', keys: ['K', 'ArrowUp'] },
  { id: 'list.open', section: 'list', keys: ['Enter'] },
  { id: 'list.back', section: 'list', keys: ['Escape'] },
  { id: 'list.nextOwed', section: 'list', keys: ['Shift+J'] },

  { id: 'conversation.take', section: 'conversation', keys: ['T'] },
  { id: 'conversation.giveBack', section: 'conversation', keys: ['Shift+T'] },
  { id: 'conversation.noAnswerNeeded', section: 'conversation', keys: ['E'] },
  { id: 'conversation.close', section: 'conversation', keys: ['Shift+E'] },
  { id: 'conversation.snooze', section: 'conversation', keys: ['S'] },
  { id: 'conversation.tomorrow', section: 'conversation', keys: ['Z'] },
  { id: 'conversation.markUnread', section: 'conversation', keys: ['U'] },
  { id: 'conversation.find', section: 'conversation', keys: ['Ctrl+F'] },
  { id: 'stage.back', section: 'conversation', keys: ['['] },
  { id: 'stage.forward', section: 'conversation', keys: [']'] },
  { id: 'deal.star', section: 'conversation', keys: ['F'] },
  { id: 'task.add', section: 'conversation', keys: ['Shift+A'] },

  { id: 'payment.approve', section: 'list', keys: ['A'] },
  { id: 'payment.return', section: 'list', keys: ['Shift+R'] },

  { id: 'composer.focus', section: 'answer', keys: ['R'] },
  { id: 'composer.note', section: 'answer', keys: ['N'] },
  { id: 'composer.quote', section: 'answer', keys: ['Q'] },
  { id: 'composer.send', section: 'answer', keys: ['Enter'], fixed: true },
  { id: 'composer.newLine', section: 'answer', keys: ['Shift+Enter'], fixed: true },
  { id: 'composer.sendAlways', section: 'answer', keys: ['Ctrl+Enter'], fixed: true },
  { id: 'composer.sendNext', section: 'answer', keys: ['Ctrl+Shift+Enter'], fixed: true },
  { id: 'composer.attach', section: 'answer', keys: ['Ctrl+Shift+A'] },
  { id: 'scripts.search', section: 'answer', keys: ['/'] },

  { id: 'go.inbox', section: 'go', keys: ['G I'] },
  { id: 'go.chronicle', section: 'go', keys: ['G C'] },
  { id: 'go.funnels', section: 'go', keys: ['G F'] },
  { id: 'go.tasks', section: 'go', keys: ['G T'] },
  { id: 'go.contacts', section: 'go', keys: ['G K'] },
  { id: 'go.payments', section: 'go', keys: ['G P'] },
  { id: 'go.settings', section: 'go', keys: ['Ctrl+,'] },
  { id: 'search.everywhere', section: 'go', keys: ['Ctrl+Shift+F'] },
  { id: 'palette.open', section: 'go', keys: ['Ctrl+K'] },

  { id: 'undo', section: 'window', keys: ['Ctrl+Z'] },
  { id: 'card.toggle', section: 'window', keys: ['Ctrl+.'] },
  { id: 'theme.toggle', section: 'window', keys: ['Ctrl+Shift+L'] },
  { id: 'window.lock', section: 'window', keys: ['Ctrl+Shift+K'] },
  { id: 'sheet.open', section: 'window', keys: ['Shift+/'] },
] as const satisfies readonly ActionShape[];

/** Script buttons answer to a digit, and to Ctrl with it while typing. */
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const buttonActions = digits.map((digit) => ({ id: `button.${digit}` as const, section: 'answer' as const, keys: [digit, `Ctrl+${digit}`] }));

export type ActionId = (typeof plain)[number]['id'] | (typeof buttonActions)[number]['id'];

export interface Action extends ActionShape {
  id: ActionId;
}

export const actions: readonly Action[] = [...plain, ...buttonActions];
