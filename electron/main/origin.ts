// The one page this program shows. Everything that asks main for something is compared with it.
import type { WebContents, WebFrameMain } from 'electron';

export const scheme = 'app';
export const host = 'pult';
export const origin = `${scheme}://${host}`;
export const page = `${origin}/`;

/** True for our page and anything under it; a look-alike such as `app://pult.evil/` is another host. */
export const isOurs = (url: string | undefined | null): boolean => {
  if (!url) return false;
  try {
    const { protocol, host: theirs, username, password } = new URL(url);
    return protocol === `${scheme}:` && theirs === host && username === '' && password === '';
  } catch {
    return false;
  }
};

/** The address of the page itself, whatever its query or fragment: a reload leads there. */
export const isPage = (url: string): boolean => isOurs(url) && new URL(url).pathname === '/';

/** R6: the frame that speaks is the main frame of the one window, and it shows our page. */
export const isOurFrame = (frame: WebFrameMain | null, contents: WebContents | null): boolean =>
  frame !== null && contents !== null && !contents.isDestroyed() && frame === contents.mainFrame && isOurs(frame.url);
