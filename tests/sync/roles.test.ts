/** Roles are data (mission c7): what each person's copy holds, byte by byte, and that the store's lines are what audience() says (S3, S10–S17, I16). */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/core/open-database.ts';
import { replicaMigrations } from '#db/console/migrations.ts';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store } from '#db/server/store.ts';
import { auditAudience } from '#server/committer/check-audience.ts';
import { readDictionary } from '#server/committer/catch-up.ts';
import { regrantedClaim } from '#server/committer/regrant.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';
import { visible } from '#tests/helpers/visible.ts';

const phone = '+380671112233';
let team: Team;
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'pult-roles-')); });
afterEach(async () => {
  await team.close();
  rmSync(folder, { recursive: true });
});

async function addPerson(login: string, roleId: string): Promise<TestConsole> {
  const personId = team.id<string>();
  expect((await team.robot('person.add', { personId, name: login, login, roleId, seatId: null, seatName: null })).status).toBe('done');
  return team.join(personId);
}

/** A client with phone, note and a taken deal of a known amount. */
async function scene(): Promise<{ dealId: string; contactId: string; conversationId: string; op: TestConsole }> {
  await team.inbound('SECRET-WORDS: my phone is hidden');
  await team.flush();
  const op = team.consoles[0]!;
  const [conversation] = await team.rows('conversation');
  const [deal] = await team.rows('deal');
  op.press('conversation.take', { conversationId: conversation!.id });
  await team.flush();
  op.press('contact.update', { contactId: conversation!.contactId, set: { phone, note: 'SECRET-NOTE', email: 'secret@mail.example' } });
  op.press('deal.setFields', { dealId: deal!.id, values: { amount: { minor: 777_333, currency: 'UAH' }, address: 'SECRET-STREET 5' } });
  await team.flush();
  return { dealId: deal!.id, contactId: conversation!.contactId, conversationId: conversation!.id, op };
}

const seenBy = async (store: Store, person: string): Promise<Map<string, number>> => new Map([...(await visible(store, person))].sort());

async function expectRight(): Promise<void> {
  expect(await team.store.read(async (reader) => auditAudience(reader, await readDictionary(reader)))).toEqual([]);
}

test('[c7] [S10] a maker\'s copy holds the deal they take part in, the client\'s name, and no phone, talk, note, address or sum in any byte', async () => {
  team = await makeTeam({ consoles: 1, folder });
  const maker = await addPerson('maker', 'executor');
  const other = await addPerson('other', 'executor');
  const { dealId, contactId, op } = await scene();
  expect(await team.copyOf(maker)).toEqual(await seenBy(team.store, maker.personId));
  expect([...(await seenBy(team.store, maker.personId)).keys()]).not.toContain(`deal|${dealId}`);
  op.press('deal.setFields', { dealId, values: { executor: maker.personId } });
  await team.flush();
  const seen = await seenBy(team.store, maker.personId);
  expect([...seen.keys()]).toEqual(expect.arrayContaining([`deal|${dealId}`, `contact|${contactId}`]));
  expect(await team.copyOf(maker)).toEqual(seen);
  expect([...(await seenBy(team.store, other.personId)).keys()]).not.toContain(`deal|${dealId}`);
  expect(await team.copyOf(op)).toEqual(await seenBy(team.store, op.personId));
  const bytes = (one: TestConsole): string => readdirSync(folder).filter((name) => name.startsWith(`${one.personId}-replica`)).map((name) => readFileSync(join(folder, name), 'latin1')).join('');
  const hidden = [phone, phone.slice(-7), [...phone.replace('+', '')].toReversed().join(''), 'SECRET-WORDS', 'SECRET-NOTE', 'secret@mail', 'SECRET-STREET', '777333'];
  for (const words of hidden) {
    expect(bytes(op), words).toContain(words);
    expect(bytes(maker), words).not.toContain(words);
  }
  await expectRight();
});

test('[c7] [S11] [S17] an accountant holds a deal only while a payment claim waits: core and money, the client\'s name, nothing of the talk', async () => {
  team = await makeTeam({ consoles: 1 });
  const accountant = await addPerson('acc', 'accountant');
  const { dealId, contactId, op } = await scene();
  const held = async (): Promise<string[]> => [...(await team.copyOf(accountant)).keys()].filter((key) => !/^(history|person|seat|role|field|list|funnel|button|script|rule|clock|team|account|accountState)\|/.test(key)).sort();
  expect(await held()).toEqual([]);
  const claimId = team.id<string>();
  op.press('payment.claim', { claimId, dealId, amountMinor: 90_000, currency: 'UAH', account: 'card' });
  await team.flush();
  expect(await held()).toEqual([`contact|${contactId}`, `deal|${dealId}`, `paymentClaim|${claimId}`, `side|deal.8.${dealId}`]);
  expect(await team.copyOf(accountant)).toEqual(await seenBy(team.store, accountant.personId));
  const [deal] = await team.rows('deal');
  accountant.press('payment.approve', { claimId, dealId, stageId: deal!.stageId, amountMinor: 90_000, currency: 'UAH' });
  await team.flush();
  expect(await held()).toEqual([]);
  expect((await team.rows('deal'))[0]).toMatchObject({ paidMinor: 90_000, waitingClaims: [] });
  expect(op.ask<unknown>('card.view', { conversationId: (await team.rows('conversation'))[0]!.id })).toMatchObject({ deal: { paidMinor: 90_000, amountMinor: 777_333 } });
  await expectRight();
});

