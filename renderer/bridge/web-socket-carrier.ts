/** Carries frames over one WebSocket to the console that served this page. */
import type { OpenCarrier } from '#renderer/bridge/carrier.ts';
import type { DownFrame } from '#shared/port/port.ts';

export function webSocketCarrier(url: string): OpenCarrier {
  return (events) => {
    const socket = new WebSocket(url);
    let closed = false;
    const close = (): void => {
      if (closed) return;
      closed = true;
      events.closed(false);
    };
    socket.addEventListener('open', () => events.open());
    socket.addEventListener('message', (event) => {
      if (typeof event.data === 'string') events.frame(JSON.parse(event.data) as DownFrame);
    });
    socket.addEventListener('close', close);
    socket.addEventListener('error', close);
    return {
      send: (frame) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
      },
      close: () => socket.close(),
    };
  };
}

/** Where the socket of the page's own host is. */
export function socketUrl(location: { protocol: string; host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;
}
