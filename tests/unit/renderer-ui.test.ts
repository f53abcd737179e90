/** Small parts of the window that need no page: keys, text of strangers, the wait, alerts, the palette's list. */
import { describe, expect, it } from 'vitest';
import { alertsBetween } from '#renderer/shell/alerts.ts';
import { paletteItems } from '#renderer/shell/palette-items.ts';
import { markedText } from '#renderer/ui/marked-text.ts';
import { capsOf, chordOf } from '#renderer/ui/keys/chord.ts';
import { createKeyMap } from '#renderer/ui/keys/key-map.ts';
import { initialsOf } from '#renderer/ui/initials.ts';
import { safeLink, splitMarks, splitText } from '#renderer/ui/visible-text.ts';
import { waitedFor } from '#renderer/ui/waited.ts';
import { waitedMs } from '#shared/engine/answer-clock.ts';
import type { InboxRow, SearchHit } from '#shared/queries/rows.ts';

const key = (code: string, change: Partial<{ ctrlKey: boolean; shiftKey: boolean; altKey: boolean; metaKey: boolean }> = {}) => ({ code, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...change });

describe('[x5] keys', () => {
  it('names places on the keyboard; Alt and AltGr belong to layouts', () => {
    expect(chordOf(key('KeyJ'), false)).toBe('J');
    expect(chordOf(key('BracketLeft'), false)).toBe('[');
    expect(chordOf(key('Digit1', { ctrlKey: true }), false)).toBe('Ctrl+1');
    expect(chordOf(key('Numpad1'), false)).toBe('1');
    expect(chordOf(key('KeyF', { ctrlKey: true, shiftKey: true }), false)).toBe('Ctrl+Shift+F');
    expect(chordOf(key('KeyK', { metaKey: true }), true)).toBe('Ctrl+K');
    expect(chordOf(key('KeyE', { altKey: true, ctrlKey: true }), false)).toBeNull();
    expect(chordOf(key('ShiftLeft', { shiftKey: true }), false)).toBeNull();
    expect(capsOf('Ctrl+Shift+F', false)).toEqual(['Ctrl', 'Shift', 'F']);
    expect(capsOf('Shift+/', false)).toEqual(['?']);
    expect(capsOf('G C', false)).toEqual(['G', 'C']);
  });

  it('the newest handler wins and gives way when it goes; a digit acts outside fields, Ctrl with it inside', () => {
    const map = createKeyMap({ mac: false, now: () => 0 });
    const ran: string[] = [];
    const off = map.handle('button.1', { run: () => void ran.push('old'), enabled: true });
    const newer = map.handle('button.1', { run: () => void ran.push('new'), enabled: true });
    expect(map.press(key('Digit1'), false)).toBe(true);
    newer();
    map.press(key('Digit1'), false);
    expect(map.press(key('Digit1'), true)).toBe(false);
    expect(map.press(key('Digit1', { ctrlKey: true }), true)).toBe(true);
    off();
    expect(map.press(key('Digit1'), false)).toBe(false);
    expect(ran).toEqual(['new', 'old', 'old']);
  });

  it('a sequence waits a little for its second key, and another key ends it', () => {
    let now = 0;
    const map = createKeyMap({ mac: false, now: () => now });
    const ran: string[] = [];
    map.handle('go.chronicle', { run: () => void ran.push('chronicle'), enabled: true });
    map.handle('conversation.take', { run: () => void ran.push('take'), enabled: true });
    map.press(key('KeyG'), false);
    map.press(key('KeyC'), false);
    expect(ran).toEqual(['chronicle']);
    map.press(key('KeyG'), false);
    map.press(key('KeyT'), false);
    expect(ran).toEqual(['chronicle', 'take']);
    map.press(key('KeyG'), false);
    now = 5000;
    map.press(key('KeyC'), false);
    expect(ran).toHaveLength(2);
  });

  it('own keys replace the first default; keys of the preset act too; off means off, arrows stay', () => {
    const map = createKeyMap({ mac: false, now: () => 0 });
    const ran: string[] = [];
    map.handle('list.next', { run: () => void ran.push('next'), enabled: true });
    map.handleChord('Shift+S', { run: () => void ran.push('spam'), enabled: true, label: 'Спам' });
    map.configure({ singleKeys: true, keys: { 'list.next': 'M' } });
    map.press(key('KeyM'), false);
    expect(map.press(key('KeyM'), true)).toBe(false);
    expect(map.press(key('KeyJ'), false)).toBe(false);
    map.press(key('KeyS', { shiftKey: true }), false);
    expect(ran).toEqual(['next', 'spam']);
    expect(map.live().map((live) => live.label ?? live.id)).toEqual(['list.next', 'Спам']);
    map.configure({ singleKeys: false, keys: {} });
    expect(map.press(key('KeyJ'), false)).toBe(false);
    expect(map.press(key('KeyS', { shiftKey: true }), false)).toBe(false);
    expect(map.press(key('ArrowDown'), false)).toBe(true);
    expect(map.hint('conversation.take')).toBeNull();
    expect(map.hint('palette.open')).toBe('Ctrl+K');
  });
});

