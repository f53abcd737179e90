/** A small believable team for tests of the window and for looking at it: a confectionery with eight accounts on one afternoon. */
import type { RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import type { Attachment, LastMessage, MessageBody } from '#shared/model/bodies.ts';
import type { Preset } from '#shared/model/preset.ts';
import { kinds } from '#shared/model/kinds.ts';
import { presets } from '#tests/ui/fake-preset.ts';

/** A stable id that reads: kind's number and the row's. */
export function fakeId<Id extends string>(kind: number, n: number): Id {
  return `0192f3a0-${String(kind).padStart(4, '0')}-7000-8000-${String(n).padStart(12, '0')}` as Id;
}

export interface Table {
  set(kind: RecordKind, id: string, body: Record<string, unknown>): void;
}

export const seatIds = { mine: fakeId<RecordBodies['seat']['id']>(3, 2), other: fakeId<RecordBodies['seat']['id']>(3, 1), third: fakeId<RecordBodies['seat']['id']>(3, 3) };
export const meId = fakeId<RecordBodies['person']['id']>(2, 1);

const minute = 60_000;
const accounts: [name: string, handle: string, code: string, colour: number, channel: 'instagram' | 'telegram'][] = [
  ['Velvet Moon', 'velvet.moon.cakes', 'VM', 13, 'instagram'], ['Медова Хмара', 'medova.khmara', 'МХ', 3, 'instagram'],
  ['Торти від Марти', 'torty.vid.marty', 'ТМ', 1, 'instagram'], ['Павлова на розі', 'pavlova.na.rozi', 'ПР', 15, 'instagram'],
  ['Bento Bunny', 'bento.bunny.ua', 'BB', 9, 'instagram'], ['Маковий день', 'makovyi.den', 'МД', 2, 'instagram'],
  ['Зефірна гора', 'zefirna.hora', 'ЗГ', 11, 'instagram'], ['Крем і Кава', 'krem_kava_bot', 'КК', 4, 'telegram'],
];

interface Talk {
  name: string;
  account: number;
  /** Minutes ago and text of the client's last words. */
  last: string;
  waits: number | null;
  level: 0 | 1 | 2 | 3;
  seat: 'mine' | 'other' | 'third' | null;
  stage: string;
  unread: number;
  comment?: true;
  amount?: number;
}

const talks: Talk[] = [
  { name: 'Юлія Романюк', account: 2, last: 'Доброго дня! Чи є у вас на сьогодні щось готове на 6 осіб?', waits: 12.1, level: 3, seat: null, stage: 'new', unread: 3 },
  { name: 'Анастасія-Вікторія Переверзєва-Гриценко', account: 3, last: 'А якщо ярусів буде чотири, то скільки це вийде по вазі і ціні?', waits: 7.7, level: 3, seat: null, stage: 'details', unread: 2 },
  { name: 'Сергей Волошин', account: 7, last: 'Нужен счёт на юрлицо, 120 эклеров к пятнице', waits: 5.4, level: 3, seat: 'mine', stage: 'price', unread: 1, amount: 480000 },
  { name: 'Олена Ткаченко', account: 1, last: 'Отакий колір. І скільки передоплата? Можу скинути зараз на картку', waits: 2.4, level: 1, seat: 'mine', stage: 'details', unread: 0, amount: 253000 },
  { name: 'katya_fit_kyiv', account: 7, last: 'А без цукру буває?', waits: 2.2, level: 1, seat: null, stage: 'new', unread: 1, comment: true },
  { name: 'Дмитро Бондар', account: 5, last: 'А можна без напису?', waits: 1.8, level: 0, seat: 'mine', stage: 'details', unread: 1 },
  { name: 'Софія Кравець', account: 3, last: 'Так, самовивіз о 18:30 підходить, дякую!', waits: 1.4, level: 0, seat: 'mine', stage: 'ready', unread: 0, amount: 98000 },
  { name: 'Максим Поліщук', account: 8, last: 'Оплатив, ось квитанція', waits: 1.1, level: 0, seat: 'mine', stage: 'price', unread: 1, amount: 126500 },
  { name: 'Alina Brown', account: 4, last: 'Hi! Do you deliver to Boryspil airport?', waits: 0.4, level: 0, seat: null, stage: 'new', unread: 1 },
  { name: 'Наталія Олійник', account: 6, last: 'Добре, чекаю рахунок', waits: null, level: 0, seat: 'mine', stage: 'price', unread: 0, amount: 310000 },
  { name: 'Андрій Руденко', account: 5, last: 'Торт у курʼєра?', waits: null, level: 0, seat: 'mine', stage: 'delivery', unread: 0, amount: 189000 },
  { name: 'Марина Зінченко', account: 2, last: 'Надішліть, будь ласка, фото начинок', waits: null, level: 0, seat: 'mine', stage: 'details', unread: 0 },
  { name: 'Тетяна Яремчук', account: 1, last: 'Дуже смачно, дякую!', waits: null, level: 0, seat: 'mine', stage: 'done', unread: 0, amount: 145000 },
  { name: 'Оксана Гаврилюк', account: 4, last: 'Добре, до суботи', waits: null, level: 0, seat: 'mine', stage: 'in-production', unread: 0, amount: 220000 },
  { name: 'Ілля Мартинюк', account: 3, last: 'Дякую', waits: null, level: 0, seat: 'mine', stage: 'in-production', unread: 0, amount: 175000 },
  { name: 'ТОВ «Північний берег»', account: 6, last: 'Оплата до 16 березня', waits: null, level: 0, seat: 'mine', stage: 'greeting', unread: 0, amount: 1200000 },
];

const firstNames = ['Ірина', 'Богдан', 'Леся', 'Остап', 'Дарина', 'Тарас', 'Зоряна', 'Юрій', 'Мирослава', 'Назар'];
const lastNames = ['Бойко', 'Мельник', 'Шевчук', 'Коваль', 'Гнатюк', 'Савчук', 'Лисенко', 'Павленко'];

/** Fills the table as of `now` (UTC ms). `more`: further quiet conversations, to scroll through. */
export function fillTeam(table: Table, now: number, options: { preset?: Preset; more?: number } = {}): void {
  const preset = options.preset ?? presets.confectionery;
  const put = <K extends RecordKind>(kind: K, body: RecordBodies[K] & { id: string }): void => {
    if (!(kind in kinds)) throw new Error(kind);
    table.set(kind, body.id, body as unknown as Record<string, unknown>);
  };
  put('team', { id: 'team', name: 'Сім ложок', presetId: preset.meta.id, currency: preset.meta.currency, country: preset.meta.country, zone: preset.meta.zone, languages: preset.languages, hours: [], groups: preset.groups, undoMs: preset.undoMs, depositPercent: preset.depositPercent, publicUrl: null, constants: preset.constants, demo: false });
  for (const role of preset.roles) put('role', role);
  for (const funnel of preset.funnels) put('funnel', funnel);
  for (const button of preset.buttons) put('button', button);
  for (const script of preset.scripts) put('script', script);
  for (const field of preset.fields) put('field', field);
  for (const list of preset.lists) put('list', list);
  for (const rule of preset.rules) put('rule', rule);
  for (const clock of preset.clocks) put('clock', clock);
  const people: [string, string, string, RecordBodies['seat']['id'] | null][] = [['Ірина Мельник', 'c-op2', 'operator', seatIds.mine], ['Катерина Лисенко', 'c-op1', 'operator', seatIds.other], ['Богдан Савчук', 'c-op3', 'operator', seatIds.third], ['Марта Коваль', 'c-owner', 'owner', null]];
  people.forEach(([name, login, roleId, seatId], at) => put('person', { id: fakeId<RecordBodies['person']['id']>(2, at + 1), name, login, roleId, seatId, active: true }));
  for (const [id, name] of [[seatIds.other, 'Місце 1'], [seatIds.mine, 'Місце 2'], [seatIds.third, 'Місце 3']] as const) put('seat', { id, name, headPersonIds: [], active: true });
  accounts.forEach(([name, handle, code, colour, channel], at) => {
    const id = fakeId<RecordBodies['account']['id']>(1, at + 1);
    put('account', { id, channel, name, handle, code, colour, group: 'cakes', identity: `1784${at}`, endpoints: {}, verifyToken: 'v', active: true, demo: false, createdAt: now - 90 * 86_400_000 });
    const broken = at === 5;
    put('accountState', { id, health: broken ? 'error' : at === 3 ? 'warning' : 'ok', code: broken ? 'token_invalid' : at === 3 ? 'rate_limited' : '', lastInboundAt: now - minute, lagMs: at === 3 ? 130_000 : 2000, tokenExpiresAt: now + 52 * 86_400_000, waitingEffects: broken ? 2 : 0 });
  });
  talks.forEach((talk, at) => putTalk(put, talk, at + 1, now));
  for (let n = 0; n < (options.more ?? 0); n += 1) {
    const name = `${firstNames[n % firstNames.length]!} ${lastNames[(n * 3) % lastNames.length]!}`;
    putTalk(put, { name, account: (n % accounts.length) + 1, last: 'Дякую, гарного дня!', waits: null, level: 0, seat: 'mine', stage: ['greeting', 'details', 'price', 'done'][n % 4]!, unread: 0, amount: 90_000 + n * 1000 }, 100 + n, now - n * 7 * minute);
  }
  for (const [at, title, due] of [[1, 'Надіслати реквізити', 4], [2, 'Уточнити адресу і поверх', 20 * 60], [3, 'Передзвонити', -30]] as const) {
    put('task', { id: fakeId<RecordBodies['task']['id']>(8, at), title, titles: null, dealId: fakeId(6, 4), conversationId: fakeId(5, 4), contactId: fakeId(4, 4), seatId: seatIds.mine, dueAt: now + due * minute, setBy: null, doneAt: null, doneBy: null, cancelledAt: null, createdAt: now - 60 * minute });
  }
}

type Put = <K extends RecordKind>(kind: K, body: RecordBodies[K] & { id: string }) => void;

function putTalk(put: Put, talk: Talk, n: number, now: number): void {
  const conversationId = fakeId<RecordBodies['conversation']['id']>(5, n);
  const contactId = fakeId<RecordBodies['contact']['id']>(4, n);
  const accountId = fakeId<RecordBodies['account']['id']>(1, talk.account);
  const channel = accounts[talk.account - 1]![4];
  const start = now - (talk.waits ?? 60 + n * 9) * minute;
  const seatId = talk.seat ? seatIds[talk.seat] : null;
  put('contact', { id: contactId, name: talk.name, language: 'uk', phone: n === 4 ? '+380005550142' : null, email: null, city: n === 4 ? 'Київ' : null, birthday: null, tags: n === 7 ? ['постійна клієнтка'] : [], note: '', photos: [], firstRequestAt: now - (n + 1) * 86_400_000, fields: {}, removedAt: null });
  put('profile', { id: fakeId<RecordBodies['profile']['id']>(9, n), contactId, accountId, channel, externalId: `77${n}`, handle: `client.${n}`, name: talk.name, avatar: null, link: 'https://www.instagram.com/' });
  const messages = conversationOf(talk, n, start, conversationId);
  for (const message of messages) put('message', message);
  const incoming = messages.filter((message) => message.direction === 'in');
  const lastIn = lastOf(incoming.at(-1)!);
  put('conversation', {
    id: conversationId, contactId, accountId, channel, externalChatId: `77${n}`, seatId, takenAt: seatId ? start - 60 * minute : null,
    last: lastOf(messages.at(-1)!), lastIn, owedSince: talk.waits === null ? null : start, unanswered: talk.waits === null ? [] : [start], answeredAt: null, clockLevel: talk.level, inboundCount: incoming.length,
    windowUntil: channel === 'instagram' ? start + 24 * 60 * minute : null, openComment: null, snoozedUntil: null, closedAt: talk.stage === 'done' ? start : null, createdAt: start - 24 * 60 * minute, removedAt: null,
  });
  if (talk.stage !== 'none') {
    put('deal', {
      id: fakeId<RecordBodies['deal']['id']>(6, n), number: 4100 + n, contactId, conversationId, accountId, funnelId: 'sales', stageId: talk.stage, stageEnteredAt: start - 30 * minute, draftFrom: null, seatId,
      state: talk.stage === 'done' ? 'won' : 'open', amountMinor: talk.amount ?? null, currency: 'UAH', paidMinor: 0, source: talk.comment ? 'comment' : 'direct', post: null, lostReason: null, urgent: false, starredBy: n === 3 ? [meId] : [],
      fields: talk.amount ? { 'product-kind': 'cake', 'needed-at': { at: now + 9 * 86_400_000 } } : {}, createdAt: start - 24 * 60 * minute, closedAt: null,
    });
  }
  const read = Math.max(0, incoming.length - talk.unread);
  put('readMark', { id: `${meId}|${conversationId}`, personId: meId, conversationId, readCount: read, at: start });
}

function lastOf(message: MessageBody): LastMessage {
  return { messageId: message.id, at: message.at, direction: message.direction, kind: message.kind, text: message.text };
}

function conversationOf(talk: Talk, n: number, start: number, conversationId: RecordBodies['conversation']['id']): MessageBody[] {
  let at = start - 24 * 60 * minute;
  let index = 0;
  const make = (direction: 'in' | 'out', text: string, change: Partial<MessageBody> = {}): MessageBody => {
    at += 3 * minute;
    index += 1;
    return {
      id: fakeId(7, n * 100 + index), conversationId, direction, kind: 'text', text, truncated: false, attachments: [], externalId: `m_${n}_${index}`, albumId: null, replyTo: null, subject: null, route: 'direct',
      state: direction === 'in' ? 'received' : 'read', failure: '', personId: direction === 'out' ? meId : null, robot: null, elsewhere: false, reactions: [], versions: [], unsentAt: null, notBefore: null, at, ...change,
    };
  };
  const photo: Attachment = { kind: 'photo', hash: 'a'.repeat(64), fileName: null, contentType: 'image/png', sizeBytes: 1000, width: 336, height: 210, durationMs: null, missing: null };
  if (n === 4) {
    return [
      make('in', 'Доброго дня! Хочу торт на день народження доньки, сім років'),
      make('out', 'Вітаю, Олено! Рада допомогти. На яку дату й на скільки гостей?'),
      make('in', 'На 21 березня, гостей буде дванадцять', { reactions: [{ emoji: '❤️', fromClient: false, at: 0 }] }),
      make('out', 'Постійна клієнтка Марти, любить менше крему', { kind: 'note', state: 'sent', externalId: null }),
      make('out', 'Ось ескіз, гляньте', { attachments: [photo], kind: 'photo', state: 'failed', failure: 'too_large' }),
      make('in', '', { kind: 'voice', attachments: [{ ...photo, kind: 'voice', contentType: 'audio/ogg', durationMs: 23_000 }] }),
      make('out', 'Так, перша доставка о 8:30, устигнемо.', { state: 'queued', at: start - 2 * minute }),
      make('in', '', { kind: 'photo', attachments: [photo], at: start - 1000 }),
      make('in', talk.last, { at: start }),
    ];
  }
  if (talk.comment) return [make('in', talk.last, { kind: 'comment', at: start, subject: { kind: 'post', externalId: 'p1', link: 'https://www.instagram.com/p/1/', text: 'Новинка: «Лаванда»', media: null } })];
  const asked = [make('in', 'Добрий день!'), make('out', 'Вітаємо! Чим допомогти?')];
  const unread = Array.from({ length: Math.max(1, talk.unread) }, (_, i) => make('in', i === Math.max(1, talk.unread) - 1 ? talk.last : 'Підкажіть, будь ласка', { at: start + i }));
  if (talk.waits !== null) return [...asked, ...unread];
  return [...asked, ...unread, make('out', 'Так, звичайно. Усе буде вчасно!', { at: start + 5 * minute })];
}
