/** With which type a file leaves the server: from a list by its first bytes, all else only to be saved (R26). */

export interface ServedType {
  contentType: string;
  /** May be drawn or played. */
  shown: boolean;
}

/** Of every file a client or an operator has sent. */
export const fileHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, max-age=3600',
};

const marks: readonly (readonly [contentType: string, at: number, mark: string])[] = [
  ['image/png', 0, '\x89PNG\r\n'], ['image/jpeg', 0, '\xff\xd8\xff'], ['image/gif', 0, 'GIF8'], ['image/webp', 8, 'WEBP'], ['audio/ogg', 0, 'OggS'], ['audio/mpeg', 0, 'ID3'],
  ['audio/mp4', 4, 'ftypM4A'], ['video/mp4', 4, 'ftypisom'], ['video/mp4', 4, 'ftypmp4'], ['video/mp4', 4, 'ftypavc1'], ['video/mp4', 4, 'ftypqt'], ['video/mp4', 4, 'ftypMSNV'],
];

export function servedType(bytes: Uint8Array): ServedType {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const found = marks.find(([, at, mark]) => head.startsWith(mark, at));
  if (found) return { contentType: found[0], shown: true };
  return { contentType: head.startsWith('%PDF-') ? 'application/pdf' : 'application/octet-stream', shown: false };
}
