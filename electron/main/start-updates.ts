// Looks for updates where this build says where they come from: `update.json` beside the packed program, `{ feed, publicKey }`.
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { net } from 'electron';
import { z } from 'zod';
import { createUpdates } from './updates.ts';

const sourceSchema = z.strictObject({ feed: z.string(), publicKey: z.string() });
const everyMs = 6 * 3_600_000;

const sourceOf = (folder: string): z.output<typeof sourceSchema> | null => {
  try {
    return sourceSchema.parse(JSON.parse(readFileSync(join(folder, 'update.json'), 'utf8')));
  } catch {
    return null;
  }
};

const get = async (url: string): Promise<Uint8Array> => {
  const answer = await net.fetch(url, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`${answer.status} from the feed`);
  return new Uint8Array(await answer.arrayBuffer());
};

/** `folder`: `process.resourcesPath`. Does nothing where the build names no feed. */
export const startUpdates = async (folder: string, onReady: () => void, log: (line: string) => void): Promise<void> => {
  const source = sourceOf(folder);
  if (!source) return;
  // Loaded late: it is large, and most starts are builds from source that never update themselves.
  const { default: updaterModule } = await import('electron-updater');
  const updater = updaterModule.autoUpdater;
  updater.setFeedURL({ provider: 'generic', url: source.feed });
  const updates = createUpdates({
    updater, feed: source.feed, publicKey: createPublicKey(source.publicKey), get, platform: process.platform, log,
  });
  const look = async (): Promise<void> => {
    try {
      if ((await updates.check()) === 'ready') onReady();
    } catch (error) {
      log(`update: ${error instanceof Error ? error.message : 'failed'}`);
    }
  };
  await look();
  setInterval(() => void look(), everyMs).unref();
};
