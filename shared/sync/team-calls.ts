/** What a console asks the team server beside the socket: sign-up, services that carry secrets or bytes. JSON over HTTP. */
import type { CallName, Calls } from '#shared/port/port.ts';

/**
 * `POST /team/enrol` {@link EnrolRequest} → {@link TeamAnswer}<{@link Enrolled}>, without a token: an invitation makes a device of its person.
 * `POST /team/setup` {@link SetupRequest} → the same: the first owner's invitation makes the team of a preset, and the owner's device.
 * `POST /team/sign-in` {@link SignInRequest} → the same, with login and password.
 * `POST /team/outbox-key` {@link OutboxKeyRequest} → {@link OutboxKey}: what locks this person's outbox, kept for them or given back (S101); Bearer.
 * `POST /team/call` {@link TeamCallRequest} → TeamAnswer<value of the call>; `authorization: Bearer TOKEN`.
 * `PUT /team/blob` bytes, with `content-type` and `x-file-name` (percent-encoded) → TeamAnswer<{ hash, sizeBytes, contentType }>; Bearer.
 * `GET /team/blob/HASH` → bytes with `content-type`, 404 when no row that the person sees names it; Bearer.
 * Refusals answer 200 with `ok: false`; 401 = the token is not (or no longer) valid.
 */
export const teamPaths = { enrol: '/team/enrol', signIn: '/team/sign-in', outboxKey: '/team/outbox-key', setup: '/team/setup', call: '/team/call', blob: '/team/blob', sync: '/sync' } as const;

export interface EnrolRequest {
  invite: string;
  /** Shown on the list of devices. */
  deviceName: string;
}

export interface SignInRequest {
  login: string;
  password: string;
  deviceName: string;
  /** A token this console had before, whatever became of it: a known device is not barred by strangers' guesses (R13), a copy is named as such (S97). */
  known: string | null;
  /** The server has taken this folder for a copy: it becomes a device of its own. Else a device that still stands goes on. */
  copied: boolean;
}

export interface OutboxKeyRequest {
  /** Made by the console; names the key, tells nothing of it. */
  id: string;
  /** 64 hex digits to keep; null = give it back. */
  key: string | null;
}
export interface OutboxKey { key: string | null }

export interface SetupRequest extends EnrolRequest {
  presetId: string;
  teamName: string;
  ownerName: string;
}

export interface TeamSession {
  deviceId: string;
  /** Shown once; the server keeps its SHA-256. */
  token: string;
  personId: string;
}

export type Enrolled = TeamSession & { name: string; demo: boolean };

export interface TeamCallRequest<Name extends TeamCallName = TeamCallName> {
  name: Name;
  args: Calls[Name]['args'];
}

/** Calls that the team server answers; the others are the console's own. */
export const teamCallNames = ['account.check', 'account.connect', 'account.webhook', 'person.invite', 'device.list', 'device.end', 'held.list', 'held.decide', 'stalled.list', 'stalled.decide', 'client.erase', 'password.confirm', 'password.set'] as const satisfies readonly CallName[];
export type TeamCallName = (typeof teamCallNames)[number];

export type TeamAnswer<Value> = { ok: true; value: Value } | { ok: false; code: string; data: Record<string, unknown> };

/** What a server that a console forked tells its parent. */
export type ServerSays =
  /** `ownerInvite`: code of the first owner's invitation while nobody has enrolled, else null. `ready`: a team has been set up. */
  | { type: 'ready'; port: number; ownerInvite: string | null; teamReady: boolean }
  /** A demo person's own window. */
  | { type: 'also'; login: string; link: string }
  /** It ends because of this; one sentence for people. */
  | { type: 'failed'; message: string };
