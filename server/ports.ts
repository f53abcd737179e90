/** What a server needs of the world around it: time, randomness, sockets. Entries give the real ones, tests their own. */

export interface ServerClock {
  /** UTC ms. */
  now(): number;
  /** Calls `work` once after `ms`; answers the way to call it off. */
  after(ms: number, work: () => void): () => void;
}

export function systemClock(): ServerClock {
  return {
    now: () => Date.now(),
    after(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  };
}

export type FillRandom = (bytes: Uint8Array) => void;

/** One console's line: texts in order, either way. */
export interface SyncSocket {
  send(text: string): void;
  close(): void;
  /** Bytes given to `send` that have not left yet. */
  buffered(): number;
  onText(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
}

export function randomHex(fillRandom: FillRandom, bytes: number): string {
  const filled = new Uint8Array(bytes);
  fillRandom(filled);
  return Buffer.from(filled).toString('hex');
}

export function randomKey(fillRandom: FillRandom): string {
  const filled = new Uint8Array(32);
  fillRandom(filled);
  return Buffer.from(filled).toString('base64url');
}
