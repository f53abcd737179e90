/** The businesses shipped with the program, each checked whole before it is offered. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { presetSchema } from '#shared/model/preset.ts';
import type { Preset } from '#shared/model/preset.ts';

export function readPresets(resourcesDir: string): Preset[] {
  const dir = join(resourcesDir, 'presets');
  return readdirSync(dir).filter((name) => name.endsWith('.json')).sort().map((name) => presetSchema.parse(JSON.parse(readFileSync(join(dir, name), 'utf8'))));
}
