/** What each shown press has read and written, so that a change of the rows is felt by the presses it concerns and by no others (S55). */
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import type { RowReader } from '#shared/engine/run-command.ts';
import type { PendingPress } from '#backend/pending-presses.ts';

/** Names of rows (`kind|id`) and of look-ups (`kind.name|value`). */
export interface Trace {
  reads: ReadonlySet<string>;
  writes: ReadonlySet<string>;
  /** Rows it shows otherwise than confirmed. */
  rows: readonly { kind: RecordKind; id: string }[];
  /** Roots of those rows, before and after. */
  roots: ReadonlySet<string>;
}

export const rowName = (kind: RecordKind, id: string): string => `${kind}|${id}`;

/** A row's own name, and the look-ups that a body stands in. */
export function namesOf(kind: RecordKind, id: string, body: unknown): string[] {
  const names = [rowName(kind, id)];
  if (body === null || body === undefined) return names;
  for (const [lookup, valueOf] of Object.entries(kindOf(kind).lookups)) {
    const value = valueOf(body);
    if (value !== null && value !== undefined) names.push(`${kind}.${lookup}|${value}`);
  }
  return names;
}

export const rootOf = (kind: RecordKind, body: unknown): string => rootKey(kindOf(kind).root(body));

/** The same reader; what is asked of it is written down. */
export function notingReader(reader: RowReader, reads: Set<string>): RowReader {
  return {
    ...reader,
    one(kind, id) {
      reads.add(rowName(kind, id));
      return reader.one(kind, id);
    },
    many(kind, lookup, value) {
      reads.add(`${kind}.${lookup}|${value}`);
      const found = reader.many(kind, lookup, value);
      for (const row of found) reads.add(rowName(kind, (row as { id: string }).id));
      return found;
    },
  };
}

export type PendingTraces = ReturnType<typeof createPendingTraces>;

export function createPendingTraces() {
  const traces = new Map<PendingPress, Trace>();
  const readers = new Map<string, Set<PendingPress>>();
  const writers = new Map<string, Set<PendingPress>>();
  const inRoot = new Map<string, Set<PendingPress>>();
  const add = (to: Map<string, Set<PendingPress>>, names: Iterable<string>, press: PendingPress): void => {
    for (const name of names) {
      const held = to.get(name);
      if (held) held.add(press);
      else to.set(name, new Set([press]));
    }
  };
  const remove = (from: Map<string, Set<PendingPress>>, names: Iterable<string>, press: PendingPress): void => {
    for (const name of names) {
      const held = from.get(name);
      held?.delete(press);
      if (held?.size === 0) from.delete(name);
    }
  };
  const later = (held: ReadonlySet<PendingPress> | undefined, n: number): boolean => held !== undefined && [...held].some((press) => press.n > n);
  return {
    get empty(): boolean {
      return traces.size === 0;
    },
    put(press: PendingPress, trace: Trace): void {
      traces.set(press, trace);
      add(readers, trace.reads, press);
      add(writers, trace.writes, press);
      add(inRoot, trace.roots, press);
    },
    take(press: PendingPress): Trace | null {
      const trace = traces.get(press);
      if (!trace) return null;
      traces.delete(press);
      remove(readers, trace.reads, press);
      remove(writers, trace.writes, press);
      remove(inRoot, trace.roots, press);
      return trace;
    },
    clear(): void {
      for (const map of [traces, readers, writers, inRoot]) map.clear();
    },
    /** Those that read or wrote what is named. */
    touchedBy: (names: readonly string[]): PendingPress[] => names.flatMap((name) => [...(readers.get(name) ?? []), ...(writers.get(name) ?? [])]),
    inRoot: (root: string): PendingPress[] => [...(inRoot.get(root) ?? [])],
    /** Those that can't stand as they are without this one: one of the two wrote what the other read or wrote. */
    boundTo: (trace: Trace): PendingPress[] => [
      ...[...trace.writes].flatMap((name) => [...(readers.get(name) ?? []), ...(writers.get(name) ?? [])]), ...[...trace.reads].flatMap((name) => [...(writers.get(name) ?? [])]),
    ],
    /** True when a later press has read or written what this one now writes, or written what it now reads. */
    crosses: (press: PendingPress, trace: Trace): boolean =>
      [...trace.writes].some((name) => later(readers.get(name), press.n) || later(writers.get(name), press.n)) || [...trace.reads].some((name) => later(writers.get(name), press.n)),
  };
}
