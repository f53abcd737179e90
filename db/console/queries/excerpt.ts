/** The part of a text around what was searched, with the places of the words in it. */

const before = 40;
const length = 160;

/** `marks` are [start, end) pairs into `text`; words match from their beginning, without regard to case and accents. */
export function excerpt(whole: string, words: readonly string[]): { text: string; marks: [number, number][] } {
  const wanted = words.map(fold).filter((word) => word !== '');
  const folded = fold(whole);
  const places = wanted.map((word) => find(folded, word, 0)).filter((at) => at !== -1);
  const first = Math.min(...places);
  const from = places.length === 0 || whole.length <= length ? 0 : Math.max(0, Math.min(first - before, whole.length - length));
  const to = Math.min(whole.length, from + length);
  const lead = from > 0 ? '…' : '';
  const marks: [number, number][] = [];
  for (const word of wanted) {
    for (let at = find(folded, word, from); at !== -1 && at + word.length <= to; at = find(folded, word, at + word.length)) {
      marks.push([at - from + lead.length, at - from + lead.length + word.length]);
    }
  }
  marks.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const apart: [number, number][] = [];
  for (const mark of marks) if (apart.length === 0 || mark[0] >= apart.at(-1)![1]) apart.push(mark);
  return { text: `${lead}${whole.slice(from, to)}${to < whole.length ? '…' : ''}`, marks: apart };
}

export function hasWord(text: string, word: string): boolean {
  return find(fold(text), fold(word), 0) !== -1;
}

const letter = /[\p{L}\p{N}\p{M}]/u;

/** First place at or after `from` where a word begins with `word`; both are folded. */
function find(folded: string, word: string, from: number): number {
  if (word === '') return -1;
  for (let at = folded.indexOf(word, from); at !== -1; at = folded.indexOf(word, at + 1)) {
    if (at === 0 || !letter.test(folded[at - 1]!)) return at;
  }
  // Digits of a phone are looked for from the end, so they stand anywhere in a word.
  return /^\d+$/.test(word) ? folded.indexOf(word, from) : -1;
}

/** The letters of a few alphabets, each folded once; texts of clients are many and use the same ones. */
const known = new Map<string, string>();

/** Lower case without accents, of the same length: places in it are places in the text. */
function fold(text: string): string {
  let folded = '';
  for (const sign of text) {
    let plain = known.get(sign);
    if (plain === undefined) {
      const bare = sign.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
      plain = bare.length === sign.length ? bare : sign;
      if (known.size < 5000) known.set(sign, plain);
    }
    folded += plain;
  }
  return folded;
}
