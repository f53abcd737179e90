/**
 * What a team server remembers, whatever keeps it: one commit-ordered log with look-ups. Every method takes and answers sets, so that a
 * batch costs a fixed number of statements. Times are UTC ms on the store's clock; `seq` is the commit order (replication rules S1, S8).
 */
import type { ErasingWriter } from '#db/server/erasing.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import type { RowChange } from '#shared/engine/define-command.ts';
import type { EffectPayload } from '#shared/engine/ops.ts';
import { placeOf as placeInRoot } from '#shared/sync/place.ts';
import type { RootDigest } from '#shared/sync/digest.ts';

/** `z` of a line that is still valid. */
export const open = Number.MAX_SAFE_INTEGER;

export interface Head {
  seq: number;
  /** Mark of the batch that ended at `seq`; zeros before the first. */
  mark: string;
  /** Store's clock at that batch: never goes back, whatever the machine's clock does. */
  at: number;
  epoch: number;
  horizon: number;
  /** Last number given to a deal. */
  dealNumber: number;
}

export interface StoredRecord {
  kind: RecordKind;
  id: string;
  /** `kind:id` of the root it belongs to. */
  root: string;
  facet: number;
  /** seq of its last change. */
  ver: number;
  body: Record<string, unknown>;
}

/** A record with the look-ups it is found by; those it had before are replaced. */
export interface RecordToStore extends StoredRecord {
  lookups: readonly (readonly [lookup: string, value: string])[];
}

export interface RecordRef { kind: RecordKind; id: string }
export interface Lookup { kind: RecordKind; lookup: string; value: string }

export interface ChangeLine { seq: number; root: string; facet: number; kind: RecordKind; id: string; op: 'up' | 'del' }

/** Who sees a root with which facets, for a <= seq < z; `via` = the root whose audience wrote it (S11). */
export interface GrantLine { root: string; key: string; facets: number; via: string; a: number; z: number }
/** Whoever holds `from` holds `to` (S12, S13). */
export interface LinkLine { from: string; to: string; via: string; a: number; z: number }
export interface UserKeyLine { person: string; key: string; facets: number; via: string; a: number; z: number }

export interface StoredCommand {
  cmdId: string;
  /** Person's id, or `robot`. */
  person: string;
  name: string;
  v: number;
  /** SHA-256 of name, version and body as they travelled (S42). */
  hash: string;
  cause: string | null;
  status: 'done' | 'refused';
  code: string;
  result: Record<string, unknown>;
  seq: number;
  at: number;
  /** What its whole step changed, for undo; null for refused ones and for parts of a larger step. */
  step: StoredStep | null;
}

export interface StoredStep {
  changes: readonly RowChange[];
  alarmsSet: readonly string[];
  alarmsCleared: readonly { key: string; due: number; command: string; args: Record<string, unknown> }[];
  claims: readonly string[];
  effectIds: readonly string[];
}

export interface StoredStream { stream: string; device: string; person: string; lastDseq: number }
export interface StreamCommand { stream: string; dseq: number; cmdId: string; status: 'done' | 'refused'; code: string; result: Record<string, unknown>; seq: number }

export type EffectState = 'held' | 'ready' | 'claimed' | 'sent' | 'refused' | 'unknown' | 'cancelled';

export interface StoredEffect {
  effectId: string;
  cmdId: string;
  kind: EffectPayload['kind'];
  resource: string;
  queue: string;
  /** Place in its queue: commit order. */
  ord: number;
  payload: EffectPayload;
  /** Message it belongs to, for cancelling. */
  messageId: string | null;
  state: EffectState;
  attempt: number;
  /** Proves the right to report attempt n (S80). */
  token: string;
  holder: string;
  fence: string;
  notBefore: number;
  claimedAt: number | null;
}

export interface StoredAlarm { key: string; due: number; command: string; args: Record<string, unknown>; occurrence: number; state: 'waiting' | 'failed' | 'held'; failures: number }

export interface StoredLease { resource: string; holder: string; epoch: number; fence: number; expiresAt: number }

export interface StoredDevice {
  device: string;
  person: string;
  /** SHA-256 of its token. */
  tokenHash: string;
  /** window: a page served by this server; hosted: the console behind such pages. */
  kind: 'console' | 'window' | 'hosted';
  /** Last ticket given and last one confirmed, as `n.random` (S97). */
  ticket: string;
  confirmed: string;
  cursor: number;
  seenAt: number;
  createdAt: number;
  revokedAt: number | null;
  /** What it is called on the list of devices, and the program's version there; '' = not told. */
  name: string;
  version: string;
  /** SHA-256 of the token that is to replace this one: both hold until the new one is used (R16). */
  nextHash: string | null;
  /** SHA-256 of the token before: whoever still brings it holds a copy. */
  deadHash: string | null;
  /** When its token was given. */
  rotatedAt: number;
  /** The device whose folder this one was copied from (S97). */
  copyOf: string | null;
}

/** Failures under one key within a window, and until when the key is barred (R13). */
export interface StoredGuesses { key: string; count: number; since: number; until: number }

