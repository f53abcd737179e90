import { describe, expect, it } from 'vitest';
import { channels, registerIpc, type Channel, type Handlers } from '../../electron/main/ipc.ts';
import { WebContents, ipcMain } from '../electron-stub.ts';

const contents = new WebContents();
contents.mainFrame.url = 'app://pult/';
const heard: [string, unknown[]][] = [];
const logged: string[] = [];
const hear = (name: Channel) => (...args: unknown[]): void => void heard.push([name, args]);
registerIpc(ipcMain as never, () => contents as never, Object.fromEntries(Object.keys(channels).map((name) => [name, hear(name as Channel)])) as Handlers, (line) => logged.push(line));

const good: Record<Channel, unknown[]> = {
  'pult:port': [], 'pult:badge': [3], 'pult:show': [], 'pult:file.read': ['/a'], 'pult:file.write': ['/a', new Uint8Array(1)],
  'pult:folder.show': [], 'pult:attachment.open': ['0'.repeat(64), 'кошторис.pdf'], 'pult:link.take': [],
};
const bad: Record<Channel, unknown[][]> = {
  'pult:port': [['extra'], [null]],
  'pult:badge': [[], [-1], [1.5], [Number.NaN], ['3'], [1e9], [3, 4], [{ valueOf: 3 }]],
  'pult:show': [[1]],
  'pult:file.read': [[], [''], [1], [['/a']], ['x'.repeat(5000)], ['/a', '/b']],
  'pult:file.write': [['/a'], ['/a', 'text'], ['/a', { length: 1 }], ['', new Uint8Array(1)], [new Uint8Array(1), '/a']],
  'pult:folder.show': [['/etc'], [null]],
  'pult:attachment.open': [[], ['0'.repeat(64)], ['0'.repeat(63), 'a.pdf'], ['0'.repeat(65), 'a.pdf'], ['F'.repeat(64), 'a.pdf'], ['../team.db', 'a.pdf'], ['0'.repeat(64), ''], ['0'.repeat(64), 'a'.repeat(1001)], ['0'.repeat(64), 'a.pdf', 'b.pdf'], [1, 'a.pdf']],
  'pult:link.take': [['conversation']],
};

/** Whether the message reached its handler. */
const send = async (channel: Channel, args: unknown[], event: object): Promise<boolean> => {
  heard.length = 0;
  if (channels[channel].kind === 'say') ipcMain.emit(channel, event, ...args);
  else await Promise.resolve().then(() => ipcMain.answers.get(channel)!(event, ...args)).catch(() => {});
  return heard.length === 1;
};
const ours = { sender: contents, senderFrame: contents.mainFrame };

describe.each(Object.keys(channels) as Channel[])('%s', (channel) => {
  it('[R6] is heard from our page', async () => {
    expect(await send(channel, good[channel], ours)).toBe(true);
    expect(heard[0]).toEqual([channel, good[channel]]);
  });

  it('[R6] is not heard from another frame, from none, or from another window', async () => {
    const stranger = new WebContents();
    stranger.mainFrame.url = 'app://pult/';
    for (const event of [{ ...ours, senderFrame: { url: 'app://pult/' } }, { ...ours, senderFrame: null }, { sender: stranger, senderFrame: stranger.mainFrame }]) {
      expect(await send(channel, good[channel], event)).toBe(false);
    }
    contents.mainFrame.url = 'https://evil.example/';
    expect(await send(channel, good[channel], ours)).toBe(false);
    contents.mainFrame.url = 'app://pult/';
    contents.destroyed = true;
    expect(await send(channel, good[channel], ours)).toBe(false);
    contents.destroyed = false;
  });

  it('[R6] is not heard in a bad form, and the log holds none of it', async () => {
    logged.length = 0;
    for (const args of bad[channel]) expect(await send(channel, args, ours), JSON.stringify(args)).toBe(false);
    expect(logged).toEqual(bad[channel].map(() => `ipc ${channel}: refused, bad form`));
  });
});
