// Stands where the real `electron` package would be: that one starts a download when it is imported outside Electron. It records what
// main asks for, lets a test play the page, and forks real processes for `utilityProcess`, so the real console can be run behind it.
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

const root = resolve(import.meta.dirname, '..');

/** Electron's port: an emitter of `{ data, ports }` over Node's. */
export class MessagePortMain extends EventEmitter {
  readonly node: MessagePort;
  constructor(node: MessagePort) {
    super();
    this.node = node;
    node.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    node.on('close', () => this.emit('close'));
  }
  postMessage(data: unknown): void {
    this.node.postMessage(data);
  }
  start(): void {
    this.node.start();
  }
  close(): void {
    this.node.close();
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

export interface Frame {
  url: string;
}

let nextContents = 0;

export class WebContents extends EventEmitter {
  readonly id = (nextContents += 1);
  readonly mainFrame: Frame = { url: '' };
  destroyed = false;
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  reloads = 0;
  isDestroyed = (): boolean => this.destroyed;
  getURL = (): string => this.mainFrame.url;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads += 1;
    this.emit('did-finish-load');
  }
  /** To the page's preload. */
  postMessage(channel: string, message: unknown, ports: MessagePortMain[] = []): void {
    this.emit('stub-to-page', channel, message, ports);
  }
  sendToFrame(_frameId: unknown, channel: string, ...args: unknown[]): void {
    this.emit('stub-to-page', channel, ...args);
  }
}

interface SchemeHandler {
  (request: Request): Promise<Response>;
}

export const stub = {
  windows: [] as BrowserWindow[],
  /** What was asked of the system, in order: `openExternal https://…`. */
  asked: [] as string[],
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  handlers: new Map<string, SchemeHandler>(),
  paths: {} as Record<string, string>,
  calls: new Map<string, unknown[][]>(),
  menus: [] as Menu[],
  dialogs: { open: { canceled: true, filePaths: [] as string[] }, save: { canceled: true, filePath: '' }, box: { response: 0 } },
  /** Turned off: what a machine without a keychain has. */
  keychain: true,
  lock: true,
  /** Turned on: the system knows no program for a file. */
  noProgram: false,
  forked: [] as ChildProcess[],
};

const note = (name: string, ...args: unknown[]): void => {
  stub.calls.set(name, [...(stub.calls.get(name) ?? []), args]);
};

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  readonly options: Record<string, unknown>;
  visible = false;
  /** What the page's own address answered. */
  page: Promise<Response> | null = null;
  constructor(options: Record<string, unknown> = {}) {
    super();
    this.options = options;
    stub.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    const handler = stub.handlers.get(new URL(url).protocol.slice(0, -1));
    this.page = handler ? handler(new Request(url)) : Promise.reject(new Error(`nothing serves ${url}`));
    return this.page.then(() => {
      this.webContents.emit('did-finish-load');
      this.emit('ready-to-show');
    });
  }
  show(): void {
    this.visible = true;
    note('window.show');
  }
  hide(): void {
    this.visible = false;
  }
  focus = (): void => note('window.focus');
  restore = (): void => note('window.restore');
  maximize = (): void => note('window.maximize');
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => false;
  isDestroyed = (): boolean => false;
  getNormalBounds = () => ({ x: 0, y: 0, width: 1280, height: 800 });
  setOverlayIcon = (): void => note('window.setOverlayIcon');
  /** A person closes the window: true when it really closed. */
  stubClose(): boolean {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) {
      this.emit('closed');
      app.emit('window-all-closed');
    }
    return !prevented;
  }
}

