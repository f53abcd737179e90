/**
 * A team in memory for tests of the pure engine: rows, claims, alarms, effects and past commands, applied exactly as the committer must.
 * No network, no store, no clock of its own: a test moves the time.
 */
import type { Actor, PastCommand, RowChange } from '#shared/engine/define-command.ts';
import type { Decision } from '#shared/engine/define-command.ts';
import type { DomainEvent, NewEffect, Op } from '#shared/engine/ops.ts';
import type { HistoryBody, RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import { applyRowOps, createRowTable } from '#shared/engine/apply-ops.ts';
import { createDictionary, isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { MutableDictionary } from '#shared/engine/dictionary.ts';
import { needsOf, runCommand } from '#shared/engine/run-command.ts';
import type { RowReader } from '#shared/engine/run-command.ts';
import type { Refusal } from '#shared/base/result.ts';
import { automationFor } from '#shared/engine/automation.ts';
import { commandNamed } from '#shared/commands/registry.ts';
import { createIdSource, derivedId } from '#shared/base/ids.ts';
import { kindOf } from '#shared/model/kinds.ts';

export interface GivenOptions {
  commandId?: string;
  robot?: string;
  expect?: Record<string, unknown>;
  onServer?: boolean;
  cause?: string;
}

export interface World {
  now: number;
  readonly dict: MutableDictionary;
  readonly alarms: Map<string, { due: number; command: string; args: Record<string, unknown> }>;
  readonly effects: (NewEffect & { at: number; state: 'waiting' | 'claimed' | 'cancelled' })[];
  readonly claims: Map<string, string>;
  readonly events: DomainEvent[];
  readonly reader: RowReader;
  id<Id extends string>(): Id;
  /** A person's press. Refusals are answers. */
  give(personId: string | null, name: string, input: Record<string, unknown>, options?: GivenOptions): Decision | Refusal;
  /** The same, for a press that must be accepted. */
  done(personId: string | null, name: string, input: Record<string, unknown>, options?: GivenOptions): Decision;
  /** What the engine answers, without applying it. */
  decide(personId: string | null, name: string, input: Record<string, unknown>, options?: GivenOptions): Decision | Refusal;
  put<K extends RecordKind>(kind: K, body: RecordBodies[K] & { id: string }): void;
  row<K extends RecordKind>(kind: K, id: string): RecordBodies[K];
  all<K extends RecordKind>(kind: K): RecordBodies[K][];
  history(recordId?: string): HistoryBody[];
  /** Moves the time and gives every command that falls due, in order. */
  passMs(ms: number): void;
  lastCommandId(): string;
  /** Every command that stands, in order: what a real server is given to come to the same. */
  readonly script: readonly GivenPress[];
}

export interface GivenPress { commandId: string; personId: string | null; robot: string; name: string; input: Record<string, unknown>; at: number }

const start = Date.UTC(2026, 5, 1, 9, 0);

export function createWorld(): World {
  const table = createRowTable();
  const dict = createDictionary();
  const alarms: World['alarms'] = new Map();
  const effects: World['effects'] = [];
  const claims = new Map<string, string>();
  const events: DomainEvent[] = [];
  const past = new Map<string, PastCommand>();
  const script: GivenPress[] = [];
  let serial = 0;
  let last = '';
  const ids = createIdSource(() => world.now, (bytes) => {
    serial += 1;
    for (let n = 0; n < bytes.length; n += 1) bytes[n] = (serial >> (8 * (n % 4))) & 0xff;
  });

  const reader: RowReader = {
    one: (kind, id) => table.get(kind, id) as never,
    many: (kind, lookup, value) => {
      const find = kindOf(kind).lookups[lookup];
      if (find === undefined) throw new Error(`${kind} has no look-up ${lookup}`);
      return table.all(kind).filter((row) => find(row) === value).sort((a, b) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1)) as never;
    },
    claim: (key) => claims.get(key) ?? null,
    command: (id) => {
      const command = past.get(id);
      if (command === undefined) return null;
      const own = effects.filter((effect) => command.effectIds.includes(effect.effectId));
      return { ...command, effectsWaiting: own.every((effect) => effect.state === 'waiting') };
    },
  };

  function actorOf(personId: string | null, robot: string | undefined): Actor {
    const person = personId === null ? null : dict.get('person', personId);
    return { personId: person?.id ?? (personId as Actor['personId']), seatId: person?.seatId ?? null, roleId: person?.roleId ?? null, robot: personId === null ? (robot ?? 'test') : null };
  }

  function decide(personId: string | null, name: string, input: Record<string, unknown>, options: GivenOptions = {}): Decision | Refusal {
    const def = commandNamed(name);
    if (def === null) throw new Error(`no command ${name}`);
    const parsed = def.input.parse(input);
    const commandId = options.commandId ?? ids.next();
    const ctx = {
      commandId, at: world.now, actor: actorOf(personId, options.robot), dict, cause: options.cause ?? null, onServer: options.onServer ?? true,
      newId: <Id extends string>(n: number | string) => derivedId<Id>(commandId, n), ...(options.expect ? { expect: options.expect } : {}),
    };
    // Needs in two rounds, as both sides load them: what was not asked for is not there.
    const asked = new Set([...needsOf(def, parsed, null, ctx), ...needsOf(def, parsed, reader, ctx)].map((need) => JSON.stringify(need)));
    const only: RowReader = {
      one: (kind, id) => (asked.has(JSON.stringify({ want: 'one', kind, id })) ? reader.one(kind, id) : fail(kind, id)),
      many: (kind, lookup, value) => (asked.has(JSON.stringify({ want: 'many', kind, lookup, value })) ? reader.many(kind, lookup, value) : fail(kind, value)),
      claim: reader.claim,
      command: reader.command,
    };
    last = commandId;
    return runCommand(def, parsed, only, ctx);
  }

  function fail(kind: string, id: string): never {
    throw new Error(`${kind} ${id} was read without being asked for`);
  }

  function commit(name: string, personId: string | null, commandId: string, ops: readonly Op[], depth: number): Refusal | null {
    const claimed = ops.find((op) => op.op === 'claim' && claims.has(op.key) && claims.get(op.key) !== op.owner);
    if (claimed !== undefined) return { ok: false, code: 'claim_taken', data: {} };
    const held = (messageId: string) => effects.filter((effect) => effect.payload.kind === 'message.send' && effect.payload.messageId === messageId);
    if (ops.some((op) => op.op === 'cancelEffects' && held(op.messageId).some((effect) => effect.state === 'claimed'))) return { ok: false, code: 'too_late', data: {} };
    const changes: RowChange[] = applyRowOps(ops, table);
    for (const { kind, id, after } of changes) {
      if (!isDictionaryKind(kind)) continue;
      if (after === null) dict.delete(kind, id);
      else dict.set(kind, id, after as never);
    }
    const before = past.get(commandId);
    const record: PastCommand = {
      commandId, name: before?.name ?? name, personId, at: world.now, status: 'done', changes: [...(before?.changes ?? []), ...changes],
      alarmsSet: before?.alarmsSet ?? [], alarmsCleared: before?.alarmsCleared ?? [], claims: before?.claims ?? [], effectIds: before?.effectIds ?? [],
      effectsWaiting: true, undone: false,
    };
    for (const op of ops) {
      if (op.op === 'claim') {
        claims.set(op.key, op.owner);
        record.claims = [...record.claims, op.key];
      } else if (op.op === 'unclaim') claims.delete(op.key);
      else if (op.op === 'alarm') {
        alarms.set(op.key, { due: op.due, command: op.command, args: op.args });
        record.alarmsSet = [...record.alarmsSet, op.key];
      } else if (op.op === 'noAlarm') {
        const alarm = alarms.get(op.key);
        if (alarm !== undefined) record.alarmsCleared = [...record.alarmsCleared, { key: op.key, ...alarm }];
        alarms.delete(op.key);
      } else if (op.op === 'effect') {
        effects.push({ ...op, at: world.now, state: 'waiting' });
        record.effectIds = [...record.effectIds, op.effectId];
      } else if (op.op === 'cancelEffects') for (const effect of held(op.messageId)) effect.state = 'cancelled';
    }
    past.set(commandId, record);
    let n = 0;
    for (const op of ops) {
      if (op.op !== 'event') continue;
      events.push(op.event);
      if (depth >= 8) throw new Error('rules run deeper than 8');
      const made = automationFor(op.event, dict, { commandId, at: world.now, n: n++ });
      commit(name, personId, commandId, made.ops, depth + 1);
      for (const robot of made.commands) {
        const answer = decide(null, robot.name, robot.input, { commandId: robot.commandId, robot: robot.robot, cause: robot.cause });
        if (answer.ok) commit(robot.name, null, robot.commandId, answer.ops, depth + 1);
      }
    }
    return null;
  }

  function give(personId: string | null, name: string, input: Record<string, unknown>, options: GivenOptions = {}): Decision | Refusal {
    const answer = decide(personId, name, input, options);
    if (!answer.ok) return answer;
    const commandId = last;
    const refusal = commit(name, personId, commandId, answer.ops, 0);
    last = commandId;
    if (refusal === null) script.push({ commandId, personId, robot: options.robot ?? 'test', name, input, at: world.now });
    return refusal ?? answer;
  }

  const world: World = {
    now: start, dict, alarms, effects, claims, events, reader,
    id: () => ids.next(),
    give, decide,
    done(personId, name, input, options) {
      const answer = give(personId, name, input, options);
      if (!answer.ok) throw new Error(`${name} was refused: ${answer.code} ${JSON.stringify(answer.data)}`);
      return answer;
    },
    put(kind, body) {
      table.set(kind, body.id, body as never);
      if (isDictionaryKind(kind)) dict.set(kind, body.id, body as never);
    },
    row(kind, id) {
      const row = table.get(kind, id);
      if (row === null) throw new Error(`no ${kind} ${id}`);
      return row as never;
    },
    all: (kind) => table.all(kind) as never,
    history: (recordId) => (table.all('history') as unknown as HistoryBody[]).filter((line) => recordId === undefined || line.recordId === recordId),
    passMs(ms) {
      const until = world.now + ms;
      for (;;) {
        const due = [...alarms].filter(([, alarm]) => alarm.due <= until).sort((a, b) => a[1].due - b[1].due || (a[0] < b[0] ? -1 : 1))[0];
        if (due === undefined) break;
        const [key, alarm] = due;
        alarms.delete(key);
        world.now = Math.max(world.now, alarm.due);
        give(null, alarm.command, alarm.args, { robot: key.split(':')[1] ?? key, commandId: derivedId(key, alarm.due), cause: key });
      }
      world.now = until;
    },
    lastCommandId: () => last, script,
  };
  return world;
}