test('[S15] [c7] a role that is given or loses a part changes copies at once, and no root is touched', async () => {
  team = await makeTeam({ consoles: 1 });
  const { op, conversationId } = await scene();
  const grants = await team.store.read((reader) => reader.grantsTouched(0));
  const role = (await team.rows('role')).find((row) => row.id === 'operator')!;
  const parts = async (): Promise<string[]> => [...(await team.copyOf(op)).keys()].filter((key) => key.startsWith('side|')).map((key) => key.split('.')[1]!).sort();
  expect(await parts()).toEqual(['16', '2', '2', '8']);
  for (const facets of [['core', 'talk'], ['core', 'contacts', 'talk', 'money', 'internal']] as const) {
    team.owner.press('role.save', { role: { ...role, facets } });
    await team.flush();
    expect(await team.copyOf(op)).toEqual(await seenBy(team.store, op.personId));
    expect(await parts()).toEqual(facets.length === 2 ? [] : ['16', '2', '2', '8']);
    // The console itself joins what it holds: nothing of a part that has left shows on.
    const whole = facets.length !== 2;
    expect(op.ask<unknown>('card.view', { conversationId })).toMatchObject({
      contact: { phone: whole ? phone : null, note: whole ? 'SECRET-NOTE' : '' }, deal: { amountMinor: whole ? 777_333 : null, fields: whole ? { address: 'SECRET-STREET 5' } : {} },
    });
    expect(JSON.stringify(op.ask<unknown>('card.view', { conversationId })).includes('SECRET-STREET')).toBe(whole);
  }
  const dictionary = 'dictionary:team';
  expect((await team.store.read((reader) => reader.grantsTouched(0))).filter((line) => line.root !== dictionary)).toEqual(grants.filter((line) => line.root !== dictionary));
});

test('[S16] a field that becomes a person\'s, or changes its part, does stored roots anew: copies follow, and a restart in between goes on', async () => {
  team = await makeTeam({ consoles: 1 });
  const maker = await addPerson('maker', 'executor');
  const { dealId, op } = await scene();
  op.press('deal.setFields', { dealId, values: { decor: maker.personId } });
  await team.flush();
  const field = (await team.rows('field')).find((row) => row.id === 'decor')!;
  team.owner.press('dictionary.save', { kind: 'field', body: { ...field, type: 'person' } });
  await team.advance(1_000);
  expect([...(await team.copyOf(maker)).keys()]).toContain(`deal|${dealId}`);
  await expectRight();
  team.owner.press('dictionary.save', { kind: 'field', body: { ...field, type: 'text', facet: 'money' } });
  await team.flush();
  await team.crash();
  await team.advance(1_000);
  expect([...(await team.copyOf(maker)).keys()]).not.toContain(`deal|${dealId}`);
  for (const one of [op, maker, team.owner]) expect(await team.copyOf(one)).toEqual(await seenBy(team.store, one.personId));
  await expectRight();
});

test('[S16] a store of before there were facets is cut and granted anew when it is opened, phones first hidden and then nowhere but where they may be', async () => {
  const store = createMemoryStore();
  team = await makeTeam({ consoles: 1, store });
  const maker = await addPerson('maker', 'executor');
  const { dealId, contactId, op } = await scene();
  op.press('deal.setFields', { dealId, values: { executor: maker.personId } });
  await team.flush();
  const [contact] = await team.rows('contact');
  const [deal] = await team.rows('deal');
  // As it stood: whole bodies, one facet, grants and keys of that facet.
  await store.write(async (writer) => {
    const head = await writer.head();
    const rows = (await Promise.all([`contact:${contactId}`, `deal:${dealId}`].map((root) => writer.recordsOfRoot(root, '', 999)))).flat();
    await writer.deleteRecords(rows.filter((row) => row.kind === 'side'));
    await writer.putRecords(rows.filter((row) => row.kind !== 'side').map((row) => ({ ...row, facet: 1, lookups: [], body: row.kind === 'contact' ? { ...contact } : row.kind === 'deal' ? { ...deal } : row.body })) as never);
    const lines = (await writer.grantsOfRoots([`contact:${contactId}`, `deal:${dealId}`], head.seq)).filter((line) => line.key !== `exec:${maker.personId}` && !line.key.startsWith('clientname:'));
    await writer.closeGrants((await writer.grantsOfRoots([`contact:${contactId}`, `deal:${dealId}`], head.seq)).map((line) => ({ ...line, z: head.seq })));
    await writer.openGrants(lines.map((line) => ({ ...line, facets: 1, a: head.seq })));
    await writer.dropClaims([regrantedClaim]);
  });
  await team.crash();
  await team.advance(1_000);
  await expectRight();
  expect(await store.read((reader) => reader.claims([regrantedClaim]))).toHaveLength(1);
  for (const one of [op, maker, team.owner]) expect(await team.copyOf(one)).toEqual(await seenBy(store, one.personId));
  expect((await team.rows('contact'))[0]).toMatchObject({ phone, note: 'SECRET-NOTE' });
  expect((await store.read((reader) => reader.records([{ kind: 'contact', id: contactId }])))[0]!.body).not.toHaveProperty('phone');
});

