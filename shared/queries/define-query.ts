/** A query is a name, its parameters, the type of its answer, and the kinds whose changes make it worth asking again. */
import type { z } from 'zod';
import type { RecordKind } from '#shared/model/bodies.ts';

/** What a query may depend on besides records: the console's own tables. */
export type LocalKind = 'draft' | 'outcome' | 'sync';

export interface QueryDef<Params = unknown, Answer = unknown> {
  readonly name: string;
  readonly params: z.ZodType<Params>;
  readonly reads: readonly (RecordKind | LocalKind)[];
  /** Never read at run time: carries the answer's type to callers. */
  readonly answer?: Answer;
}

/** Declares a query: `defineQuery<Answer>()({ name, params, reads })`. */
export function defineQuery<Answer>() {
  return <Schema extends z.ZodType>(def: { name: string; params: Schema; reads: readonly (RecordKind | LocalKind)[] }): QueryDef<z.output<Schema>, Answer> =>
    ({ name: def.name, params: def.params as unknown as z.ZodType<z.output<Schema>>, reads: def.reads });
}

export type AnswerOf<Q> = Q extends QueryDef<never, infer Answer> ? Answer : Q extends QueryDef<infer _Params, infer Answer> ? Answer : never;
export type ParamsOf<Q> = Q extends QueryDef<infer Params, unknown> ? Params : never;
