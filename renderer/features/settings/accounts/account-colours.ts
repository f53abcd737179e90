/** The palette of accounts, and which of it a new account should get. */

export const accountColours: readonly number[] = Array.from({ length: 16 }, (_, at) => at + 1);

/** A colour nobody has, as far on the circle of 16 from those in use as can be; when all are taken, the least used one. */
export function freeColour(used: readonly number[]): number {
  if (used.length === 0) return 13;
  const distance = (a: number, b: number): number => Math.min(Math.abs(a - b), 16 - Math.abs(a - b));
  const score = (colour: number): number => Math.min(...used.map((other) => distance(colour, other))) * 100 - used.filter((other) => other === colour).length;
  return accountColours.reduce((best, colour) => (score(colour) > score(best) ? colour : best));
}

/** Two letters out of a name: "Velvet Moon" → "VM", "lymonna" → "LY". */
export function codeOf(name: string): string {
  const words = name.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim().split(' ').filter(Boolean);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0] ?? '') : [...(words[0] ?? '')].slice(0, 2);
  return letters.join('').toLocaleUpperCase();
}
