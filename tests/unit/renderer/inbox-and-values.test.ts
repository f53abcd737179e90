/** The inbox list and typed values, without a page. */
import { describe, expect, it } from 'vitest';
import { accountCondition } from '#renderer/features/inbox/account-condition.ts';
import type { AccountWithState } from '#renderer/features/inbox/account-condition.ts';
import { inboxItems, itemId, joinPages, nextOwed } from '#renderer/features/inbox/inbox-items.ts';
import { createInboxPages } from '#renderer/features/inbox/inbox-pages.ts';
import { lastShape, wordlessKey } from '#renderer/features/inbox/last-words.ts';
import { cardButtons } from '#renderer/features/card/card-buttons.ts';
import { phoneFacts, timeIn } from '#renderer/features/card/client-time.ts';
import { createQueryCache } from '#renderer/data/query-cache.ts';
import { createFormats } from '#renderer/i18n/format.ts';
import { inputText, parseInput } from '#renderer/ui/values/value-text.ts';
import { formatMoney } from '#shared/engine/format.ts';
import type { FieldValue } from '#shared/model/bodies.ts';
import type { ButtonBody, FieldBody } from '#shared/model/preset.ts';
import type { InboxRow } from '#shared/queries/rows.ts';

const now = Date.UTC(2026, 2, 12, 10);
const row = (conversationId: string, owedSince: number | null, set: Partial<InboxRow> = {}): InboxRow => ({ conversationId, owedSince, snoozedUntil: null, ...set }) as InboxRow;

describe('the list', () => {
  it('[c4] one line stands between who waits and the rest, and only where both are', () => {
    expect(inboxItems([row('a', 1), row('b', null)], 7).map(itemId)).toEqual(['a', 'rest', 'b']);
    expect(inboxItems([row('a', null), row('b', null)], 2).map(itemId)).toEqual(['a', 'b']);
    expect(inboxItems([row('a', 1), row('asleep', 1, { snoozedUntil: now })], null).map(itemId)).toEqual(['a', 'rest', 'asleep']);
  });

  it('[c4] "next" is who waits longest, never the one that is open, never one put aside', () => {
    const rows = [row('asleep', 1, { snoozedUntil: now }), row('a', 1), row('b', 2), row('c', null)];
    expect(nextOwed(rows, null)?.conversationId).toBe('a');
    expect(nextOwed(rows, 'a')?.conversationId).toBe('b');
    expect(nextOwed([row('c', null)], null)).toBeNull();
  });

  it('a row that moved between two pages stands once', () => {
    expect(joinPages([[row('a', 1), row('b', 2)], [row('b', 2), row('c', 3)]]).map((each) => each.conversationId)).toEqual(['a', 'b', 'c']);
  });

  it('pages stay live while rows arrive at their borders: none is lost, the list never goes empty in between', async () => {
    const rows = Array.from({ length: 250 }, (_, n) => row(`c${String(n).padStart(3, '0')}`, n));
    let changed: (frame: { t: 'changed'; kinds: never[] }) => void = () => undefined;
    const cache = createQueryCache({
      query: async (_name, params) => {
        const { after, limit } = params as { after: string | null; limit: number };
        const from = after === null ? 0 : rows.findIndex((each) => each.conversationId === after) + 1;
        const found = rows.slice(from, from + limit);
        return { ok: true, value: structuredClone({ rows: found, cursor: from + limit < rows.length ? found.at(-1)!.conversationId : null }) };
      },
      onChanged: (listener) => {
        changed = listener as typeof changed;
        return () => undefined;
      },
    });
    const settled = async (): Promise<void> => {
      for (let n = 0; n < 20; n += 1) await Promise.resolve();
    };
    const pages = createInboxPages(cache, { view: 'owed', accountId: null, stageId: null, unreadOnly: false });
    const lengths: number[] = [];
    const stop = pages.subscribe(() => lengths.push(pages.snapshot().rows.length));
    await settled();
    pages.further();
    await settled();
    pages.further();
    await settled();
    expect(pages.snapshot().rows).toHaveLength(250);
    rows.splice(0, 1);
    rows.splice(150, 0, row('new', 0));
    lengths.length = 0;
    changed({ t: 'changed', kinds: [] });
    await settled();
    expect(pages.snapshot().rows.map((each) => each.conversationId)).toEqual(rows.map((each) => each.conversationId));
    expect(Math.min(...lengths)).toBeGreaterThan(240);
    stop();
  });

  it('[c4] the last message reads in one line, with what it was where it has no words', () => {
    const last = (set: object) => ({ messageId: 'm', at: 1, direction: 'in', kind: 'text', text: 'слово', ...set }) as never;
    expect(wordlessKey(last({}))).toBeNull();
    expect(wordlessKey(last({ kind: 'voice', text: ' ' }))).toBe('inbox.last.voice');
    expect(wordlessKey(last({ kind: 'comment' }))).toBe('inbox.last.commentText');
    expect(lastShape(last({ direction: 'out' }))).toBe('ours');
    expect(lastShape(last({ direction: 'out', kind: 'note' }))).toBe('note');
  });
});

