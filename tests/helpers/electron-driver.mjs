// Loaded into the bundled main process beside electron-hook.mjs: lets a test, the parent process, play the page and the person.
// In: { ask, id, … }; out: { id, value } as answers, { event, … } as they happen.
import * as electron from 'electron';

const { app, ipcMain, ipcRenderer, stub } = electron;
const tell = (message) => process.connected && process.send(message);

let port = null;
app.on('web-contents-created', (_event, contents) => {
  ipcRenderer.stubConnect(contents);
  // What the preload does with it: hand it to the page.
  ipcRenderer.on('pult:port', ({ ports }) => {
    port = ports[0];
    port.on('message', ({ data }) => tell({ event: 'frame', frame: data }));
    port.on('close', () => tell({ event: 'port-closed' }));
    port.start();
    tell({ event: 'port' });
  });
  // The preload asks for what it names.
  ipcRenderer.on('pult:link', () => tell({ event: 'link' }));
  contents.on('did-finish-load', () => ipcRenderer.send('pult:port'));
});
app.on('stub-exit', (code) => {
  tell({ event: 'exit', code });
  setTimeout(() => process.exit(code), 50);
});

const answers = {
  state: () => ({
    preferences: stub.windows[0]?.options.webPreferences, windows: stub.windows.length, visible: stub.windows[0]?.visible ?? false, schemes: stub.schemes,
    paths: stub.paths, calls: Object.fromEntries(stub.calls), consoles: stub.forked.map(({ pid, exitCode, signalCode }) => ({ pid, gone: (exitCode ?? signalCode) !== null })),
    channels: ipcMain.eventNames().map(String),
  }),
  frame: ({ frame }) => port.postMessage(frame),
  /** Any message of the page to main, as a broken-in one could send it. */
  raw: ({ channel, args }) => ipcRenderer.sendSync(channel, ...args),
  invoke: ({ channel, args }) => ipcRenderer.invoke(channel, ...args),
  say: ({ channel, args }) => ipcRenderer.send(channel, ...args),
  asked: () => stub.asked,
  fetch: async ({ url }) => {
    const response = await stub.handlers.get('app')(new Request(url));
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
  },
  kill: ({ index }) => stub.forked[index].kill('SIGKILL'),
  close: () => stub.windows[0].stubClose(),
  second: ({ argv }) => app.emit('second-instance', {}, argv, '/'),
  openUrl: ({ url }) => app.emit('open-url', { preventDefault() {} }, url),
};

process.on('message', async ({ ask, id, ...rest }) => {
  try {
    tell({ id, value: await answers[ask](rest) });
  } catch (error) {
    tell({ id, error: error.message });
  }
});
