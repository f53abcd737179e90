/** The team's settings as decisions read them: small, whole, in memory on both sides. */
import type { RecordBodies } from '#shared/model/bodies.ts';

/** Kinds whose records every active person holds and every decision may read. */
export const dictionaryKinds = ['team', 'role', 'funnel', 'button', 'script', 'field', 'list', 'rule', 'clock', 'account', 'accountState', 'person', 'seat', 'erasure'] as const;
export type DictionaryKind = (typeof dictionaryKinds)[number];

export interface Dictionary {
  get<K extends DictionaryKind>(kind: K, id: string): RecordBodies[K] | null;
  all<K extends DictionaryKind>(kind: K): readonly RecordBodies[K][];
}

export interface MutableDictionary extends Dictionary {
  set<K extends DictionaryKind>(kind: K, id: string, body: RecordBodies[K]): void;
  delete(kind: DictionaryKind, id: string): void;
  /** A copy that can be changed apart: decisions of one step must not leak into the team's when the step is refused. */
  fork(): MutableDictionary;
}

export function isDictionaryKind(kind: string): kind is DictionaryKind {
  return (dictionaryKinds as readonly string[]).includes(kind);
}

export function createDictionary(): MutableDictionary {
  return over(new Map());
}

function over(tables: Map<DictionaryKind, Map<string, unknown>>): MutableDictionary {
  const table = (kind: DictionaryKind): Map<string, unknown> => {
    const found = tables.get(kind) ?? new Map<string, unknown>();
    tables.set(kind, found);
    return found;
  };
  return {
    get: <K extends DictionaryKind>(kind: K, id: string) => (table(kind).get(id) as RecordBodies[K] | undefined) ?? null,
    all: <K extends DictionaryKind>(kind: K) => [...table(kind).values()] as RecordBodies[K][],
    set: (kind, id, body) => void table(kind).set(id, body),
    delete: (kind, id) => void table(kind).delete(id),
    fork: () => over(new Map([...tables].map(([kind, rows]) => [kind, new Map(rows)]))),
  };
}