export interface StoredInvitation { hash: string; person: string; expiresAt: number; usedAt: number | null }
export interface StrangeEvent { id: string; accountId: string; at: number; reason: string; raw: string }

/** Where a record stands, without its body. */
export type StoredVersion = Pick<StoredRecord, 'kind' | 'id' | 'root' | 'facet' | 'ver'>;
/** Figures of a root's rows of one facet (S71), and when one of them last changed (store's clock). */
export type StoredDigest = RootDigest & { at: number };

/** A command of the time before a restore that found a row missing: tried again after each later one (S70). `given`: JSON of the command. */
export interface ParkedCommand { cmdId: string; person: string; at: number; code: string; given: string }

/** One consistent snapshot. */
export interface StoreReader {
  head(): Promise<Head>;
  /** The line of a batch by its last seq; null = no batch ended there. */
  commit(seq: number): Promise<{ mark: string; at: number } | null>;
  /** The first batch that ended after `seq`; null = nothing happened since. */
  commitAfter(seq: number): Promise<{ seq: number; mark: string; at: number } | null>;
  /** The newest batch older than a time; null = there is none any more. */
  commitBefore(at: number): Promise<{ seq: number; mark: string; at: number } | null>;
  records(refs: readonly RecordRef[]): Promise<StoredRecord[]>;
  /** The same records without their bodies, in any order; those that do not exist are left out. */
  versions(refs: readonly RecordRef[]): Promise<StoredVersion[]>;
  /** Figures of all facets of these roots, by root and facet. */
  rootDigests(roots: readonly string[]): Promise<StoredDigest[]>;
  recordsOfKinds(kinds: readonly RecordKind[]): Promise<StoredRecord[]>;
  /** Rows of a root in its order (own row and small parts, messages, history), after a place; places are opaque. */
  recordsOfRoot(root: string, after: string, limit: number): Promise<StoredRecord[]>;
  lookup(list: readonly Lookup[]): Promise<(Lookup & { id: string })[]>;
  claims(keys: readonly string[]): Promise<{ key: string; owner: string }[]>;
  commands(ids: readonly string[]): Promise<StoredCommand[]>;
  streams(ids: readonly string[]): Promise<StoredStream[]>;
  streamCommands(list: readonly { stream: string; dseq: number }[]): Promise<StreamCommand[]>;
  /** Stored answers above a dseq, in order. */
  streamTail(stream: string, after: number, limit: number): Promise<StreamCommand[]>;
  /** Changes with after < seq <= upto, in order. */
  changes(after: number, upto: number, limit: number): Promise<ChangeLine[]>;
  /** Lines valid after `since` (z > since): pass the head for those open now. */
  grantsOfRoots(roots: readonly string[], since: number): Promise<GrantLine[]>;
  grantsOfKeys(keys: readonly string[], since: number): Promise<GrantLine[]>;
  /** Of those, the lines whose root's name ends with one of these two-character endings: one bucket of digests (S71). */
  grantsOfKeysEnding(keys: readonly string[], endings: readonly string[], since: number): Promise<GrantLine[]>;
  grantsVia(vias: readonly string[], since: number): Promise<GrantLine[]>;
  /** Lines opened or closed after `since`. */
  grantsTouched(since: number): Promise<GrantLine[]>;
  linksTo(keys: readonly string[], since: number): Promise<LinkLine[]>;
  linksFrom(keys: readonly string[], since: number): Promise<LinkLine[]>;
  linksVia(vias: readonly string[], since: number): Promise<LinkLine[]>;
  linksTouched(since: number): Promise<LinkLine[]>;
  userKeys(person: string | null, since: number): Promise<UserKeyLine[]>;
  /** Whether any of them was opened or closed after `since`. */
  userKeysTouched(since: number): Promise<boolean>;
  alarms(keys: readonly string[]): Promise<StoredAlarm[]>;
  /** Waiting alarms due at `now`; alarms in a state: by due and key. */
  alarmsDue(now: number, limit: number): Promise<StoredAlarm[]>;
  alarmsIn(state: StoredAlarm['state'], limit: number): Promise<StoredAlarm[]>;
  /** When the next alarm is due; null = none waits. */
  nextAlarmAt(): Promise<number | null>;
  effects(ids: readonly string[]): Promise<StoredEffect[]>;
  effectsOfMessages(messageIds: readonly string[]): Promise<StoredEffect[]>;
  /** First of each queue that may leave now. */
  effectsReady(resource: string, now: number, limit: number): Promise<StoredEffect[]>;
  effectsIn(states: readonly EffectState[]): Promise<StoredEffect[]>;
  lease(resource: string): Promise<StoredLease | null>;
  /** `tokenHash`: whose token it is, is to be, or was last. */
  devices(where: { tokenHash: string } | { device: string } | { person: string } | 'all'): Promise<StoredDevice[]>;
  /** Of these, the ids of those that are signed out. */
  revoked(devices: readonly string[]): Promise<string[]>;
  guesses(keys: readonly string[]): Promise<StoredGuesses[]>;
  /** A word the server keeps for itself: `safe` = seq of the newest verified backup, as `epoch.seq` (S45). */
  fact(key: string): Promise<string | null>;
  /** Oldest first. */
  parked(): Promise<ParkedCommand[]>;
  invitation(hash: string): Promise<StoredInvitation | null>;
  secret(key: string): Promise<string | null>;
  /** Where the reader of an account is; null = from the start. */
  place(accountId: string): Promise<string | null>;
}

