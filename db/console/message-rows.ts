/** The message table; what search is to know of it follows (message-words.ts). */
import type { MessageBody } from '#shared/model/bodies.ts';
import { compactBody, wholeMessage } from '#db/console/compact-body.ts';
import { createMessageWords } from '#db/console/message-words.ts';
import { firstPlace, nextPlace, placeTime } from '#db/console/message-place.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { RawRow, RowTable, StoredRow } from '#db/console/row-table.ts';

interface RawMessage extends RawRow {
  place: number;
  text: string;
  conversationId: string;
}

/** Letter by which lists find some messages of a conversation without reading all. */
export function messageFlag(body: MessageBody): string | null {
  if (body.direction === 'out') {
    if (body.state === 'queued' || body.state === 'unknown') return 'p';
    return body.kind !== 'note' && (body.state === 'sent' || body.state === 'delivered') ? 's' : null;
  }
  if (body.kind === 'comment') return 'c';
  return body.attachments.some((file) => file.kind === 'photo') ? 'f' : null;
}

export type MessageRows = ReturnType<typeof createMessageRows>;

export function createMessageRows(prepare: Preparer) {
  const get = prepare<[string], RawMessage>('SELECT place, facet, ver, body, text, conversation_id AS conversationId FROM message WHERE id = ?');
  const insert = prepare<[number, string, number, number, string, string, string, string | null], never>(
    'INSERT OR IGNORE INTO message (place, id, facet, ver, body, conversation_id, text, flag) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const update = prepare<[number, number, string, string, string, string | null, number], never>(
    'UPDATE message SET facet = ?, ver = ?, body = ?, conversation_id = ?, text = ?, flag = ? WHERE place = ?',
  );
  const drop = prepare<[number], never>('DELETE FROM message WHERE place = ?');
  const words = createMessageWords(prepare);

  const removeAt = (place: number, text: string): void => {
    words.remove(place, text);
    drop.run(place);
  };
  const table: RowTable = {
    get(id) {
      const raw = get.get(id);
      return raw ? { facet: raw.facet, ver: raw.ver, body: wholeMessage(raw) } : null;
    },
    put(id, row) {
      const body = row.body as MessageBody;
      const stored = compactBody('message', body);
      const flag = messageFlag(body);
      let place = firstPlace(id, body.at, body.externalId);
      if (!Number.isSafeInteger(place)) throw new Error('a message without a time has no place');
      // Most messages are new, and their place is free: one statement.
      const add = (): boolean => insert.run(place, id, row.facet, row.ver, stored, body.conversationId, body.text, flag).changes > 0;
      if (add()) return words.add(place, body.text);
      const held = get.get(id);
      if (held && placeTime(held.place) === Math.max(0, Math.trunc(body.at))) {
        update.run(row.facet, row.ver, stored, body.conversationId, body.text, flag, held.place);
        if (held.text === body.text) return;
        words.remove(held.place, held.text);
        return words.add(held.place, body.text);
      }
      if (held) removeAt(held.place, held.text);
      // The id is not held any more, so what may be in the way is another message of the same moment.
      while (!add()) place = nextPlace(place);
      words.add(place, body.text);
    },
    remove(id) {
      const held = get.get(id);
      if (held) removeAt(held.place, held.text);
    },
  };
  const ofConversation = prepare<[string], RawMessage & { id: string }>(
    'SELECT id, place, facet, ver, body, text, conversation_id AS conversationId FROM message WHERE conversation_id = ? ORDER BY place',
  );
  const flagged = prepare<[string, string], RawMessage>(
    'SELECT place, facet, ver, body, text, conversation_id AS conversationId FROM message WHERE conversation_id = ? AND flag = ? ORDER BY place',
  );
  return {
    ...table,
    words,
    all: (conversationId: string): StoredRow<MessageBody>[] => ofConversation.all(conversationId).map((raw) => ({ facet: raw.facet, ver: raw.ver, body: wholeMessage(raw) })),
    flagged: (conversationId: string, flag: string): MessageBody[] => flagged.all(conversationId, flag).map(wholeMessage),
    dropConversation(conversationId: string): string[] {
      const held = ofConversation.all(conversationId);
      for (const raw of held) removeAt(raw.place, raw.text);
      return held.map((raw) => raw.id);
    },
  };
}
