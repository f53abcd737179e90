/** A line to PostgreSQL that can lose a COMMIT on its way there, or the answer to it on its way back. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface CommitProxy {
  readonly address: string;
  /** The next COMMIT that is told by its words. there: never arrives; back: arrives, and its answer does not. */
  lose(which: 'there' | 'back'): void;
  /** How many were lost. */
  lost(): number;
  close(): Promise<void>;
}

export async function startCommitProxy(target: string): Promise<CommitProxy> {
  const url = new URL(target);
  const port = Number(url.port);
  let losing: 'there' | 'back' | null = null;
  let lost = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, url.hostname);
    let silent = false;
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    near.on('data', (bytes) => {
      if (losing === null || !bytes.includes('\0COMMIT\0')) return void far.write(bytes);
      const which = losing;
      losing = null;
      lost += 1;
      if (which === 'there') return end();
      silent = true;
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      // What it says now is the answer to COMMIT.
      if (silent && bytes.includes('COMMIT\0')) end();
      else if (!silent) near.write(bytes);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url.port = String((server.address() as AddressInfo).port);
  return {
    address: url.href,
    lose: (which) => { losing = which; },
    lost: () => lost,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