describe('accounts', () => {
  const account = (state: object | null): AccountWithState => ({ state: state === null ? null : { health: 'ok', lagMs: 2000, tokenExpiresAt: null, ...state } }) as AccountWithState;
  it('[c1] a dot is well, lagging, about to lose its access, or broken; the worst wins', () => {
    expect(accountCondition(account(null), now).kind).toBe('well');
    expect(accountCondition(account({}), now).kind).toBe('well');
    expect(accountCondition(account({ lagMs: 130_000 }), now).kind).toBe('lagging');
    expect(accountCondition(account({ tokenExpiresAt: now + 3 * 86_400_000 }), now)).toMatchObject({ kind: 'expiring', daysLeft: 3 });
    expect(accountCondition(account({ health: 'error', lagMs: 130_000, tokenExpiresAt: now }), now).kind).toBe('broken');
  });
});

describe('values as people type them', () => {
  const around = { zone: 'Europe/Kyiv', currency: 'UAH' };
  const field = (type: FieldBody['type'], maxLength: number | null = null) => ({ type, maxLength });
  const parse = (type: FieldBody['type'], text: string) => parseInput(field(type), text, around);

  it('numbers and amounts take spaces, commas and points', () => {
    expect(parse('money', '1 800,50')).toEqual({ ok: true, value: { minor: 180_050, currency: 'UAH' } });
    expect(parse('money', '1\u00A0800')).toEqual({ ok: true, value: { minor: 180_000, currency: 'UAH' } });
    expect(parse('decimal', '2,5')).toEqual({ ok: true, value: 2.5 });
    expect(parse('integer', '2,5')).toEqual({ ok: false, code: 'whole' });
    expect(parse('integer', 'два')).toEqual({ ok: false, code: 'number' });
    expect(parse('money', '-5')).toEqual({ ok: false, code: 'amount' });
  });

  it.each([['UAH', '12,5', 1250, '12.50'], ['JPY', '1 200', 1200, '1200'], ['KWD', '1,5', 1500, '1.500']])('an amount in %s has the minor units of its currency, in the input and in words', (currency, typed, minor, shown) => {
    const there = { ...around, currency };
    expect(parseInput(field('money'), typed, there)).toEqual({ ok: true, value: { minor, currency } });
    expect(inputText({ type: 'money' }, { minor, currency }, there)).toBe(shown);
    const digits = (text: string): string => text.replaceAll(/[^\d.]/g, '').replace(/\.$/, '');
    expect(digits(createFormats('en', 'UTC', (key) => key).money(minor, currency))).toBe(shown);
    expect(digits(formatMoney(minor, currency, 'en'))).toBe(shown);
  });

  it('a time is the team’s, whatever the machine’s zone, also over the change of clocks', () => {
    expect(parse('dateTime', '2026-03-14T14:00')).toEqual({ ok: true, value: { at: Date.UTC(2026, 2, 14, 12) } });
    expect(parse('dateTime', '2026-04-14T14:00')).toEqual({ ok: true, value: { at: Date.UTC(2026, 3, 14, 11) } });
    expect(parse('dateTime', 'субота')).toEqual({ ok: false, code: 'date' });
    expect(parse('date', '2026-02-30')).toEqual({ ok: false, code: 'date' });
  });

  it('nothing typed clears the field; what is shown in the input reads back as it was', () => {
    expect(parse('text', '  ')).toEqual({ ok: true, value: null });
    const values: [FieldBody['type'], FieldValue][] = [['money', { minor: 180_050, currency: 'UAH' }], ['decimal', 2.5], ['dateTime', { at: Date.UTC(2026, 2, 14, 12) }], ['bool', true], ['text', 'напис'], ['date', '2026-03-14']];
    for (const [type, value] of values) expect(parseInput(field(type), inputText({ type }, value, around), around)).toEqual({ ok: true, value });
    expect(parseInput(field('text', 3), 'довго', around)).toEqual({ ok: false, code: 'long' });
  });
});

describe('the card', () => {
  it('[e2] the client’s clock is known from a country of one time, never guessed', () => {
    expect(phoneFacts('+380445550142').zone).toBe('Europe/Kyiv');
    expect(phoneFacts('+380445550142').shown).toBe('+380 44 555 0142');
    expect(phoneFacts('+12025550142').zone).toBeNull();
    expect(phoneFacts('nonsense')).toEqual({ shown: 'nonsense', zone: null });
    expect(timeIn('Europe/Kyiv', now, 'uk')).toBe('12:00');
  });

  it('[c5] the filled button leads on; losing and removing are never the loudest', () => {
    const button = (id: string, key: string | null, actions: object[], ask: string[] = []): ButtonBody => ({ id, key, funnel: 'sales', stages: 'open', roles: [], needsPhoto: false, order: 1, ask, actions }) as unknown as ButtonBody;
    const buttons = [button('lost', '8', [{ do: 'move', stage: 'lost' }], ['lostReason']), button('spam', 'Shift+S', [{ do: 'move', stage: 'spam' }]), button('talk', '4', [{ do: 'offer' }]), button('price', '2', [{ do: 'send', script: 'p' }, { do: 'move', stage: 'price' }])];
    const shown = cardButtons(buttons, { deal: { funnelId: 'sales', stageId: 'new', state: 'open' }, hasClientPhoto: false } as never, 'operator');
    expect(shown.next?.id).toBe('price');
    expect(shown.others.map((each) => each.id)).toEqual(['lost', 'spam']);
    expect(cardButtons(buttons, { deal: { funnelId: 'sales', stageId: 'price', state: 'open' }, hasClientPhoto: false } as never, 'operator').next).toBeNull();
  });
});
