/** What the open conversation draws and asks, without a page: line of time, states, windows, questions of buttons, pages. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routesOf, windowLeft } from '#renderer/features/conversation/answer-window.ts';
import { buttonsHere, previewOf, questionsOf, scriptsToChoose } from '#renderer/features/conversation/button-questions.ts';
import { createMessagePages } from '#renderer/features/conversation/message-pages.ts';
import { messageStateView } from '#renderer/features/conversation/message-state.ts';
import { kindOfFile } from '#renderer/data/outgoing-files.ts';
import { snoozeChoices, tomorrowMorning } from '#renderer/features/conversation/snooze-times.ts';
import { buildTimeline, firstUnread, isSameBreath, mergePages } from '#renderer/features/conversation/timeline.ts';
import { createQueryCache } from '#renderer/data/query-cache.ts';
import { teamDictionary } from '#renderer/data/team-dictionary.ts';
import type { ContactBody, DealBody, HistoryBody } from '#shared/model/bodies.ts';
import { stageStep } from '#shared/engine/stage-step.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { ButtonBody } from '#shared/model/preset.ts';
import type { ConversationView, MessageRow, TeamView } from '#shared/queries/rows.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 2, 12, 10);
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function message(id: string, set: Partial<MessageRow> = {}): MessageRow {
  return {
    id, conversationId: 'c', direction: 'in', kind: 'text', text: id, truncated: false, attachments: [], externalId: null, albumId: null, replyTo: null, subject: null, route: 'direct',
    state: 'received', failure: '', personId: null, robot: null, elsewhere: false, reactions: [], versions: [], unsentAt: null, notBefore: null, at: noon, personName: null, pending: false,
    commandId: null, ...set,
  } as MessageRow;
}

describe('the line of time', () => {
  it('[c3] runs from old to new with a line per day, notes and albums as one', () => {
    const rows = [
      message('d', { at: noon + 3, albumId: 'x', kind: 'photo' }), message('c', { at: noon + 2, albumId: 'x', kind: 'photo' }), message('b', { at: noon + 1, kind: 'note' }), message('a', { at: noon - 24 * hour }),
    ];
    const items = buildTimeline(rows, null, dayOf);
    expect(items.map((item) => item.kind)).toEqual(['day', 'bubble', 'day', 'note', 'bubble']);
    const album = items.at(-1)!;
    expect(album.kind === 'bubble' && album.rows.map((row) => row.id)).toEqual(['c', 'd']);
  });

  it('an album of the client and one of ours never melt together', () => {
    const items = buildTimeline([message('a', { albumId: 'x' }), message('b', { albumId: 'x', direction: 'out', at: noon + 1 })], null, dayOf);
    expect(items.filter((item) => item.kind === 'bubble')).toHaveLength(2);
  });

  it('[c3] the "new" line stands before the first message not seen, whatever we said between', () => {
    const rows = [message('a'), message('b', { at: noon + 1 }), message('we', { direction: 'out', at: noon + 2 }), message('c', { at: noon + 3 })];
    expect(firstUnread(rows, 2)).toBe('b');
    expect(firstUnread(rows, 0)).toBeNull();
    expect(firstUnread(rows, 9)).toBe('a');
    expect(buildTimeline(rows, 'b', dayOf).map((item) => item.key)).toEqual(['day:2026-03-12', 'a', 'new', 'b', 'we', 'c']);
  });

  it('what was taken back before it left is not shown; what the client took back keeps its place', () => {
    const items = buildTimeline([message('a', { state: 'cancelled', direction: 'out' }), message('b', { unsentAt: noon + 5, at: noon + 1 })], null, dayOf);
    expect(items.map((item) => item.key)).toEqual(['day:2026-03-12', 'b']);
  });

  it('changes of stage stand where they happened, after the message that made them, none before the oldest message', () => {
    const line = (id: string, at: number): HistoryBody => ({ id, at, kind: 'deal', field: 'stageId' }) as HistoryBody;
    const items = buildTimeline([message('a'), message('b', { at: noon + 10 })], null, dayOf, [line('late', noon + 20), line('with-a', noon), line('before', noon - 1)]);
    expect(items.map((item) => item.key)).toEqual(['day:2026-03-12', 'a', 'with-a', 'b', 'late']);
  });

  it('two bubbles of the client within a minute share one time; an edited one says its own', () => {
    const [, a, b] = buildTimeline([message('a'), message('b', { at: noon + 30_000 })], null, dayOf);
    expect(isSameBreath(a!, b)).toBe(true);
    const [, c, d] = buildTimeline([message('a', { versions: [{ text: 'x', at: 1 }] }), message('b', { at: noon + 30_000 })], null, dayOf);
    expect(isSameBreath(c!, d)).toBe(false);
  });

  it('pages join without a gap or a double; what the newest page no longer names has been taken back', () => {
    const held = [message('a', { at: 1 }), message('b', { at: 2 }), message('gone', { at: 5 })];
    const newest = [message('d', { at: 6 }), message('c', { at: 4 })];
    expect(mergePages(held, [newest]).map((row) => row.id)).toEqual(['a', 'b', 'c', 'd']);
    expect(mergePages(held, [newest, [message('b', { at: 2, text: 'edited' })]]).find((row) => row.id === 'b')?.text).toBe('edited');
  });
});

describe('pages of messages', () => {
  const all = Array.from({ length: 150 }, (_, n) => message(`m${String(n).padStart(3, '0')}`, { at: noon + n }));
  function serve() {
    const rows = [...all];
    let changed: (frame: { t: 'changed'; kinds: never[] }) => void = () => undefined;
    const cache = createQueryCache({
      query: async (_name, params) => {
        const { before, limit } = params as { before: string | null; limit: number };
        const newestFirst = rows.toReversed();
        const from = before === null ? 0 : newestFirst.findIndex((row) => row.id === before) + 1;
        return { ok: true, value: structuredClone({ rows: newestFirst.slice(from, from + limit), more: from + limit < newestFirst.length }) };
      },
      onChanged: (listener) => {
        changed = listener as typeof changed;
        return () => undefined;
      },
    });
    return { cache, rows, tell: () => changed({ t: 'changed', kinds: [] }) };
  }
  const settled = async (): Promise<void> => {
    for (let n = 0; n < 10; n += 1) await Promise.resolve();
  };

  it('older ones come on asking, and none is lost when new ones push the newest page on', async () => {
    const { cache, rows, tell } = serve();
    const pages = createMessagePages(cache, 'c', null);
    pages.subscribe(() => undefined);
    await settled();
    expect(pages.snapshot().rows).toHaveLength(60);
    pages.older();
    pages.older();
    await settled();
    expect(pages.snapshot().rows).toHaveLength(120);
    rows.push(...Array.from({ length: 30 }, (_, n) => message(`n${String(n).padStart(3, '0')}`, { at: noon + 1000 + n })));
    tell();
    await settled();
    const now = pages.snapshot().rows.map((row) => row.id);
    expect(now).toHaveLength(150);
    expect(now).toEqual([...now].sort());
    pages.older();
    await settled();
    pages.older();
    await settled();
    expect(pages.snapshot()).toMatchObject({ more: false });
    expect(pages.snapshot().rows).toHaveLength(180);
  });
});

describe('the way of a message', () => {
  const around = { now: noon, sync: 'live', accountHealth: 'ok', channelName: 'Instagram' } as const;
  const out = (set: Partial<MessageRow>): MessageRow => message('x', { direction: 'out', state: 'queued', ...set });

  it('[x1] every state has words of its own, and what failed or is unknown says what can be done', () => {
    expect(messageStateView(out({ notBefore: noon + 2400 }), around)).toMatchObject({ words: 'message.state.sendsIn', values: { seconds: 3 }, actions: ['undo'] });
    expect(messageStateView(out({}), around)).toMatchObject({ words: 'message.state.queued', actions: [] });
    expect(messageStateView(out({ pending: true }), { ...around, sync: 'offline' })).toMatchObject({ words: 'message.state.offline', actions: ['undo'] });
    expect(messageStateView(out({}), { ...around, accountHealth: 'error' })).toMatchObject({ words: 'message.state.accountWaits' });
    expect(messageStateView(out({ state: 'sent' }), around)).toMatchObject({ words: 'message.state.sent', values: { channel: 'Instagram' } });
    expect(messageStateView(out({ state: 'read' }), around)).toMatchObject({ tone: 'read' });
    expect(messageStateView(out({ state: 'failed', failure: 'too_large' }), around)).toMatchObject({ tone: 'fail', actions: ['resend', 'reuse'] });
    expect(messageStateView(out({ state: 'unknown' }), around)).toMatchObject({ actions: ['settle', 'sendAgain'] });
    expect(messageStateView(message('client'), around)).toBeNull();
  });
});

describe('windows and ways', () => {
  const comment = { messageId: 'm', externalId: 'e', privateReplyUntil: noon + hour, privatelyAnswered: false } as never;
  it('[c3] the answer window warns before the wall', () => {
    expect(windowLeft(noon + 23 * hour, noon).kind).toBe('open');
    expect(windowLeft(noon + hour, noon).kind).toBe('soon');
    expect(windowLeft(noon - 1, noon)).toEqual({ kind: 'over', ms: 0 });
  });
  it('[c3] a comment may be answered in public or once in private; in the dialogue once there is one', () => {
    const lastIn = { kind: 'comment' } as never;
    expect(routesOf({ openComment: null, windowUntil: null, lastIn: null }, noon)).toEqual(['direct']);
    expect(routesOf({ openComment: comment, windowUntil: null, lastIn }, noon)).toEqual(['public', 'private']);
    expect(routesOf({ openComment: { ...(comment as object), privatelyAnswered: true } as never, windowUntil: null, lastIn }, noon)).toEqual(['public', 'direct']);
    expect(routesOf({ openComment: comment, windowUntil: noon + hour, lastIn: { kind: 'text' } as never }, noon)[0]).toBe('direct');
  });
  it('files are told by what they hold', () => {
    expect(['image/png', 'image/svg+xml', 'video/mp4', 'audio/ogg', 'application/pdf'].map(kindOfFile)).toEqual(['photo', 'document', 'video', 'audio', 'document']);
  });
});

describe('putting aside', () => {
  it('offers moments that lie ahead, soonest first, each once, in the team’s zone', () => {
    const evening = Date.UTC(2026, 2, 12, 18, 30);
    const choices = snoozeChoices(evening, 'Europe/Kyiv');
    expect(choices.map((choice) => choice.id)).toEqual(['hour', 'hours3', 'tomorrow', 'afterTomorrow', 'monday', 'week']);
    expect(choices.map((choice) => choice.until)).toEqual(choices.map((choice) => choice.until).toSorted((a, b) => a - b));
    expect(new Date(tomorrowMorning(evening, 'Europe/Kyiv')).toISOString()).toBe('2026-03-13T07:00:00.000Z');
    // A Sunday: Monday is tomorrow, said once.
    expect(snoozeChoices(Date.UTC(2026, 2, 15, 8), 'Europe/Kyiv').map((choice) => choice.id)).not.toContain('monday');
  });
});

const preset = presetSchema.parse(JSON.parse(readFileSync(new URL('../../../resources/presets/confectionery.json', import.meta.url), 'utf8')));
const team = {
  team: { id: 'team', currency: 'UAH', zone: 'Europe/Kyiv', languages: preset.languages, constants: { 'pay.card': '4444', 'pay.holder': 'Iryna' }, depositPercent: 50 },
  me: null, roles: preset.roles, funnels: preset.funnels, buttons: preset.buttons, scripts: preset.scripts, fields: preset.fields, lists: preset.lists, rules: preset.rules, clock: null, accounts: [], people: [], seats: [],
} as unknown as TeamView;
const dict = teamDictionary(team);
const me = { roleId: 'operator' } as TeamView['me'];
const button = (id: string): ButtonBody => preset.buttons.find((each) => each.id === id)!;

function view(deal: Partial<DealBody> | null, contact: Partial<ContactBody> = {}): ConversationView {
  return {
    deal: deal === null ? null : { id: 'd', funnelId: 'sales', stageId: 'new', state: 'open', seatId: 's', amountMinor: null, paidMinor: 0, currency: 'UAH', fields: {}, number: 7, ...deal },
    contact: { name: 'Олена', language: 'uk', ...contact }, hasClientPhoto: false,
  } as ConversationView;
}

describe('buttons of the preset', () => {
  it('[c5] one list, filtered by stage, role and photo, in key order', () => {
    const ids = (shown: ConversationView, role = me): string[] => buttonsHere(preset.buttons, shown, role).map((each) => each.id);
    expect(ids(view({ stageId: 'new' }))).toContain('greet');
    expect(ids(view({ stageId: 'greeting' }))).not.toContain('greet');
    expect(ids(view({ stageId: 'greeting' }))).not.toContain('order-photo');
    expect(ids({ ...view({ stageId: 'greeting' }), hasClientPhoto: true })).toContain('order-photo');
    expect(ids(view({ stageId: 'done', state: 'won' }))).not.toContain('talk');
    expect(ids(view({ stageId: 'new' }), { roleId: 'executor' } as TeamView['me'])).not.toContain('greet');
    const orders = buttonsHere(preset.buttons, view({ stageId: 'greeting' }), me).map((each) => each.order);
    expect(orders).toEqual(orders.toSorted((a, b) => a - b));
  });

  it('[c5] a press asks only for what is missing, field by field, and stops asking once answered', () => {
    const asked = questionsOf(button('price'), null, view({ stageId: 'greeting' }), {}, dict);
    const fields = asked.flatMap((question) => (question.kind === 'field' ? [question.field.id] : []));
    expect(fields).toEqual(expect.arrayContaining(['productKind', 'neededAt', 'amount']));
    expect(new Set(fields).size).toBe(fields.length);
    const rest = questionsOf(button('price'), null, view({ stageId: 'greeting' }), { productKind: 'cake', neededAt: { at: noon }, amount: { minor: 180_000, currency: 'UAH' } }, dict);
    expect(rest).toEqual([]);
  });

  it('[c5] losing asks why, a greeting without a name asks for the name', () => {
    expect(questionsOf(button('not-successful'), null, view({ stageId: 'new' }), {}, dict)).toMatchObject([{ kind: 'field', field: { id: 'lostReason' } }]);
    expect(questionsOf(button('greet'), null, view({ stageId: 'new' }, { name: '17841400000' }), {}, dict)).toMatchObject([{ kind: 'name' }]);
    expect(questionsOf(button('greet'), null, view({ stageId: 'new' }, { name: '17841400000' }), { 'client.name': 'Олена' }, dict)).toEqual([]);
  });

  it('[x4] the client’s language picks the text; another one is said before it goes', () => {
    const greeting = preset.scripts.find((script) => script.id === 'greeting')!;
    expect(previewOf(greeting, null, view({}, { language: 'ru' }), dict)).toMatchObject({ language: 'ru', missing: [] });
    const question = questionsOf(button('greet'), null, view({ stageId: 'new' }, { language: 'ro' }), {}, dict);
    expect(question).toMatchObject([{ kind: 'language', wanted: 'ro', instead: preset.languages[0] }]);
  });

  it('[c5] the preview is the very text, with names and sums filled', () => {
    const price = preset.scripts.find((script) => script.id === 'price')!;
    const full = view({ stageId: 'greeting', amountMinor: 180_000, fields: { productKind: preset.lists.find((list) => list.id === 'product-kinds')!.items[0]!.id, neededAt: { at: noon } } });
    const preview = previewOf(price, 'uk', full, dict);
    expect(preview?.missing).toEqual([]);
    expect(preview?.text).toContain('900');
    expect(preview?.text).toContain('4444');
    expect(previewOf(price, 'uk', view({}), dict)?.missing.length).toBeGreaterThan(0);
  });

  it('[c5] a button of one language offers what that language has', () => {
    for (const script of scriptsToChoose(preset.scripts, button('scripts-uk'))) expect(script.texts.uk).toBeDefined();
    expect(scriptsToChoose(preset.scripts, null)).toHaveLength(preset.scripts.length);
  });

  it('[c5] a button of some groups offers those alone: what it lists, the press accepts', () => {
    const talk: ButtonBody = { ...button('talk'), actions: [{ do: 'offer', groups: ['feedback'] }] };
    const groups = scriptsToChoose(preset.scripts, talk).map((script) => script.group);
    expect(groups.length).toBeGreaterThan(0);
    expect(new Set(groups)).toEqual(new Set(['feedback']));
  });
});

describe('stages by keys', () => {
  const sales = preset.funnels.find((funnel) => funnel.id === 'sales')!;
  it('[x5] go to the nearest stage allowed; where none is, to the next, so that the refusal says what is missing', () => {
    expect(stageStep(sales, 'new', 'forward', 'operator')).toBe('greeting');
    expect(stageStep(sales, 'price', 'forward', 'operator')).toBe('in-production');
    expect(stageStep(sales, 'price', 'back', 'operator')).toBe('details');
    expect(stageStep(sales, 'new', 'back', 'operator')).toBeNull();
    expect(stageStep(sales, 'nowhere', 'forward', 'operator')).toBeNull();
  });
});
