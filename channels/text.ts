/** Splits a long text for a network's limit, at a line or word end where there is one, never inside a character. */
const encoder = new TextEncoder();
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export type TextUnit = 'bytes' | 'characters';

/** Parts of at most `limit` bytes (UTF-8) or characters (UTF-16 units); an empty text has no parts. */
export function splitText(text: string, limit: number, unit: TextUnit): string[] {
  const size = (part: string): number => (unit === 'bytes' ? encoder.encode(part).length : part.length);
  const parts: string[] = [];
  let rest = text;
  while (size(rest) > limit) {
    const end = longestStart(rest, limit, size);
    const head = rest.slice(0, end);
    // A break in the last third reads better than a word cut in two; further back it would make needlessly many messages.
    const gap = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
    const cut = gap > (end * 2) / 3 ? gap : end;
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  parts.push(rest);
  return parts.filter((part) => part !== '');
}

function longestStart(text: string, limit: number, size: (part: string) => number): number {
  let end = 0;
  let used = 0;
  // No character is smaller than one unit, so the first `limit + 1` UTF-16 units hold all that can fit.
  for (const { segment } of segmenter.segment(text.slice(0, limit + 64))) {
    const next = size(segment);
    if (used + next > limit) break;
    used += next;
    end += segment.length;
  }
  if (end > 0) return end;
  // One cluster longer than the limit (stacked marks): give way at a code point.
  for (const point of text) {
    const next = size(point);
    if (used + next > limit) break;
    used += next;
    end += point.length;
  }
  return Math.max(end, 1);
}
