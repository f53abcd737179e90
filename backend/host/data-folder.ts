/** The data folder of a console (D3): settings, who is signed in, the mark of a running console; all for this user alone (R10). */
import { chmodSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TeamSession } from '#shared/sync/team-calls.ts';
import type { Seal } from '#db/core/seal.ts';
import { prepareFolder } from '#db/core/open-database.ts';
import { StorageError, withStorageErrors } from '#db/core/storage-error.ts';

const settingsSchema = z.object({
  /** Port people know; networks deliver to it, so it must not move. */
  port: z.number().int().nullable().default(null),
  /** Which team the page shows when nothing else is asked for. */
  demo: z.boolean().default(false),
  /** A team server elsewhere that this console has joined. */
  serverUrl: z.string().nullable().default(null),
});
export type FolderSettings = z.output<typeof settingsSchema>;

const sessionSchema = z.object({ deviceId: z.string(), token: z.string(), personId: z.string(), name: z.string().default(''), serverUrl: z.string().nullable().default(null) });
export type StoredSession = z.output<typeof sessionSchema>;
/** As it lies on the disk: `sealed` = its token, locked by the system's key; `token` is empty then. */
const fileSchema = sessionSchema.extend({ sealed: z.string().optional() });

const runningSchema = z.object({ pid: z.number().int(), port: z.number().int() });

/** Whose data: the own (or joined) team's, or the demo team's, which lies apart and can be thrown away. */
export type Side = 'own' | 'demo';

export interface DataFolder {
  readonly path: string;
  settings(): FolderSettings;
  change(settings: Partial<FolderSettings>): void;
  session(side: Side): StoredSession | null;
  keepSession(side: Side, session: TeamSession & { name?: string; serverUrl: string | null }): void;
  /** Everybody who is signed in at this console, the one it shows first. */
  people(side: Side): StoredSession[];
  /** Whom it shows from now on. */
  choose(side: Side, personId: string): void;
  /** From now on tokens lie locked by the system's key, those that lie open too; one locked by a key that is gone is nobody's (R30). */
  lockTokens(seal: Seal): void;
  /** A token was exchanged. */
  keepToken(side: Side, personId: string, token: string): void;
  /** Of the one shown, or of whom is named. */
  dropSession(side: Side, personId?: string): void;
  running(): z.output<typeof runningSchema> | null;
  keepRunning(port: number): void;
  clearRunning(): void;
  readonly controlKeyFile: string;
  readonly sessionsFile: string;
  readonly lockFile: string;
  readonly logDir: string;
  serverDir(side: Side): string;
  /** A team has been begun here. */
  hasTeam(side: Side): boolean;
  /** Of one person on this console: their copy, outbox, keys and session (S95). */
  person(side: Side, personId: string): string;
  replica(side: Side, personId: string): string;
  outbox(side: Side, personId: string): string;
  /** Pictures and files a person has looked at, locked like their copy. */
  media(side: Side, personId: string): string;
  /** Where they lay open until now, of whomever. */
  openMedia(side: Side): string;
}

