/** Records as they lie in the replica: a message without the fields that hold their usual value, which is most of them. */
import type { MessageBody, RecordKind } from '#shared/model/bodies.ts';

/** What a stored message lacks has this value; lists are empty. A default may be added for a new field, never changed: old rows rely on it. */
const usual: Omit<MessageBody, 'id' | 'conversationId' | 'text' | 'at' | 'direction' | 'kind'> = {
  truncated: false, attachments: [], externalId: null, albumId: null, replyTo: null, subject: null, route: 'direct', state: 'received', failure: '',
  personId: null, robot: null, elsewhere: false, reactions: [], versions: [], unsentAt: null, notBefore: null,
};

/** The text to store; `text` and `conversationId` of a message stand in columns of their own. */
export function compactBody(kind: RecordKind, body: unknown): string {
  if (kind !== 'message') return JSON.stringify(body);
  const whole = body as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const key in whole) {
    const value = whole[key];
    if (key === 'text' || key === 'conversationId') continue;
    const known = (usual as Record<string, unknown>)[key];
    if (known === undefined || (value !== known && !(Array.isArray(known) && Array.isArray(value) && value.length === 0))) kept[key] = value;
  }
  return JSON.stringify(kept);
}

export function wholeMessage(stored: { body: string; text: string; conversationId: string }): MessageBody {
  return { ...usual, ...(JSON.parse(stored.body) as Partial<MessageBody>), text: stored.text, conversationId: stored.conversationId } as MessageBody;
}
