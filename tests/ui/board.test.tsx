/** The board as an operator uses it: columns, keys, moves, what a stage still needs, others' moves, thousands of cards. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useBoardView } from '#renderer/features/board/board-view.ts';
import { useView } from '#renderer/data/view.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { UpFrame } from '#shared/port/port.ts';
import { fakeId, seatIds } from '#tests/ui/fake-data.ts';
import { pressKey, renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

const preset = presetSchema.parse(JSON.parse(readFileSync('resources/presets/confectionery.json', 'utf8')));
let app: RenderedApp;
const emptyView = useBoardView.getState();
beforeEach(() => useBoardView.setState(emptyView, true));
afterEach(() => app.unmount());

const column = (stageId: string): HTMLElement => document.querySelector<HTMLElement>(`[data-stage="${stageId}"]`)!;
const names = (stageId: string): string[] => [...column(stageId).querySelectorAll('[role="option"] .d1 bdi')].map((name) => name.textContent ?? '');
const commands = (name: string): (UpFrame & { t: 'command' })[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'command' } => frame.t === 'command' && frame.name === name);
const cardOf = (name: string): HTMLElement => [...document.querySelectorAll<HTMLElement>('.board-card')].find((card) => card.textContent?.includes(name))!;

async function openBoard(options: Parameters<typeof renderApp>[0] = {}): Promise<void> {
  app = await renderApp({ preset, ...options });
  fireEvent.click((await screen.findAllByRole('button', { name: /Воронки/ }))[0]!);
  await waitFor(() => expect(document.querySelectorAll('.board-card').length).toBeGreaterThan(10));
}

function choose(name: string): void {
  const card = cardOf(name);
  fireEvent.click(card);
}

describe('columns', () => {
  it('[s1] each stage shows how many and how much, and its cards', async () => {
    await openBoard();
    const price = column('price');
    expect(within(price).getByRole('heading', { name: 'Ціна' })).toBeTruthy();
    expect(names('price').toSorted()).toEqual(['Максим Поліщук', 'Наталія Олійник', 'Сергей Волошин']);
    expect(price.querySelector('.colhead .small')?.textContent).toBe('3');
    expect(price.querySelector('.sum')?.textContent?.replaceAll(/\s/g, ' ')).toBe('9 165 ₴');
    expect(screen.getByRole('navigation', { name: 'Усі етапи' }).textContent).toContain('Ціна');
  });

  it('[c7] mine leaves only my seat’s deals', async () => {
    await openBoard();
    expect(names('new')).toContain('Юлія Романюк');
    fireEvent.click(screen.getByRole('button', { name: /^Мої \d+$/ }));
    await waitFor(() => expect(names('new')).toEqual([]));
    expect(names('price').length).toBe(3);
    expect(app.fake.heard.some((frame) => frame.t === 'query' && frame.name === 'board.cards' && (frame.params as { mineOnly: boolean }).mineOnly)).toBe(true);
  });

  it('[c7] who heads people can look at one person’s board', async () => {
    await openBoard({ me: fakeId(2, 4) });
    fireEvent.change(screen.getByLabelText('Чия дошка'), { target: { value: seatIds.mine } });
    await waitFor(() => expect(names('new')).toEqual([]));
    expect(app.fake.heard.findLast((frame) => frame.t === 'query' && frame.name === 'board.cards')).toMatchObject({ params: { seatId: seatIds.mine, mineOnly: false } });
  });

  it('[s1] of hundreds of deals only those in sight are asked for and drawn; scrolling brings the others', async () => {
    await openBoard({ more: 300 });
    const drawn = document.querySelectorAll('.board-card').length;
    expect(drawn).toBeLessThan(120);
    const asked = app.fake.heard.filter((frame) => frame.t === 'query' && frame.name === 'board.cards').map((frame) => (frame as { params: { limit: number } }).params.limit);
    expect(Math.max(...asked)).toBeLessThanOrEqual(60);
    const list = column('greeting').querySelector<HTMLElement>('.board-cards')!;
    const before = names('greeting');
    Object.defineProperty(list, 'scrollTop', { configurable: true, writable: true, value: 60 * 73 });
    fireEvent.scroll(list);
    await waitFor(() => {
      expect(names('greeting').length).toBeGreaterThan(5);
      expect(names('greeting').some((name) => before.includes(name) && names('greeting')[0] === before[0])).toBe(false);
    });
  });
});

describe('moving', () => {
  it('[x5] J chooses, ] moves at once, Ctrl+Z puts it back', async () => {
    await openBoard();
    choose('ТОВ «Північний берег»');
    pressKey('BracketRight', { target: document.body });
    await waitFor(() => expect(names('details')).toContain('ТОВ «Північний берег»'));
    expect(names('greeting')).not.toContain('ТОВ «Північний берег»');
    expect(commands('deal.move')[0]?.input).toEqual({ dealId: fakeId(6, 16), stageId: 'details', values: {}, note: null });
    expect(await screen.findByText('Етап → Уточнення')).toBeTruthy();
    pressKey('KeyZ', { ctrl: true, target: document.body });
    await waitFor(() => expect(names('greeting')).toContain('ТОВ «Північний берег»'));
  });

  it('[x5] arrows and J go between cards, Enter opens the conversation beside the board', async () => {
    await openBoard();
    const list = column('details').querySelector<HTMLElement>('.board-cards')!;
    choose('Дмитро Бондар');
    const chosen = (): string | null => document.querySelector('.board-card.is-focus-in .d1 bdi')?.textContent ?? null;
    await waitFor(() => expect(chosen()).toBe('Дмитро Бондар'));
    useView.getState().closeConversation();
    pressKey('KeyJ', { target: document.body });
    await waitFor(() => expect(chosen()).toBe(names('details')[names('details').indexOf('Дмитро Бондар') + 1]));
    pressKey('ArrowRight', { target: document.body });
    await waitFor(() => expect(names('price')).toContain(chosen()));
    pressKey('ArrowLeft', { target: list });
    await waitFor(() => expect(names('details')).toContain(chosen()));
    pressKey('Enter', { target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).not.toBeNull());
    expect(useView.getState().section).toBe('funnels');
  });

  it('[c5] a stage that needs values asks for them in one line each, then moves with them', async () => {
    await openBoard();
    choose('Марина Зінченко');
    pressKey('BracketRight', { target: document.body });
    const dialog = await screen.findByRole('dialog', { name: /«Ціна»/ });
    const fields = within(dialog).getAllByLabelText(/Виріб|Потрібно|Сума/);
    expect(fields).toHaveLength(3);
    fireEvent.click(within(dialog).getByRole('button', { name: /Записати й перевести/ }));
    expect(await within(dialog).findAllByText('Перевірте значення')).toHaveLength(3);
    expect(commands('deal.move')).toHaveLength(1);
    fireEvent.change(within(dialog).getByLabelText('Виріб'), { target: { value: 'cake' } });
    fireEvent.change(within(dialog).getByLabelText(/Потрібно/), { target: { value: '2026-12-21T14:00' } });
    fireEvent.change(within(dialog).getByLabelText(/Сума/), { target: { value: '1 800' } });
    fireEvent.submit(dialog.querySelector('form')!);
    await waitFor(() => expect(names('price')).toContain('Марина Зінченко'));
    expect(app.fake.row('deal', fakeId(6, 12))).toMatchObject({ stageId: 'price', amountMinor: 180_000 });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('[q3] an untaken deal is taken and moved in one press', async () => {
    await openBoard();
    choose('Alina Brown');
    pressKey('BracketRight', { target: document.body });
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('Спершу хтось має взяти')).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('button', { name: /Взяти й перевести/ }));
    await waitFor(() => expect(names('greeting')).toContain('Alina Brown'));
    expect(commands('conversation.take')).toHaveLength(1);
    expect(app.fake.row('deal', fakeId(6, 9))?.seatId).toBe(seatIds.mine);
  });

  it('[c5] a move that is not allowed says where one may go; the operator can’t force it', async () => {
    await openBoard();
    choose('Тетяна Яремчук');
    pressKey('BracketLeft', { target: document.body });
    const dialog = await screen.findByRole('dialog', { name: /ще не можна/ });
    expect(within(dialog).queryByRole('button', { name: /Усе одно/ })).toBeNull();
    expect(names('done')).toContain('Тетяна Яремчук');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Скасувати' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(names('done')).toContain('Тетяна Яремчук');
  });

  it('[c7] head and owner move against the rule with a note, never without', async () => {
    await openBoard({ me: fakeId(2, 4) });
    choose('Марина Зінченко');
    pressKey('BracketLeft', { target: document.body });
    const dialog = await screen.findByRole('dialog', { name: /ще не можна/ });
    fireEvent.submit(dialog.querySelector('form')!);
    expect(await within(dialog).findByText('Скажіть чому')).toBeTruthy();
    expect(commands('deal.move')).toHaveLength(1);
    fireEvent.change(within(dialog).getByLabelText('Чому всупереч правилу'), { target: { value: 'клієнтка передумала' } });
    fireEvent.submit(dialog.querySelector('form')!);
    await waitFor(() => expect(names('greeting')).toContain('Марина Зінченко'));
    expect(commands('deal.move')[1]?.input).toMatchObject({ note: 'клієнтка передумала' });
  });

  it('[x1] a move that is refused goes back and says why', async () => {
    await openBoard();
    app.fake.refuseNext('deal.move', { ok: false, code: 'changed_meanwhile', data: { field: 'stageId' } });
    choose('ТОВ «Північний берег»');
    pressKey('BracketRight', { target: document.body });
    expect(await screen.findByText(/Змінилося|тим часом/i)).toBeTruthy();
    expect(names('greeting')).toContain('ТОВ «Північний берег»');
    expect(names('details')).not.toContain('ТОВ «Північний берег»');
    await waitFor(() => expect(document.querySelector('.slot-drop, .board-card.ghost')).toBeNull());
  });

  it('[x2] what others move shows by itself, and the chosen card stays chosen', async () => {
    await openBoard();
    choose('Дмитро Бондар');
    app.fake.patch('deal', fakeId(6, 12), { stageId: 'greeting', stageEnteredAt: Date.now() });
    await waitFor(() => expect(names('greeting')).toContain('Марина Зінченко'));
    expect(names('details')).not.toContain('Марина Зінченко');
    expect(document.querySelector('.board-card.is-focus-in .d1 bdi')?.textContent).toBe('Дмитро Бондар');
  });
});
