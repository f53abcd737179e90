import { describe, expect, it } from 'vitest';
import { guardDoors, guardDownloads } from '../../electron/main/doors.ts';
import { createOpenOutside, judge } from '../../electron/main/open-outside.ts';
import { isOurs, isPage } from '../../electron/main/origin.ts';
import { cage } from '../../electron/main/window.ts';
import { WebContents, session } from '../electron-stub.ts';

const opened: string[] = [];
const contents = new WebContents();
guardDoors(contents as never, (url) => {
  opened.push(url);
  return Promise.resolve(true);
});
const prevented = (event: string, details: object = {}): boolean => {
  let stopped = false;
  contents.emit(event, { ...details, preventDefault: () => (stopped = true) }, {}, () => {});
  return stopped;
};

describe('the cage', () => {
  it('[R1] holds every key of the rule', () => {
    expect(cage('/preload.cjs')).toEqual({
      preload: '/preload.cjs', sandbox: true, contextIsolation: true, webSecurity: true, nodeIntegration: false, nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false, webviewTag: false, navigateOnDragDrop: false, plugins: false, experimentalFeatures: false,
      allowRunningInsecureContent: false, enableWebSQL: false, backgroundThrottling: false, spellcheck: true,
    });
  });
});

describe('doors', () => {
  it('[R3] no other window opens; its address goes to the one judge', () => {
    expect(contents.openHandler?.({ url: 'https://shop.example/' })).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://shop.example/']);
  });

  it.each(['https://evil.example/', 'app://pult.evil/', 'app://evil/', 'file:///etc/passwd', 'javascript:alert(1)', 'app://pult/media/x', 'data:text/html,x', 'about:blank', 'http://127.0.0.1:4747/'])(
    '[R3] the window does not go to %s', (url) => {
      expect(prevented('will-navigate', { url, isMainFrame: true })).toBe(true);
      expect(prevented('will-frame-navigate', { url, isMainFrame: true })).toBe(true);
    });

  it('[R3] a reload of the page itself is let through, a frame with it is not', () => {
    expect(prevented('will-navigate', { url: 'app://pult/?x#y', isMainFrame: true })).toBe(false);
    expect(prevented('will-frame-navigate', { url: 'app://pult/', isMainFrame: true })).toBe(false);
    expect(prevented('will-frame-navigate', { url: 'app://pult/', isMainFrame: false })).toBe(true);
  });

  it('[R3] no redirect, no webview, no bluetooth', () => {
    expect(prevented('will-redirect', { url: 'app://pult/', isMainFrame: true })).toBe(true);
    expect(prevented('will-attach-webview')).toBe(true);
    expect(prevented('select-bluetooth-device')).toBe(true);
  });

  it.each([['app://pult/media/1', false], ['blob:app://pult/1-2', false], ['https://evil.example/x.exe', true], ['blob:https://evil.example/1', true]])('a download of %s is prevented: %s', (url, expected) => {
    guardDownloads(session.defaultSession as never);
    let stopped = false;
    session.defaultSession.emit('will-download', { preventDefault: () => (stopped = true) }, { getURL: () => url, getURLChain: () => [url] });
    session.defaultSession.removeAllListeners('will-download');
    expect(stopped).toBe(expected);
  });
});

describe('what is ours', () => {
  it.each([['app://pult/', true], ['app://pult/media/x', true], ['app://pult', true], ['app://pult.evil/', false], ['app://evil/pult', false], ['https://pult/', false], ['app://x@pult/', false], ['', false], ['app:', false], ['not an address', false]])(
    '[R6] %s: %s', (url, expected) => expect(isOurs(url)).toBe(expected));
  it.each([['app://pult/', true], ['app://pult/#a', true], ['app://pult/assets/x.js', false]])('%s is the page: %s', (url, expected) => expect(isPage(url)).toBe(expected));
});

describe('addresses that leave', () => {
  it.each([
    'file:///etc/passwd', 'smb://host/share', 'javascript:alert(1)', 'ms-msdt:/id', 'vbscript:x', 'data:text/html,x', 'app://pult/', 'pult://1', 'ftp://a/', 'ssh://a/',
    'search-ms:query', 'steam://run/1', 'C:\\Windows\\System32\\calc.exe', '\\\\host\\share\\a.lnk', 'https://user@bank.example/', 'https://a:b@bank.example/', 'https://', 'word', '',
    `https://shop.example/${'a'.repeat(2048 - 20)}`, `https://shop.example/${'щ'.repeat(400)}`, `https://shop.example/${'./'.repeat(1100)}`, `mailto:${'a'.repeat(2100)}@shop.example`, 'mailto:anna@shop.example?attach=/etc/passwd', 'mailto:?ATTACHMENT=file', 'mailto:?subject=x&%61ttach=y',
    'JAVASCRIPT:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'ms-msdt:-id PCWDiagnostic', 'ms-officecmd:{}', 'file://host/share/a.lnk', 'FILE:///C:/a.lnk', '//host/share', '\\\\?\\C:\\a.lnk', 'https://@bank.example@evil.example/', 'http://:pw@bank.example/',
  ])('[R5] %s is refused', (url) => expect(judge(url)).toBeNull());

  it.each([['https://shop.example/a?b#c'], ['http://shop.example/'], ['mailto:anna@shop.example'], ['tel:+380501234567'], ['https://крамниця.укр/'], [`https://shop.example/${'a'.repeat(2048 - 21)}`], ['mailto:anna@shop.example?subject=Торт'], ['HTTPS://Shop.Example/A.lnk']])('[R5] %s goes out', (url) => {
    expect(judge(url)).toEqual({ open: new URL(url).href, ask: null });
  });

  it.each(['https://аррӏe.com/', 'https://pаypal.com/', 'https://аррӏе.com/', 'https://ꓑaypal.com/', 'https://Ꭺpple.com/', 'https://дαтα.укр/'])('[R5] %s is asked about by its name in ASCII', async (url) => {
    const asked: string[] = [];
    const went: string[] = [];
    const open = createOpenOutside({
      openExternal: (to) => Promise.resolve(void went.push(to)),
      confirm: (name) => Promise.resolve(asked.push(name) > 1),
    });
    expect(await open(url)).toBe(false);
    expect([asked, went]).toEqual([[new URL(url).hostname], []]);
    expect(new URL(url).hostname).toMatch(/^xn--/);
    expect(await open(url)).toBe(true);
    expect(went).toHaveLength(1);
  });

  it('[R5] an address the system has no program for is not opened, and nothing breaks', async () => {
    const open = createOpenOutside({ openExternal: () => Promise.reject(new Error('no program')), confirm: () => Promise.resolve(true) });
    expect(await open('tel:+380501234567')).toBe(false);
  });
});
