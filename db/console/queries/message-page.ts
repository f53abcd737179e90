/** The messages of one conversation, newest first; or those around a search hit. */
import type { MessageRow } from '#shared/queries/rows.ts';
import type { MessageBody } from '#shared/model/bodies.ts';
import { wholeMessage } from '#db/console/compact-body.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { Answerer, QueryContext } from '#db/console/queries/context.ts';

interface Page {
  conversationId: string;
  before: string | null;
  around: string | null;
  limit: number;
}

interface Found {
  body: string;
  text: string;
  conversationId: string;
}

const farthest = Number.MAX_SAFE_INTEGER;

export function createMessagePage(prepare: Preparer): Answerer<Page, { rows: MessageRow[]; more: boolean }> {
  const placeOf = prepare<[string], { place: number }>('SELECT place FROM message WHERE id = ?');
  const older = prepare<[string, number, number], Found>(
    'SELECT body, text, conversation_id AS conversationId FROM message INDEXED BY message_conversation WHERE conversation_id = ? AND place < ? ORDER BY place DESC LIMIT ?',
  );
  const newer = prepare<[string, number, number], Found>(
    'SELECT body, text, conversation_id AS conversationId FROM message INDEXED BY message_conversation WHERE conversation_id = ? AND place >= ? ORDER BY place LIMIT ?',
  );
  return ({ conversationId, before, around, limit }, ctx) => {
    const place = before ?? around;
    const at = place === null ? farthest : (placeOf.get(place)?.place ?? farthest);
    const after = around !== null && at !== farthest ? newer.all(conversationId, at, Math.ceil(limit / 2)) : [];
    const wanted = limit - after.length;
    const found = older.all(conversationId, at, wanted + 1);
    const rows = [...after.reverse(), ...found.slice(0, wanted)].map((raw) => messageRow(wholeMessage(raw), ctx));
    return { rows: place === null ? [...ctx.waiting(conversationId), ...rows] : rows, more: found.length > wanted };
  };
}

export function messageRow(body: MessageBody, ctx: QueryContext): MessageRow {
  return {
    ...body,
    personName: body.personId === null ? null : (ctx.dict.get('person', body.personId)?.name ?? null),
    pending: ctx.pending('message', body.id),
    commandId: ctx.undoable(body.id),
  };
}
