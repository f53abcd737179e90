/** Sets what is known of a client; the last to write wins, the record keeps who wrote what. */
import { z } from 'zod';
import type { ContactBody } from '#shared/model/bodies.ts';
import { cleanText } from '#shared/base/plain-text.ts';
import type { ContactId } from '#shared/base/ids.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { Result } from '#shared/base/result.ts';
import { accept, refuse } from '#shared/base/result.ts';
import { decided, defineCommand, many, one } from '#shared/engine/define-command.ts';
import { changesUnseen } from '#shared/engine/may.ts';
import { idSchema } from '#shared/base/ids.ts';
import { languageSchema } from '#shared/model/preset.ts';
import { patch } from '#shared/engine/ops.ts';
import { toE164 } from '#shared/base/phone.ts';

const line = z.string().max(200);

const setSchema = z.strictObject({
  name: line.optional(), phone: z.string().max(40).nullable().optional(), email: line.nullable().optional(), city: line.nullable().optional(),
  birthday: z.string().max(10).nullable().optional(), language: languageSchema.optional(), tags: z.array(z.string().max(60)).max(50).optional(), note: z.string().max(10_000).optional(),
});

export const contactUpdate = defineCommand({
  name: 'contact.update',
  runs: 'both',
  right: 'contacts',
  input: z.strictObject({ contactId: idSchema<ContactId>(), set: setSchema }),
  needs: (input) => ({
    contact: one('contact', input.contactId), conversations: many('conversation', 'byContact', input.contactId), deals: many('deal', 'byContact', input.contactId),
  }),
  decide: (got, { set }, ctx) => {
    const { contact } = got;
    if (contact === null) return refuse('not_found');
    const clean = cleaned(set, ctx.dict);
    if (!clean.ok) return clean;
    if (changesUnseen(ctx, 'contact', contact, clean.value, got)) return refuse('hidden_part');
    return decided(Object.keys(clean.value).length === 0 ? [] : [patch('contact', contact.id, clean.value)]);
  },
});

function cleaned(set: z.output<typeof setSchema>, dict: Dictionary): Result<Partial<ContactBody>> {
  const clean: Partial<ContactBody> = {};
  const text = (value: string): string => cleanText(value).trim();
  const orNull = (value: string | null): string | null => (value === null || text(value) === '' ? null : text(value));
  if (set.name !== undefined) {
    clean.name = text(set.name);
    if (clean.name === '') return refuse('field_invalid', { field: 'name' });
  }
  if (set.phone !== undefined) {
    const written = orNull(set.phone);
    clean.phone = written === null ? null : toE164(written, dict.get('team', 'team')?.country ?? '');
    if (written !== null && clean.phone === null) return refuse('field_invalid', { field: 'phone' });
  }
  if (set.email !== undefined) {
    clean.email = orNull(set.email);
    if (clean.email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(clean.email)) return refuse('field_invalid', { field: 'email' });
  }
  if (set.birthday !== undefined) {
    clean.birthday = orNull(set.birthday);
    // A year is not always told: --MM-DD, as in vCards.
    if (clean.birthday !== null && !/^(\d{4}|-)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(clean.birthday)) return refuse('field_invalid', { field: 'birthday' });
  }
  if (set.city !== undefined) clean.city = orNull(set.city);
  if (set.language !== undefined) clean.language = set.language;
  if (set.tags !== undefined) clean.tags = [...new Set(set.tags.map(text).filter((tag) => tag !== ''))];
  if (set.note !== undefined) clean.note = cleanText(set.note);
  return accept(clean);
}
