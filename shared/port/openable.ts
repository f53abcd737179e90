/** Which of a client's files may be opened in the system's own program, and under what name (R5). Everything else is only ever saved. */

/**
 * Documents, pictures, sound and film that carry no program. Left out on purpose: old office files, OpenDocument and RTF (macros and
 * linked objects), CSV (formulas that call programs), HTML and SVG (scripts), archives, mail, shortcuts.
 */
const endings = new Set([
  'pdf', 'txt', 'docx', 'xlsx', 'pptx',
  'png', 'jpg', 'jpeg', 'webp', 'gif', 'heic', 'heif', 'avif', 'bmp', 'tif', 'tiff',
  'mp3', 'ogg', 'oga', 'opus', 'm4a', 'aac', 'wav', 'flac', 'amr',
  'mp4', 'm4v', 'mov', 'webm', 'mkv', 'avi', '3gp',
]);

const office = 'application/vnd.openxmlformats-officedocument';
/** Endings of what the bytes of a file said they are. */
const endingOfType = new Map([
  ['application/pdf', 'pdf'], [`${office}.wordprocessingml.document`, 'docx'], [`${office}.spreadsheetml.sheet`, 'xlsx'], ['application/zip', 'zip'], ['application/gzip', 'gz'],
  ['image/png', 'png'], ['image/jpeg', 'jpg'], ['image/webp', 'webp'], ['image/gif', 'gif'], ['video/mp4', 'mp4'], ['video/quicktime', 'mov'], ['video/webm', 'webm'],
  ['audio/ogg', 'ogg'], ['audio/opus', 'opus'], ['audio/mpeg', 'mp3'], ['audio/mp4', 'm4a'], ['audio/x-m4a', 'm4a'], ['audio/aac', 'aac'], ['audio/wav', 'wav'],
]);

/** Networks hand over files without a name, or with one that has no ending: then neither opening nor saving would know what they are. */
export function withEnding(name: string, contentType: string | null): string {
  const ending = endingOfType.get(contentType ?? '');
  return ending === undefined || /\.[A-Za-z0-9]{1,10}$/.test(name) ? name : `${name}.${ending}`;
}

/** Names that Windows takes for devices, with any ending. */
const devices = /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])$/i;
/** Code points, so that name and ending stay under the 255 bytes of a file system in any script. */
const longestStem = 60;

/**
 * The name under which a file may be written and opened: letters, digits and a few signs, no path, one ending of the list; null when the
 * ending is not on it.
 */
export function openableName(given: string): string | null {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1)!;
  // Marks that turn or hide letters would show another ending than the system reads.
  const plain = last.replace(/\p{C}/gu, '').replace(/[^\p{L}\p{M}\p{N} ._()+,-]/gu, '_').replace(/[. ]+$/, '');
  const [, stem, ending] = /^(.*)\.([A-Za-z0-9]+)$/u.exec(plain) ?? [];
  if (stem === undefined || ending === undefined || !endings.has(ending.toLowerCase())) return null;
  const short = [...stem.replace(/^[. ]+/, '')].slice(0, longestStem).join('').replace(/[. ]+$/, '');
  const device = devices.test(short.split('.', 1)[0]!.trim());
  return `${device ? '_' : ''}${short || 'file'}.${ending.toLowerCase()}`;
}
