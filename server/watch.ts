/** How a running server does, for programs that watch: figures and codes, never a name or a word of anybody (R31). */
import type { EffectState } from '#db/server/store.ts';
import type { Server } from '#server/create-server.ts';
import type { Log } from '#server/log.ts';
import type { ServerClock } from '#server/ports.ts';

export interface Health { ok: boolean; epoch: number; seq: number }

export interface Watch {
  /** `ok: false` when the store does not answer within two seconds. */
  health(): Promise<Health>;
  /** Text of Prometheus' exposition format 0.0.4. */
  metrics(): Promise<string>;
  stop(): void;
}

/** What the process has said of itself, by code. */
export interface LogCount { log: Log; counts(): ReadonlyMap<string, number> }

/** Codes are the program's own words, so there are only so many. */
export function countLog(log: Log): LogCount {
  const counts = new Map<string, number>();
  return {
    log: (code, data) => {
      counts.set(code, (counts.get(code) ?? 0) + 1);
      log(code, data);
    },
    counts: () => counts,
  };
}

const patienceMs = 2000;
/** Those that are not ended; ended ones are kept for ever, and counting them all would cost the store. */
const unended: readonly EffectState[] = ['held', 'ready', 'claimed', 'unknown'];
const mostAlarms = 10_000;

export function createWatch(deps: { server: Server; clock: ServerClock; counts(): ReadonlyMap<string, number>; heapBytes(): number }): Watch {
  const { server, clock } = deps;
  const { store, committer, sync } = server;
  let commits = 0;
  const unlisten = committer.onCommit((committed) => {
    if (committed.elsewhere === undefined) commits += 1;
  });
  return {
    stop: unlisten,
    async health() {
      const { epoch, seq } = committer.head();
      let cancel = (): void => {};
      const late = new Promise<false>((resolve) => { cancel = clock.after(patienceMs, () => resolve(false)); });
      const answered = store.read((reader) => reader.head()).then(() => true, () => false);
      const ok = await Promise.race([answered, late]);
      cancel();
      return { ok, epoch, seq };
    },
    async metrics() {
      const head = committer.head();
      const live = sync.live();
      const seen = await store.read(async (reader) => ({
        effects: await reader.effectsIn(unended), failed: (await reader.alarmsIn('failed', mostAlarms)).length, held: (await reader.alarmsIn('held', mostAlarms)).length,
        parked: (await reader.parked()).length, devices: live.size === 0 ? [] : await reader.devices('all'),
      }));
      const behind = seen.devices.filter((device) => live.has(device.device) && device.kind === 'console').reduce((most, device) => Math.max(most, head.seq - device.cursor), 0);
      const counts = deps.counts();
      const lines = [
        ...metric('pult_commits_total', 'counter', 'Batches this server has committed.', [['', commits]]),
        ...metric('pult_head_seq', 'gauge', 'Place of the last change of the team.', [['', head.seq]]),
        ...metric('pult_epoch', 'gauge', 'Timeline of the store: one more with every restore.', [['', head.epoch]]),
        ...metric('pult_sockets', 'gauge', 'Consoles connected to this server.', [['', live.size]]),
        ...metric('pult_console_lag_changes', 'gauge', 'How far the slowest connected console is behind, as it last confirmed (about once a minute).', [['', behind]]),
        ...metric('pult_effects', 'gauge', 'What must go out, by state.', unended.map((state) => [`{state="${state}"}`, seen.effects.filter((effect) => effect.state === state).length])),
        ...metric('pult_alarms_failed', 'gauge', 'Timers whose command could not be done.', [['', seen.failed]]),
        ...metric('pult_alarms_held', 'gauge', 'Timers that a restore has held.', [['', seen.held]]),
        ...metric('pult_commands_parked', 'gauge', 'Commands of before a restore that miss a row.', [['', seen.parked]]),
        ...metric('pult_resets_total', 'counter', 'Consoles that were told to begin from a common place again.', [['', counts.get('sync.reset') ?? 0]]),
        ...metric('pult_log_lines_total', 'counter', 'Lines of the log, by code.', [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, n]) => [`{code="${code}"}`, n])),
        ...metric('pult_heap_bytes', 'gauge', 'Memory in use by this process.', [['', deps.heapBytes()]]),
      ];
      return `${lines.join('\n')}\n`;
    },
  };
}

function metric(name: string, type: 'counter' | 'gauge', help: string, values: readonly (readonly [labels: string, value: number])[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...values.map(([labels, value]) => `${name}${labels} ${value}`)];
}
