/** Text as it is stored: whole characters, no NUL, not longer than a row may be. */

/** Longest text kept, in UTF-8 bytes; a row may not pass 256 KB (S92). */
export const maxTextBytes = 65_536;

/** Bytes of `text` in UTF-8; lone surrogates count as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && at + 1 < text.length) {
      bytes += 4;
      at += 1;
    } else bytes += 3;
  }
  return bytes;
}

/** Stores refuse NUL and broken surrogates; line ends are one kind. */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\r\n?/g, '\n').toWellFormed();
}

/** Cut at `maxBytes` between characters. */
export function cutText(text: string, maxBytes: number = maxTextBytes): { text: string; truncated: boolean } {
  if (text.length * 3 <= maxBytes || utf8Length(text) <= maxBytes) return { text, truncated: false };
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return { text: text.slice(0, end), truncated: true };
}

/** At most `maxLength` UTF-16 units, never half a character. For names and list lines. */
export function clip(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
