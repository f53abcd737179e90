/** A team server as it runs: SQLite in a folder of its own, HTTP on a free loopback port, real time, the real runner. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlobFolder } from '#db/core/blob-folder.ts';
import { createSeal } from '#db/core/seal.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import { createServer } from '#server/create-server.ts';
import type { Server } from '#server/create-server.ts';
import { createGuestDoor } from '#server/hosted/guest-door.ts';
import { loopbackReach } from '#server/http/reach.ts';
import type { Reach } from '#server/http/reach.ts';
import { serveHttp } from '#server/http/serve-http.ts';
import type { HttpServer } from '#server/http/serve-http.ts';
import { systemClock } from '#server/ports.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';

export interface RealServer {
  readonly dir: string;
  readonly server: Server;
  readonly http: HttpServer;
  readonly ownerId: string;
  /** Every line of the log. */
  readonly lines: { code: string; data: unknown }[];
  post(path: string, body: unknown, token?: string): Promise<Response>;
  close(): Promise<void>;
}

/** `team: false`: nobody has set it up yet. */
export async function startRealServer(options: { team: boolean; reach?: Reach } = { team: true }): Promise<RealServer> {
  const dir = mkdtempSync(join(tmpdir(), 'pult-server-'));
  const clock = systemClock();
  const fillRandom = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  const key = new Uint8Array(32).fill(9);
  const store = openSqliteStore(join(dir, 'team.db'));
  const lines: RealServer['lines'] = [];
  const log = (code: string, data: unknown = {}): void => void lines.push({ code, data });
  const server = await createServer({
    store, clock, fillRandom, log, alone: true, presets: [confectionery], channels: {}, linkKey: key, seal: createSeal(key, fillRandom), monotonic: () => performance.now(),
    blobs: createBlobFolder(join(dir, 'blobs'), fillRandom),
  });
  const door = createGuestDoor({ server, dir: join(dir, 'hosted'), key, clock, fillRandom, log, version: '0', pageDir: join(import.meta.dirname, '..', 'fixtures', 'page') });
  const http = await serveHttp({ server, guests: door, reach: options.reach ?? loopbackReach, port: 0, clock, log });
  const ownerId = '01890000-0000-7000-8000-000000000001';
  const made = !options.team ? { ok: true as const } : await server.team.setupTeam({ presetId: confectionery.meta.id, teamName: 'T', ownerId, ownerName: 'Owner', ownerLogin: 'own', demo: true });
  if (!made.ok) throw new Error(made.code);
  return {
    dir, server, http, ownerId, lines,
    post: (path, body, token) => fetch(`${http.base}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify(body) }),
    async close() {
      door.close();
      await http.close();
      await server.stop();
      await store.close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** Waits for a state, never for a time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
