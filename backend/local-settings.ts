/** Settings of this console and person, kept beside the outbox. */
import { z } from 'zod';
import { languageSchema } from '#shared/model/preset.ts';
import type { LocalSettings } from '#shared/port/port.ts';
import type { Outbox } from '#db/console/outbox.ts';

const schema = z.strictObject({
  language: languageSchema.nullable(),
  theme: z.enum(['light', 'dark', 'system']),
  singleKeys: z.boolean(),
  enterSends: z.boolean(),
  sound: z.boolean(),
  cardOpen: z.boolean(),
  lockAfter: z.number().int().min(0).max(240),
  mutedAccounts: z.array(z.string().max(64)).max(1000),
  keys: z.record(z.string().max(64), z.string().max(64)),
}) satisfies z.ZodType<LocalSettings>;

const usual: LocalSettings = { language: null, theme: 'system', singleKeys: true, enterSends: true, sound: true, cardOpen: true, lockAfter: 15, mutedAccounts: [], keys: {} };

export function readSettings(outbox: Outbox): LocalSettings {
  const stored = outbox.setting('local');
  if (stored === null) return usual;
  // A setting that a later version wrote is passed over, the others stay.
  const found = schema.partial().loose().safeParse(JSON.parse(stored));
  return found.success ? schema.parse(Object.fromEntries(Object.keys(usual).map((key) => [key, (found.data as Record<string, unknown>)[key] ?? usual[key as keyof LocalSettings]]))) : usual;
}

/** null = not what settings look like. */
export function changeSettings(outbox: Outbox, change: unknown): LocalSettings | null {
  const parsed = schema.partial().safeParse(change);
  if (!parsed.success) return null;
  const next = { ...readSettings(outbox), ...parsed.data } as LocalSettings;
  outbox.setSetting('local', JSON.stringify(next));
  return next;
}
