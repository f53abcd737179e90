/** Turns what a person typed into terms that FTS5 reads as words, never as its query language (R28). */

/** A word is letters, marks and digits of any script; the rest separates. At most 8 words of 64 characters. */
export function searchWords(term: string): string[] {
  const words = term.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.slice(0, 8).map((word) => word.slice(0, 64));
}

/** An FTS5 expression that wants every word, each from its beginning; null when there is no word to look for. */
export function matchExpression(words: readonly string[]): string | null {
  if (words.length === 0) return null;
  return words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' AND ');
}

/** Digits of a phone typed in any form; null when the term is no number or too short to tell anything. */
export function phoneDigits(term: string): string | null {
  if (!/^[\d\s()+\-.]+$/.test(term.trim())) return null;
  const digits = term.replaceAll(/\D/g, '');
  return digits.length >= 3 ? digits : null;
}

export function backwards(digits: string): string {
  return [...digits].reverse().join('');
}
