/** One console with its real engine and its two files; it can die at any port call, be copied with its folder, or wake up as an older image. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Statement } from 'better-sqlite3';
import { createBackend } from '#backend/backend.ts';
import type { Backend } from '#backend/backend.ts';
import type { ServerLink } from '#backend/server-link.ts';
import type { Press } from '#backend/press.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import type { SyncStatus } from '#shared/port/port.ts';
import { applyKey } from '#db/core/file-key.ts';
import { wantOrder } from '#shared/sync/protocol.ts';
import type { TeamSession } from '#shared/sync/team-calls.ts';
import { createDice } from '#tests/fault/sim/dice.ts';
import { createLife } from '#tests/fault/sim/life.ts';
import type { Life } from '#tests/fault/sim/life.ts';
import type { SimClock } from '#tests/fault/sim/sim-clock.ts';

const files = ['replica.db', 'replica.db-wal', 'outbox.db', 'outbox.db-wal'];

export interface ConsoleDeps {
  name: string;
  folder: string;
  seed: number;
  clock: SimClock;
  session: TeamSession;
  skewMs: number;
  /** Its files are locked; `keys`: with these, as those it was copied from. */
  keyed: boolean;
  keys?: { replica: Uint8Array; outbox: Uint8Array } | null;
  link(name: string, life: Life): ServerLink;
  /** A store was put back: what was done is told anew. */
  mayRepeat(): boolean;
  /** A bug it wrote down, or an answer told out of turn. */
  complain(text: string): void;
}

export type SimConsole = ReturnType<typeof createSimConsole>;

