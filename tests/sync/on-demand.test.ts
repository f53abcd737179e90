/** Talks at rest come as their heads, the rest when somebody opens them or they come to life; what is wanted is never told as complete (S29, S31, S32, S34, S57, S92, I12). */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wantOrder } from '#shared/sync/protocol.ts';
import type { DeltaFrame } from '#shared/sync/protocol.ts';
import type { InboxRow, MessageRow } from '#shared/queries/rows.ts';
import { createFirstCopyGate } from '#server/sync/first-copy-gate.ts';
import { answerPull } from '#server/sync/pull-answer.ts';
import { visibleRoots, wantedRoots } from '#server/sync/visible-roots.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import { createScriptedConsole } from '#tests/helpers/scripted-link.ts';
import { client, delta, message, start, team as settings, uuid, wire } from '#tests/helpers/replica-world.ts';

const day = 24 * 3_600_000;

describe('the server', () => {
  let team: Team;
  beforeEach(async () => { team = await makeTeam({ consoles: 1 }); });
  afterEach(() => team.close());

  const talks = async () => Object.fromEntries((await team.rows('conversation')).map((row) => [row.externalChatId, `conversation:${row.id}`]));
  const ask = (request: Partial<Parameters<typeof answerPull>[1]>): Promise<DeltaFrame[]> => team.store.read(async (reader) => {
    const head = await reader.head();
    return (await answerPull(reader, { person: team.consoles[0]!.personId, cursor: [head.seq, head.mark], want: [], ...request })) as DeltaFrame[];
  });

  test('[S31] settings first, then one’s own, then what nobody has taken, each with the newest first; what rests for ninety days last', async () => {
    const person = team.consoles[0]!.personId;
    for (const chatId of ['old', 'owed']) await team.inbound('long ago', { chatId });
    const all = await talks();
    await team.person(person, 'conversation.noAnswerNeeded', { conversationId: all['old']!.split(':')[1] });
    await team.jump(100 * day);
    await team.inbound('new', { chatId: 'new' });
    await team.advance(1000);
    await team.inbound('newer', { chatId: 'newer' });
    await team.advance(1000);
    await team.inbound('mine', { chatId: 'mine' });
    Object.assign(all, await talks());
    await team.person(person, 'conversation.take', { conversationId: all['mine']!.split(':')[1] });
    const list = await team.store.read(async (reader) => {
      const head = await reader.head();
      return wantedRoots(reader, head, await visibleRoots(reader, person, head.seq));
    });
    const order = list.map(([root]) => root).filter((root) => root.startsWith('conversation:') || root.startsWith('dictionary:'));
    expect(order[0]).toBe('dictionary:team');
    expect([order[1], order.at(-1)]).toEqual([all['mine'], all['old']]);
    // The clock of the talk that is owed has just struck: that is its newest.
    expect(order.slice(2, 5).filter((root) => root !== all['owed'])).toEqual([all['newer'], all['new']]);
    expect(list.filter(([, cls]) => cls >= wantOrder.onDemand).map(([root]) => root)).toEqual([all['old']]);
    expect(list.map(([, cls]) => cls)).toEqual(list.map(([, cls]) => cls).sort((a, b) => a - b));
  });

  test('[S29] [S31] a head is the talk’s own row and small parts; asked for from there the messages follow without a gap', async () => {
    for (let n = 0; n < 3; n += 1) await team.inbound(`text ${n}`, { chatId: 'one' });
    const root = (await talks())['one']!;
    const [head] = (await ask({ want: [[root, '', 'head']] })).at(-1)!.slices;
    expect([head!.rows.map(([kind]) => kind).includes('message'), head!.rows.map(([kind]) => kind).includes('conversation'), head!.next]).toEqual([false, true, '0~']);
    const [rest] = (await ask({ want: [[root, head!.next!]] })).at(-1)!.slices;
    const [whole] = (await ask({ want: [[root, '']] })).at(-1)!.slices;
    expect(rest!.next).toBeNull();
    expect([...head!.rows, ...rest!.rows]).toEqual(whole!.rows);
  });

  test('[S31] a list without a cursor brings the settings with it', async () => {
    const frames = await ask({ cursor: null });
    expect(frames.flatMap((frame) => frame.slices.map((slice) => slice.root))).toContain('dictionary:team');
    expect(frames.at(-1)!.prev).toBeNull();
  });

  test('[S34] a snapshot held for too long is let go: the console asks again for less; small: a root with very many changes comes by wants', async () => {
    let looks = 0;
    expect(await ask({ cursor: null, late: () => (looks += 1) > 0 })).toBe('slow');
    await team.inbound('first', { chatId: 'busy' });
    const { seq, mark } = team.server().committer.head();
    for (let n = 0; n < 260; n += 1) await team.inbound(`text ${n}`, { chatId: 'busy' });
    const root = (await talks())['busy']!;
    const big = (await ask({ cursor: [seq, mark] })).flatMap((frame) => frame.todo);
    const small = await ask({ cursor: [seq, mark], small: true });
    expect(big).toEqual([]);
    expect(small.flatMap((frame) => frame.todo)).toEqual([[root, 1]]);
    expect(small.flatMap((frame) => frame.up).filter((row) => row[2] === root)).toEqual([]);
  });

  test('[S92] who pulls without end is told to wait, and its line stays; first copies go two at a time, one a person', async () => {
    const wire = createWireConsole(() => team.server(), await team.server().devices.admit(team.consoles[0]!.personId, 'console'));
    wire.connect();
    await team.flush();
    for (let second = 0; second < 3; second += 1) {
      for (let n = 0; n < 150; n += 1) wire.pull();
      await team.flush();
      await team.advance(1000);
    }
    const slow = wire.frames.filter((frame) => frame.t === 'err').length;
    expect(slow).toBeGreaterThan(100);
    expect(slow).toBeLessThan(150);
    expect(wire.connected()).toBe(true);

    const gate = createFirstCopyGate();
    const running: string[] = [];
    const ends: (() => void)[] = [];
    const copy = (person: string, name: string) => gate(person, () => new Promise<void>((resolve) => {
      running.push(name);
      ends.push(resolve);
    }));
    const all = [copy('ann', 'ann 1'), copy('ann', 'ann 2'), copy('bob', 'bob'), copy('cat', 'cat')];
    await Promise.resolve();
    expect(running).toEqual(['ann 1', 'bob']);
    ends[1]!();
    await all[2];
    expect(running).toEqual(['ann 1', 'bob', 'cat']);
    ends[0]!();
    await all[0];
    ends[2]!();
    await all[3];
    expect(running).toEqual(['ann 1', 'bob', 'cat', 'ann 2']);
    ends[3]!();
    await all[1];
  });
});

