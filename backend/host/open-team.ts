/** One team's data under a console: its server where that is ours to run, its person's session, its backend. */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { teamPaths } from '#shared/sync/team-calls.ts';
import type { Enrolled, EnrolRequest, OutboxKey, OutboxKeyRequest, SetupRequest, TeamAnswer } from '#shared/sync/team-calls.ts';
import type { FillRandom } from '#shared/base/ids.ts';
import { refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { moveAside } from '#db/console/open-replica.ts';
import { createBlobFolder } from '#db/core/blob-folder.ts';
import { createBackend } from '#backend/backend.ts';
import type { Backend } from '#backend/backend.ts';
import { askTeam, createSocketLink } from '#backend/socket-link.ts';
import type { ChildMaker } from '#backend/host/child-maker.ts';
import type { DataFolder, Side, StoredSession } from '#backend/host/data-folder.ts';
import type { FileKeyring, FileKeys } from '#backend/host/file-keys.ts';
import { startTeamServer } from '#backend/host/team-server.ts';
import type { TeamServer } from '#backend/host/team-server.ts';
import type { Log, Timers } from '#backend/timers.ts';

export interface TeamDeps {
  folder: DataFolder;
  makeChild: ChildMaker;
  timers: Timers;
  fillRandom: FillRandom;
  log: Log;
  /** Known by the time a team is opened. */
  keyring(): FileKeyring;
  onAlso(login: string, link: string): void;
  /** The backend was exchanged for another on the same data. */
  onReopened(): void;
}

export interface OpenTeam {
  readonly side: Side;
  readonly backend: Backend;
  serverPort(): number | null;
  close(): Promise<void>;
}

const sentences: Record<string, string> = {
  bad_invite: 'This invitation is not valid: it has been used, or is older than 72 hours. Ask for a new one.',
  no_invite: 'To join a team, start with --invite CODE too: whoever invites people in the team has one.',
  team_exists: 'This data folder holds another team. Choose another folder with --data.',
  not_set_up: 'The team on this server has not been set up yet: its first owner does that, in a window of the server.',
};

/** A refusal of the team server, as `bad_invite`, in words for whoever started the console. */
export class TeamRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(sentences[code] ?? `The team server refused: ${code}.`);
    this.code = code;
  }
}

const deviceName = (): string => hostname().slice(0, 80);

/** The team of this machine: its server is forked. `setup` begins a team; without it the team must be there. */
export async function openLocalTeam(deps: TeamDeps, side: Side, setup: Omit<SetupRequest, 'invite' | 'deviceName'> | null): Promise<Result<OpenTeam>> {
  const { folder, timers, log } = deps;
  const held = folder.session(side);
  let backend: HeldBackend | null = null;
  const server = startTeamServer({
    makeChild: deps.makeChild, timers, log, onAlso: deps.onAlso,
    args: () => ['--data', folder.serverDir(side), ...(side === 'demo' ? ['--demo'] : []), ...(folder.session(side) === null ? ['--owner-invite'] : [])],
    onReady: () => backend?.current().hurry(),
  });
  const fail = async (error: unknown): Promise<never> => {
    await server.stop();
    throw error;
  };
  const ready = await server.started.catch(fail);
  let session = held;
  if (session === null) {
    if (ready.ownerInvite === null) return fail(new TeamRefused('no_invite'));
    if (!ready.teamReady && setup === null) {
      await server.stop();
      return refuse('not_set_up');
    }
    const base = `http://127.0.0.1:${ready.port}`;
    const request: EnrolRequest = { invite: ready.ownerInvite, deviceName: deviceName() };
    const answer = await (ready.teamReady ? askTeam<Enrolled>(base, teamPaths.enrol, request) : askTeam<Enrolled>(base, teamPaths.setup, { ...request, ...setup })).catch(fail);
    if (!answer.ok) {
      await server.stop();
      return answer;
    }
    folder.keepSession(side, { ...answer.value, serverUrl: null });
    session = folder.session(side)!;
  }
  try {
    const opened = await openBackend(deps, side, session, () => `http://127.0.0.1:${server.port() ?? 9}`);
    backend = opened;
    if (opened.current().isStranger) {
      opened.current().close();
      backend = null;
      await server.stop();
      folder.dropSession(side);
      log('session.renewed');
      return await openLocalTeam(deps, side, setup);
    }
  } catch (error) {
    return fail(error);
  }
  return { ok: true, value: team(side, backend, server) };
}

