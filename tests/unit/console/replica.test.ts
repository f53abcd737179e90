import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { replicaTables } from '#db/console/schema.ts';
import { lookupColumns, lookupFlags, lookupPieces } from '#db/console/replica-reader.ts';
import { kinds } from '#shared/model/kinds.ts';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { BoardStage, InboxCounts, InboxRow, MessageRow, SearchHit } from '#shared/queries/rows.ts';
import { client, conversation, createReplicaWorld, delta, me, message, mySeat, otherSeat, start, team, uuid, wire } from '#tests/helpers/replica-world.ts';

const all = { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 };
const view = (of: string) => ({ ...all, filter: { ...all.filter, view: of } });
type Page = { rows: InboxRow[]; cursor: string | null };

describe('the replica', () => {
  it('has the tables that drizzle is told of, column by column', () => {
    const world = createReplicaWorld();
    for (const table of replicaTables) {
      const config = getTableConfig(table);
      const real = world.all<{ name: string; type: string; notnull: number }>(`PRAGMA table_info(${config.name})`);
      const told = config.columns.map((column) => ({ name: column.name, type: column.getSQLType().toUpperCase(), notnull: column.notNull || column.primary ? 1 : 0 }));
      expect(real.map(({ name, type, notnull }) => ({ name, type, notnull })), config.name).toEqual(told);
    }
  });

  it('answers every look-up that kinds declare', () => {
    const declared = Object.entries(kinds).filter(([kind]) => !isDictionaryKind(kind)).flatMap(([kind, def]) => Object.keys(def.lookups).map((name) => `${kind}.${name}`));
    const answered = new Set([...Object.keys(lookupColumns), ...Object.keys(lookupFlags), ...Object.keys(lookupPieces), 'message.byExternal']);
    expect(declared.filter((name) => !answered.has(name))).toEqual([]);
  });

  it('[c4] shows a line with everything a list needs, owed first and oldest first, then by newest message', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [
      ...team(),
      ...client({ n: 1, owedSince: start + 500, name: 'Пізня' }), ...client({ n: 2, owedSince: start + 100, name: 'Рання', seatId: mySeat, inboundCount: 3, readCount: 1 }),
      ...client({ n: 3, name: 'Давня' }), ...client({ n: 4, name: 'Свіжа' }),
    ] }));
    const { rows } = world.ask<Page>('inbox.page', all);
    expect(rows.map((row) => row.name)).toEqual(['Рання', 'Пізня', 'Свіжа', 'Давня']);
    expect(rows[0]).toMatchObject({ mine: true, unread: 2, stageId: 'new', owedSince: start + 100, draft: null, pending: false });
    expect(world.ask<Page>('inbox.page', view('mine')).rows.map((row) => row.name)).toEqual(['Рання']);
    expect(world.ask<Page>('inbox.page', view('untaken')).rows).toHaveLength(3);
    expect(world.ask<Page>('inbox.page', view('owed')).rows).toHaveLength(2);
  });

  it('gives pages that meet without a gap or a double', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...Array.from({ length: 25 }, (_, n) => client({ n, owedSince: n % 3 === 0 ? start : null })).flat()] }));
    const seen: string[] = [];
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const page: Page = world.ask<Page>('inbox.page', { ...all, after, limit: 4 });
      seen.push(...page.rows.map((row) => row.conversationId));
      after = page.cursor;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  it('keeps its sums equal to a count of the rows, whatever comes and goes', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...Array.from({ length: 40 }, (_, n) => client({ n, owedSince: n % 4 === 0 ? start + n : null, seatId: [null, mySeat, otherSeat][n % 3] })).flat()] }));
    world.apply(delta(10, 20, { up: [
      ...client({ n: 3, seatId: mySeat, owedSince: start }, 2), ...client({ n: 4, stageId: 'price' }, 2),
      wire('conversation', { ...conversation({ n: 5, seatId: mySeat, owedSince: null, inboundCount: 1, last: null }), closedAt: start }, 2),
      wire('conversation', { ...conversation({ n: 6, seatId: null, owedSince: null, inboundCount: 1, last: null }), removedAt: start }, 2),
    ], lv: [[`conversation:${uuid('c', 8)}`, 0], [`deal:${uuid('d', 8)}`, 0]] }));
    // The person moves to the other seat: every line is seen anew.
    const check = (seat: string): void => {
      const counts = world.ask<InboxCounts>('inbox.counts', {}, { seatId: seat });
      const rows = world.all<{ holder: number; owed: number; unread: number; stage: string; c: number | null }>('SELECT holder, owed, unread, stage, chronicle_at AS c FROM inbox');
      const n = (test: (row: (typeof rows)[number]) => boolean): number => rows.filter(test).length;
      expect(counts).toMatchObject({
        owed: n((r) => r.owed === 1 && r.holder < 2), mine: n((r) => r.holder === 1), untaken: n((r) => r.holder === 0), unread: n((r) => r.unread > 0 && r.holder < 2), all: n((r) => r.holder !== 3),
        chronicle: n((r) => r.c !== null),
      });
      expect(counts.byAccount).toEqual([expect.objectContaining({ owed: counts.owed })]);
      expect(counts.byStage.find((stage) => stage.stageId === 'price')?.count).toBe(n((r) => r.stage === 'price' && r.holder !== 3));
      const stages = world.ask<BoardStage[]>('board.stages', { funnelId: 'sales', mineOnly: false, seatId: null });
      expect(stages.reduce((sum, stage) => sum + stage.count, 0)).toBe(world.count('deal'));
    };
    check(mySeat);
    const before = world.ask<InboxCounts>('inbox.counts', {}).mine;
    world.apply(delta(20, 30, { up: [wire('person', { id: me, name: 'Олена', login: 'olena', roleId: 'operator', seatId: otherSeat as never, active: true }, 3)] }));
    check(otherSeat);
    expect(world.ask<InboxCounts>('inbox.counts', {}).mine).not.toBe(before);
  });

  it('[S22] a root that leaves takes every row, word and sum with it', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...client({ n: 1, texts: ['торт із полуницею'] })] }));
    expect(world.ask<SearchHit[]>('search.all', { term: 'полуниц', conversationId: null, limit: 10 })).toHaveLength(1);
    world.apply(delta(10, 20, { lv: [['conversation', 'c'], ['contact', 'p'], ['deal', 'd']].map(([kind, letter]) => [`${kind}:${uuid(letter!, 1)}`, 0] as [string, number]) }));
    for (const table of ['conversation', 'message', 'contact', 'profile', 'deal', 'inbox']) expect(world.count(table), table).toBe(0);
    expect(world.ask<SearchHit[]>('search.all', { term: 'полуниц', conversationId: null, limit: 10 })).toEqual([]);
    world.checkWords();
    expect(world.ask<InboxCounts>('inbox.counts', {})).toMatchObject({ all: 0, untaken: 0, unread: 0 });
  });

  it('[S23] a row of a part that is not held is not stored; it comes with its slice', () => {
    const world = createReplicaWorld();
    const root = `conversation:${uuid('c', 1)}`;
    const rows = client({ n: 1, texts: ['a', 'b'] });
    world.apply(delta(null, 10, { up: team(), todo: [[root, 1]] }));
    world.apply(delta(10, 20, { up: [wire('message', message(1, 0, 'a', start))] }));
    expect(world.count('message')).toBe(0);
    world.apply(delta(20, 20, { slices: [{ root, after: '', rows: rows.filter((row) => row[2] === root), next: null }] }));
    expect(world.count('message')).toBe(2);
    expect(world.place.wantCount()).toBe(0);
  });

  it('[S32] [I12] a search says that it is not of everything while a talk is still on its way, or nothing has come yet', () => {
    const world = createReplicaWorld();
    const state = () => world.ask('search.state', {});
    expect(state()).toEqual({ complete: false, missing: 0 });
    const root = `conversation:${uuid('c', 1)}`;
    world.apply(delta(null, 10, { up: team(), todo: [[root, 1], [`contact:${uuid('p', 1)}`, 1]] }));
    expect(state()).toEqual({ complete: false, missing: 1 });
    world.apply(delta(10, 10, { slices: [{ root, after: '', rows: client({ n: 1 }).filter((row) => row[2] === root), next: '1|message|x' }] }));
    expect(state()).toEqual({ complete: false, missing: 1 });
    world.apply(delta(10, 10, { slices: [{ root, after: '1|message|x', rows: [], next: null }] }));
    expect(state()).toEqual({ complete: true, missing: 0 });
  });

  it('[S30] a slice asked for in another state of its root is passed over', () => {
    const world = createReplicaWorld();
    const root = `conversation:${uuid('c', 1)}`;
    world.apply(delta(null, 10, { up: team(), todo: [[root, 1]] }));
    world.apply(delta(10, 20, { slices: [{ root, after: '1|message|x', rows: client({ n: 1 }), next: null }] }));
    expect(world.count('message')).toBe(0);
    expect(world.place.wants(9)).toEqual([[root, '']]);
  });

  it('[S22] an older version never takes the place of a newer one', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...client({ n: 1, name: 'Нова' }, 5)] }));
    world.apply(delta(10, 20, { up: [client({ n: 1, name: 'Стара' }, 4)[0]!] }));
    expect(world.ask<Page>('inbox.page', all).rows[0]!.name).toBe('Нова');
  });

  it('keeps messages in the order of their time, also those of one millisecond, and one whose time is corrected', () => {
    const world = createReplicaWorld();
    const same = Array.from({ length: 30 }, (_, m) => wire('message', message(1, m, `m${m}`, start)));
    world.apply(delta(null, 10, { up: [...team(), ...client({ n: 1, texts: [] as never, inboundCount: 0 }).slice(0, 5), ...same, wire('message', message(1, 40, 'later', start + 5))] }));
    const page = (): string[] => world.ask<{ rows: MessageRow[] }>('message.page', { conversationId: uuid('c', 1), before: null, around: null, limit: 200 }).rows.map((row) => row.text);
    expect(page()[0]).toBe('later');
    expect(new Set(page()).size).toBe(31);
    world.apply(delta(10, 20, { up: [wire('message', message(1, 40, 'later', start - 5), 2)] }));
    expect(page().at(-1)).toBe('later');
    expect(page()).toHaveLength(31);
  });
});