describe('[R23] text of strangers', () => {
  it('bidi, zero-width, control and tag characters are made visible; emoji, new lines and Cyrillic stay', () => {
    const corpus: [string, string[]][] = [
      ['abc\u202Egnp.exe', ['202E']], ['a\u200Bb', ['200B']], ['\u2066x\u2069', ['2066', '2069']], ['\uFEFFx', ['FEFF']], ['a\u0000b', ['0000']],
      ['\u3164', ['3164']], ['\u2800', ['2800']], ['x\u{E0041}', ['E0041']], ['a\u00ADb', ['00AD']], ['a\u200Db', ['200D']], ['\u061C', ['061C']],
      ['Олена\nТкаченко\t7', []], ['👩‍🍳 і 👨‍👩‍👧', []], ['❤️', []], ['Жанна-Єва ’ї', []], ['👩🏽‍🍳', []],
    ];
    for (const [text, codes] of corpus) {
      const marks = splitMarks(text).flatMap((part) => (part.kind === 'mark' ? [part.code] : []));
      expect([text, marks]).toEqual([text, codes]);
    }
  });

  it('links: http and https only, no user before the host, ASCII host shown beside a written one', () => {
    expect(safeLink('javascript:alert(1)')).toBeNull();
    expect(safeLink('https://bank.ua@evil.example/')).toBeNull();
    expect(safeLink('https://a\u202Eb.example/')).toBeNull();
    expect(safeLink(`https://a.example/${'x'.repeat(2100)}`)).toBeNull();
    expect(safeLink('https://pаypal.com/x')).toEqual({ href: 'https://xn--pypal-4ve.com/x', host: 'xn--pypal-4ve.com' });
    expect(safeLink('https://shop.example/торт')).toMatchObject({ host: '' });
    const parts = splitText('Гляньте (https://shop.example/a?b=1). Дякую');
    expect(parts).toEqual([
      { kind: 'text', text: 'Гляньте (' }, { kind: 'link', text: 'https://shop.example/a?b=1', href: 'https://shop.example/a?b=1', host: '' }, { kind: 'text', text: '). Дякую' },
    ]);
    expect(splitText('<img src=x onerror=alert(1)>')).toEqual([{ kind: 'text', text: '<img src=x onerror=alert(1)>' }]);
  });

  it('100,000 characters are split in no time', () => {
    const started = performance.now();
    splitText('\u200Bhttps://a.example/ '.repeat(5000));
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('initials never show marks or punctuation', () => {
    expect(initialsOf('Олена Ткаченко')).toBe('ОТ');
    expect(initialsOf('katya_fit_kyiv')).toBe('KF');
    expect(initialsOf('\u202E')).toBe('?');
    expect(initialsOf('ТОВ «Північний берег»')).toBe('ТП');
    expect(initialsOf('👩‍🍳')).toBe('?');
  });
});

describe('[c11] the wait', () => {
  const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '21:00' }];
  const zone = 'Europe/Kyiv';

  it('the quick sum equals the engine’s at every second around opening, closing and the change of clocks', () => {
    for (const around of [Date.UTC(2026, 2, 12, 19, 0), Date.UTC(2026, 2, 13, 7, 0), Date.UTC(2026, 2, 29, 6, 0)]) {
      for (let s = -90; s <= 90; s += 7) {
        const now = around + s * 1000;
        const since = around - 3_600_000 - 1234;
        expect(waitedFor(since, now, hours, zone)).toBe(waitedMs(since, now, hours, zone));
      }
    }
    const since = Date.UTC(2026, 2, 12, 10, 0, 30, 500);
    for (let ms = 0; ms < 90_000; ms += 3333) expect(waitedFor(since, since + ms, hours, zone)).toBe(waitedMs(since, since + ms, hours, zone));
  });
});

