import { expect, it } from 'vitest';
import { routesOf } from '#renderer/features/conversation/answer-window.ts';
import type { ConversationBody } from '#shared/model/bodies.ts';

const now = 1_795_348_900_000;
const openComment = { messageId: 'm', externalId: 'mention:31', privateReplyUntil: 0, privatelyAnswered: false } as NonNullable<ConversationBody['openComment']>;
const lastIn = (messageId: string) => ({ messageId, kind: 'share' }) as NonNullable<ConversationBody['lastIn']>;

it('[c1] a mention is answered in public, and in the dialogue only where there is one', () => {
  expect(routesOf({ openComment, windowUntil: null, lastIn: lastIn('m') }, now)).toEqual(['public']);
  expect(routesOf({ openComment, windowUntil: now + 1, lastIn: lastIn('m') }, now)).toEqual(['public', 'direct']);
  expect(routesOf({ openComment, windowUntil: now + 1, lastIn: lastIn('later') }, now)).toEqual(['direct', 'public']);
});