describe('the console', () => {
  type Console = ReturnType<typeof createScriptedConsole>;
  let c: Console;
  const root = `conversation:${uuid('c', 1)}`;
  const head = () => client({ n: 1 }).filter((row) => row[2] === root && row[0] !== 'message');
  const texts = () => client({ n: 1, texts: ['eins', 'zwei'] }).filter((row) => row[0] === 'message');
  const messages = (): string[] => c.ask<{ rows: MessageRow[] }>('message.page', { conversationId: uuid('c', 1), before: null, around: null, limit: 50 }).rows.map((row) => row.text);
  const shown = (): InboxRow[] => c.ask<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 }).rows;

  beforeEach(async () => {
    c = createScriptedConsole();
    const others = client({ n: 1 }).filter((row) => row[2] !== root && row[0] !== 'deal');
    await c.meet(delta(null, 10, { up: [...settings(), ...others], todo: [[root, wantOrder.onDemand]] }));
  });
  afterEach(() => {
    c.backend.close();
    rmSync(c.folder, { recursive: true, force: true });
  });

  test('[S31] asks for the head, then is done; opened, it asks for the rest at once', async () => {
    expect(c.last('pull')!.want).toEqual([[root, '', 'head']]);
    await c.say(delta(10, 10, { slices: [{ root, after: '', rows: head(), next: '0~' }] }));
    expect(c.backend.status().firstCopy).toBeNull();
    expect(shown().map((row) => row.conversationId)).toEqual([uuid('c', 1)]);
    const pulls = c.all('pull').length;
    await c.clock.advance(4000, c.turn);
    expect(c.all('pull').length).toBe(pulls);
    expect(messages()).toEqual([]);
    await c.turn();
    expect(c.last('pull')!.want).toEqual([[root, '0~']]);
    await c.say(delta(10, 10, { slices: [{ root, after: '0~', rows: texts(), next: null }] }));
    expect(messages()).toEqual(['zwei', 'eins']);
  });

  test('[S31] [c9] what nobody opens comes in the background once nothing else is wanted, and is found by its words; a server that has none is not asked in a circle', async () => {
    await c.say(delta(10, 10, { slices: [{ root, after: '', rows: head(), next: '0~' }] }));
    const found = (): string[] => c.ask<{ text: string }[]>('search.all', { term: 'zwei', conversationId: null, limit: 10 }).map((hit) => hit.text);
    const pulls = c.all('pull').length;
    const quiet = async (seconds: number): Promise<void> => {
      // The server says every five seconds that there is nothing (S24).
      for (let passed = 0; passed < seconds; passed += 5) {
        await c.clock.advance(5000, c.turn);
        await c.say(delta(10, 10));
      }
    };
    await quiet(25);
    expect(c.all('pull').length).toBe(pulls);
    expect(found()).toEqual([]);
    await c.clock.advance(6000, c.turn);
    expect(c.all('pull').slice(pulls).map((pull) => pull.want)).toEqual([[[root, '0~']]]);
    expect(c.backend.status().firstCopy).toBeNull();

    await c.say(delta(10, 10));
    await c.clock.advance(10_000, c.turn);
    expect(c.all('pull').length).toBe(pulls + 2);
    await c.say(delta(10, 10));
    await quiet(25);
    expect(c.all('pull').length).toBe(pulls + 2);

    await c.clock.advance(6000, c.turn);
    await c.say(delta(10, 10, { slices: [{ root, after: '0~', rows: texts(), next: null }] }));
    expect(found()).toEqual(['zwei']);
    expect(messages()).toEqual(['zwei', 'eins']);
    const after = c.all('pull').length;
    await quiet(60);
    expect(c.all('pull').length).toBe(after);
  });

  test('[S23] [S31] a message in a talk at rest is not stored beside the gap: the talk is wanted whole', async () => {
    await c.say(delta(10, 10, { slices: [{ root, after: '', rows: head(), next: '0~' }] }));
    await c.say(delta(10, 20, { up: [wire('message', message(1, 9, 'neu', start + 9_999_999))] }));
    expect(c.last('pull')!.want).toEqual([[root, '0~']]);
    await c.say(delta(20, 20, { slices: [{ root, after: '0~', rows: [...texts(), wire('message', message(1, 9, 'neu', start + 9_999_999))], next: null }] }));
    expect(messages()).toEqual(['neu', 'zwei', 'eins']);
  });

  test('[S33] [S22] what was held in part goes with a reset: the list that follows names it anew, or does not', async () => {
    await c.say(delta(10, 10, { slices: [{ root, after: '', rows: head(), next: '0~' }] }));
    expect(shown().length).toBe(1);
    c.cut(false);
    await c.clock.advance(1000, c.turn);
    await c.meet(delta(null, 20), { head: 20, reset: 'lost' });
    expect(shown()).toEqual([]);
    expect(c.backend.status().firstCopy).toBeNull();
    expect(c.all('have').at(-1)!.list.map(([name]) => name)).not.toContain(root);
  });

  test('[S32] [I12] while anything is wanted whole, the copy says how far it is and is not complete', async () => {
    await c.say(delta(10, 20, { todo: [[`conversation:${uuid('c', 2)}`, 1], [`conversation:${uuid('c', 3)}`, 1]] }));
    expect(c.backend.status().firstCopy).not.toBeNull();
    expect(c.last('pull')!.want.map(([name]) => name)).toEqual([`conversation:${uuid('c', 2)}`, `conversation:${uuid('c', 3)}`, root]);
  });

  test('[S57] a press about a row that is wanted is left to the server', async () => {
    await c.say(delta(10, 10, { slices: [{ root, after: '', rows: head(), next: '0~' }] }), delta(10, 20, { todo: [[root, 1]] }));
    const { answer } = c.press('conversation.noAnswerNeeded', { conversationId: uuid('c', 1) });
    expect(answer).toMatchObject({ state: 'waiting' });
  });

  test('[S34] told that it took too long, asks for less after the pause', async () => {
    await c.say({ t: 'err', code: 'slow', retryMs: 500 });
    const pulls = c.all('pull').length;
    await c.clock.advance(501, c.turn);
    expect(c.all('pull').length).toBe(pulls + 1);
    expect(c.last('pull')).toMatchObject({ small: true });
    expect(c.all('hello').length).toBe(1);
  });
});
