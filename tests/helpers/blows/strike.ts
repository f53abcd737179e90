/** The life of a struck team: kills, partitions, rest, judgement; what was found are lines of text. */
import { dice } from '#tests/helpers/blows/dice.ts';
import { judge } from '#tests/helpers/blows/judge.ts';
import { kill } from '#tests/helpers/blows/kill.ts';
import { partition } from '#tests/helpers/blows/partition.ts';
import type { Programs } from '#tests/helpers/blows/programs.ts';
import { levelMs } from '#tests/helpers/blows/struck.ts';
import type { Blow, Struck } from '#tests/helpers/blows/struck.ts';
import { startStruckTeam, until } from '#tests/helpers/blows/struck-team.ts';
import type { StruckTeam } from '#tests/helpers/blows/struck-team.ts';

export interface StrikeOptions {
  programs: Programs;
  /** Of the server, and as many of the consoles. */
  kills: number;
  /** Blows that kill nobody. */
  blows: readonly Blow[];
  seed: number;
  store: string | null;
  unsafeDisk: boolean;
  /** How much slower than promised is no finding: 1 for a machine that has nothing else to do. */
  slack: number;
  say(line: string): void;
}

/** Kills want work under way; partitions want many consoles that are struck side by side. */
const [killed, parted] = [{ consoles: 2, pace: 30 }, { consoles: 4, pace: 150 }];

export async function strike(options: StrikeOptions): Promise<Struck> {
  const random = dice(options.seed);
  const { programs, store, unsafeDisk } = options;
  const team = await startStruckTeam({ programs, store, random, unsafeDisk, ...(options.kills > 0 ? killed : parted) });
  const struck: Struck = { kills: { server: 0, console: 0 }, blows: {}, promised: 0, clients: 0, sent: 0, effects: {}, usable: { server: [], console: [] }, levelMs: [], slowest: {}, stuck: 0, healedMs: 0, faults: [] };
  try {
    await kill(team, options.seed, options.kills, struck, options.say);
    await partition(team, options.blows, random, struck, options);
    await settle(team, struck, options.slack);
    await judge(team, struck);
    struck.usable.console = team.consoles.flatMap((one) => one.usable);
    if (team.complaints() !== '') struck.faults.push(`the server complained: ${team.complaints().slice(0, 500)}`);
    return struck;
  } finally {
    await team.close();
  }
}

async function settle(team: StruckTeam, struck: Struck, slack: number): Promise<void> {
  await until(() => team.consoles.every((one) => one.fresh() > 0), 'everyone at work again');
  const healed = performance.now();
  for (const one of team.consoles) one.ask('rest');
  await team.stopClients();
  await until(() => team.consoles.every((one) => {
    one.ask('state');
    return one.state().live && one.state().pending === 0;
  }), 'every console level');
  struck.healedMs = performance.now() - healed;
  if (struck.healedMs > levelMs * 2 * slack) struck.faults.push(`level only ${Math.round(struck.healedMs)} ms after the last blow`);
}

