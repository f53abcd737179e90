// The icon by the clock, and the number on it.
import { type App, type BrowserWindow, Menu, Tray, nativeImage } from 'electron';
import type { Texts } from './texts.ts';

export interface TrayDeps {
  app: App;
  icon: string;
  texts: Texts;
  show: () => void;
}

/** null where the desktop has no place for it. Linux promises none: some desktops take the icon and show nothing. */
export const createTray = ({ app, icon, texts, show }: TrayDeps): Tray | null => {
  try {
    const tray = new Tray(nativeImage.createFromPath(icon));
    tray.setToolTip('Pult');
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: texts.show, click: show },
        { type: 'separator' },
        { label: texts.quit, click: () => app.quit() },
      ]),
    );
    tray.on('click', show);
    return tray;
  } catch {
    return null;
  }
};

export const createBadge =
  (app: App, window: () => BrowserWindow | null, tray: () => Tray | null, icon: string) =>
  (count: number): void => {
    app.setBadgeCount(count);
    tray()?.setToolTip(count > 0 ? `Pult (${count})` : 'Pult');
    if (process.platform !== 'win32') return;
    // Windows shows a small picture over the button of the taskbar instead of a number.
    window()?.setOverlayIcon(count > 0 ? nativeImage.createFromPath(icon) : null, count > 0 ? String(count) : '');
  };
