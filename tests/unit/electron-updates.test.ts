import { generateKeyPairSync, sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createUpdates, type UpdateInfo, type Updater } from '../../electron/main/updates.ts';

const ours = generateKeyPairSync('ed25519');
const foreign = generateKeyPairSync('ed25519');
const hash = 'q'.repeat(86) + '==';
const feedText = (version: string, sha512: string): string =>
  `version: ${version}\nfiles:\n  - url: Pult-${version}.AppImage\n    sha512: ${sha512}\n    size: 1\npath: Pult-${version}.AppImage\nsha512: ${sha512}\nreleaseDate: '2026-11-22T00:00:00.000Z'\n`;

let feed: Map<string, Uint8Array>;
let info: UpdateInfo;
let downloads: number;
const logged: string[] = [];

const publish = (text: string, key = ours.privateKey): void => {
  const bytes = Buffer.from(text);
  feed.set('https://updates.example/pult/latest-linux.yml', bytes);
  feed.set('https://updates.example/pult/latest-linux.yml.sig', sign(null, bytes, key));
};

const updater: Updater = {
  autoDownload: true, autoInstallOnAppQuit: false, allowDowngrade: true, allowPrerelease: true,
  checkForUpdates: () => Promise.resolve({ isUpdateAvailable: info.version !== '1.0.0', updateInfo: info }),
  downloadUpdate: () => Promise.resolve([String((downloads += 1))]),
};
const make = (address = 'https://updates.example/pult/', publicKey = ours.publicKey) =>
  createUpdates({
    updater, feed: address, publicKey, platform: 'linux', log: (line) => logged.push(line),
    get: (url) => (feed.has(url) ? Promise.resolve(feed.get(url)!) : Promise.reject(new Error('404'))),
  });

beforeEach(() => {
  feed = new Map();
  downloads = 0;
  info = { version: '1.1.0', files: [{ url: 'Pult-1.1.0.AppImage', sha512: hash }] };
  publish(feedText('1.1.0', hash));
});

describe('an update', () => {
  it('[R35] that our key signed is fetched and waits for quitting', async () => {
    expect(await make().check()).toBe('ready');
    expect(downloads).toBe(1);
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: true, allowDowngrade: false, allowPrerelease: false });
  });

  it('is not looked for further when there is none', async () => {
    info = { ...info, version: '1.0.0' };
    expect(await make().check()).toBe('none');
    expect(downloads).toBe(0);
  });

  it.each([
    ['without a signature', () => feed.delete('https://updates.example/pult/latest-linux.yml.sig')],
    ['with another key’s signature', () => publish(feedText('1.1.0', hash), foreign.privateKey)],
    ['altered after signing', () => feed.set('https://updates.example/pult/latest-linux.yml', Buffer.from(feedText('1.1.0', 'x'.repeat(86) + '==')))],
    ['signed, but for another file', () => publish(feedText('1.1.0', 'x'.repeat(86) + '=='))],
    ['signed, but of another version', () => publish(feedText('1.2.0', hash))],
    ['signed long ago, for an older version', () => publish(feedText('0.9.0', hash))],
    ['with a second file that nobody signed', () => (info = { ...info, files: [...info.files, { url: 'b', sha512: 'y'.repeat(86) + '==' }] })],
    ['without files', () => (info = { ...info, files: [] })],
    ['with a broken signature', () => feed.set('https://updates.example/pult/latest-linux.yml.sig', Buffer.from('rubbish'))],
  ])('[R35] %s is refused', async (_title, spoil) => {
    spoil();
    expect(await make().check()).toBe('refused');
    expect(downloads).toBe(0);
  });

  it('[R35] comes over https, under an Ed25519 key, or not at all', () => {
    expect(() => make('http://updates.example/pult/')).toThrow('https');
    expect(() => make('https://updates.example/pult/', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)).toThrow('Ed25519');
  });
});
