/**
 * What a runner asks of whoever keeps the store: a server hosts one in its own process, a console may host one for an account.
 * The runner owns the connections and nothing else; every promise here resolves only after the commit it speaks of.
 * Rules: replication.md S74–S80. A rejected promise means "not stored, ask again": the runner backs off and repeats.
 */
import type { Attachment, AccountHealth } from '#shared/model/bodies.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import type { EffectKind } from '#shared/engine/ops.ts';
import type { Intake, Place } from '#channels/channel.ts';

/** An account the runner may have to read; secrets are asked for apart, and only while they are needed. */
export interface RunnerAccount {
  accountId: string;
  channel: ChannelName;
  identity: string;
  handle: string;
  endpoints: Record<string, string>;
  verifyToken: string;
  /** As last reported or renewed; null = not known. The runner renews tokens well before. */
  tokenExpiresAt: number | null;
  /** Differs after every change of the secrets (also by `renewSecrets`), equal otherwise: a run begins anew with a new token. */
  secretsVersion: string;
  /** Inactive accounts are neither read nor sent from; their hooks answer 404. */
  active: boolean;
}

/** `fence` is opaque; `validMs` counts from before the request was made (S76: the runner keeps its own deadline, 5 s shorter). */
export interface Lease {
  fence: string;
  validMs: number;
}

export interface IntakeBatch extends Intake {
  accountId: string;
  /** The reader's fence; null for webhooks, which need no lease (S77). */
  fence: string | null;
  /** Stored in the same commit as the events; null = unchanged. */
  place: Place | null;
}

/**
 * stored: all of it is committed (what had been seen before counts as stored, one refused event never stops the others);
 * stale: the fence is not the holder's, nothing was stored, the place was not moved: the reader stops.
 */
export type IntakeAnswer = 'stored' | 'stale';

export interface ReadyEffect {
  effectId: string;
  kind: EffectKind;
  /** Effects of one queue leave in order: a queue's second waits until its first is settled. */
  queue: string;
}

export interface EffectList {
  /** The first of every queue that is ready now, oldest first, at most 32. */
  ready: readonly ReadyEffect[];
  /** When the next one that waits (undo time, retry) becomes ready, in ms from now; null = nothing waits. */
  nextInMs: number | null;
  /** All that are not settled, for the account's state. */
  waiting: number;
}

export interface OutboundFile {
  kind: Attachment['kind'];
  hash: string;
  fileName: string;
  contentType: string;
  sizeBytes: number;
}

/** All that sending one message needs, read from the store in the step that claimed it. */
export interface SendWork {
  kind: 'message.send';
  messageId: string;
  chatId: string;
  route: 'direct' | 'public' | 'private';
  text: string;
  /** For the routes public and private: the network's id of the comment answered. */
  commentExternalId: string | null;
  replyToExternalId: string | null;
  files: readonly OutboundFile[];
  humanAgent: boolean;
  /** UTC ms since when a copy of it could stand in the dialogue (first claim), for the look-up of an unknown fate. */
  since: number;
}

export interface MediaWork {
  kind: 'media.fetch';
  messageId: string;
  /** `attachment` is the index in the message, −1 its subject's media. */
  items: readonly { attachment: number; source: string; kind: Attachment['kind']; fileName: string | null; durationMs?: number | null }[];
}

export interface AvatarWork {
  kind: 'avatar.fetch';
  profileId: string;
  externalId: string;
  /** An address or file id; `personSource(id)` of channel.ts = first ask the network who that is. */
  source: string;
}

export type EffectWork = SendWork | MediaWork | AvatarWork;

/** A committed claim: whoever holds `token` may report the attempt's result at any time (S80). */
export interface Claimed {
  effectId: string;
  attempt: number;
  token: string;
  work: EffectWork;
}

export interface FetchedItem {
  attachment: number;
  /** With a hash, or with `missing` set. */
  stored: Attachment;
}

/**
 * sent, refused, unknown end an attempt of `message.send` (→ command `message.settled`). later: nothing went out, the effect is ready
 * again after that time, its place in the queue kept. fetched (→ `media.stored` per item) and person (→ `profile.update`, only the
 * fields that are given) end the other kinds. The settlement and its command are one commit.
 */
export type EffectResult =
  | { state: 'sent'; externalIds: string[]; at: number }
  | { state: 'refused'; code: string; detail: string }
  | { state: 'unknown' }
  | { state: 'later'; afterMs: number; code: string }
  | { state: 'fetched'; items: FetchedItem[] }
  | { state: 'person'; set: { name?: string; handle?: string; link?: string | null; avatar?: string } };

/** Kinds that may be done twice without harm: claimed ones whose holder is gone are ready again instead of unknown (S79). */
export const repeatableEffects: readonly EffectKind[] = ['media.fetch', 'avatar.fetch'];

export interface AccountReport {
  health: AccountHealth;
  /** '' or a code with a text in every language (`account.state.<code>`). */
  code: string;
  lagMs?: number | null;
  lastInboundAt?: number | null;
  tokenExpiresAt?: number | null;
  waitingEffects?: number;
}

export interface RunnerHost {
  /** Every account of the team as committed now. */
  accounts(): readonly RunnerAccount[];
  /** Called after a commit that added, changed or removed an account or renewed its secrets; returns the way to stop listening. */
  onAccounts(listener: () => void): () => void;
  /** Opened secrets; never logged, never kept beyond the call they serve. */
  secrets(accountId: string): Promise<Record<string, string>>;
  /** A refreshed token: sealed and stored before the old one is forgotten. */
  renewSecrets(accountId: string, secrets: Record<string, string>, tokenExpiresAt: number): Promise<void>;

  /** Takes or renews (`held` = the fence held so far) the lease of an account; null = another process has it (S74). */
  takeLease(accountId: string, held: string | null): Promise<Lease | null>;
  releaseLease(accountId: string, fence: string): Promise<void>;
  /** Where the account was read up to; null = never read. */
  place(accountId: string): Promise<Place | null>;
  intake(batch: IntakeBatch): Promise<IntakeAnswer>;

  effects(accountId: string): Promise<EffectList>;
  /** Called after a commit that made, freed or settled effects of an account. */
  onEffects(listener: (accountId: string) => void): () => void;
  /** One statement: lease and fence, not_before, first of its queue; null = not to be had (cancelled, not due, lease lost). Committed before it answers (S78). */
  claim(effectId: string, fence: string): Promise<Claimed | null>;
  settle(effectId: string, attempt: number, token: string, result: EffectResult): Promise<void>;
  /** Sends of this account whose fate is unknown, with the token of their last attempt, for a look-up of the dialogue. */
  unresolved(accountId: string): Promise<readonly Claimed[]>;

  /** Stores bytes in the team's blob folder; answers their SHA-256 in hex. */
  putBlob(bytes: Uint8Array): Promise<string>;
  readBlob(hash: string): Promise<Uint8Array>;
  /** A signed address for the networks that fetch media from us (R26); null while the team has no publicUrl. */
  publicLink(accountId: string, hash: string): string | null;

  report(accountId: string, report: AccountReport): Promise<void>;
}
