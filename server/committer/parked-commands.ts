/** Commands of the time before a restore that found a row missing: tried again whenever another console's have come, for fourteen days (S70). */
import type { Store } from '#db/server/store.ts';
import { causedId } from '#server/committer/committer.ts';
import type { Committer } from '#server/committer/committer.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import { parkedCode } from '#server/committer/run-given.ts';
import type { Log } from '#server/log.ts';

export const parkedForMs = 14 * 24 * 3_600_000;

interface ParkedTold { commandId: string; personId: string; status: 'done' | 'refused'; code: string }

export interface ParkedCommands {
  /** A recovered command has been done: one that waited for it may follow. */
  tryAgain(): void;
  settled(): Promise<void>;
}

export function createParkedCommands(deps: { store: Store; committer: Committer; log: Log }): ParkedCommands {
  let running: Promise<void> | null = null;
  let again = false;
  const round = async (): Promise<void> => {
    const parked = await deps.store.read((reader) => reader.parked());
    if (parked.length === 0) return;
    let over: ParkedTold[] = [];
    const outcomes = await deps.committer.submit({
      commands: parked.map((one): GivenCommand => ({ ...(JSON.parse(one.given) as GivenCommand), retry: true })),
      after: async (_writer, told, at) => {
        over = told.flatMap((outcome, n) => {
          const { cmdId: commandId, person: personId, at: since } = parked[n]!;
          if (outcome.code !== parkedCode) return [{ commandId, personId, status: outcome.status, code: outcome.code }];
          return at - since > parkedForMs ? [{ commandId, personId, status: 'refused', code: 'parked_lost' }] : [];
        });
      },
    });
    const done = outcomes?.filter((outcome) => outcome.status === 'done').length ?? 0;
    // Told, and off the list, in one step: a server that dies between finds it there again, with the answer it has.
    if (over.length > 0) {
      await deps.committer.submit({
        commands: over.map((one) => robotCommand('parked.told', one, causedId('parked', one.commandId, one.code), 'restore')),
        after: (writer) => writer.dropParked(over.map((one) => one.commandId)),
      });
    }
    // What has been done may be what others wait for.
    if (done > 0) again = true;
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await round();
    } while (again);
  };
  return {
    tryAgain() {
      again = true;
      running ??= Promise.resolve().then(run).catch(() => deps.log('parked.failed')).finally(() => { running = null; });
    },
    async settled() {
      while (running) await running;
    },
  };
}
