/** Walk 1.10 of the confectionery, steps 1–7 and 14, through a whole team: consoles with their copies, a server, the shipped preset. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CardView, ConversationView, InboxCounts, InboxRow, MessageRow } from '#shared/queries/rows.ts';
import type { ConversationBody, DealBody } from '#shared/model/bodies.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';
import { confectionery } from '#tests/helpers/confectionery.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';

let team: Team;
let op1: TestConsole;
let op2: TestConsole;
let shop07: string;
let events = 0;

beforeEach(async () => {
  team = await makeTeam({ consoles: 2, preset: confectionery });
  [op1, op2] = [team.consoles[0]!, team.consoles[1]!];
  shop07 = team.id();
  const given = confectionery.demo.accounts.find((account) => account.handle === 'sweets.07')!;
  const account = { ...given, id: shop07, identity: 'ig-07', endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: team.clock.now() };
  expect((await team.robot('account.put', { account })).status).toBe('done');
  await team.flush();
});
afterEach(() => team.close());

const person = { externalId: 'user-1', handle: 'oksana_k', name: 'Оксана', avatarSource: null, link: 'https://instagram.com/oksana_k', language: null };

async function hears(more: Record<string, unknown>): Promise<void> {
  events += 1;
  const event = {
    type: 'message', eventKey: `key-${events}`, chatId: 'user-1', person, at: team.clock.now(), fromClient: true, externalId: `mid-${events}`, kind: 'text', text: 'Добрий день',
    media: [], albumId: null, replyToExternalId: null, subject: null, opensWindowUntil: team.clock.now() + 86_400_000, privateReplyUntil: null, ...more,
  };
  expect(await team.robot('inbound.message', { accountId: shop07, event })).toMatchObject({ status: 'done' });
  await team.flush();
}

const comment = (): Promise<void> => hears({
  kind: 'comment', text: 'Скільки коштує такий торт?', opensWindowUntil: null, privateReplyUntil: team.clock.now() + 7 * 86_400_000,
  subject: { kind: 'post', externalId: 'media-1', link: 'https://instagram.com/p/1', text: 'Торт «Літо»', media: null },
});

const inbox = (one: TestConsole): InboxRow[] =>
  one.ask<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 }).rows;
const chronicle = (one: TestConsole): InboxRow[] => one.ask<{ rows: InboxRow[] }>('chronicle.page', { mineOnly: false, accountId: null, source: 'all', after: null, limit: 50 }).rows;
const view = (one: TestConsole, conversationId: string): ConversationView | null => one.ask('conversation.view', { conversationId });
const talk = async (): Promise<ConversationBody> => (await team.rows('conversation'))[0]!;
const deal = async (): Promise<DealBody> => (await team.rows('deal')).sort((a, b) => a.createdAt - b.createdAt).at(-1)!;

async function press(one: TestConsole, buttonId: string, more: Record<string, unknown> = {}, takes = false): Promise<string> {
  const { id: conversationId } = await talk();
  const { id: dealId } = await deal();
  const commandId = team.id<string>();
  const answer = one.press(takes ? 'button.pressAndTake' : 'button.press', { buttonId, conversationId, dealId, messageId: team.id(), ...more }, commandId);
  expect(answer, buttonId).not.toMatchObject({ ok: false });
  return commandId;
}

test('[c1] [c2] [c4] steps 1–2: a comment makes one card for everybody who takes; a direct message joins it', async () => {
  await comment();
  await hears({ text: 'Хочу торт на суботу' });
  expect(await team.rows('contact')).toHaveLength(1);
  expect(await team.rows('deal')).toMatchObject([{ stageId: 'new', seatId: null, source: 'comment', number: 1, post: { text: 'Торт «Літо»' } }]);
  for (const one of [op1, op2, team.owner]) {
    expect(inbox(one)).toMatchObject([{ name: 'Оксана', accountId: shop07, unread: 2, stageId: 'new', seatId: null, last: { direction: 'in', text: 'Хочу торт на суботу' } }]);
    expect(chronicle(one)).toHaveLength(1);
  }
  const card = op1.ask<CardView>('card.view', { conversationId: (await talk()).id });
  expect(card.profile).toMatchObject({ handle: 'oksana_k', link: 'https://instagram.com/oksana_k' });
  expect(card.comments.map((row) => row.text)).toEqual(['Скільки коштує такий торт?']);
});

test('[c5] [c7] [c9] [c11] steps 3–4: the alarm rings on every console; one press takes, answers and moves, and it is gone elsewhere', async () => {
  await comment();
  await team.advance(121_000);
  expect([op1, op2].map((one) => inbox(one)[0]!.clockLevel)).toEqual([1, 1]);
  await team.advance(60_000);
  expect([op1, op2].map((one) => inbox(one)[0]!.clockLevel)).toEqual([2, 2]);
  const counts = op1.ask<InboxCounts>('inbox.counts', {});
  expect(counts).toMatchObject({ owed: 1, late: 1, chronicle: 1 });
  await press(op1, 'greet', {}, true);
  await team.flush();
  expect(await talk()).toMatchObject({ seatId: op1.seatId, owedSince: null, clockLevel: 0 });
  expect(await deal()).toMatchObject({ stageId: 'greeting', seatId: op1.seatId });
  expect(inbox(op2)).toEqual([]);
  expect([op1, team.owner].map((one) => inbox(one).length)).toEqual([1, 1]);
  for (const one of [op1, op2, team.owner]) expect(chronicle(one)).toEqual([]);
  const { rows } = op1.ask<{ rows: MessageRow[] }>('message.page', { conversationId: (await talk()).id, before: null, around: null, limit: 20 });
  expect(rows.find((row) => row.direction === 'out')).toMatchObject({
    state: 'queued', route: 'private', text: 'Добрий день, Оксана! Раді вашому повідомленню. На яку дату потрібен десерт і скільки буде гостей?',
  });
});

test('[q3] two who greet at once: one has it, the other reads who and sends nothing', async () => {
  await comment();
  await press(op1, 'greet', {}, true);
  const lost = await press(op2, 'greet', {}, true);
  await team.flush();
  expect((await talk()).seatId).toBe(op1.seatId);
  expect((await team.rows('message')).filter((row) => row.direction === 'out')).toHaveLength(1);
  const told = op2.events.find((event) => 'commandId' in event && event.commandId === lost);
  expect(told).toMatchObject({ ok: false, code: 'taken_by_other', data: { seatId: op1.seatId } });
});

test('[c5] [S54] a press of five things is one undo, on every console', async () => {
  await comment();
  const commandId = await press(op1, 'greet', {}, true);
  await team.flush();
  op1.press('command.undo', { commandId });
  await team.flush();
  expect(await talk()).toMatchObject({ seatId: null, last: { direction: 'in' } });
  expect((await talk()).owedSince).not.toBeNull();
  expect(await deal()).toMatchObject({ stageId: 'new', seatId: null });
  expect((await team.rows('message')).filter((row) => row.direction === 'out')).toEqual([]);
  for (const one of [op1, op2]) expect(inbox(one)).toMatchObject([{ stageId: 'new', seatId: null }]);
});

test('[c5] steps 5 and 7: a wrong status is put right; the price asks first, then goes with card and deposit', async () => {
  await comment();
  await hears({ text: 'Добрий день' });
  await press(op1, 'greet', {}, true);
  await team.flush();
  await press(op1, 'not-successful', { values: { lostReason: 'silent' } });
  await press(op1, 'draft');
  const { id: dealId } = await deal();
  op1.press('deal.pickStage', { dealId, stageId: 'details' });
  // Shown at once on the console that pressed, before the server has said a word.
  expect(view(op1, (await talk()).id)!.deal).toMatchObject({ stageId: 'details' });
  await team.flush();
  expect(await deal()).toMatchObject({ stageId: 'details', draftFrom: null, lostReason: null });
  const lines = (await team.rows('history')).filter((line) => line.recordId === dealId && line.field === 'stageId');
  expect(lines.map((line) => line.to).sort()).toEqual(['details', 'draft', 'greeting', 'not-successful']);
  expect(lines.every((line) => line.personId === op1.personId)).toBe(true);

  const { id: conversationId } = await talk();
  const asked = op1.press('button.press', { buttonId: 'price', conversationId, dealId, messageId: team.id() });
  expect(asked).toMatchObject({ ok: false, code: 'button_asks', data: { missing: ['productKind', 'neededAt', 'amount'] } });
  const values = { productKind: 'cake', weightKg: 2, neededAt: { at: Date.UTC(2026, 5, 6, 11) }, amount: { minor: 180_000, currency: 'UAH' } };
  await press(op1, 'price', { values });
  await team.flush();
  expect(await deal()).toMatchObject({ stageId: 'price', amountMinor: 180_000 });
  const last = (await team.rows('message')).filter((row) => row.direction === 'out').sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).at(-1)!;
  expect(last.text.replaceAll('\u00a0', ' ')).toContain('торт, 2 кг, сб 06.06, 14:00. Разом 1 800 грн, завдаток 900 грн. Картка 0000 1111 2222 3333');
  expect(op1.press('deal.move', { dealId, stageId: 'in-production' })).toMatchObject({ ok: false, code: 'stage_needs', data: { missing: ['paid', 'deliveryKind', 'executor'] } });
  await team.jump(86_400_000);
  await team.advance(2_000);
  expect((await team.rows('task')).filter((task) => task.cancelledAt === null)).toMatchObject([{ titles: { en: 'Ask about payment' }, seatId: op1.seatId }]);
});

test('[c3] [c5] step 6: the client\'s photo goes to card and order with one press', async () => {
  await comment();
  await press(op1, 'greet', {}, true);
  await team.flush();
  await hears({ kind: 'photo', text: '', media: [{ kind: 'photo', source: null, fileName: null, contentType: null, sizeBytes: null, width: null, height: null, durationMs: null, missing: null }] });
  const message = (await team.rows('message')).find((row) => row.kind === 'photo')!;
  const hash = 'ab'.repeat(32);
  await team.robot('media.stored', { messageId: message.id, index: 0, attachment: { ...message.attachments[0]!, hash, missing: null } });
  await team.flush();
  expect(view(op1, (await talk()).id)!.hasClientPhoto).toBe(true);
  await press(op1, 'order-photo');
  await team.flush();
  expect(await team.rows('contact')).toMatchObject([{ photos: [{ hash, messageId: message.id }] }]);
  expect((await deal()).fields['references']).toEqual([hash]);
});

test('[c5] [S73] step 14: spam leaves every console with its contact, comes back whole by undo, and writes anew as a stranger', async () => {
  await hears({ text: 'Earn money online' });
  const commandId = await press(op2, 'spam');
  await team.flush();
  for (const one of [op1, op2, team.owner]) expect(inbox(one)).toEqual([]);
  expect(op2.ask('search.all', { term: 'Оксана', conversationId: null, limit: 10 })).toEqual([]);
  op2.press('command.undo', { commandId });
  await team.flush();
  for (const one of [op1, op2, team.owner]) expect(inbox(one)).toMatchObject([{ name: 'Оксана', stageId: 'new', unread: 1 }]);
  await press(op2, 'spam');
  await team.flush();
  await hears({ text: 'Hello again' });
  expect(await team.rows('contact')).toHaveLength(2);
  for (const one of [op1, op2]) expect(inbox(one)).toMatchObject([{ stageId: 'new', unread: 1, last: { text: 'Hello again' } }]);
});

test('[x1] pressed without a network, it happens when the network is back: once, in order', async () => {
  await hears({ text: 'Добрий день' });
  await press(op1, 'greet', {}, true);
  await team.flush();
  op1.cut();
  await team.flush();
  const { id: dealId } = await deal();
  const { id: conversationId } = await talk();
  op1.press('deal.move', { dealId, stageId: 'details' });
  op1.press('message.send', { conversationId, messageId: team.id(), text: 'перше' });
  op1.press('message.send', { conversationId, messageId: team.id(), text: 'друге' });
  expect(view(op1, conversationId)!.deal).toMatchObject({ stageId: 'details' });
  await team.flush();
  expect((await deal()).stageId).toBe('greeting');
  op1.heal();
  await team.advance(60_000);
  expect((await deal()).stageId).toBe('details');
  const sent = (await team.rows('message')).filter((row) => row.direction === 'out').map((row) => row.text);
  expect(sent.slice(-2)).toEqual(['перше', 'друге']);
  expect(sent).toHaveLength(3);
});
