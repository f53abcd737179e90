/** Real processes under blows: what was promised to a person or answered to a network is there once, and everyone is level again. */
import { expect, test } from 'vitest';
import { blows, strike } from '#tests/helpers/blows/strike.ts';
import type { Struck, StrikeOptions } from '#tests/helpers/blows/strike.ts';
import { makeDatabase, noPostgres } from '#tests/helpers/postgres.ts';

const life = (options: Partial<StrikeOptions>): Promise<Struck> => strike({ kills: 0, blows: [], seed: 1, store: null, unsafeDisk: false, say: () => undefined, ...options });

test('[x1] [S40] [S42] [S5] server and consoles killed in mid-work, twelve times: nothing promised is lost, nothing is there or sent twice', async () => {
  const struck = await life({ kills: 12, seed: 7 });
  expect(struck.faults).toEqual([]);
  expect([struck.kills.server > 1, struck.kills.console > 1, struck.promised > 20, struck.clients > 20, struck.sent > 0]).toEqual([true, true, true, true, true]);
}, 240_000);

test('[S20] [S44] lines cut in mid-frame, answers lost, far, slow and deaf lines, processes held: level within five seconds of the end, nothing stuck', async () => {
  const struck = await life({ blows, seed: 3 });
  expect(struck.faults).toEqual([]);
  expect(Object.keys(struck.blows).sort()).toEqual([...blows].sort());
}, 240_000);

test.skipIf(noPostgres)('[S85] [x1] the same over PostgreSQL: killed while it commits, nothing is lost or doubled', async () => {
  const struck = await life({ kills: 6, blows: ['half', 'lost-answer', 'stopped-server'], seed: 5, store: await makeDatabase(), unsafeDisk: true });
  expect(struck.faults).toEqual([]);
  expect(struck.promised > 20).toBe(true);
}, 240_000);
