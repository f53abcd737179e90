/** Words: both complete languages say the same, every key that is used exists, every refusal has a text. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { locales, missingKeys, offeredLanguages } from '#renderer/i18n/locales.ts';
import { createWords } from '#renderer/i18n/WordsProvider.tsx';
import { actions, actionSections } from '#renderer/ui/keys/actions.ts';
import { actionSchema } from '#shared/model/preset.ts';

const files = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name)).map((name) => `${folder}/${name}`);
const has = (key: string): boolean => key in locales.en || `${key}_one` in locales.en;

describe('words of the interface', () => {
  it('[x4] English and Ukrainian are complete and have the same keys', () => {
    expect(missingKeys(locales.en, locales.uk, 'uk'), 'missing in uk').toEqual([]);
    expect(missingKeys(locales.uk, locales.en, 'en'), 'missing in en').toEqual([]);
    expect(offeredLanguages).toEqual(expect.arrayContaining(['en', 'uk']));
  });

  it('[x4] a language is offered only when nothing in it would show in another; what Russian and Romanian lack is listed', () => {
    for (const language of ['ru', 'ro'] as const) {
      const missing = missingKeys(locales.en, locales[language], language);
      if (missing.length > 0) console.log(`${language} lacks ${missing.length} texts, first: ${missing.slice(0, 3).join(', ')}`);
      expect(offeredLanguages.includes(language)).toBe(missing.length === 0);
    }
  });

  it('[x4] a plural form that a language needs is missed, a key that only ends like one is not', () => {
    const reference = { 'a.b_one': '1', 'a.b_other': 'n', 'refusal.taken_by_other': 'x' };
    expect(missingKeys(reference, { 'a.b_one': '1', 'a.b_other': 'n', 'refusal.taken_by_other': 'x' }, 'uk')).toEqual(['a.b_few', 'a.b_many']);
    expect(missingKeys(reference, reference, 'en')).toEqual([]);
  });

  it('locale files are flat and sorted, so that colleagues do not collide', () => {
    for (const language of ['en', 'uk'] as const) {
      const keys = Object.keys(locales[language]);
      expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      expect(Object.values(locales[language]).every((text) => typeof text === 'string')).toBe(true);
    }
  });

  it('[x4] every key written in the window has a text', () => {
    const unknown: string[] = [];
    for (const file of files('renderer')) {
      const source = readFileSync(file, 'utf8');
      for (const match of source.matchAll(/\bt\(\s*'([^']+)'/g)) if (!has(match[1]!)) unknown.push(`${file}: ${match[1]}`);
      for (const match of source.matchAll(/\b(?:labelKey|groupKey|textKey|titleKey)(?::|=)\s*'([^']+)'/g)) if (!has(match[1]!)) unknown.push(`${file}: ${match[1]}`);
    }
    expect(unknown).toEqual([]);
  });

  it('[x4] every family of keys that is put together at run time has members', () => {
    const keys = Object.keys(locales.en);
    const empty: string[] = [];
    for (const file of files('renderer')) {
      const source = readFileSync(file, 'utf8');
      for (const match of source.matchAll(/\bt\(`([^`$]+)\$\{/g)) {
        // A family that is asked for with `has` first has words of its own for the rest.
        if (!keys.some((key) => key.startsWith(match[1]!)) && !source.includes(`has(\`${match[1]}`)) empty.push(`${file}: ${match[1]}…`);
      }
    }
    expect(empty).toEqual([]);
  });

  it('[s8] every recorded field has a name in the history, every action of a button has words', () => {
    const recorded = ['name', 'language', 'phone', 'email', 'city', 'birthday', 'tags', 'note', 'dueAt', 'snoozedUntil', 'amountMinor', 'paidMinor', 'lostReason'];
    expect(recorded.filter((field) => !has(`history.field.${field}`))).toEqual([]);
    const shapes = actionSchema.options.map((option) => option.shape.do.value);
    expect(shapes.length).toBeGreaterThan(8);
    expect(shapes.filter((name) => !has(`buttons.act.${name}`))).toEqual([]);
  });

  it('every place-holder of one language stands in the other', () => {
    const holders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).toSorted();
    for (const [key, text] of Object.entries(locales.en)) {
      const other = locales.uk[key];
      if (other) expect([key, holders(other)]).toEqual([key, holders(text)]);
    }
  });

  it('every refusal that a decision can give has a text', () => {
    const codes = new Set<string>();
    for (const folder of ['shared', 'server', 'backend']) {
      for (const file of files(folder)) for (const match of readFileSync(file, 'utf8').matchAll(/\brefuse\(\s*'([a-z_]+)'/g)) codes.add(match[1]!);
    }
    expect([...codes].filter((code) => !has(`refusal.${code}`))).toEqual([]);
  });

  it('every action and section of the shortcut sheet has words', () => {
    expect(actions.filter((action) => !has(`action.${action.id}`)).map((action) => action.id)).toEqual([]);
    expect(actionSections.filter((section) => !has(`sheet.section.${section}`))).toEqual([]);
  });

  it('[q3] the loser of a take reads who has it, by name', () => {
    const words = createWords('uk', 'Europe/Kyiv', (data) => ({ seatName: data['seatId'] === 's1' ? 'Катерина' : '' }));
    expect(words.refusal('taken_by_other', { seatId: 's1' })).toContain('веде Катерина');
    expect(words.refusal('never_heard_of')).toContain('never_heard_of');
  });

  it('money, waits and dates read as Ukrainian does', () => {
    const { format, t } = createWords('uk', 'Europe/Kyiv');
    expect(format.money(253_000, 'UAH').replaceAll(/\s/g, ' ')).toBe('2 530 ₴');
    expect(format.money(253_050, 'UAH').replaceAll(/\s/g, ' ')).toBe('2 530,50 ₴');
    expect(format.wait(251_000)).toBe('4:11');
    expect(format.wait(3_840_000)).toBe('1 год 04');
    expect(format.wait(3 * 86_400_000)).toBe('3 дні');
    expect(format.left(86_160_000)).toBe('23 год 56 хв');
    const noon = Date.UTC(2026, 2, 12, 10, 0);
    expect(format.time(noon)).toBe('12:00');
    expect(format.short(noon - 86_400_000, noon)).toBe('вчора');
    expect(t('unread.label', { count: 5 })).toBe('5 нових');
  });
});
