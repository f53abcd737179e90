/** Payments that wait for a check, and the record of money: lines that nobody edits or deletes (S59, S60). */
import type { Branded, CommandId, DealId, PersonId } from '#shared/base/ids.ts';

export type PaymentClaimId = Branded<'paymentClaim'>;

/** What shows that money was sent: a picture or document of the client's, by its content. */
export interface Receipt {
  hash: string;
  contentType: string;
}

/** Somebody says that money has come; it counts when a person who checks payments approves it. */
export interface PaymentClaimBody {
  id: PaymentClaimId;
  dealId: DealId;
  amountMinor: number;
  currency: string;
  /** Item of the preset's list of accounts; '' = not said. */
  account: string;
  note: string;
  /** Absent = none was added. */
  receipt?: Receipt;
  /** Stage of the deal when it was claimed: part of what can be approved once. */
  stageId: string;
  state: 'waiting' | 'approved' | 'returned';
  claimedBy: PersonId | null;
  decidedBy: PersonId | null;
  decidedAt: number | null;
  /** Why it was sent back. */
  reason: string;
  createdAt: number;
}

export const ledgerEntries = ['payment.received', 'payment.reversed'] as const;
export type LedgerEntry = (typeof ledgerEntries)[number];

/** One side of a posting. The lines of one command sum to zero per currency; a mistake is put right by the opposite lines. */
export interface LedgerBody {
  id: string;
  dealId: DealId;
  /** Unique together: a command writes each of its lines once. */
  commandId: CommandId;
  line: number;
  entry: LedgerEntry;
  /** `money:<account>` = where it lies, `client` = what the client has paid. */
  account: string;
  /** Signed. */
  amountMinor: number;
  currency: string;
  claimId: PaymentClaimId | null;
  personId: PersonId | null;
  at: number;
}

/** Deal field whose list names where money comes (bank, card, cash); a preset without it asks nothing. */
export const payAccountField = 'payAccount';
