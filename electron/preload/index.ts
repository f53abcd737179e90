// All that the page can reach of Electron: eight narrow functions and the port to the console. Never the proxy of @electron/remote.
import { Menu, dialog } from '@electron/remote';
import { contextBridge, ipcRenderer } from 'electron';
import type { Desktop, FileChoice, OpenOutcome, PickedFile } from '#shared/port/desktop.ts';

/** What main really gives: see electron/main/native.ts. */
interface NarrowDialog {
  showOpenDialog(options: FileChoice): Promise<string[]>;
  showSaveDialog(options: { name: string }): Promise<string>;
}
type NarrowItem = { separator: true } | { label: string; disabled?: boolean; click: () => void };
interface NarrowMenu {
  buildFromTemplate(items: NarrowItem[]): { popup(options: { closed: () => void }): void };
}
// Each access asks main anew, so they are not kept.
const dialogs = (): NarrowDialog => dialog as unknown as NarrowDialog;
const menus = (): NarrowMenu => Menu as unknown as NarrowMenu;

// Some systems tell of the closed menu before they tell of the press that closed it.
const pressPatienceMs = 150;

const desktop: Desktop = {
  async openFile({ several, endings }) {
    const paths = await dialogs().showOpenDialog({ ...(several ? { several } : {}), ...(endings ? { endings } : {}) });
    return Promise.all(paths.map((path) => ipcRenderer.invoke('pult:file.read', path) as Promise<PickedFile>));
  },
  async saveFile({ name, bytes }) {
    const path = await dialogs().showSaveDialog({ name });
    return path !== '' && ((await ipcRenderer.invoke('pult:file.write', path, bytes)) as boolean);
  },
  contextMenu: (items) =>
    new Promise((resolve) => {
      const menu = menus().buildFromTemplate(
        items.map((item) =>
          'separator' in item ? item : { label: item.label, disabled: item.disabled ?? false, click: () => resolve(item.id) },
        ),
      );
      menu.popup({ closed: () => setTimeout(() => resolve(null), pressPatienceMs) });
    }),
  badge: (count) => ipcRenderer.send('pult:badge', count),
  show: () => ipcRenderer.send('pult:show'),
  showDataFolder: () => ipcRenderer.send('pult:folder.show'),
  openAttachment: ({ hash, name }) => ipcRenderer.invoke('pult:attachment.open', hash, name) as Promise<OpenOutcome>,
  onLink(open) {
    const take = async (): Promise<void> => {
      const id = (await ipcRenderer.invoke('pult:link.take')) as string | null;
      if (id !== null) open(id);
    };
    ipcRenderer.on('pult:link', take);
    void take();
    return () => void ipcRenderer.off('pult:link', take);
  },
};
contextBridge.exposeInMainWorld('pult', desktop);

// A port does not cross contextBridge; a message of the window carries it.
ipcRenderer.on('pult:port', (event) => window.postMessage({ pult: 'port' }, window.location.origin, event.ports));
const wantPort = (): void => ipcRenderer.send('pult:port');
// Not before: the page's own listener stands by then.
window.addEventListener('load', wantPort);
window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
  if (source === window && typeof data === 'object' && data !== null && 'pult' in data && data.pult === 'want-port') wantPort();
});
