// R35: a new version is installed only if our own key signed its description. Windows and macOS check the signature of the program
// itself; on Linux electron-updater compares nothing but a hash that stands beside the file, so the description is checked here, everywhere.
import { verify, type KeyObject } from 'node:crypto';

export interface UpdateInfo {
  version: string;
  files: { url: string; sha512: string }[];
}

/** What this module needs of electron-updater's `autoUpdater`. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  allowPrerelease: boolean;
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: UpdateInfo } | null>;
  downloadUpdate(): Promise<string[]>;
}

export interface UpdatesDeps {
  updater: Updater;
  /** Folder of the feed, https, ending with a slash. */
  feed: string;
  /** Ed25519. */
  publicKey: KeyObject;
  /** Text or bytes at an address; rejects when there are none. */
  get: (url: string) => Promise<Uint8Array>;
  platform: NodeJS.Platform;
  log: (line: string) => void;
}

export type Outcome = 'none' | 'refused' | 'ready';

const feedName = (platform: NodeJS.Platform): string =>
  ({ darwin: 'latest-mac.yml', win32: 'latest.yml' } as Partial<Record<NodeJS.Platform, string>>)[platform] ?? 'latest-linux.yml';

/** The version and hashes of a feed file: the two keys that matter, of the flat form electron-builder writes. */
export const readFeed = (text: string): { version: string | null; hashes: Set<string> } => ({
  version: /^version: ['"]?([0-9A-Za-z.+-]+)['"]?\s*$/m.exec(text)?.[1] ?? null,
  hashes: new Set([...text.matchAll(/^[\s-]*sha512: ['"]?([A-Za-z0-9+/=]+)['"]?\s*$/gm)].map(([, hash]) => hash!)),
});

export const createUpdates = ({ updater, feed, publicKey, get, platform, log }: UpdatesDeps) => {
  if (!feed.startsWith('https://') || !feed.endsWith('/')) throw new Error('the feed of updates is an https folder');
  if (publicKey.asymmetricKeyType !== 'ed25519') throw new Error('the key of updates is an Ed25519 key');
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;

  const signed = async (info: UpdateInfo): Promise<boolean> => {
    const name = feedName(platform);
    const [text, signature] = await Promise.all([get(feed + name), get(`${feed}${name}.sig`)]);
    if (!verify(null, text, publicKey, signature)) return false;
    const { version, hashes } = readFeed(Buffer.from(text).toString('utf8'));
    return version === info.version && info.files.length > 0 && info.files.every(({ sha512 }) => hashes.has(sha512));
  };

  return {
    /** Downloads a newer version that is ours; it is installed when the program quits. */
    async check(): Promise<Outcome> {
      const found = await updater.checkForUpdates();
      if (!found?.isUpdateAvailable) return 'none';
      const ours = await signed(found.updateInfo).catch(() => false);
      if (!ours) {
        log('update refused: its description is not signed by our key');
        return 'refused';
      }
      await updater.downloadUpdate();
      return 'ready';
    },
  };
};
