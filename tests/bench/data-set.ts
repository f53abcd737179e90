/**
 * A console's copy at the size the targets speak of: 100,000 conversations with 1,000,000 messages, written through the same path as everything
 * else that enters a replica. Built once into .cache (the name says its shape), copied for each run.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Preset } from '#shared/model/preset.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { ContactBody, ConversationBody, DealBody, MessageBody, ProfileBody, RecordKind } from '#shared/model/bodies.ts';
import type { WireRow } from '#shared/sync/protocol.ts';
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import { applyDelta, nothingPending } from '#db/console/apply-delta.ts';
import { openReplica, replicaShape } from '#db/console/open-replica.ts';
import { createPlaceInLog } from '#db/console/place-in-log.ts';
import { createReplica } from '#db/console/replica.ts';

const root = resolve(import.meta.dirname, '../..');

export interface DataSetSize {
  conversations: number;
  messages: number;
  /** Share of conversations that are owed an answer. */
  owed: number;
}

export const fullSize: DataSetSize = { conversations: 100_000, messages: 1_000_000, owed: 0.003 };

/** Changes with the fields of the records below. */
const recordShape = 2;

/** Locked as a person's own files are: what is measured is what they have. */
export const dataSetKey = new Uint8Array(32).fill(7);

/** Known to every data set: the person who looks, on the first seat. */
export const viewerId = id('a', 1) as PersonId;
export const builtAt = Date.UTC(2026, 10, 1, 12);

/** Path of a fresh copy in `dir`, with the keys of a console's folder beside it. */
export function copyOfDataSet(dir: string, size: DataSetSize = fullSize): string {
  const built = buildDataSet(size);
  const path = join(dir, 'replica.db');
  copyFileSync(built, path);
  const key = Buffer.from(dataSetKey).toString('hex');
  writeFileSync(join(dir, 'keys.json'), JSON.stringify({ by: 'file', id: '0'.repeat(32), kept: true, replica: key, outbox: key }), { mode: 0o600 });
  return path;
}

