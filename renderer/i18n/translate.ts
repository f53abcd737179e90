/** Turns a key into words of one language: interpolation and plural forms by i18next, English as the fallback of all. */
import i18next from 'i18next';
import { locales } from '#renderer/i18n/locales.ts';
import type { Language } from '#shared/model/language.ts';

/** `values.count` chooses the plural form. */
export type Translate = (key: string, values?: Readonly<Record<string, unknown>>) => string;

const keptTexts = 5_000;

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
  // Most of what a window draws is asked for again and again, with the same few values.
  const known = new Map<string, string>();
  return {
    t: (key, values) => {
      const asked = values === undefined ? key : `${key} ${JSON.stringify(values)}`;
      const held = known.get(asked);
      if (held !== undefined) return held;
      if (known.size >= keptTexts) known.clear();
      const text = instance.t(key, values as Record<string, string>);
      known.set(asked, text);
      return text;
    },
    has: (key) => instance.exists(key),
  };
}
