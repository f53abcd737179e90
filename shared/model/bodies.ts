/**
 * The records of a team: what stands in `records.body` on the server and in the typed tables of a console.
 * Times are UTC milliseconds (`…At`), money is integer minor units (`…Minor`) with its currency beside it.
 */
import type { AccountId, CommandId, ContactId, ConversationId, DealId, MessageId, PersonId, ProfileId, SeatId, TaskId } from '#shared/base/ids.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import type { Language } from '#shared/model/language.ts';
import type { LastMessage, MessageBody } from '#shared/model/message.ts';
import type { LedgerBody, PaymentClaimBody } from '#shared/model/money.ts';
import type { ButtonBody, ClockBody, FieldBody, FunnelBody, Label, ListBody, RoleBody, RuleBody, ScriptBody, TeamBody } from '#shared/model/preset.ts';

export type { LedgerBody, PaymentClaimBody } from '#shared/model/money.ts';
export type { Attachment, LastMessage, MessageBody, MessageKind, MessageState, Reaction, SubjectKind } from '#shared/model/message.ts';

/** An account of ours in a messenger. Its tokens are never here: they stand sealed in the server's `secrets`. */
export interface AccountBody {
  id: AccountId;
  channel: ChannelName;
  /** What people call it ("Velvet Moon"); `handle` is the network's own name for it, without "@". */
  name: string;
  handle: string;
  /** Two letters shown on badges. */
  code: string;
  /** 1…16: place in the palette of accounts. */
  colour: number;
  group: string;
  /** The network's id of the account, from the live check; one account per identity in a team. */
  identity: string;
  /** Base addresses of the network, for gateways and tests; empty = the network's own. */
  endpoints: Record<string, string>;
  /** What networks must present at the webhook handshake; not a secret of ours towards clients. */
  verifyToken: string;
  active: boolean;
  demo: boolean;
  createdAt: number;
}

export type AccountHealth = 'ok' | 'warning' | 'error' | 'paused';

/** How an account is doing; a record of its own, because it changes often. Same id as the account. */
export interface AccountStateBody {
  id: AccountId;
  health: AccountHealth;
  /** Code of what is wrong, with a text in every language (`account.state.<code>`); '' when all is well. */
  code: string;
  lastInboundAt: number | null;
  lagMs: number | null;
  tokenExpiresAt: number | null;
  waitingEffects: number;
}

export interface PersonBody {
  id: PersonId;
  name: string;
  login: string;
  roleId: string;
  /** The seat this person works on; null for those without one (owner, auditor). */
  seatId: SeatId | null;
  active: boolean;
}

export interface SeatBody {
  id: SeatId;
  name: string;
  /** Heads: people of a role that sees its people's work, who see what this seat holds. */
  headPersonIds: PersonId[];
  active: boolean;
}

export interface ContactBody {
  id: ContactId;
  name: string;
  language: Language;
  phone: string | null;
  email: string | null;
  city: string | null;
  birthday: string | null;
  tags: string[];
  note: string;
  /** Photos saved by the "order photo" button. */
  photos: SavedPhoto[];
  firstRequestAt: number;
  /** Values of the preset's contact fields, by field id. */
  fields: Record<string, FieldValue>;
  removedAt: number | null;
}

export interface SavedPhoto {
  hash: string;
  messageId: MessageId;
  savedAt: number;
}

/** A contact's presence in one network, towards one account of ours. */
export interface ProfileBody {
  id: ProfileId;
  contactId: ContactId;
  accountId: AccountId;
  channel: ChannelName;
  /** The network's id of the person (IGSID, Telegram user id). */
  externalId: string;
  handle: string;
  name: string;
  avatar: string | null;
  link: string | null;
}

export interface ConversationBody {
  id: ConversationId;
  contactId: ContactId;
  accountId: AccountId;
  channel: ChannelName;
  /** The network's id of the dialogue (IGSID for Instagram, chat id for Telegram). */
  externalChatId: string;
  /** Who answers for it; null = untaken, seen by all who may take. */
  seatId: SeatId | null;
  takenAt: number | null;
  last: LastMessage | null;
  /** Newest message of the client: the chronicle's line. */
  lastIn: LastMessage | null;
  /** Since when an answer is owed (first unanswered message or comment); null = none owed. Team-wide. */
  owedSince: number | null;
  /** Times of the client's messages that nobody has answered yet, oldest first, the oldest 50: networks deliver in any order. */
  unanswered: number[];
  /** When we last answered in the network's own app, by the network's clock: what the client wrote before is answered, even if it comes later. */
  answeredAt: number | null;
  /** 0 none, 1 warning, 2 alarm, 3 escalation: set by the server's alarms, so that every console rings alike. */
  clockLevel: 0 | 1 | 2 | 3;
  /** How many messages of the client came in; "unread" of a person = this − their read mark's count. */
  inboundCount: number;
  /** Until when a free-form answer is allowed by the network; null = no limit known. */
  windowUntil: number | null;
  /** Comment that a private reply may answer, with the time the right ends. */
  openComment: { messageId: MessageId; externalId: string; privateReplyUntil: number; privatelyAnswered: boolean } | null;
  snoozedUntil: number | null;
  closedAt: number | null;
  createdAt: number;
  removedAt: number | null;
}

