/** Row types the window shows. Every value is ready to draw: no row needs a second query to be read. */
import type { AccountId, ContactId, ConversationId, DealId, MessageId, PersonId, SeatId } from '#shared/base/ids.ts';
import type {
  AccountBody, AccountStateBody, ContactBody, ConversationBody, DealBody, FieldValue, HistoryBody, LastMessage, MessageBody, PersonBody, ProfileBody,
  SeatBody, TaskBody,
} from '#shared/model/bodies.ts';
import type { ButtonBody, ClockBody, FieldBody, FunnelBody, ListBody, Right, RoleBody, RuleBody, ScriptBody, TeamBody } from '#shared/model/preset.ts';
import type { PaymentClaimId, Receipt } from '#shared/model/money.ts';
import type { ChannelName } from '#shared/model/channel.ts';

/** What a text not yet sent will become. */
export type DraftKind = 'answer' | 'note';

/** One line of the inbox (mission c4). */
export interface InboxRow {
  conversationId: ConversationId;
  contactId: ContactId;
  name: string;
  avatar: string | null;
  accountId: AccountId;
  channel: ChannelName;
  seatId: SeatId | null;
  mine: boolean;
  last: LastMessage | null;
  /** Client's newest message (chronicle shows this one). */
  lastIn: LastMessage | null;
  owedSince: number | null;
  clockLevel: 0 | 1 | 2 | 3;
  /** Client messages this person has not viewed. */
  unread: number;
  windowUntil: number | null;
  snoozedUntil: number | null;
  closed: boolean;
  dealId: DealId | null;
  funnelId: string | null;
  stageId: string | null;
  urgent: boolean;
  starred: boolean;
  /** Unsent text of this person in this conversation. */
  draft: string | null;
  createdAt: number;
  /** A command of this console on it has not been answered by the server yet. */
  pending: boolean;
}

/** A client who left the chronicle. */
export interface ChronicleDone {
  conversationId: ConversationId;
  name: string;
  accountId: AccountId;
  channel: ChannelName;
  at: number;
  how: 'answered' | 'notNeeded';
  /** Name of who answered; null = from the network's own app, by a robot, or nobody had to. */
  by: string | null;
}

export interface InboxCounts {
  /** Owed an answer among mine and untaken. */
  owed: number;
  late: number;
  mine: number;
  untaken: number;
  unread: number;
  all: number;
  chronicle: number;
  tasksDue: number;
  /** Payments that wait for a check. */
  paymentsWaiting: number;
  /** Owed per account, for the strip and the filter. */
  byAccount: { accountId: AccountId; owed: number; late: number }[];
  byStage: { stageId: string; count: number }[];
}

export interface MessageRow extends MessageBody {
  /** Name of who wrote it on our side. */
  personName: string | null;
  /** This console's own, not yet confirmed by the server. */
  pending: boolean;
  /** Command that made it, while it can still be undone. */
  commandId: string | null;
}

export interface ConversationView {
  conversation: ConversationBody;
  contact: ContactBody;
  profile: ProfileBody | null;
  account: AccountBody;
  /** The deal the card and the buttons work on: the newest open one, else the newest. */
  deal: DealBody | null;
  mine: boolean;
  unread: number;
  /** Unsent texts of this person here. */
  draft: string | null;
  noteDraft: string | null;
  /** The client has sent a photo that could be saved by a button. */
  hasClientPhoto: boolean;
}

export interface CardView extends ConversationView {
  profiles: ProfileBody[];
  deals: DealBody[];
  tasks: TaskBody[];
  history: HistoryBody[];
  comments: MessageBody[];
}

export interface BoardStage {
  stageId: string;
  count: number;
  sumMinor: number;
}

export interface BoardCard {
  dealId: DealId;
  number: number;
  conversationId: ConversationId | null;
  contactId: ContactId;
  name: string;
  accountId: AccountId | null;
  channel: ChannelName | null;
  seatId: SeatId | null;
  stageId: string;
  /** What is ordered, from the deal's fields, or the client's last words. */
  what: string;
  neededAt: number | null;
  amountMinor: number | null;
  currency: string;
  owedSince: number | null;
  clockLevel: 0 | 1 | 2 | 3;
  lastAt: number | null;
  unread: number;
  urgent: boolean;
  starred: boolean;
  pending: boolean;
}

/** `missing`: talks whose messages have not come yet, or not all; they are found by name, not by word. */
export interface SearchState {
  complete: boolean;
  missing: number;
}

export interface SearchHit {
  kind: 'message' | 'contact' | 'deal';
  conversationId: ConversationId | null;
  contactId: ContactId;
  messageId: MessageId | null;
  dealId: DealId | null;
  name: string;
  handle: string | null;
  accountId: AccountId | null;
  channel: ChannelName | null;
  /** Text around the hit; `marks` are [start, end) pairs into it. */
  text: string;
  marks: [number, number][];
  at: number;
}

export interface TaskRow extends TaskBody {
  contactName: string | null;
  accountId: AccountId | null;
  mine: boolean;
  overdue: boolean;
}

/** A payment that waits for a check. */
export interface PaymentRow {
  claimId: PaymentClaimId;
  dealId: DealId;
  number: number;
  name: string;
  /** Where the deal stood when it was claimed. */
  funnelId: string;
  stageId: string;
  amountMinor: number;
  currency: string;
  /** Item of the list of accounts; '' = not said. */
  account: string;
  note: string;
  receipt: Receipt | null;
  dealAmountMinor: number | null;
  paidMinor: number;
  claimedBy: string | null;
  claimedAt: number;
  /** A decision of this console is on its way. */
  deciding: boolean;
}

export interface Me {
  personId: PersonId;
  name: string;
  login: string;
  roleId: string;
  seatId: SeatId | null;
  seatName: string | null;
  may: Right[];
  sees: RoleBody['sees'];
}

/** Everything small that screens read at every turn: settings of the team, and who I am. */
export interface TeamView {
  team: TeamBody | null;
  me: Me | null;
  roles: RoleBody[];
  funnels: FunnelBody[];
  buttons: ButtonBody[];
  scripts: ScriptBody[];
  fields: FieldBody[];
  lists: ListBody[];
  rules: RuleBody[];
  clock: ClockBody | null;
  accounts: (AccountBody & { state: AccountStateBody | null })[];
  people: PersonBody[];
  seats: SeatBody[];
}

/** A press that the server refused, or that could not be delivered: kept until dismissed. */
export interface NotDelivered {
  commandId: string;
  name: string;
  label: string;
  code: string;
  data: Record<string, unknown>;
  /** Text the person had written, if any, so that it is not lost. */
  text: string | null;
  conversationId: ConversationId | null;
  at: number;
}

export interface FieldView {
  field: FieldBody;
  value: FieldValue;
}