describe('search', () => {
  const find = (world: ReturnType<typeof createReplicaWorld>, term: string, conversationId: string | null = null): SearchHit[] => world.ask('search.all', { term, conversationId, limit: 20 });

  it('finds any word of any message from its beginning, newest first, and marks it', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...client({ n: 1, texts: ['Скільки коштує торт?', 'дякую'] }), ...client({ n: 2, texts: ['Хочу ТОРТ на завтра'] })] }));
    const hits = find(world, 'торт');
    expect(hits.map((hit) => hit.conversationId)).toEqual([uuid('c', 2), uuid('c', 1)]);
    for (const hit of hits) expect(hit.marks.map(([from, to]) => hit.text.slice(from, to).toLowerCase())).toEqual(['торт']);
    expect(find(world, 'завтра хоч')).toHaveLength(1);
    expect(find(world, 'торт', uuid('c', 1)).map((hit) => hit.messageId)).toEqual([uuid('m', 100)]);
  });

  it('finds a phone by its last digits, a handle, a name, a deal number', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...client({ n: 1, name: 'Оксана', phone: '+380671234567' }), ...client({ n: 77, name: 'Ірина' })] }));
    expect(find(world, '45 67').map((hit) => hit.name)).toEqual(['Оксана']);
    expect(find(world, '0671234567').map((hit) => hit.name)).toEqual(['Оксана']);
    expect(find(world, '@handle.77').map((hit) => hit.name)).toContain('Ірина');
    expect(find(world, 'окс').map((hit) => hit.kind)).toEqual(['contact']);
    expect(find(world, '#77').map((hit) => hit.kind)).toEqual(['deal']);
  });

  it('finds a changed text by its new words only, and a renamed client', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...client({ n: 1, texts: ['полуниця'] })] }));
    world.apply(delta(10, 20, { up: [wire('message', message(1, 0, 'вишня', start + 60_000), 2), client({ n: 1, name: 'Соломія' }, 2)[0]!] }));
    expect(find(world, 'полуниця')).toEqual([]);
    expect(find(world, 'вишня')).toHaveLength(1);
    expect(find(world, 'солом')).toHaveLength(1);
    world.checkWords();
  });

  it('[R28] whatever is typed is looked for, never obeyed', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...client({ n: 1, texts: ['слово'] })] }));
    const nasty = ['"', '""', 'a"b', 'слово" OR "x', 'NEAR(a b)', 'a AND', '^слово', 'text:слово', '-слово', '(', '*', 'a*b', "'; DROP TABLE message; --", '\u0000', 'नमस्ते', 'x\u030cy', '🎂', '  ', '%', '_', 'слово\u200bслово'];
    for (const term of nasty) expect(() => find(world, term), JSON.stringify(term)).not.toThrow();
    let seed = 7;
    for (let n = 0; n < 2000; n += 1) {
      const term = Array.from({ length: 6 }, () => String.fromCodePoint((seed = (seed * 1103515245 + 12345) % 2147483648) % 0x2fff || 1)).join('');
      expect(() => find(world, term), JSON.stringify(term)).not.toThrow();
    }
    expect(find(world, 'слово')).toHaveLength(1);
  });
});
