/** Gives the commands of timers that are due, once each, on the store's clock; after a restart what came due meanwhile is given at once (S64). */
import type { Store } from '#db/server/store.ts';
import { causedId } from '#server/committer/committer.ts';
import type { Committer } from '#server/committer/committer.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import type { Log } from '#server/log.ts';
import type { ServerClock } from '#server/ports.ts';

export interface AlarmClock {
  start(): void;
  settled(): Promise<void>;
  stop(): void;
}

const atOnce = 48;
/** Also when the next one is far: a machine that slept must not sleep on. */
const longestMs = 60_000;
const shortestMs = 20;

export function createAlarmClock(deps: { store: Store; committer: Committer; clock: ServerClock; log: Log }): AlarmClock {
  const { store, committer, clock, log } = deps;
  let cancel = (): void => {};
  let running: Promise<void> | null = null;
  let stopped = true;

  const fire = async (): Promise<void> => {
    const due = await store.read((reader) => reader.alarmsDue(clock.now(), atOnce));
    await Promise.all(due.map(async (alarm) => {
      const given = robotCommand(alarm.command, alarm.args, causedId('alarm', alarm.key, alarm.due, alarm.occurrence, JSON.stringify(alarm.args)), robotOf(alarm), alarm.key);
      const outcomes = await committer.submit({
        commands: [given],
        before: async (writer) => {
          const [now] = await writer.alarms([alarm.key]);
          if (!now || now.due !== alarm.due || now.state !== 'waiting') return false;
          await writer.dropAlarms([alarm.key]);
          return true;
        },
        after: async (writer, [outcome]) => {
          if (outcome?.code === 'bug') await writer.putAlarms([{ ...alarm, state: 'failed', failures: alarm.failures + 1 }]);
        },
      });
      const refused = outcomes?.find((outcome) => outcome.status === 'refused');
      if (refused) log('alarm.refused', { command: alarm.command, code: refused.code });
    }));
  };
  const run = async (): Promise<void> => {
    cancel();
    let wait = longestMs;
    try {
      await fire();
      const next = await store.read((reader) => reader.nextAlarmAt());
      if (next !== null) wait = Math.min(longestMs, Math.max(shortestMs, next - clock.now()));
    } catch (error) {
      log('alarm.failed', { error: error instanceof Error ? error.name : '' });
      wait = 500;
    }
    if (!stopped) cancel = clock.after(wait, wake);
  };
  let again = false;
  const wake = (): void => {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    running = Promise.resolve().then(run).finally(() => {
      running = null;
      if (again) {
        again = false;
        wake();
      }
    });
  };
  const unlisten = committer.onCommit((committed) => {
    if (committed.alarms) wake();
  });
  return {
    start() {
      stopped = false;
      wake();
    },
    async settled() {
      while (running) await running;
    },
    stop() {
      stopped = true;
      cancel();
      unlisten();
    },
  };
}

/** Rules act under their own name, clocks and the like under their command's. */
function robotOf(alarm: { command: string; args: Record<string, unknown> }): string {
  return typeof alarm.args['ruleId'] === 'string' ? alarm.args['ruleId'] : alarm.command;
}
