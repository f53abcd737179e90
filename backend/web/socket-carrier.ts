/** A WebSocket as a carrier of the page's frames. */
import type WebSocket from 'ws';
import type { PortSocket } from '#backend/port/serve-port.ts';

export function socketCarrier(socket: WebSocket): PortSocket {
  return {
    send: (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
    },
    close: () => socket.close(),
    onFrame: (listener) => void socket.on('message', (data, isBinary) => {
      if (isBinary) return socket.close();
      let frame: unknown;
      try {
        frame = JSON.parse(String(data));
      } catch {
        return socket.close();
      }
      listener(frame);
    }),
    onClose: (listener) => void socket.on('close', listener),
  };
}
