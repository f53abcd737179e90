/** Rows of the server store as SQLite gives them, and as the program reads them. */
import type {
  Head, StoredAlarm, StoredCommand, StoredDevice, StoredEffect, StoredInvitation, StoredLease, StoredRecord, StoredStream, StreamCommand,
} from '#db/server/store.ts';

export interface HeadRow { seq: number; mark: string; at: number; epoch: number; horizon: number; deal_number: number }
export interface RecordRow { kind: string; id: string; root: string; facet: number; ver: number; body: string }
export interface CommandRow {
  cmd_id: string; person: string; name: string; v: number; hash: string; cause: string | null; status: string; code: string; result: string; seq: number; at: number; step: string | null;
}
export interface StreamRow { stream: string; device: string; person: string; last_dseq: number }
export interface StreamCommandRow { stream: string; dseq: number; cmd_id: string; status: string; code: string; result: string; seq: number }
export interface AlarmRow { key: string; due: number; command: string; args: string; occurrence: number; state: string; failures: number }
export interface EffectRow {
  effect_id: string; cmd_id: string; kind: string; resource: string; queue: string; ord: number; payload: string; message: string | null; state: string; attempt: number;
  token: string; holder: string; fence: string; not_before: number; claimed_at: number | null;
}
export interface LeaseRow { resource: string; holder: string; epoch: number; fence: number; expires_at: number }
export interface DeviceRow {
  device: string; person: string; token_hash: string; kind: string; ticket: string; confirmed: string; cursor: number; seen_at: number; created_at: number; revoked_at: number | null;
  name: string; version: string; next_hash: string | null; dead_hash: string | null; rotated_at: number; copy_of: string | null;
}
export interface InvitationRow { hash: string; person: string; expires_at: number; used_at: number | null }

const object = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

export const head = (row: HeadRow): Head => ({ seq: row.seq, mark: row.mark, at: row.at, epoch: row.epoch, horizon: row.horizon, dealNumber: row.deal_number });
export const record = (row: RecordRow): StoredRecord =>
  ({ kind: row.kind, id: row.id, root: row.root, facet: row.facet, ver: row.ver, body: object(row.body) }) as StoredRecord;
export const command = (row: CommandRow): StoredCommand => ({
  cmdId: row.cmd_id, person: row.person, name: row.name, v: row.v, hash: row.hash, cause: row.cause, status: row.status as StoredCommand['status'], code: row.code,
  result: object(row.result), seq: row.seq, at: row.at, step: row.step === null ? null : (JSON.parse(row.step) as StoredCommand['step']),
});
export const stream = (row: StreamRow): StoredStream => ({ stream: row.stream, device: row.device, person: row.person, lastDseq: row.last_dseq });
export const streamCommand = (row: StreamCommandRow): StreamCommand => ({
  stream: row.stream, dseq: row.dseq, cmdId: row.cmd_id, status: row.status as StreamCommand['status'], code: row.code, result: object(row.result), seq: row.seq,
});
export const alarm = (row: AlarmRow): StoredAlarm => ({
  key: row.key, due: row.due, command: row.command, args: object(row.args), occurrence: row.occurrence, state: row.state as StoredAlarm['state'], failures: row.failures,
});
export const effect = (row: EffectRow): StoredEffect => ({
  effectId: row.effect_id, cmdId: row.cmd_id, kind: row.kind as StoredEffect['kind'], resource: row.resource, queue: row.queue, ord: row.ord,
  payload: JSON.parse(row.payload) as StoredEffect['payload'], messageId: row.message, state: row.state as StoredEffect['state'], attempt: row.attempt,
  token: row.token, holder: row.holder, fence: row.fence, notBefore: row.not_before, claimedAt: row.claimed_at,
});
export const lease = (row: LeaseRow | null): StoredLease | null =>
  row && { resource: row.resource, holder: row.holder, epoch: row.epoch, fence: row.fence, expiresAt: row.expires_at };
export const device = (row: DeviceRow): StoredDevice => ({
  device: row.device, person: row.person, tokenHash: row.token_hash, kind: row.kind as StoredDevice['kind'], ticket: row.ticket, confirmed: row.confirmed,
  cursor: row.cursor, seenAt: row.seen_at, createdAt: row.created_at, revokedAt: row.revoked_at,
  name: row.name, version: row.version, nextHash: row.next_hash, deadHash: row.dead_hash, rotatedAt: row.rotated_at, copyOf: row.copy_of,
});
export const invitation = (row: InvitationRow | null) => row && { hash: row.hash, person: row.person, expiresAt: row.expires_at, usedAt: row.used_at } satisfies StoredInvitation;
