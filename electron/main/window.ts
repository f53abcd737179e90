// The one window: its cage (R1), its place on the screen, its life.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, screen, type Rectangle, type WebPreferences } from 'electron';
import { z } from 'zod';
import { page } from './origin.ts';

export const cage = (preload: string): WebPreferences => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  plugins: false,
  experimentalFeatures: false,
  allowRunningInsecureContent: false,
  enableWebSQL: false,
  // A client's message waits for nobody to look: clocks and sounds run behind other windows too.
  backgroundThrottling: false,
  spellcheck: true,
});

const smallest = { width: 900, height: 600 };
const placeSchema = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int(), maximized: z.boolean() });

const readPlace = (file: string): (Rectangle & { maximized: boolean }) | null => {
  try {
    const place = placeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    // A screen may have been unplugged since.
    const { workArea } = screen.getDisplayMatching(place);
    const seen = place.x < workArea.x + workArea.width - 100 && place.x + place.width > workArea.x + 100 && place.y >= workArea.y - 20 && place.y < workArea.y + workArea.height - 100;
    return seen ? place : null;
  } catch {
    return null;
  }
};

export interface WindowDeps {
  preload: string;
  icon: string;
  /** Folder of the window's own small things. */
  folder: string;
  /** True: closing hides the window, the program lives on in the tray. */
  hidesOnClose: () => boolean;
  /** Resolves when the console answers: a window is shown with something to show. */
  ready: Promise<void>;
  onShown: () => void;
}

export const createWindow = ({ preload, icon, folder, hidesOnClose, ready, onShown }: WindowDeps): BrowserWindow => {
  const file = join(folder, 'window.json');
  const place = readPlace(file);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    ...(place ? { x: place.x, y: place.y, width: place.width, height: place.height } : {}),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Pult',
    icon,
    autoHideMenuBar: true,
    webPreferences: cage(preload),
  });
  window.once('ready-to-show', async () => {
    await ready;
    if (place?.maximized) window.maximize();
    window.show();
    onShown();
  });
  window.on('close', (event) => {
    try {
      writeFileSync(file, JSON.stringify({ ...window.getNormalBounds(), maximized: window.isMaximized() }), { mode: 0o600 });
    } catch {
      // A place that cannot be remembered is no reason to keep a window open.
    }
    if (!hidesOnClose()) return;
    event.preventDefault();
    window.hide();
  });
  // The page is rebuilt from the console, which holds all that matters.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') window.webContents.reload();
  });
  void window.loadURL(page);
  return window;
};

export const bringToFront = (window: BrowserWindow): void => {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
};
