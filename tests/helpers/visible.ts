/**
 * The oracle: what a person may see, worked out from the stored bodies and the words of the rules, without grants, links or any code of the
 * server (S6). Slow and plain on purpose.
 */
import type { Store, StoredRecord } from '#db/server/store.ts';

type Body = Record<string, unknown>;

/** `kind|id` → ver of every row the person may hold. */
export async function visible(store: Store, personId: string): Promise<Map<string, number>> {
  const records = await store.read((reader) =>
    reader.recordsOfKinds([
      'team', 'role', 'funnel', 'button', 'script', 'field', 'list', 'rule', 'clock', 'account', 'accountState', 'person', 'seat', 'contact', 'profile', 'conversation', 'message',
      'deal', 'task', 'readMark', 'history',
    ]),
  );
  const byId = (kind: string, id: unknown): Body | undefined => records.find((record) => record.kind === kind && record.id === id)?.body;
  const all = (kind: string): Body[] => records.filter((record) => record.kind === kind).map((record) => record.body);
  const person = byId('person', personId);
  const role = person?.['active'] === true ? byId('role', person['roleId']) : undefined;
  if (!person || !role) return new Map();

  const headed = all('seat').filter((seat) => (seat['headPersonIds'] as string[]).includes(personId)).map((seat) => seat['id']);
  const everything = role['sees'] === 'all';
  const seesSeat = (seatId: unknown): boolean => {
    if (everything) return true;
    if (role['sees'] === 'participant') return false;
    if (seatId === null) return (role['may'] as string[]).includes('take');
    return seatId === person['seatId'] || (role['sees'] === 'people' && headed.includes(seatId));
  };
  const seesConversation = (row: Body): boolean => row['removedAt'] === null && seesSeat(row['seatId']);
  const seesDeal = (row: Body): boolean => row['state'] !== 'removed' && seesSeat(row['seatId']);
  const contacts = new Set<unknown>();
  for (const row of all('conversation')) if (seesConversation(row)) contacts.add(row['contactId']);
  for (const row of all('deal')) if (seesDeal(row)) contacts.add(row['contactId']);

  const seesRoot = (root: string): boolean => {
    const [kind, id] = root.split(':') as [string, string];
    if (kind === 'dictionary') return true;
    if (kind === 'person') return id === personId;
    const row = byId(kind, id);
    if (!row) return false;
    if (kind === 'conversation') return seesConversation(row);
    if (kind === 'deal') return seesDeal(row);
    return row['removedAt'] === null && (everything || contacts.has(id));
  };
  const known = new Map<string, boolean>();
  const isVisible = (record: StoredRecord): boolean => {
    if (!known.has(record.root)) known.set(record.root, seesRoot(record.root));
    return known.get(record.root)!;
  };
  return new Map(records.filter(isVisible).map((record) => [`${record.kind}|${record.id}`, record.ver]));
}
