/** What the palette offers for the words typed: people, messages, orders, and every action that would do something now. */
import type { LiveAction } from '#renderer/ui/keys/key-map.ts';
import type { SearchHit } from '#shared/queries/rows.ts';

export type PaletteItem =
  | { kind: 'hit'; group: 'people' | 'messages' | 'deals'; key: string; hit: SearchHit }
  | { kind: 'action'; group: 'commands' | 'go'; key: string; live: LiveAction; label: string }
  | { kind: 'everywhere'; group: 'messages'; key: string };

const groupOf = { contact: 'people', message: 'messages', deal: 'deals' } as const;
const perGroup = 5;

export function paletteItems(input: { term: string; hits: readonly SearchHit[]; live: readonly LiveAction[]; labelOf(live: LiveAction): string }): PaletteItem[] {
  const term = input.term.trim().toLocaleLowerCase();
  const actions = input.live
    // Moving within lists makes no sense from here; a bare digit says nothing.
    .filter((live) => live.id === null || !(/^list\./.test(live.id) || live.id === 'palette.open' || (live.id.startsWith('button.') && live.label === null)))
    .map((live): PaletteItem & { kind: 'action' } => ({ kind: 'action', group: /^(go|search)\./.test(live.id ?? '') ? 'go' : 'commands', key: live.key, live, label: input.labelOf(live) }))
    .filter((item) => term === '' || item.label.toLocaleLowerCase().includes(term));
  const found = (kind: SearchHit['kind']): PaletteItem[] =>
    input.hits.filter((hit) => hit.kind === kind).slice(0, perGroup)
      .map((hit, at) => ({ kind: 'hit', group: groupOf[kind], key: `${kind} ${hit.messageId ?? hit.dealId ?? hit.contactId} ${at}`, hit }));
  const everywhere: PaletteItem[] = term === '' ? [] : [{ kind: 'everywhere', group: 'messages', key: 'everywhere' }];
  return [
    ...found('contact'), ...found('deal'), ...found('message'), ...everywhere,
    ...actions.filter((item) => item.group === 'commands'), ...actions.filter((item) => item.group === 'go'),
  ];
}
