/** Asks the console and keeps the answer fresh; rows live here and nowhere else in the window. */
import { useMemo, useSyncExternalStore } from 'react';
import { useData } from '#renderer/data/DataProvider.tsx';
import type { Asked, QueryCache, Question } from '#renderer/data/query-cache.ts';
import type { QueryDef } from '#shared/queries/define-query.ts';

const nothing: Asked<never> = { value: null, loading: false, code: '' };
const idle: Question<never> = { peek: () => nothing, watch: () => () => undefined };

/** `params` null = ask nothing yet. The value of the same question stays while it is asked again; another question starts with its own last answer. */
export function useQuery<Params, Answer>(def: QueryDef<Params, Answer>, params: Params | null): Asked<Answer> {
  const { cache } = useData();
  // Params are small and JSON-safe; equal ones written anew at each render are the same question.
  const key = params === null ? null : JSON.stringify(params);
  const question = useMemo(() => (key === null ? idle : cache.question(def, JSON.parse(key) as Params)), [cache, def, key]);
  return useSyncExternalStore<Asked<Answer>>(question.watch, question.peek);
}

/** Returns a function that asks ahead. */
export function usePrefetch(): QueryCache['prefetch'] {
  return useData().cache.prefetch;
}
