/** A client is erased for good: on the server, on every console, also one that was off, in files, and again after a restore (S72). */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import { fillSqlite, sqliteWhole } from '#db/server/sqlite/sqlite-whole.ts';
import { postgresWhole } from '#db/server/postgres/postgres-whole.ts';
import type { Store } from '#db/server/store.ts';
import type { WholeStore } from '#db/server/whole-store.ts';
import { backUp } from '#server/admin/backup.ts';
import { restore } from '#server/admin/restore.ts';
import { verifyStore } from '#server/admin/verify.ts';
import { openErasedList } from '#server/host/erased-list.ts';
import { visible } from '#tests/helpers/visible.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';
import { makeDatabase, noPostgres, openTestStore } from '#tests/helpers/postgres.ts';
import { seededRandom } from '#tests/helpers/fake-clock.ts';

/** Stands in everything that is written about the client, and nowhere else. */
const canary = 'Krokodyl';
const fillRandom = seededRandom(3);

let dir: string;
let team: Team;
let at: { contactId: string; conversationId: string; dealId: string; hash: string; shared: string };
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pult-erasure-'));
});
afterEach(async () => {
  await team?.close();
  rmSync(dir, { recursive: true, force: true });
});

const erase = (personId: string, contactId: string, password: string | null = null) => team.server().team.call('client.erase', { contactId, password }, { personId, base: '' });
const done = async (one: TestConsole, name: string, input: Record<string, unknown>): Promise<void> => {
  expect(one.press(name, input)).not.toHaveProperty('code');
  await team.flush();
};
/** Talk, card, order, payment, note, photo, draft: of one client, and a photo that another client's talk shows too. */
const fill = async (): Promise<void> => {
  const op = team.consoles[0]!;
  await team.inbound(`I am ${canary}`, { chatId: 'chat-k', name: canary });
  await team.inbound('Another', { chatId: 'other', name: 'Other' });
  await team.flush();
  const [talk, other] = (await team.rows('conversation')).sort((a, b) => Number(b.externalChatId === 'chat-k') - Number(a.externalChatId === 'chat-k'));
  const deal = (await team.rows('deal')).find((one) => one.conversationId === talk!.id)!;
  await done(op, 'conversation.take', { conversationId: talk!.id });
  await done(op, 'conversation.take', { conversationId: other!.id });
  const file = async (text: string): Promise<string> => (await team.server().blobs.put(Buffer.from(text))).hash;
  const [hash, shared] = [await file(`photo of ${canary}`), await file('a leaflet')];
  const attachment = (of: string) => ({ kind: 'photo', hash: of, fileName: of === shared ? 'leaflet.png' : `${canary}.png`, contentType: 'image/png', sizeBytes: 9 });
  const send = (conversationId: string, text: string, hashes: string[]) =>
    done(op, 'message.send', { conversationId, messageId: team.id(), text, attachments: hashes.map(attachment), route: 'direct', replyToMessageId: null, baseInbound: 1 });
  await send(talk!.id, `Dear ${canary}`, [hash, shared]);
  await send(other!.id, 'Hello', [shared]);
  await done(op, 'message.note', { conversationId: talk!.id, messageId: team.id(), text: `${canary} is late again` });
  await done(op, 'contact.update', { contactId: talk!.contactId, set: { name: `${canary} Senior`, city: canary, note: canary } });
  await done(op, 'payment.claim', { claimId: team.id(), dealId: deal.id, amountMinor: 90_000, currency: 'UAH', account: 'card', note: canary });
  await op.backend.call('draft.save', { conversationId: talk!.id, kind: 'answer', text: `Ask ${canary}` });
  at = { contactId: talk!.contactId, conversationId: talk!.id, dealId: deal.id, hash, shared };
};
/** Every cell of every table that still tells of the client, as `table.column`. */
const cellsTelling = async (whole: WholeStore): Promise<string[]> =>
  whole.snapshot(async (snapshot) => {
    const found = new Set<string>();
    for (const table of snapshot.tables) {
      for await (const { columns, rows } of snapshot.rows(table)) {
        for (const row of rows) row.forEach((cell, n) => void (typeof cell === 'string' && cell.includes(canary) && found.add(`${table}.${columns[n]}`)));
      }
    }
    return [...found].sort();
  });
const bytesTelling = (folder: string, of: RegExp): string[] => readdirSync(folder).filter((name) => of.test(name) && readFileSync(join(folder, name)).includes(canary));
const level = async (one: TestConsole): Promise<void> => {
  expect(await team.copyOf(one)).toEqual(new Map([...(await visible(team.store, one.personId))].sort()));
};

