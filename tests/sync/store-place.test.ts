/** Where a folder's team is kept is remembered: a start that is told less does not begin another team. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSeal } from '#db/core/seal.ts';
import { elsewhereName, openStore } from '#server/host/open-store.ts';
import { seededRandom } from '#tests/helpers/fake-clock.ts';
import { makeDatabase, noPostgres } from '#tests/helpers/postgres.ts';

let data: string;
beforeEach(() => { data = mkdtempSync(join(tmpdir(), 'pult-place-')); });
afterEach(() => rmSync(data, { recursive: true }));

describe.skipIf(noPostgres)('a team in PostgreSQL', () => {
  test('[x1] its folder opens no empty store beside it when the address is forgotten, and keeps no password', async () => {
    const fillRandom = seededRandom(1);
    const deps = { clock: { now: () => 1000, after: () => () => undefined } as never, fillRandom, seal: createSeal(new Uint8Array(32).fill(1), fillRandom) };
    const address = (await makeDatabase()).replace('pult@', 'pult:geheim@');
    const { store } = await openStore({ data, address, unsafeDisk: true }, deps);
    await store.close();
    const kept = readFileSync(join(data, elsewhereName), 'utf8');
    expect(kept).toContain(new URL(address).pathname);
    expect(kept).not.toContain('geheim');
    await expect(openStore({ data, address: null }, deps)).rejects.toThrow(/kept in postgres:\/\/.*start with --store/);
    rmSync(join(data, elsewhereName));
    const here = await openStore({ data, address: null }, deps);
    await here.store.close();
  });
});
