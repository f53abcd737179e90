/**
 * Every kind of record, with its root, its declared look-ups and the fields whose changes are written to history.
 * Root and look-ups are computed from stored bodies, never taken from arguments (replication rule S4).
 */
import type { RecordBodies, RecordKind, RootRef } from '#shared/model/bodies.ts';

export interface KindDef<Body> {
  /** Root the record belongs to. */
  root(body: Body): RootRef;
  /** Named look-ups; null = not listed. */
  lookups: Readonly<Record<string, (body: Body) => string | null>>;
  /** Fields whose changes make a history line; '*' = creation and removal too. */
  recorded: readonly (keyof Body & string)[];
  recordsCreation: boolean;
}

const dictionary = (): RootRef => ({ kind: 'dictionary', id: 'team' });

function dictionaryKind<Body>(recorded: readonly (keyof Body & string)[]): KindDef<Body> & { lookups: Record<never, never> } {
  return { root: dictionary, lookups: {}, recorded, recordsCreation: true };
}

export const kinds = {
  team: dictionaryKind<RecordBodies['team']>(['name', 'zone', 'hours', 'undoMs', 'publicUrl', 'constants']),
  role: dictionaryKind<RecordBodies['role']>(['label', 'sees', 'facets', 'may']),
  funnel: dictionaryKind<RecordBodies['funnel']>(['label', 'stages']),
  button: dictionaryKind<RecordBodies['button']>(['label', 'key', 'stages', 'roles', 'ask', 'actions']),
  script: dictionaryKind<RecordBodies['script']>(['label', 'texts', 'group', 'order']),
  field: dictionaryKind<RecordBodies['field']>(['label', 'type', 'list']),
  list: dictionaryKind<RecordBodies['list']>(['label', 'items']),
  rule: dictionaryKind<RecordBodies['rule']>(['afterMinutes', 'actions', 'active']),
  clock: dictionaryKind<RecordBodies['clock']>(['warningMs', 'alarmMs', 'escalationMs']),
  account: dictionaryKind<RecordBodies['account']>(['name', 'handle', 'code', 'colour', 'group', 'identity', 'endpoints', 'active']),
  accountState: { root: dictionary, lookups: {}, recorded: [], recordsCreation: false } as KindDef<RecordBodies['accountState']>,
  person: dictionaryKind<RecordBodies['person']>(['name', 'roleId', 'seatId', 'active']),
  seat: dictionaryKind<RecordBodies['seat']>(['name', 'headPersonIds', 'active']),
  erasure: { root: dictionary, lookups: {}, recorded: [], recordsCreation: false } as KindDef<RecordBodies['erasure']>,
  contact: {
    root: (body) => ({ kind: 'contact', id: body.id }),
    lookups: {},
    recorded: ['name', 'language', 'phone', 'email', 'city', 'birthday', 'tags', 'note', 'photos', 'fields', 'removedAt'],
    recordsCreation: true,
  } satisfies KindDef<RecordBodies['contact']>,
  profile: {
    root: (body) => ({ kind: 'contact', id: body.contactId }),
    lookups: {
      byExternal: (body: RecordBodies['profile']) => `${body.accountId}|${body.externalId}`,
      byContact: (body: RecordBodies['profile']) => body.contactId,
    },
    recorded: [],
    recordsCreation: false,
  } satisfies KindDef<RecordBodies['profile']>,
  conversation: {
    root: (body) => ({ kind: 'conversation', id: body.id }),
    lookups: {
      byChat: (body: RecordBodies['conversation']) => (body.removedAt === null ? `${body.accountId}|${body.externalChatId}` : null),
      byContact: (body: RecordBodies['conversation']) => body.contactId,
    },
    recorded: ['seatId', 'closedAt', 'snoozedUntil', 'removedAt'],
    recordsCreation: true,
  } satisfies KindDef<RecordBodies['conversation']>,
  message: {
    root: (body) => ({ kind: 'conversation', id: body.conversationId }),
    lookups: {
      byExternal: (body: RecordBodies['message']) => (body.externalId === null ? null : `${body.conversationId}|${body.externalId}`),
      /** Ours, and the network has not confirmed them: an echo may be one of these. */
      byPending: (body: RecordBodies['message']) => (body.direction === 'out' && (body.state === 'queued' || body.state === 'unknown') ? body.conversationId : null),
      /** Ours, gone out, not known to be read. */
      bySent: (body: RecordBodies['message']) => (body.direction === 'out' && body.kind !== 'note' && (body.state === 'sent' || body.state === 'delivered') ? body.conversationId : null),
      byPhotos: (body: RecordBodies['message']) => (body.direction === 'in' && body.attachments.some((file) => file.kind === 'photo') ? body.conversationId : null),
    },
    recorded: [],
    recordsCreation: false,
  } satisfies KindDef<RecordBodies['message']>,
  deal: {
    root: (body) => ({ kind: 'deal', id: body.id }),
    lookups: {
      byConversation: (body: RecordBodies['deal']) => body.conversationId,
      byContact: (body: RecordBodies['deal']) => body.contactId,
    },
    recorded: ['stageId', 'funnelId', 'seatId', 'amountMinor', 'paidMinor', 'lostReason', 'fields', 'state'],
    recordsCreation: true,
  } satisfies KindDef<RecordBodies['deal']>,
  task: {
    root: (body) => (body.dealId ? { kind: 'deal', id: body.dealId } : body.conversationId ? { kind: 'conversation', id: body.conversationId } : { kind: 'dictionary', id: 'team' }),
    lookups: {
      byDeal: (body: RecordBodies['task']) => body.dealId,
      byConversation: (body: RecordBodies['task']) => body.conversationId,
    },
    recorded: ['dueAt', 'doneAt', 'cancelledAt', 'seatId'],
    recordsCreation: true,
  } satisfies KindDef<RecordBodies['task']>,
  readMark: {
    root: (body) => ({ kind: 'person', id: body.personId }),
    lookups: {},
    recorded: [],
    recordsCreation: false,
  } satisfies KindDef<RecordBodies['readMark']>,
  fate: {
    root: (body) => ({ kind: 'person', id: body.personId }),
    lookups: {},
    recorded: [],
    recordsCreation: false,
  } satisfies KindDef<RecordBodies['fate']>,
  side: {
    root: (body) => ({ kind: body.of, id: body.owner }),
    lookups: {},
    recorded: [],
    recordsCreation: false,
  } satisfies KindDef<RecordBodies['side']>,
  paymentClaim: {
    root: (body) => ({ kind: 'deal', id: body.dealId }),
    lookups: { byDeal: (body: RecordBodies['paymentClaim']) => body.dealId },
    recorded: ['state'],
    recordsCreation: true,
  } satisfies KindDef<RecordBodies['paymentClaim']>,
  ledger: {
    root: (body) => ({ kind: 'deal', id: body.dealId }),
    lookups: { byDeal: (body: RecordBodies['ledger']) => body.dealId },
    recorded: [],
    recordsCreation: false,
  } satisfies KindDef<RecordBodies['ledger']>,
  history: {
    root: (body) => ({ kind: body.rootKind, id: body.rootId }),
    lookups: {},
    recorded: [],
    recordsCreation: false,
  } satisfies KindDef<RecordBodies['history']>,
};

export const recordKinds = Object.keys(kinds) as RecordKind[];

export type LookupName<K extends RecordKind> = keyof (typeof kinds)[K]['lookups'] & string;

/** The definition of a kind, with its body's type erased for code that walks all kinds. */
export function kindOf(kind: RecordKind): KindDef<unknown> {
  return kinds[kind] as unknown as KindDef<unknown>;
}

export function rootKey(root: RootRef): string {
  return `${root.kind}:${root.id}`;
}
