/** What a message answers or is about, as the thread shows it. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { MessageBody } from '#shared/model/bodies.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey } from '#tests/ui/render-app.tsx';
import { sitDown } from '#tests/ui/conversation-desk.tsx';
import type { Desk } from '#tests/ui/conversation-desk.tsx';

let desk: Desk;
afterEach(() => desk.unmount());

function put(id: number, set: Partial<MessageBody>): string {
  const key = fakeId<MessageBody['id']>(7, id);
  desk.fake.put('message', { ...desk.fake.row('message', fakeId(7, 401))!, id: key, text: 'нове слово', at: Date.now() - 1000 + (id % 100), ...set });
  return key;
}

const bubble = (id: string): HTMLElement => document.querySelector<HTMLElement>(`[data-message="${id}"]`)!;

describe('what a message answers', () => {
  it('[c3] a quoted message stands above the answer, also one without words; a comment needs no quote of itself', async () => {
    desk = await sitDown();
    const worded = put(811, { text: 'так', replyTo: { messageId: null, externalId: 'mid-0', text: 'На суботу?' } });
    const wordless = put(812, { text: 'цей', replyTo: { messageId: null, externalId: 'mid-9', text: '' } });
    const inPublic = put(813, { text: 'дякуємо', direction: 'out', kind: 'comment', route: 'public', state: 'sent', replyTo: { messageId: null, externalId: 'c-1', text: '' } });
    await desk.open('Олена Ткаченко');
    await within(desk.thread()).findByText('дякуємо');
    expect(within(bubble(worded)).getByText('На суботу?')).toBeTruthy();
    expect(within(bubble(wordless)).getByText('попереднє повідомлення')).toBeTruthy();
    expect(bubble(inPublic).querySelector('.quote')).toBeNull();
  });

  it('[c3] a mention says where it stands, with its link; an unknown one says so honestly', async () => {
    desk = await sitDown();
    const subject = { kind: 'mention' as const, externalId: '31', link: 'https://www.instagram.com/p/x/', text: '', media: null };
    const inPost = put(821, { kind: 'share', text: 'Торт від Velvet', subject });
    const inComment = put(822, { kind: 'comment', text: 'подивіться', subject: { ...subject, text: 'Осінь' } });
    const unknown = put(823, { kind: 'unsupported', text: '', subject: { ...subject, link: null } });
    await desk.open('Олена Ткаченко');
    await within(desk.thread()).findByText('подивіться');
    expect(within(bubble(inPost)).getByText('Згадали вас у дописі')).toBeTruthy();
    expect(within(bubble(inPost)).getByText('відкрити').getAttribute('href')).toBe('https://www.instagram.com/p/x/');
    expect(within(bubble(inComment)).getByText('Згадали вас у коментарі')).toBeTruthy();
    expect(within(bubble(inComment)).getByText('Осінь')).toBeTruthy();
    expect(within(bubble(unknown)).getByText('Згадали вас')).toBeTruthy();
    expect(within(bubble(unknown)).getByText(/тут не показати/)).toBeTruthy();
  });
});

describe('answering one message', () => {
  const act = 'Відповісти на це повідомлення';
  const line = (): string | null => document.querySelector('.cv-quoting')?.textContent ?? null;

  it('[c1] picked by its button it stands above the answer, goes with it once, and can be left out', async () => {
    desk = await sitDown();
    const id = put(831, { text: 'А без цукру можна?' });
    const comment = put(832, { kind: 'comment', route: 'public', text: 'Ціна?' });
    await desk.open('Олена Ткаченко');
    await within(desk.thread()).findByText('А без цукру можна?');
    fireEvent.pointerEnter(bubble(comment));
    expect(within(bubble(comment)).queryByRole('button', { name: act })).toBeNull();
    fireEvent.pointerEnter(bubble(id));
    fireEvent.click(within(bubble(id)).getByRole('button', { name: act }));
    expect(line()).toContain('А без цукру можна?');
    expect(document.activeElement).toBe(desk.composer());
    desk.write('Так, можна');
    fireEvent.keyDown(desk.composer(), { code: 'Enter', key: 'Enter' });
    expect(await desk.lastPressed('message.send')).toMatchObject({ text: 'Так, можна', route: 'direct', replyToMessageId: id });
    expect(line()).toBeNull();
    fireEvent.click(within(bubble(id)).getByRole('button', { name: act }));
    fireEvent.click(screen.getByRole('button', { name: 'Не цитувати' }));
    desk.write('І ще');
    fireEvent.keyDown(desk.composer(), { code: 'Enter', key: 'Enter' });
    await waitFor(() => expect(desk.pressed('message.send').at(-1)).toMatchObject({ text: 'І ще', replyToMessageId: null }));
  });

  it('[c1] by key: the client\'s newest message, then the one before it', async () => {
    desk = await sitDown();
    put(841, { text: 'перше з двох' });
    put(842, { text: 'друге з двох' });
    await desk.open('Олена Ткаченко');
    await within(desk.thread()).findByText('друге з двох');
    desk.composer().blur();
    pressKey('KeyQ');
    await waitFor(() => expect(line()).toContain('друге з двох'));
    desk.composer().blur();
    pressKey('KeyQ');
    await waitFor(() => expect(line()).toContain('перше з двох'));
  });
});

describe('who reads an answer', () => {
  it('a group says so where the answer is written', async () => {
    desk = await sitDown();
    const conversation = desk.fake.row('conversation', fakeId(5, 4))!;
    await desk.open('Олена Ткаченко');
    expect(document.querySelector('.composer .from')!.textContent).not.toContain('прочитають усі');
    desk.fake.put('conversation', { ...conversation, channel: 'telegram', externalChatId: '-100500' });
    expect(await screen.findByText('група: прочитають усі')).toBeTruthy();
  });
});
