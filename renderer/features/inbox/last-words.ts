/** How the last message reads in one line: who said it or what it was as a shape, then its words. */
import type { LastMessage, MessageKind } from '#shared/model/bodies.ts';

export type LastShape = 'none' | 'ours' | 'comment' | 'voice' | 'photo' | 'video' | 'file' | 'story' | 'note' | 'unknown';

const shapes: Readonly<Record<MessageKind, LastShape>> = {
  text: 'none', photo: 'photo', video: 'video', voice: 'voice', audio: 'voice', document: 'file', sticker: 'photo', share: 'none',
  story_reply: 'story', story_mention: 'story', comment: 'comment', note: 'note', unsupported: 'unknown', event: 'none',
};

export function lastShape(last: LastMessage): LastShape {
  return last.direction === 'out' && last.kind !== 'note' ? 'ours' : shapes[last.kind];
}

/** Key of the words for a message without text of its own; null when its text is shown. */
export function wordlessKey(last: LastMessage): string | null {
  if (last.text.trim() !== '') return last.kind === 'comment' && last.direction === 'in' ? 'inbox.last.commentText' : null;
  return `inbox.last.${last.kind}`;
}
