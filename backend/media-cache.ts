/** Files of messages: fetched from the server once, when somebody looks, and kept by their hash; those chosen here go up before the commands that name them. */
import type { BlobFolder } from '#db/core/blob-folder.ts';
import { isBlobHash, sha256Hex } from '#db/core/blob-folder.ts';
import type { Outbox } from '#db/console/outbox.ts';
import { refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerLink } from '#backend/server-link.ts';
import { mediaTypeOf } from '#backend/media-type.ts';
import type { MediaType } from '#backend/media-type.ts';
import type { Log, Timers } from '#backend/timers.ts';

const largestUpload = 100 * 1024 * 1024;

export interface MediaCache {
  /** null = there is no such file, or the server that has it is out of reach. */
  get(hash: string): Promise<(MediaType & { bytes: Uint8Array }) | null>;
  add(name: string, contentType: string, bytes: Uint8Array): Promise<Result<{ hash: string; sizeBytes: number; contentType: string }>>;
  /** Sends up what was chosen while the server was out of reach. Stops at the first that fails. */
  sendUp(): Promise<void>;
}

export function createMediaCache(blobs: BlobFolder, link: ServerLink, outbox: Outbox, timers: Timers, log: Log): MediaCache {
  const fetching = new Map<string, Promise<Uint8Array | null>>();
  const fetchBlob = async (hash: string): Promise<Uint8Array | null> => {
    const found = await link.blob(hash).catch(() => null);
    // What came under another name than its own is not kept.
    if (!found || sha256Hex(found.bytes) !== hash) return null;
    await blobs.put(found.bytes).catch(() => log('media.unkept'));
    return found.bytes;
  };
  return {
    async get(hash) {
      if (!isBlobHash(hash)) return null;
      let bytes = await blobs.get(hash);
      if (!bytes) {
        const running = fetching.get(hash) ?? fetchBlob(hash).finally(() => fetching.delete(hash));
        fetching.set(hash, running);
        bytes = await running;
      }
      return bytes && { ...mediaTypeOf(bytes), bytes };
    },
    async add(name, contentType, bytes) {
      if (bytes.byteLength === 0) return refuse('empty_file');
      if (bytes.byteLength > largestUpload) return refuse('file_too_large', { maxBytes: largestUpload });
      const { hash, sizeBytes } = await blobs.put(bytes);
      const type = mediaTypeOf(bytes);
      const known = type.shown ? type.contentType : contentType;
      try {
        const answer = await link.putBlob(bytes, known, name);
        if (!answer.ok) return answer;
      } catch {
        outbox.addUpload(hash, name, known, timers.now());
      }
      return { ok: true, value: { hash, sizeBytes, contentType: known } };
    },
    async sendUp() {
      for (const { hash, name, contentType } of outbox.uploads()) {
        const bytes = await blobs.get(hash);
        if (bytes) await link.putBlob(bytes, contentType, name);
        outbox.dropUpload(hash);
      }
    },
  };
}
