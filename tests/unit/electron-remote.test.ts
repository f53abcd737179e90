// The real @electron/remote on both sides, the real preload and the real gate between them; only Electron itself is a stub.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Desktop } from '#shared/port/desktop.ts';
import { createFiles } from '../../electron/main/files.ts';
import { registerIpc } from '../../electron/main/ipc.ts';
import { createNative, createPicks } from '../../electron/main/native.ts';
import { openRemote } from '../../electron/main/remote-gate.ts';
import * as electron from '../electron-stub.ts';

const { app, dialog, given, ipcMain, ipcRenderer, Menu, stub } = electron;
const folder = mkdtempSync(join(tmpdir(), 'pult-native-'));
const window = new electron.BrowserWindow();
const contents = window.webContents;
let desktop: Desktop;
const shown: string[] = [];
const links: string[] = [];

/** What a broken-in page would send by itself. */
const raw = (channel: string, ...args: unknown[]): { type: string; id?: number; members?: { name: string }[]; value?: { value?: Error }; name?: string; proto?: unknown } =>
  ipcRenderer.sendSync(channel, 'context-1', ...args) as never;

beforeAll(async () => {
  contents.mainFrame.url = 'app://pult/';
  const picks = createPicks();
  const files = createFiles(picks);
  const native = createNative({ dialog: dialog as never, Menu: Menu as never, window: () => window as never, picks, downloads: () => folder });
  const remote = openRemote({ app: app as never, ipcMain: ipcMain as never, contents: () => contents as never, native });
  remote.enable(contents as never);
  registerIpc(ipcMain as never, () => contents as never, {
    'pult:port': () => {}, 'pult:badge': () => {}, 'pult:show': () => {}, 'pult:file.read': files.read, 'pult:file.write': files.write,
    'pult:folder.show': () => shown.push('folder'), 'pult:attachment.open': async (hash, name) => (shown.push(`${hash} ${name}`), 'missing'), 'pult:link.take': () => links.shift() ?? null,
  }, () => {});

  Object.assign(process, { contextId: 'context-1' });
  Object.assign(globalThis, { window: { addEventListener: () => {}, postMessage: () => {}, location: { origin: 'app://pult' } } });
  ipcRenderer.stubConnect(contents);
  await import('../../electron/preload/index.ts');
  desktop = given['pult'] as Desktop;
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  ipcRenderer.frame = contents.mainFrame;
});

describe('what the page is given', () => {
  it('[R4] is eight functions, none of them a proxy of main', () => {
    expect(Object.keys(desktop).sort()).toEqual(['badge', 'contextMenu', 'onLink', 'openAttachment', 'openFile', 'saveFile', 'show', 'showDataFolder']);
    for (const value of Object.values(desktop)) expect(typeof value).toBe('function');
  });

  it('[R4] opens the files a person chose, with their bytes', async () => {
    const path = join(folder, 'receipt.png');
    writeFileSync(path, 'picture');
    stub.dialogs.open = { canceled: false, filePaths: [path] };
    const [file] = await desktop.openFile({ several: true, endings: ['png'] });
    expect(file?.name).toBe('receipt.png');
    expect(Buffer.from(file!.bytes).toString()).toBe('picture');
    expect(stub.calls.get('dialog.showOpenDialog')?.at(-1)).toEqual([{ properties: ['openFile', 'multiSelections'], filters: [{ name: 'png', extensions: ['png'] }] }]);
  });

  it('[R4] gives nothing when the dialog is closed', async () => {
    stub.dialogs.open = { canceled: true, filePaths: [] };
    expect(await desktop.openFile({})).toEqual([]);
    stub.dialogs.save = { canceled: true, filePath: '' };
    expect(await desktop.saveFile({ name: 'a.txt', bytes: new Uint8Array([1]) })).toBe(false);
  });

  it('[R4] saves where the person said, under a name without a path', async () => {
    const path = join(folder, 'saved.txt');
    stub.dialogs.save = { canceled: false, filePath: path };
    expect(await desktop.saveFile({ name: '..\\..\\evil/../saved.txt', bytes: new TextEncoder().encode('text') })).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('text');
    expect(stub.calls.get('dialog.showSaveDialog')?.at(-1)).toEqual([expect.objectContaining({ defaultPath: `${folder}/saved.txt` })]);
  });

  it('[R4] shows a menu and hears which item was pressed', async () => {
    const chosen = desktop.contextMenu([{ id: 'copy', label: 'Copy & close' }, { separator: true }, { id: 'hide', label: 'Hide', disabled: true }]);
    const menu = stub.menus.at(-1)!;
    expect(menu.items.map(({ label, type }) => label ?? type)).toEqual(['Copy && close', 'separator', 'Hide']);
    menu.stubPress('Copy && close');
    expect(await chosen).toBe('copy');
  });

  it('[R4] hears null when the menu is closed without a press', async () => {
    const chosen = desktop.contextMenu([{ id: 'a', label: 'A' }]);
    stub.menus.at(-1)!.closePopup();
    expect(await chosen).toBeNull();
  });
});

