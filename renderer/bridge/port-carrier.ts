/** Carries frames over the MessagePort that Electron's preload hands to the page with `window.postMessage`. */
import type { OpenCarrier } from '#renderer/bridge/carrier.ts';
import type { DownFrame } from '#shared/port/port.ts';

/** Waits for a port; a console that was started anew sends another, and the link goes on over that one. */
export function portCarrier(page: Window): OpenCarrier {
  let fresh: MessagePort | null = null;
  let arrived: () => void = () => undefined;
  page.addEventListener('message', (event: MessageEvent) => {
    // Only this page and its own preload post with the page as source.
    if (event.source !== page || (event.data as { pult?: unknown } | null)?.pult !== 'port' || !event.ports[0]) return;
    fresh = event.ports[0];
    arrived();
  });

  return (events) => {
    let port: MessagePort | null = null;
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      port?.close();
      events.closed(false);
    };
    const adopt = (): void => {
      if (over || !fresh) return;
      // A second port means that what answered the first has gone.
      if (port) return end();
      port = fresh;
      fresh = null;
      port.addEventListener('message', (message) => events.frame(message.data as DownFrame));
      port.addEventListener('close', end);
      port.start();
      events.open();
    };
    arrived = adopt;
    if (fresh) queueMicrotask(adopt);
    // The preload sends one after every load; later ones are asked for.
    else if (page.document.readyState === 'complete') page.postMessage({ pult: 'want-port' }, page.location.origin);
    return { send: (frame) => port?.postMessage(frame), close: end };
  };
}
