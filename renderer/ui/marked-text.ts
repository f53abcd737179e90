/** Cuts a text at the marks of what was found. */

export interface MarkedPart {
  text: string;
  marked: boolean;
}

/** `marks`: [start, end) pairs in order; those that overlap or lie outside are passed over. */
export function markedText(text: string, marks: readonly (readonly [number, number])[]): MarkedPart[] {
  const parts: MarkedPart[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start < at || end <= start || end > text.length) continue;
    if (start > at) parts.push({ text: text.slice(at, start), marked: false });
    parts.push({ text: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), marked: false });
  return parts;
}
