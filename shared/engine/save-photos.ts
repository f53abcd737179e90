/** Saves photos a client sent to the contact's card and to the references of the order (mission c5). */
import type { Case } from '#shared/engine/case.ts';
import type { Refusal } from '#shared/base/result.ts';
import { refuse } from '#shared/base/result.ts';

/** `messageIds` empty = every photo not saved yet. Refuses: no_photo · photo_not_ready (still being copied from the network). */
export function savePhotos(c: Case, messageIds: readonly string[]): Refusal | null {
  const { contact, deal, photos } = c.rows;
  if (contact === null) return refuse('not_found');
  const chosen = photos.filter((message) => messageIds.length === 0 || messageIds.includes(message.id));
  const files = chosen.flatMap((message) => message.attachments.filter((file) => file.kind === 'photo').map((file) => ({ messageId: message.id, hash: file.hash, missing: file.missing })));
  if (files.length === 0) return refuse('no_photo');
  const ready = files.filter((file) => file.hash !== null);
  if (ready.length === 0) return refuse(files.some((file) => file.missing === 'fetching') ? 'photo_not_ready' : 'no_photo');
  const known = new Set(contact.photos.map((photo) => photo.hash));
  const fresh = [...new Map(ready.filter((file) => !known.has(file.hash!)).map((file) => [file.hash!, file])).values()];
  if (fresh.length > 0) c.changeContact({ photos: [...contact.photos, ...fresh.map((file) => ({ hash: file.hash!, messageId: file.messageId, savedAt: c.ctx.at }))] });
  const field = c.ctx.dict.all('field').find((candidate) => candidate.of === 'deal' && candidate.type === 'photos');
  if (deal !== null && field !== undefined) {
    const had = deal.fields[field.id];
    const references = [...new Set([...(Array.isArray(had) ? had : []), ...ready.map((file) => file.hash!)])];
    if (references.length > (Array.isArray(had) ? had.length : 0)) c.changeDeal({ fields: { ...deal.fields, [field.id]: references } });
  }
  return null;
}
