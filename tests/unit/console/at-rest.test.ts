/** What lies on a console's disk: nothing of it can be read without its keys; what can't be opened is kept (R30, S101, S102). */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { getRandomValues } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeys } from '#backend/host/person-backend.ts';
import { openDataFolder } from '#backend/host/data-folder.ts';
import { createFileKeyring } from '#backend/host/file-keys.ts';
import type { FileKeys } from '#backend/host/file-keys.ts';
import { createBackend } from '#backend/backend.ts';
import { createBlobFolder } from '#db/core/blob-folder.ts';
import { openOutbox } from '#db/console/open-replica.ts';
import { createScriptedConsole } from '#tests/helpers/scripted-link.ts';
import { client, delta, mySeat, start, team, uuid } from '#tests/helpers/replica-world.ts';

const fillRandom = (bytes: Uint8Array): void => void getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const plainKeyring = () => createFileKeyring({ wrapKey: null, protection: 'none' }, fillRandom);
const canaries = ['канарейка-у-листі', '+380501112233', 'press-canary-77', 'draft-canary-88'];

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-rest-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const newKeys = (): Pick<FileKeys, 'replica' | 'outbox'> => plainKeyring().open(dir);
/** Everything that lies there, as bytes in one text; names of files too. */
const onDisk = (folder = dir): string =>
  readdirSync(folder, { withFileTypes: true }).map((entry) => entry.isDirectory() ? onDisk(join(folder, entry.name)) : `${entry.name} ${readFileSync(join(folder, entry.name)).toString('latin1')}`).join('\n');
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');
/** A console that has received a client, answered, and left a draft. */
const work = async (keys?: Pick<FileKeys, 'replica' | 'outbox'>): Promise<ReturnType<typeof createScriptedConsole>> => {
  const console_ = createScriptedConsole({ folder: dir, ...(keys ? { keys } : {}) });
  await console_.meet(delta(null, 10, { up: [...team(), ...client({ n: 1, seatId: mySeat, owedSince: start, texts: [canaries[0]!], phone: canaries[1]! })] }));
  const pressed = console_.backend.command({ name: 'message.send', label: 'x', commandId: console_.newId(), input: { conversationId: uuid('c', 1), messageId: console_.newId(), text: canaries[2], attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null } });
  expect(pressed).toMatchObject({ state: 'shown' });
  await console_.backend.call('draft.save', { conversationId: uuid('c', 1), kind: 'answer', text: canaries[3]! });
  return console_;
};

test('[R30] no word of a client, no phone, no press and no draft stands in the bytes of a console’s files and their logs', async () => {
  const plain = await work();
  // The search itself is right: without keys all of it stands there.
  expect(canaries.filter((word) => onDisk().includes(bytesOf(word)))).toEqual(canaries);
  plain.backend.close();
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  const locked = await work(newKeys());
  expect(existsSync(join(dir, 'outbox.db-wal'))).toBe(true);
  expect(canaries.filter((word) => onDisk().includes(bytesOf(word)))).toEqual([]);
  locked.backend.close();
  expect(canaries.filter((word) => onDisk().includes(bytesOf(word)))).toEqual([]);
});

test('[R30] [S102] files of an earlier version are encrypted once, in place: everything is still there, nothing readable is left', async () => {
  const before = await work();
  before.backend.close();
  const keys = newKeys();
  const after = createScriptedConsole({ folder: dir, keys });
  expect(after.backend.movedAside).toEqual({ replica: null, outbox: null });
  expect(after.backend.query('search.all', { term: 'канарейка', conversationId: null, limit: 5 })).toMatchObject({ ok: true, value: [{ messageId: expect.any(String) as string }] });
  expect(after.backend.status().pending).toBe(1);
  after.backend.close();
  expect(canaries.filter((word) => onDisk().includes(bytesOf(word)))).toEqual([]);
  expect(readdirSync(dir).filter((name) => name.includes('damaged') || name.includes('encrypting'))).toEqual([]);
  expect(statSync(join(dir, 'outbox.db')).mode & 0o777).toBe(0o600);
});

test('[R30] [S102] with a wrong key the copy is begun anew, the outbox is moved aside and named, and opens again with its own key', async () => {
  const keys = newKeys();
  const before = await work(keys);
  before.backend.close();
  const other = createScriptedConsole({ folder: dir, keys: { replica: new Uint8Array(32).fill(1), outbox: new Uint8Array(32).fill(2) } });
  const { outbox } = other.backend.movedAside;
  expect(outbox).not.toBeNull();
  expect(other.backend.query('outbox.notDelivered', {})).toMatchObject({ ok: true, value: [{ code: 'outbox_unreadable' }] });
  other.backend.close();
  const kept = openOutbox(outbox!, 'x', keys.outbox);
  expect(kept.movedTo).toBeNull();
  expect(kept.db.prepare('SELECT count(*) AS n FROM cmd').get()).toEqual({ n: 1 });
  kept.db.close();
});

