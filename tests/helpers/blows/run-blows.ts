/**
 * `node run-blows.ts KILLS PARTITIONS SEED`: blows without a test's frame, for a night; the store by PULT_STORE. Ends with 1 when anything was lost.
 * A long run is many lives, each of a new team: one that has lived too long is slow for other reasons.
 */
import { Client } from 'pg';
import { buildPrograms } from '#tests/helpers/blows/programs.ts';
import { strike } from '#tests/helpers/blows/strike.ts';
import { blows, diskBlows } from '#tests/helpers/blows/struck.ts';
import { noFileLimits } from '#tests/helpers/blows/partition.ts';
import type { Struck } from '#tests/helpers/blows/struck.ts';

const [kills = 0, partitions = 0, firstSeed = 1] = process.argv.slice(2).map(Number);
const address = process.env['PULT_STORE'] || null;
const inOneLife = { kills: 25, partitions: 50 };

/** A database of its own for each life, beside the one that was named. */
async function store(seed: number): Promise<string | null> {
  if (address === null) return null;
  const url = new URL(address);
  const name = `${url.pathname.slice(1)}_${process.pid}_${seed}`;
  const client = new Client({ connectionString: address });
  await client.connect();
  await client.query(`CREATE DATABASE "${name}" TEMPLATE template0`);
  await client.end();
  url.pathname = name;
  return url.href;
}

const at = (list: readonly number[], share: number): number => Math.round([...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0);
const spread = (list: readonly number[]): { p50: number; p95: number; worst: number } => ({ p50: at(list, 0.5), p95: at(list, 0.95), worst: at(list, 1) });
const summed = (into: Record<string, number>, from: Record<string, number>, join: (a: number, b: number) => number): void => {
  for (const [key, value] of Object.entries(from)) into[key] = join(into[key] ?? 0, value);
};

const known = [...blows, ...(noFileLimits ? [] : diskBlows)];
const programs = await buildPrograms();
// However this ends.
process.on('exit', () => programs.remove());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
let seed = firstSeed;
// A finding is a line, not a trace.
process.on('uncaughtException', (error) => {
  process.stdout.write(`seed ${seed}: ${error.stack}\n`);
  process.exit(1);
});

const started = performance.now();
const add = (a: number, b: number): number => a + b;
const all = { kills: { server: 0, console: 0 }, blows: {}, promised: 0, clients: 0, sent: 0, effects: {}, slowest: {}, stuck: 0, faults: 0 };
const [server, console_, level]: [number[], number[], number[]] = [[], [], []];
let [killsLeft, partitionsLeft] = [kills, partitions];
for (; killsLeft > 0 || partitionsLeft > 0; seed += 1) {
  const [killsNow, partitionsNow] = killsLeft > 0 ? [Math.min(killsLeft, inOneLife.kills), 0] : [0, Math.min(partitionsLeft, inOneLife.partitions)];
  const struck: Struck = await strike({
    programs, seed, kills: killsNow, blows: Array.from({ length: partitionsNow }, (_, n) => known[(n + seed) % known.length]!), store: await store(seed), unsafeDisk: process.env['PULT_TEST_DISK'] === 'lies', slack: 1, say: () => undefined,
  });
  killsLeft -= killsNow;
  partitionsLeft -= partitionsNow;
  summed(all.kills, struck.kills, add);
  summed(all.blows, struck.blows, add);
  summed(all.effects, struck.effects, add);
  summed(all.slowest, struck.slowest, Math.max);
  for (const key of ['promised', 'clients', 'sent', 'stuck'] as const) all[key] += struck[key];
  all.faults += struck.faults.length;
  server.push(...struck.usable.server);
  console_.push(...struck.usable.console);
  level.push(...struck.levelMs);
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`seed ${seed}: ${all.kills.server} + ${all.kills.console} kills, ${level.length} partitions, ${all.promised} promised, ${struck.faults.length} faults, ${seconds} s\n`);
  for (const fault of struck.faults.slice(0, 50)) process.stdout.write(`  ${fault}\n`);
}
process.stdout.write(`${JSON.stringify({ store: address === null ? 'sqlite' : 'postgresql', ...all, usableMs: { server: spread(server), console: spread(console_) }, levelMs: spread(level), seconds: Math.round((performance.now() - started) / 1000) })}\n`);
process.exit(all.faults > 0 ? 1 : 0);
