/** The log: a line per event whose name nothing can hide, a file a day for 14 days, and no program that ends because its disk is full (R31). */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogFile } from '#backend/host/log-file.ts';

let dir: string;
beforeEach(() => { dir = join(mkdtempSync(join(tmpdir(), 'pult-log-')), 'logs'); });
afterEach(() => rmSync(join(dir, '..'), { recursive: true }));

const day = Date.UTC(2026, 5, 20, 12);
const lines = (file: string): unknown[] => readFileSync(join(dir, file), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown);

test('a line is called what it is called: a code of its own among the data is the reason', () => {
  const log = createLogFile(dir, 'server', () => day);
  log('commit.failed', { tries: 2, code: 'storage_full' });
  log('server.ready');
  expect(lines('server-2026-06-20.log')).toEqual([{ at: day, code: 'commit.failed', tries: 2, why: 'storage_full' }, { at: day, code: 'server.ready' }]);
  expect(statSync(join(dir, 'server-2026-06-20.log')).mode & 0o777).toBe(0o600);
});

test('[R31] a file a day; those older than 14 days go at the next start, those of others stay', () => {
  const before = createLogFile(dir, 'server', () => day);
  before('old');
  for (const name of ['server-2026-06-05.log', 'server-2026-06-06.log', 'console-2026-01-01.log', 'letter.txt']) writeFileSync(join(dir, name), '');
  let now = day;
  const log = createLogFile(dir, 'server', () => now);
  now += 24 * 3_600_000;
  log('new');
  expect(readdirSync(dir).sort()).toEqual(['console-2026-01-01.log', 'letter.txt', 'server-2026-06-06.log', 'server-2026-06-20.log', 'server-2026-06-21.log']);
});

test('a disk that takes nothing, or a folder that was taken away, stops nobody', () => {
  const log = createLogFile(dir, 'server', () => day);
  if (existsSync('/dev/full')) symlinkSync('/dev/full', join(dir, 'server-2026-06-20.log'));
  log('into nothing');
  rmSync(dir, { recursive: true });
  log('into nowhere');
  expect(existsSync(dir)).toBe(false);
});
