/** What a message answers or is about, as the thread shows it. */
import { screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { MessageBody } from '#shared/model/bodies.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
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
