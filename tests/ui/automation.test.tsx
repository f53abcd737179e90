/** The page of what the server could not do by itself, as the owner sees it. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import type { UpFrame } from '#shared/port/port.ts';
import type { StalledList } from '#shared/port/stalled.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

let app: RenderedApp;
afterEach(() => app.unmount());
const calls = (name: string): unknown[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'call' } => frame.t === 'call' && frame.name === name).map((frame) => frame.args);
const shown = async (list: StalledList): Promise<void> => {
  app = await renderApp({ me: fakeId(2, 4), call: (name) => (name === 'stalled.list' ? list : null) });
  await screen.findByText(/Звірено/);
  useView.getState().openSettings('automation');
};
const timer = { due: 1_780_000_000_000, command: 'rule.fire', ruleId: null, about: null, needed: false };

it('[S64] what failed is named, with its client a press away; it is tried again or dropped; what must be done can only be tried again; the list is asked for anew', async () => {
  const conversationId = fakeId(5, 1);
  await shown({
    timers: [
      { ...timer, key: 'a', command: 'snooze.end', about: { name: 'Олена', conversationId } }, { ...timer, key: 'b', command: 'something.new' }, { ...timer, key: 'regrant', command: 'audience.regrant', needed: true },
    ],
    parked: [],
  });
  const part = await screen.findByRole('region', { name: 'Не вдалося виконати' });
  const rows = within(part).getAllByRole('row').slice(1);
  expect(rows.map((row) => within(row).getAllByRole('cell').slice(0, 2).map((cell) => cell.textContent))).toEqual([
    ['Повернення відкладеної розмови', 'Олена'], ['Таймер правила або нагадування', ''], ['Перерахунок, хто що бачить', ''],
  ]);
  expect(within(rows[2]!).queryByRole('button', { name: 'Відкинути' })).toBeNull();
  const before = calls('stalled.list').length;
  fireEvent.click(within(rows[0]!).getByRole('button', { name: 'Спробувати ще' }));
  await waitFor(() => expect(calls('stalled.list').length).toBeGreaterThan(before));
  fireEvent.click(within(rows[1]!).getByRole('button', { name: 'Відкинути' }));
  fireEvent.click(within(part).getByRole('button', { name: 'Повторити все (3)' }));
  fireEvent.click(within(part).getByRole('button', { name: 'Відкинути все (2)' }));
  await waitFor(() => expect(calls('stalled.decide')).toEqual([
    { keys: ['a'], verdict: 'again' }, { keys: ['b'], verdict: 'drop' }, { keys: ['a', 'b', 'regrant'], verdict: 'again' }, { keys: ['a', 'b'], verdict: 'drop' },
  ]));
  fireEvent.click(within(part).getByRole('button', { name: 'Олена' }));
  await waitFor(() => expect(useView.getState()).toMatchObject({ section: 'inbox', conversationId }));
});

it('[S16] [S70] rights worked out anew say how much is left; presses that wait for another console say whose and until when; with nothing there it says so', async () => {
  await shown({ timers: [], regrant: { left: 1200 }, parked: [{ commandId: 'c', personId: fakeId(2, 1), command: 'message.send', at: 1_780_000_000_000, until: 1_781_209_600_000 }] });
  expect(await screen.findByText(/Лишилося 1[\s\u00a0]?200 записів/)).toBeTruthy();
  const part = screen.getByRole('region', { name: 'Чекають на іншу консоль' });
  expect(within(part).getAllByRole('row')).toHaveLength(2);
  app.unmount();
  await shown({ timers: [], parked: [] });
  expect(await screen.findByText('Усе виконано')).toBeTruthy();
});
