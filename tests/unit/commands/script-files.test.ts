/** A script with files: what a press of it sends, where it can't go, and what a rule does then. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationBody } from '#shared/model/bodies.ts';
import { scriptSchema } from '#shared/model/preset.ts';
import { confectionery, openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';

const file = { hash: 'ab'.repeat(32), kind: 'document', fileName: 'ціни.pdf', contentType: 'application/pdf', sizeBytes: 1200 };
let shop: Shop;
beforeEach(() => {
  shop = openShop();
});
const withFile = (id: string): void => {
  shop.done(shop.person('head'), 'script.save', { script: { ...shop.row('script', id), attachments: [file] } });
};
const sent = (talk: ConversationBody) => shop.all('message').filter((row) => row.conversationId === talk.id && row.direction === 'out');

describe('a press of a script with a file', () => {
  it('[s9] sends the text and the file as one message', () => {
    withFile('greeting');
    const talk = shop.writes('petro', 'sweets_orders_bot');
    expect(shop.presses('op1', 'greet', talk)).toMatchObject({ ok: true });
    expect(sent(talk)).toMatchObject([{ kind: 'text', attachments: [{ hash: file.hash, fileName: 'ціни.pdf', contentType: 'application/pdf', sizeBytes: 1200 }] }]);
    expect(sent(talk)[0]!.text).toContain('petro');
    expect(shop.effects.filter((effect) => effect.kind === 'message.send')).toHaveLength(1);
  });

  it('[s9] one chosen from a list goes the same way', () => {
    withFile('storage');
    const talk = shop.writes('petro', 'sweets_orders_bot');
    shop.done(shop.person('op1'), 'conversation.take', { conversationId: talk.id });
    expect(shop.presses('op1', 'talk', talk, { scriptId: 'storage' })).toMatchObject({ ok: true });
    expect(sent(talk)).toMatchObject([{ attachments: [{ hash: file.hash }] }]);
  });

  it('where the network fetches files and we have no address it is refused whole: nothing sent, taken or moved', () => {
    withFile('greeting');
    const talk = shop.writes('oksana', 'sweets.01');
    expect(shop.presses('op1', 'greet', talk)).toEqual({ ok: false, code: 'needs_public_url', data: {} });
    expect(sent(talk)).toEqual([]);
    expect(shop.conversation(talk.id).seatId).toBeNull();
    expect(shop.dealsOf(talk)[0]!.stageId).toBe('new');
    shop.done(shop.person('own'), 'team.update', { set: { publicUrl: 'https://pult.example' } });
    expect(shop.presses('op1', 'greet', talk)).toMatchObject({ ok: true });
    expect(sent(talk)).toMatchObject([{ attachments: [{ hash: file.hash }] }]);
  });

  it('under a comment only text goes: the press says so', () => {
    withFile('greeting');
    shop.done(shop.person('own'), 'team.update', { set: { publicUrl: 'https://pult.example' } });
    const talk = shop.writes('olha', 'sweets.02', { kind: 'comment', privateReplyUntil: shop.now + 1_000_000 });
    expect(shop.presses('op1', 'greet', talk)).toMatchObject({ ok: false, code: 'comment_text_only' });
  });
});

describe('a rule whose script has a file', () => {
  const arm = (): void => {
    const silence = shop.row('rule', 'silence');
    shop.done(shop.person('head'), 'dictionary.save', { kind: 'rule', body: { ...silence, actions: [{ do: 'send', script: 'storage' }] } });
  };
  it.each([['sweets_orders_bot', 1, 0], ['sweets.01', 0, 1]])('at %s: messages %i, tasks for a person %i', (handle, messages, tasks) => {
    withFile('storage');
    arm();
    const talk = shop.writes('petro', handle);
    shop.presses('op1', 'greet', talk);
    const before = sent(talk).length;
    shop.passMs(86_400_000);
    expect(sent(talk).length - before).toBe(messages);
    expect(shop.all('task').filter((task) => task.titles?.uk.includes('файл'))).toHaveLength(tasks);
  });
});

describe('the record', () => {
  it('one written before scripts had files is still a script; what is no file is none', () => {
    const old = confectionery.scripts[0]!;
    expect(old.attachments).toBeUndefined();
    expect(scriptSchema.parse(old)).toEqual(old);
    for (const broken of [{ ...file, hash: 'x' }, { ...file, url: 'https://elsewhere.example/a.pdf' }, { ...file, kind: 'program' }]) {
      expect(scriptSchema.safeParse({ ...old, attachments: [broken] }).success).toBe(false);
    }
  });
});
