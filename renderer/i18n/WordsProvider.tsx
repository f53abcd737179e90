/** Gives every component the words and formats of the chosen language; switching it re-renders the page, nothing reloads. */
import { createContext, useContext, useMemo } from 'react';
import type { ReactNode } from 'react';
import { createFormats } from '#renderer/i18n/format.ts';
import type { Formats } from '#renderer/i18n/format.ts';
import { createTranslator } from '#renderer/i18n/translate.ts';
import type { Translate } from '#renderer/i18n/translate.ts';
import type { Language } from '#shared/model/language.ts';

export interface Words {
  language: Language;
  t: Translate;
  /** True when the key has a text; for codes that come from elsewhere. */
  has(key: string): boolean;
  format: Formats;
  /** A label of the team's settings in this language, English where it has none. */
  label(label: Readonly<Partial<Record<Language, string>>> | null | undefined): string;
  /** Text of a refusal's code; the code itself where nobody wrote one. */
  refusal(code: string, data?: Readonly<Record<string, unknown>>): string;
}

const WordsContext = createContext<Words | null>(null);

/** Turns ids in a refusal's data into names (`seatId` → `seatName` …). */
export type NamesOf = (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

export function createWords(language: Language, zone: string | undefined, names: NamesOf = () => ({})): Words {
  const translator = createTranslator(language);
  const { t, has } = translator;
  return {
    language, t, has,
    format: createFormats(language, zone, t),
    label: (label) => label?.[language] ?? label?.en ?? '',
    refusal: (code, data) => (has(`refusal.${code}`) ? t(`refusal.${code}`, { ...data, ...names(data ?? {}) }) : t('refusal.unknown', { code })),
  };
}

export function WordsProvider(props: { language: Language; zone?: string | undefined; names?: NamesOf; children: ReactNode }): ReactNode {
  const { language, zone, names } = props;
  const words = useMemo(() => createWords(language, zone, names), [language, zone, names]);
  return <WordsContext value={words}>{props.children}</WordsContext>;
}

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('WordsProvider is missing');
  return words;
}
