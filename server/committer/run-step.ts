/** One command with all it causes: rights, decision, rules, timers, effects; either the whole of it stands or nothing (S62, S83). */
import { derivedId } from '#shared/base/ids.ts';
import { refuse } from '#shared/base/result.ts';
import type { Refusal } from '#shared/base/result.ts';
import { commandNamed } from '#shared/commands/registry.ts';
import { applyRowOps } from '#shared/engine/apply-ops.ts';
import { automationFor } from '#shared/engine/automation.ts';
import type { RobotCommand } from '#shared/engine/automation.ts';
import type { CommandDef, DecideContext, Decision, Need } from '#shared/engine/define-command.ts';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { MutableDictionary } from '#shared/engine/dictionary.ts';
import type { NewEffect, Op } from '#shared/engine/ops.ts';
import { isRowOp } from '#shared/engine/history.ts';
import { needsOf, runCommand } from '#shared/engine/run-command.ts';
import type { StoredStep } from '#db/server/store.ts';
import { robotPerson } from '#server/committer/working-set.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';
import { hashOf, robotCommand } from '#server/committer/given-command.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';

const maxDepth = 8;
const maxRows = 200;

export interface StepTools {
  set: WorkingSet;
  dict: MutableDictionary;
  /** The batch's time on the store's clock. */
  at: number;
  bug(given: Pick<GivenCommand, 'commandId' | 'name'>, error: unknown): void;
}

/** `from`: the savepoint its step began at, whatever else stands in the batch. */
interface Running extends StepTools {
  from: number;
  /** What it sends waits for a person's word: it may have gone out before a restore (S70). */
  held: boolean;
}

/** What a step leaves besides its rows: kept with the command for undo. */
type Traces = { -readonly [K in keyof Omit<StoredStep, 'changes'>]: StoredStep[K][number][] };

export type StepAnswer = { ok: true; result: Readonly<Record<string, unknown>>; step: StoredStep } | Refusal;

/** Refusals leave no trace in the working set. Throws only what the store throws: bugs become the refusal `bug` (S84). */
export async function runStep(given: GivenCommand, tools: StepTools): Promise<StepAnswer> {
  const { set } = tools;
  const savepoint = set.savepoint();
  const traces: Traces = { alarmsSet: [], alarmsCleared: [], claims: [], effectIds: [] };
  const answer = await guarded(given, tools, () => decide(given, { ...tools, from: savepoint, held: given.recover !== undefined }, traces, 0));
  if (!answer.ok) {
    set.rollback(savepoint);
    return answer;
  }
  return { ok: true, result: answer.result, step: { ...traces, changes: set.changesSince(savepoint).filter((row) => row.kind !== 'history') } };
}

/** Errors of the store carry this mark, so that the batch is run again instead of the command being refused. */
export class StoreFailure extends Error {
  constructor(cause: unknown) {
    super('the store failed', { cause });
    this.name = 'StoreFailure';
  }
}

async function guarded<T>(given: GivenCommand, tools: StepTools, work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreFailure) throw error;
    tools.bug(given, error);
    return refuse('bug');
  }
}

async function decide(given: GivenCommand, tools: Running, traces: Traces, depth: number): Promise<Decision | Refusal> {
  const def = commandNamed(given.name);
  if (!def) return refuse('unknown_command');
  const parsed = parse(def, given);
  if (!parsed) return refuse('bad_input');
  const { set, dict, at } = tools;
  const ctx: DecideContext = {
    commandId: given.commandId, at, dict, cause: given.cause, onServer: true, expect: parsed.expect,
    actor: { personId: given.personId as never, seatId: null, roleId: null, robot: given.personId === null ? given.robot : null },
    newId: (n) => derivedId(given.commandId, n),
  };
  const needs = [...needsOf(def, parsed.input, null, ctx)];
  await load(() => set.ensure(needs));
  needs.push(...needsOf(def, parsed.input, set, ctx));
  await load(() => set.ensure(needs));
  const decision = runCommand(def, parsed.input, set, ctx);
  if (!decision.ok) return decision;
  const refusal = await apply(decision.ops, needs, given, tools, traces, depth);
  return refusal ?? decision;
}

async function load(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new StoreFailure(error);
  }
}

export function parse(def: CommandDef, given: GivenCommand): { input: unknown; expect?: Record<string, unknown> } | null {
  try {
    const body = JSON.parse(given.text) as { input?: unknown; expect?: Record<string, unknown> };
    const input = def.input.safeParse(body.input);
    if (!input.success) return null;
    return body.expect && typeof body.expect === 'object' ? { input: input.data, expect: body.expect } : { input: input.data };
  } catch {
    return null;
  }
}

