/** A replica in memory with frames at the level of the wire: what a server would say, written by hand. */
import type { PersonId } from '#shared/base/ids.ts';
import type { DeltaFrame, WireRow } from '#shared/sync/protocol.ts';
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import type { RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import { applyDelta, nothingPending } from '#db/console/apply-delta.ts';
import { openReplica } from '#db/console/open-replica.ts';
import { createPlaceInLog } from '#db/console/place-in-log.ts';
import { createReplica } from '#db/console/replica.ts';
import { createQueries } from '#db/console/queries/answer-queries.ts';
import type { QueryContext } from '#db/console/queries/context.ts';

export const me = '00000000-0000-7000-8000-0000000000aa' as PersonId;
export const mySeat = '00000000-0000-7000-8000-0000000000bb';
export const otherSeat = '00000000-0000-7000-8000-0000000000cc';
export const accountId = '00000000-0000-7000-8000-0000000000dd';
export const start = Date.UTC(2026, 5, 1, 9);

export function uuid(letter: string, n: number): string {
  return `00000000-0000-7000-8000-${letter.charCodeAt(0).toString(16)}${String(n).padStart(10, '0')}`;
}

export function wire<K extends RecordKind>(kind: K, body: Partial<RecordBodies[K]> & { id: string }, ver = 1): WireRow {
  return [kind, body.id, rootKey(kindOf(kind).root(body)), 1, ver, body];
}

export function delta(prev: number | null, to: number, parts: Partial<Pick<DeltaFrame, 'lv' | 'del' | 'todo' | 'up' | 'slices'>> = {}): DeltaFrame {
  return { t: 'd', prev, to, mark: to.toString(16).padStart(16, '0'), page: 0, last: true, lv: [], del: [], todo: [], up: [], slices: [], ...parts };
}

export function team(): WireRow[] {
  return [
    wire('team', { id: 'team', name: 'T', languages: ['uk', 'en'], undoMs: 5000, currency: 'UAH', zone: 'Europe/Kyiv', hours: [], constants: {}, publicUrl: null, demo: false } as never),
    wire('role', { id: 'operator', sees: 'own', may: ['take', 'answer', 'buttons', 'move', 'tasks', 'contacts'], label: { en: 'Op', uk: 'Оп' } }),
    wire('person', { id: me, name: 'Олена', login: 'olena', roleId: 'operator', seatId: mySeat as never, active: true }),
    wire('seat', { id: mySeat as never, name: 'S1', headPersonIds: [], active: true }),
    wire('seat', { id: otherSeat as never, name: 'S2', headPersonIds: [], active: true }),
    wire('account', { id: accountId as never, channel: 'instagram', name: 'Velvet Moon', handle: 'velvet', code: 'VM', colour: 1, group: 'g', identity: 'i', endpoints: {}, verifyToken: '', active: true, demo: false, createdAt: start }),
    wire('funnel', { id: 'sales', label: { en: 'Sales', uk: 'Продажі' }, holds: 'deal', order: 1, stages: ['new', 'price'].map((id) => ({ id, label: { en: id, uk: id }, kind: 'open', colour: 'grey', needs: [], movesTo: ['new', 'price'], onEntry: [], onLeave: [] })) } as never),
  ];
}

export interface Client {
  n: number;
  seatId?: string | null;
  owedSince?: number | null;
  name?: string;
  texts?: string[];
  stageId?: string;
  inboundCount?: number;
  readCount?: number;
  phone?: string | null;
}

/** Contact, profile, conversation, deal, messages and own read mark of one client. */
export function client({ n, seatId = null, owedSince = null, name = `Client ${n}`, texts = ['hello'], stageId = 'new', inboundCount = texts.length, readCount = 0, phone = null }: Client, ver = 1): WireRow[] {
  const at = start + n * 60_000;
  const last = { messageId: uuid('m', n * 100 + texts.length - 1) as never, at: at + texts.length - 1, direction: 'in' as const, kind: 'text' as const, text: texts.at(-1)! };
  return [
    wire('contact', { id: uuid('p', n) as never, name, language: 'uk', phone, email: null, city: null, birthday: null, tags: [], note: '', photos: [], firstRequestAt: at, fields: {}, removedAt: null }, ver),
    wire('profile', { id: uuid('f', n) as never, contactId: uuid('p', n) as never, accountId: accountId as never, channel: 'instagram', externalId: `u${n}`, handle: `handle.${n}`, name, avatar: null, link: null }, ver),
    wire('conversation', conversation({ n, seatId, owedSince, inboundCount, last }), ver),
    wire('deal', {
      id: uuid('d', n) as never, number: n, contactId: uuid('p', n) as never, conversationId: uuid('c', n) as never, accountId: accountId as never, funnelId: 'sales', stageId, stageEnteredAt: at, draftFrom: null,
      seatId: seatId as never, state: 'open', amountMinor: 1000, currency: 'UAH', paidMinor: 0, source: 'direct', post: null, lostReason: null, urgent: false, starredBy: [], fields: {}, createdAt: at, closedAt: null,
    }, ver),
    wire('readMark', { id: uuid('r', n), personId: me, conversationId: uuid('c', n) as never, readCount, at }, ver),
    ...texts.map((text, m) => wire('message', message(n, m, text, at + m), ver)),
  ];
}

export function conversation({ n, seatId, owedSince, inboundCount, last }: { n: number; seatId: string | null; owedSince: number | null; inboundCount: number; last: unknown }): RecordBodies['conversation'] {
  return {
    id: uuid('c', n), contactId: uuid('p', n), accountId, channel: 'instagram', externalChatId: `u${n}`, seatId, takenAt: null, last, lastIn: last, owedSince, unanswered: owedSince === null ? [] : [owedSince], answeredAt: null, clockLevel: 0, inboundCount,
    windowUntil: null, openComment: null, snoozedUntil: null, closedAt: null, createdAt: start, removedAt: null,
  } as unknown as RecordBodies['conversation'];
}

export function message(n: number, m: number, text: string, at: number, more: Partial<RecordBodies['message']> = {}): RecordBodies['message'] {
  return {
    id: uuid('m', n * 100 + m) as never, conversationId: uuid('c', n) as never, direction: 'in', kind: 'text', text, truncated: false, attachments: [], externalId: `${n}.${m}`, albumId: null, replyTo: null,
    subject: null, route: 'direct', state: 'received', failure: '', personId: null, robot: null, elsewhere: false, reactions: [], versions: [], unsentAt: null, notBefore: null, at, ...more,
  };
}

export function createReplicaWorld(path = ':memory:') {
  const { db } = openReplica(path, 'test');
  const replica = createReplica(db, me);
  const place = createPlaceInLog(replica.prepare);
  const queries = createQueries(replica);
  const context: QueryContext = {
    dict: replica.dict, personId: me, seatId: mySeat, now: start + 3600_000, draft: () => null, pending: replica.overlay.has, undoable: () => null, waiting: () => [], deciding: () => false, notDelivered: () => [],
  };
  const apply = (...pages: DeltaFrame[]): void => void replica.transact(() => {
    replica.lift();
    applyDelta(replica, place, pages, start, nothingPending);
  });
  return {
    all: <Row>(sql: string): Row[] => db.prepare(sql).all() as Row[],
    count: (table: string): number => (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n,
    /** Throws when the words that search knows are not those of the rows. */
    checkWords(): void {
      while (replica.indexWords(7)) replica.wordsWait();
      for (const table of ['message_words', 'contact_words']) db.prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('integrity-check', 1)`).run();
    },
    plan: (sql: string): string[] => (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(sql.includes('?') ? [Array.from({ length: sql.split('?').length - 1 }, () => null)] : [Object.fromEntries([...sql.matchAll(/:(\w+)/g)].map((m) => [m[1], null]))])) as { detail: string }[]).map((row) => row.detail),
    replica, place, queries, context, apply,
    ask<Answer>(name: string, params: unknown, ctx: Partial<QueryContext> = {}): Answer {
      if (name === 'search.all') replica.indexWords(1000);
      const answer = queries.answer(name, params, { ...context, ...ctx });
      if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
      return answer.value as Answer;
    },
  };
}
