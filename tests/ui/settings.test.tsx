/** Settings in the window: accounts with a live check, people and invitations, texts, buttons, team, this console, keys. */
import { readFileSync } from 'node:fs';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { UpFrame } from '#shared/port/port.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey, renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

const preset = presetSchema.parse(JSON.parse(readFileSync('resources/presets/confectionery.json', 'utf8')));
const owner = fakeId(2, 4);
const token = 'IGAAsecret-of-the-shop';
let app: RenderedApp;
afterEach(() => app.unmount());

const commands = (name: string): (UpFrame & { t: 'command' })[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'command' } => frame.t === 'command' && frame.name === name);
const calls = (name: string): (UpFrame & { t: 'call' })[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'call' } => frame.t === 'call' && frame.name === name);
/** The page as text, attributes included. */
const written = (node: Node): string => new XMLSerializer().serializeToString(node);
const who = { identity: '17841400000000001', handle: 'lymonna.hata', name: 'Лимонна хата', tokenExpiresAt: null };

async function openSettings(page: string, options: Parameters<typeof renderApp>[0] = {}): Promise<void> {
  app = await renderApp({ preset, me: owner, ...options });
  await screen.findByText(/Звірено/);
  useView.getState().openSettings(page);
  await screen.findByRole('navigation', { name: 'Налаштування' });
}

const services = (answers: Record<string, unknown>) => (name: string): unknown => answers[name] ?? null;

describe('who sees what', () => {
  it('[q13] an operator finds only what is theirs: this console and its keys', async () => {
    await openSettings('accounts', { me: fakeId(2, 1) });
    const nav = screen.getByRole('navigation', { name: 'Налаштування' });
    expect(within(nav).getAllByRole('button').map((button) => button.textContent)).toEqual(['Вхід і пристрої', 'Ця консоль', 'Клавіші']);
  });
});

