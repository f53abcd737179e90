// R6: the one register of messages from the page. Each is checked for its sender and its form before anything looks at it.
// To add one: a line in `channels`, its handler in `Handlers`, its call in electron/preload/index.ts. Data goes over the port instead.
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { z } from 'zod';
import { isOurFrame } from './origin.ts';

const mostBytes = 100 * 2 ** 20;

/** `say`: no answer. `ask`: a promise. */
export const channels = {
  'pult:port': { kind: 'say', input: z.tuple([]) },
  'pult:badge': { kind: 'say', input: z.tuple([z.number().int().min(0).max(99_999)]) },
  'pult:show': { kind: 'say', input: z.tuple([]) },
  'pult:file.read': { kind: 'ask', input: z.tuple([z.string().min(1).max(4096)]) },
  'pult:file.write': {
    kind: 'ask',
    input: z.tuple([
      z.string().min(1).max(4096),
      z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= mostBytes),
    ]),
  },
  'pult:folder.show': { kind: 'say', input: z.tuple([]) },
  'pult:attachment.open': { kind: 'ask', input: z.tuple([z.string().regex(/^[0-9a-f]{64}$/), z.string().min(1).max(1000)]) },
  'pult:link.take': { kind: 'ask', input: z.tuple([]) },
} as const;

export type Channel = keyof typeof channels;
export type Handlers = { [C in Channel]: (...args: z.output<(typeof channels)[C]['input']>) => unknown };

export const registerIpc = (ipcMain: IpcMain, contents: () => WebContents | null, handlers: Handlers, log: (line: string) => void): void => {
  for (const channel of Object.keys(channels) as Channel[]) {
    const { kind, input } = channels[channel];
    const handler = handlers[channel] as (...args: unknown[]) => unknown;
    /** The arguments, or null when the message is refused. */
    const look = (event: IpcMainEvent | IpcMainInvokeEvent, args: unknown[]): unknown[] | null => {
      if (event.sender !== contents() || !isOurFrame(event.senderFrame, contents())) {
        log(`ipc ${channel}: refused, foreign frame`);
        return null;
      }
      const parsed = input.safeParse(args);
      if (!parsed.success) log(`ipc ${channel}: refused, bad form`);
      return parsed.success ? parsed.data : null;
    };
    if (kind === 'say') {
      ipcMain.on(channel, (event, ...args) => {
        const parsed = look(event, args);
        if (parsed) handler(...parsed);
      });
    } else {
      ipcMain.handle(channel, (event, ...args) => {
        const parsed = look(event, args);
        if (!parsed) throw new Error('refused');
        return handler(...parsed);
      });
    }
  }
};
