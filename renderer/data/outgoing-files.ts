/** Files a person attaches: pictures are drawn anew so that no place or camera goes out with them, the rest is taken as it is. */
import type { Attachment } from '#shared/model/bodies.ts';
import { channelFacts } from '#shared/model/channel.ts';
import type { ChannelName } from '#shared/model/channel.ts';

/** Larger ones do not fit through any of our messengers. */
export const largestFileBytes = 25 * 1024 * 1024;

/** Key of the sentence why no file goes out this way; null = one does. The engine refuses for the same reasons (engine/send-message.ts). */
export function filesRefusal(channel: ChannelName, route: 'direct' | 'public' | 'private', publicUrl: string | null): string | null {
  if (channelFacts[channel].mediaByUrl && !publicUrl) return 'refusal.needs_public_url';
  return route === 'direct' ? null : 'refusal.comment_text_only';
}

export function kindOfFile(contentType: string): Attachment['kind'] {
  if (/^image\/(png|jpeg|webp|gif)$/.test(contentType)) return 'photo';
  if (contentType.startsWith('video/')) return 'video';
  if (contentType.startsWith('audio/')) return 'audio';
  return 'document';
}

/** Formats a canvas can write again without loss of what matters. */
const redrawn: Readonly<Record<string, string>> = { 'image/jpeg': 'image/jpeg', 'image/webp': 'image/webp', 'image/png': 'image/png' };
const quality = 0.92;
const longestSide = 2560;

/** The picture without anything but its pixels; the file itself where it is no picture we redraw. Throws when the picture can't be read. */
export async function withoutHiddenData(file: Blob): Promise<Blob> {
  const type = redrawn[file.type];
  if (!type) return file;
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('picture'))), type, quality));
}

export async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  // A whole file at once would overflow the stack of arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
