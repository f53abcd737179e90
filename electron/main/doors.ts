// R3: the window shows one page. Other windows, other addresses, frames and webviews do not come about; a link goes to the browser.
import type { Session, WebContents } from 'electron';
import { isOurs, isPage } from './origin.ts';

export const guardDoors = (contents: WebContents, openOutside: (url: string) => Promise<boolean>): void => {
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (details) => {
    // A reload is a navigation too, to the page itself.
    if (!(details.isMainFrame && isPage(details.url))) details.preventDefault();
  });
  contents.on('will-frame-navigate', (details) => {
    if (!(details.isMainFrame && isPage(details.url))) details.preventDefault();
  });
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault();
    callback('');
  });
};

/** Saving a file of a conversation is a download of our own address; nobody else downloads anything. */
export const guardDownloads = (session: Session): void => {
  session.on('will-download', (event, item) => {
    const chain = item.getURLChain();
    if (![item.getURL(), ...chain].every((url) => isOurs(url) || url.startsWith('blob:app://pult/'))) event.preventDefault();
  });
};
