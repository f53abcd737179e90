/** Who changed what, of a client or of a deal, newest first. */
import type { HistoryBody } from '#shared/model/bodies.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { Answerer } from '#db/console/queries/context.ts';

export function createHistoryOf(prepare: Preparer): Answerer<{ contactId: string | null; dealId: string | null; limit: number }, HistoryBody[]> {
  const ofRoot = prepare<[string, number], { body: string }>('SELECT body FROM history WHERE root = ? ORDER BY at DESC LIMIT ?');
  return ({ contactId, dealId, limit }) => {
    const roots = [...(contactId === null ? [] : [`contact:${contactId}`]), ...(dealId === null ? [] : [`deal:${dealId}`])];
    const lines = roots.flatMap((root) => ofRoot.all(root, limit)).map((raw) => JSON.parse(raw.body) as HistoryBody);
    return lines.sort((a, b) => b.at - a.at).slice(0, limit);
  };
}
