/** Answers of the console by question: one question asked once for all who show it, asked again when something it reads has changed. */
import type { ChangedFrame, Connection } from '#renderer/bridge/connection.ts';
import { share } from '#renderer/data/share.ts';
import { concerns } from '#shared/queries/define-query.ts';
import type { QueryDef } from '#shared/queries/define-query.ts';

export interface Asked<Value> {
  /** The last answer; null until the first one. It stays while the question is asked again. */
  value: Value | null;
  loading: boolean;
  /** Code of a refusal; '' when the last answer was good. */
  code: string;
}

/** One question; holding it costs nothing until somebody watches. */
export interface Question<Answer> {
  peek(): Asked<Answer>;
  watch(listener: () => void): () => void;
}

export interface QueryCache {
  question<Params, Answer>(def: QueryDef<Params, Answer>, params: Params): Question<Answer>;
  peek<Params, Answer>(def: QueryDef<Params, Answer>, params: Params): Asked<Answer>;
  watch<Params, Answer>(def: QueryDef<Params, Answer>, params: Params, listener: () => void): () => void;
  /** Asks ahead for what will probably be opened next. */
  prefetch<Params, Answer>(def: QueryDef<Params, Answer>, params: Params): void;
}

interface Entry {
  key: string;
  def: QueryDef<never, unknown>;
  params: unknown;
  asked: Asked<unknown>;
  listeners: Set<() => void>;
  inFlight: boolean;
  /** Changed since the question on the way was asked, or while nobody looked. */
  stale: boolean;
  started: boolean;
}

const nothing: Asked<never> = { value: null, loading: true, code: '' };
/** Answers kept for questions nobody shows now: enough to go back and forth without a flash. */
const keptUnwatched = 80;

export function createQueryCache(connection: Pick<Connection, 'query' | 'onChanged'>): QueryCache {
  const entries = new Map<string, Entry>();

  const entryOf = (def: QueryDef<never, unknown>, params: unknown): Entry => {
    const key = `${def.name} ${JSON.stringify(params)}`;
    const known = entries.get(key);
    if (known) return known;
    const made: Entry = { key, def, params, asked: nothing, listeners: new Set(), inFlight: false, stale: false, started: false };
    entries.set(key, made);
    return made;
  };

  const prune = (): void => {
    if (entries.size <= keptUnwatched) return;
    for (const [key, entry] of entries) {
      if (entries.size <= keptUnwatched) return;
      if (entry.listeners.size === 0 && !entry.inFlight) entries.delete(key);
    }
  };

  const ask = (entry: Entry): void => {
    entry.started = true;
    if (entry.inFlight) {
      entry.stale = true;
      return;
    }
    entry.inFlight = true;
    entry.stale = false;
    void connection.query(entry.def.name, entry.params).then((answer) => {
      entry.inFlight = false;
      const before = entry.asked;
      const value = answer.ok ? share(before.value, answer.value) : before.value;
      const code = answer.ok ? '' : answer.code;
      if (value !== before.value || before.loading || before.code !== code) {
        entry.asked = { value, loading: false, code };
        for (const listener of entry.listeners) listener();
      }
      if (entry.stale && entry.listeners.size > 0) ask(entry);
    });
  };

  const changed = (frame: ChangedFrame): void => {
    for (const entry of entries.values()) {
      if (!concerns(entry.def, entry.params as never, frame)) continue;
      if (entry.listeners.size > 0) ask(entry);
      else entry.stale = true;
    }
  };
  connection.onChanged(changed);

  const question = (entry: Entry): Question<never> => ({
    peek: () => entry.asked as Asked<never>,
    watch: (listener) => {
      // It may have been forgotten since: nobody watched it.
      entries.set(entry.key, entry);
      entry.listeners.add(listener);
      if (!entry.started || entry.stale) ask(entry);
      return () => {
        entry.listeners.delete(listener);
        prune();
      };
    },
  });

  return {
    question: (def, params) => question(entryOf(def as never, params)),
    peek: (def, params) => entryOf(def as never, params).asked as never,
    watch: (def, params, listener) => question(entryOf(def as never, params)).watch(listener),
    prefetch: (def, params) => {
      const entry = entryOf(def as never, params);
      if (!entry.started || (entry.stale && entry.listeners.size === 0)) ask(entry);
    },
  };
}