class App extends EventEmitter {
  isPackaged = false;
  exitCode: number | null = null;
  whenReady = (): Promise<void> => Promise.resolve();
  getAppPath = (): string => process.env['PULT_STUB_APP'] ?? root;
  getLocale = (): string => 'en-US';
  getVersion = (): string => '0.0.0';
  getPath = (name: string): string => stub.paths[name] ?? (name === 'home' ? homedir() : join(tmpdir(), `pult-stub-${name}`));
  setPath(name: string, path: string): void {
    stub.paths[name] = path;
  }
  enableSandbox = (): void => note('app.enableSandbox');
  requestSingleInstanceLock = (): boolean => stub.lock;
  setAsDefaultProtocolClient = (...args: unknown[]): boolean => {
    note('app.setAsDefaultProtocolClient', ...args);
    return true;
  };
  setBadgeCount = (count: number): void => note('app.setBadgeCount', count);
  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.exit(0);
  }
  exit(code: number): void {
    this.exitCode = code;
    for (const child of stub.forked) child.kill();
    this.emit('stub-exit', code);
  }
}
export const app = new App();

class IpcMain extends EventEmitter {
  readonly answers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  handle(channel: string, handler: (event: unknown, ...args: unknown[]) => unknown): void {
    this.answers.set(channel, handler);
  }
}
export const ipcMain = new IpcMain();

class Session extends EventEmitter {
  handlers: Record<string, (...args: never[]) => unknown> = {};
  setPermissionCheckHandler = (handler: () => boolean): void => void (this.handlers['check'] = handler);
  setPermissionRequestHandler = (handler: () => void): void => void (this.handlers['request'] = handler);
  setDevicePermissionHandler = (handler: () => boolean): void => void (this.handlers['device'] = handler);
  setBluetoothPairingHandler = (handler: () => void): void => void (this.handlers['pairing'] = handler);
}
export const session = { defaultSession: new Session() };

export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof stub.schemes): void => void stub.schemes.push(...schemes),
  handle: (scheme: string, handler: SchemeHandler): void => void stub.handlers.set(scheme, handler),
};

export const shell = {
  openExternal: (url: string): Promise<void> => {
    stub.asked.push(`openExternal ${url}`);
    return Promise.resolve();
  },
  openPath: (path: string): Promise<string> => {
    stub.asked.push(`openPath ${path}`);
    return Promise.resolve(stub.noProgram ? 'no program' : '');
  },
  showItemInFolder: (path: string): void => void stub.asked.push(`showItemInFolder ${path}`),
};

export const dialog = {
  showOpenDialog: (_window: unknown, options: unknown) => {
    note('dialog.showOpenDialog', options);
    return Promise.resolve(stub.dialogs.open);
  },
  showSaveDialog: (_window: unknown, options: unknown) => {
    note('dialog.showSaveDialog', options);
    return Promise.resolve(stub.dialogs.save);
  },
  showMessageBox: (_window: unknown, options: unknown) => {
    note('dialog.showMessageBox', options);
    return Promise.resolve(stub.dialogs.box);
  },
  showErrorBox: (title: string, text: string): void => note('dialog.showErrorBox', title, text),
};

interface Item {
  label?: string;
  type?: string;
  role?: string;
  click?: (...args: unknown[]) => void;
}

export class Menu {
  static applied: Menu | null = null;
  readonly items: Item[];
  open: { callback?: () => void } | null = null;
  constructor(items: Item[]) {
    this.items = items;
    stub.menus.push(this);
  }
  static buildFromTemplate = (items: Item[]): Menu => new Menu(items);
  static setApplicationMenu = (menu: Menu | null): void => void (Menu.applied = menu);
  popup(options: { callback?: () => void }): void {
    this.open = options;
  }
  closePopup(): void {
    this.open?.callback?.();
    this.open = null;
  }
  /** A person presses an item: Electron hands its handler three objects of main. */
  stubPress(label: string): void {
    this.items.find((item) => item.label === label)?.click?.({ menuItem: true }, stub.windows[0], {});
    this.closePopup();
  }
}

export class Tray extends EventEmitter {
  setToolTip = (text: string): void => note('tray.setToolTip', text);
  setContextMenu = (): void => note('tray.setContextMenu');
}

export class Notification extends EventEmitter {
  show = (): void => note('notification.show');
}

const image = { getScaleFactors: () => [1], getSize: () => ({ width: 0, height: 0 }), toBitmap: () => Buffer.alloc(0) };
export const nativeImage = { createFromPath: () => image, createEmpty: () => image };
export const screen = { getDisplayMatching: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }) };
export const net = { fetch: () => Promise.reject(new Error('no network in a test')) };