/** One writing step: all of it or nothing. Nobody else writes meanwhile. */
export interface StoreWriter extends StoreReader, ErasingWriter<StoredEffect> {
  putRecords(rows: readonly RecordToStore[]): Promise<void>;
  deleteRecords(refs: readonly RecordRef[]): Promise<void>;
  /** Replaces the figures of each root and facet; a count of 0 removes the line. */
  putRootDigests(lines: readonly StoredDigest[]): Promise<void>;
  addChanges(lines: readonly ChangeLine[]): Promise<void>;
  /** Forgets changes and closed lines (z) up to a place, and batches before it (S68). */
  prune(horizon: number): Promise<void>;
  /**
   * Commands answered before `at`, at most `limit` of them, lose result and change list, in `commands` and in every stream; who, what and the
   * verdict stay for ever (S46). `keep`: names of commands that keep theirs. Answers how many.
   */
  forgetResults(at: number, keep: readonly string[], limit: number): Promise<number>;
  openGrants(lines: readonly GrantLine[]): Promise<void>;
  /** Sets `z` of the open lines that match in everything else but `a`. */
  closeGrants(lines: readonly GrantLine[]): Promise<void>;
  openLinks(lines: readonly LinkLine[]): Promise<void>;
  closeLinks(lines: readonly LinkLine[]): Promise<void>;
  openUserKeys(lines: readonly UserKeyLine[]): Promise<void>;
  closeUserKeys(lines: readonly UserKeyLine[]): Promise<void>;
  putClaims(list: readonly { key: string; owner: string }[]): Promise<void>;
  dropClaims(keys: readonly string[]): Promise<void>;
  putCommands(list: readonly StoredCommand[]): Promise<void>;
  putStreams(list: readonly StoredStream[]): Promise<void>;
  putStreamCommands(list: readonly StreamCommand[]): Promise<void>;
  putAlarms(list: readonly StoredAlarm[]): Promise<void>;
  dropAlarms(keys: readonly string[]): Promise<void>;
  putEffects(list: readonly StoredEffect[]): Promise<void>;
  putLease(lease: StoredLease): Promise<void>;
  /** Nobody holds anything any more (S69). */
  dropLeases(): Promise<void>;
  dropLease(resource: string): Promise<void>;
  putDevice(device: StoredDevice): Promise<void>;
  /** Only where it is and when it was heard of; a cursor never goes back by this (S93). */
  seenDevice(device: string, cursor: number, seenAt: number): Promise<void>;
  putFact(key: string, value: string): Promise<void>;
  putParked(list: readonly ParkedCommand[]): Promise<void>;
  dropParked(cmdIds: readonly string[]): Promise<void>;
  putGuesses(list: readonly StoredGuesses[]): Promise<void>;
  /** Those whose window began before `since` and that are barred no longer than until then. */
  dropGuesses(since: number): Promise<void>;
  putInvitation(invitation: StoredInvitation): Promise<void>;
  putSecret(key: string, sealed: string): Promise<void>;
  dropSecret(key: string): Promise<void>;
  putPlace(accountId: string, place: string, at: number): Promise<void>;
  addStrange(list: readonly StrangeEvent[]): Promise<void>;
  setHead(head: Head): Promise<void>;
}

export interface StoredPresence { server: string; who: string; root: string; typing: boolean; until: number }

/** What a store adds that several servers use at once. */
export interface SharedStore {
  /** Calls when another server says that it has committed. Word may be lost: the head is asked for as well (S87). */
  onAnnounced(listener: () => void): () => void;
  /** ms by which the store's clock is ahead of this machine's (S7). */
  ahead(): number;
  /** Who looks at what on the other servers, as far as it is still true (S82). */
  presence(notFrom: string, now: number): Promise<StoredPresence[]>;
  /** A line whose time is over is taken away. */
  putPresence(line: StoredPresence, now: number): Promise<void>;
}

/** Throws StorageError when the disk or file says no; nothing of the step stands then. */
export interface Store {
  /** The snapshot holds until `work` ends; keep it short. */
  read<T>(work: (reader: StoreReader) => Promise<T>): Promise<T>;
  /** Steps run one after another; what `work` throws rolls all of it back. Where servers share a store it may run again: what an earlier try found is forgotten. */
  write<T>(work: (writer: StoreWriter) => Promise<T>): Promise<T>;
  /** Makes unreadable what was overwritten, as far as the database can (S72). Absent: nothing is left. */
  scrub?(): Promise<void>;
  /** Absent: no other process uses this store. */
  readonly shared?: SharedStore;
  close(): Promise<void>;
}

/** Place in its root's order. */
export const placeOf = (row: RecordRef): string => placeInRoot(row.kind, row.id);

export const emptyHead: Head = { seq: 0, mark: '0'.repeat(16), at: 0, epoch: 1, horizon: 0, dealNumber: 0 };
