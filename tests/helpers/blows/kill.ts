/** SIGKILL in the midst of work: the server and the consoles, each when its turn comes, so that some go while others start. */
import { dice } from '#tests/helpers/blows/dice.ts';
import type { Dice } from '#tests/helpers/blows/dice.ts';
import type { Struck } from '#tests/helpers/blows/struck.ts';
import { until } from '#tests/helpers/blows/struck-team.ts';
import type { StruckTeam } from '#tests/helpers/blows/struck-team.ts';

/** Longest that something is left alone before it is killed while it starts, ms. */
const earlyMs = 500;

/** `times` of the server and as many of the consoles. */
export async function kill(team: StruckTeam, seed: number, times: number, struck: Struck, say: (line: string) => void): Promise<void> {
  const told = (): void => {
    const sum = struck.kills.server + struck.kills.console;
    if (sum % 50 === 0) say(`${sum} kills`);
  };
  const [ofServer, ofConsoles] = [dice(seed * 2), dice(seed * 2 + 1)];
  await Promise.all([
    (async () => {
      while (struck.kills.server < times) {
        await killServer(team, ofServer, struck);
        told();
      }
    })(),
    (async () => {
      while (struck.kills.console < times) {
        await killConsole(team, ofConsoles, struck);
        told();
      }
    })(),
  ]);
}

/** After a random number of answers; a third of them while it starts. */
async function killServer(team: StruckTeam, random: Dice, struck: Struck): Promise<void> {
  const told = (): number => team.consoles.reduce((sum, one) => sum + one.outcomes.size, 0);
  // Half of them not before a console was heard again: else the networks' own retries would decide alone.
  const heard = random(2) === 0 ? told : (): number => told() + team.answered.length;
  const enough = heard() + 1 + random(25);
  await until(() => heard() >= enough, () => `work under way: ${standing(team)}`);
  const since = performance.now();
  struck.kills.server += 1;
  await killed(team.server());
  const ready = team.startServer();
  if (random(3) === 0) {
    await new Promise((resolve) => setTimeout(resolve, random(earlyMs)));
    struck.kills.server += 1;
    await killed(team.server());
    return ready;
  }
  await ready;
  const before = told() + team.answered.length;
  await until(() => told() + team.answered.length > before, () => `the first word of a new server: ${standing(team)}`);
  struck.usable.server.push(performance.now() - since);
}

/** After a random number of presses; a third of them while it starts. */
async function killConsole(team: StruckTeam, random: Dice, struck: Struck): Promise<void> {
  const one = team.consoles[random(team.consoles.length)]!;
  if (random(3) === 0) await new Promise((resolve) => setTimeout(resolve, random(earlyMs)));
  else {
    const enough = 1 + random(20);
    await until(() => one.fresh() >= enough, () => `presses of ${one.name}: ${standing(team)}`);
  }
  struck.kills.console += 1;
  await killed(one.child());
  one.start();
}

const killed = (child: { kill(signal: 'SIGKILL'): boolean; exitCode: number | null; signalCode: string | null; once(event: 'exit', work: () => void): unknown }): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

/** For whoever reads of a failure. */
const standing = (team: StruckTeam): string => JSON.stringify({
  consoles: team.consoles.map((one) => ({ name: one.name, ...one.state(), promised: one.promised.length, fresh: one.fresh(), outcomes: one.outcomes.size, exit: [one.child().exitCode, one.child().signalCode] })),
  server: [team.server().exitCode, team.server().signalCode], complaints: team.complaints(), answered: team.answered.length,
});
