/** Shows pending commands over the confirmed rows: the same decisions that the server will make, on what this copy holds (S55–S58). */
import { derivedId } from '#shared/base/ids.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { CommandDef, DecideContext, Decision } from '#shared/engine/define-command.ts';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import { isRowOp } from '#shared/engine/history.ts';
import { ownerOfSide } from '#shared/engine/parts.ts';
import { needsOf, runCommand } from '#shared/engine/run-command.ts';
import type { Lifter } from '#db/console/apply-delta.ts';
import { createReplicaReader } from '#db/console/replica-reader.ts';
import type { PlaceInLog } from '#db/console/place-in-log.ts';
import type { Replica } from '#db/console/replica.ts';
import type { PendingPress } from '#backend/pending-presses.ts';
import { createPendingTraces, namesOf, notingReader, rootOf, rowName } from '#backend/pending-traces.ts';
import type { Trace } from '#backend/pending-traces.ts';
import type { Log } from '#backend/timers.ts';

export interface Decided {
  answer: Decision | Refusal;
  /** What it was decided on (see pending-traces.ts). */
  reads: ReadonlySet<string>;
}

/** What is pending lies over the rows; whoever changes a row first lifts the presses that read or wrote it. All but `decide` inside a transaction. */
export interface Optimism extends Lifter {
  /** Decides on local rows. Throws only for bugs. */
  decide(def: CommandDef, input: unknown, commandId: string, at: number, expect?: Record<string, unknown>): Decided;
  /** A row it names lies in a root that has not been loaded whole: only the server can tell (S57). */
  needsServer(def: CommandDef, input: unknown, commandId: string): boolean;
  /** Shows the newest press. */
  show(press: PendingPress, decided: Decided): void;
  /** It shows nothing yet: it is decided with the next change of the rows. */
  later(press: PendingPress): void;
  /** Before the rows change; `all`: nothing that is pending may show meanwhile. */
  begin(all: 'all' | null): void;
  lift(press: PendingPress): void;
  /** Decides and shows anew what has been lifted and is pending still; `all`: every pending press, in order. */
  replay(isPending: (press: PendingPress) => boolean, all: () => readonly PendingPress[]): void;
  /** The transaction was rolled back: nothing is known of what shows. */
  forget(): void;
}

export function createOptimism(replica: Replica, place: PlaceInLog, personId: PersonId, log: Log): Optimism {
  const reader = createReplicaReader(replica);
  const traces = createPendingTraces();
  const lifted = new Set<PendingPress>();
  /** Nothing of it is known: all is lifted and decided anew. */
  let whole = !replica.overlay.empty;

  const context = (commandId: string, at: number, expect?: Record<string, unknown>): DecideContext => {
    const person = replica.dict.get('person', personId);
    return {
      commandId, at, dict: replica.dict, cause: null, onServer: false,
      actor: { personId, seatId: person?.seatId ?? null, roleId: person?.roleId ?? null, robot: null },
      newId: (n) => derivedId(commandId, n),
      ...(expect === undefined ? {} : { expect }),
    };
  };
  const decide: Optimism['decide'] = (def, input, commandId, at, expect) => {
    const reads = new Set<string>();
    return { answer: runCommand(def, input, notingReader(reader, reads), context(commandId, at, expect)), reads };
  };
  /** What it will have touched; before it shows. */
  const traceOf = ({ answer, reads }: Decided): Trace => {
    const ops = answer.ok ? answer.ops.filter(isRowOp) : [];
    const writes = new Set<string>();
    const roots = new Set<string>();
    const note = (kind: (typeof ops)[number]['kind'], id: string, body: unknown): void => {
      for (const name of namesOf(kind, id, body)) writes.add(name);
      if (body !== null && body !== undefined) roots.add(rootOf(kind, body));
    };
    for (const op of ops) {
      const held = replica.rows.get(op.kind, op.id)?.body ?? null;
      note(op.kind, op.id, held);
      if (op.op === 'put') note(op.kind, op.id, op.body);
      else if (op.op === 'patch' && held !== null) note(op.kind, op.id, { ...held, ...op.set });
    }
    return { reads, writes, roots, rows: ops.map(({ kind, id }) => ({ kind, id })) };
  };
  const appear = (press: PendingPress, { answer }: Decided, trace: Trace): void => {
    traces.put(press, trace);
    // Refusing now: it stays queued and shows nothing; the server has the last word (S58).
    if (answer.ok) replica.show(answer.ops.filter(isRowOp));
  };
  const decideAnew = ({ def, input, stored, expect }: PendingPress): Decided | null => {
    if (def?.runs !== 'both') return null;
    try {
      return decide(def, input, stored.commandId, stored.at, expect);
    } catch (error) {
      log('replay.bug', { command: stored.name, commandId: stored.commandId, error: error instanceof Error ? error.name : 'unknown' });
      return null;
    }
  };
  /** False when one now crosses a later one that was left as it is. */
  const showAnew = (presses: Iterable<PendingPress>): boolean => {
    for (const press of presses) {
      const decided = decideAnew(press);
      if (!decided) continue;
      const trace = traceOf(decided);
      if (!whole && traces.crosses(press, trace)) return false;
      appear(press, decided, trace);
    }
    return true;
  };
  const lift = (first: readonly PendingPress[]): void => {
    for (const waiting = [...first]; waiting.length > 0; ) {
      const press = waiting.pop()!;
      const trace = traces.take(press);
      if (!trace) continue;
      lifted.add(press);
      for (const { kind, id } of trace.rows) replica.liftRow(kind, id);
      waiting.push(...traces.boundTo(trace));
    }
  };
  const liftAll = (): void => {
    whole = true;
    traces.clear();
    replica.lift();
  };
  return {
    decide,
    needsServer(def, input, commandId) {
      if (!place.anyWant()) return false;
      const ctx = context(commandId, 0);
      const needs = [...needsOf(def, input, null, ctx), ...needsOf(def, input, reader, ctx)];
      return needs.some((need) => {
        if (need.want !== 'one') return false;
        const held = reader.one(need.kind, need.id);
        return held === null && place.want(`${need.kind}:${need.id}`) !== null;
      });
    },
    show: (press, decided) => appear(press, decided, traceOf(decided)),
    later: (press) => void lifted.add(press),
    begin(all) {
      if (whole || all !== null) liftAll();
    },
    lift: (press) => lift([press]),
    touch(kind, id, body) {
      // Settings, rights and seats decide everywhere.
      if (isDictionaryKind(kind)) return whole ? undefined : liftAll();
      if (traces.empty) return;
      const owner = kind === 'side' ? ownerOfSide(id) : null;
      lift(traces.touchedBy(owner === null ? namesOf(kind, id, body) : [rowName(owner.of, owner.id)]));
    },
    touchRoot: (root) => lift(traces.inRoot(root)),
    replay(isPending, all) {
      if (!whole) {
        const again = [...lifted].filter(isPending).sort((one, other) => one.n - other.n);
        if (!showAnew(again)) liftAll();
      }
      if (whole) showAnew(all());
      whole = false;
      lifted.clear();
    },
    forget() {
      traces.clear();
      whole = true;
    },
  };
}
