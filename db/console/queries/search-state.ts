/** Whether a search looks through all there is: parts of the copy may still be on their way, and words of the last moment not yet in the index (S32). */
import type { SearchState } from '#shared/queries/rows.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { Answerer } from '#db/console/queries/context.ts';

export function createSearchState(prepare: Preparer): Answerer<object, SearchState> {
  const wanted = prepare<[], { n: number }>("SELECT count(*) AS n FROM want WHERE root >= 'conversation:' AND root < 'conversation;'");
  const copied = prepare<[], { n: number }>("SELECT count(*) AS n FROM meta WHERE key = 'seq'");
  return () => {
    const missing = wanted.get()!.n;
    return { complete: missing === 0 && copied.get()!.n > 0, missing };
  };
}
