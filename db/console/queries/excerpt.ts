/** The part of a text around what was searched, with the places of the words in it. */

const before = 40;
const length = 160;

/** `marks` are [start, end) pairs into `text`; words match from their beginning, without regard to case and accents. */
export function excerpt(whole: string, words: readonly string[]): { text: string; marks: [number, number][] } {
  const first = words.reduce((best, word) => {
    const at = find(whole, word, 0);
    return at === -1 ? best : Math.min(best, at);
  }, Number.POSITIVE_INFINITY);
  const from = first === Number.POSITIVE_INFINITY || whole.length <= length ? 0 : Math.max(0, Math.min(first - before, whole.length - length));
  const text = `${from > 0 ? '…' : ''}${whole.slice(from, from + length)}${from + length < whole.length ? '…' : ''}`;
  const marks: [number, number][] = [];
  for (const word of words) {
    for (let at = find(text, word, 0); at !== -1; at = find(text, word, at + word.length)) marks.push([at, at + word.length]);
  }
  marks.sort((a, b) => a[0] - b[0]);
  return { text, marks: marks.filter(([start], i) => i === 0 || start >= marks[i - 1]![1]) };
}

export function hasWord(text: string, word: string): boolean {
  return find(text, word, 0) !== -1;
}

const letter = /[\p{L}\p{N}\p{M}]/u;

/** First place at or after `from` where a word begins with `word`. */
function find(text: string, word: string, from: number): number {
  const folded = fold(text);
  const wanted = fold(word);
  if (wanted === '') return -1;
  for (let at = folded.indexOf(wanted, from); at !== -1; at = folded.indexOf(wanted, at + 1)) {
    if (at === 0 || !letter.test(folded[at - 1]!)) return at;
  }
  // Digits of a phone are looked for from the end, so they stand anywhere in a word.
  return /^\d+$/.test(wanted) ? folded.indexOf(wanted, from) : -1;
}

/** Lower case without accents, of the same length: places in it are places in the text. */
function fold(text: string): string {
  let folded = '';
  for (const unit of text) {
    const plain = unit.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
    folded += plain.length === unit.length ? plain : unit;
  }
  return folded;
}
