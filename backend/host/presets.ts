/** The businesses that a team can be set up from, as the first run lists them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { labelSchema } from '#shared/model/preset.ts';

const metaSchema = z.object({ meta: z.object({ id: z.string(), label: labelSchema, about: labelSchema }) });

export function listPresets(resourcesDir: string): { id: string; label: Record<string, string>; about: Record<string, string> }[] {
  const dir = join(resourcesDir, 'presets');
  return readdirSync(dir).filter((name) => name.endsWith('.json')).sort().map((name) => metaSchema.parse(JSON.parse(readFileSync(join(dir, name), 'utf8'))).meta);
}
