/** The first run: two doors by keys, a team in four steps, joining by an invitation. */
import { readFileSync } from 'node:fs';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveStep, stepLeft, takeFirstLanguage } from '#renderer/data/first-steps.ts';
import { useView } from '#renderer/data/view.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { UpFrame } from '#shared/port/port.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey, renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

const preset = presetSchema.parse(JSON.parse(readFileSync('resources/presets/confectionery.json', 'utf8')));
let app: RenderedApp;
beforeEach(() => sessionStorage.clear());
afterEach(() => app.unmount());
const calls = (name: string): (UpFrame & { t: 'call' })[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'call' } => frame.t === 'call' && frame.name === name);

async function begin(options: Parameters<typeof renderApp>[0] = {}): Promise<void> {
  app = await renderApp({ host: { ready: false }, ...options });
  await screen.findByRole('heading', { name: 'З чого почнемо?' });
  await screen.findByRole('button', { name: 'Кондитерська' });
}

describe('two doors', () => {
  it('[x5] key 1 looks around, with the first door in focus from the start', async () => {
    await begin();
    expect(document.activeElement?.textContent).toContain('Зайти в демо');
    pressKey('Digit1');
    await waitFor(() => expect(calls('host.startDemo')).toHaveLength(1));
    expect(screen.getByRole('button', { name: /Відкриваємо/ })).toBeTruthy();
  });

  it('a demo that does not start says so and can be tried again', async () => {
    await begin();
    app.fake.refuseCalls = { 'host.startDemo': { ok: false, code: 'offline', data: {} } };
    fireEvent.click(screen.getByRole('button', { name: /Зайти в демо/ }));
    expect((await screen.findByRole('alert')).textContent).not.toBe('');
    expect((screen.getByRole('button', { name: /Зайти в демо/ }) as HTMLButtonElement).disabled).toBe(false);
  });

  it('[x4] the language of the first screen is a press, and is handed on over the restart', async () => {
    await begin();
    fireEvent.click(screen.getByRole('button', { name: 'English' }));
    expect(await screen.findByRole('heading', { name: 'Where shall we start?' })).toBeTruthy();
    expect(takeFirstLanguage()).toBe('en');
    expect(takeFirstLanguage()).toBeNull();
  });
});

describe('a team of one’s own', () => {
  it('[x3] key 2 asks two names, then makes the team of the chosen business and leaves the next step to the restart', async () => {
    await begin();
    pressKey('Digit2');
    const name = await screen.findByLabelText('Назва команди');
    fireEvent.submit(name.closest('form')!);
    expect(await screen.findAllByText('Це потрібно')).toHaveLength(2);
    expect(calls('host.setupTeam')).toHaveLength(0);
    fireEvent.change(name, { target: { value: ' Сім ложок ' } });
    fireEvent.change(screen.getByLabelText('Ваше ім’я'), { target: { value: 'Марта Коваль' } });
    fireEvent.submit(name.closest('form')!);
    await waitFor(() => expect(calls('host.setupTeam')[0]?.args).toEqual({ presetId: 'confectionery', teamName: 'Сім ложок', ownerName: 'Марта Коваль' }));
    expect(stepLeft()).toBe('password');
  });

  it('digits typed into a name open no door, Esc goes back', async () => {
    await begin();
    pressKey('Digit2');
    const name = await screen.findByLabelText('Назва команди');
    pressKey('Digit1', { target: name });
    expect(calls('host.startDemo')).toHaveLength(0);
    pressKey('Escape', { target: name });
    expect(await screen.findByRole('heading', { name: 'З чого почнемо?' })).toBeTruthy();
  });

  it('a team that can’t be made says why and leaves no step behind', async () => {
    await begin();
    app.fake.refuseCalls = { 'host.setupTeam': { ok: false, code: 'bad_input', data: {} } };
    pressKey('Digit2');
    const name = await screen.findByLabelText('Назва команди');
    fireEvent.change(name, { target: { value: 'Сім ложок' } });
    fireEvent.change(screen.getByLabelText('Ваше ім’я'), { target: { value: 'Марта' } });
    fireEvent.submit(name.closest('form')!);
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(stepLeft()).toBeNull();
  });

  it('[x3] [R12] then the password, or later; then the first account, or later; then a link for each person; then the inbox', async () => {
    leaveStep('password');
    const link = 'http://127.0.0.1:4750/#invite=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4';
    app = await renderApp({ preset, me: fakeId(2, 4), call: (name) => (name === 'device.list' ? { login: 'owner', hasPassword: false, devices: [] } : name === 'person.invite' ? { link, code: 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4' } : null) });
    await screen.findByText(/Звірено/);
    useView.getState().openSettings('setup');
    expect(await screen.findByText('Крок 2 з 4')).toBeTruthy();
    const password = await screen.findByLabelText('Новий пароль');
    app.fake.refuseCalls['password.set'] = { ok: false, code: 'password_short', data: {} };
    fireEvent.change(password, { target: { value: 'qwerty' } });
    fireEvent.submit(password.closest('form')!);
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(stepLeft()).toBe('password');
    delete app.fake.refuseCalls['password.set'];
    fireEvent.change(password, { target: { value: 'seven quiet lamps' } });
    fireEvent.submit(password.closest('form')!);
    expect(await screen.findByText('Крок 3 з 4')).toBeTruthy();
    expect(calls('password.set').at(-1)?.args).toEqual({ current: null, next: 'seven quiet lamps' });
    expect(stepLeft()).toBe('account');
    fireEvent.click(screen.getByRole('button', { name: 'Telegram' }));
    expect(await screen.findByLabelText('Ключ бота')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Пізніше' }));
    expect(await screen.findByText('Крок 4 з 4')).toBeTruthy();
    expect(stepLeft()).toBe('people');
    fireEvent.change(screen.getByLabelText('Ім’я'), { target: { value: 'Леся' } });
    fireEvent.submit(screen.getByLabelText('Ім’я').closest('form')!);
    expect(((await screen.findByLabelText('Посилання')) as HTMLInputElement).value).toBe(link);
    expect((screen.getByLabelText('Ім’я') as HTMLInputElement).value).toBe('');
    fireEvent.click(screen.getByRole('button', { name: 'До вхідних' }));
    await waitFor(() => expect(useView.getState().section).toBe('inbox'));
    expect(stepLeft()).toBeNull();
  });
});

describe('an invitation', () => {
  it('[R17] a pasted link names server and code; a bare code asks for the address', async () => {
    await begin();
    fireEvent.click(screen.getByRole('button', { name: 'Ввести код запрошення' }));
    const field = await screen.findByLabelText('Посилання або код запрошення');
    fireEvent.change(field, { target: { value: 'Zm9vYmFyYmF6cXV4Zm9v' } });
    fireEvent.submit(field.closest('form')!);
    expect(await screen.findByText('Це не адреса')).toBeTruthy();
    fireEvent.change(field, { target: { value: 'https://pult.example.com/#invite=Zm9vYmFyYmF6cXV4Zm9v' } });
    await waitFor(() => expect(screen.queryByLabelText('Адреса сервера команди')).toBeNull());
    fireEvent.submit(field.closest('form')!);
    await waitFor(() => expect(calls('host.join')[0]?.args).toEqual({ serverUrl: 'https://pult.example.com', invite: 'Zm9vYmFyYmF6cXV4Zm9v' }));
    expect(within(document.body).getByRole('button', { name: /Приєднуємося/ })).toBeTruthy();
  });
});
