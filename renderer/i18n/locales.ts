/** The texts of the interface per language, and which languages are complete enough to be offered. */
import en from '#resources/locales/en.json';
import uk from '#resources/locales/uk.json';
import ru from '#resources/locales/ru.json';
import ro from '#resources/locales/ro.json';
import { languages } from '#shared/model/language.ts';
import type { Language } from '#shared/model/language.ts';

export type Texts = Readonly<Record<string, string>>;

export const locales: Readonly<Record<Language, Texts>> = { en, uk, ru, ro };

/** Each language in its own words. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', uk: 'Українська', ru: 'Русский', ro: 'Română' };

const pluralForm = /_(zero|one|two|few|many|other)$/;

/** Keys of `reference` that `texts` lacks in the given language: every plural form of that language is asked for. */
export function missingKeys(reference: Texts, texts: Texts, language: Language): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const wanted = new Set<string>();
  for (const key of Object.keys(reference)) {
    const stem = key.replace(pluralForm, '');
    // `refusal.taken_by_other` only looks like a plural: those have a form for one, too.
    if (stem !== key && reference[`${stem}_one`]) for (const form of forms) wanted.add(`${stem}_${form}`);
    else wanted.add(key);
  }
  return [...wanted].filter((key) => !texts[key]).toSorted();
}

/** A language is offered only when nothing in it would show in another. Found once: the texts are built in. */
export const offeredLanguages: readonly Language[] = languages.filter((language) => missingKeys(locales.en, locales[language], language).length === 0);
