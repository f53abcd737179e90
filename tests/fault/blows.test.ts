/** Real processes under blows: what was promised to a person or answered to a network is there once, and everyone is level again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noFileLimits } from '#tests/helpers/blows/partition.ts';
import { buildPrograms } from '#tests/helpers/blows/programs.ts';
import type { Programs } from '#tests/helpers/blows/programs.ts';
import { strike } from '#tests/helpers/blows/strike.ts';
import type { StrikeOptions } from '#tests/helpers/blows/strike.ts';
import { blows, diskBlows } from '#tests/helpers/blows/struck.ts';
import type { Struck } from '#tests/helpers/blows/struck.ts';
import { makeDatabase, noPostgres } from '#tests/helpers/postgres.ts';

let programs: Programs;
beforeAll(async () => { programs = await buildPrograms(); });
afterAll(() => programs.remove());
// A machine that is busy with something else is slow, not wrong: within five seconds, says `npm run fuzz -- --partitions`.
const life = (options: Partial<StrikeOptions>): Promise<Struck> => strike({ programs, kills: 0, blows: [], seed: 1, store: null, unsafeDisk: false, slack: 6, say: () => undefined, ...options });

test('[x1] [S40] [S42] [S5] server and consoles killed in mid-work, fifteen times each: nothing promised is lost, nothing is there or sent twice', async () => {
  const struck = await life({ kills: 15, seed: 7 });
  expect(struck.faults).toEqual([]);
  expect([struck.kills.server >= 15, struck.kills.console, struck.promised > 20, struck.clients > 20, struck.sent > 0]).toEqual([true, 15, true, true, true]);
}, 240_000);

test('[S20] [S44] [S98] lines cut in mid-frame, half open, far, slow and deaf, answers lost, processes held: current soon after the end, none stuck', async () => {
  const struck = await life({ blows: [...blows, ...blows.slice(0, 6)], seed: 3 });
  expect(struck.faults).toEqual([]);
  expect([Object.keys(struck.blows).sort(), struck.stuck]).toEqual([[...blows].sort(), 0]);
}, 240_000);

test.skipIf(noFileLimits)('[S84] [S5] no room on the disk of the server, then of a console, again and again: what was promised is there, and work goes on once there is room', async () => {
  const struck = await life({ blows: Array.from({ length: 8 }, (_, n) => diskBlows[n % 2]!), seed: 11 });
  expect(struck.faults).toEqual([]);
  expect([struck.blows, struck.promised > 20]).toEqual([{ 'full-server': 4, 'full-console': 4 }, true]);
}, 240_000);

test.skipIf(noPostgres)('[S85] [x1] the same over PostgreSQL: killed while it commits, nothing is lost or doubled', async () => {
  const struck = await life({ kills: 10, seed: 5, store: await makeDatabase(), unsafeDisk: true });
  expect(struck.faults).toEqual([]);
  expect(struck.promised > 20).toBe(true);
}, 240_000);
