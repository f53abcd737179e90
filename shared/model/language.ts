/** Languages of the interface and of scripts. */
export const languages = ['en', 'uk', 'ru', 'ro'] as const;
export type Language = (typeof languages)[number];
