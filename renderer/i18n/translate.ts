/** Turns a key into words of one language: interpolation and plural forms by i18next, English as the fallback of all. */
import i18next from 'i18next';
import { locales } from '#renderer/i18n/locales.ts';
import type { Language } from '#shared/model/language.ts';

/** `values.count` chooses the plural form. */
export type Translate = (key: string, values?: Readonly<Record<string, unknown>>) => string;

export interface Translator {
  t: Translate;
  has(key: string): boolean;
}

/** Texts come with the page, so a translator is ready at once. */
export function createTranslator(language: Language): Translator {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    // Keys hold dots and colons; words go through React, which escapes.
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnEmptyString: false,
    resources: Object.fromEntries(Object.entries(locales).map(([name, texts]) => [name, { translation: texts }])),
  });
  return {
    t: (key, values) => instance.t(key, values as Record<string, string>),
    has: (key) => instance.exists(key),
  };
}