/** Makes the folder. Throws StorageError when it can't be written. */
export function openDataFolder(path: string): DataFolder {
  prepareFolder(path);
  const at = (...names: string[]): string => join(path, ...names);
  const root = (side: Side): string => (side === 'demo' ? at('demo') : path);
  const read = <Value>(file: string, schema: z.ZodType<Value>): Value | null => {
    if (!existsSync(file)) return null;
    try {
      return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return null;
    }
  };
  const settings = (): FolderSettings => read(at('settings.json'), settingsSchema) ?? settingsSchema.parse({});
  const person = (side: Side, personId: string): string => {
    if (!/^[0-9a-f-]{36}$/.test(personId)) throw new StorageError('storage_damaged', join(root(side), 'session.json'));
    const dir = join(root(side), 'people', personId);
    prepareFolder(dir);
    return dir;
  };
  let seal: Seal | null = null;
  const placeOf = (session: { deviceId: string; personId: string }): string => `session:${session.personId}:${session.deviceId}`;
  const readSession = (file: string): StoredSession | null => {
    const { sealed, ...stored } = read(file, fileSchema) ?? { sealed: undefined, token: '' };
    if (!('deviceId' in stored)) return null;
    if (sealed === undefined) return stored;
    try {
      return seal && { ...stored, token: seal.open(placeOf(stored), sealed) };
    } catch {
      return null;
    }
  };
  const writeSession = (file: string, session: StoredSession): void => writeWhole(file, seal ? { ...session, token: '', sealed: seal.close(placeOf(session), session.token) } : session);
  const shown = (side: Side): StoredSession | null => readSession(join(root(side), 'session.json'));
  const people = (side: Side): StoredSession[] => {
    const first = shown(side);
    const folders = existsSync(join(root(side), 'people')) ? readdirSync(join(root(side), 'people')).sort() : [];
    const others = folders.flatMap((name) => readSession(join(root(side), 'people', name, 'session.json')) ?? []).filter((one) => one.personId !== first?.personId);
    return first ? [first, ...others] : others;
  };
  return {
    path,
    settings,
    change: (next) => writeWhole(at('settings.json'), { ...settings(), ...next }),
    session: shown,
    keepSession(side, session) {
      prepareFolder(root(side));
      const stored = sessionSchema.parse(session);
      writeSession(join(person(side, stored.personId), 'session.json'), stored);
      writeSession(join(root(side), 'session.json'), stored);
    },
    people,
    lockTokens(key) {
      const open = (['own', 'demo'] as const).map((side) => ({ side, first: shown(side), all: people(side) }));
      seal = key;
      for (const { side, first, all } of open) {
        for (const one of all) writeSession(join(person(side, one.personId), 'session.json'), one);
        if (first) writeSession(join(root(side), 'session.json'), first);
      }
    },
    choose(side, personId) {
      const found = people(side).find((one) => one.personId === personId);
      if (found) writeSession(join(root(side), 'session.json'), found);
    },
    keepToken(side, personId, token) {
      const found = people(side).find((one) => one.personId === personId);
      if (!found) return;
      writeSession(join(person(side, personId), 'session.json'), { ...found, token });
      if (shown(side)?.personId === personId) writeSession(join(root(side), 'session.json'), { ...found, token });
    },
    dropSession(side, personId) {
      const gone = personId ?? shown(side)?.personId;
      if (gone !== undefined) rmSync(join(person(side, gone), 'session.json'), { force: true });
      if (shown(side)?.personId === gone) rmSync(join(root(side), 'session.json'), { force: true });
    },
    running: () => read(at('running.json'), runningSchema),
    keepRunning: (port) => writeWhole(at('running.json'), { pid: process.pid, port }),
    clearRunning: () => rmSync(at('running.json'), { force: true }),
    controlKeyFile: at('control.key'),
    sessionsFile: at('sessions.json'),
    lockFile: at('console.lock'),
    logDir: at('logs'),
    serverDir: (side) => at(side === 'demo' ? 'demo' : 'team'),
    // In PostgreSQL a team has no file here, but its server remembers its port.
    hasTeam: (side) => ['team.db', 'server.json'].some((name) => existsSync(at(side === 'demo' ? 'demo' : 'team', name))),
    person,
    replica: (side, personId) => join(person(side, personId), 'replica.db'),
    outbox: (side, personId) => join(person(side, personId), 'outbox.db'),
    media: (side, personId) => join(person(side, personId), 'media'),
    openMedia: (side) => join(root(side), 'media'),
  };
}

/** A file is there whole or not at all, mode 0600. Throws StorageError. */
export function writeWhole(path: string, value: unknown): void {
  withStorageErrors(path, () => {
    writeFileSync(`${path}.part`, typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
    chmodSync(`${path}.part`, 0o600);
    renameSync(`${path}.part`, path);
  });
}
