/** Splits text that others wrote into plain parts and marks that would otherwise change the window unseen (R23). */

export type TextPart = { kind: 'text'; text: string } | { kind: 'mark'; code: string } | { kind: 'link'; text: string; href: string; host: string };

/**
 * Control and format characters (bidi, zero-width, tags) and letters that draw nothing. Line breaks and tabs stay, and so does the joiner
 * that makes one emoji of several.
 */
const marks = /[[\p{Cc}\p{Cf}\p{DI}\u2028\u2029\u2800]--[\t\n\r\u200D\p{Variation_Selector}]]|(?<!\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})\u200D/gv;

/** A press on a link must lead where it says: only http and https, and the host in ASCII beside a name in mixed scripts. */
const links = /https?:\/\/[^\s<>"'`\p{Cc}]+/giu;

/** Names longer than this are cut: nothing on screen shows more, and layout of 100,000 characters costs seconds. */
export const longestName = 300;
export const longestText = 20_000;

export function hasMarks(text: string): boolean {
  // Not `test`: on a global pattern it leaves a place behind from which the next search would go on.
  return text.search(marks) >= 0;
}

export function splitMarks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(marks)) {
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) });
    parts.push({ kind: 'mark', code: match[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0') });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

/** Marks and links. */
export function splitText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(links)) {
    // Trailing punctuation belongs to the sentence.
    const shown = match[0].replace(/[.,;:!?)\]}»”’]+$/u, '');
    const target = safeLink(shown);
    if (!target) continue;
    if (match.index > at) parts.push(...splitMarks(text.slice(at, match.index)));
    parts.push({ kind: 'link', text: shown, href: target.href, host: target.host });
    at = match.index + shown.length;
  }
  if (at < text.length) parts.push(...splitMarks(text.slice(at)));
  return parts;
}

/** `host` is empty unless the written host differs from its ASCII form: then it must be shown. Null = not a link we open. */
export function safeLink(text: string): { href: string; host: string } | null {
  if (hasMarks(text)) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '' || url.href.length > 2048) return null;
  return { href: url.href, host: /\P{ASCII}/u.test(text.slice(0, text.indexOf('/', 8) + 1 || undefined)) ? url.host : '' };
}