describe('accounts', () => {
  it('[c1] the list says of each how it is doing, red with what is wrong', async () => {
    await openSettings('accounts', { call: services({ 'account.webhook': { url: 'u', verifyToken: 'v', reachable: true } }) });
    app.fake.patch('accountState', fakeId(1, 6), { health: 'error', code: 'token_invalid' });
    const row = (await screen.findByRole('button', { name: 'Маковий день' })).closest('tr')!;
    await waitFor(() => expect(row.textContent).toContain('Мережа більше не приймає ключ'));
    fireEvent.click(row);
    expect(await screen.findByText('Поновіть доступ новим ключем. Ненадіслане чекає.')).toBeTruthy();
  });

  it('[s15] a token is checked live, then connected; it goes by a call and never by a press, and is not kept in the page', async () => {
    await openSettings('accounts', { call: services({ 'account.check': who, 'account.connect': { accountId: fakeId(1, 1) }, 'account.webhook': { url: 'http://x/hooks/instagram/1', verifyToken: 'v', reachable: true } }) });
    fireEvent.click(await screen.findByRole('button', { name: 'Додати акаунт' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Instagram' }));
    const field = await screen.findByLabelText('Ключ доступу Instagram');
    expect((field as HTMLInputElement).type).toBe('password');
    expect(screen.getAllByRole('button', { name: /^Перевірити/ }).every((button) => (button as HTMLButtonElement).disabled)).toBe(true);
    fireEvent.change(field, { target: { value: `  ${token} ` } });
    fireEvent.submit(field.closest('form')!);
    expect(await screen.findByText('@lymonna.hata')).toBeTruthy();
    expect(calls('account.check')[0]?.args).toEqual({ channel: 'instagram', secrets: { token }, endpoints: {} });
    expect((screen.getByLabelText('Назва') as HTMLInputElement).value).toBe('Лимонна хата');
    expect((screen.getByLabelText('Короткий код') as HTMLInputElement).value).toBe('ЛХ');
    fireEvent.click(screen.getByRole('button', { name: /^Додати акаунт/ }));
    await waitFor(() => expect(calls('account.connect')[0]?.args).toMatchObject({ accountId: null, name: 'Лимонна хата', code: 'ЛХ', secrets: { token } }));
    expect(await screen.findByText('Куди мережа доставляє')).toBeTruthy();
    expect(JSON.stringify(app.fake.heard.filter((frame) => frame.t === 'command'))).not.toContain(token);
    expect(written(document.body)).not.toContain(token);
  });

  it('a token the network refuses says why and what to do, and nothing can be connected', async () => {
    await openSettings('accounts');
    app.fake.refuseCalls = { 'account.check': { ok: false, code: 'check_failed', data: { reason: 'token_invalid' } } };
    fireEvent.click(await screen.findByRole('button', { name: 'Додати акаунт' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Telegram' }));
    const field = await screen.findByLabelText('Ключ бота');
    fireEvent.change(field, { target: { value: '123:abc' } });
    fireEvent.submit(field.closest('form')!);
    expect(await screen.findByText('Мережа більше не приймає ключ')).toBeTruthy();
    expect(screen.queryByLabelText('Назва')).toBeNull();
    expect(calls('account.connect')).toHaveLength(0);
  });

  it('[c1] access is renewed only by a token of the same account', async () => {
    await openSettings('accounts', { call: services({ 'account.check': who, 'account.webhook': { url: 'u', verifyToken: 'v', reachable: false } }) });
    fireEvent.click((await screen.findByRole('button', { name: 'Velvet Moon' })).closest('tr')!);
    fireEvent.click(await screen.findByRole('button', { name: 'Поновити доступ' }));
    const field = await screen.findByLabelText('Ключ доступу Instagram');
    fireEvent.change(field, { target: { value: token } });
    fireEvent.submit(field.closest('form')!);
    expect(await screen.findByText(/Це не «Velvet Moon»/)).toBeTruthy();
    const again = screen.getByRole('button', { name: /^Поновити доступ/ }) as HTMLButtonElement;
    expect(again.disabled).toBe(true);
    fireEvent.submit(again.closest('form')!);
    await waitFor(() => expect(calls('account.check')).toHaveLength(1));
    expect(calls('account.connect')).toHaveLength(0);
  });

  it('the address and the word to paste stand whole, with the way to a public address when there is none', async () => {
    const url = `http://127.0.0.1:4747/hooks/instagram/${fakeId(1, 1)}`;
    await openSettings('accounts', { call: services({ 'account.webhook': { url, verifyToken: 'verify-word', reachable: false } }) });
    fireEvent.click((await screen.findByRole('button', { name: 'Velvet Moon' })).closest('tr')!);
    expect(((await screen.findByLabelText('Адреса (callback URL)')) as HTMLInputElement).value).toBe(url);
    expect((screen.getByLabelText('Слово перевірки (verify token)') as HTMLInputElement).value).toBe('verify-word');
    fireEvent.click(screen.getByRole('button', { name: 'Задати публічну адресу' }));
    expect(await screen.findByLabelText('Публічна адреса')).toBeTruthy();
  });

  it('[c1] name, code and colour are changed without the token, by one undoable press', async () => {
    await openSettings('accounts', { call: services({ 'account.webhook': { url: 'u', verifyToken: 'v', reachable: true } }) });
    fireEvent.click((await screen.findByRole('button', { name: 'Velvet Moon' })).closest('tr')!);
    fireEvent.change(await screen.findByLabelText('Назва'), { target: { value: 'Оксамит' } });
    fireEvent.click(screen.getByRole('radio', { name: 'Колір 7' }));
    fireEvent.click(screen.getByRole('button', { name: 'Зберегти' }));
    await waitFor(() => expect(app.fake.row('account', fakeId(1, 1))).toMatchObject({ name: 'Оксамит', colour: 7 }));
    expect(commands('account.update')[0]?.input).toEqual({ accountId: fakeId(1, 1), set: { name: 'Оксамит', code: 'VM', colour: 7, group: 'cakes' } });
    expect(await screen.findByText('Збережено: Оксамит')).toBeTruthy();
  });
});

describe('people', () => {
  it('[R17] an invitation’s link is shown once, and is gone when it has been taken', async () => {
    const link = 'http://127.0.0.1:4750/#invite=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4';
    await openSettings('people', { call: services({ 'person.invite': { link, code: 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4' } }) });
    fireEvent.click(await screen.findByRole('button', { name: 'Запросити людину' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.submit(dialog.querySelector('form')!);
    expect(await within(dialog).findByText('Потрібне ім’я')).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText('Ім’я'), { target: { value: 'Леся Гнатюк' } });
    expect((within(dialog).getByLabelText('Логін') as HTMLInputElement).value).toBe('lesia.hnatiuk');
    const roles = [...within(dialog).getByLabelText('Роль').querySelectorAll('option')].map((option) => option.value);
    expect(roles).not.toContain('owner');
    fireEvent.change(within(dialog).getByLabelText('Місце'), { target: { value: ' own' } });
    fireEvent.submit(dialog.querySelector('form')!);
    expect(((await within(dialog).findByLabelText('Посилання')) as HTMLInputElement).value).toBe(link);
    expect(calls('person.invite')[0]?.args).toEqual({ personId: null, name: 'Леся Гнатюк', login: 'lesia.hnatiuk', roleId: 'operator', seatId: null, seatName: 'Леся Гнатюк' });
    fireEvent.click(within(dialog).getByRole('button', { name: /Скопійовано/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(written(document.body)).not.toContain('Zm9vYmFy');
  });

  it('[c7] role and seat are changed in the list; what one may not give stays as it is', async () => {
    await openSettings('people');
    fireEvent.change(await screen.findByLabelText('Роль: Ірина Мельник'), { target: { value: 'head' } });
    await waitFor(() => expect(app.fake.row('person', fakeId(2, 1))?.roleId).toBe('head'));
    expect(screen.queryByLabelText('Роль: Марта Коваль')).toBeNull();
    fireEvent.click(within(screen.getByText('Богдан Савчук', { selector: 'td *' }).closest('tr')!).getByRole('button', { name: 'Забрати доступ' }));
    await waitFor(() => expect(app.fake.row('person', fakeId(2, 3))?.active).toBe(false));
  });
});

describe('texts and buttons', () => {
  it('[s9] the owner edits a text; a name in braces nobody knows is told before it can be sent', async () => {
    await openSettings('scripts');
    const area = await screen.findByLabelText(/^Українська/);
    fireEvent.change(area, { target: { value: 'Вітаємо, {client.name}! Картка {pay.crad}' } });
    expect(await screen.findByText(/Невідоме \{pay\.crad\}/)).toBeTruthy();
    fireEvent.change(area, { target: { value: 'Вітаємо, {client.name}!' } });
    fireEvent.click(screen.getByRole('button', { name: 'Зберегти' }));
    await waitFor(() => expect(app.fake.row('script', 'greeting')?.texts.uk).toBe('Вітаємо, {client.name}!'));
  });

  it('[s9] a file is added to a text, shown, kept with it, and taken out again; where it could not be sent from is said', async () => {
    await openSettings('scripts');
    await screen.findByLabelText(/^Українська/);
    const files = screen.getByRole('region', { name: 'Файли, що йдуть разом із текстом' });
    const saving = (): HTMLButtonElement => screen.getByRole('button', { name: 'Зберегти' }) as HTMLButtonElement;
    expect(saving().disabled).toBe(true);
    fireEvent.change(files.querySelector('input[type="file"]')!, { target: { files: [new File(['%PDF'], 'ціни.pdf', { type: 'application/pdf' })] } });
    expect(await within(files).findByText('ціни.pdf')).toBeTruthy();
    await waitFor(() => expect(calls('file.add')).toHaveLength(1));
    expect(await within(files).findByText(/не піде з акаунтів: .*Velvet Moon/)).toBeTruthy();
    await waitFor(() => expect(saving().disabled).toBe(false));
    fireEvent.click(saving());
    await waitFor(() => expect(app.fake.row('script', 'greeting')?.attachments).toEqual([{ hash: 'b'.repeat(64), kind: 'document', fileName: 'ціни.pdf', contentType: 'application/pdf', sizeBytes: 1 }]));
    await waitFor(() => expect(saving().disabled).toBe(true));
    fireEvent.click(within(files).getByRole('button', { name: 'Прибрати: ціни.pdf' }));
    fireEvent.click(saving());
    await waitFor(() => expect(app.fake.row('script', 'greeting')?.attachments).toBeUndefined());
  });

  it('[s9] a text that a button sends is not removed, and it is said why', async () => {
    await openSettings('scripts');
    await screen.findByLabelText(/^Українська/);
    fireEvent.click(screen.getByRole('button', { name: 'Прибрати' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Прибрати' }));
    await waitFor(() => expect(commands('script.remove')).toHaveLength(1));
    expect(app.fake.row('script', 'greeting')).not.toBeNull();
    expect(await screen.findByText(/Його надсилає|використову|надсилає кнопка/i)).toBeTruthy();
  });
});

describe('team', () => {
  it('[c11] the answer clock keeps its order and is saved in milliseconds', async () => {
    await openSettings('team');
    fireEvent.change(await screen.findByLabelText('Попередження'), { target: { value: '4:00' } });
    expect(await screen.findByText('Кожен має бути пізніше за попередній.')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Попередження'), { target: { value: '1:30' } });
    fireEvent.submit(screen.getByLabelText('Попередження').closest('form')!);
    await waitFor(() => expect(app.fake.row('clock', 'answer')?.warningMs).toBe(90_000));
  });

  it('the public address is a whole address without a key in it; hours need days; values have names', async () => {
    await openSettings('team');
    const field = await screen.findByLabelText('Публічна адреса');
    fireEvent.change(field, { target: { value: 'pult.example.com' } });
    expect(await screen.findByText('Ціла адреса: https://…')).toBeTruthy();
    fireEvent.change(field, { target: { value: 'https://pult.example.com/' } });
    fireEvent.submit(field.closest('form')!);
    await waitFor(() => expect(app.fake.row('team', 'team')?.publicUrl).toBe('https://pult.example.com'));
    fireEvent.click(screen.getByRole('button', { name: 'Додати години' }));
    const days = screen.getByRole('group', { name: 'Дні' });
    for (const button of within(days).getAllByRole('button', { pressed: true })) fireEvent.click(button);
    expect(await screen.findByText(/Кожному проміжку потрібні дні/)).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Значення pay.card'), { target: { value: '4444 1111' } });
    fireEvent.submit(screen.getByLabelText('Значення pay.card').closest('form')!);
    await waitFor(() => expect(app.fake.row('team', 'team')?.constants['pay.card']).toBe('4444 1111'));
  });
});

describe('this console', () => {
  it('[x4] the language changes at once, everywhere, and is kept', async () => {
    await openSettings('console');
    fireEvent.click(await screen.findByRole('button', { name: 'English' }));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('en');
    await waitFor(() => expect(app.fake.settings.language).toBe('en'));
  });

  it('[x5] a theme is a press; single keys can be switched off', async () => {
    await openSettings('console');
    fireEvent.click(await screen.findByRole('button', { name: 'Темна' }));
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
    fireEvent.click(screen.getByRole('switch', { name: /Окремі клавіші/ }));
    await waitFor(() => expect(app.fake.settings.singleKeys).toBe(false));
  });
});

describe('keys', () => {
  it('[x5] a key is changed by pressing another; one that is taken is refused with its holder; Esc leaves it', async () => {
    await openSettings('keys');
    fireEvent.click(await screen.findByRole('button', { name: 'Змінити клавішу: Взяти' }));
    expect(await screen.findByText('натисніть клавішу')).toBeTruthy();
    pressKey('KeyJ', { key: 'о', target: document.body });
    expect(await screen.findByText('J вже означає «Наступний рядок»')).toBeTruthy();
    expect(app.fake.settings.keys).toEqual({});
    fireEvent.click(screen.getByRole('button', { name: 'Змінити клавішу: Взяти' }));
    pressKey('Escape', { target: document.body });
    await waitFor(() => expect(screen.queryByText('натисніть клавішу')).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: 'Змінити клавішу: Взяти' }));
    await screen.findByText('натисніть клавішу');
    pressKey('KeyX', { key: 'ч', target: document.body });
    await waitFor(() => expect(app.fake.settings.keys).toEqual({ 'conversation.take': 'X' }));
    fireEvent.click(screen.getByRole('button', { name: 'Як спочатку' }));
    await waitFor(() => expect(app.fake.settings.keys).toEqual({}));
  });
});

describe('[R15] the password again', () => {
  it('what the server takes only from a sure person asks for it over whatever is open, and is repeated; a wrong one is said there', async () => {
    app = await renderApp({ me: fakeId(2, 4), call: (name) => (name === 'person.invite' ? { link: 'http://127.0.0.1:1/#invite=x', code: 'x' } : { untilMs: 1 }) });
    await screen.findByText(/Звірено/);
    useView.getState().openSettings('people');
    fireEvent.click(await screen.findByRole('button', { name: /Запросити/ }));
    const form = await screen.findByRole('dialog');
    app.fake.refuseCalls['person.invite'] = { ok: false, code: 'confirm_needed', data: {} };
    fireEvent.change(within(form).getByLabelText('Ім’я'), { target: { value: 'Леся' } });
    fireEvent.submit(within(form).getByLabelText('Ім’я').closest('form')!);
    const password = await screen.findByLabelText('Ваш пароль ще раз');
    app.fake.refuseCalls['password.confirm'] = { ok: false, code: 'bad_password', data: {} };
    fireEvent.change(password, { target: { value: 'not this one' } });
    fireEvent.submit(password.closest('form')!);
    expect(await screen.findByText('Це не ваш пароль.')).toBeTruthy();
    app.fake.refuseCalls = {};
    fireEvent.change(password, { target: { value: 'seven quiet lamps' } });
    fireEvent.submit(password.closest('form')!);
    expect(((await screen.findByLabelText('Посилання')) as HTMLInputElement).value).toContain('#invite=x');
    expect(screen.queryByLabelText('Ваш пароль ще раз')).toBeNull();
  });
});
