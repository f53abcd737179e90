/** What Electron gives the page beside the port; null in a browser. */
import type { Desktop } from '#shared/port/desktop.ts';

export function desktopOf(page: Window): Desktop | null {
  return (page as Window & { pult?: Desktop }).pult ?? null;
}
