/** Guesses a client's language from the letters they use; people correct it on the card. */
import type { Language } from '#shared/model/language.ts';

/** Letters that only one of the languages has. */
const own: readonly (readonly [Language, RegExp])[] = [
  ['uk', /[іїєґ]/giu],
  ['ru', /[ыэъё]/giu],
  ['ro', /[ăâîșțşţ]/giu],
];

const uk = /(?:^|[^\p{L}])(?:добрий|доброго|привіт|дякую|будь|ласка|скільки|коштує|хочу|замовити|можна|чи|немає|так)(?=$|[^\p{L}])/giu;
const ru = /(?:^|[^\p{L}])(?:добрый|доброго времени|привет|спасибо|пожалуйста|сколько|стоит|заказать|можно|здравствуйте|нет|если|какой|какая)(?=$|[^\p{L}])/giu;

/**
 * One of `allowed`, or null when the text says nothing. Cyrillic without a telling letter or word goes to the first Cyrillic language of
 * `allowed`, Latin to the first Latin one: presets name the likeliest first.
 */
export function guessLanguage(text: string, allowed: readonly Language[]): Language | null {
  const sample = text.slice(0, 2000);
  const scores = own.map(([language, letters]): [Language, number] => [language, 2 * count(sample, letters) + words(language, sample)]);
  const best = scores.filter(([language, score]) => score > 0 && allowed.includes(language)).sort((a, b) => b[1] - a[1])[0];
  if (best !== undefined) return best[0];
  const cyrillic = count(sample, /\p{Script=Cyrillic}/gu);
  const latin = count(sample, /\p{Script=Latin}/gu);
  if (cyrillic === 0 && latin < 2) return null;
  const alphabet: readonly Language[] = cyrillic >= latin ? ['uk', 'ru'] : ['en', 'ro'];
  return allowed.find((language) => alphabet.includes(language)) ?? null;
}

function words(language: Language, text: string): number {
  if (language === 'uk') return count(text, uk);
  return language === 'ru' ? count(text, ru) : 0;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
