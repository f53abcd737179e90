/** A console's link to the server it runs in: the same frames and calls as over the network, without one. */
import type { LinkEvents, LinkSocket, ServerLink } from '#backend/server-link.ts';
import type { SyncDownFrame } from '#shared/sync/protocol.ts';
import { accept, refuse } from '#shared/base/result.ts';
import type { Server } from '#server/create-server.ts';
import { visibleBlob } from '#server/blob-names.ts';
import type { SyncSocket } from '#server/ports.ts';

/** `base` is the address that links to this server begin with. Frames are passed on later, never within the call that sends them. */
export function createInProcessLink(server: Pick<Server, 'sync' | 'team' | 'blobs' | 'store'>, personId: string, base: () => string): ServerLink {
  return {
    open: (events) => connect(server, events),
    call: (name, args) => server.team.call(name, args, { personId, base: base() }),
    async blob(hash) {
      const seen = await server.store.read((reader) => visibleBlob(reader, personId, hash));
      const bytes = seen && (await server.blobs.get(hash));
      return bytes ? { bytes, contentType: seen?.contentType ?? 'application/octet-stream' } : null;
    },
    async putBlob(bytes, contentType) {
      if (bytes.byteLength > 100_000_000) return refuse('too_large');
      return accept({ ...(await server.blobs.put(bytes)), contentType });
    },
  };
}

function connect(server: Pick<Server, 'sync'>, events: LinkEvents): LinkSocket {
  let open = true;
  let hear: (text: string) => void = () => {};
  const ended: (() => void)[] = [];
  const later = (work: () => void): void => queueMicrotask(() => {
    if (open) work();
  });
  const end = (told: boolean): void => {
    if (!open) return;
    open = false;
    for (const listener of ended) listener();
    if (told) queueMicrotask(() => events.closed());
  };
  const socket: SyncSocket = {
    // Parsed again on the other side: neither can hold on to the other's rows.
    send: (text) => later(() => events.frame(JSON.parse(text) as SyncDownFrame)),
    close: () => queueMicrotask(() => end(true)),
    buffered: () => 0,
    onText: (listener) => { hear = listener; },
    onClose: (listener) => void ended.push(listener),
  };
  later(() => {
    server.sync.accept(socket);
    events.opened();
  });
  return { send: (frame) => later(() => hear(JSON.stringify(frame))), close: () => end(false) };
}
