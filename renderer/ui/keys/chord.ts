/** Names physical keys: what stands on a Latin keyboard at that place, so that a Cyrillic layout presses the same. */

const named: Readonly<Record<string, string>> = {
  BracketLeft: '[', BracketRight: ']', Slash: '/', Backslash: '\\', Comma: ',', Period: '.', Semicolon: ';', Quote: "'", Backquote: '`', Minus: '-', Equal: '=',
  NumpadEnter: 'Enter',
};

/** Keys that change what others do are never a chord of their own. */
const modifiers = /^(Shift|Control|Alt|Meta|OS|CapsLock|Fn)/;

export interface KeyPress {
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** "Ctrl+Shift+F", or null for a modifier alone and for Alt chords, which belong to layouts (AltGr) and menus. `mac`: Command stands for Ctrl. */
export function chordOf(press: KeyPress, mac: boolean): string | null {
  if (modifiers.test(press.code) || press.altKey) return null;
  const key = /^Key[A-Z]$/.test(press.code) ? press.code.slice(3)
    : /^(Digit|Numpad)[0-9]$/.test(press.code) ? press.code.slice(-1)
    : (named[press.code] ?? press.code);
  if (key === '') return null;
  const control = mac ? press.metaKey : press.ctrlKey;
  return `${control ? 'Ctrl+' : ''}${press.shiftKey ? 'Shift+' : ''}${key}`;
}

/** A chord without Ctrl acts only outside text fields, and can be switched off as a whole. */
export function isSingle(chord: string): boolean {
  return !chord.startsWith('Ctrl+') && chord !== 'Escape' && !/^F\d/.test(chord);
}

const shown: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', Backspace: '⌫' };

/** Caps to draw: ["Ctrl", "K"]; a sequence gives both keys. "Shift+/" is written as people know it. */
export function capsOf(chord: string, mac: boolean): string[] {
  if (chord === 'Shift+/') return ['?'];
  return chord.split(' ').flatMap((part) => part.split(/\+(?=.)/).map((key) => (key === 'Ctrl' && mac ? '⌘' : (shown[key] ?? key))));
}
