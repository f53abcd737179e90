/** What a file is, told by its first bytes and from a list; whatever is not on it is only ever offered for saving (R22, R26). */

const ascii = (bytes: Uint8Array, from: number, text: string): boolean => [...text].every((sign, i) => bytes[from + i] === sign.charCodeAt(0));

export interface MediaType {
  contentType: string;
  /** May be drawn or played in a page. */
  shown: boolean;
}

export function mediaTypeOf(bytes: Uint8Array): MediaType {
  const shown = (contentType: string): MediaType => ({ contentType, shown: true });
  if (bytes[0] === 0x89 && ascii(bytes, 1, 'PNG\r\n')) return shown('image/png');
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return shown('image/jpeg');
  if (ascii(bytes, 0, 'GIF8')) return shown('image/gif');
  if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WEBP')) return shown('image/webp');
  if (ascii(bytes, 0, 'OggS')) return shown('audio/ogg');
  if (ascii(bytes, 0, 'ID3') || (bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2)) return shown('audio/mpeg');
  if (ascii(bytes, 4, 'ftypM4A')) return shown('audio/mp4');
  if (ascii(bytes, 4, 'ftyp') && !ascii(bytes, 8, 'heic') && !ascii(bytes, 8, 'avif')) return shown('video/mp4');
  if (ascii(bytes, 0, '%PDF-')) return { contentType: 'application/pdf', shown: false };
  return { contentType: 'application/octet-stream', shown: false };
}
