/** What must be true of a struck team when all is over: nothing lost, nothing doubled, every copy holds what its person may see (I1, I3, I13, I16). */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { openStore } from '#server/host/open-store.ts';
import { systemClock } from '#server/ports.ts';
import { runAdmin } from '#server/admin/run-admin.ts';
import { createSeal, readKeyFile } from '#db/core/seal.ts';
import { heldCopy } from '#tests/helpers/blows/held-rows.ts';
import type { Struck } from '#tests/helpers/blows/struck.ts';
import { until } from '#tests/helpers/blows/struck-team.ts';
import type { StruckConsole, StruckTeam } from '#tests/helpers/blows/struck-team.ts';
import { visible } from '#tests/helpers/visible.ts';

interface Stored { commands: Map<string, { status: string; code: string }>; messages: { id: string; text: string }[]; tasks: { id: string; text: string }[]; effects: { text: string; state: string }[]; seq: number }

const statements = {
  commands: 'SELECT cmd_id, status, code FROM commands',
  messages: "SELECT id, body AS text FROM records WHERE kind = 'message'",
  tasks: "SELECT id, body AS text FROM records WHERE kind = 'task'",
  effects: 'SELECT payload AS text, state FROM effects',
  head: 'SELECT seq FROM head',
  underWay: "SELECT state FROM effects WHERE state IN ('ready', 'claimed') LIMIT 1",
};

type Row = Record<string, unknown>;

async function ask(team: StruckTeam, sql: string): Promise<Row[]> {
  if (team.store === null) {
    const db = new Database(join(team.dir, 'server', 'team.db'), { readonly: true });
    try {
      return db.prepare<[], Row>(sql).all();
    } finally {
      db.close();
    }
  }
  const client = new Client({ connectionString: team.store });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function read(team: StruckTeam): Promise<Stored> {
  const rows: Record<string, Row[]> = {};
  for (const [name, sql] of Object.entries(statements)) rows[name] = await ask(team, sql);
  const worded = (list: Row[], key: string): { id: string; text: string }[] => list.map((row) => ({ id: String(row['id']), text: String((JSON.parse(String(row['text'])) as Row)[key]) }));
  return {
    commands: new Map(rows['commands']!.map((row) => [String(row['cmd_id']), { status: String(row['status']), code: String(row['code']) }])),
    messages: worded(rows['messages']!, 'text'), tasks: worded(rows['tasks']!, 'title'),
    effects: rows['effects']!.map((row) => ({ text: String(row['text']), state: String(row['state']) })), seq: Number(rows['head']![0]!['seq']),
  };
}

export async function judge(team: StruckTeam, struck: Struck): Promise<void> {
  const { faults } = struck;
  // What is still being sent goes out; its word comes back as rows.
  await until(async () => (await ask(team, statements.underWay)).length === 0, 'effects at rest', 90_000).catch((error: unknown) => void faults.push(String(error)));
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
    const now = await headOf(team);
    if (now !== seq) since = performance.now();
    seq = now;
    return performance.now() - since > 600 && team.consoles.every((one) => placeOf(one) >= seq);
  }, () => `everyone at the head ${seq}: ${team.consoles.map(placeOf).join(', ')}`);
}

/** Where the server's order ends now. */
export async function headOf(team: StruckTeam): Promise<number> {
  const [row] = await ask(team, statements.head);
  return Number(row!['seq']);
}

/** Where a console's file stands. */
export function placeOf(one: StruckConsole): number {
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
