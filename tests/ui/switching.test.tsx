/** From client to client the pane stands: nothing that belongs to one may reach the next. */
import { act, fireEvent, renderHook, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { useOpening, useOwn } from '#renderer/features/conversation/opening.ts';
import { useView } from '#renderer/data/view.ts';
import { refuse } from '#shared/base/result.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey } from '#tests/ui/render-app.tsx';
import { sitDown } from '#tests/ui/conversation-desk.tsx';
import type { Desk } from '#tests/ui/conversation-desk.tsx';

let desk: Desk;
afterEach(() => desk.unmount());

const key = (code: string): void => pressKey(code, { target: document.body });
const head = (): HTMLElement => document.querySelector<HTMLElement>('.convhead')!;

it('[R13] a question begun for one client is not asked of the next, nor again of the first', async () => {
  desk = await sitDown();
  desk.fake.patch('deal', fakeId(6, 6), { stageId: 'greeting', fields: {} });
  await desk.open('Дмитро Бондар');
  await waitFor(() => expect(document.querySelector('.scripts')?.textContent).toContain('Ціна'));
  key('Digit2');
  await waitFor(() => expect(document.querySelector('.cv-ask')).not.toBeNull());
  await desk.open('Юлія Романюк');
  expect(document.querySelector('.cv-ask')).toBeNull();
  await desk.open('Дмитро Бондар');
  expect(document.querySelector('.cv-ask')).toBeNull();
  expect(desk.pressed('button.press')).toHaveLength(0);
});

it('[R13] menu, search of texts and search in the talk of one client close with them', async () => {
  desk = await sitDown();
  await desk.open('Дмитро Бондар');
  fireEvent.click(within(head()).getByRole('button', { name: 'Ще' }));
  await screen.findByRole('menu');
  useView.getState().openConversation(fakeId(5, 3));
  await waitFor(() => expect(head().textContent).toContain('Сергей Волошин'));
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  key('KeyS');
  await screen.findByRole('menu');
  await desk.open('Дмитро Бондар');
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  key('Slash');
  await screen.findByRole('combobox');
  await desk.open('Сергей Волошин');
  expect(screen.queryByRole('combobox')).toBeNull();
});

it('[R13] a refusal that comes when another client is open says so, and asks nothing there', async () => {
  desk = await sitDown();
  await desk.open('Юлія Романюк');
  await waitFor(() => expect(document.querySelector('.scripts')?.textContent).toContain('Привітання'));
  desk.fake.refuseNext('button.pressAndTake', refuse('stage_needs', { fields: ['amount'] }));
  key('Digit1');
  useView.getState().openConversation(fakeId(5, 3));
  await waitFor(() => expect(head().textContent).toContain('Сергей Волошин'));
  await desk.lastPressed('button.pressAndTake');
  await waitFor(() => expect(document.querySelector('.toast')?.textContent).toContain('Привітання'));
  expect(document.querySelector('.cv-ask')).toBeNull();
});

it('[R13] words taken back when another client is open do not come under the cursor there', async () => {
  desk = await sitDown();
  await desk.open('Сергей Волошин');
  desk.write('Лише для Сергія');
  fireEvent.keyDown(desk.composer(), { code: 'Enter', key: 'Enter' });
  const bubble = (await within(desk.thread()).findByText('Лише для Сергія')).closest('article')!;
  const undo = await within(bubble).findByRole('button', { name: 'Скасувати' });
  fireEvent.click(undo);
  useView.getState().openConversation(fakeId(5, 6));
  await waitFor(() => expect(head().textContent).toContain('Дмитро Бондар'));
  await desk.lastPressed('command.undo');
  await waitFor(() => expect(document.querySelector('.lrow.now, [aria-selected="true"]')).not.toBeNull());
  expect(desk.composer().value).toBe('');
});

it('[q3] left unread and opened again it is read again', async () => {
  desk = await sitDown();
  await desk.open('Сергей Волошин');
  await waitFor(() => expect(desk.pressed('conversation.read')).toHaveLength(1), { timeout: 3000 });
  key('KeyU');
  await desk.lastPressed('conversation.markUnread');
  await desk.open('Дмитро Бондар');
  const before = desk.pressed('conversation.read').length;
  await desk.open('Сергей Волошин');
  await waitFor(() => expect(desk.pressed('conversation.read').slice(before).some((input) => input['conversationId'] === fakeId(5, 3))).toBe(true), { timeout: 3000 });
});

it('[R23] the face of the client before does not stand for the next until their own has come', async () => {
  desk = await sitDown();
  const profiles = (id: number): void => { for (const row of desk.fake.rows('profile')) if (row.contactId === desk.fake.row('conversation', fakeId(5, id))!.contactId) desk.fake.patch('profile', row.id, { avatar: String(id).repeat(64) }); };
  profiles(3);
  profiles(6);
  await desk.open('Сергей Волошин');
  const face = await waitFor(() => {
    const found = head().querySelector('.av img');
    expect(found).not.toBeNull();
    return found;
  });
  await desk.open('Дмитро Бондар');
  await waitFor(() => expect(head().querySelector('.av img')).not.toBeNull());
  expect(head().querySelector('.av img')).not.toBe(face);
});

it('[R13] what sets the state of an opening that is over sets nothing, also when the same client is open again', async () => {
  desk = await sitDown();
  const { result, rerender } = renderHook(({ id }) => {
    const opening = useOpening(id);
    const [value, set] = useOwn(opening, 'none');
    return { opening, value, set };
  }, { initialProps: { id: 'a' } });
  const first = result.current;
  act(() => first.set('of a'));
  expect(result.current.value).toBe('of a');
  rerender({ id: 'b' });
  act(() => first.set('late'));
  expect(result.current.value).toBe('none');
  act(() => result.current.set('of b'));
  rerender({ id: 'a' });
  act(() => first.set('late'));
  expect(result.current.value).toBe('none');
  expect(result.current.opening.composer).not.toBe(first.opening.composer);
});
