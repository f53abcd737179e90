/** The open conversation, as a person works in it: reading, taking, writing, buttons, states, what is lost and given back. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import type { MessageBody } from '#shared/model/bodies.ts';
import { refuse } from '#shared/base/result.ts';
import { fakeId, seatIds } from '#tests/ui/fake-data.ts';
import { pressKey } from '#tests/ui/render-app.tsx';
import { rowOf, sitDown } from '#tests/ui/conversation-desk.tsx';
import type { Desk } from '#tests/ui/conversation-desk.tsx';

let desk: Desk;
afterEach(() => desk.unmount());

const olena = fakeId<MessageBody['conversationId']>(5, 4);
const enter = (options: object = {}): void => void fireEvent.keyDown(desk.composer(), { code: 'Enter', key: 'Enter', ...options });

function incoming(id: number, set: Partial<MessageBody> = {}): MessageBody {
  return { ...desk.fake.row('message', fakeId(7, 401))!, id: fakeId(7, id), text: 'нове слово', at: Date.now() - 1000, ...set };
}

describe('reading', () => {
  it('[c3] messages, notes, files and states of every kind stand in one line of time', async () => {
    desk = await sitDown();
    await desk.open('Олена Ткаченко');
    const thread = desk.thread();
    await within(thread).findByText(/Отакий колір/);
    expect(within(thread).getByRole('note').textContent).toContain('бачить лише команда');
    expect(within(thread).getByText(/Не надіслано: файл завеликий для Instagram/)).toBeTruthy();
    expect(within(thread).getByRole('button', { name: 'Слухати' })).toBeTruthy();
    expect(within(thread).getAllByRole('button', { name: 'Відкрити фото' }).length).toBeGreaterThan(0);
    expect(within(thread).getAllByRole('separator').length).toBeGreaterThan(0);
    expect(within(thread).getByTitle('Наша реакція').textContent).toBe('❤️');
  });

  it('[c3] an edit shows what was there before, an unsend keeps its place, the unknown says where to look', async () => {
    desk = await sitDown();
    desk.fake.put('message', incoming(801, { text: 'на суботу', versions: [{ text: 'на пʼятницю', at: Date.now() - 9000 }] }));
    desk.fake.put('message', incoming(802, { unsentAt: Date.now(), text: 'таємне' }));
    desk.fake.put('message', incoming(803, { kind: 'unsupported', text: '' }));
    await desk.open('Олена Ткаченко');
    fireEvent.click(await screen.findByRole('button', { name: 'змінено' }));
    expect(await screen.findByText('на пʼятницю')).toBeTruthy();
    expect(screen.getByText(/Клієнт відкликав це повідомлення/)).toBeTruthy();
    expect(screen.queryByText('таємне')).toBeNull();
    expect(screen.getByText(/тут не показати/)).toBeTruthy();
  });

  it('[c3] a new message arrives in place and is read aloud once; what is on screen stays', async () => {
    desk = await sitDown();
    await desk.open('Олена Ткаченко');
    await within(desk.thread()).findByText(/Отакий колір/);
    desk.fake.put('message', incoming(804, { text: 'А доставка є?' }));
    expect(await within(desk.thread()).findByText('А доставка є?')).toBeTruthy();
    await waitFor(() => expect([...document.querySelectorAll('.vh[aria-live]')].some((each) => each.textContent === 'А доставка є?')).toBe(true));
  });

  it('[R23] markup, direction marks and 100,000 characters are text; the long one unfolds on press', async () => {
    desk = await sitDown();
    desk.fake.put('message', incoming(805, { text: '<img src=x onerror=alert(1)>\u202Egnp' }));
    desk.fake.put('message', incoming(806, { text: 'довго '.repeat(16_667), at: Date.now() }));
    await desk.open('Олена Ткаченко');
    expect(await screen.findByText(/<img src=x/)).toBeTruthy();
    expect(document.querySelector('.bubble img[src="x"]')).toBeNull();
    expect(within(desk.thread()).getAllByTitle('U+202E')).toHaveLength(1);
    const bubble = document.querySelector<HTMLElement>(`[data-message="${fakeId(7, 806)}"]`)!;
    expect(bubble.textContent!.length).toBeLessThan(2_000);
    fireEvent.click(within(bubble).getByRole('button', { name: 'Показати все' }));
    await waitFor(() => expect(bubble.textContent!.length).toBeGreaterThan(10_000));
    fireEvent.click(within(bubble).getByRole('button', { name: 'Показати все' }));
    await waitFor(() => expect(bubble.textContent!.length).toBeGreaterThan(100_000));
  });

  it('[c3] Ctrl+F goes from hit to hit within this conversation only', async () => {
    desk = await sitDown();
    await desk.open('Олена Ткаченко');
    pressKey('KeyF', { ctrl: true, target: document.body });
    const field = await screen.findByRole('textbox', { name: 'Шукати в розмові' });
    fireEvent.change(field, { target: { value: 'березня' } });
    expect(await screen.findByText('1 з 1')).toBeTruthy();
    fireEvent.keyDown(field, { code: 'Enter', key: 'Enter' });
    await waitFor(() => expect(document.querySelector('.cv-found')?.textContent).toContain('21 березня'));
    fireEvent.click(screen.getByRole('button', { name: 'До найновішого' }));
    await waitFor(() => expect(document.querySelector('.cv-found')).toBeNull());
  });
});

describe('whose it is', () => {
  it('[q3] T takes by the server’s word; until then nothing is claimed', async () => {
    desk = await sitDown();
    await desk.open('Юлія Романюк');
    pressKey('KeyT', { target: document.body });
    await desk.lastPressed('conversation.take');
    expect(await screen.findByText('Ваша')).toBeTruthy();
    expect(desk.fake.row('conversation', fakeId(5, 1))?.seatId).toBe(seatIds.mine);
    pressKey('KeyT', { shift: true, target: document.body });
    await waitFor(() => expect(desk.fake.row('conversation', fakeId(5, 1))?.seatId).toBeNull());
  });

  it('[q3] the loser of a take reads who has it', async () => {
    desk = await sitDown();
    await desk.open('Юлія Романюк');
    desk.fake.refuseNext('conversation.take', refuse('taken_by_other', { seatId: seatIds.other }));
    pressKey('KeyT', { target: document.body });
    expect((await screen.findByRole('alert')).textContent).toContain('Катерина Лисенко');
  });

  it('[q3] the first answer takes and sends at once; lost, the words are back under the cursor with the name of who was first', async () => {
    desk = await sitDown();
    await desk.open('Юлія Романюк');
    desk.write('Добрий день, є капкейки');
    desk.fake.refuseNext('conversation.answer', refuse('taken_by_other', { seatId: seatIds.third }));
    enter();
    const input = await desk.lastPressed('conversation.answer');
    expect(input).toMatchObject({ text: 'Добрий день, є капкейки', baseInbound: 4, route: 'direct' });
    expect((await screen.findByRole('alert')).textContent).toContain('Богдан Савчук');
    await waitFor(() => expect(desk.composer().value).toBe('Добрий день, є капкейки'));
  });

  it('[q3] a conversation that left my sight says who has it and shows what I had written', async () => {
    desk = await sitDown();
    await desk.open('Юлія Романюк');
    desk.write('Добрий день, є');
    desk.fake.refuseNext('conversation.take', refuse('taken_by_other', { seatId: seatIds.other }));
    pressKey('KeyT', { target: document.body });
    await screen.findByRole('alert');
    // The server's next word takes the rows out of this person's copy.
    desk.fake.drop('conversation', fakeId(5, 1));
    expect(await screen.findByText(/Катерина Лисенко взяли першими/)).toBeTruthy();
    expect(document.querySelector('.cv-lost')?.textContent).toBe('Добрий день, є');
  });

  it('[S53] the client wrote meanwhile: nothing goes out, the words stay, the sentence says it', async () => {
    desk = await sitDown();
    await desk.open('Юлія Романюк');
    desk.write('Так');
    desk.fake.refuseNext('conversation.answer', refuse('client_wrote', { newer: 1 }));
    enter();
    expect((await screen.findByRole('alert')).textContent).toMatch(/написав|клієнт/i);
    await waitFor(() => expect(desk.composer().value).toBe('Так'));
  });
});

describe('writing', () => {
  it('[c2] an answer goes from the account that is named, Shift+Enter breaks the line, the bubble says what becomes of it', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    expect(document.querySelector('.composer .as')?.textContent).toContain('zefirna.hora');
    expect(document.querySelector('.composer .from')?.textContent).toContain('вікно');
    desk.write('Рахунок надішлю сьогодні');
    enter({ shiftKey: true });
    expect(desk.pressed('message.send')).toHaveLength(0);
    enter();
    expect(await desk.lastPressed('message.send')).toMatchObject({ conversationId: fakeId(5, 3), text: 'Рахунок надішлю сьогодні', baseInbound: desk.fake.row('conversation', fakeId(5, 3))!.inboundCount });
    expect(desk.composer().value).toBe('');
    expect(await within(desk.thread()).findByText('Рахунок надішлю сьогодні')).toBeTruthy();
    expect(await within(desk.thread()).findByText(/надішлеться за \d с/)).toBeTruthy();
  });

  it('[x5] a setting swaps Enter and Shift+Enter; Ctrl+Enter always sends, with Shift it goes on to who waits next', async () => {
    desk = await sitDown({ settings: { enterSends: false } });
    await desk.open('Сергей Волошин');
    desk.write('раз');
    enter();
    expect(desk.pressed('message.send')).toHaveLength(0);
    enter({ ctrlKey: true });
    await desk.lastPressed('message.send');
    desk.write('два');
    enter({ ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(desk.pressed('message.send')).toHaveLength(2));
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 1)));
    await waitFor(() => expect(document.activeElement).toBe(desk.composer()));
  });

  it('Enter that ends a composition of an input method sends nothing', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    desk.write('нi');
    fireEvent.keyDown(desk.composer(), { code: 'Enter', key: 'Enter', isComposing: true });
    expect(desk.composer().value).toBe('нi');
    expect(desk.pressed('message.send')).toHaveLength(0);
  });

  it('[c5] Ctrl+Z and the bubble take back what has not left: the words return to the composer', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    desk.write('Зачекайте хвилину');
    enter();
    const bubble = (await within(desk.thread()).findByText('Зачекайте хвилину')).closest('article')!;
    fireEvent.click(await within(bubble).findByRole('button', { name: 'Скасувати' }));
    await desk.lastPressed('command.undo');
    await waitFor(() => expect(within(desk.thread()).queryByText('Зачекайте хвилину')).toBeNull());
    await waitFor(() => expect(desk.composer().value).toBe('Зачекайте хвилину'));
    enter();
    await within(desk.thread()).findByText('Зачекайте хвилину');
    pressKey('KeyZ', { ctrl: true, target: desk.composer() });
    await waitFor(() => expect(desk.pressed('command.undo')).toHaveLength(2));
    await waitFor(() => expect(desk.composer().value).toBe('Зачекайте хвилину'));
  });

  it('[R13] a note is another thing than an answer: its own look, its own draft, never one key from the client', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    desk.write('відповідь клієнту');
    fireEvent.click(screen.getByRole('button', { name: 'Нотатка' }));
    await waitFor(() => expect(desk.composer().value).toBe(''));
    expect(document.querySelector('.composer')?.className).toContain('cv-note');
    desk.write('любить без крему');
    enter();
    expect(await desk.lastPressed('message.note')).toMatchObject({ text: 'любить без крему' });
    expect(desk.pressed('message.send')).toHaveLength(0);
    fireEvent.click(screen.getByRole('button', { name: 'Відповідь' }));
    await waitFor(() => expect(desk.composer().value).toBe('відповідь клієнту'));
  });

  it('[x1] drafts are kept at a pause and on leaving, and come back; a sent text leaves none', async () => {
    desk = await sitDown();
    await desk.open('Олена Ткаченко');
    expect(desk.composer().value).toContain('Передоплата 50 %');
    desk.write('інша думка');
    await waitFor(() => expect(desk.fake.heard.some((frame) => frame.t === 'call' && frame.name === 'draft.save' && (frame.args as { text: string }).text === 'інша думка')).toBe(true));
    desk.write('інша думка і ще');
    await desk.open('Сергей Волошин');
    await waitFor(() => expect(rowOf('Олена Ткаченко').textContent).toContain('інша думка і ще'));
    await desk.open('Олена Ткаченко');
    expect(desk.composer().value).toBe('інша думка і ще');
    enter();
    await desk.lastPressed('message.send');
    await waitFor(() => expect(desk.fake.heard.findLast((frame) => frame.t === 'call' && frame.name === 'draft.save')).toMatchObject({ args: { text: '' } }));
    expect(desk.composer().value).toBe('');
  });

  it('[R13] [x1] a note not yet saved is kept by the console as a note: another page has it back, and no answer', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    fireEvent.click(screen.getByRole('button', { name: 'Нотатка' }));
    desk.write('алергія на горіхи');
    await waitFor(() => expect(desk.fake.heard.findLast((frame) => frame.t === 'call' && frame.name === 'draft.save')).toMatchObject({ args: { kind: 'note', text: 'алергія на горіхи' } }));
    desk.unmount();
    desk = await sitDown({ notes: { [fakeId(5, 3)]: 'алергія на горіхи' } });
    await desk.open('Сергей Волошин');
    expect(desk.composer().value).toBe('');
    fireEvent.click(screen.getByRole('button', { name: 'Нотатка' }));
    await waitFor(() => expect(desk.composer().value).toBe('алергія на горіхи'));
    desk.fake.refuseNext('message.note', refuse('not_allowed'));
    enter();
    await desk.lastPressed('message.note');
    await waitFor(() => expect(desk.composer().value).toBe('алергія на горіхи'));
  });

  it('[x1] refused while another conversation is open: the words wait as the draft of their own', async () => {
    desk = await sitDown();
    await desk.open('Юлія Романюк');
    desk.write('не загубись');
    desk.fake.refuseNext('conversation.answer', refuse('taken_by_other', { seatId: seatIds.other }));
    enter();
    useView.getState().openConversation(fakeId(5, 3));
    await waitFor(() => expect(rowOf('Юлія Романюк').textContent).toContain('не загубись'));
  });

  it('[c2] a file is refused with the sentence where the network fetches from us and we have no address', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    const attach = screen.getByRole('button', { name: /публічн/ });
    expect(attach.getAttribute('aria-disabled')).toBe('true');
    await desk.open('Максим Поліщук');
    const input = document.querySelector<HTMLInputElement>('.composer input[type="file"]')!;
    fireEvent.change(input, { target: { files: [new File(['%PDF'], 'кошторис.pdf', { type: 'application/pdf' })] } });
    expect(await screen.findByText('кошторис.pdf')).toBeTruthy();
    await waitFor(() => expect(screen.getByRole('button', { name: /Надіслати/ })).toHaveProperty('disabled', false));
    desk.composer().focus();
    enter();
    expect(await desk.lastPressed('message.send')).toMatchObject({ text: '', attachments: [{ fileName: 'кошторис.pdf', kind: 'document' }] });
  });

  it('[c3] under a comment one chooses between all who read and the client alone', async () => {
    desk = await sitDown();
    desk.fake.patch('conversation', fakeId(5, 5), { openComment: { messageId: fakeId<MessageBody['id']>(7, 501), externalId: 'c1', privateReplyUntil: Date.now() + 3_600_000, privatelyAnswered: false }, seatId: seatIds.mine, windowUntil: null });
    await desk.open('katya_fit_kyiv');
    await waitFor(() => expect(desk.composer().placeholder).toContain('бачать усі'));
    fireEvent.click(await screen.findByRole('button', { name: 'Відповісти в Direct' }));
    await waitFor(() => expect(desk.composer().placeholder).toContain('Одна приватна'));
    desk.write('Так, на стевії');
    enter();
    expect(await desk.lastPressed('message.send')).toMatchObject({ route: 'private' });
  });

  it('[x1] what may have been sent is never sent blind again: the person says which', async () => {
    desk = await sitDown();
    desk.fake.put('message', incoming(807, { direction: 'out', state: 'unknown', text: 'дійшло чи ні', personId: null }));
    await desk.open('Олена Ткаченко');
    const bubble = (await screen.findByText('дійшло чи ні')).closest('article')!;
    expect(bubble.textContent).toContain('Можливо, надіслано');
    fireEvent.click(within(bubble).getByRole('button', { name: 'Її надіслано' }));
    expect(await desk.lastPressed('message.settle')).toMatchObject({ messageId: fakeId(7, 807), sent: true });
    expect(desk.pressed('message.resend')).toHaveLength(0);
  });
});

describe('buttons of the preset', () => {
  it('[c5] one key greets an untaken client: takes, sends, moves, with one undo', async () => {
    desk = await sitDown();
    await desk.open('Юлія Романюк');
    expect(screen.queryByRole('button', { name: /Ціна/ })).toBeNull();
    pressKey('Digit1', { target: document.body });
    expect(await desk.lastPressed('button.pressAndTake')).toMatchObject({ buttonId: 'greet', conversationId: fakeId(5, 1), values: {} });
    expect(await within(desk.thread()).findByText(/Раді вашому повідомленню/)).toBeTruthy();
    const toast = await screen.findByText(/Привітання: надіслано · етап → Привітання/);
    expect(within(toast.closest('.toast') as HTMLElement).getByRole('button', { name: /Скасувати/ })).toBeTruthy();
    expect(desk.fake.row('deal', fakeId(6, 1))?.stageId).toBe('greeting');
  });

  it('[c5] what is missing is asked line by line with keys only; Esc changes nothing', async () => {
    desk = await sitDown();
    desk.fake.patch('team', 'team', { constants: { 'pay.card': '4444 0000', 'pay.holder': 'Мельник І.' } });
    desk.fake.patch('deal', fakeId(6, 6), { stageId: 'greeting', fields: {} });
    await desk.open('Дмитро Бондар');
    await waitFor(() => expect(document.querySelector('.scripts')?.textContent).toContain('Ціна'));
    pressKey('Digit2', { target: document.body });
    const first = await screen.findByRole('button', { name: /^1\s?торт$/ });
    fireEvent.keyDown(first, { code: 'Escape', key: 'Escape' });
    await waitFor(() => expect(document.querySelector('.cv-ask')).toBeNull());
    expect(desk.pressed('button.press')).toHaveLength(0);

    pressKey('Digit2', { target: document.body });
    fireEvent.keyDown(await screen.findByRole('button', { name: /^1\s?торт$/ }), { code: 'Digit1', key: '1' });
    const due = await screen.findByLabelText('Потрібно на');
    fireEvent.keyDown(due, { code: 'Enter', key: 'Enter' });
    expect(await screen.findByText('без цього далі ніяк')).toBeTruthy();
    fireEvent.change(due, { target: { value: '2031-03-15T14:00' } });
    fireEvent.keyDown(due, { code: 'Enter', key: 'Enter' });
    const sum = await screen.findByLabelText('Сума');
    fireEvent.change(sum, { target: { value: '1 800' } });
    fireEvent.keyDown(sum, { code: 'Enter', key: 'Enter' });
    const input = await desk.lastPressed('button.press');
    expect(input['values']).toMatchObject({ amount: { minor: 180_000, currency: 'UAH' }, neededAt: { at: Date.UTC(2031, 2, 15, 12) } });
    await waitFor(() => expect(desk.fake.row('deal', fakeId(6, 6))?.stageId).toBe('price'));
    expect(await within(desk.thread()).findByText(/завдаток 900/)).toBeTruthy();
  });

  it('[c5] a refusal names what is missing in words and nothing changes', async () => {
    desk = await sitDown();
    await desk.open('Максим Поліщук');
    pressKey('BracketRight', { target: document.body });
    const said = (await screen.findByText(/Етап «У роботі»/, { selector: '.toast *' })).textContent;
    expect(said).toContain('оплата');
    expect(said).toContain('Потрібно на');
    expect(said).toContain('Кондитер');
    expect(desk.fake.row('deal', fakeId(6, 8))?.stageId).toBe('price');
  });

  it('[c5] a text that needs what the team has not set names it, and nothing goes out', async () => {
    desk = await sitDown();
    desk.fake.patch('deal', fakeId(6, 6), { stageId: 'greeting', amountMinor: 180_000, fields: { productKind: 'cake', neededAt: { at: Date.now() } } });
    await desk.open('Дмитро Бондар');
    await waitFor(() => expect(document.querySelector('.scripts')?.textContent).toContain('Ціна'));
    pressKey('Digit2', { target: document.body });
    expect((await screen.findByText(/картка для оплати/, { selector: '.toast *' })).textContent).toContain('Скрипти: Ціна');
    expect(desk.fake.row('deal', fakeId(6, 6))?.stageId).toBe('greeting');
  });

  it('[c5] a list of texts opens on its own key, a digit sends, Tab puts the words under the cursor', async () => {
    desk = await sitDown();
    await desk.open('Дмитро Бондар');
    await screen.findByRole('button', { name: /Скрипти розмови/ });
    pressKey('Digit4', { target: document.body });
    const search = await screen.findByRole('combobox');
    expect((await screen.findAllByRole('option', { name: /Алергени/ })).length).toBe(1);
    fireEvent.change(search, { target: { value: 'алерг' } });
    fireEvent.keyDown(search, { code: 'Tab', key: 'Tab' });
    await waitFor(() => expect(desk.composer().value).toContain('борошно'));
    expect(desk.pressed('button.press')).toHaveLength(0);
    fireEvent.change(desk.composer(), { target: { value: '' } });
    pressKey('Digit4', { target: document.body });
    const again = await screen.findByRole('combobox');
    fireEvent.change(again, { target: { value: 'алерг' } });
    fireEvent.keyDown(again, { code: 'Enter', key: 'Enter' });
    expect(await desk.lastPressed('button.press')).toMatchObject({ buttonId: 'talk' });
    expect(await within(desk.thread()).findByText(/борошно/)).toBeTruthy();
  });

  it('[c5] "/" in an empty answer searches all scripts and inserts; in a text it is a stroke', async () => {
    desk = await sitDown();
    await desk.open('Дмитро Бондар');
    fireEvent.keyDown(desk.composer(), { code: 'Slash', key: '/' });
    const search = await screen.findByRole('combobox');
    fireEvent.change(search, { target: { value: 'доставля' } });
    fireEvent.keyDown(search, { code: 'Enter', key: 'Enter' });
    await waitFor(() => expect(desk.composer().value.length).toBeGreaterThan(10));
    fireEvent.keyDown(desk.composer(), { code: 'Slash', key: '/' });
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('[c3] of several photos the ones to keep are chosen; one alone is saved at once', async () => {
    desk = await sitDown();
    await desk.open('Олена Ткаченко');
    await within(desk.thread()).findByText(/Отакий колір/);
    pressKey('Digit5', { target: document.body });
    expect(await desk.lastPressed('button.press')).toMatchObject({ buttonId: 'order-photo', photoMessageIds: [] });
    await waitFor(() => expect(desk.fake.row('contact', fakeId(4, 4))?.photos).toHaveLength(1));
    const photo = desk.fake.row('message', fakeId(7, 408))!;
    for (const [id, hash] of [[808, 'c'], [809, 'd']] as const) {
      desk.fake.put('message', { ...photo, id: fakeId<MessageBody['id']>(7, id), attachments: [{ ...photo.attachments[0]!, hash: hash.repeat(64) }], at: Date.now() + id });
    }
    await waitFor(() => expect(document.querySelector(`[data-message="${fakeId(7, 809)}"]`)).toBeTruthy());
    pressKey('Digit5', { target: document.body });
    fireEvent.click(await screen.findByRole('button', { name: 'Фото 1' }));
    fireEvent.click(screen.getByRole('button', { name: 'Зберегти 1' }));
    await waitFor(() => expect(desk.pressed('button.press')).toHaveLength(2));
    expect(desk.pressed('button.press')[1]).toMatchObject({ photoMessageIds: [fakeId(7, 809)] });
  });

  it('[s9] the files of a text are shown with it; inserted they stand under the answer, and where none can go the reason does', async () => {
    desk = await sitDown();
    const file = { hash: 'c'.repeat(64), kind: 'document' as const, fileName: 'ціни.pdf', contentType: 'application/pdf', sizeBytes: 2000 };
    desk.fake.patch('script', 'storage', { attachments: [file] });
    const open = async (name: string): Promise<HTMLElement> => {
      await desk.open(name);
      fireEvent.click(screen.getByRole('button', { name: /Розмов|розмов/, description: '' }));
      const search = await screen.findByRole('combobox');
      fireEvent.change(search, { target: { value: 'зберіга' } });
      expect(await screen.findByText('ціни.pdf')).toBeTruthy();
      return search;
    };
    pressKey('Tab', { target: await open('Максим Поліщук') });
    await waitFor(() => expect(document.querySelector('.composer .filechips')?.textContent).toContain('ціни.pdf'));
    enter();
    expect(await desk.lastPressed('message.send')).toMatchObject({ attachments: [file] });
    const shop = await open('Сергей Волошин');
    expect(screen.getByText(/публічну адресу/)).toBeTruthy();
    pressKey('Tab', { target: shop });
    await waitFor(() => expect(document.querySelector('.composer .filechips')?.textContent).toContain('публічну адресу'));
  });

  it('[x4] a text that is not in the client’s language is said before it goes', async () => {
    desk = await sitDown();
    desk.fake.patch('contact', fakeId(4, 1), { language: 'ro' });
    await desk.open('Юлія Романюк');
    pressKey('Digit1', { target: document.body });
    expect(await screen.findByText(/Română.*Українська/)).toBeTruthy();
    expect(desk.pressed('button.pressAndTake')).toHaveLength(0);
    fireEvent.click(within(document.querySelector<HTMLElement>('.cv-ask')!).getByRole('button', { name: 'Надіслати' }));
    await desk.lastPressed('button.pressAndTake');
  });
});

describe('acts by keys', () => {
  it('[x5] E, U, S, Z, Shift+E act on the open conversation, each with its way back', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    pressKey('KeyE', { target: document.body });
    await desk.lastPressed('conversation.noAnswerNeeded');
    expect(await screen.findByText('Сергей Волошин: відповідь не потрібна')).toBeTruthy();
    pressKey('KeyZ', { ctrl: true, target: document.body });
    await desk.lastPressed('command.undo');
    await waitFor(() => expect(desk.fake.row('conversation', fakeId(5, 3))?.owedSince).not.toBeNull());
    pressKey('KeyZ', { target: document.body });
    const snoozed = await desk.lastPressed('conversation.snooze');
    expect(snoozed['until']).toBeGreaterThan(Date.now());
    pressKey('KeyS', { target: document.body });
    expect(await screen.findByRole('menuitem', { name: /Завтра/ })).toBeTruthy();
    fireEvent.click(screen.getByRole('menuitem', { name: 'Повернути зараз' }));
    await waitFor(() => expect(desk.pressed('conversation.snooze').at(-1)?.['until']).toBeNull());
    pressKey('KeyU', { target: document.body });
    await desk.lastPressed('conversation.markUnread');
    pressKey('KeyE', { shift: true, target: document.body });
    await desk.lastPressed('conversation.close');
    expect(olena).toBeTruthy();
  });

  it('marked unread stays unread while it is open; the client’s next words are read again', async () => {
    desk = await sitDown();
    await desk.open('Сергей Волошин');
    await waitFor(() => expect(desk.pressed('conversation.read')).toHaveLength(1), { timeout: 3000 });
    pressKey('KeyU', { target: document.body });
    await desk.lastPressed('conversation.markUnread');
    await waitFor(() => expect(rowOf('Сергей Волошин').className).toContain('new'));
    // Two ticks of its clock: longer than a look takes to count as reading.
    for (let tick = 0; tick < 2; tick += 1) {
      const shown = rowOf('Сергей Волошин').querySelector('.clock')?.textContent;
      await waitFor(() => expect(rowOf('Сергей Волошин').querySelector('.clock')?.textContent).not.toBe(shown), { timeout: 3000 });
    }
    expect(desk.pressed('conversation.read')).toHaveLength(1);
    const row = desk.fake.row('conversation', fakeId(5, 3))!;
    desk.fake.patch('conversation', row.id, { inboundCount: row.inboundCount + 1 });
    await waitFor(() => expect(desk.pressed('conversation.read')).toHaveLength(2), { timeout: 3000 });
  });
});
