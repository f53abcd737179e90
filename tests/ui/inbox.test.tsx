/** The list of who waits, as a person meets it. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import { fakeId, seatIds } from '#tests/ui/fake-data.ts';
import { pressKey } from '#tests/ui/render-app.tsx';
import { rowOf, sitDown } from '#tests/ui/conversation-desk.tsx';
import type { Desk } from '#tests/ui/conversation-desk.tsx';

let desk: Desk;
afterEach(() => desk.unmount());

const names = (): string[] => [...document.querySelectorAll('.lrow .name')].map((each) => each.textContent ?? '');

describe('inbox', () => {
  it('[c4] who waits longest stands first, with account, clock in words, owner, stage and unread', async () => {
    desk = await sitDown();
    expect(names().slice(0, 3)).toEqual(['Юлія Романюк', 'Анастасія-Вікторія Переверзєва-Гриценко', 'Сергей Волошин']);
    const row = rowOf('Юлія Романюк');
    expect(within(row).getByText('МХ')).toBeTruthy();
    expect(within(row).getByRole('img', { name: /чекає 12:\d\d/ }).className).toContain('alarm');
    expect(within(row).getByRole('img', { name: 'Ще ніхто не взяв' })).toBeTruthy();
    expect(within(row).getByText('Нова заявка')).toBeTruthy();
    expect(within(row).getByRole('img', { name: /3 нових/ })).toBeTruthy();
  });

  it('[c4] a draft, a comment and a file are told in one line', async () => {
    desk = await sitDown();
    expect(within(rowOf('Олена Ткаченко')).getByText('Чернетка:')).toBeTruthy();
    expect(rowOf('katya_fit_kyiv').textContent).toContain('Коментар: А без цукру буває?');
  });

  it('[c4] tabs count and show waiting, mine, untaken, all; the rest stands under a line', async () => {
    desk = await sitDown();
    const tabs = screen.getAllByRole('tab').slice(0, 4).map((tab) => tab.textContent);
    expect(tabs).toEqual(['Чекають9', 'Мої12', 'Нічиї4', 'Усі16']);
    fireEvent.click(screen.getByRole('tab', { name: /Усі/ }));
    await waitFor(() => expect(document.querySelector('.listsep')?.textContent).toBe('Не чекають відповіді · 7'));
    fireEvent.click(screen.getByRole('tab', { name: /Нічиї/ }));
    await waitFor(() => expect(names()).toHaveLength(4));
  });

  it('[c9] opening does not clear who is owed an answer; an answer by anybody does', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    await waitFor(() => expect(desk.pressed('conversation.read')).toHaveLength(1), { timeout: 3000 });
    await waitFor(() => expect(within(rowOf('Сергей Волошин')).queryByRole('img', { name: /нових|нове/ })).toBeNull());
    expect(within(rowOf('Сергей Волошин')).getByRole('img', { name: /чекає/ })).toBeTruthy();
    desk.fake.patch('conversation', fakeId(5, 3), { owedSince: null, clockLevel: 0 });
    await waitFor(() => expect(names()).not.toContain('Сергей Волошин'));
  });

  it('[x5] J and K open what they come to, Enter goes on to writing, Esc comes back and keeps the words', async () => {
    desk = await sitDown();
    pressKey('KeyJ', { target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 1)));
    pressKey('ArrowDown', { target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 2)));
    await waitFor(() => expect(desk.composer()).toBeTruthy());
    pressKey('Enter', { target: document.body });
    await waitFor(() => expect(document.activeElement).toBe(desk.composer()));
    desk.write('половина слова');
    fireEvent.keyDown(desk.composer(), { code: 'Escape', key: 'Escape' });
    await waitFor(() => expect(document.activeElement).not.toBe(desk.composer()));
    pressKey('KeyJ', { target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 3)));
    pressKey('KeyK', { target: document.body });
    await waitFor(() => expect(desk.composer().value).toBe('половина слова'));
  });

  it('[c4] the next who waits is opened by one key, never the open one', async () => {
    desk = await sitDown();
    await desk.open('Юлія Романюк');
    pressKey('KeyJ', { shift: true, target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 2)));
  });

  it('[c4] the filter by account, stage and unread says itself and can be taken off', async () => {
    desk = await sitDown();
    fireEvent.click(screen.getByRole('button', { name: /^Зефірна гора/ }));
    await waitFor(() => expect(names()).toEqual(['Сергей Волошин', 'katya_fit_kyiv']));
    fireEvent.click(screen.getByRole('button', { name: 'Зняти фільтр' }));
    await waitFor(() => expect(names().length).toBeGreaterThan(5));
    useView.getState().setFilter({ stageId: 'ready' });
    await waitFor(() => expect(names()).toEqual(['Софія Кравець']));
    useView.getState().setFilter({ stageId: 'spam' });
    expect(await screen.findByText('Тут нікого')).toBeTruthy();
  });

  it('[c1] a broken account is a cross and a line that says what is wrong, and who may repair it is led there', async () => {
    desk = await sitDown();
    const dot = screen.getByRole('button', { name: /^Маковий день:/ });
    expect(dot.className).toContain('broken');
    expect(dot.getAttribute('aria-label')).toContain('2 у черзі');
    const banner = document.querySelector('.p-list .banner.alarm')!;
    expect(banner.textContent).toContain('Маковий день');
    expect(within(banner as HTMLElement).queryByRole('button')).toBeNull();
    expect(screen.getByRole('button', { name: /^Павлова на розі:.*затримка/ }).className).toContain('lag');
  });

  it('[q3] what a colleague takes leaves my list while I watch', async () => {
    desk = await sitDown();
    desk.fake.patch('conversation', fakeId(5, 1), { seatId: seatIds.other });
    await waitFor(() => expect(names()).not.toContain('Юлія Романюк'));
  });

  it('everyone answered: the empty list says what will come and shows the way to the rest', async () => {
    desk = await sitDown();
    for (let n = 1; n <= 9; n += 1) desk.fake.patch('conversation', fakeId(5, n), { owedSince: null });
    expect(await screen.findByText('Усім відповіли')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /Переглянути всі/ }));
    await waitFor(() => expect(names().length).toBeGreaterThan(5));
  });

  it('[R23] a name of marks and of 100,000 characters changes nothing but its own line', async () => {
    desk = await sitDown();
    desk.fake.patch('contact', fakeId(4, 1), { name: `\u202Eevil\u200B${'ж'.repeat(100_000)}` });
    await waitFor(() => expect(document.querySelector('.lrow .name bdi')?.textContent?.length).toBeLessThan(400));
    expect(within(document.querySelector<HTMLElement>('.lrow')!).getAllByTitle('U+202E')).not.toHaveLength(0);
  });
});