const stores: Record<string, () => Promise<{ store: Store; whole: WholeStore }>> = {
  SQLite: async () => ({ store: openSqliteStore(join(dir, 'team.db')), whole: sqliteWhole(dir) }),
  PostgreSQL: async () => {
    const address = await makeDatabase();
    const { shared: _shared, ...store } = await openTestStore(address);
    return { store, whole: postgresWhole(address) };
  },
};
describe.each(Object.keys(stores).filter((name) => name === 'SQLite' || !noPostgres))('%s', (name) => {
  test('[S72] [R32] no cell, no byte of the file and no photo tells of an erased client; ids, sums and the other client stay, and every figure is right', async () => {
    const { store, whole } = await stores[name]!();
    team = await makeTeam({ consoles: 2, store });
    await fill();
    expect(await cellsTelling(whole)).toContain('records.body');
    expect(await erase(team.owner.personId, at.contactId)).toEqual({ ok: true, value: { talks: 1, deals: 1 } });
    await team.flush();
    await team.advance(1000);

    if (name === 'SQLite') expect(bytesTelling(dir, /team/)).toEqual([]);
    expect(await cellsTelling(whole)).toEqual([]);
    expect((await whole.snapshot(verifyStore)).faults.filter((fault) => !fault.startsWith('file '))).toEqual([]);
    expect([await team.server().blobs.has(at.hash), await team.server().blobs.has(at.shared)]).toEqual([false, true]);
    expect((await team.rows('paymentClaim'))[0]).toMatchObject({ amountMinor: 90_000, note: '' });
    expect((await team.rows('contact')).map((one) => one.name).sort()).toEqual(['', 'Other']);
    for (const one of [team.owner, ...team.consoles]) await level(one);
  });
});

test('[S72] consoles hold nothing of them, also one that was off meanwhile and one that begins later; its presses and drafts of them are gone', async () => {
  team = await makeTeam({ consoles: 2, folder: dir });
  await fill();
  const [op, second] = team.consoles as [TestConsole, TestConsole];
  op.cut();
  expect(op.press('message.note', { conversationId: at.conversationId, messageId: team.id(), text: `late ${canary}` })).toMatchObject({ state: 'shown' });
  await erase(team.owner.personId, at.contactId);
  await team.flush();
  expect(second.ask('conversation.view', { conversationId: at.conversationId })).toBeNull();
  op.heal();
  await team.flush();
  await team.advance(1000);

  expect(op.ask('conversation.view', { conversationId: at.conversationId })).toBeNull();
  expect(op.ask('search.all', { term: canary, conversationId: null, limit: 10 })).toEqual([]);
  expect(op.ask('outbox.notDelivered', {})).toEqual([]);
  for (const one of [team.owner, op, second]) one.crash();
  // Files that are closed have no log of writes beside them.
  expect(bytesTelling(dir, /outbox/)).toEqual([]);
  for (const one of [team.owner, op, second]) one.start();
  await team.flush();
  const late = await team.join(team.consoles[1]!.personId);
  await level(late);
});

test('[S72] a delivery of the same person is a stranger\'s; what was pressed for them before can not be taken back into being', async () => {
  team = await makeTeam({ consoles: 1 });
  await fill();
  const op = team.consoles[0]!;
  const commandId = team.id<string>();
  op.press('contact.update', { contactId: at.contactId, set: { city: `${canary} Hill` } }, commandId);
  await team.flush();
  await erase(team.owner.personId, at.contactId);
  await team.flush();
  expect(await team.person(op.personId, 'command.undo', { commandId })).toMatchObject({ status: 'refused' });
  await team.inbound('Me again', { chatId: 'chat-k', name: canary });
  await team.flush();
  const contacts = await team.rows('contact');
  expect(contacts.find((one) => one.id === at.contactId)).toMatchObject({ name: '', city: null });
  expect(contacts.filter((one) => one.name === canary)).toHaveLength(1);
});

