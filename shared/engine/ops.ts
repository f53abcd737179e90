/** What a decision asks to be done. The same list is applied to the console's overlay (rows only) and to the server's store (all). */
import type { RecordBodies, RecordKind } from '#shared/model/bodies.ts';

export type RowOp = {
  [K in RecordKind]:
    | { op: 'put'; kind: K; id: string; body: RecordBodies[K] }
    | { op: 'patch'; kind: K; id: string; set: Partial<RecordBodies[K]> }
    | { op: 'remove'; kind: K; id: string };
}[RecordKind];

/** Something that must go out. It waits until `commit time + delayMs`, is claimed before the first byte, and is never sent blind twice. */
export interface NewEffect {
  op: 'effect';
  effectId: string;
  kind: EffectKind;
  /** What its sender must hold: `account:<id>`. Effects of one `queue` leave in order. */
  resource: string;
  queue: string;
  payload: EffectPayload;
  delayMs: number;
}

export type EffectKind = EffectPayload['kind'];

export type EffectPayload =
  | { kind: 'message.send'; accountId: string; conversationId: string; messageId: string }
  | { kind: 'media.fetch'; accountId: string; conversationId: string; messageId: string; items: MediaSource[] }
  | { kind: 'avatar.fetch'; accountId: string; profileId: string; source: string };

/** Where an attachment's bytes come from: `attachment` index in the message, or its subject's media (-1). */
export interface MediaSource {
  attachment: number;
  /** URL, or the network's file id: the connector knows which. */
  source: string;
}

export type Op =
  | RowOp
  | NewEffect
  /** Exactly one owner for a key; taken by another = the whole command is refused with `claim_taken`. */
  | { op: 'claim'; key: string; owner: string }
  | { op: 'unclaim'; key: string }
  /** Stops a message's effects. One of them claimed by a sender already = the whole command is refused with `too_late`. */
  | { op: 'cancelEffects'; messageId: string }
  /** A timer on the store's clock; the same key set again replaces it. When due, `command` is given by the robot with `args`. */
  | { op: 'alarm'; key: string; due: number; command: string; args: Record<string, unknown> }
  | { op: 'noAlarm'; key: string }
  /** Tells the rules; they run inside this step, on the server only. */
  | { op: 'event'; event: DomainEvent };

export type DomainEvent =
  /** Of the deal the message belongs to; null when there is none. */
  | { type: 'message.in' | 'message.out'; conversationId: string; contactId: string; dealId: string | null; funnelId: string | null; stageId: string | null }
  | { type: 'deal.created'; dealId: string; funnelId: string; stageId: string }
  | { type: 'stage.left' | 'stage.entered'; dealId: string; funnelId: string; stageId: string }
  | { type: 'taken' | 'reassigned'; conversationId: string; dealId: string | null; funnelId: string | null; stageId: string | null };

export function put<K extends RecordKind>(kind: K, body: RecordBodies[K] & { id: string }): RowOp {
  return { op: 'put', kind, id: body.id, body } as unknown as RowOp;
}

export function patch<K extends RecordKind>(kind: K, id: string, set: Partial<RecordBodies[K]>): RowOp {
  return { op: 'patch', kind, id, set } as unknown as RowOp;
}

export function remove<K extends RecordKind>(kind: K, id: string): RowOp {
  return { op: 'remove', kind, id } as unknown as RowOp;
}
