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
      'team', 'role', 'funnel', 'button', 'script', 'field', 'list', 'rule', 'clock', 'account', 'accountState', 'person', 'seat', 'erasure', 'contact', 'profile', 'conversation', 'message',
      'deal', 'task', 'readMark', 'fate', 'side', 'paymentClaim', 'ledger', 'history',
    ]),
  );
  const bodies = new Map(records.map((record) => [`${record.kind}|${record.id}`, record.body]));
  const kinds = Map.groupBy(records, (record) => record.kind as string);
  const byId = (kind: string, id: unknown): Body | undefined => bodies.get(`${kind}|${String(id)}`);
  const all = (kind: string): Body[] => (kinds.get(kind) ?? []).map((record) => record.body);
  const person = byId('person', personId);
  const role = person?.['active'] === true ? byId('role', person['roleId']) : undefined;
  if (!person || !role) return new Map();

  const headed = all('seat').filter((seat) => (seat['headPersonIds'] as string[]).includes(personId)).map((seat) => seat['id']);
  const sees = role['sees'];
  const own = new Set((role['facets'] as string[] | undefined) ?? usualFacets[String(sees)]).add('core');
  const only = (...names: string[]): Set<string> => new Set(names.filter((name) => own.has(name)));
  const everything = only('core', 'contacts', 'talk', 'money', 'internal', 'exec');
  const none = new Set<string>();
  const fields = new Map(all('field').map((field) => [String(field['id']), field]));
  const facetOfField = (name: string): string => {
    const field = fields.get(name);
    return String(field?.['facet'] ?? (field?.['type'] === 'money' ? 'money' : 'core'));
  };

  const bySeat = (seatId: unknown): Set<string> => {
    if (sees === 'all') return everything;
    if (sees !== 'own' && sees !== 'people') return none;
    if (seatId === null) return (role['may'] as string[]).includes('take') ? only('core', 'contacts', 'talk') : none;
    if (sees === 'people' && headed.includes(seatId)) return everything;
    return seatId === person['seatId'] ? only('core', 'contacts', 'talk', 'money', 'internal') : none;
  };
  const ofConversation = (row: Body): Set<string> => (row['removedAt'] === null ? bySeat(row['seatId']) : none);
  const takesPart = (row: Body): boolean => {
    const whole = { ...(row['fields'] as Body) };
    for (const side of all('side')) if (side['owner'] === row['id']) Object.assign(whole, (side['set'] as Body)['fields']);
    return Object.entries(whole).some(([name, value]) => value === personId && fields.get(name)?.['of'] === 'deal' && fields.get(name)?.['type'] === 'person');
  };
  const ofDeal = (row: Body): Set<string> => {
    if (row['state'] === 'removed') return none;
    if (sees === 'participant') return takesPart(row) ? only('core', 'contacts', 'exec') : none;
    if (sees === 'claims') return all('paymentClaim').some((claim) => claim['dealId'] === row['id'] && claim['state'] === 'waiting') ? only('core', 'money') : none;
    return bySeat(row['seatId']);
  };
  const contacts = new Map<unknown, Set<string>>();
  const meets = (contactId: unknown, seen: Set<string>): void => {
    if (seen.size === 0) return;
    const byName = sees === 'participant' || sees === 'claims';
    contacts.set(contactId, new Set([...(contacts.get(contactId) ?? []), ...(byName ? ['core'] : own)]));
  };
  for (const row of all('conversation')) meets(row['contactId'], ofConversation(row));
  for (const row of all('deal')) meets(row['contactId'], ofDeal(row));
  // Earlier orders: of a client who is seen wholly, all deals, in four parts.
  const wholly = sees === 'own' || sees === 'people';
  const ofEarlier = (row: Body): Set<string> =>
    byId('team', 'team')?.['earlierOrders'] === true && wholly && row['state'] !== 'removed' && contacts.has(row['contactId']) ? only('core', 'contacts', 'talk', 'money') : none;

  const ofRoot = (root: string): Set<string> => {
    const [kind, id] = root.split(':') as [string, string];
    if (kind === 'dictionary') return allNames;
    if (kind === 'person') return id === personId ? allNames : none;
    const row = byId(kind, id);
    if (!row) return none;
    if (kind === 'conversation') return ofConversation(row);
    if (kind === 'deal') return new Set([...ofDeal(row), ...ofEarlier(row)]);
    if (row['removedAt'] !== null) return none;
    return sees === 'all' ? everything : (contacts.get(id) ?? none);
  };
  const facetOf = (kind: string, body: Body): string => {
    switch (kind) {
      case 'profile': return 'contacts';
      case 'conversation': return 'talk';
      case 'message': return body['kind'] === 'note' ? 'internal' : 'talk';
      case 'task': return body['dealId'] === null && body['conversationId'] === null ? 'core' : 'talk';
      case 'paymentClaim': case 'ledger': return 'money';
      case 'side': {
        const [name, value] = Object.entries(body['set'] as Body)[0]!;
        return name === 'fields' && body['of'] === 'deal' ? facetOfField(Object.keys(value as Body)[0]!) : ofField[`${String(body['of'])}.${name}`]!;
      }
      case 'history': {
        const shown = ofLine(body);
        return shown === 'core' && body['note'] !== '' ? 'internal' : shown;
      }
      case 'line': {
        const [name, part] = String(body['field']).split('.') as [string, string | undefined];
        if (body['kind'] === 'contact' || body['kind'] === 'deal') return ofField[`${body['kind']}.${name}`] ?? (part === undefined ? 'core' : facetOfField(part));
        return body['field'] === undefined ? 'core' : facetOf(String(body['kind']), { dealId: '' });
      }
      default: return 'core';
    }
  };
  const ofLine = (line: Body): string => facetOf('line', line);
  const known = new Map<string, Set<string>>();
  const isVisible = (record: StoredRecord): boolean => {
    const seen = known.get(record.root) ?? ofRoot(record.root);
    known.set(record.root, seen);
    return seen.has(facetOf(record.kind, record.body));
  };
  return new Map(records.filter(isVisible).map((record) => [`${record.kind}|${record.id}`, record.ver]));
}

const allNames = new Set(['core', 'contacts', 'talk', 'money', 'internal', 'exec']);
const usualFacets: Record<string, string[]> = {
  all: [...allNames], people: [...allNames], own: ['core', 'contacts', 'talk', 'money', 'internal'], participant: ['core', 'exec'], claims: ['core', 'money'],
};
/** What of a contact or deal is not of its core. */
const ofField: Record<string, string> = {
  'contact.phone': 'contacts', 'contact.email': 'contacts', 'contact.city': 'contacts', 'contact.birthday': 'contacts', 'contact.fields': 'contacts',
  'contact.photos': 'talk', 'contact.note': 'internal', 'contact.tags': 'internal', 'deal.amountMinor': 'money', 'deal.paidMinor': 'money',
};
