/** What the first run hands on over the restart of the page: the language chosen before there was a team to keep it, and which steps are left. */
import { languages } from '#shared/model/language.ts';
import type { Language } from '#shared/model/language.ts';

export const steps = ['password', 'account', 'people'] as const;
export type StepLeft = (typeof steps)[number];
/** With the first, in which the team itself is made. */
export const stepsInAll = steps.length + 1;

const languageKey = 'pult.firstLanguage';
const stepKey = 'pult.stepLeft';

/** A page without storage (a private window that forbids it) simply forgets. */
function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Forgotten, as said.
  }
}

export function stepLeft(): StepLeft | null {
  const kept = read(stepKey);
  return steps.find((step) => step === kept) ?? null;
}

/** Null = all steps are done or were left. */
export function leaveStep(step: StepLeft | null): void {
  write(stepKey, step);
}

export function keepFirstLanguage(language: Language): void {
  write(languageKey, language);
}

/** The language chosen in the first run, once. */
export function takeFirstLanguage(): Language | null {
  const kept = read(languageKey);
  write(languageKey, null);
  return languages.find((language) => language === kept) ?? null;
}