describe('[c9] calls for attention', () => {
  const row = (id: string, change: Partial<InboxRow> = {}): InboxRow => ({ conversationId: id, accountId: 'a1', clockLevel: 0, last: { messageId: `${id}m`, direction: 'in' }, lastIn: { messageId: `${id}m` }, ...change }) as unknown as InboxRow;

  it('the first look calls nobody; a new message does, unless it is on screen or muted', () => {
    expect(alertsBetween(null, [row('a')], { muted: new Set(), onScreen: null })).toEqual([]);
    const after = [row('a'), row('b')];
    expect(alertsBetween([row('a')], after, { muted: new Set(), onScreen: null }).map((alert) => [alert.row.conversationId, alert.tone])).toEqual([['b', 'message']]);
    expect(alertsBetween([row('a')], after, { muted: new Set(), onScreen: 'b' })).toEqual([]);
    expect(alertsBetween([row('a')], after, { muted: new Set(['a1']), onScreen: null })).toEqual([]);
  });

  it('[c11] alarm and escalation sound even for the one on screen, each once', () => {
    const alarm = alertsBetween([row('a')], [row('a', { clockLevel: 2 })], { muted: new Set(), onScreen: 'a' });
    expect(alarm.map((alert) => alert.tone)).toEqual(['alarm']);
    expect(alertsBetween([row('a', { clockLevel: 2 })], [row('a', { clockLevel: 2 })], { muted: new Set(), onScreen: null })).toEqual([]);
    expect(alertsBetween([row('a', { clockLevel: 2 })], [row('a', { clockLevel: 3 })], { muted: new Set(), onScreen: null }).map((alert) => alert.tone)).toEqual(['escalation']);
  });
});

describe('[x5] the palette’s list', () => {
  const live = (id: string, label: string | null = null) => ({ key: id, id: id as 'undo', chord: 'X', label, run: () => undefined });
  const hit = (kind: SearchHit['kind'], n: number): SearchHit => ({ kind, contactId: `c${n}`, messageId: kind === 'message' ? `m${n}` : null, dealId: null, conversationId: 'x', name: '', handle: null, accountId: null, channel: null, text: '', marks: [], at: 0 }) as unknown as SearchHit;

  it('people, then orders, then messages, then commands that match; at most five of a kind', () => {
    const items = paletteItems({ term: 'ск', hits: [1, 2, 3, 4, 5, 6, 7].flatMap((n) => [hit('message', n), hit('contact', n)]), live: [live('undo'), live('go.inbox'), live('list.next')], labelOf: (each) => (each.id === 'undo' ? 'Скасувати' : 'Інше') });
    expect(items.map((item) => item.group)).toEqual([...Array(5).fill('people'), ...Array(5).fill('messages'), 'messages', 'commands']);
  });

  it('a bare digit is no command, a button with words is', () => {
    const items = paletteItems({ term: '', hits: [], live: [live('button.1'), live('button.2', 'Ціна')], labelOf: (each) => each.label ?? '' });
    expect(items.map((item) => item.key)).toEqual(['button.2']);
  });

  it('marks outside the text or overlapping are passed over', () => {
    expect(markedText('Ткаченко', [[0, 4]])).toEqual([{ text: 'Ткач', marked: true }, { text: 'енко', marked: false }]);
    expect(markedText('аб', [[1, 9], [0, 0]])).toEqual([{ text: 'аб', marked: false }]);
  });
});
