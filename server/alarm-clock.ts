/** Gives the commands of timers that are due, once each, on the store's clock; after a restart what came due meanwhile is given at once (S64). */
import type { Store, StoredAlarm } from '#db/server/store.ts';
import { createBeat } from '#server/beat.ts';
import { causedId } from '#server/committer/committer.ts';
import type { Committer } from '#server/committer/committer.ts';
import { eraseCommand, eraseStep, eraseWork } from '#server/committer/erase.ts';
import { regrantCommand, regrantRoots } from '#server/committer/regrant.ts';
import type { Rewrite } from '#server/committer/rewrite.ts';
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
const afterFailureMs = 500;
const mostFailures = 5;

export function createAlarmClock(deps: { store: Store; committer: Committer; clock: ServerClock; log: Log }): AlarmClock {
  const { store, committer, clock, log } = deps;
  let stopped = false;

  /** Given inside the step that takes the timer away; refused, it stays as `failed`: what a rule could not do is not forgotten. */
  const give = async (alarm: StoredAlarm): Promise<void> => {
    const rewrite = rewriteOf(alarm);
    const given = robotCommand(alarm.command, alarm.args, causedId('alarm', alarm.key, alarm.due, alarm.occurrence, JSON.stringify(alarm.args)), robotOf(alarm), alarm.key);
    const outcomes = await committer.submit({
      commands: rewrite ? [] : [given],
      ...(rewrite ? { rewrite } : {}),
      before: async (_writer, _at, set) => {
        await set.ensureAlarms([alarm.key]);
        // Stopped or set anew since it was read, perhaps by a press of this very batch.
        if (!sameTimer(set.alarm(alarm.key), alarm)) return false;
        set.setAlarm(alarm.key, null);
        return true;
      },
      after: async (_writer, [outcome], _at, set) => {
        if (outcome?.status === 'refused') set.setAlarm(alarm.key, { ...alarm, state: 'failed', failures: alarm.failures + 1 });
      },
    });
    for (const outcome of outcomes ?? []) if (outcome.status === 'refused') log('alarm.refused', { command: alarm.command, code: outcome.code });
  };
  /** The store would not take its step. Where not even this can be written, the timer is not to blame and waits on. */
  const countFailure = (alarm: StoredAlarm): Promise<void> =>
    store.write(async (writer) => {
      const [now] = await writer.alarms([alarm.key]);
      if (!sameTimer(now ?? null, alarm)) return;
      const failures = alarm.failures + 1;
      await writer.putAlarms([{ ...alarm, failures, state: failures >= mostFailures ? 'failed' : 'waiting' }]);
    });
  const tryOne = async (alarm: StoredAlarm): Promise<void> => {
    try {
      await give(alarm);
    } catch (error) {
      if (!stopped) await countFailure(alarm);
      throw error;
    }
  };
  const fire = async (): Promise<void> => {
    const due = await store.read((reader) => reader.alarmsDue(clock.now(), atOnce));
    const ended = await Promise.allSettled(due.filter((alarm) => alarm.failures === 0).map(tryOne));
    // One that has failed goes alone: its batch must not fail for its neighbours too.
    for (const alarm of due) if (alarm.failures > 0) ended.push(...(await Promise.allSettled([tryOne(alarm)])));
    const failed = ended.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  };
  const beat = createBeat(clock, async () => {
    try {
      await fire();
      const next = await store.read((reader) => reader.nextAlarmAt());
      return next === null ? longestMs : Math.min(longestMs, Math.max(shortestMs, next - clock.now()));
    } catch (error) {
      log('alarm.failed', { error: error instanceof Error ? error.name : '' });
      return afterFailureMs;
    }
  });
  const unlisten = committer.onCommit((committed) => {
    if (committed.alarms) beat.wake();
  });
  return {
    start: beat.start,
    settled: beat.settled,
    stop() {
      stopped = true;
      beat.stop();
      unlisten();
    },
  };
}

function sameTimer(now: StoredAlarm | null, alarm: StoredAlarm): boolean {
  return now !== null && now.state === 'waiting' && now.due === alarm.due;
}

/** Work on stored rows that goes on from batch to batch; null = the timer gives an ordinary command. */
function rewriteOf(alarm: StoredAlarm): Rewrite | null {
  if (alarm.command === regrantCommand) return regrantRoots(String(alarm.args['after'] ?? ''));
  return alarm.command === eraseCommand ? eraseStep(eraseWork(alarm.args)) : null;
}

/** Rules act under their own name, clocks and the like under their command's. */
function robotOf(alarm: { command: string; args: Record<string, unknown> }): string {
  return typeof alarm.args['ruleId'] === 'string' ? alarm.args['ruleId'] : alarm.command;
}