// Not a cipher: a test only needs to see that the file is not the text.
const mirrored = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
export const safeStorage = {
  isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(stub.keychain),
  getSelectedStorageBackend: (): string => 'gnome_libsecret',
  encryptStringAsync: (text: string): Promise<Buffer> => Promise.resolve(mirrored(Buffer.from(text))),
  decryptStringAsync: (bytes: Uint8Array) => Promise.resolve({ result: mirrored(bytes).toString(), shouldReEncrypt: false }),
};

/** A forked process with Electron's shape; tests/helpers/electron-utility.mjs gives it `process.parentPort`. */
class UtilityProcess extends EventEmitter {
  readonly child: ChildProcess;
  private nextPort = 0;
  private readonly ports = new Map<number, MessagePortMain>();
  constructor(file: string, args: string[]) {
    super();
    this.child = fork(file, args, { execArgv: ['--import', join(root, 'tests/helpers/electron-utility.mjs')], serialization: 'advanced', stdio: 'inherit' });
    stub.forked.push(this.child);
    this.child.on('message', (message: { port?: number; body: unknown; closed?: boolean }) => {
      if (message.port === undefined) this.emit('message', message.body);
      else if (message.closed) this.ports.get(message.port)?.close();
      else this.ports.get(message.port)?.postMessage(message.body);
    });
    this.child.on('exit', (code) => this.emit('exit', code ?? 1));
  }
  get pid(): number | undefined {
    return this.child.pid;
  }
  postMessage(body: unknown, ports: MessagePortMain[] = []): void {
    // A port cannot leave the process, so its far end is pumped through the fork's own channel.
    const ids = ports.map((port) => {
      const id = (this.nextPort += 1);
      this.ports.set(id, port);
      port.on('message', ({ data }: { data: unknown }) => this.send({ port: id, body: data }));
      port.on('close', () => this.send({ port: id, closed: true }));
      port.start();
      return id;
    });
    this.send({ body, ports: ids });
  }
  private send(message: unknown): void {
    if (this.child.connected) this.child.send(message as object);
  }
  kill(): boolean {
    return this.child.kill();
  }
}

export const utilityProcess = { fork: (file: string, args: string[] = []): UtilityProcess => new UtilityProcess(file, args) };

/** The page's side: everything crosses as a copy, as it would between processes. */
class IpcRenderer extends EventEmitter {
  contents: WebContents | null = null;
  /** The frame that speaks; a test may put a foreign one. */
  frame: Frame | null = null;
  stubConnect(contents: WebContents): void {
    this.contents = contents;
    this.frame = contents.mainFrame;
    contents.on('stub-to-page', (channel: string, ...args: unknown[]) => {
      const last = args.at(-1);
      const ports = Array.isArray(last) && last.every((port) => port instanceof MessagePortMain) ? (args.pop() as MessagePortMain[]) : [];
      this.emit(channel, { ports }, ...structuredClone(args));
    });
  }
  private event(): Record<string, unknown> {
    return { sender: this.contents, senderFrame: this.frame, frameId: 1, returnValue: undefined };
  }
  send(channel: string, ...args: unknown[]): void {
    ipcMain.emit(channel, this.event(), ...structuredClone(args));
  }
  sendSync(channel: string, ...args: unknown[]): unknown {
    const event = this.event();
    ipcMain.emit(channel, event, ...structuredClone(args));
    return structuredClone(event['returnValue']);
  }
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const handler = ipcMain.answers.get(channel);
    if (!handler) throw new Error(`nobody answers ${channel}`);
    return structuredClone(await handler(this.event(), ...structuredClone(args)));
  }
}
export const ipcRenderer = new IpcRenderer();

/** What the preload gave to the page, by name. */
export const given: Record<string, unknown> = {};
export const contextBridge = { exposeInMainWorld: (name: string, api: unknown): void => void (given[name] = api) };