/** A team elsewhere. `invite` is spent once; afterwards the session is kept. */
export async function openJoinedTeam(deps: TeamDeps, serverUrl: string, invite: string | null): Promise<Result<OpenTeam>> {
  const { folder } = deps;
  const base = new URL(serverUrl).origin;
  // A folder holds one team: another one's session must not be overwritten.
  if (folder.hasTeam('own')) return refuse('team_exists');
  let session = folder.session('own');
  if (session !== null && session.serverUrl !== base) {
    if (invite !== null) return refuse('team_exists');
    // The same team under another address.
    folder.keepSession('own', { ...session, serverUrl: base });
  }
  if (session === null) {
    if (invite === null) return refuse('no_invite');
    const answer = await askTeam<Enrolled>(base, teamPaths.enrol, { invite, deviceName: deviceName() } satisfies EnrolRequest);
    if (!answer.ok) return answer;
    folder.keepSession('own', { ...answer.value, serverUrl: base });
    session = folder.session('own')!;
  }
  folder.change({ serverUrl: base });
  return { ok: true, value: team('own', await openBackend(deps, 'own', session, () => base), null) };
}

interface HeldBackend {
  current(): Backend;
}

/** A backend that is begun anew on a fresh copy when its copy turns out to be damaged. */
async function openBackend(deps: TeamDeps, side: Side, session: StoredSession, base: () => string): Promise<HeldBackend> {
  const { folder, timers, fillRandom, log } = deps;
  const keyring = deps.keyring();
  const replicaPath = folder.replica(side, session.personId);
  const outboxPath = folder.outbox(side, session.personId);
  const dir = folder.person(side, session.personId);
  const token = (): string => session.token;
  const keys = await openKeys(keyring, dir, existsSync(outboxPath), (id) => askTeam<OutboxKey>(base(), teamPaths.outboxKey, { id, key: null } satisfies OutboxKeyRequest, token()), log);
  const open = (): Backend => createBackend({
    replicaPath, outboxPath, keys, blobs: createBlobFolder(folder.media(side), fillRandom, keys.replica),
    session: { deviceId: session.deviceId, token: session.token, personId: session.personId }, link: createSocketLink(base, token), timers, fillRandom, log,
    onDamaged() {
      current.close();
      moveAside(replicaPath, String(timers.now()));
      log('replica.moved_aside');
      current = open();
      onReopened();
    },
  });
  const onReopened = (): void => {
    keepKey();
    deps.onReopened();
  };
  /** The server keeps the outbox's key too, once it has been reached (S101). */
  const keepKey = (): void => {
    if (keys.kept) return;
    const backend = current;
    let asking = false;
    const stop = backend.subscribe((event) => {
      if (event.t !== 'status' || event.status.state !== 'live' || asking) return;
      asking = true;
      const ask: OutboxKeyRequest = { id: keys.id, key: Buffer.from(keys.outbox).toString('hex') };
      void askTeam<OutboxKey>(base(), teamPaths.outboxKey, ask, token()).then((answer) => {
        if (!answer.ok) return;
        stop();
        keyring.keptByServer(dir, keys);
      }).catch(() => log('outbox.key_not_kept')).finally(() => { asking = false; });
    });
  };
  let current = open();
  keepKey();
  return { current: () => current };
}

/** What locks the two files. A lost key of an outbox is asked of the server; without an answer the file is moved aside as it is (S101, S102). */
export async function openKeys(keyring: FileKeyring, dir: string, outboxThere: boolean, ask: (id: string) => Promise<TeamAnswer<OutboxKey>>, log: Log): Promise<FileKeys> {
  const { lost, ...keys } = keyring.open(dir);
  if (lost === null) return keys;
  const given = outboxThere ? await ask(lost).catch(() => null) : null;
  if (given?.ok && given.value.key !== null) return keyring.restore(dir, keys, lost, new Uint8Array(Buffer.from(given.value.key, 'hex')));
  log('outbox.key_lost', { asked: given !== null });
  return keyring.begin(dir, keys);
}

function team(side: Side, held: HeldBackend, server: TeamServer | null): OpenTeam {
  return {
    side,
    get backend() {
      return held.current();
    },
    serverPort: () => server?.port() ?? null,
    async close() {
      held.current().close();
      await server?.stop();
    },
  };
}
