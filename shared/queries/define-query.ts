/** A query is a name, its parameters, the type of its answer, and the kinds whose changes make it worth asking again. */
import type { z } from 'zod';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { RecordKind } from '#shared/model/bodies.ts';

/** What a query may depend on besides records: the console's own tables. */
export type LocalKind = 'draft' | 'outcome' | 'sync';

export interface QueryDef<Params = unknown, Answer = unknown> {
  readonly name: string;
  readonly params: z.ZodType<Params>;
  readonly reads: readonly (RecordKind | LocalKind)[];
  /** The one root that all its records show in: changes of others leave its answer as it is. Settings and the console's own tables have none. */
  root?(params: Params): string;
  /** Never read at run time: carries the answer's type to callers. */
  readonly answer?: Answer;
}

/** Declares a query: `defineQuery<Answer>()({ name, params, reads })`. */
export function defineQuery<Answer>() {
  return <Schema extends z.ZodType>(def: { name: string; params: Schema; reads: readonly (RecordKind | LocalKind)[]; root?: (params: z.output<Schema>) => string }): QueryDef<z.output<Schema>, Answer> =>
    ({ name: def.name, params: def.params as unknown as z.ZodType<z.output<Schema>>, reads: def.reads, ...(def.root ? { root: def.root } : {}) });
}

export type AnswerOf<Q> = Q extends QueryDef<never, infer Answer> ? Answer : Q extends QueryDef<infer _Params, infer Answer> ? Answer : never;
export type ParamsOf<Q> = Q extends QueryDef<infer Params, unknown> ? Params : never;

/** Whether a change is worth asking a question again for; no kinds at all = anything may have changed. */
export function concerns<Params>(def: QueryDef<Params>, params: Params, changed: { kinds: readonly (RecordKind | LocalKind)[]; roots?: readonly string[] }): boolean {
  if (changed.kinds.length === 0) return true;
  const kinds = def.reads.filter((kind) => changed.kinds.includes(kind));
  if (kinds.length === 0 || !def.root || !changed.roots) return kinds.length > 0;
  return changed.roots.includes(def.root(params)) || kinds.some((kind) => isDictionaryKind(kind) || kind === 'draft' || kind === 'outcome' || kind === 'sync');
}
