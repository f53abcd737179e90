/** A command is one intent of a person or of the program: schema, the rows it needs, and a pure decision over them. */
import type { z } from 'zod';
import type { Refusal } from '#shared/base/result.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { Op } from '#shared/engine/ops.ts';
import type { LookupName } from '#shared/model/kinds.ts';
import type { RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import type { PersonId, SeatId } from '#shared/base/ids.ts';
import type { Right } from '#shared/model/preset.ts';

export type Need<K extends RecordKind = RecordKind> =
  | { want: 'one'; kind: K; id: string }
  | { want: 'many'; kind: K; lookup: string; value: string }
  | { want: 'claim'; key: string }
  | { want: 'command'; commandId: string };

/** The row of an id, or null. */
export function one<K extends RecordKind>(kind: K, id: string): { want: 'one'; kind: K; id: string } {
  return { want: 'one', kind, id };
}

/** Rows by a look-up declared in `kinds.ts`, oldest first. */
export function many<K extends RecordKind>(kind: K, lookup: LookupName<K>, value: string): { want: 'many'; kind: K; lookup: string; value: string } {
  return { want: 'many', kind, lookup, value };
}

/** Owner of a claim, or null. Server only. */
export function claimOf(key: string): { want: 'claim'; key: string } {
  return { want: 'claim', key };
}

/** A command decided earlier, with what it changed. Server only. */
export function commandOf(commandId: string): { want: 'command'; commandId: string } {
  return { want: 'command', commandId };
}

export interface PastCommand {
  commandId: string;
  name: string;
  personId: string | null;
  at: number;
  status: 'done' | 'refused';
  /** Every row op of its step with the values before and after, in order; null when too old to be kept. */
  changes: readonly RowChange[] | null;
  /** Alarms it set and cleared, claims it took, effects it made. */
  alarmsSet: readonly string[];
  alarmsCleared: readonly { key: string; due: number; command: string; args: Record<string, unknown> }[];
  claims: readonly string[];
  effectIds: readonly string[];
  /** False once any of its effects has been claimed by a sender. */
  effectsWaiting: boolean;
  undone: boolean;
}

export interface RowChange {
  kind: RecordKind;
  id: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export type Got<N> = {
  [P in keyof N]: N[P] extends { want: 'one'; kind: infer K extends RecordKind } ? RecordBodies[K] | null
    : N[P] extends { want: 'many'; kind: infer K extends RecordKind } ? readonly RecordBodies[K][]
    : N[P] extends { want: 'claim' } ? string | null
    : N[P] extends { want: 'command' } ? PastCommand | null
    : never;
};

/** Who acts: a person on a seat, or the robot under a rule's name. */
export interface Actor {
  personId: PersonId | null;
  seatId: SeatId | null;
  roleId: string | null;
  /** Rule or connector that acts; null for a person. */
  robot: string | null;
}

export interface DecideContext {
  commandId: string;
  /** Store's clock on the server; the console's own for optimistic display. UTC ms. */
  at: number;
  actor: Actor;
  dict: Dictionary;
  /** n-th id of this command: the same on console and server. */
  newId<Id extends string>(n: number | string): Id;
  /** What caused it (a command's or an event's id), for the history line. */
  cause: string | null;
  /** True on the server: claims, effects, alarms and events are heeded there only. */
  onServer: boolean;
  /** Values on the screen at the press (S50): `<need>.<field>` → value. One that differs refuses the command with `changed_meanwhile`. */
  expect?: Readonly<Record<string, unknown>>;
}

export interface Decision {
  readonly ok: true;
  readonly ops: readonly Op[];
  /** Told to whoever pressed; ids and numbers only. */
  readonly result: Readonly<Record<string, unknown>>;
  /** Why, in the person's words: stands on the history lines of this command. */
  readonly note?: string;
}

export function decided(ops: readonly Op[], result: Readonly<Record<string, unknown>> = {}, note = ''): Decision {
  return { ok: true, ops, result, note };
}

export interface CommandDef<Input = unknown> {
  readonly name: string;
  /** 'server': never guessed on a console; 'both': shown at once and decided again by the server. */
  readonly runs: 'server' | 'both';
  /** Offline: refuse the press, or queue it for at most `ttlMs`. 'both' commands always queue. */
  readonly offline: 'refuse' | 'queue';
  readonly ttlMs: number | null;
  /** Who may give it: a right of the role; null = any active person who sees the rows; 'robot' = never a person. */
  readonly right: Right | 'robot' | null;
  /** Taken only from whoever has given their password again within minutes, where they have one (R15). */
  readonly sure: boolean;
  readonly input: z.ZodType<Input>;
  readonly version: number;
  /** Needs whose rows the actor may not see ('*' = all): `decide` itself refuses then, telling nothing but declared ids (S18). */
  readonly unseen: readonly string[];
  needs(input: Input, ctx: NeedContext): Record<string, Need>;
  then(input: Input, got: Record<string, unknown>, ctx: NeedContext): Record<string, Need>;
  decide(got: Record<string, unknown>, input: Input, ctx: DecideContext): Decision | Refusal;
}

/** What needs may depend on besides the input. */
export interface NeedContext {
  actor: Actor;
  dict: Dictionary;
  newId<Id extends string>(n: number | string): Id;
}

/** Declares a command; types of what `decide` gets follow from `needs` and `then`. */
export function defineCommand<Schema extends z.ZodType, N extends Record<string, Need>, T extends Record<string, Need> = Record<never, never>>(def: {
  name: string;
  runs: 'server' | 'both';
  offline?: 'refuse' | 'queue';
  ttlMs?: number;
  right: Right | 'robot' | null;
  sure?: boolean;
  input: Schema;
  version?: number;
  unseen?: readonly string[];
  needs: (input: z.output<Schema>, ctx: NeedContext) => N;
  /** A second round of rows, found through the first. */
  then?: (input: z.output<Schema>, got: Got<N>, ctx: NeedContext) => T;
  decide: (got: Got<N> & Got<T>, input: z.output<Schema>, ctx: DecideContext) => Decision | Refusal;
}): CommandDef<z.output<Schema>> & { readonly name: string } {
  return {
    name: def.name,
    runs: def.runs,
    offline: def.offline ?? (def.runs === 'both' ? 'queue' : 'refuse'),
    ttlMs: def.ttlMs ?? null,
    right: def.right,
    sure: def.sure ?? false,
    input: def.input as unknown as z.ZodType<z.output<Schema>>,
    version: def.version ?? 1,
    unseen: def.unseen ?? [],
    needs: def.needs,
    then: (input, got, ctx) => (def.then ? def.then(input, got as Got<N>, ctx) : {}),
    decide: (got, input, ctx) => def.decide(got as Got<N> & Got<T>, input, ctx),
  };
}