async function apply(ops: readonly Op[], needs: readonly Need[], given: GivenCommand, tools: Running, traces: Traces, depth: number): Promise<Refusal | null> {
  const { set, at } = tools;
  await load(async () => {
    const created = ops.flatMap((op) => (op.op === 'put' && op.kind !== 'history' && !isDictionaryKind(op.kind) ? [{ want: 'one' as const, kind: op.kind, id: op.id }] : []));
    await set.ensure(created);
    await set.ensureClaims(ops.flatMap((op) => (op.op === 'claim' || op.op === 'unclaim' ? [op.key] : [])));
    await set.ensureAlarms(ops.flatMap((op) => (op.op === 'alarm' || op.op === 'noAlarm' ? [op.key] : [])));
    await set.ensureMessageEffects(ops.flatMap((op) => (op.op === 'cancelEffects' ? [op.messageId] : [])));
  });
  if (createsTaken(ops, needs, set)) return refuse('id_taken');
  applyRowOps(ops.map((op) => numbered(op, set)), { get: (kind, id) => (kind === 'history' ? null : set.body(kind, id)), set: set.setBody, delete: (kind, id) => set.setBody(kind, id, null) });
  let events = 0;
  for (const op of ops) {
    if (isRowOp(op)) continue;
    if (op.op === 'event') {
      const made = automationFor(op.event, tools.dict, { commandId: given.commandId, at, n: (events += 1) });
      const refusal = await apply(made.ops, [], given, tools, traces, depth);
      if (refusal) return refusal;
      for (const command of made.commands) await runRule(command, tools, traces, depth + 1);
    } else {
      const refusal = applyOther(op, given, tools, traces);
      if (refusal) return refusal;
    }
  }
  return null;
}

/** Creating with an id that exists tells nothing of the row that has it (S4). Rows the command asked for may be put anew. */
function createsTaken(ops: readonly Op[], needs: readonly Need[], set: WorkingSet): boolean {
  const asked = new Set(needs.flatMap((need) =>
    need.want === 'one' ? [`${need.kind}|${need.id}`] : need.want === 'many' ? set.many(need.kind, need.lookup, need.value).map((row) => `${need.kind}|${(row as { id: string }).id}`) : [],
  ));
  return ops.some((op) => op.op === 'put' && op.kind !== 'history' && !isDictionaryKind(op.kind) && !asked.has(`${op.kind}|${op.id}`) && set.body(op.kind, op.id) !== null);
}

/** Deals get their number here, in commit order. */
function numbered(op: Op, set: WorkingSet): Op {
  return op.op === 'put' && op.kind === 'deal' && op.body.number === 0 ? { ...op, body: { ...op.body, number: set.nextDealNumber() } } : op;
}

function applyOther(op: Exclude<Op, { op: 'put' | 'patch' | 'remove' | 'event' }>, given: GivenCommand, { set, at, held }: Running, traces: Traces): Refusal | null {
  switch (op.op) {
    case 'claim': {
      const owner = set.claim(op.key);
      if (owner !== null && owner !== op.owner) return refuse('claim_taken');
      set.setClaim(op.key, op.owner);
      traces.claims.push(op.key);
      return null;
    }
    case 'unclaim':
      set.setClaim(op.key, null);
      return null;
    case 'alarm': {
      const before = set.alarm(op.key);
      set.setAlarm(op.key, { key: op.key, due: op.due, command: op.command, args: op.args, occurrence: (before?.occurrence ?? 0) + 1, state: 'waiting', failures: 0 });
      traces.alarmsSet.push(op.key);
      return null;
    }
    case 'noAlarm': {
      const before = set.alarm(op.key);
      if (before?.state === 'waiting') traces.alarmsCleared.push({ key: before.key, due: before.due, command: before.command, args: before.args });
      if (before) set.setAlarm(op.key, null);
      return null;
    }
    case 'effect':
      set.setEffect(newEffect(op, given, at, set.nextOrd(), held));
      traces.effectIds.push(op.effectId);
      return null;
    case 'cancelEffects': {
      const effects = set.effectsOf(op.messageId);
      if (effects.some((effect) => effect.state !== 'ready' && effect.state !== 'held' && effect.state !== 'cancelled')) return refuse('too_late');
      for (const effect of effects) if (effect.state !== 'cancelled') set.setEffect({ ...effect, state: 'cancelled' });
      return null;
    }
  }
}

function newEffect(op: NewEffect, given: GivenCommand, at: number, ord: number, held: boolean) {
  return {
    effectId: op.effectId, cmdId: given.commandId, kind: op.payload.kind, resource: op.resource, queue: op.queue, ord, payload: op.payload,
    messageId: 'messageId' in op.payload ? op.payload.messageId : null, state: held ? ('held' as const) : ('ready' as const), attempt: 0, token: '', holder: '', fence: '',
    notBefore: at + op.delayMs, claimedAt: null,
  };
}

/** A rule that refuses or breaks takes back its own rows only: the press that caused it stands. */
async function runRule(command: RobotCommand, tools: Running, traces: Traces, depth: number): Promise<void> {
  const { set, at } = tools;
  const given = robotCommand(command.name, command.input, command.commandId, command.robot, command.cause);
  await load(() => set.ensureCommands([command.commandId]));
  if (set.stored(command.commandId)) return;
  const savepoint = set.savepoint();
  if (depth > maxDepth || set.changesSince(tools.from).length > maxRows) {
    const key = `late:${command.commandId}`;
    await load(() => set.ensureAlarms([key]));
    set.setAlarm(key, { key, due: at, command: command.name, args: command.input, occurrence: 1, state: 'waiting', failures: 0 });
    return;
  }
  const own: Traces = { alarmsSet: [], alarmsCleared: [], claims: [], effectIds: [] };
  const answer = await guarded(given, tools, () => decide(given, tools, own, depth));
  if (!answer.ok) set.rollback(savepoint);
  else for (const name of Object.keys(own) as (keyof Traces)[]) (traces[name] as unknown[]).push(...own[name]);
  set.setCommand({
    cmdId: given.commandId, person: robotPerson, name: given.name, v: given.version, hash: hashOf(given), cause: given.cause,
    status: answer.ok ? 'done' : 'refused', code: answer.ok ? '' : answer.code, result: answer.ok ? { ...answer.result } : { ...answer.data }, seq: 0, at, step: null,
  });
}
