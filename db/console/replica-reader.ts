/** The replica as decisions read it: rows by id and by every look-up that kinds.ts declares. */
import { kinds } from '#shared/model/kinds.ts';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { RowReader } from '#shared/engine/run-command.ts';
import type { RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import type { Replica } from '#db/console/replica.ts';

/** How each declared look-up is found: a column with an index, or a letter on the messages of a conversation. */
export const lookupColumns: Record<string, string> = {
  'profile.byExternal': 'external_key', 'profile.byContact': 'contact_id',
  'conversation.byChat': 'chat_key', 'conversation.byContact': 'contact_id',
  'deal.byConversation': 'conversation_id', 'deal.byContact': 'contact_id',
  'task.byDeal': 'deal_id', 'task.byConversation': 'conversation_id',
};
/** Those found by their deal. */
export const lookupPieces: Record<string, string> = { 'paymentClaim.byDeal': 'paymentClaim', 'ledger.byDeal': 'ledger' };
export const lookupFlags: Record<string, string> = { 'message.byPending': 'p', 'message.bySent': 's', 'message.byPhotos': 'f' };

export function createReplicaReader(replica: Replica): RowReader {
  const { rows, dict, prepare } = replica;
  const statements = new Map(Object.entries(lookupColumns).map(([name, column]) => {
    const table = name.slice(0, name.indexOf('.'));
    return [name, prepare<[string], { id: string; body: string }>(`SELECT id, body FROM ${table} WHERE ${column} = ? ORDER BY ver, id`)];
  }));
  const pieces = prepare<[string, string], { body: string }>('SELECT body FROM piece WHERE root = ? AND kind = ? ORDER BY ver, id');
  const many = (kind: RecordKind, lookup: string, value: string): unknown[] => {
    const name = `${kind}.${lookup}`;
    const statement = statements.get(name);
    if (statement) return statement.all(value).map((raw) => JSON.parse(raw.body) as unknown);
    const piece = lookupPieces[name];
    if (piece) return pieces.all(`deal:${value}`, piece).map((raw) => JSON.parse(raw.body) as unknown);
    const flag = lookupFlags[name];
    if (flag) return rows.messages.flagged(value, flag);
    if (name === 'message.byExternal') {
      const conversationId = value.slice(0, value.indexOf('|'));
      return rows.messages.all(conversationId).map((row) => row.body).filter((body) => kinds.message.lookups.byExternal(body) === value);
    }
    throw new Error(`no look-up ${name}`);
  };
  return {
    one<K extends RecordKind>(kind: K, id: string): RecordBodies[K] | null {
      if (isDictionaryKind(kind)) return dict.get(kind, id) as RecordBodies[K] | null;
      return rows.get(kind, id)?.body ?? null;
    },
    many: <K extends RecordKind>(kind: K, lookup: string, value: string) => many(kind, lookup, value) as RecordBodies[K][],
    claim: () => null,
    command: () => null,
  };
}
