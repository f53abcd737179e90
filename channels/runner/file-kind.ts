/** Decides what a client's file is by its bytes, never by what it calls itself (R22, R25). */
import { fileTypeFromBuffer } from 'file-type';
import type { Attachment } from '#shared/model/bodies.ts';
import { imageSize } from '#channels/runner/image-size.ts';

/** Types that are stored under their own name; all others, HTML, SVG and XML among them, are bytes to save. */
const known = new Set([
  'image/png', 'image/jpeg', 'image/webp', 'image/gif', 'video/mp4', 'video/quicktime', 'video/webm', 'audio/ogg', 'audio/opus', 'audio/mpeg', 'audio/mp4', 'audio/x-m4a',
  'audio/aac', 'audio/wav', 'application/pdf', 'application/zip', 'application/gzip',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);
const maxPixels = 50_000_000;

export interface FileFacts {
  kind: Attachment['kind'];
  contentType: string;
  width: number | null;
  height: number | null;
}

/** `told`: the kind the network gave it. A picture that is none, or too many pixels, becomes a document. */
export async function fileFacts(bytes: Uint8Array, told: Attachment['kind']): Promise<FileFacts> {
  const found = (await fileTypeFromBuffer(bytes))?.mime.split(';')[0] ?? '';
  // The same container holds sound and pictures; the network knows which it was.
  const named = told === 'voice' || told === 'audio' ? found.replace(/^(video\/mp4|video\/ogg|application\/ogg)$/, (type) => (type === 'video/mp4' ? 'audio/mp4' : 'audio/ogg')) : found;
  const contentType = known.has(named) ? named : 'application/octet-stream';
  const size = contentType.startsWith('image/') ? imageSize(bytes, contentType) : null;
  const isDrawable = contentType.startsWith('image/') && size !== null && size.width * size.height <= maxPixels;
  const fits = {
    photo: isDrawable, sticker: isDrawable, video: contentType.startsWith('video/'), voice: contentType.startsWith('audio/'), audio: contentType.startsWith('audio/'), document: true,
  }[told];
  // A network may call a looping film a picture.
  const kind = fits ? told : contentType.startsWith('video/') ? 'video' : 'document';
  return { kind, contentType, width: size?.width ?? null, height: size?.height ?? null };
}