export function buildDataSet(size: DataSetSize): string {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const path = join(cache, `replica-locked-${replicaShape}.${recordShape}-${size.conversations}-${size.messages}.db`);
  if (existsSync(path)) return path;
  const part = `${path}.part`;
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${part}${suffix}`, { force: true });
  const { db } = openReplica(part, 'build', dataSetKey);
  db.pragma('cache_size = -400000');
  fillReplica(db, size);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  renameSync(part, path);
  return path;
}

export function fillReplica(db: Parameters<typeof createReplica>[0], size: DataSetSize): void {
  const replica = createReplica(db, viewerId);
  const place = createPlaceInLog(replica.prepare);
  let seq = 0;
  const give = (rows: WireRow[]): void => {
    seq += rows.length;
    const frame = { t: 'd' as const, prev: seq - rows.length, to: seq, mark: seq.toString(16).padStart(16, '0'), page: 0, last: true, lv: [], del: [], todo: [], up: rows, slices: [] };
    replica.transact(() => applyDelta(replica, place, [frame], builtAt, nothingPending));
  };
  give(dictionaryRows());
  let batch: WireRow[] = [];
  for (let n = 0; n < size.conversations; n += 1) {
    batch.push(...conversationRows(n, size));
    if (batch.length < 40_000) continue;
    give(batch);
    batch = [];
  }
  give(batch);
  while (replica.indexWords(5000));
}

/** Reproducible: the same number gives the same id, word, choice. */
export function id(kind: string, n: number): string {
  const hash = mix(n * 31 + kind.charCodeAt(0)).toString(16).padStart(8, '0');
  return `${hash}-0000-7000-8000-${kind.charCodeAt(0).toString(16)}${n.toString(16).padStart(10, '0')}`;
}

function mix(n: number): number {
  let x = (n + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

const syllables = ['то', 'рт', 'ка', 'за', 'мо', 'ві', 'ли', 'со', 'ло', 'дк', 'ий', 'де', 'нь', 'на', 'ро', 'дж', 'ен', 'ня', 'шо', 'ко', 'ла', 'ві', 'bis', 'cu', 'it', 'ca', 'ke', 'pri', 'ce'];

/** Frequent words are few and rare ones many, as in any language. */
export function word(n: number): string {
  const rank = Math.floor((mix(n) / 2 ** 32) ** 3 * 20_000);
  return wordOfRank(rank);
}

export function wordOfRank(rank: number): string {
  const base = syllables.length;
  return `${syllables[rank % base]}${syllables[Math.floor(rank / base) % base]}${rank >= base * base ? syllables[Math.floor(rank / base / base) % base] : ''}${rank > 2000 ? rank.toString(36) : ''}`;
}

function row(kind: RecordKind, body: { id: string }): WireRow {
  return [kind, body.id, rootKey(kindOf(kind).root(body)), 1, 1, body];
}

const seats = Array.from({ length: 8 }, (_, n) => id('s', n));
const accounts = Array.from({ length: 15 }, (_, n) => id('k', n));

export function dictionaryRows(): WireRow[] {
  const preset = JSON.parse(readFileSync(join(root, 'resources/presets/confectionery.json'), 'utf8')) as Preset;
  const rows: WireRow[] = [];
  const { meta } = preset;
  rows.push(row('team', {
    id: 'team', name: 'Bench', presetId: meta.id, currency: meta.currency, zone: meta.zone, country: meta.country, depositPercent: preset.depositPercent, languages: preset.languages,
    hours: preset.hours, groups: preset.groups, undoMs: preset.undoMs, publicUrl: null, constants: preset.constants, demo: false,
  } as { id: string }));
  for (const body of preset.roles) rows.push(row('role', body));
  for (const body of preset.funnels) rows.push(row('funnel', body));
  for (const body of preset.buttons) rows.push(row('button', body));
  for (const body of preset.scripts) rows.push(row('script', body));
  for (const body of preset.fields) rows.push(row('field', body));
  for (const body of preset.lists) rows.push(row('list', body));
  for (const body of preset.clocks) rows.push(row('clock', body));
  const operator = preset.roles.find((role) => role.sees === 'own') ?? preset.roles[0]!;
  for (const [n, seat] of seats.entries()) rows.push(row('seat', { id: seat, name: `Seat ${n + 1}`, headPersonIds: [], active: true } as { id: string }));
  rows.push(row('person', { id: viewerId, name: 'Olena', login: 'c-op1', roleId: operator.id, seatId: seats[0], active: true } as { id: string }));
  for (const [n, account] of accounts.entries()) {
    rows.push(row('account', {
      id: account, channel: 'instagram', name: `Sweets ${n + 1}`, handle: `sweets.${n + 1}`, code: `S${n % 10}`, colour: n + 1, group: preset.groups[0]?.id ?? 'all', identity: `ig${n}`, endpoints: {},
      verifyToken: 'x', active: true, demo: false, createdAt: builtAt,
    } as { id: string }));
  }
  return rows;
}

export function conversationRows(n: number, size: DataSetSize): WireRow[] {
  const stages = ['new', 'details', 'done'];
  const random = (salt: number): number => mix(n * 101 + salt) / 2 ** 32;
  const conversationId = id('c', n);
  const contactId = id('p', n);
  const accountId = accounts[n % accounts.length]!;
  const owed = random(1) < size.owed;
  const taken = random(2) < 0.9;
  const seatId = taken ? seats[Math.floor(random(3) * seats.length)]! : null;
  const count = Math.max(1, Math.round((size.messages / size.conversations) * (0.5 + random(4))));
  const lastAt = builtAt - Math.floor(random(5) * 365 * 24 * 3600) * 1000;
  const rows: WireRow[] = [];
  const texts = (m: number): string => Array.from({ length: 3 + (mix(n * 7 + m) % 10) }, (_, w) => word(n * 1009 + m * 17 + w)).join(' ');
  let last: MessageBody | null = null;
  let inbound = 0;
  for (let m = 0; m < count; m += 1) {
    const incoming = m % 2 === 0 || (owed && m === count - 1);
    inbound += incoming ? 1 : 0;
    last = {
      id: id('m', n * 64 + m), conversationId, direction: incoming ? 'in' : 'out', kind: 'text', text: texts(m), truncated: false, attachments: [], externalId: `x${n}.${m}`, albumId: null,
      replyTo: null, subject: null, route: 'direct', state: incoming ? 'received' : 'read', failure: '', personId: incoming ? null : viewerId, robot: null, elsewhere: false, reactions: [],
      versions: [], unsentAt: null, notBefore: null, at: lastAt - (count - 1 - m) * 60_000,
    } as unknown as MessageBody;
    rows.push(row('message', last));
  }
  const line = { messageId: last!.id, at: last!.at, direction: last!.direction, kind: last!.kind, text: last!.text.slice(0, 200) };
  const phone = `+3809${String(mix(n * 3) % 100_000_000).padStart(8, '0')}`;
  const contact = {
    id: contactId, name: `${word(n * 13)} ${word(n * 13 + 1)}`, language: 'uk', phone: n % 2 === 0 ? phone : null, email: null, city: null, birthday: null, tags: [], note: '', photos: [],
    firstRequestAt: lastAt, fields: {}, removedAt: null,
  } as unknown as ContactBody;
  const profile = { id: id('f', n), contactId, accountId, channel: 'instagram', externalId: `u${n}`, handle: `user.${n}`, name: contact.name, avatar: null, link: null } as unknown as ProfileBody;
  const conversation = {
    id: conversationId, contactId, accountId, channel: 'instagram', externalChatId: `u${n}`, seatId, takenAt: seatId === null ? null : lastAt, last: line, lastIn: line, owedSince: owed ? lastAt : null, unanswered: owed ? [lastAt] : [], answeredAt: owed ? null : lastAt,
    clockLevel: owed ? Math.floor(random(6) * 4) : 0, inboundCount: inbound, windowUntil: lastAt + 24 * 3600_000, openComment: null, snoozedUntil: null,
    closedAt: random(7) < 0.3 ? lastAt : null, createdAt: lastAt - count * 60_000, removedAt: null,
  } as unknown as ConversationBody;
  const stageId = owed ? stages[n % 2]! : random(8) < 0.05 ? stages[n % 2]! : 'done';
  const deal = {
    id: id('d', n), number: n + 1, contactId, conversationId, accountId, funnelId: 'sales', stageId, stageEnteredAt: lastAt, draftFrom: null, seatId, state: stageId === 'done' ? 'won' : 'open',
    amountMinor: 100_000 + (n % 50) * 1000, currency: 'UAH', paidMinor: 0, source: 'direct', post: null, lostReason: null, urgent: false, starredBy: [], fields: {}, createdAt: conversation.createdAt, closedAt: null,
  } as unknown as DealBody;
  const readMark = { id: id('r', n), personId: viewerId, conversationId, readCount: owed ? inbound - 1 : inbound, at: lastAt };
  rows.unshift(row('contact', contact), row('profile', profile), row('conversation', conversation), row('deal', deal), row('readMark', readMark));
  return rows;
}