test('[S72] [R15] only an owner erases, and with their password again where they have one', async () => {
  team = await makeTeam({ consoles: 1, store: createMemoryStore() });
  await fill();
  expect(await erase(team.consoles[0]!.personId, at.contactId)).toMatchObject({ ok: false, code: 'not_allowed' });
  expect(await erase(team.owner.personId, team.id())).toMatchObject({ ok: false, code: 'not_found' });
  await team.server().passwords.set(team.owner.personId, 'own', 'correct horse battery');
  expect(await erase(team.owner.personId, at.contactId, null)).toMatchObject({ ok: false, code: 'bad_password' });
  expect(await erase(team.owner.personId, at.contactId, 'wrong horse battery')).toMatchObject({ ok: false, code: 'bad_password' });
  expect((await team.rows('contact')).find((one) => one.id === at.contactId)!.name).not.toBe('');
  expect(await erase(team.owner.personId, at.contactId, 'correct horse battery')).toMatchObject({ ok: true });
});

test('[S72] whatever is put back, they are erased again before anybody is served; a console\'s memory does not bring them back', async () => {
  const path = join(dir, 'erased.list');
  let current = openSqliteStore(join(dir, 'team.db'));
  const store: Store = { read: (work) => current.read(work), write: (work) => current.write(work), scrub: () => current.scrub!(), close: () => current.close() };
  team = await makeTeam({ consoles: 1, store, erasedList: openErasedList(path) });
  await fill();
  await backUp(sqliteWhole(dir), { to: join(dir, 'team.pult'), passphrase: null, now: team.clock.now(), program: '0', fillRandom });
  const op = team.consoles[0]!;
  await done(op, 'message.note', { conversationId: at.conversationId, messageId: team.id(), text: `after the back-up: ${canary}` });
  op.cut();
  op.stayAway(true);
  await erase(team.owner.personId, at.contactId);
  await team.flush();
  expect(readFileSync(path, 'utf8').trim()).toBe(at.contactId);
  // A power cut may leave half a line.
  writeFileSync(path, '01234', { flag: 'a' });

  const second = join(dir, 'second');
  await restore({ from: join(dir, 'team.pult'), passphrase: null, now: team.clock.now(), epochBefore: 1, fill: (shape, work) => fillSqlite(second, shape, fillRandom, work) });
  await current.close();
  current = openSqliteStore(join(second, 'team.db'));
  expect(await cellsTelling(sqliteWhole(second))).toContain('records.body');
  await team.crash();
  expect(await team.rows('erasure')).toMatchObject([{ id: at.contactId, personId: null }]);
  await team.flush();
  await team.advance(1000);
  op.stayAway(false);
  op.heal();
  await team.flush();
  await team.advance(1000);

  expect(await cellsTelling(sqliteWhole(second))).toEqual([]);
  expect(bytesTelling(second, /team\.db/)).toHaveLength(0);
  expect((await sqliteWhole(second).snapshot(verifyStore)).faults.filter((fault) => !fault.startsWith('file '))).toEqual([]);
  expect(op.ask('conversation.view', { conversationId: at.conversationId })).toBeNull();
  await level(op);
});

test('[S72] [S89] a long talk is emptied two hundred rows a step, each a place of its own; a server that dies between two goes on', async () => {
  team = await makeTeam({ consoles: 1 });
  for (let n = 0; n < 450; n += 1) await team.inbound(`${canary} ${n}`, { chatId: 'chat-k', name: canary });
  await team.flush();
  const [talk] = await team.rows('conversation');
  const told = async (): Promise<number> => (await team.rows('message')).filter((row) => row.text.includes(canary)).length;
  const from = (await team.store.read((reader) => reader.head())).seq;
  await erase(team.owner.personId, talk!.contactId);
  // Nobody sees them any more, though most words still stand in the store.
  expect(await visible(team.store, team.owner.personId).then((rows) => [...rows.keys()].filter((key) => key.startsWith('message|')))).toEqual([]);
  await team.crash();
  const left = await told();
  expect(left).toBeGreaterThan(0);
  await team.flush();
  await team.advance(5_000);
  expect(await told()).toBe(0);
  const batches = await team.store.read(async (reader) => {
    const sizes: number[] = [];
    for (let at = from, next = await reader.commitAfter(at); next; next = await reader.commitAfter(at)) {
      sizes.push((await reader.changes(at, next.seq, 9999)).length);
      at = next.seq;
    }
    return sizes;
  });
  expect(Math.max(...batches)).toBeLessThanOrEqual(201);
  expect(batches.filter((size) => size > 100).length).toBeGreaterThanOrEqual(2);
  expect((await team.rows('erasure'))[0]!.doneAt).not.toBeNull();
  expect(JSON.stringify([await team.rows('message'), await team.rows('history'), await team.rows('contact')])).not.toContain(canary);
});
