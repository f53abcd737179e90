/** PostgreSQL under faults: a frozen server, conflicts, a COMMIT without an answer, lines that are cut; nothing lost, nothing done twice. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { StorageError } from '#db/core/storage-error.ts';
import { openPostgresStore } from '#db/server/postgres/postgres-store.ts';
import type { Store } from '#db/server/store.ts';
import { systemClock } from '#server/ports.ts';
import { startCommitProxy } from '#tests/helpers/commit-proxy.ts';
import { aside, makeDatabase, noPostgres, openTestStore } from '#tests/helpers/postgres.ts';
import { until } from '#tests/helpers/real-server.ts';
import { makeTeamServers } from '#tests/helpers/team-servers.ts';

const close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (let end = close.pop(); end; end = close.pop()) await end();
});
const opened = async (address: string, options = {}): Promise<Store> => {
  const store = await openTestStore(address, options);
  close.push(() => store.close());
  return store;
};
const step = (store: Store, mark: string, runs: number[] = []): Promise<number> =>
  store.write(async (writer) => {
    const head = await writer.head();
    runs.push(head.seq);
    await writer.putClaims([{ key: mark, owner: String(head.seq) }]);
    await writer.setHead({ ...head, seq: head.seq + 1, mark: mark.padEnd(16, '0') });
    return head.seq + 1;
  });

describe.skipIf(noPostgres)('PostgreSQL', () => {
  test('[C18] [S86] a server frozen under the head’s lock stops the team for a second; awake, it runs its step again from the new head', async () => {
    const address = await makeDatabase();
    const store = await opened(address);
    await step(store, 'a');
    const frozen = fork(join(import.meta.dirname, '..', 'helpers', 'frozen-holder.ts'), [address], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: ['--disable-warning=ExperimentalWarning'] });
    close.push(async () => void frozen.kill('SIGKILL'));
    const said: unknown[] = [];
    frozen.on('message', (message) => void said.push(message));
    await until(() => said.includes('locked'));
    const before = performance.now();
    expect(await step(store, 'b')).toBe(2);
    // A second by the server's own setting; the rest is this machine's.
    expect(performance.now() - before).toBeLessThan(3000);
    expect(await store.read((reader) => reader.claims(['frozen']))).toEqual([]);
    frozen.kill('SIGCONT');
    await once(frozen, 'exit');
    expect(said[1]).toEqual({ answer: 'done', runs: 2, seen: [1, 2] });
    expect(await store.read((reader) => reader.claims(['frozen']))).toEqual([{ key: 'frozen', owner: '2' }]);
  });

  test('[C18] [S84] [S86] under SERIALIZABLE two servers in each other’s way run their steps again until each stands, once', async () => {
    const team = await makeTeamServers({ isolation: 'SERIALIZABLE' });
    close.push(() => team.close());
    const servers = [await team.add(), await team.add()];
    const stored = await Promise.all(servers.flatMap((at) => Array.from({ length: 40 }, (_, n) => team.inbound(at, `text ${n}`, `chat-${n % 5}`))));
    expect(new Set(stored)).toEqual(new Set(['stored']));
    expect(await aside(team.address, `SELECT count(*)::int AS n FROM records WHERE kind = 'message'`)).toEqual([{ n: 80 }]);
    for (const at of servers) expect(at.log.filter((line) => line.code === 'command.bug')).toEqual([]);
    // Both committed at once: somebody had to begin again.
    const stores = [await openTestStore(team.address, { isolation: 'SERIALIZABLE' }), await openTestStore(team.address, { isolation: 'SERIALIZABLE' })];
    const runs: number[] = [];
    const from = (await stores[0]!.read((reader) => reader.head())).seq;
    const ends = await Promise.all(stores.flatMap((store, s) => Array.from({ length: 20 }, (_, n) => step(store, `${s}-${n}`, runs))));
    expect([...ends].sort((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, n) => from + n + 1));
    // Figures of a session are told when it ends.
    for (const store of stores) await store.close();
    await until(async () => (await aside<{ n: number }>(team.address, 'SELECT xact_rollback::int AS n FROM pg_stat_database WHERE datname = current_database()'))[0]!.n > 0);
  });

  test('[S83] [S87] the row of the head is the order: steps of two servers at once stand one behind the other, each run once', async () => {
    const address = await makeDatabase();
    const stores = [await opened(address), await opened(address)];
    const runs: number[] = [];
    const ends = await Promise.all(stores.flatMap((store, s) => Array.from({ length: 20 }, (_, n) => step(store, `${s}-${n}`, runs))));
    expect([...ends].sort((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(runs.length).toBe(40);
  });

  test.each([['there', 2], ['back', 1]] as const)('[C18] [S85] a COMMIT that is lost on its way %s is looked up by its mark: the step stands once', async (which, tries) => {
    const address = await makeDatabase();
    const proxy = await startCommitProxy(address);
    close.push(() => proxy.close());
    const runs: number[] = [];
    const store = await opened(proxy.address);
    proxy.lose(which);
    expect(await step(store, 'a', runs)).toBe(1);
    expect(proxy.lost()).toBe(1);
    expect(runs).toEqual(Array.from({ length: tries }, () => 0));
    expect(await aside(address, 'SELECT seq::int FROM commits')).toEqual([{ seq: 1 }]);
    expect(await step(store, 'b')).toBe(2);
  });

  test.each([['there', 2], ['back', 1]] as const)('[S85] so is one of a step without a place in the order (%s)', async (which, tries) => {
    const address = await makeDatabase();
    const proxy = await startCommitProxy(address);
    close.push(() => proxy.close());
    const store = await opened(proxy.address);
    let runs = 0;
    proxy.lose(which);
    const spent = await store.write(async (writer) => {
      runs += 1;
      const before = await writer.invitation('h');
      await writer.putInvitation({ hash: 'h', person: 'p', expiresAt: 1, usedAt: runs });
      return before === null;
    });
    expect([spent, runs]).toEqual([true, tries]);
    expect(await store.read((reader) => reader.invitation('h'))).toMatchObject({ usedAt: tries });
  });

  test('[S84] lines cut by the database are opened again; a step in their middle is run again', async () => {
    const address = await makeDatabase();
    const store = await opened(address);
    await step(store, 'a');
    const cut = (): Promise<unknown> => aside(address, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pult' AND datname = current_database()`);
    await store.read((reader) => reader.head());
    await cut();
    expect((await store.read((reader) => reader.head())).seq).toBe(1);
    let runs = 0;
    await store.write(async (writer) => {
      runs += 1;
      await writer.putClaims([{ key: 'k', owner: String(runs) }]);
      if (runs === 1) await cut();
      await writer.head();
    });
    expect(runs).toBe(2);
    expect(await store.read((reader) => reader.claims(['k']))).toEqual([{ key: 'k', owner: '2' }]);
  });

  test('[S83] what a step itself throws is its caller’s: it runs once and leaves nothing', async () => {
    const store = await opened(await makeDatabase());
    let runs = 0;
    const failing = store.write(async (writer) => {
      runs += 1;
      await writer.putClaims([{ key: 'k', owner: 'o' }]);
      throw new RangeError('own');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(runs).toBe(1);
    // A statement that fails behind the step's back is told at its end, not swallowed.
    await expect(store.write((writer) => writer.addChanges([1, 1].map((seq) => ({ seq, root: 'deal:1', facet: 1, kind: 'deal' as const, id: 'd', op: 'up' as const }))))).rejects.toThrow(StorageError);
    expect(await store.read((reader) => reader.changes(0, 9, 9))).toEqual([]);
  });

  test('[S87] a commit is told to the other servers at once, and not to oneself', async () => {
    const address = await makeDatabase();
    const [one, two] = [await opened(address), await opened(address)];
    const heard = [0, 0];
    [one, two].forEach((store, n) => store.shared!.onAnnounced(() => { heard[n]! += 1; }));
    await until(async () => {
      await step(one, crypto.randomUUID().slice(0, 8));
      return heard[1]! > 0;
    });
    await step(two, 'b');
    await until(() => heard[0]! > 0);
    expect(heard[0]).toBe(1);
  });

  test('[S7] [S76] a machine whose clock is wrong goes by the store’s', async () => {
    const address = await makeDatabase();
    const real = systemClock();
    const store = await opened(address, { clock: { now: () => real.now() - 3_600_000, after: real.after } });
    await until(() => store.shared!.ahead() !== 0);
    expect(Math.abs(store.shared!.ahead() - 3_600_000)).toBeLessThan(2000);
  });

  test('[S86] a database whose disk may lie is refused; so is one of a later version, and one that is not there', async () => {
    const address = await makeDatabase();
    const code = (options: { address: string; unsafeDisk?: boolean }): Promise<string> => openPostgresStore({ clock: systemClock(), ...options }).then((store) => store.close().then(() => 'opened'), (error: StorageError) => error.code);
    expect(await code({ address })).toBe('storage_unsafe');
    await (await openTestStore(address)).close();
    await aside(address, 'UPDATE pult_schema SET version = 9999');
    expect(await code({ address, unsafeDisk: true })).toBe('storage_newer');
    expect(await code({ address: address.replace(/\/t[^/]*$/, '/nowhere'), unsafeDisk: true })).toBe('storage_refused');
    expect(await code({ address: 'postgres://pult@127.0.0.1:1/x', unsafeDisk: true })).toBe('storage_unreachable');
  });

  test('servers that start together bring an empty database to this version once', async () => {
    const address = await makeDatabase();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openTestStore(address)));
    for (const store of stores) {
      expect((await store.read((reader) => reader.head())).seq).toBe(0);
      await store.close();
    }
  });
});
