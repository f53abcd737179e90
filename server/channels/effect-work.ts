/** What a sender needs to carry out an effect, read from the store in the step that claims it. */
import type { AvatarWork, EffectWork, MediaWork, SendWork } from '#channels/runner/host.ts';
import type { ConversationBody, MessageBody, ProfileBody, RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import type { StoreReader, StoredEffect } from '#db/server/store.ts';

/** null = what it is about is gone or was cancelled: there is nothing to do. */
export async function workOf(reader: StoreReader, effect: StoredEffect, at: number): Promise<EffectWork | null> {
  const { payload } = effect;
  switch (payload.kind) {
    case 'message.send': {
      const message = await bodyOf(reader, 'message', payload.messageId);
      const conversation = await bodyOf(reader, 'conversation', payload.conversationId);
      if (!message || !conversation || !(['queued', 'unknown'] as string[]).includes(message.state)) return null;
      return sendWork(message, conversation, effect.claimedAt ?? at);
    }
    case 'media.fetch': {
      const message = await bodyOf(reader, 'message', payload.messageId);
      return message && mediaWork(message, payload.items);
    }
    case 'avatar.fetch': {
      const profile = await bodyOf(reader, 'profile', payload.profileId);
      return profile && avatarWork(profile, payload.source);
    }
  }
}

function sendWork(message: MessageBody, conversation: ConversationBody, since: number): SendWork {
  return {
    kind: 'message.send', messageId: message.id, chatId: conversation.externalChatId, route: message.route, text: message.text, humanAgent: false, since,
    commentExternalId: message.route === 'direct' ? null : (message.replyTo?.externalId ?? null),
    replyToExternalId: message.route === 'direct' ? (message.replyTo?.externalId ?? null) : null,
    files: message.attachments.flatMap((file) => (file.hash === null ? [] : [{
      kind: file.kind, hash: file.hash, fileName: file.fileName ?? file.kind, contentType: file.contentType ?? 'application/octet-stream', sizeBytes: file.sizeBytes ?? 0,
    }])),
  };
}

function mediaWork(message: MessageBody, items: readonly { attachment: number; source: string }[]): MediaWork {
  return {
    kind: 'media.fetch', messageId: message.id,
    items: items.flatMap((item) => {
      const file = item.attachment === -1 ? message.subject?.media : message.attachments[item.attachment];
      return file ? [{ ...item, kind: file.kind, fileName: file.fileName, durationMs: file.durationMs }] : [];
    }),
  };
}

function avatarWork(profile: ProfileBody, source: string): AvatarWork {
  return { kind: 'avatar.fetch', profileId: profile.id, externalId: profile.externalId, source };
}

async function bodyOf<K extends RecordKind>(reader: StoreReader, kind: K, id: string): Promise<RecordBodies[K] | null> {
  const [record] = await reader.records([{ kind, id }]);
  return (record?.body as unknown as RecordBodies[K] | undefined) ?? null;
}
