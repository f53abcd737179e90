// The same rule with the real electron-updater over real HTTP: what it fetches by itself is only what our key signed.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpExecutor, configureRequestOptions } from 'builder-util-runtime';
import updaterModule from 'electron-updater';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createUpdates } from '../../electron/main/updates.ts';

/** electron-updater's own uses Electron's network; this is the same over Node's. */
class NodeExecutor extends HttpExecutor<http.ClientRequest> {
  override createRequest(options: any, callback: (response: any) => void): http.ClientRequest {
    return http.request(options, callback);
  }
  async download(url: URL, destination: string, options: any): Promise<string> {
    return options.cancellationToken.createPromise((resolve: (path: string) => void, reject: (error: Error) => void, onCancel: unknown) => {
      const request: any = { headers: options.headers, protocol: url.protocol, hostname: url.hostname, port: url.port, path: url.pathname + url.search };
      configureRequestOptions(request);
      (this as any).doDownload(request, { destination, options, onCancel, callback: (error: Error | null) => (error ? reject(error) : resolve(destination)), responseHandler: null }, 0);
    });
  }
}

const keys = generateKeyPairSync('ed25519');
const files = new Map<string, Buffer>();
const server = http.createServer((request, response) => {
  const body = files.get(new URL(request.url!, 'http://x').pathname);
  response.writeHead(body ? 200 : 404).end(body);
});
let folder: string;
let fetched: string[];
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pult-updater-'));
  process.env['APPIMAGE'] = join(folder, 'Pult.AppImage');
  writeFileSync(process.env['APPIMAGE'], 'the version that runs');
  fetched = [];
});
afterEach(() => {
  delete process.env['APPIMAGE'];
  rmSync(folder, { recursive: true });
});

const publish = (version: string, content: string, signWith = keys.privateKey): void => {
  files.clear();
  const body = Buffer.from(content);
  const hash = createHash('sha512').update(body).digest('base64');
  const feed = Buffer.from(`version: ${version}\nfiles:\n  - url: Pult-${version}.AppImage\n    sha512: ${hash}\n    size: ${body.length}\npath: Pult-${version}.AppImage\nsha512: ${hash}\nreleaseDate: '2026-11-22T00:00:00.000Z'\n`);
  files.set(`/Pult-${version}.AppImage`, body);
  files.set('/latest-linux.yml', feed);
  files.set('/latest-linux.yml.sig', sign(null, feed, signWith));
};

const make = () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  writeFileSync(join(folder, 'app-update.yml'), `provider: generic\nurl: ${address}\nupdaterCacheDirName: pult-test\n`);
  const updater: any = new updaterModule.AppImageUpdater(null as never, {
    version: '1.0.0', name: 'pult', isPackaged: true, appUpdateConfigPath: join(folder, 'app-update.yml'), userDataPath: folder, baseCachePath: folder,
    whenReady: () => Promise.resolve(), relaunch() {}, quit() {}, onQuit() {},
  } as never);
  updater.httpExecutor = new NodeExecutor();
  updater.disableDifferentialDownload = true;
  updater.logger = null;
  updater.on('error', () => {});
  updater.on('update-downloaded', ({ downloadedFile }: { downloadedFile: string }) => fetched.push(readFileSync(downloadedFile, 'utf8')));
  return createUpdates({
    updater, feed: 'https://updates.example/', publicKey: keys.publicKey, platform: 'linux', log: () => {},
    get: (url) => {
      const body = files.get(new URL(url).pathname);
      return body ? Promise.resolve(body) : Promise.reject(new Error('404'));
    },
  });
};

describe.skipIf(process.platform !== 'linux')('electron-updater itself', () => {
  it('[R35] fetches a newer version that our key signed', async () => {
    publish('1.1.0', 'the new version');
    expect(await make().check()).toBe('ready');
    expect(fetched).toEqual(['the new version']);
    expect(existsSync(join(folder, 'Pult.AppImage'))).toBe(true);
  });

  it('[R35] fetches no older version, though our key signed it once', async () => {
    publish('0.9.0', 'an old version');
    expect(await make().check()).toBe('none');
    expect(fetched).toEqual([]);
  });

  it('[R35] fetches nothing whose description another key signed', async () => {
    publish('1.1.0', 'evil', generateKeyPairSync('ed25519').privateKey);
    expect(await make().check()).toBe('refused');
    expect(fetched).toEqual([]);
  });

  it('[R35] drops a file that is not the signed one', async () => {
    publish('1.1.0', 'the new version');
    files.set('/Pult-1.1.0.AppImage', Buffer.from('evil instead   '));
    await expect(make().check()).rejects.toMatchObject({ code: 'ERR_CHECKSUM_MISMATCH' });
    expect(fetched).toEqual([]);
  });
});
