/** Who sees a root, computed from its own stored record alone (S11): keys with facets, and links that lead on to its contact. */
import type { ContactBody, ConversationBody, DealBody, PersonBody, RecordBodies, RootRef } from '#shared/model/bodies.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { sightOf } from '#shared/engine/may.ts';

/** The one facet there is for now (D7). */
export const wholeFacet = 1;

export interface Grant {
  key: string;
  facets: number;
}

export interface Audience {
  grants: Grant[];
  links: { from: string; to: string }[];
}

const nobody: Audience = { grants: [], links: [] };

/**
 * `body`: the root's own record (a person for `person`, a contact, a conversation, a deal; anything for `dictionary`); null = the record is
 * gone. A removed root closes its grants (S73): its rows stay on the server for the undo time, on no console.
 */
export function audience(root: RootRef, body: RecordBodies['person' | 'contact' | 'conversation' | 'deal'] | null, _dict: Dictionary): Audience {
  switch (root.kind) {
    case 'dictionary': return { grants: [{ key: 'org', facets: wholeFacet }], links: [] };
    case 'person': return { grants: [{ key: `user:${root.id}`, facets: wholeFacet }], links: [] };
    case 'contact': {
      const contact = body as ContactBody | null;
      if (contact === null || contact.removedAt !== null) return nobody;
      return { grants: [{ key: `client:${root.id}`, facets: wholeFacet }, { key: 'all', facets: wholeFacet }], links: [] };
    }
    case 'conversation': {
      const conversation = body as ConversationBody | null;
      if (conversation === null || conversation.removedAt !== null) return nobody;
      return ofSeat(conversation.seatId, conversation.contactId);
    }
    case 'deal': {
      const deal = body as DealBody | null;
      if (deal === null || deal.state === 'removed') return nobody;
      return ofSeat(deal.seatId, deal.contactId);
    }
  }
}

function ofSeat(seatId: string | null, contactId: string): Audience {
  const keys = seatId === null ? ['pool'] : [`seat:${seatId}`, `seatm:${seatId}`];
  return {
    grants: [...keys, 'all'].map((key) => ({ key, facets: wholeFacet })),
    links: keys.map((from) => ({ from, to: `client:${contactId}` })),
  };
}

/** Keys a person holds, each with the reason it is held (`via`), so that a key held for two reasons outlives one of them (S15). */
export function personKeys(person: PersonBody, dict: Dictionary): (Grant & { via: string })[] {
  const sight = sightOf(person.id, dict);
  if (sight === null) return [];
  const keys: (Grant & { via: string })[] = [
    { key: 'org', facets: wholeFacet, via: 'active' },
    { key: `user:${person.id}`, facets: wholeFacet, via: 'self' },
  ];
  if (sight.seats === null) return [...keys, { key: 'all', facets: wholeFacet, via: 'role' }];
  if (sight.pool) keys.push({ key: 'pool', facets: wholeFacet, via: 'role' });
  for (const seat of sight.seats) {
    if (seat === person.seatId) keys.push({ key: `seat:${seat}`, facets: wholeFacet, via: 'seat' });
    if (sight.role.sees === 'people' && dict.get('seat', seat)?.headPersonIds.includes(person.id)) keys.push({ key: `seatm:${seat}`, facets: wholeFacet, via: 'head' });
  }
  return keys;
}
