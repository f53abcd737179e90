/** Blows one after another to a struck team, and what must be true when they are over: nothing lost, nothing doubled, everyone level (I1, I3, I13, I16). */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { openStore } from '#server/host/open-store.ts';
import { systemClock } from '#server/ports.ts';
import { runAdmin } from '#server/admin/run-admin.ts';
import { createSeal, readKeyFile } from '#db/core/seal.ts';
import { heldCopy } from '#tests/helpers/blows/held-rows.ts';
import { startStruckTeam, until } from '#tests/helpers/blows/struck-team.ts';
import type { StruckConsole, StruckTeam } from '#tests/helpers/blows/struck-team.ts';
import { visible } from '#tests/helpers/visible.ts';

export interface Struck {
  kills: { server: number; console: number };
  blows: Record<string, number>;
  promised: number;
  clients: number;
  sent: number;
  /** How sending ended, by state. */
  effects: Record<string, number>;
  /** Slowest to be level again after a blow, and after all of them, ms. */
  slowestMs: number;
  healedMs: number;
  faults: string[];
}

export interface StrikeOptions {
  kills: number;
  /** Blows that kill nobody. */
  blows: readonly Blow[];
  seed: number;
  store: string | null;
  unsafeDisk: boolean;
  say(line: string): void;
}

export const blows = ['cut', 'half', 'lost-answer', 'resets', 'trickle', 'far', 'silent', 'lost-up', 'lost-down', 'refused', 'stopped-server', 'stopped-console'] as const;
export type Blow = (typeof blows)[number];

/** Whoever stands in line again and has nothing to say is level. */
const levelMs = 5000;
const blowMs = { least: 300, more: 1200 };