export function createSimConsole(deps: ConsoleDeps) {
  const { clock, folder, name } = deps;
  let session = deps.session;
  let lives = 0;
  let life = createLife(clock, deps.skewMs);
  let backend: Backend | null = null;
  let reader: InstanceType<typeof Database> | null = null;
  let diesIn = 0;
  let lost = 0;
  let keysMade = 0;
  let said: SyncStatus | null = null;
  const looks = new Map<string, Statement>();
  mkdirSync(folder, { recursive: true });

  const copy = (from: string, to: string): void => {
    mkdirSync(to, { recursive: true });
    for (const file of files) {
      rmSync(join(to, file), { force: true });
      if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
    }
  };
  const newKey = (): Uint8Array => {
    const key = new Uint8Array(32);
    createDice(deps.seed, 'key', name, (keysMade += 1)).fill(key);
    return key;
  };
  const keys = deps.keys ?? (deps.keyed ? { replica: newKey(), outbox: newKey() } : null);
  const imageKeys = new Map<string, { replica: Uint8Array; outbox: Uint8Array }>();
  const openToLook = (file: 'replica' | 'outbox'): InstanceType<typeof Database> => {
    const db = new Database(join(folder, `${file}.db`), { readonly: true });
    if (keys) applyKey(db, keys[file]);
    return db;
  };
  const wipe = (): void => {
    for (const file of [...files, 'replica.db-shm', 'outbox.db-shm']) rmSync(join(folder, file), { force: true });
  };
  /** At the armed port call the files are as a kill would leave them: they are kept aside, and nothing it does from then on counts. */
  const port = (): void => {
    if (diesIn === 0 || (diesIn -= 1) > 0 || life.dead()) return;
    copy(folder, `${folder}.killed`);
    life.kill();
  };
  /** The second reader's question, prepared once a life. */
  const look = (text: string): Statement => {
    let found = looks.get(text);
    if (!found) looks.set(text, (found = reader!.prepare(text)));
    return found;
  };
  const cursor = (): number => (reader ? Number((look("SELECT value FROM meta WHERE key = 'seq'").get() as { value: string } | undefined)?.value ?? 0) : 0);

  const start = (): void => {
    lives += 1;
    life = createLife(clock, deps.skewMs);
    const mine = life;
    const dice = createDice(deps.seed, 'console', name, lives);
    const told = new Set<string>();
    backend = createBackend({
      replicaPath: join(folder, 'replica.db'), outboxPath: join(folder, 'outbox.db'), blobs: createMemoryBlobs(), session, ...(keys ? { keys: { ...keys } } : {}),
      timers: {
        now: () => (port(), mine.clock.now()),
        after: (ms, work) => (port(), mine.clock.after(ms, work)),
      },
      fillRandom: (bytes) => (port(), dice.fill(bytes)),
      log: (code, data) => {
        port();
        if (code.endsWith('.bug') || code === 'copy.failed' || code === 'press.unshown') deps.complain(`${name}: ${code} ${JSON.stringify(data ?? {})}`);
      },
      link: deps.link(name, mine),
    });
    reader = openToLook('replica');
    said = backend.status();
    backend.subscribe((event) => {
      port();
      if (event.t === 'status') said = event.status;
      if (mine.dead() || event.t !== 'outcome') return;
      if (told.has(event.commandId) && !deps.mayRepeat()) deps.complain(`[I13] ${name}: one answer was told twice`);
      told.add(event.commandId);
    });
  };
  const stop = (): void => {
    life.kill();
    looks.clear();
    reader?.close();
    backend?.close();
    reader = null;
    backend = null;
    if (existsSync(`${folder}.killed`)) {
      wipe();
      copy(`${folder}.killed`, folder);
      rmSync(`${folder}.killed`, { recursive: true });
    }
    diesIn = 0;
  };

  return {
    name, personId: deps.session.personId, cursor, start, stop,
    deviceId: () => session.deviceId,
    life: () => life,
    running: () => backend !== null && !life.dead(),
    /** Dead at a port call and not yet buried. */
    fell: () => backend !== null && life.dead(),
    backend: () => backend!,
    /** What it last said of its line. */
    said: () => said!,
    arm(calls: number): void {
      diesIn = calls;
    },
    press: (press: Press) => backend!.command(press),
    /** Its folder as it lies there now. */
    image(to: string): void {
      if (keys) imageKeys.set(to, { ...keys });
      copy(folder, to);
    },
    /** Another folder in its place; it must not be running. */
    putFolder(from: string): void {
      wipe();
      copy(from, folder);
      if (keys) Object.assign(keys, imageKeys.get(from));
    },
    loseReplica(): void {
      for (const file of ['replica.db', 'replica.db-wal', 'replica.db-shm']) rmSync(join(folder, file), { force: true });
    },
    loseOutbox(): void {
      for (const file of ['outbox.db', 'outbox.db-wal']) rmSync(join(folder, file), { force: true });
      writeFileSync(join(folder, 'outbox.db'), 'x'.repeat(4096));
      lost += 1;
    },
    /** The key of a file is gone (S101); false = its files were never locked. It must not be running. */
    loseKey(file: 'replica' | 'outbox'): boolean {
      if (!keys) return false;
      keys[file] = newKey();
      if (file === 'outbox') lost += 1;
      return true;
    },
    keys: () => keys && { ...keys },
    /** How often its outbox could not be opened. */
    lost: () => lost,
    /** Outboxes that lie aside. */
    asides: (): string[] => readdirSync(folder).filter((file) => /^outbox\.db\.damaged-[^-]*(-\d+)?$/.test(file)),
    /** Roots that are missing, but for those held in part that rest. */
    wantsWhole: (): boolean => look(`SELECT 1 FROM want WHERE cls < ${wantOrder.onDemand} OR after = '' LIMIT 1`).get() !== undefined,
    /** Its person signs in: this folder is a device of its own from now on (S97). */
    enrol(next: TeamSession): void {
      session = next;
    },
    sql: <Row>(text: string): Row[] => (reader ? (look(text).all() as Row[]) : []),
    /** What it knows of a press: the server's last word, or that none has come. */
    fate(commandId: string): { status: string; code: string } | null {
      const outbox = openToLook('outbox');
      try {
        return (outbox.prepare('SELECT status, code FROM outcome WHERE cmd_id = ?').get(commandId) as { status: string; code: string } | undefined) ?? null;
      } finally {
        outbox.close();
      }
    },
    /** `kind|id` → ver of the confirmed rows, whatever is shown over them. */
    confirmed(): Map<string, { ver: number; root: string | null }> {
      const rows = new Map<string, { ver: number; root: string | null }>();
      const tables = look("SELECT name, sql LIKE '%(kind TEXT%' AS many FROM sqlite_master WHERE type = 'table' AND sql LIKE '%ver INTEGER%'").all() as { name: string; many: number }[];
      for (const { name: table, many } of tables) {
        const kind = table.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
        const list = look(`SELECT ${many ? 'kind, ' : ''}id, ver FROM "${table}"`).all() as { kind?: string; id: string; ver: number }[];
        for (const row of list) rows.set(`${row.kind ?? kind}|${row.id}`, { ver: row.ver, root: null });
      }
      for (const { kind, id, base } of look('SELECT kind, id, base FROM overlay').all() as { kind: string; id: string; base: string | null }[]) {
        if (base === null) rows.delete(`${kind}|${id}`);
        else rows.set(`${kind}|${id}`, { ver: (JSON.parse(base) as { ver: number }).ver, root: null });
      }
      return rows;
    },
  };
}
