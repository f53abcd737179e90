/** One press of a person: checked, decided on the local copy, stored in the outbox, shown; or refused with a reason before anything is stored. */
import { refuse } from '#shared/base/result.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { CommandAnswer } from '#shared/port/port.ts';
import type { Decision } from '#shared/engine/define-command.ts';
import { commandNamed } from '#shared/commands/registry.ts';
import type { Outbox } from '#db/console/outbox.ts';
import type { PlaceInLog } from '#db/console/place-in-log.ts';
import type { Changed, Replica } from '#db/console/replica.ts';
import { asStorageError } from '#db/core/storage-error.ts';
import type { Optimism } from '#backend/optimism.ts';
import type { PendingPresses } from '#backend/pending-presses.ts';
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

/**
 * Answers 'shown' when the copy shows it already, 'waiting' when the server decides. Refuses `unknown_command`, `bad_input`, `too_large`, `offline`,
 * `not_allowed`, `storage_full` …, and whatever the decision refuses on local data; then nothing has been stored.
 */
export function createPress(deps: PressDeps): (press: Press) => CommandAnswer | Refusal {
  const { replica, place, outbox, presses, optimism, log } = deps;

  const store = (press: Press, body: string, version: number, at: number): Refusal | null => {
    try {
      presses.add(outbox.add({ commandId: press.commandId, name: press.name, v: version, body, base: place.cursor(), at, label: press.label.slice(0, 200) }));
      return null;
    } catch (error) {
      const storage = asStorageError(error, 'outbox.db');
      if (!storage) throw error;
      log('outbox.failed', { code: storage.code });
      return refuse(storage.code);
    }
  };
  const show = (press: Press, decision: Decision): void => {
    try {
      deps.onChanged(replica.transact(() => optimism.show(decision)));
    } catch (error) {
      // Stored, though not shown: the next delta or start shows it.
      log('press.unshown', { command: press.name, commandId: press.commandId, error: error instanceof Error ? error.name : 'unknown' });
    }
  };
  return (press) => {
    const def = commandNamed(press.name);
    if (!def) return refuse('unknown_command', { name: press.name });
    if (!idPattern.test(press.commandId)) return refuse('bad_input');
    const parsed = def.input.safeParse(press.input);
    if (!parsed.success) return refuse('bad_input');
    if (def.right === 'robot') return refuse('not_allowed');
    // A window that lost its answer gives the press again: it counts once.
    if (outbox.find(press.commandId)) return { state: def.runs === 'both' ? 'shown' : 'waiting', result: {} };
    const body = JSON.stringify({ input: parsed.data, ...(press.expect === undefined ? {} : { expect: press.expect }) });
    if (Buffer.byteLength(body) > longestBody) return refuse('too_large', { maxBytes: longestBody });
    const at = deps.now();
    if (def.runs === 'server' || optimism.needsServer(def, parsed.data, press.commandId)) {
      if (def.offline === 'refuse' && !deps.live()) return refuse('offline');
      const refusal = store(press, body, def.version, at);
      if (refusal) return refusal;
      deps.onStored();
      return { state: 'waiting', result: {} };
    }
    const decision = optimism.decide(def, parsed.data, press.commandId, at, press.expect);
    if (!decision.ok) return decision;
    const refusal = store(press, body, def.version, at);
    if (refusal) return refusal;
    show(press, decision);
    deps.onStored();
    return { state: 'shown', result: { ...decision.result } };
  };
}