/** Whole numbers below `limit`, the same for one seed. */
export function dice(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

export async function strike(options: StrikeOptions): Promise<Struck> {
  const random = dice(options.seed);
  const team = await startStruckTeam({ store: options.store, random, unsafeDisk: options.unsafeDisk });
  const struck: Struck = { kills: { server: 0, console: 0 }, blows: {}, promised: 0, clients: 0, sent: 0, effects: {}, slowestMs: 0, healedMs: 0, faults: [] };
  try {
    for (let n = 0; n < options.kills; n += 1) {
      await kill(team, random, struck.kills);
      if ((n + 1) % 50 === 0) options.say(`${n + 1} kills`);
    }
    for (const blow of options.blows) {
      const took = await beat(team, blow, random);
      if (took > levelMs) struck.faults.push(`${blow}: level again only after ${Math.round(took)} ms`);
      struck.slowestMs = Math.max(struck.slowestMs, took);
      struck.blows[blow] = (struck.blows[blow] ?? 0) + 1;
    }
    await settle(team, struck);
    await judge(team, struck);
    if (team.complaints() !== '') struck.faults.push(`the server complained: ${team.complaints().slice(0, 500)}`);
    return struck;
  } finally {
    await team.close();
  }
}

/** SIGKILL in the midst of work: after a random number of presses or answers, a third of them while something starts. */
async function kill(team: StruckTeam, random: (limit: number) => number, kills: Struck['kills']): Promise<void> {
  const who = random(3);
  const one = team.consoles[who];
  const early = random(3) === 0;
  if (!one) {
    const heard = (): number => team.consoles.reduce((sum, each) => sum + each.outcomes.size, 0) + team.answered.length;
    const enough = heard() + (early ? 0 : 1 + random(25));
    await until(() => heard() >= enough, 'work under way').catch(() => undefined);
    kills.server += 1;
    await killed(team.server());
    const ready = team.startServer();
    // Some are met while they start.
    if (early) {
      await new Promise((resolve) => setTimeout(resolve, random(900)));
      kills.server += 1;
      await killed(team.server());
    }
    return ready;
  }
  const enough = early ? 0 : 1 + random(20);
  await until(() => one.fresh() >= enough, () => `presses of ${one.name}: ${standing(team)}`);
  if (early) await new Promise((resolve) => setTimeout(resolve, random(700)));
  kills.console += 1;
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

/** One blow to one line or process; answers how long it took to be level again once it was over. */
async function beat(team: StruckTeam, blow: Blow, random: (limit: number) => number): Promise<number> {
  const one = team.consoles[random(team.consoles.length)]!;
  const lines = [one.line, team.hookLine];
  await until(() => one.fresh() > 2 && one.state().live, `${one.name} at work`);
  const during = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, blowMs.least + random(blowMs.more)));
  const held = blow === 'stopped-server' ? team.server() : one.child();
  switch (blow) {
    case 'cut':
    case 'half':
      for (const line of lines) line.cut(blow === 'cut' ? 'now' : 'half');
      await during();
      break;
    case 'lost-answer':
      for (const line of lines) line.loseAnswer();
      await during();
      break;
    case 'stopped-server':
    case 'stopped-console':
      held.kill('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 1000 + random(4000)));
      held.kill('SIGCONT');
      break;
    default:
      for (const line of lines) line.turn(blow);
      await during();
      await during();
      for (const line of lines) {
        line.turn('clear');
        // A line that swallowed bytes is no line any more: the network ends it, as a router does that came back.
        if (blow.startsWith('lost')) line.cut('now');
      }
  }
  const healed = performance.now();
  const mark = new Set(one.promised.map((press) => press.id));
  await until(() => {
    one.ask('state');
    return one.state().live && [...mark].every((id) => one.outcomes.has(id) || earlier(one, id));
  }, `${one.name} level after ${blow}`);
  return performance.now() - healed;
}

/** Promised in a life that has ended: whoever answered it may have told the dead one. */
const earlier = (one: StruckConsole, id: string): boolean => one.promised.findIndex((press) => press.id === id) < one.promised.length - one.fresh();

async function settle(team: StruckTeam, struck: Struck): Promise<void> {
  await until(() => team.consoles.every((one) => one.fresh() > 0), 'everyone at work again');
  const healed = performance.now();
  for (const one of team.consoles) one.ask('rest');
  await team.stopClients();
  await until(() => team.consoles.every((one) => {
    one.ask('state');
    return one.state().live && one.state().pending === 0;
  }), 'every console level');
  struck.healedMs = performance.now() - healed;
  if (struck.healedMs > levelMs * 2) struck.faults.push(`level only ${Math.round(struck.healedMs)} ms after the last blow`);
}

interface Stored { commands: Map<string, { status: string; code: string }>; messages: { id: string; text: string }[]; tasks: { id: string; text: string }[]; effects: { text: string; state: string }[]; seq: number }

const statements = {
  commands: 'SELECT cmd_id, status, code FROM commands',
  messages: "SELECT id, body AS text FROM records WHERE kind = 'message'",
  tasks: "SELECT id, body AS text FROM records WHERE kind = 'task'",
  effects: 'SELECT payload AS text, state FROM effects',
  head: 'SELECT seq FROM head',
};

async function read(team: StruckTeam): Promise<Stored> {
  const rows: Record<string, Record<string, unknown>[]> = {};
  if (team.store === null) {
    const db = new Database(join(team.dir, 'server', 'team.db'), { readonly: true });
    for (const [name, sql] of Object.entries(statements)) rows[name] = db.prepare<[], Record<string, unknown>>(sql).all();
    db.close();
  } else {
    const client = new Client({ connectionString: team.store });
    await client.connect();
    for (const [name, sql] of Object.entries(statements)) rows[name] = (await client.query(sql)).rows as Record<string, unknown>[];
    await client.end();
  }
  const worded = (list: Record<string, unknown>[], key: string): { id: string; text: string }[] => list.map((row) => ({ id: String(row['id']), text: String((JSON.parse(String(row['text'])) as Record<string, unknown>)[key]) }));
  return {
    commands: new Map(rows['commands']!.map((row) => [String(row['cmd_id']), { status: String(row['status']), code: String(row['code']) }])),
    messages: worded(rows['messages']!, 'text'), tasks: worded(rows['tasks']!, 'title'),
    effects: rows['effects']!.map((row) => ({ text: String(row['text']), state: String(row['state']) })), seq: Number(rows['head']![0]!['seq']),
  };
}

async function judge(team: StruckTeam, struck: Struck): Promise<void> {
  const { faults } = struck;
  const copies = async (): Promise<boolean> => {
    const { seq } = await read(team);
    return team.consoles.every((one) => one.state().live && seq >= 0);
  };
  await until(copies, 'rows at rest');
  // What is still being sent goes out; its word comes back as rows.
  await until(async () => (await read(team)).effects.every(({ state }) => state !== 'ready' && state !== 'claimed'), 'effects at rest', 90_000).catch((error: unknown) => void faults.push(String(error)));
  await level(team);
  const at = await read(team);
  for (const one of team.consoles) await one.end();
  const code = await team.endServer();
  if (code !== 0) faults.push(`the server ended with ${code}`);

  const texts = count(at.messages.map(({ text }) => text));
  const titles = count(at.tasks.map(({ text }) => text));
  for (const one of team.consoles) {
    struck.promised += one.promised.length;
    for (const press of one.promised) {
      const found = at.commands.get(press.id);
      if (!found) faults.push(`${press.command} ${press.text}: promised, and the server never heard of it`);
      else if (found.status !== 'done') faults.push(`${press.command} ${press.text}: ${found.status} ${found.code}`);
      const times = (press.command === 'task.add' ? titles : texts).get(press.text) ?? 0;
      if (found?.status === 'done' && times !== 1) faults.push(`${press.command} ${press.text}: there ${times} times`);
    }
  }
  struck.clients = team.answered.length;
  for (const text of team.answered) if (texts.get(text) !== 1) faults.push(`${text}: answered 200, there ${texts.get(text) ?? 0} times`);
  struck.effects = Object.fromEntries(count(at.effects.map(({ state }) => state)));
  struck.sent = team.account.sent.length;
  for (const [text, times] of count(team.account.sent.map(({ text }) => text))) if (times > 1) faults.push(`${text}: the client got it ${times} times`);

  const clock = systemClock();
  const fillRandom = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  const data = join(team.dir, 'server');
  const opened = await openStore({ data, address: team.store, unsafeDisk: true }, { clock, fillRandom, seal: createSeal(readKeyFile(join(data, 'keys', 'secrets.key'), fillRandom), fillRandom) });
  try {
    for (const one of team.consoles) {
      const copy = heldCopy(join(one.folder, 'replica.db'), one.session.personId);
      if (!copy.whole) faults.push(`${one.name}: its file is damaged`);
      if (copy.wanted > 0) faults.push(`${one.name}: ${copy.wanted} roots are still wanted`);
      const due = await visible(opened.store, one.session.personId);
      for (const [key, ver] of due) if (copy.rows.get(key) !== ver) faults.push(`${one.name}: ${key} stands at ${copy.rows.get(key) ?? 'nothing'}, not ${ver}`);
      for (const key of copy.rows.keys()) if (!due.has(key)) faults.push(`${one.name}: holds ${key}, which is not theirs`);
    }
  } finally {
    await opened.store.close();
  }
  process.env['PULT_TEST_DISK'] = 'lies';
  await runAdmin(['verify', '--data', data], {
    clock, fillRandom, program: '0', resourcesDir: '', store: team.store, stdin: () => Promise.resolve(''),
    print: (line) => line.startsWith('  ') && void faults.push(line.trim()), complain: (line) => void faults.push(line),
  });
}

/** Everyone's file stands at the server's head. */
async function level(team: StruckTeam): Promise<void> {
  let since = performance.now();
  let seq = -1;
  // Rows that nobody presses for (a sweep, a robot) may still come: at rest is a head that has stood for a moment.
  await until(async () => {
    const now = (await read(team)).seq;
    if (now !== seq) since = performance.now();
    seq = now;
    return performance.now() - since > 600 && team.consoles.every((one) => cursorOf(one) >= seq);
  }, `everyone at the head ${seq}`);
}

function cursorOf(one: StruckConsole): number {
  const db = new Database(join(one.folder, 'replica.db'), { readonly: true });
  try {
    return db.prepare<[], { seq: number }>("SELECT CAST(value AS INTEGER) AS seq FROM meta WHERE key = 'seq'").get()?.seq ?? 0;
  } finally {
    db.close();
  }
}

function count(list: readonly string[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (const one of list) counted.set(one, (counted.get(one) ?? 0) + 1);
  return counted;
}