test('[R30] both files have keys of their own; without a keychain they lie in a 0600 file, with one they are locked by its key', () => {
  const first = plainKeyring().open(dir);
  expect(Buffer.from(first.replica).equals(Buffer.from(first.outbox))).toBe(false);
  expect(statSync(join(dir, 'keys.json')).mode & 0o777).toBe(0o600);
  expect(plainKeyring().open(dir)).toMatchObject({ replica: first.replica, outbox: first.outbox, lost: null });
  // A keychain comes: the same keys, now under it.
  const system = (wrapKey: string) => createFileKeyring({ wrapKey, protection: 'keychain' }, fillRandom);
  expect(system('ab'.repeat(32)).open(dir)).toMatchObject({ replica: first.replica, outbox: first.outbox, lost: null });
  const text = readFileSync(join(dir, 'keys.json'), 'utf8');
  expect(text).not.toContain(Buffer.from(first.outbox).toString('hex'));
  expect(system('ab'.repeat(32)).open(dir)).toMatchObject({ outbox: first.outbox, lost: null });
  // The keychain's key is gone: the id of what was lost is still known, and nothing is overwritten before the server was asked.
  expect(system('cd'.repeat(32)).open(dir).lost).toBe(first.id);
  expect(readFileSync(join(dir, 'keys.json'), 'utf8')).toBe(text);
});

test('[R30] [R29] the token of a console lies locked by the system\'s key where there is one, those that lay open too; with another key nobody is signed in', () => {
  const personId = '019e8269-4e80-7004-8eab-7755f1d19417';
  const session = { deviceId: 'd', token: 'CANARY-TOKEN', personId, name: 'Anna', serverUrl: null };
  const files = () => ['session.json', join('people', personId, 'session.json')].map((name) => readFileSync(join(dir, name), 'utf8')).join();
  const keyOf = (wrapKey: string) => createFileKeyring({ wrapKey, protection: 'keychain' }, fillRandom).seal!;
  openDataFolder(dir).keepSession('own', session);
  expect(files()).toContain('CANARY-TOKEN');
  const locked = openDataFolder(dir);
  locked.lockTokens(keyOf('ab'.repeat(32)));
  expect(files()).not.toContain('CANARY-TOKEN');
  expect([locked.session('own'), locked.people('own')]).toEqual([session, [session]]);
  locked.keepToken('own', personId, 'CANARY-NEXT');
  expect(files()).not.toContain('CANARY');
  const again = openDataFolder(dir);
  expect(again.session('own')).toBeNull();
  again.lockTokens(keyOf('ab'.repeat(32)));
  expect(again.session('own')).toEqual({ ...session, token: 'CANARY-NEXT' });
  // The keychain was lost: what it locked is left as it lies, and nobody is signed in by it.
  const before = files();
  const other = openDataFolder(dir);
  other.lockTokens(keyOf('cd'.repeat(32)));
  expect([other.session('own'), other.people('own'), files()]).toEqual([null, [], before]);
});

test('[C24] [S101] a lost key of the outbox comes back from the server; without an answer another is begun, and the server’s stays what it was', async () => {
  const keyring = plainKeyring();
  const { lost: _, ...first } = keyring.open(dir);
  keyring.keptByServer(dir, first);
  keyring.drop(dir);
  const asked: string[] = [];
  const given = await openKeys(keyring, dir, true, async (id) => {
    asked.push(id);
    return { ok: true, value: { key: Buffer.from(first.outbox).toString('hex') } };
  }, () => undefined);
  expect(asked).toEqual([first.id]);
  expect(given).toMatchObject({ outbox: first.outbox, id: first.id, kept: true });
  expect(keyring.open(dir)).toMatchObject({ outbox: first.outbox, lost: null });
  keyring.drop(dir);
  const begun = await openKeys(keyring, dir, true, () => Promise.reject(new Error('offline')), () => undefined);
  expect([begun.id === first.id, Buffer.from(begun.outbox).equals(Buffer.from(first.outbox))]).toEqual([false, false]);
});

test('[R30] pictures in the cache are locked under their name: not readable, not to be exchanged, gone with another key', async () => {
  const key = new Uint8Array(32).fill(5);
  const blobs = createBlobFolder(join(dir, 'media'), fillRandom, key);
  const { hash } = await blobs.put(Buffer.from('photo-canary-99'));
  expect((await blobs.put(Buffer.from('photo-canary-99'))).sizeBytes).toBe(15);
  expect(onDisk()).not.toContain('photo-canary');
  expect(Buffer.from((await blobs.get(hash))!).toString()).toBe('photo-canary-99');
  const other = await blobs.put(Buffer.from('another-file-00'));
  writeFileSync(join(dir, 'media', hash.slice(0, 2), hash), readFileSync(join(dir, 'media', other.hash.slice(0, 2), other.hash)));
  expect(await blobs.get(hash)).toBeNull();
  expect(await createBlobFolder(join(dir, 'media'), fillRandom, new Uint8Array(32).fill(6)).get(other.hash)).toBeNull();
});

test('[R30] a backend over memory takes no key', () => {
  const backend = createBackend({
    replicaPath: ':memory:', outboxPath: ':memory:', keys: newKeys(), blobs: createBlobFolder(dir, fillRandom), session: { deviceId: 'd', token: 't', personId: uuid('p', 1) }, fillRandom, log: () => undefined,
    timers: { now: () => start, after: () => () => undefined },
    link: { open: () => ({ send: () => undefined, close: () => undefined }), call: () => Promise.reject(new Error()), blob: () => Promise.resolve(null), putBlob: () => Promise.reject(new Error()) },
  });
  expect(backend.status().pending).toBe(0);
  backend.close();
});
