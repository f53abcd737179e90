/** Ways in, as they are seen: signing in, the lock and its PIN, the page of devices. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import type { UpFrame } from '#shared/port/port.ts';
import { renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

let app: RenderedApp;
afterEach(() => app.unmount());
const calls = (name: string): unknown[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'call' } => frame.t === 'call' && frame.name === name).map((frame) => frame.args);
const type = (label: string, value: string): void => void fireEvent.change(screen.getByLabelText(label), { target: { value } });
const people = [{ personId: 'a', name: 'Анна', hasPin: true }, { personId: 'b', name: 'Борис', hasPin: true }];

it('[R12] nobody signed in: login and password, and what went wrong in words; the password does not stay in the field', async () => {
  app = await renderApp({ host: { ready: false, seats: { locked: null, current: null, joined: 'https://t.example', people: [], signIn: { serverUrl: 'https://t.example', why: 'new' } } } });
  await screen.findByRole('heading', { name: 'Вхід' });
  expect(screen.getByText('Сервер команди t.example')).toBeTruthy();
  app.fake.refuseCalls = { 'seat.signIn': { ok: false, code: 'bad_login', data: {} } };
  type('Логін', ' anna ');
  type('Пароль', 'not this one');
  fireEvent.click(screen.getByRole('button', { name: 'Увійти' }));
  expect((await screen.findByRole('alert')).textContent).toBe('Неправильний логін або пароль.');
  expect((screen.getByLabelText('Пароль') as HTMLInputElement).value).toBe('');
  expect(calls('seat.signIn')).toEqual([{ serverUrl: null, login: 'anna', password: 'not this one' }]);
});

it('[S95] locked: nothing of the team is drawn; the sixth digit opens for whom is chosen, a wrong one says how many tries are left', async () => {
  app = await renderApp({ host: { seats: { locked: 'key', current: 'a', joined: null, people } } });
  await screen.findByRole('heading', { name: 'Вікно замкнено' });
  expect(document.querySelector('.topbar, .vlist, .rail')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: /Борис/ }));
  app.fake.refuseCalls = { 'seat.unlock': { ok: false, code: 'bad_pin', data: { left: 4 } } };
  type('PIN-код', '12345');
  expect(calls('seat.unlock')).toEqual([]);
  type('PIN-код', '123456');
  expect((await screen.findByRole('alert')).textContent).toBe('Неправильний PIN-код. Залишилося спроб: 4.');
  expect(calls('seat.unlock')).toEqual([{ personId: 'b', pin: '123456' }]);
  fireEvent.click(screen.getByRole('button', { name: 'Увійти з паролем' }));
  expect(await screen.findByLabelText('Логін')).toBeTruthy();
});

it('[S94] three days without the server: the PIN is not even asked for', async () => {
  app = await renderApp({ host: { seats: { locked: 'away', current: 'a', joined: 'https://t.example', people } } });
  expect(await screen.findByText(/три дні не чула сервера/)).toBeTruthy();
  expect(screen.queryByLabelText('PIN-код')).toBeNull();
});

it('[R16] the page of devices says whose, where and since when, names copies, and ends one by a press', async () => {
  const line = { personId: 'x', kind: 'console', version: '', live: false, seenAt: 0, createdAt: 0, endedAt: null, copyOf: null };
  app = await renderApp({
    call: (name) => name === 'device.list' ? { login: 'olena', hasPassword: true, devices: [{ ...line, id: '1', name: 'desk', here: true, live: true }, { ...line, id: '2', name: 'laptop', here: false, copyOf: '1' }, { ...line, id: '3', name: 'old', here: false, copyOf: '3', endedAt: 5 }] } : null,
  });
  await screen.findByText(/Звірено/);
  useView.getState().openSettings('access');
  const table = await screen.findByRole('table');
  const rows = within(table).getAllByRole('row').slice(1).map((row) => row.textContent);
  expect(rows[0]).toContain('deskцей');
  expect(rows[1]).toContain('laptopКопія «desk»');
  expect(rows[2]).toContain('oldЙого ключ використали у двох місцях');
  fireEvent.click(within(table).getAllByRole('button', { name: 'Вийти' })[1]!);
  await waitFor(() => expect(calls('device.end')).toEqual([{ deviceId: '2' }]));
  await waitFor(() => expect(calls('device.list')).toHaveLength(2));
});
