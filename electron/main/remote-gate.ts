// R4: @electron/remote gives a page that was broken into everything main has, unless each of its messages is looked at first. It
// registers its listeners in one go, so that is when each gets a gate: our frame, a channel of the list, a method of the list.
import { EventEmitter } from 'node:events';
import { enable, initialize } from '@electron/remote/main/index.js';
import type { App, IpcMain, IpcMainEvent, WebContents } from 'electron';
import { isOurFrame } from './origin.ts';

const builtins = new Set(['dialog', 'Menu']);
const methods = new Set(['showOpenDialog', 'showSaveDialog', 'buildFromTemplate', 'popup', 'closePopup']);

/** Channels that may pass, each with a look at what follows `contextId`. */
const channels: Record<string, (args: unknown[]) => boolean> = {
  REMOTE_BROWSER_GET_BUILTIN: ([name]) => typeof name === 'string' && builtins.has(name),
  REMOTE_BROWSER_MEMBER_CALL: ([id, method]) => typeof id === 'number' && typeof method === 'string' && methods.has(method),
  // A promise's `then`: the only function that ever goes out.
  REMOTE_BROWSER_FUNCTION_CALL: ([id]) => typeof id === 'number',
  REMOTE_BROWSER_DEREFERENCE: ([id]) => typeof id === 'number',
  REMOTE_BROWSER_CONTEXT_RELEASE: () => true,
  REMOTE_BROWSER_WRONG_CONTEXT_ERROR: () => true,
};

/** What @electron/remote's page side throws as an Error. */
const refusal = (channel: string) => ({ type: 'exception', value: { type: 'error', value: new Error(`${channel} is refused`), members: [] } });

export interface RemoteGateDeps {
  app: App;
  ipcMain: IpcMain;
  /** The one window's, null before it is made. */
  contents: () => WebContents | null;
  native: Record<'dialog' | 'Menu', object>;
}

interface RemoteEvent {
  returnValue: unknown;
  defaultPrevented: boolean;
}

export const openRemote = ({ app, ipcMain, contents, native }: RemoteGateDeps): { enable(contents: WebContents): void } => {
  const register = EventEmitter.prototype.on;
  const gated: IpcMain['on'] = (channel, listener) => {
    const may = channels[channel];
    return register.call(ipcMain, channel, (event: IpcMainEvent, contextId: unknown, ...args: unknown[]) => {
      const ours = event.sender === contents() && isOurFrame(event.senderFrame, contents());
      if (!may || !ours || typeof contextId !== 'string' || !may(args)) {
        event.returnValue = refusal(channel);
        return;
      }
      listener(event, contextId, ...args);
    }) as IpcMain;
  };
  const original = Object.getOwnPropertyDescriptor(ipcMain, 'on');
  ipcMain.on = gated;
  try {
    initialize();
  } finally {
    if (original) Object.defineProperty(ipcMain, 'on', original);
    else delete (ipcMain as Partial<IpcMain>).on;
  }

  const events = app as NodeJS.EventEmitter;
  events.on('remote-get-builtin', (event: RemoteEvent, _contents: WebContents, name: keyof typeof native) => {
    event.defaultPrevented = true;
    event.returnValue = native[name];
  });
  // The gate lets none of these through; should a later version name a channel anew, this still does.
  for (const name of ['remote-require', 'remote-get-global', 'remote-get-current-window', 'remote-get-current-web-contents']) {
    events.on(name, (event: RemoteEvent) => (event.defaultPrevented = true));
  }
  return { enable };
};
