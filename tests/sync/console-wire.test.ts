/** The console's half of the protocol, against a server that a test writes frame by frame. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openOutbox } from '#db/console/open-replica.ts';
import type { ConversationView, InboxRow, MessageRow, NotDelivered } from '#shared/queries/rows.ts';
import { createScriptedConsole } from '#tests/helpers/scripted-link.ts';
import { client, conversation, delta, message, mySeat, otherSeat, start, team, uuid, wire } from '#tests/helpers/replica-world.ts';

type Console = ReturnType<typeof createScriptedConsole>;
let c: Console;
beforeEach(() => {
  c = createScriptedConsole();
});
afterEach(() => {
  c.backend.close();
  rmSync(c.folder, { recursive: true, force: true });
});

const first = (n = 1, seatId: string | null = mySeat) => delta(null, 10, { up: [...team(), ...client({ n, seatId, owedSince: start })] });
const rows = (console: Console): InboxRow[] => console.ask<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 }).rows;
const messages = (console: Console, n = 1): MessageRow[] => console.ask<{ rows: MessageRow[] }>('message.page', { conversationId: uuid('c', n), before: null, around: null, limit: 50 }).rows;
const view = (console: Console, n = 1): ConversationView | null => console.ask('conversation.view', { conversationId: uuid('c', n) });
const answer = (console: Console, text = 'Добрий день') => ({ conversationId: uuid('c', 1), messageId: console.newId(), text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null });

describe('the order', () => {
  it('[S20] a lost frame ends in a pull, a doubled one is dropped', async () => {
    await c.meet(first());
    const pulls = c.all('pull').length;
    await c.say(delta(20, 30, { up: client({ n: 2 }) }));
    expect(c.all('pull')).toHaveLength(pulls + 1);
    expect(c.last('pull')).toMatchObject({ cursor: [10, '000000000000000a'] });
    expect(rows(c)).toHaveLength(1);
    await c.say(delta(10, 30, { up: [...client({ n: 2 }), ...client({ n: 3 })] }), delta(10, 30, { up: client({ n: 9 }) }), delta(5, 9, { up: client({ n: 8 }) }));
    expect(rows(c)).toHaveLength(3);
    expect(c.all('pull')).toHaveLength(pulls + 1);
  });

  it('[S21] pages take effect together; a lost page discards all of them', async () => {
    await c.meet(first());
    await c.say({ ...delta(10, 20, { up: client({ n: 2 }) }), page: 0, last: false });
    expect(rows(c)).toHaveLength(1);
    await c.say({ ...delta(10, 20, { up: client({ n: 3 }) }), page: 1, last: true });
    expect(rows(c)).toHaveLength(3);
    const pulls = c.all('pull').length;
    await c.say({ ...delta(20, 30, { up: client({ n: 4 }) }), page: 0, last: false }, { ...delta(20, 30, { up: client({ n: 5 }) }), page: 2, last: true });
    expect(rows(c)).toHaveLength(3);
    expect(c.all('pull')).toHaveLength(pulls + 1);
  });

  it('[S19] a `d` enters whole or not at all: with one row that can not be stored none is, the place stays, and it is asked for again', async () => {
    await c.meet(first());
    const broken = client({ n: 3 }).map((row) => (row[0] === 'message' ? [...row.slice(0, 5), { ...(row[5] as object), at: { not: 'a time' } }] : row)) as ReturnType<typeof client>;
    const hellos = c.all('hello').length;
    await c.say(delta(10, 20, { up: [...client({ n: 2 }), ...broken] }));
    expect([rows(c).length, view(c, 2)]).toEqual([1, null]);
    await c.clock.advance(60_000, c.turn);
    expect(c.all('hello').length).toBeGreaterThan(hellos);
    expect(c.last('hello')!.cursor).toEqual([10, '000000000000000a']);
    await c.meet(delta(10, 20, { up: [...client({ n: 2 }), ...client({ n: 3 })] }));
    expect(rows(c)).toHaveLength(3);
  });

  it('[S19] an answer brings no row, whatever it carries', async () => {
    await c.meet(first());
    const press = { commandId: c.newId(), name: 'conversation.take', input: { conversationId: uuid('c', 1) }, label: 'x' };
    c.backend.command(press);
    await c.say({ t: 'out', list: [{ commandId: press.commandId, dseq: 1, status: 'done', code: '', result: { rows: client({ n: 5 }), contact: client({ n: 5 })[0] }, seq: 10 }] } as never);
    expect(rows(c)).toHaveLength(1);
  });

  it('[S31] [S30] asks for the roots it wants until it holds them all, and says how far it is', async () => {
    const roots = [1, 2, 3].map((n) => `conversation:${uuid('c', n)}`);
    await c.meet(delta(null, 10, { up: team(), todo: roots.map((root) => [root, 1]) }));
    expect(c.last('pull')!.want).toEqual(roots.map((root) => [root, '']));
    expect(c.backend.status().firstCopy).toBe(0);
    const slice = (n: number) => ({ root: roots[n - 1]!, after: '', rows: client({ n }).filter((row) => row[2] === roots[n - 1]), next: null });
    await c.say(delta(10, 10, { slices: [slice(1), slice(2)] }));
    expect(c.last('pull')!.want).toEqual([[roots[2], '']]);
    expect(c.backend.status().firstCopy).toBeCloseTo(2 / 3);
    await c.say(delta(10, 11, { slices: [slice(3)] }));
    expect(c.backend.status()).toMatchObject({ firstCopy: null, state: 'live' });
    expect(rows(c)).toHaveLength(3);
  });

  it('[S29] an answer that a live frame overtook is asked for again within a second or two, however busy the team is', async () => {
    const root = `conversation:${uuid('c', 1)}`;
    await c.meet(delta(null, 10, { up: team(), todo: [[root, 1]] }));
    const pulls = c.all('pull').length;
    // The live frame was on its way when the pull left; the answer to that pull then fits nowhere.
    await c.say(delta(10, 11, {}), delta(10, 11, { slices: [{ root, after: '', rows: client({ n: 1 }).filter((row) => row[2] === root), next: null }] }));
    for (let seq = 11; seq < 20; seq += 1) {
      await c.clock.advance(300, c.turn);
      await c.say(delta(seq, seq + 1, {}));
    }
    expect(c.all('pull').length).toBeGreaterThan(pulls);
    expect(c.last('pull')!.want).toEqual([[root, '']]);
  });

  it('[S25] a reset empties the copy, opens another stream and sends what was pressed again, same ids and bytes', async () => {
    await c.meet(first());
    const press = c.press('conversation.noAnswerNeeded', { conversationId: uuid('c', 1) });
    expect(press.answer).toMatchObject({ state: 'shown' });
    const sent = c.last('cmd')!;
    c.cut(false);
    await c.clock.advance(1000, c.turn);
    await c.meet(delta(null, 5, { up: [...team(), ...client({ n: 1, seatId: mySeat, owedSince: start })] }), { epoch: 2, reset: 'restored' });
    const again = c.last('cmd')!;
    expect(again.stream).not.toBe(sent.stream);
    expect(again.list).toMatchObject([{ s: 1, id: press.commandId, body: sent.list[0]!.body }]);
    expect(rows(c)[0]).toMatchObject({ owedSince: null, pending: true });
  });

  it('[I13] [S68] a copy that lost its place tells no answer a second time, and makes no draft of what was refused', async () => {
    await c.meet(first());
    const { commandId } = c.press('message.send', answer(c));
    const { stream } = c.last('cmd')!;
    await c.say({ t: 'out', list: [c.refused(commandId, stream, 1, 10, 'account_off')] });
    expect(c.events.filter((event) => event.t === 'outcome')).toMatchObject([{ commandId, code: 'account_off' }]);
    await c.backend.call('draft.save', { conversationId: uuid('c', 1), kind: 'answer', text: '' });
    c.cut(false);
    await c.clock.advance(1000, c.turn);
    await c.meet(delta(null, 30, { up: [...team(), ...client({ n: 1, seatId: mySeat, owedSince: start })] }), { head: 30, reset: 'horizon' });
    expect(c.backend.status()).toMatchObject({ state: 'live' });
    expect(c.events.filter((event) => event.t === 'outcome')).toHaveLength(1);
    expect(view(c)).toMatchObject({ draft: null });
  });

  it('[S24] hears nothing for long: the line is given up and made anew', async () => {
    await c.meet(first());
    const hellos = c.all('hello').length;
    await c.clock.advance(21_000, c.turn);
    expect(c.all('hello').length).toBeGreaterThan(hellos);
  });

  it('[R16] signed out: says so and stops asking', async () => {
    await c.turn();
    await c.say({ t: 'err', code: 'signed_out', retryMs: null });
    expect(c.backend.status()).toMatchObject({ state: 'rejected', code: 'signed_out' });
    const hellos = c.all('hello').length;
    await c.clock.advance(120_000, c.turn);
    expect(c.all('hello')).toHaveLength(hellos);
  });

  it('[S97] a copy of a console that goes on elsewhere asks its person, and touches nothing', async () => {
    await c.turn();
    await c.say({ t: 'forked' });
    expect(c.backend.status()).toMatchObject({ state: 'rejected', code: 'copied' });
  });
});

describe('presses', () => {
  it('[x1] what was pressed offline is shown, survives an end without a word, and goes out once, in order', async () => {
    await c.meet(first());
    c.cut();
    const texts = ['перше', 'друге', 'третє'];
    const presses = texts.map((text) => c.press('message.send', answer(c, text)));
    expect(messages(c).slice(0, 3).map((row) => [row.text, row.pending])).toEqual([['третє', true], ['друге', true], ['перше', true]]);
    c.restart();
    expect(messages(c).slice(0, 3).map((row) => row.text)).toEqual(['третє', 'друге', 'перше']);
    expect(c.backend.status().pending).toBe(3);
    await c.turn();
    c.restore();
    await c.meet(delta(10, 11));
    const list = c.all('cmd').flatMap((frame) => frame.list);
    expect(list.map((item) => item.id)).toEqual(presses.map((press) => press.commandId));
    expect(list.map((item) => item.s)).toEqual([1, 2, 3]);
  });

  it('[S40] numbers come from a stored counter, never from what is left in the outbox', async () => {
    await c.meet(first());
    const { commandId } = c.press('conversation.noAnswerNeeded', { conversationId: uuid('c', 1) });
    const { stream } = c.last('cmd')!;
    await c.say({ t: 'out', list: [c.done(commandId, stream, 1, 10)] });
    // A month later the answered command is no longer kept.
    c.backend.close();
    await c.clock.advance(31 * 24 * 3600_000, c.turn);
    c.restart();
    await c.meet(delta(10, 11));
    c.press('conversation.snooze', { conversationId: uuid('c', 1), until: null });
    expect(c.last('cmd')!.list).toMatchObject([{ s: 2 }]);
  });

  it('[S40] travels as the text that was stored, after any doubt the same', async () => {
    await c.meet(first());
    c.press('message.send', answer(c));
    const [before] = c.all('cmd');
    c.cut(false);
    await c.clock.advance(1000, c.turn);
    await c.meet(delta(10, 11));
    expect(c.last('cmd')).toEqual(before);
    const { db } = openOutbox(join(c.folder, 'outbox.db'), 'x');
    expect(before!.list[0]!.body).toBe(db.prepare<[], { body: string }>('SELECT body FROM cmd').get()!.body);
    db.close();
  });

  it('one press given twice by its window counts once', async () => {
    await c.meet(first());
    const input = answer(c);
    const { commandId } = c.press('message.send', input);
    expect(c.press('message.send', input, commandId).answer).toMatchObject({ state: 'shown' });
    expect(c.all('cmd').flatMap((frame) => frame.list)).toHaveLength(1);
    expect(messages(c)).toHaveLength(2);
  });

  it('[S55] replay keeps what the server changed beside what is pending', async () => {
    await c.meet(first());
    c.press('contact.update', { contactId: uuid('p', 1), set: { note: 'любить шоколад' } });
    await c.say(delta(10, 20, { up: [wire('contact', { ...(client({ n: 1 })[0]![5] as { id: string }), id: uuid('p', 1) as never, city: 'Львів', name: 'Оксана' }, 2)] }));
    expect(view(c)!.contact).toMatchObject({ note: 'любить шоколад', city: 'Львів', name: 'Оксана' });
    expect(rows(c)[0]!.name).toBe('Оксана');
  });

  it('[S47] the server\'s word is heard when its rows are here, not before', async () => {
    await c.meet(first());
    const { commandId } = c.press('message.send', answer(c, 'є'));
    const { stream } = c.last('cmd')!;
    const told = (): unknown[] => c.events.filter((event) => event.t === 'outcome');
    const early = c.press('conversation.snooze', { conversationId: uuid('c', 1), until: null });
    await c.say({ t: 'out', list: [c.done(commandId, stream, 1, 15), c.done(early.commandId, stream, 2, 10)] });
    expect(told()).toMatchObject([{ commandId: early.commandId }]);
    c.events.length = 0;
    expect(messages(c)[0]).toMatchObject({ text: 'є', pending: true });
    await c.say(delta(10, 15, { up: [wire('message', message(1, 50, 'є', start + 9000, { direction: 'out', state: 'queued' }))] }));
    expect(told()).toEqual([{ t: 'outcome', commandId, ok: true, code: '', data: {}, result: {} }]);
    expect(messages(c).map((row) => row.pending)).toEqual([false, false]);
  });

  it('[S58] refused: what it showed is gone, the press waits in "Not delivered" until dismissed', async () => {
    await c.meet(first());
    const { commandId } = c.press('message.send', answer(c, 'лист'));
    const { stream } = c.last('cmd')!;
    await c.say({ t: 'out', list: [c.refused(commandId, stream, 1, 10, 'account_off')] });
    expect(messages(c).map((row) => row.text)).toEqual(['hello']);
    const list = (): NotDelivered[] => c.ask('outbox.notDelivered', {});
    expect(list()).toMatchObject([{ commandId, code: 'account_off', text: 'лист', conversationId: uuid('c', 1) }]);
    c.restart();
    expect(list()).toHaveLength(1);
    await c.backend.call('outbox.dismiss', { commandId });
    expect(list()).toEqual([]);
  });

  it('[S53] the first answer of an untaken conversation waits as a bubble; refused it is a draft again, though the conversation has left', async () => {
    await c.meet(first(1, null));
    const { commandId, answer: said } = c.press('conversation.answer', answer(c, 'Вітаю!'));
    expect(said).toMatchObject({ state: 'waiting' });
    expect(messages(c)[0]).toMatchObject({ text: 'Вітаю!', pending: true, state: 'queued' });
    expect(rows(c)[0]).toMatchObject({ seatId: null, pending: true });
    const { stream } = c.last('cmd')!;
    await c.say({ t: 'out', list: [c.refused(commandId, stream, 1, 20)] });
    await c.say(delta(10, 20, { lv: [[`conversation:${uuid('c', 1)}`, 0]] }));
    expect(rows(c)).toEqual([]);
    expect(c.events.findLast((event) => event.t === 'outcome')).toMatchObject({ commandId, ok: false, code: 'taken_by_other' });
    expect(c.ask<NotDelivered[]>('outbox.notDelivered', {})).toMatchObject([{ text: 'Вітаю!' }]);
    // It comes back to the seat: the text is there.
    await c.say(delta(20, 30, { up: client({ n: 1, seatId: mySeat }) }));
    expect(rows(c)[0]!.draft).toBe('Вітаю!');
  });

  it('[R13] a refused note becomes a draft of the note again, never of an answer', async () => {
    await c.meet(first());
    const { commandId } = c.press('message.note', { conversationId: uuid('c', 1), messageId: c.newId(), text: 'любить без крему' });
    await c.say({ t: 'out', list: [c.refused(commandId, c.last('cmd')!.stream, 1, 20)] }, delta(10, 20, {}));
    expect(view(c)).toMatchObject({ draft: null, noteDraft: 'любить без крему' });
    expect(rows(c)[0]!.draft).toBeNull();
  });

  it('[x1] an answer and a note not yet sent are kept apart, over a restart too; what is no draft is refused', async () => {
    await c.meet(first());
    const conversationId = uuid('c', 1);
    await c.backend.call('draft.save', { conversationId, kind: 'answer', text: 'Вітаю!' });
    await c.backend.call('draft.save', { conversationId, kind: 'note', text: 'алергія на горіхи' });
    c.restart();
    expect(view(c)).toMatchObject({ draft: 'Вітаю!', noteDraft: 'алергія на горіхи' });
    expect(rows(c)[0]!.draft).toBe('Вітаю!');
    await c.backend.call('draft.save', { conversationId, kind: 'answer', text: '' });
    c.restart();
    expect(view(c)).toMatchObject({ draft: null, noteDraft: 'алергія на горіхи' });
    expect(await c.backend.call('draft.save', { conversationId, text: 'чия?' })).toMatchObject({ code: 'bad_input' });
  });

  it('[S52] a take is not queued offline: the press says why', async () => {
    await c.meet(first(1, null));
    c.cut();
    expect(c.press('conversation.take', { conversationId: uuid('c', 1) }).answer).toMatchObject({ ok: false, code: 'offline' });
    expect(c.backend.status().pending).toBe(0);
  });

  it('[S44] forked: the pending go on under another stream, same ids; [S43] a gap is filled from what is kept', async () => {
    await c.meet(first());
    const a = c.press('conversation.noAnswerNeeded', { conversationId: uuid('c', 1) });
    const one = c.last('cmd')!;
    await c.say({ t: 'gap', last: 0 });
    expect(c.last('cmd')).toEqual(one);
    await c.say({ t: 'forked' });
    const two = c.last('cmd')!;
    expect(two.stream).not.toBe(one.stream);
    expect(two.list).toMatchObject([{ s: 1, id: a.commandId }]);
    expect(c.last('open')!.stream).toBe(two.stream);
  });

  it('[R15] the robot\'s commands, unknown ones and garbage are refused before anything is stored', async () => {
    await c.meet(first());
    expect(c.press('person.add', { personId: c.newId() }).answer).toMatchObject({ ok: false });
    expect(c.press('account.remove', {}).answer).toMatchObject({ ok: false });
    expect(c.press('no.such', {}).answer).toMatchObject({ code: 'unknown_command' });
    expect(c.press('message.send', { text: 5 }).answer).toMatchObject({ code: 'bad_input' });
    expect(c.press('conversation.close', { conversationId: uuid('c', 1) }, 'not an id').answer).toMatchObject({ code: 'bad_input' });
    expect(c.press('conversation.noAnswerNeeded', { conversationId: uuid('c', 404) }).answer).toMatchObject({ code: 'not_found' });
    expect(c.all('cmd')).toEqual([]);
    expect(c.backend.status().pending).toBe(0);
  });

  it('64 at once are on their way, never more', async () => {
    await c.meet(first());
    for (let n = 0; n < 100; n += 1) c.press('conversation.snooze', { conversationId: uuid('c', 1), until: c.clock.now() + 3600_000 + n });
    expect(c.all('cmd').flatMap((frame) => frame.list)).toHaveLength(64);
    const { stream } = c.last('cmd')!;
    const sent = c.all('cmd').flatMap((frame) => frame.list);
    await c.say({ t: 'out', list: sent.slice(0, 10).map((item) => c.done(item.id, stream, item.s, 10)) });
    expect(c.all('cmd').flatMap((frame) => frame.list)).toHaveLength(74);
  });

  it('another seat takes it while a press is pending: the row leaves, nothing breaks, the answer is heard', async () => {
    await c.meet(first());
    const { commandId } = c.press('message.send', answer(c, 'ще'));
    const { stream } = c.last('cmd')!;
    await c.say(delta(10, 20, { lv: [[`conversation:${uuid('c', 1)}`, 0]], up: [wire('conversation', conversation({ n: 2, seatId: otherSeat, owedSince: null, inboundCount: 0, last: null }))] }));
    expect(rows(c).map((row) => row.conversationId)).toEqual([uuid('c', 2)]);
    await c.say({ t: 'out', list: [c.refused(commandId, stream, 1, 20, 'not_found')] });
    expect(c.ask<NotDelivered[]>('outbox.notDelivered', {})).toHaveLength(1);
  });
});
