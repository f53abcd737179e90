// Puts the parts of the desktop together once Electron is ready. What each may do is said in its own file.
import { join } from 'node:path';
import { type BrowserWindow, MessageChannelMain, Menu, Notification, type Tray, app, dialog, ipcMain, protocol, safeStorage, session, shell, utilityProcess } from 'electron';
import { createAttachments } from './attachments.ts';
import { createBackendProcess } from './backend-process.ts';
import { guardDoors, guardDownloads } from './doors.ts';
import { createFiles } from './files.ts';
import { registerIpc } from './ipc.ts';
import type { Links } from './links.ts';
import { installMenu } from './menu.ts';
import { createNative, createPicks } from './native.ts';
import { createOpenOutside } from './open-outside.ts';
import { scheme } from './origin.ts';
import { guardPermissions } from './permissions.ts';
import { createHandler } from './protocol.ts';
import { openRemote } from './remote-gate.ts';
import { loadKeys } from './secrets.ts';
import { startUpdates } from './start-updates.ts';
import { textsFor } from './texts.ts';
import { createBadge, createTray } from './tray.ts';
import { bringToFront, createWindow } from './window.ts';

export interface DesktopOptions {
  data: string;
  forConsole: string[];
  links: Links;
  log: (line: string) => void;
  /** The window is up. */
  onShown: () => void;
  /** Another console serves this data already. */
  onElsewhere: () => void;
  /** Nothing can be shown; `message` is a sentence for a person. */
  onFatal: (message: string) => void;
}

const stopPatienceMs = 5000;

export const openDesktop = async ({ data, forConsole, links, log, onShown, onElsewhere, onFatal }: DesktopOptions): Promise<void> => {
  const root = app.getAppPath();
  const icon = (name: string): string => join(root, 'resources', 'icons', name);
  const texts = textsFor(app.getLocale());
  const picks = createPicks();
  const files = createFiles(picks);
  let window: BrowserWindow | null = null;
  let tray: Tray | null = null;
  let quitting = false;
  const contents = () => (window && !window.isDestroyed() ? window.webContents : null);
  const show = (): void => void (window && bringToFront(window));

  const openOutside = createOpenOutside({
    openExternal: (url) => shell.openExternal(url),
    confirm: async (host) => {
      const question = { type: 'warning' as const, message: texts.doubtful, detail: host, buttons: [texts.cancel, texts.open], defaultId: 0, cancelId: 0 };
      const { response } = await (window ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
      return response === 1;
    },
  });
  app.on('web-contents-created', (_event, created) => guardDoors(created, openOutside));
  guardPermissions(session.defaultSession);
  guardDownloads(session.defaultSession);

  const ready = Promise.withResolvers<void>();
  const backend = createBackendProcess({
    fork: (...args) => utilityProcess.fork(...args),
    channel: () => new MessageChannelMain(),
    bundle: (entry) => join(root, 'out', 'main', `${entry}.js`),
    args: ['--data', data, ...forConsole],
    keys: await loadKeys(safeStorage, data),
    onReady: ready.resolve,
    onElsewhere,
    onFatal,
    onRestart: () => sendPort(),
    now: Date.now,
  });
  const sendPort = (): void => contents()?.postMessage('pult:port', null, [backend.connect()]);

  const attachments = createAttachments({
    folder: join(data, 'opened'), media: backend.media, openPath: (path) => shell.openPath(path), platform: process.platform, log,
  });
  await attachments.empty();

  protocol.handle(scheme, createHandler(join(root, 'out', 'renderer'), backend.media));
  const native = createNative({ dialog, Menu, window: () => window!, picks, downloads: () => app.getPath('downloads') });
  const remote = openRemote({ app, ipcMain, contents, native });
  const badge = createBadge(app, () => window, () => tray, icon('badge.png'));
  registerIpc(ipcMain, contents, {
    'pult:port': sendPort, 'pult:badge': badge, 'pult:show': show, 'pult:file.read': files.read, 'pult:file.write': files.write,
    // Shown in its own parent, never opened: a folder may be named like a program.
    'pult:folder.show': () => shell.showItemInFolder(data), 'pult:attachment.open': attachments.open, 'pult:link.take': links.take,
  }, log);

  backend.start();
  installMenu(process.platform, !app.isPackaged);
  tray = createTray({ app, icon: icon(process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'), texts, show });
  // On Linux the tray may be there and unseen: a hidden window could not be found again.
  const hidesOnClose = (): boolean => !quitting && process.platform !== 'linux' && (tray !== null || process.platform === 'darwin');
  window = createWindow({
    preload: join(root, 'out', 'preload', 'preload.cjs'), icon: icon('icon.png'), folder: app.getPath('userData'), hidesOnClose, ready: ready.promise, onShown,
  });
  remote.enable(window.webContents);

  links.onLink(() => {
    show();
    contents()?.postMessage('pult:link', null);
  });
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (quitting) return;
    // The console closes its files first; then quitting is asked for again.
    event.preventDefault();
    quitting = true;
    void backend.stop(stopPatienceMs).then(() => app.quit());
  });
  if (app.isPackaged) {
    const told = (): void => new Notification({ title: 'Pult', body: texts.update }).show();
    void startUpdates(process.resourcesPath, told, log);
  }
};
