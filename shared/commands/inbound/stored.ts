/** What was copied or looked up after a message had come: files, and who the person is. */
import { z } from 'zod';
import type { Attachment, ProfileBody } from '#shared/model/bodies.ts';
import type { MessageId, ProfileId } from '#shared/base/ids.ts';
import { cleanText, clip } from '#shared/base/plain-text.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { Op } from '#shared/engine/ops.ts';
import { idSchema } from '#shared/base/ids.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

const attachment: z.ZodType<Attachment> = z.object({
  kind: z.enum(['photo', 'video', 'voice', 'audio', 'document', 'sticker']), hash: z.string().regex(/^[0-9a-f]{64}$/).nullable(), fileName: z.string().nullable(),
  contentType: z.string().nullable(), sizeBytes: z.number().nullable(), width: z.number().nullable(), height: z.number().nullable(),
  durationMs: z.number().nullable(), missing: z.string().nullable(),
});

export const mediaStored = defineCommand({
  name: 'media.stored',
  runs: 'server',
  right: 'robot',
  /** `index` -1: the media of what the message is about (story, post). */
  input: z.strictObject({ messageId: idSchema<MessageId>(), index: z.number().int().min(-1), attachment }),
  needs: (input) => ({ message: one('message', input.messageId) }),
  decide: ({ message }, input) => {
    if (message === null) return refuse('not_found');
    // Unsent meanwhile: its content is gone and stays so.
    if (message.unsentAt !== null) return decided([]);
    if (input.index === -1) {
      return message.subject === null ? refuse('no_place') : decided([patch('message', message.id, { subject: { ...message.subject, media: input.attachment } })]);
    }
    if (input.index >= message.attachments.length) return refuse('no_place');
    return decided([patch('message', message.id, { attachments: message.attachments.map((file, n) => (n === input.index ? input.attachment : file)) })]);
  },
});

export const profileUpdate = defineCommand({
  name: 'profile.update',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({
    profileId: idSchema<ProfileId>(),
    set: z.strictObject({ handle: z.string(), name: z.string(), avatar: z.string().nullable(), link: z.string().nullable() }).partial(),
  }),
  needs: (input) => ({ profile: one('profile', input.profileId) }),
  then: (_input, { profile }) => ({ contact: one('contact', profile?.contactId ?? '') }),
  decide: ({ profile, contact }, input) => {
    if (profile === null) return refuse('not_found');
    const { handle, name, ...rest } = input.set;
    const set: Partial<ProfileBody> = { ...rest };
    if (handle !== undefined) set.handle = clip(cleanText(handle).trim(), 200);
    if (name !== undefined) set.name = clip(cleanText(name).trim(), 200);
    const ops: Op[] = [patch('profile', profile.id, set)];
    const better = set.name || set.handle;
    // The card's name follows the network only while nobody has given it a better one.
    const asNetwork = contact !== null && [profile.name, profile.handle, profile.externalId].includes(contact.name);
    if (contact !== null && asNetwork && better && better !== contact.name) ops.push(patch('contact', contact.id, { name: better }));
    return decided(ops);
  },
});
