// The two built-ins that @electron/remote may hand to the page, cut down to what the page does with them (R4). Their objects have no
// prototype and are frozen: nothing leads from them to a constructor, a window or the real `dialog`.
import { basename } from 'node:path';
import type { BaseWindow, Dialog, Menu } from 'electron';
import { z } from 'zod';

/** A choice in a dialog opens one file once: the page cannot name a path of its own making. */
export const createPicks = () => {
  const reads = new Set<string>();
  const writes = new Set<string>();
  return {
    grantRead: (path: string) => void reads.add(path),
    grantWrite: (path: string) => void writes.add(path),
    takeRead: (path: string): boolean => reads.delete(path),
    takeWrite: (path: string): boolean => writes.delete(path),
  };
};
export type Picks = ReturnType<typeof createPicks>;

const ending = z.string().regex(/^[a-z0-9]{1,10}$/);
const openOptions = z.object({ several: z.boolean().optional(), endings: z.array(ending).max(50).optional() });
const saveOptions = z.object({ name: z.string().min(1).max(200) });
const callback = z.custom<(...args: unknown[]) => void>((value) => typeof value === 'function');
const item = z.union([
  z.object({ separator: z.literal(true) }),
  z.object({ label: z.string().max(200), disabled: z.boolean().optional(), click: callback }),
]);
const template = z.array(item).min(1).max(60);
const popupOptions = z.object({ closed: callback.optional() });

const bare = <T extends object>(members: T): T => Object.freeze(Object.assign(Object.create(null) as T, members));

export interface NativeDeps {
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  Menu: Pick<typeof Menu, 'buildFromTemplate'>;
  window: () => BaseWindow;
  picks: Picks;
  downloads: () => string;
}

export const createNative = ({ dialog, Menu: menus, window, picks, downloads }: NativeDeps): Record<'dialog' | 'Menu', object> => ({
  dialog: bare({
    /** Chosen paths; [] when closed. Strings, for a remote object would have to be asked back for each member. */
    showOpenDialog: async (input: unknown): Promise<string[]> => {
      const { several, endings } = openOptions.parse(input);
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        properties: several ? ['openFile', 'multiSelections'] : ['openFile'],
        filters: endings ? [{ name: endings.join(', '), extensions: endings }] : [],
      });
      if (canceled) return [];
      filePaths.forEach(picks.grantRead);
      return filePaths;
    },
    /** The chosen path; '' when closed. */
    showSaveDialog: async (input: unknown): Promise<string> => {
      // A name a client gave may hold a path.
      const name = basename(saveOptions.parse(input).name.replaceAll('\\', '/'));
      const { canceled, filePath } = await dialog.showSaveDialog(window(), {
        defaultPath: `${downloads()}/${name}`,
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      if (canceled || !filePath) return '';
      picks.grantWrite(filePath);
      return filePath;
    },
  }),
  Menu: bare({
    buildFromTemplate: (input: unknown) => {
      const built = menus.buildFromTemplate(
        template.parse(input).map((entry) =>
          'separator' in entry
            ? { type: 'separator' as const }
            : // `&` marks a key in a menu; a client's name may hold one.
              { label: entry.label.replaceAll('&', '&&'), enabled: !entry.disabled, click: () => entry.click() },
        ),
      );
      return bare({
        popup: (options: unknown): void => {
          const { closed } = popupOptions.parse(options);
          built.popup({ window: window(), callback: () => closed?.() });
        },
        closePopup: (): void => built.closePopup(),
      });
    },
  }),
});
