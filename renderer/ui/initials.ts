/** One or two letters that stand for a name in a circle. */
export function initialsOf(name: string): string {
  const words = name.replaceAll(/[^\p{L}\p{N}\s]/gu, ' ').trim().split(/\s+/u).filter(Boolean);
  const letters = words.slice(0, 2).map((word) => [...word][0]!.toLocaleUpperCase());
  return letters.join('') || '?';
}
