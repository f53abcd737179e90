/** Who guesses is barred, in the store, so that a restart forgives nobody: by address, by login, and known devices apart from strangers (R13). */
import type { Store, StoredGuesses } from '#db/server/store.ts';

export interface GuessKeys {
  /** Network of whoever asks. */
  network: string;
  /** '' = none is guessed at (an invitation). */
  login: string;
  /** A device of this very person has been signed in here before. */
  device: string | null;
}

export interface Guesses {
  /** Counts a try before it is made, so that many at once are no way around. How long it must wait instead, ms; 0 = may try. */
  begin(keys: GuessKeys): Promise<number>;
  /** It was no guess: what was counted is taken back, and what stood against this login from here is forgotten. */
  passed(keys: GuessKeys): Promise<void>;
}

const windowMs = 15 * 60_000;
const firstBarMs = 60_000;
const longestBarMs = 24 * 3600_000;
const limits = { network: 30, login: 10, device: 10 };
const keptMs = 48 * 3600_000;

export function createGuesses(store: Store, clock: { now(): number }): Guesses {
  /** A known device is counted by itself: strangers who guess at its login do not lock it out. */
  const counted = ({ network, login, device }: GuessKeys): { key: string; limit: number }[] => [
    { key: `network:${network}`, limit: limits.network },
    ...(device !== null ? [{ key: `device:${device}`, limit: limits.device }] : login === '' ? [] : [{ key: `login:${login.toLowerCase()}`, limit: limits.login }]),
  ];
  let dropAt = 0;
  return {
    begin: (keys) =>
      store.write(async (writer) => {
        const now = clock.now();
        const lines = counted(keys);
        const held = new Map((await writer.guesses(lines.map(({ key }) => key))).map((one) => [one.key, one]));
        const wait = Math.max(0, ...[...held.values()].map(({ until }) => until - now));
        if (wait > 0) return wait;
        await writer.putGuesses(lines.map(({ key, limit }) => after(held.get(key) ?? { key, count: 0, since: now, until: 0 }, limit, now)));
        if (now >= dropAt) {
          dropAt = now + windowMs;
          await writer.dropGuesses(now - keptMs);
        }
        return 0;
      }),
    passed: (keys) =>
      store.write(async (writer) => {
        const lines = counted(keys);
        const held = await writer.guesses(lines.map(({ key }) => key));
        await writer.putGuesses(held.map((one) => (one.key === lines[0]!.key ? { ...one, count: Math.max(0, one.count - 1), until: 0 } : { ...one, count: 0, until: 0 })));
      }),
  };
}

/** The limit bars for what is left of the window or a minute; each failure after that for twice as long, until a whole day has been quiet. */
function after(held: StoredGuesses, limit: number, now: number): StoredGuesses {
  const over = held.count >= limit;
  const quiet = now - Math.max(held.since, held.until) > (over ? longestBarMs : windowMs);
  const count = quiet ? 1 : held.count + 1;
  const since = quiet ? now : held.since;
  if (count < limit) return { key: held.key, count, since, until: 0 };
  const doubled = Math.min(longestBarMs, firstBarMs * 2 ** Math.min(20, count - limit));
  return { key: held.key, count, since, until: now + doubled };
}