export type FieldValue = string | number | boolean | null | string[] | { minor: number; currency: string } | { at: number };

export interface DealBody {
  id: DealId;
  /** Number people say, given by the server in order; 0 until it has answered. */
  number: number;
  contactId: ContactId;
  conversationId: ConversationId | null;
  accountId: AccountId | null;
  funnelId: string;
  stageId: string;
  stageEnteredAt: number;
  /** Stage left by the "draft" button, to be chosen anew. */
  draftFrom: string | null;
  seatId: SeatId | null;
  /** Kind of the stage, copied so that lists need no dictionary. */
  state: 'open' | 'won' | 'lost' | 'removed' | 'archived' | 'holding';
  amountMinor: number | null;
  currency: string;
  paidMinor: number;
  source: 'direct' | 'comment' | 'story' | 'manual';
  post: { link: string | null; text: string } | null;
  lostReason: string | null;
  urgent: boolean;
  starredBy: PersonId[];
  fields: Record<string, FieldValue>;
  /** Payment claims that wait for a check: while there is one, those who check payments see the deal. Absent = none. */
  waitingClaims?: readonly string[];
  createdAt: number;
  closedAt: number | null;
}

export interface TaskBody {
  id: TaskId;
  title: string;
  /** The title per language when a button, stage or rule set the task; null when a person typed it. */
  titles: Label | null;
  dealId: DealId | null;
  conversationId: ConversationId | null;
  contactId: ContactId | null;
  seatId: SeatId | null;
  dueAt: number;
  /** Rule or stage that set it; leaving the stage closes it. */
  setBy: { rule: string; stageId: string | null } | null;
  doneAt: number | null;
  doneBy: PersonId | null;
  cancelledAt: number | null;
  createdAt: number;
}

/** How far one person has read one conversation. Personal: viewing clears it for nobody else. */
export interface ReadMarkBody {
  id: string;
  personId: PersonId;
  conversationId: ConversationId;
  /** `inboundCount` of the conversation when it was last viewed (or one less per message marked unread). */
  readCount: number;
  at: number;
}

/** What of a contact or deal is not for everybody who sees it: a row of its own with its own facet, joined again where that may be seen (engine/parts.ts). */
export interface SideBody {
  id: string;
  of: 'contact' | 'deal';
  /** Id of the contact or deal. */
  owner: string;
  /** Fields of its body; those of `fields` are parts of its `fields`. */
  set: Record<string, unknown>;
}

/** What became of a press that waited after a restore for what another console had to bring (S70). Same id as the press. */
export interface FateBody {
  id: CommandId;
  personId: PersonId;
  status: 'done' | 'refused';
  code: string;
  at: number;
}

/** A client who was erased for good (S72): no word about them, only what every copy must let go of. */
export interface ErasureBody {
  id: ContactId;
  /** Ids of the client, their talks and deals. */
  ids: string[];
  /** Files that were theirs; another client's row may name one too. */
  blobs: string[];
  /** null = done again by the server, after a restore. */
  personId: PersonId | null;
  at: number;
  /** When nothing was left. */
  doneAt: number | null;
}

/** One line of who changed what. Nobody can edit or delete it. */
export interface HistoryBody {
  id: string;
  /** The record it tells of. */
  kind: RecordKind;
  recordId: string;
  /** Root the record belonged to: the line is seen by whoever sees that root. */
  rootKind: RootKind;
  rootId: string;
  field: string;
  from: unknown;
  to: unknown;
  personId: PersonId | null;
  seatId: SeatId | null;
  /** Robot's rule id, when an automatic act. */
  robot: string | null;
  /** Command that made it, and the command or event that caused that. */
  commandId: CommandId;
  commandName: string;
  cause: string | null;
  note: string;
  at: number;
}

export interface RecordBodies {
  team: TeamBody;
  role: RoleBody;
  funnel: FunnelBody;
  button: ButtonBody;
  script: ScriptBody;
  field: FieldBody;
  list: ListBody;
  rule: RuleBody;
  clock: ClockBody;
  account: AccountBody;
  accountState: AccountStateBody;
  person: PersonBody;
  seat: SeatBody;
  erasure: ErasureBody;
  contact: ContactBody;
  profile: ProfileBody;
  conversation: ConversationBody;
  message: MessageBody;
  deal: DealBody;
  task: TaskBody;
  readMark: ReadMarkBody;
  fate: FateBody;
  side: SideBody;
  paymentClaim: PaymentClaimBody;
  ledger: LedgerBody;
  history: HistoryBody;
}

export type RecordKind = keyof RecordBodies;

/** Visibility is decided per root (replication rule S3). */
export type RootKind = 'dictionary' | 'person' | 'contact' | 'conversation' | 'deal';

export interface RootRef {
  kind: RootKind;
  id: string;
}
