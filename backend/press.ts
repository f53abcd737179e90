/** Presses of a person: each checked, decided on the local copy, stored in the outbox, shown; or refused with a reason before anything is stored. */
import { refuse } from '#shared/base/result.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { CommandAnswer } from '#shared/port/port.ts';
import { commandNamed } from '#shared/commands/registry.ts';
import type { Outbox } from '#db/console/outbox.ts';
import type { PlaceInLog } from '#db/console/place-in-log.ts';
import type { Changed, Replica } from '#db/console/replica.ts';
import { asStorageError } from '#db/core/storage-error.ts';
import type { Decided, Optimism } from '#backend/optimism.ts';
import type { PendingPress, PendingPresses } from '#backend/pending-presses.ts';
import type { Log } from '#backend/timers.ts';

export interface Press {
  name: string;
  input: unknown;
  /** UUIDv7, made once per press. */
  commandId: string;
  /** What the button said, for the list of what could not be delivered. */
  label: string;
  expect?: Record<string, unknown> | undefined;
}

export interface PressDeps {
  replica: Replica;
  place: PlaceInLog;
  outbox: Outbox;
  presses: PendingPresses;
  optimism: Optimism;
  live(): boolean;
  /** The server's time as far as known, UTC ms. */
  now(): number;
  log: Log;
  onChanged(changed: Changed): void;
  onStored(): void;
}

const longestBody = 256 * 1024;
const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Presses that have come together; their answers, in the same order. */
export type TakePresses = (presses: readonly Press[]) => (CommandAnswer | Refusal)[];

/**
 * Answers 'shown' when the copy shows it already, 'waiting' when the server decides. Refuses `unknown_command`, `bad_input`, `too_large`, `offline`,
 * `not_allowed`, `storage_full` …, and whatever the decision refuses on local data; then nothing has been stored.
 */
export function createPress(deps: PressDeps): TakePresses {
  const { replica, place, outbox, presses, optimism, log } = deps;

  const keep = (press: Press, body: string, version: number, at: number): PendingPress =>
    presses.add(outbox.add({ commandId: press.commandId, name: press.name, v: version, body, base: place.cursor(), at, label: press.label.slice(0, 200) }));
  const refusalOf = (error: unknown): Refusal => {
    const storage = asStorageError(error, 'outbox.db');
    if (!storage) throw error;
    log('outbox.failed', { code: storage.code });
    return refuse(storage.code);
  };
  const show = (kept: PendingPress, decided: Decided): void => {
    try {
      deps.onChanged(replica.transact(() => optimism.show(kept, decided)));
    } catch (error) {
      optimism.forget();
      // Stored, though not shown: the next delta or start shows it.
      log('press.unshown', { command: kept.stored.name, commandId: kept.stored.commandId, error: error instanceof Error ? error.name : 'unknown' });
    }
  };
  /** `store` throws what the disk says, `appear` shows what has been stored. */
  const take = (press: Press, store: typeof keep, appear: typeof show): CommandAnswer | Refusal => {
    const def = commandNamed(press.name);
    if (!def) return refuse('unknown_command', { name: press.name });
    if (!idPattern.test(press.commandId)) return refuse('bad_input');
    const parsed = def.input.safeParse(press.input);
    if (!parsed.success) return refuse('bad_input');
    if (def.right === 'robot') return refuse('not_allowed');
    // A window that lost its answer gives the press again: it counts once.
    if (outbox.has(press.commandId)) return { state: def.runs === 'both' ? 'shown' : 'waiting', result: {} };
    const body = JSON.stringify({ input: parsed.data, ...(press.expect === undefined ? {} : { expect: press.expect }) });
    if (Buffer.byteLength(body) > longestBody) return refuse('too_large', { maxBytes: longestBody });
    const at = deps.now();
    if (def.runs === 'server' || optimism.needsServer(def, parsed.data, press.commandId)) {
      if (def.offline === 'refuse' && !deps.live()) return refuse('offline');
      optimism.later(store(press, body, def.version, at));
      return { state: 'waiting', result: {} };
    }
    const decided = optimism.decide(def, parsed.data, press.commandId, at, press.expect);
    if (!decided.answer.ok) return decided.answer;
    appear(store(press, body, def.version, at), decided);
    return { state: 'shown', result: { ...decided.answer.result } };
  };
  const takeOne = (press: Press): CommandAnswer | Refusal => {
    let stored = false;
    const answer = take(press, (...given) => {
      try {
        const kept = keep(...given);
        stored = true;
        return kept;
      } catch (error) {
        throw new NotStored(error);
      }
    }, show);
    if (stored) deps.onStored();
    return answer;
  };
  const guarded = (press: Press): CommandAnswer | Refusal => {
    try {
      return takeOne(press);
    } catch (error) {
      if (error instanceof NotStored) return refusalOf(error.cause);
      throw error;
    }
  };
  /** One transaction of each file: the disk is waited for once, however many presses there are. null = it went wrong, and nothing of it stands. */
  const takeTogether = (list: readonly Press[]): (CommandAnswer | Refusal)[] | null => {
    const kept: PendingPress[] = [];
    const store: typeof keep = (...given) => {
      const press = keep(...given);
      kept.push(press);
      return press;
    };
    let changed: Changed & { value: (CommandAnswer | Refusal)[] };
    try {
      // The outbox is on the disk before the copy is: what shows without being stored would be a lie.
      changed = replica.transact(() => outbox.together(() => list.map((press) => take(press, store, optimism.show))));
    } catch (error) {
      optimism.forget();
      presses.forget(kept);
      log('press.one_by_one', { presses: list.length, error: error instanceof Error ? error.name : 'unknown' });
      return null;
    }
    if (changed.kinds.length > 0) deps.onChanged(changed);
    if (kept.length > 0) deps.onStored();
    return changed.value;
  };
  return (list) => {
    if (list.length === 1) return [guarded(list[0]!)];
    return takeTogether(list) ?? list.map((press) => {
      try {
        return guarded(press);
      } catch (error) {
        log('press.bug', { command: press.name, error: error instanceof Error ? error.name : 'unknown' });
        return refuse('bug');
      }
    });
  };
}

class NotStored extends Error {
  constructor(cause: unknown) {
    super('not stored', { cause });
  }
}
