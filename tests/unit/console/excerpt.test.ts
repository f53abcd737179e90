import { expect, it } from 'vitest';
import { excerpt, hasWord } from '#db/console/queries/excerpt.ts';

const marked = (text: string, words: string[]): string[] => {
  const found = excerpt(text, words);
  return found.marks.map(([from, to]) => found.text.slice(from, to));
};

it('marks words from their beginning, whatever their case and accents', () => {
  expect(marked('Торт із кремом. ТОРТИКИ та реторта', ['торт'])).toEqual(['Торт', 'ТОРТ']);
  expect(marked('Crème brûlée, CREME', ['crem'])).toEqual(['Crèm', 'CREM']);
  expect(marked('+380671234567', ['4567'])).toEqual(['4567']);
  expect(marked('так такий', ['так', 'такий'])).toEqual(['так', 'такий']);
  expect(marked('nothing', ['absent'])).toEqual([]);
});

it('shows the part around the first word of a long text, with marks that still fit', () => {
  const text = `${'а'.repeat(300)} вишня ${'б'.repeat(300)}`;
  const found = excerpt(text, ['вишн']);
  expect(found.text.length).toBeLessThanOrEqual(162);
  expect(found.text.startsWith('…') && found.text.endsWith('…')).toBe(true);
  expect(marked(text, ['вишн'])).toEqual(['вишн']);
  expect(marked(`${'а '.repeat(400)}вишня`, ['вишня'])).toEqual(['вишня']);
});

it('keeps places right beside signs of two units', () => {
  expect(marked('🎂🎂 торт', ['торт'])).toEqual(['торт']);
  expect(hasWord('İstanbul ß', 'istanbul')).toBe(true);
});
