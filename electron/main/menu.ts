// The program's menu holds what the page cannot do: text editing on macOS, zoom, full screen, quitting. The page's own keys stay free:
// no item here closes, reloads or minimises by a shortcut, but on macOS, where the system expects it.
import { Menu, type MenuItemConstructorOptions } from 'electron';

export const installMenu = (platform: NodeJS.Platform, developer: boolean): void => {
  const mac = platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    { role: 'editMenu' },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(developer ? [{ role: 'toggleDevTools' as const }] : []),
      ],
    },
    ...(mac ? [{ role: 'windowMenu' as const }] : []),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
};
