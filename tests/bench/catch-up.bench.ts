/** A new console of somebody who sees everything: from the first word to the last row in its file, and what went over the line. */
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { level, startMeasuredTeam } from '#tests/bench/measured-team.ts';
import type { Measure } from '#tests/bench/measure.ts';

const [talks, messages] = [60, 500];

export async function run(): Promise<Measure[]> {
  const team = await startMeasuredTeam({ people: 1, perSeat: 1, talks, untaken: 0, messages });
  const counted = await countingLine(Number(new URL(team.base).port));
  try {
    const before = team.usage().cpuMs;
    const from = performance.now();
    const reader = team.console(team.owner, 'reader', `http://127.0.0.1:${counted.port}`);
    await level(reader);
    const took = performance.now() - from;
    const file = new Database(join(team.dir, 'reader-replica.db'), { readonly: true });
    const held = (file.prepare('SELECT count(*) AS n FROM message').get() as { n: number }).n;
    file.close();
    if (held !== talks * messages) throw new Error(`${held} rows of ${talks * messages}`);
    return [
      { name: 'catch-up: rows of a first copy', value: Math.round((held / took) * 1000), unit: 'rows/s', target: 35_000, better: 'higher' },
      { name: 'catch-up: on the line', value: Math.round(counted.bytes() / held), unit: 'bytes/row', target: 60, better: 'lower' },
      { name: 'catch-up: of the server', value: Math.round(team.usage().cpuMs - before), unit: 'ms of a core', better: 'lower' },
    ];
  } finally {
    counted.close();
    await team.close();
  }
}

/** Passes everything on and counts what comes down. */
export async function countingLine(target: number): Promise<{ port: number; bytes(): number; up(): number; close(): void }> {
  let down = 0;
  let up = 0;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) socket.on('error', () => { near.destroy(); far.destroy(); });
    near.on('data', (bytes) => { up += bytes.length; });
    far.on('data', (bytes) => { down += bytes.length; });
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, bytes: () => down, up: () => up, close: () => void server.close() };
}
