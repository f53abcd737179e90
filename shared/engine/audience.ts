/** Who sees a root, computed from its own stored record alone (S11): keys with facets, and links that lead on to its contact. */
import type { ContactBody, ConversationBody, DealBody, PersonBody, RecordBodies, RootRef } from '#shared/model/bodies.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { allFacets, maskOf } from '#shared/model/facets.ts';
import { maskOfRole } from '#shared/engine/parts.ts';
import { sightOf } from '#shared/engine/sight.ts';

/** Changes with what `audience` or `partsOf` make of the same records: a server that finds another one in its store does it anew (S16). */
export const audienceVersion = 3;

export interface Grant {
  key: string;
  facets: number;
}

export interface Audience {
  grants: Grant[];
  links: { from: string; to: string }[];
}

const nobody: Audience = { grants: [], links: [] };
const untaken = maskOf(['core', 'contacts', 'talk']);
const ofSeat = maskOf(['core', 'contacts', 'talk', 'money', 'internal']);
const ofMaker = maskOf(['core', 'contacts', 'exec']);
const ofCheck = maskOf(['core', 'money']);
const ofClient = maskOf(['core', 'contacts', 'talk', 'money']);

/**
 * `body`: the root's own record, whole (a person for `person`, a contact, a conversation, a deal; anything for `dictionary`); null = the record
 * is gone. A removed root closes its grants (S73): its rows stay on the server for the undo time, on no console.
 */
export function audience(root: RootRef, body: RecordBodies['person' | 'contact' | 'conversation' | 'deal'] | null, dict: Dictionary): Audience {
  switch (root.kind) {
    case 'dictionary': return { grants: [{ key: 'org', facets: allFacets }], links: [] };
    case 'person': return { grants: [{ key: `user:${root.id}`, facets: allFacets }], links: [] };
    case 'contact': {
      const contact = body as ContactBody | null;
      if (contact === null || contact.removedAt !== null) return nobody;
      // By name alone for whoever makes the order or checks its payment.
      return { grants: [{ key: `client:${root.id}`, facets: allFacets }, { key: `clientname:${root.id}`, facets: maskOf(['core']) }, { key: 'all', facets: allFacets }], links: [] };
    }
    case 'conversation': {
      const conversation = body as ConversationBody | null;
      if (conversation === null || conversation.removedAt !== null) return nobody;
      return through(holders(conversation.seatId), [], conversation.contactId);
    }
    case 'deal': {
      const deal = body as DealBody | null;
      if (deal === null || deal.state === 'removed') return nobody;
      const others = participants(deal, dict).map((person): Grant => ({ key: `exec:${person}`, facets: ofMaker }));
      if ((deal.waitingClaims ?? []).length > 0) others.push({ key: 'acct', facets: ofCheck });
      const seen = through(holders(deal.seatId), others, deal.contactId);
      // Through one of their orders or talks the others are read too; what may be pressed on them is told by their own keys alone.
      return earlierOrders(dict) ? { ...seen, grants: [...seen.grants, { key: `client:${deal.contactId}`, facets: ofClient }] } : seen;
    }
  }
}

function earlierOrders(dict: Dictionary): boolean {
  return dict.get('team', 'team')?.earlierOrders === true;
}

function holders(seatId: string | null): Grant[] {
  return seatId === null ? [{ key: 'pool', facets: untaken }] : [{ key: `seat:${seatId}`, facets: ofSeat }, { key: `seatm:${seatId}`, facets: allFacets }];
}

function through(wholly: readonly Grant[], byName: readonly Grant[], contactId: string): Audience {
  return {
    grants: [...wholly, ...byName, { key: 'all', facets: allFacets }],
    links: [...wholly.map(({ key }) => ({ from: key, to: `client:${contactId}` })), ...byName.map(({ key }) => ({ from: key, to: `clientname:${contactId}` }))],
  };
}

/** People named in the deal's fields: makers, couriers. Each once. */
export function participants(deal: Pick<DealBody, 'fields'>, dict: Dictionary): string[] {
  const named = dict.all('field').filter((field) => field.of === 'deal' && field.type === 'person').map((field) => deal.fields[field.id]);
  return [...new Set(named.filter((value) => typeof value === 'string' && value !== ''))] as string[];
}

/** All of the dictionary that `audience` and `partsOf` read: another text means that stored roots are to be done anew (S16). */
export function audienceBasis(dict: Dictionary): string {
  const fields = dict.all('field').filter((field) => field.of === 'deal').map((field) => `${field.id}:${field.type === 'person' ? 'person' : ''}:${field.facet ?? (field.type === 'money' ? 'money' : '')}`);
  return [`earlier:${String(earlierOrders(dict))}`, ...fields.sort()].join(' ');
}

/** Keys a person holds, each with the reason it is held (`via`), so that a key held for two reasons outlives one of them (S15). */
export function personKeys(person: PersonBody, dict: Dictionary): (Grant & { via: string })[] {
  const sight = sightOf(person.id, dict);
  if (sight === null) return [];
  const facets = maskOfRole(sight.role);
  const keys: (Grant & { via: string })[] = [
    { key: 'org', facets: allFacets, via: 'active' },
    { key: `user:${person.id}`, facets: allFacets, via: 'self' },
  ];
  if (sight.seats === null) return [...keys, { key: 'all', facets, via: 'role' }];
  if (sight.role.sees === 'participant') return [...keys, { key: `exec:${person.id}`, facets, via: 'role' }];
  if (sight.role.sees === 'claims') return [...keys, { key: 'acct', facets, via: 'role' }];
  if (sight.pool) keys.push({ key: 'pool', facets, via: 'role' });
  for (const seat of sight.seats) {
    if (seat === person.seatId) keys.push({ key: `seat:${seat}`, facets, via: 'seat' });
    if (sight.role.sees === 'people' && dict.get('seat', seat)?.headPersonIds.includes(person.id)) keys.push({ key: `seatm:${seat}`, facets, via: 'head' });
  }
  return keys;
}
