/** The card of client and deal, as a person changes it. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { MessageId } from '#shared/base/ids.ts';
import type { HistoryBody } from '#shared/model/bodies.ts';
import { fakeId, meId, seatIds } from '#tests/ui/fake-data.ts';
import { pressKey } from '#tests/ui/render-app.tsx';
import { sitDown } from '#tests/ui/conversation-desk.tsx';
import type { Desk } from '#tests/ui/conversation-desk.tsx';

let desk: Desk;
afterEach(() => desk.unmount());

const card = (): HTMLElement => document.querySelector<HTMLElement>('.p-card')!;
const section = (name: string): HTMLElement => within(card()).getByRole('region', { name });
const opened = async (name: string): Promise<void> => {
  await desk.open(name);
  await waitFor(() => expect(card()?.querySelector('.title')?.textContent).toBeTruthy());
  await waitFor(() => expect(within(card()).getByRole('region', { name: 'Клієнт' }).textContent).toContain(name));
};

describe('client', () => {
  it('[c3] shows who it is, through which account, since when; changed in place, only what was touched is sent', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    expect(section('Клієнт').textContent).toMatch(/Нові, з/);
    expect(within(section('Клієнт')).getByRole('link', { name: 'client.4' }).getAttribute('rel')).toContain('noopener');
    expect(within(section('Клієнт')).getByRole('link', { name: /\+380/ }).getAttribute('href')).toBe('tel:+380005550142');
    fireEvent.click(within(card()).getByRole('button', { name: 'Редагувати клієнта' }));
    fireEvent.change(screen.getByLabelText('місто'), { target: { value: 'Львів' } });
    fireEvent.click(within(card()).getByRole('button', { name: 'Зберегти' }));
    expect((await desk.lastPressed('contact.update'))['set']).toEqual({ city: 'Львів' });
    await waitFor(() => expect(section('Клієнт').textContent).toContain('Львів'));
  });

  it('[e11] a phone that is none is refused at its field, Esc leaves all as it was', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    fireEvent.click(within(card()).getByRole('button', { name: 'Редагувати клієнта' }));
    const phone = screen.getByLabelText('телефон');
    fireEvent.change(phone, { target: { value: '12' } });
    fireEvent.click(within(card()).getByRole('button', { name: 'Зберегти' }));
    await waitFor(() => expect(phone.getAttribute('aria-invalid')).toBe('true'));
    fireEvent.keyDown(phone, { code: 'Escape', key: 'Escape' });
    await waitFor(() => expect(screen.queryByLabelText('місто')).toBeNull());
    expect(desk.fake.row('contact', fakeId(4, 4))?.phone).toBe('+380005550142');
  });
});

describe('[s5] a payment claimed', () => {
  const file = (hash: string, contentType: string) => ({ kind: 'photo' as const, hash: hash.repeat(32), fileName: null, contentType, sizeBytes: 9, width: 9, height: 9, durationMs: null, missing: null });

  it('the client’s newest picture of the last hour is its receipt until another one, or none, is pressed; a drawing that could run is not offered', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    const [message] = desk.fake.rows('message').filter((row) => row.conversationId === fakeId(5, 4) && row.direction === 'in');
    desk.fake.put('message', { ...message!, id: fakeId<MessageId>(7, 901), at: Date.now() - 7_200_000, attachments: [file('cd', 'image/jpeg')] });
    desk.fake.put('message', { ...message!, id: fakeId<MessageId>(7, 902), at: Date.now() - 60_000, attachments: [file('ab', 'image/png'), file('ef', 'image/svg+xml')] });
    fireEvent.click(within(card()).getByRole('button', { name: 'Надійшла оплата' }));
    const pick = await within(card()).findByRole('group', { name: 'Квитанція' });
    const pressed = (): (string | null)[] => within(pick).getAllByRole('button').map((button) => button.getAttribute('aria-pressed'));
    // With the one that was there before.
    expect(pressed()).toEqual(['true', 'false', 'false']);
    fireEvent.click(within(pick).getAllByRole('button')[1]!);
    expect(pressed()).toEqual(['false', 'true', 'false']);
    fireEvent.click(within(pick).getAllByRole('button')[1]!);
    expect(pressed()).toEqual(['false', 'false', 'false']);
    fireEvent.click(within(pick).getAllByRole('button')[0]!);
    fireEvent.submit(pick.closest('form')!);
    expect(await desk.lastPressed('payment.claim')).toMatchObject({ receipt: { hash: 'ab'.repeat(32), contentType: 'image/png' } });
  });
});

describe('erasing a client', () => {
  const asOwner = async (hasPassword: boolean): Promise<HTMLElement> => {
    desk = await sitDown({ me: fakeId(2, 4), call: (name) => (name === 'device.list' ? { login: 'own', hasPassword, devices: [] } : name === 'client.erase' ? { talks: 1, deals: 1 } : null) });
    await opened('Олена Ткаченко');
    fireEvent.click(within(section('Клієнт')).getByRole('button', { name: 'Ще' }), { detail: 1 });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Стерти клієнта…' }));
    return screen.findByRole('dialog', { name: 'Стерти клієнта назавжди?' });
  };
  const asked = (): unknown[] => desk.fake.heard.flatMap((frame) => (frame.t === 'call' && frame.name === 'client.erase' ? [frame.args] : []));

  it('[S72] [R15] the owner is told what goes and what stays, gives the password again; a wrong one is said at its field and nothing is closed', async () => {
    const dialog = await asOwner(true);
    expect(dialog.textContent).toContain('Олена Ткаченко');
    const password = await within(dialog).findByLabelText('Ваш пароль ще раз');
    const act = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Стерти назавжди' });
    expect(act.disabled).toBe(true);
    desk.fake.refuseCalls['client.erase'] = { ok: false, code: 'bad_password', data: {} };
    fireEvent.change(password, { target: { value: 'not this one' } });
    fireEvent.submit(password.closest('form')!);
    expect((await within(dialog).findByRole('alert')).textContent).toBe('Це не ваш пароль.');
    delete desk.fake.refuseCalls['client.erase'];
    fireEvent.change(password, { target: { value: 'seven quiet lamps' } });
    fireEvent.click(act);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked()).toEqual([{ contactId: fakeId(4, 4), password: 'not this one' }, { contactId: fakeId(4, 4), password: 'seven quiet lamps' }]);
    expect(screen.getByText('Клієнта стирають усюди')).toBeTruthy();
  });

  it('[S72] whoever has no password ticks that it cannot be undone; leaving does nothing', async () => {
    const dialog = await asOwner(false);
    const tick = await within(dialog).findByRole('checkbox', { name: 'Розумію, що повернути буде неможливо' });
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Стерти назавжди' }).disabled).toBe(true);
    fireEvent.click(tick);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Скасувати' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked()).toEqual([]);
  });

  it('[R15] it is offered to nobody but the owner', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    expect(within(section('Клієнт')).queryByRole('button', { name: 'Ще' })).toBeNull();
  });
});

describe('deal', () => {
  it('[c4] number, stage in words and on its road, money with what is left', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    expect(section('Угода').textContent).toContain('Угода № 4104');
    expect(within(section('Угода')).getByRole('img', { name: 'Етап 3 з 9' })).toBeTruthy();
    expect(section('Замовлення').textContent?.replaceAll(/\s/g, ' ')).toMatch(/Сума2 530 ₴Завдаток1 265 ₴Сплачено 0 ₴лишилося 2 530 ₴/);
  });

  it('[c5] a field is changed where it stands: by its type, Enter saves, a wrong one says why, Esc leaves it', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    fireEvent.click(within(section('Замовлення')).getByRole('button', { name: /Змінити Сума/ }));
    const sum = await screen.findByLabelText('Сума');
    fireEvent.change(sum, { target: { value: 'багато' } });
    fireEvent.keyDown(sum, { code: 'Enter', key: 'Enter' });
    expect(await screen.findByText('не сума')).toBeTruthy();
    fireEvent.keyDown(sum, { code: 'Escape', key: 'Escape' });
    await waitFor(() => expect(screen.queryByLabelText('Сума')).toBeNull());
    expect(desk.pressed('deal.setFields')).toHaveLength(0);
    fireEvent.click(within(section('Замовлення')).getByRole('button', { name: /Змінити Сума/ }));
    fireEvent.change(await screen.findByLabelText('Сума'), { target: { value: '3 000' } });
    const field = screen.getByLabelText('Сума');
    fireEvent.keyDown(field, { code: 'Enter', key: 'Enter' });
    // The field that goes away loses the focus: that is no second wish.
    fireEvent.blur(field);
    expect(await desk.lastPressed('deal.setFields')).toMatchObject({ values: { amount: { minor: 300_000, currency: 'UAH' } } });
    await waitFor(() => expect(section('Замовлення').textContent?.replaceAll(/\s/g, ' ')).toContain('3 000 ₴'));
    expect(desk.pressed('deal.setFields')).toHaveLength(1);
  });

  it('[c5] a list is chosen in one press; hidden fields are one press away', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    fireEvent.click(within(section('Замовлення')).getByRole('button', { name: /Змінити Начинка/ }));
    const list = await screen.findByLabelText('Начинка');
    const option = within(list).getAllByRole('option')[1] as HTMLOptionElement;
    fireEvent.change(list, { target: { value: option.value } });
    expect(await desk.lastPressed('deal.setFields')).toMatchObject({ values: { filling: option.value } });
    expect(within(card()).queryByText('Напис')).toBeNull();
    fireEvent.click(within(section('Замовлення')).getByRole('button', { name: /^ще/ }));
    expect(await within(card()).findByText('Напис')).toBeTruthy();
  });
});

describe('tasks, record, stage buttons', () => {
  it('[c5] a task is finished by one press with a way back, and added in one line', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    fireEvent.click(within(section('Задачі')).getByRole('checkbox', { name: /Надіслати реквізити/ }));
    await desk.lastPressed('task.done');
    await waitFor(() => expect(within(section('Задачі')).getByRole('checkbox', { name: /Надіслати реквізити/ }).getAttribute('aria-checked')).toBe('true'));
    pressKey('KeyA', { shift: true, target: document.body });
    const title = await screen.findByLabelText('Що зробити');
    fireEvent.change(title, { target: { value: 'Подзвонити курʼєру' } });
    fireEvent.submit(title.closest('form')!);
    const added = await desk.lastPressed('task.add');
    expect(added).toMatchObject({ title: 'Подзвонити курʼєру', dealId: fakeId(6, 4) });
    expect(added['dueAt']).toBeGreaterThan(Date.now());
  });

  it('[s8] the record reads as sentences: who, what, from what to what', async () => {
    desk = await sitDown();
    const line = (id: number, set: Partial<HistoryBody>): HistoryBody => ({
      id: fakeId(30, id), kind: 'deal', recordId: fakeId(6, 4), rootKind: 'deal', rootId: fakeId(6, 4), field: 'stageId', from: 'greeting', to: 'details', personId: meId, seatId: null,
      robot: null, commandId: fakeId(31, id), commandName: 'deal.move', cause: null, note: '', at: Date.now() - id, ...set,
    });
    desk.fake.put('history', line(1, {}));
    desk.fake.put('history', line(2, { field: 'amountMinor', from: 220_000, to: 253_000, personId: null, robot: 'silence' }));
    desk.fake.put('history', line(3, { field: 'fields.weightKg', from: null, to: 2 }));
    desk.fake.put('history', line(4, { kind: 'conversation', field: 'owedSince', commandName: 'conversation.noAnswerNeeded', note: 'дзвонила сама' }));
    const taken = { field: 'seatId', from: null, to: seatIds.mine, seatId: seatIds.mine, commandId: fakeId<HistoryBody['commandId']>(31, 99), commandName: 'conversation.take' };
    desk.fake.put('history', line(5, taken));
    desk.fake.put('history', line(6, { ...taken, kind: 'conversation', rootKind: 'conversation', rootId: fakeId(5, 4) }));
    await opened('Олена Ткаченко');
    const record = (await within(card()).findByRole('region', { name: 'Події' })).textContent!.replaceAll(/\s/g, ' ');
    expect(record).toContain('Ірина: етап: Привітання → Уточнення');
    expect(record).toContain('Сума: 2 200 ₴ → 2 530 ₴');
    expect(record).toContain('Вага: 2 кг');
    expect(record.match(/Ірина: на себе/g)).toHaveLength(1);
    expect(record).toContain('відповідь не потрібна · дзвонила сама');
  });

  it('[c5] the card repeats what moves the deal and presses the same button', async () => {
    desk = await sitDown();
    await opened('Юлія Романюк');
    const foot = card().querySelector<HTMLElement>('.stagebtns')!;
    expect(within(foot).getByText('Нова заявка: що далі')).toBeTruthy();
    expect(within(foot).queryByRole('button', { name: /Скрипти розмови/ })).toBeNull();
    fireEvent.click(within(foot).getByRole('button', { name: /Привітання, далі/ }));
    expect(await desk.lastPressed('button.pressAndTake')).toMatchObject({ buttonId: 'greet' });
  });

  it('[c5] a wrong status: draft, then the right stage in one press', async () => {
    desk = await sitDown();
    await opened('Дмитро Бондар');
    pressKey('KeyD', { shift: true, target: document.body });
    await desk.lastPressed('button.press');
    const pick = await within(card()).findByRole('group', { name: 'Оберіть правильний етап' });
    expect(card().querySelector('.stagebtns')?.textContent).toContain('Замість «Уточнення»');
    fireEvent.click(within(pick).getByRole('button', { name: 'Привітання' }));
    expect(await desk.lastPressed('deal.pickStage')).toMatchObject({ stageId: 'greeting' });
    await waitFor(() => expect(desk.fake.row('deal', fakeId(6, 6))?.stageId).toBe('greeting'));
  });

  it('the card goes and comes with Ctrl+. and the choice is kept', async () => {
    desk = await sitDown();
    await opened('Олена Ткаченко');
    pressKey('Period', { ctrl: true, target: document.body });
    await waitFor(() => expect(card()).toBeNull());
    await waitFor(() => expect(desk.fake.settings.cardOpen).toBe(false));
  });
});
