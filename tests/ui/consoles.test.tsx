/** The page of consoles, and what a restore has held, as the owner sees them. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import type { UpFrame } from '#shared/port/port.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

let app: RenderedApp;
afterEach(() => app.unmount());
const calls = (name: string): unknown[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'call' } => frame.t === 'call' && frame.name === name).map((frame) => frame.args);
const line = { personId: 'x', kind: 'console', version: '0.1.0', here: false, live: false, seenAt: 0, createdAt: 0, endedAt: null, behind: 0, copyOf: null };
const devices = [
  { ...line, id: '1', name: 'old laptop', behind: 1234, version: '' }, { ...line, id: '2', name: 'front desk', live: true, here: true },
  { ...line, id: '3', name: 'a tab', kind: 'window', behind: null }, { ...line, id: '4', name: 'gone', endedAt: 5 },
];
const shown = async (held: unknown, all: unknown[] = devices): Promise<void> => {
  app = await renderApp({ me: fakeId(2, 4), call: (name) => (name === 'device.list' ? { login: 'o', hasPassword: true, devices: all } : name === 'held.list' ? held : null) });
  await screen.findByText(/Звірено/);
  useView.getState().openSettings('consoles');
};

it('[S93] every console of the team with its version and how far its copy is behind; no windows, none that was signed out; one is ended by a press', async () => {
  await shown({ restored: null, held: [] });
  const table = await screen.findByRole('table');
  const rows = within(table).getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell').map((cell) => cell.textContent));
  expect(rows.map((row) => row.slice(0, 1).concat(row.slice(2, 4)))).toEqual([['front deskцей', '0.1.0', 'без відставання'], ['old laptop', '–', 'відстає на 1234 зміни']]);
  expect(screen.queryByText('Могло вже піти раніше')).toBeNull();
  fireEvent.click(within(table).getAllByRole('button', { name: 'Вийти' })[1]!);
  await waitFor(() => expect(calls('device.end')).toEqual([{ deviceId: '1' }]));
  await waitFor(() => expect(calls('device.list')).toHaveLength(2));
});

it('[S97] [R16] a copied folder stands first and is named, with whose copy it is; one whose key was used in two places is shown though it was ended; what to do is said', async () => {
  await shown({ restored: null, held: [] }, [...devices, { ...line, id: '5', name: 'copied laptop', copyOf: '2', live: true }, { ...line, id: '6', name: 'burnt', copyOf: '6', endedAt: 7, seenAt: 9 }]);
  const table = await screen.findByRole('table');
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows.map((row) => within(row).getAllByRole('cell')[0]!.textContent)).toEqual([
    'copied laptopКопія «front desk»', 'burntЙого ключ використали у двох місцяхвихід виконано', 'front deskцей', 'old laptop',
  ]);
  expect(screen.getByText(/скопіювали на іншу машину/)).toBeTruthy();
  // Ended already: there is nothing to press.
  expect(within(rows[1]!).queryByRole('button')).toBeNull();
});

it('[S69] what a restore has held stands above: each is sent or dropped by itself, or all dropped; the list is asked for again', async () => {
  await shown({
    restored: { at: 9, madeAt: 5 },
    held: [{ id: 'effect:1', at: 1, command: '', message: { conversationId: 'c', accountId: 'a', text: 'Торт готовий', files: 0 } }, { id: 'effect:2', at: 2, command: '', message: { conversationId: 'c', accountId: 'a', text: '', files: 2 } }, { id: 'alarm:k', at: 3, command: 'rule.fire', message: null }],
  });
  const part = await screen.findByRole('region', { name: 'Могло вже піти раніше' });
  const rows = within(part).getAllByRole('row').slice(1);
  expect(rows.map((row) => within(row).getAllByRole('cell')[0]!.textContent)).toEqual(['Торт готовий', '2 файли', 'Таймер правила або нагадування']);
  fireEvent.click(within(rows[0]!).getByRole('button', { name: 'Надіслати' }));
  await waitFor(() => expect(calls('held.list')).toHaveLength(2));
  fireEvent.click(within(rows[2]!).getByRole('button', { name: 'Виконати' }));
  fireEvent.click(within(rows[1]!).getByRole('button', { name: 'Відкинути' }));
  fireEvent.click(within(part).getByRole('button', { name: 'Відкинути все (3)' }));
  await waitFor(() => expect(calls('held.decide')).toEqual([
    { ids: ['effect:1'], verdict: 'send' }, { ids: ['alarm:k'], verdict: 'send' }, { ids: ['effect:2'], verdict: 'drop' }, { ids: ['effect:1', 'effect:2', 'alarm:k'], verdict: 'drop' },
  ]));
});
