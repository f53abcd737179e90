/** How chronicle, tasks, clients and search put rows into order and words. */
import { describe, expect, it } from 'vitest';
import { rowButtons } from '#renderer/features/chronicle/row-buttons.ts';
import { timeGroups } from '#renderer/features/chronicle/time-groups.ts';
import { contactLines } from '#renderer/features/contacts/contact-lines.ts';
import { markedText } from '#renderer/ui/marked-text.ts';
import { dueTimes, fromLocalInput, toLocalInput } from '#renderer/features/tasks/due-times.ts';
import { taskGroups, tasksByHour } from '#renderer/features/tasks/task-groups.ts';
import { createWords } from '#renderer/i18n/WordsProvider.tsx';
import type { ButtonBody, StageBody } from '#shared/model/preset.ts';
import type { InboxRow, SearchHit, TaskRow } from '#shared/queries/rows.ts';

const zone = 'Europe/Kyiv';
const { format } = createWords('uk', zone);
const minute = 60_000;
/** Thursday, 12 March 2026, 14:26 in Kyiv. */
const now = Date.UTC(2026, 2, 12, 12, 26);

describe('stretches of time', () => {
  it('[c9] just now, ten minutes, an hour, a day; no row changes its place', () => {
    const ages = [0.4, 1.2, 4, 6, 17, 75, 130, 60 * 20];
    const groups = timeGroups(ages.map((age) => now - age * minute), now, format, 'Щойно');
    expect(groups.map((group) => [group.label, group.count])).toEqual([['Щойно', 2], ['14:20–14:30', 2], ['14:00–14:10', 1], ['13:00–14:00', 1], ['12:00–13:00', 1], [format.weekday(now - 60 * 20 * minute), 1]]);
    expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(ages.length);
  });
});

describe('tasks', () => {
  const task = (id: string, dueAt: number, extra: Partial<TaskRow> = {}): TaskRow => ({ id, dueAt, doneAt: null, cancelledAt: null, title: id, ...extra }) as TaskRow;
  it('[b8] late first, then today by the hour, then the rest; cancelled ones are gone', () => {
    const groups = taskGroups([task('later', now + 1440 * minute), task('t2', now + 90 * minute), task('late', now - 5 * minute), task('t1', now + 4 * minute), task('gone', now, { cancelledAt: now })], now, format.sameDay);
    expect(groups.map((group) => [group.name, group.tasks.map((one) => one.id)])).toEqual([['overdue', ['late']], ['today', ['t1', 't2']], ['later', ['later']]]);
  });

  it('[e5] each hour of today shows how many tasks it holds', () => {
    const hours = tasksByHour([task('a', now + 4 * minute), task('b', now + 10 * minute), task('c', now + 90 * minute), task('d', now + 1440 * minute)], now, format.sameDay, (at) => Number(format.time(at).slice(0, 2)));
    expect(hours[14]).toBe(2);
    expect(hours[15]).toBe(1);
    expect(hours.reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  it('[e3] usual times are the team’s: this evening only while it is ahead, Monday not from Sunday', () => {
    const shown = (at: number): string[] => dueTimes(at, zone).map((time) => `${time.choice} ${format.dateTime(time.at)}`);
    expect(shown(now)).toEqual(['quarter 12.03, 14:41', 'hour 12.03, 15:26', 'evening 12.03, 18:00', 'tomorrow 13.03, 10:00', 'monday 16.03, 10:00']);
    expect(shown(Date.UTC(2026, 2, 15, 16, 0))).toEqual(['quarter 15.03, 18:15', 'hour 15.03, 19:00', 'tomorrow 16.03, 10:00']);
  });

  it('summer time moves no clock: tomorrow ten is ten', () => {
    const before = Date.UTC(2026, 2, 28, 12, 0);
    expect(format.dateTime(dueTimes(before, zone).find((time) => time.choice === 'tomorrow')!.at)).toBe('29.03, 10:00');
    expect(fromLocalInput(toLocalInput(now, zone), zone)).toBe(now);
    expect(fromLocalInput('', zone)).toBeNull();
  });
});

describe('clients', () => {
  it('[c3] one line per person, whichever conversation was first', () => {
    const row = (contactId: string, conversationId: string): InboxRow => ({ contactId, conversationId, name: contactId, last: null, lastIn: null, createdAt: 1 }) as InboxRow;
    expect(contactLines([row('a', '1'), row('b', '2'), row('a', '3')], []).map((line) => [line.contactId, line.conversationId])).toEqual([['a', '1'], ['b', '2']]);
    const hit = (kind: SearchHit['kind'], contactId: string): SearchHit => ({ kind, contactId, name: contactId, conversationId: null, accountId: null, channel: null, text: '', marks: [], handle: null, messageId: null, dealId: null, at: 1 }) as unknown as SearchHit;
    expect(contactLines([], [hit('message', 'x'), hit('contact', 'y'), hit('deal', 'y')]).map((line) => line.contactId)).toEqual(['y']);
  });
});

describe('marks of a search', () => {
  it('cuts at the marks and loses no letter, whatever the marks are', () => {
    for (const marks of [[[0, 4]], [[5, 9], [2, 3]], [[3, 3]], [[0, 99]], [[0, 4], [2, 6]]] as [number, number][][]) {
      expect(markedText('торт на суботу', marks).map((part) => part.text).join('')).toBe('торт на суботу');
    }
    expect(markedText('торт на суботу', [[0, 4]])[0]).toEqual({ text: 'торт', marked: true });
  });
});

describe('buttons of a chronicle row', () => {
  const stage = { id: 'new', kind: 'open' } as StageBody;
  const button = (id: string, key: string | null, extra: Partial<ButtonBody> = {}): ButtonBody => ({ id, key, funnel: 'sales', stages: 'open', roles: ['operator'], needsPhoto: false, ...extra }) as ButtonBody;
  it('[c5] those of its stage that answer to a digit, for my role, in the order of keys', () => {
    const all = [button('b', '3'), button('a', '1', { stages: ['new'] }), button('c', '2', { stages: ['price'] }), button('d', 'Shift+S'), button('e', '5', { needsPhoto: true }), button('f', '8', { roles: ['head'] }), button('g', null)];
    expect(rowButtons(all, 'sales', stage, 'operator').map((one) => [one.button.id, one.action])).toEqual([['a', 'button.1'], ['b', 'button.3']]);
    expect(rowButtons(all, 'sales', null, 'operator')).toEqual([]);
  });
});
