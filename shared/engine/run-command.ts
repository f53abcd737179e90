/** Runs one command over rows that somebody has loaded: the same lines on a console's copy and in the server's committer. */
import type { Actor, CommandDef, DecideContext, Decision, Need, NeedContext, PastCommand } from '#shared/engine/define-command.ts';
import type { RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import type { Refusal } from '#shared/base/result.ts';
import { refuse } from '#shared/base/result.ts';
import { historyOps } from '#shared/engine/history.ts';
import { ledgerFault } from '#shared/engine/ledger.ts';
import { may } from '#shared/engine/may.ts';
import { sameValue } from '#shared/base/same-value.ts';

/** Rows a decision may read; synchronous over what has been loaded. A console answers null for claims and past commands. */
export interface RowReader {
  one<K extends RecordKind>(kind: K, id: string): RecordBodies[K] | null;
  /** Oldest first. */
  many<K extends RecordKind>(kind: K, lookup: string, value: string): readonly RecordBodies[K][];
  claim(key: string): string | null;
  command(id: string): PastCommand | null;
}

/** What must be loaded: round 1 without `reader`; round 2, found through the rows of round 1, with it. `input` has been parsed by the caller. */
export function needsOf<Input>(def: CommandDef<Input>, input: Input, reader: RowReader | null, ctx: NeedContext): Need[] {
  const known = { ...ctx, actor: storedActor(ctx) };
  const first = def.needs(input, known);
  if (reader === null) return Object.values(first);
  return Object.values(def.then(input, read(first, reader), known));
}

/**
 * Checks rights on the stored rows, guards, then decides; history lines of the changed fields are added to the decision's operations.
 * `input` has been parsed by the caller, both rounds of needs stand behind `reader`. Throws only for bugs.
 */
export function runCommand<Input>(def: CommandDef<Input>, input: Input, reader: RowReader, given: DecideContext): Decision | Refusal {
  const ctx = { ...given, actor: storedActor(given) };
  const first = def.needs(input, ctx);
  const firstRows = read(first, reader);
  const second = def.then(input, firstRows, ctx);
  const needs = { ...first, ...second };
  const got = { ...firstRows, ...read(second, reader) };
  const refusal = may(def, needs, got, ctx) ?? expected(got, ctx);
  if (refusal !== null) return refusal;
  const decision = def.decide(got, input, ctx);
  if (!decision.ok) return decision;
  const fault = ledgerFault(decision.ops, ctx.commandId);
  if (fault !== null) throw new Error(fault);
  return { ...decision, ops: [...decision.ops, ...historyOps(def.name, decision, needs, got, ctx)] };
}

function read(needs: Record<string, Need>, reader: RowReader): Record<string, unknown> {
  const got: Record<string, unknown> = {};
  for (const [name, need] of Object.entries(needs)) {
    if (need.want === 'one') got[name] = reader.one(need.kind, need.id);
    else if (need.want === 'many') got[name] = reader.many(need.kind, need.lookup, need.value);
    else if (need.want === 'claim') got[name] = reader.claim(need.key);
    else got[name] = reader.command(need.commandId);
  }
  return got;
}

/** Role and seat are those of the stored person, whatever the press said (R15). */
function storedActor(ctx: NeedContext): Actor {
  const { actor } = ctx;
  if (actor.personId === null) return actor;
  const person = ctx.dict.get('person', actor.personId);
  return person === null ? actor : { ...actor, seatId: person.seatId, roleId: person.roleId };
}

function expected(got: Record<string, unknown>, ctx: DecideContext): Refusal | null {
  for (const [path, value] of Object.entries(ctx.expect ?? {})) {
    const dot = path.indexOf('.');
    const row = got[path.slice(0, dot)];
    const field = path.slice(dot + 1);
    if (typeof row !== 'object' || row === null || Array.isArray(row)) continue;
    if (!sameValue((row as Record<string, unknown>)[field] ?? null, value ?? null)) return refuse('changed_meanwhile', { field });
  }
  return null;
}
