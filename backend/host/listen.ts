/** Finds the port of a console: the one asked for, else the one remembered, else the first free from 4747 on. */
import { StorageError } from '#db/core/storage-error.ts';
import type { WebCarrier } from '#backend/web/web-carrier.ts';

const usualPort = 4747;
const tries = 50;

export class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken by another program. Choose another with --port, or leave it out.`);
  }
}

export interface Listening {
  web: WebCarrier;
  /** Another program holds the port that people and networks know. */
  moved: { from: number } | null;
}

/** `asked`: null = not asked for; 0 = any free one. Throws PortTaken. */
export async function listen(open: (port: number) => Promise<WebCarrier>, asked: number | null, remembered: number | null): Promise<Listening> {
  if (asked !== null) {
    const web = await openOrNull(open, asked);
    if (!web) throw new PortTaken(asked);
    return { web, moved: null };
  }
  const first = remembered ?? usualPort;
  for (let port = first; port < first + tries && port < 65_536; port += 1) {
    const web = await openOrNull(open, port);
    if (web) return { web, moved: remembered !== null && port !== remembered ? { from: remembered } : null };
  }
  throw new PortTaken(first);
}

async function openOrNull(open: (port: number) => Promise<WebCarrier>, port: number): Promise<WebCarrier | null> {
  try {
    return await open(port);
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE' || code === 'EACCES') return null;
    throw error;
  }
}