test('[S12] [S14] a courier whose role opens contacts reads the deal\'s address, and of the client the name alone', async () => {
  team = await makeTeam({ consoles: 1 });
  const courier = await addPerson('courier', 'courier');
  const { dealId, contactId, op } = await scene();
  op.press('deal.setFields', { dealId, values: { executor: courier.personId } });
  await team.flush();
  const held = [...(await team.copyOf(courier)).keys()];
  expect(held).toEqual(expect.arrayContaining([`deal|${dealId}`, `side|deal.2.${dealId}`, `contact|${contactId}`]));
  expect(held.filter((key) => key.startsWith('side|contact') || key.startsWith('profile|') || key.includes('.8.'))).toEqual([]);
  expect(await team.copyOf(courier)).toEqual(await seenBy(team.store, courier.personId));
});

test('[S3] [S10] a change of a phone is told where phones are seen and nowhere else: row and line alike', async () => {
  team = await makeTeam({ consoles: 1 });
  const { contactId, op } = await scene();
  const before = (await team.store.read((reader) => reader.head())).seq;
  op.press('contact.update', { contactId, set: { phone: '+380670000001' } });
  await team.flush();
  const lines = await team.store.read((reader) => reader.changes(before, Number.MAX_SAFE_INTEGER, 99));
  expect(lines.map(({ kind, facet }) => `${kind} ${facet}`).sort()).toEqual(['history 2', 'side 2']);
});

test('[S6] what lies in the files of real consoles is what their people may see, row by row', async () => {
  team = await makeTeam({ consoles: 2, folder });
  const people = [await addPerson('maker', 'executor'), await addPerson('acc', 'accountant'), await addPerson('aud', 'auditor')];
  const { dealId, op } = await scene();
  op.press('deal.setFields', { dealId, values: { executor: people[0]!.personId } });
  op.press('payment.claim', { claimId: team.id(), dealId, amountMinor: 5, currency: 'UAH' });
  await team.inbound('another', { chatId: 'chat-2' });
  await team.flush();
  for (const one of [team.owner, ...team.consoles, ...people]) {
    one.cut();
    await team.flush();
    one.crash();
    const db = openDatabase({ path: join(folder, `${one.personId}-replica.db`), synchronous: 'NORMAL', migrations: replicaMigrations });
    const tables: [string, string][] = [['dictionary', 'kind'], ['piece', 'kind'], ...['contact', 'profile', 'conversation', 'message', 'deal', 'task', 'history'].map((name): [string, string] => [name, `'${name}'`]), ['read_mark', "'readMark'"]];
    const held = tables.flatMap(([table, kind]) => db.prepare<[], { key: string; ver: number }>(`SELECT ${kind} || '|' || id AS key, ver FROM ${table}`).all().map(({ key, ver }): [string, number] => [key, ver]));
    db.close();
    expect(new Map(held.sort())).toEqual(await seenBy(team.store, one.personId));
    one.start();
  }
});

test('[S16] more roots than one batch takes are done 200 at a time, each batch a place of its own, and a server that dies between two goes on', async () => {
  team = await makeTeam({ consoles: 1 });
  for (let n = 0; n < 80; n += 1) await team.inbound('hello', { chatId: `many-${n}` });
  await team.flush();
  const fields = await team.rows('field');
  const field = fields.find((row) => row.id === 'guests')!;
  const places = async (): Promise<number> => (await team.store.read((reader) => reader.head())).seq;
  await team.person(team.owner.personId, 'dictionary.save', { kind: 'field', body: { ...field, facet: 'exec' } });
  const before = await places();
  await team.advance(1);
  await team.crash();
  const waiting = (await team.store.read((reader) => reader.alarms(['regrant'])))[0];
  await team.advance(5_000);
  expect(await team.store.read((reader) => reader.alarms(['regrant']))).toEqual([]);
  // 80 clients are 240 roots, and people and settings besides: two batches at least.
  expect(await places() - before).toBeGreaterThanOrEqual(2);
  expect(waiting === undefined || Number(waiting.args['left']) >= 0).toBe(true);
  await expectRight();
});
