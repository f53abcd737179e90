/** A WebSocket as the sync desk knows lines: texts only, with a heartbeat that finds half-open ones. */
import type WebSocket from 'ws';
import type { ServerClock, SyncSocket } from '#server/ports.ts';

const beatMs = 15_000;

/** `spoke` is called with the first text. */
export function createSocketAdapter(socket: WebSocket, clock: ServerClock, spoke: () => void): SyncSocket {
  let alive = true;
  let cancel = (): void => {};
  const beat = (): void => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    cancel = clock.after(beatMs, beat);
  };
  cancel = clock.after(beatMs, beat);
  socket.on('pong', () => { alive = true; });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => cancel());
  return {
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
    buffered: () => socket.bufferedAmount,
    onText: (listener) => void socket.on('message', (data, isBinary) => {
      spoke();
      alive = true;
      if (isBinary) return socket.close();
      listener(String(data));
    }),
    onClose: (listener) => void socket.on('close', listener),
  };
}
