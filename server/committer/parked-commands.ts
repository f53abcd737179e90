/** Commands of the time before a restore that found a row missing: tried again whenever another console's have come, for fourteen days (S70). */
import type { Store } from '#db/server/store.ts';
import type { Committer } from '#server/committer/committer.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import { parkedCode } from '#server/committer/run-given.ts';
import type { Log } from '#server/log.ts';

export const parkedForMs = 14 * 24 * 3_600_000;

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
    let done = 0;
    await deps.committer.submit({
      commands: parked.map((one): GivenCommand => ({ ...(JSON.parse(one.given) as GivenCommand), retry: true })),
      after: async (writer, outcomes, at) => {
        const over = outcomes.filter((outcome, n) => outcome.code !== parkedCode || at - parked[n]!.at > parkedForMs);
        done = outcomes.filter((outcome) => outcome.status === 'done').length;
        await writer.dropParked(over.map((outcome) => outcome.commandId));
      },
    });
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
