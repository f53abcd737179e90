import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allows, guardPermissions } from '../../electron/main/permissions.ts';
import { session as stubs } from '../electron-stub.ts';

const granted = ['notifications', 'clipboard-sanitized-write', 'media', 'speaker-selection', 'hid'];
const ours = 'app://pult/';
const others = ['https://evil.example/', 'app://pult.evil/', 'app://evil/', 'http://127.0.0.1:4747/', 'file:///etc/passwd', 'about:blank', 'data:text/html,x', 'app://pult@evil/', 'app://a:b@pult/'];

/** Every name of the real definitions: one that a later Electron adds is tested without anybody thinking of it. */
const definitions = readFileSync(join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'electron.d.ts'), 'utf8');
const namesIn = (method: string): string[] => {
  const line = definitions.split('\n').find((text) => text.includes(`${method}(handler: ((webContents: `)) ?? '';
  return [...(/permission: ((?:'[^']+'(?: \| )?)+)/.exec(line)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => name!);
};
const names = [...new Set([...namesIn('setPermissionCheckHandler'), ...namesIn('setPermissionRequestHandler')])];

const session = stubs.defaultSession;
guardPermissions(session as never);
type Check = (contents: unknown, permission: string, origin: string, details: object) => boolean;
type Request = (contents: unknown, permission: string, callback: (granted: boolean) => void, details: object) => void;
const check = session.handlers['check'] as unknown as Check;
const request = (permission: string, url: string, details: object): boolean => {
  let answer: boolean | null = null;
  (session.handlers['request'] as unknown as Request)({ getURL: () => url }, permission, (value) => (answer = value), { requestingUrl: url, ...details });
  return answer!;
};

describe('permissions', () => {
  it('are all known from the definitions of Electron', () => {
    expect(names.length).toBeGreaterThan(40);
    for (const name of granted) expect(names).toContain(name);
  });

  it.each(names)('[R3] %s: checked and asked by our page', (name) => {
    const expected = granted.includes(name);
    expect(check(null, name, ours, { isMainFrame: true, requestingUrl: ours, mediaType: 'audio' })).toBe(expected);
    expect(request(name, ours, { isMainFrame: true, mediaTypes: ['audio'] })).toBe(expected);
  });

  it.each(names)('[R3] %s: refused to everybody else', (name) => {
    for (const url of others) {
      expect(check(null, name, url, { isMainFrame: true, requestingUrl: url, mediaType: 'audio' })).toBe(false);
      expect(request(name, url, { isMainFrame: true, mediaTypes: ['audio'] })).toBe(false);
    }
    expect(check(null, name, ours, { isMainFrame: false, mediaType: 'audio' })).toBe(false);
    expect(request(name, ours, { isMainFrame: false, mediaTypes: ['audio'] })).toBe(false);
    expect(check(null, name, ours, { isMainFrame: true, embeddingOrigin: 'https://evil.example/', mediaType: 'audio' })).toBe(false);
    expect(check(null, name, '', { isMainFrame: true, mediaType: 'audio' })).toBe(false);
  });

  it.each([[['video']], [['audio', 'video']], [[]]])('[R3] media of %j is refused to our page too', (mediaTypes) => {
    expect(allows({ permission: 'media', mainFrame: true, urls: [ours], mediaTypes })).toBe(false);
  });
});

describe('devices', () => {
  const headset = { deviceId: 'h', vendorId: 1, productId: 2, collections: [{ usagePage: 0x0b }] };
  const keyboard = { deviceId: 'k', vendorId: 3, productId: 4, collections: [{ usagePage: 0x01 }] };
  const select = (event: string, ...args: unknown[]): { prevented: boolean; answer: unknown } => {
    const result = { prevented: false, answer: 'nothing' as unknown };
    session.emit(event, { preventDefault: () => (result.prevented = true) }, ...args, (...value: unknown[]) => (result.answer = value[0]));
    return result;
  };
  const device = (deviceType: string, origin: string, which: object): unknown =>
    (session.handlers['device'] as unknown as (details: object) => boolean)({ deviceType, origin, device: which });

  it('[R6] of telephony are given to our page, and only that model afterwards', () => {
    expect(device('hid', ours, headset)).toBe(false);
    expect(select('select-hid-device', { deviceList: [keyboard, headset], frame: { url: 'https://evil.example/' } })).toEqual({ prevented: true, answer: null });
    expect(device('hid', ours, headset)).toBe(false);
    expect(select('select-hid-device', { deviceList: [keyboard, headset], frame: { url: ours } })).toEqual({ prevented: true, answer: 'h' });
    expect(device('hid', ours, headset)).toBe(true);
    expect(device('hid', ours, keyboard)).toBe(false);
    expect(device('hid', 'https://evil.example', headset)).toBe(false);
    expect(device('usb', ours, headset)).toBe(false);
  });

  it('[R6] of any other kind are never chosen', () => {
    expect(select('select-usb-device', {})).toEqual({ prevented: true, answer: undefined });
    expect(select('select-serial-port', [], {})).toEqual({ prevented: true, answer: '' });
    let answer: unknown = null;
    (session.handlers['pairing'] as unknown as (d: object, cb: (r: object) => void) => void)({}, (value) => (answer = value));
    expect(answer).toEqual({ confirmed: false });
  });
});
