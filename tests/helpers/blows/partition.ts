/** Lines that are spoiled and mended, processes that are held and let go: how long until a console is as current as if nothing had been. */
import { spawnSync } from 'node:child_process';
import type { Dice } from '#tests/helpers/blows/dice.ts';
import { headOf, placeOf } from '#tests/helpers/blows/judge.ts';
import type { Weather } from '#tests/helpers/blows/rough-line.ts';
import { diskBlows, diskLevelMs, levelMs } from '#tests/helpers/blows/struck.ts';
import type { Blow, Struck } from '#tests/helpers/blows/struck.ts';
import { until } from '#tests/helpers/blows/struck-team.ts';
import type { StruckConsole, StruckTeam } from '#tests/helpers/blows/struck-team.ts';

const stuckMs = 60_000;
/** Most are short; one in sixteen is long enough for every patience to have grown, and for silence to have been noticed. */
const lastsMs = { least: 200, more: 1800, long: 16_000, longMore: 10_000 };

/** This system can't take the room from a running process. */
export const noFileLimits = spawnSync('prlimit', ['--version'], { stdio: 'ignore' }).status !== 0;
const limitFiles = (pid: number, bytes: string): void => void spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}`]);

/** All of `list`, spread over the consoles, which are struck at the same time; whoever holds the server holds it alone. */
export async function partition(team: StruckTeam, list: readonly Blow[], random: Dice, struck: Struck, { slack, say }: { slack: number; say(line: string): void }): Promise<void> {
  const left = [...list];
  let done = 0;
  let server: Promise<unknown> = Promise.resolve();
  /** While one holds the server nobody can be current: everyone's time counts from when it was let go. */
  let letGo = 0;
  /** Two that hold it at once would let go of it for each other. */
  const turn = (work: () => Promise<Ended>): Promise<Ended> => {
    const next = server.then(work).then((ended) => {
      letGo = Math.max(letGo, ended.healed);
      return ended;
    });
    server = next.catch(() => undefined);
    return next;
  };
  await Promise.all(team.consoles.map(async (one) => {
    for (let blow = left.pop(); blow; blow = left.pop()) {
      const strike = (): ReturnType<typeof strikeOnce> => strikeOnce(team, one, blow!, random);
      const { healed, lasted, current } = await (blow.endsWith('-server') ? turn(strike) : strike());
      const took = current - Math.max(healed, letGo < current ? letGo : healed);
      struck.blows[blow] = (struck.blows[blow] ?? 0) + 1;
      struck.slowest[blow] = Math.max(struck.slowest[blow] ?? 0, Math.round(took));
      struck.levelMs.push(took);
      if (took > stuckMs) struck.stuck += 1;
      if (took > ((diskBlows as readonly string[]).includes(blow) ? diskLevelMs : levelMs) * slack) struck.faults.push(`${blow} of ${Math.round(lasted)} ms: ${one.name} level again only after ${Math.round(took)} ms`);
      done += 1;
      if (done % 50 === 0) say(`${done} partitions`);
    }
  }));
}

/** When it was over, how long it had lasted, when the console was current. */
interface Ended { healed: number; lasted: number; current: number }

async function strikeOnce(team: StruckTeam, one: StruckConsole, blow: Blow, random: Dice): Promise<Ended> {
  await until(() => one.fresh() > 0 && one.state().live, `${one.name} at work`);
  const long = random(16) === 0;
  const began = performance.now();
  const during = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, long ? lastsMs.long + random(lastsMs.longMore) : lastsMs.least + random(lastsMs.more)));
  // What clients send comes by a line of its own, which suffers with the first console's.
  const lines = one === team.consoles[0] ? [one.line, team.hookLine] : [one.line];
  const all = (work: (line: (typeof lines)[number]) => void): void => lines.forEach(work);
  switch (blow) {
    case 'cut':
      all((line) => line.cut('now'));
      break;
    case 'half':
      all((line) => line.cut('half'));
      await during();
      break;
    case 'half-open-near':
    case 'half-open-far':
      all((line) => line.cut(blow === 'half-open-near' ? 'near' : 'far'));
      await during();
      // Who still believes in the line is told when the network is whole; a server finds out by the newer line.
      if (blow === 'half-open-far') all((line) => line.mend());
      break;
    case 'lost-answer':
      all((line) => line.loseAnswer());
      await during();
      break;
    case 'stopped-server':
    case 'stopped-console': {
      const held = blow === 'stopped-server' ? team.server() : one.child();
      held.kill('SIGSTOP');
      await during();
      held.kill('SIGCONT');
      break;
    }
    case 'full-server':
    case 'full-console': {
      const held = blow === 'full-server' ? team.server() : one.child();
      limitFiles(held.pid!, '1:');
      const full = blow === 'full-server' && team.store === null ? await headOf(team) : null;
      await during();
      // Or nothing has been proven.
      if (full !== null && (await headOf(team)) > full + 1) throw new Error('the disk was not full');
      limitFiles(held.pid!, 'unlimited:');
      break;
    }
    default:
      all((line) => line.turn(blow satisfies Weather));
      // Whoever is not taken has lost the line that stood.
      if (blow === 'refused') all((line) => line.cut('now'));
      await during();
      all((line) => line.turn('clear'));
      // A line that swallowed bytes is no line any more: the network ends it, as a router does that came back.
      if (blow.startsWith('lost')) all((line) => line.cut('now'));
  }
  const healed = performance.now();
  const owed = one.promised.filter((press) => !one.outcomes.has(press.id)).map((press) => press.id);
  const head = await headOf(team);
  await until(() => {
    one.ask('state');
    return one.state().live && placeOf(one) >= head && owed.every((id) => one.outcomes.has(id));
  }, `${one.name} level after ${blow}`, stuckMs + 1000).catch(() => undefined);
  return { healed, lasted: healed - began, current: performance.now() };
}