describe('the way outside', () => {
  it('[R5] names a file of the team by its hash and gives neither path nor bytes', async () => {
    desktop.showDataFolder();
    expect(await desktop.openAttachment({ hash: '0'.repeat(64), name: 'a.pdf' })).toBe('missing');
    expect(shown).toEqual(['folder', `${'0'.repeat(64)} a.pdf`]);
  });

  it('[R5] hears a link that came before the page, one that comes later, and none once it has stopped', async () => {
    const heard: string[] = [];
    links.push('before');
    const stop = desktop.onLink((id) => heard.push(id));
    await expect.poll(() => heard).toEqual(['before']);
    links.push('later');
    contents.postMessage('pult:link', null);
    await expect.poll(() => heard).toEqual(['before', 'later']);
    // Told twice of one link: the second time there is none to be had.
    contents.postMessage('pult:link', null);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(['before', 'later']);
    stop();
    links.push('too late');
    contents.postMessage('pult:link', null);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(['before', 'later']);
    expect(links).toEqual(['too late']);
  });
});

describe('a page that was broken into', () => {
  const refused = (answer: ReturnType<typeof raw>): void => {
    expect(answer.type).toBe('exception');
    expect(answer.value?.value?.message).toMatch(/is refused$/);
  };

  it.each([
    ['REMOTE_BROWSER_REQUIRE', 'child_process'], ['REMOTE_BROWSER_GET_GLOBAL', 'process'], ['REMOTE_BROWSER_GET_CURRENT_WINDOW'],
    ['REMOTE_BROWSER_GET_CURRENT_WEB_CONTENTS'], ['REMOTE_BROWSER_GET_BUILTIN', 'app'], ['REMOTE_BROWSER_GET_BUILTIN', 'shell'],
    ['REMOTE_BROWSER_GET_BUILTIN', 'ipcMain'], ['REMOTE_BROWSER_GET_BUILTIN', 'BrowserWindow'], ['REMOTE_BROWSER_GET_BUILTIN', '__proto__'],
    ['REMOTE_BROWSER_GET_BUILTIN', 'constructor'], ['REMOTE_BROWSER_GET_BUILTIN', ['dialog']], ['REMOTE_BROWSER_CONSTRUCTOR', 1, []],
    ['REMOTE_BROWSER_MEMBER_CONSTRUCTOR', 1, 'constructor', []], ['REMOTE_BROWSER_MEMBER_GET', 1, 'constructor'], ['REMOTE_BROWSER_MEMBER_SET', 1, 'showOpenDialog', []],
    ['REMOTE_BROWSER_MEMBER_CALL', 1, 'constructor', []], ['REMOTE_BROWSER_MEMBER_CALL', 1, '__defineGetter__', []], ['REMOTE_BROWSER_MEMBER_CALL', 1, 'showErrorBox', []],
    ['REMOTE_BROWSER_MEMBER_CALL', 1, ['popup'], []], ['REMOTE_BROWSER_MEMBER_CALL', 'constructor', 'popup', []], ['REMOTE_BROWSER_FUNCTION_CALL', '__proto__', []],
  ])('[R4] gets an exception for %s %j', (channel, ...args) => {
    raw('REMOTE_BROWSER_GET_BUILTIN', 'dialog');
    refused(raw(channel, ...args));
  });

  it('[R4] finds on an allowed built-in only its named functions, and no way up', () => {
    const meta = raw('REMOTE_BROWSER_GET_BUILTIN', 'dialog');
    expect(meta.members?.map(({ name }) => name)).toEqual(['showOpenDialog', 'showSaveDialog']);
    expect([meta.proto, meta.name]).toEqual([null, '']);
    expect(raw('REMOTE_BROWSER_GET_BUILTIN', 'Menu').members?.map(({ name }) => name)).toEqual(['buildFromTemplate']);
  });

  it('[R4] cannot put options of its own into a dialog', async () => {
    const { id } = raw('REMOTE_BROWSER_GET_BUILTIN', 'dialog');
    stub.dialogs.open = { canceled: true, filePaths: [] };
    const value = (v: unknown) => ({ type: 'value', value: v });
    raw('REMOTE_BROWSER_MEMBER_CALL', id, 'showOpenDialog', [
      { type: 'object', name: 'Object', members: [{ name: 'several', value: value(true) }, { name: 'properties', value: value(['openDirectory', 'showHiddenFiles']) }, { name: 'defaultPath', value: value('/etc') }] },
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stub.calls.get('dialog.showOpenDialog')?.at(-1)).toEqual([{ properties: ['openFile', 'multiSelections'], filters: [] }]);
  });

  it('[R4] hands a menu no object of main when an item is pressed', () => {
    const heard: unknown[] = [];
    contents.on('stub-to-page', (channel: string, ...args: unknown[]) => channel === 'REMOTE_RENDERER_CALLBACK' && heard.push(args[2]));
    void desktop.contextMenu([{ id: 'a', label: 'A' }]);
    stub.menus.at(-1)!.stubPress('A');
    expect(heard).toEqual([{ type: 'array', members: [] }, { type: 'array', members: [] }]);
  });

  it('[R4] is refused from another frame, from none, and for another page', () => {
    for (const frame of [{ url: 'app://pult/' }, null]) {
      ipcRenderer.frame = frame;
      refused(raw('REMOTE_BROWSER_GET_BUILTIN', 'dialog'));
    }
    ipcRenderer.frame = contents.mainFrame;
    contents.mainFrame.url = 'https://evil.example/';
    refused(raw('REMOTE_BROWSER_GET_BUILTIN', 'dialog'));
    contents.mainFrame.url = 'app://pult/';
  });

  it('[R4] reads and writes only what a person chose, and each once', async () => {
    const path = join(folder, 'chosen.txt');
    writeFileSync(path, 'x');
    await expect(ipcRenderer.invoke('pult:file.read', '/etc/passwd')).rejects.toThrow('refused');
    await expect(ipcRenderer.invoke('pult:file.write', path, new Uint8Array([1]))).rejects.toThrow('refused');
    stub.dialogs.open = { canceled: false, filePaths: [path] };
    await desktop.openFile({});
    await expect(ipcRenderer.invoke('pult:file.read', path)).rejects.toThrow('refused');
  });

  it('[R4] has no other channel of @electron/remote to speak on', () => {
    const mine = ipcMain.eventNames().filter((name) => String(name).startsWith('REMOTE_'));
    expect(mine.length).toBe(14);
    expect(Object.hasOwn(ipcMain, 'on')).toBe(false);
  });
});
