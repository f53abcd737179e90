/** One team's data under a console: its server where that is ours to run, its person's session, its backend. */
import { hostname } from 'node:os';
import { teamPaths } from '#shared/sync/team-calls.ts';
import type { Enrolled, EnrolRequest, SetupRequest } from '#shared/sync/team-calls.ts';
import { refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Backend } from '#backend/backend.ts';
import { askTeam } from '#backend/socket-link.ts';
import type { ChildMaker } from '#backend/host/child-maker.ts';
import type { Side, StoredSession } from '#backend/host/data-folder.ts';
import { openBackend } from '#backend/host/person-backend.ts';
import type { HeldBackend, PersonDeps } from '#backend/host/person-backend.ts';
import { startTeamServer } from '#backend/host/team-server.ts';
import type { TeamServer } from '#backend/host/team-server.ts';

export interface TeamDeps extends PersonDeps {
  makeChild: ChildMaker;
  onAlso(login: string, link: string): void;
}

export interface OpenTeam {
  readonly side: Side;
  /** Of whom the window shows. */
  readonly backend: Backend;
  /** The others go on with what they have pressed, each with their own session (S95). */
  show(personId: string): void;
  serverPort(): number | null;
  close(): Promise<void>;
}

const sentences: Record<string, string> = {
  bad_invite: 'This invitation is not valid: it has been used, or is older than 72 hours. Ask for a new one.',
  needs_https: 'A team server on another machine is reached by https:// only: a password or a key must not cross a network open.',
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

export const deviceName = (): string => hostname().slice(0, 80);

/** The team of this machine: its server is forked. `setup` begins a team; without it the team must be there. */
export async function openLocalTeam(deps: TeamDeps, side: Side, setup: Omit<SetupRequest, 'invite' | 'deviceName'> | null): Promise<Result<OpenTeam>> {
  const { folder, timers, log } = deps;
  let held: HeldBackend[] = [];
  const server = startTeamServer({
    makeChild: deps.makeChild, timers, log, onAlso: deps.onAlso,
    args: () => ['--data', folder.serverDir(side), ...(side === 'demo' ? ['--demo'] : []), ...(folder.session(side) === null ? ['--owner-invite'] : [])],
    onReady: () => held.forEach((one) => one.current().hurry()),
  });
  const fail = async (error: unknown): Promise<never> => {
    await server.stop();
    throw error;
  };
  const ready = await server.started.catch(fail);
  let session = folder.session(side);
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
    held = await openPeople(deps, side, session, () => `http://127.0.0.1:${server.port() ?? 9}`);
    if (held[0]!.current().isStranger) {
      for (const one of held) one.current().close();
      held = [];
      await server.stop();
      folder.dropSession(side);
      log('session.renewed');
      return await openLocalTeam(deps, side, setup);
    }
  } catch (error) {
    return fail(error);
  }
  return { ok: true, value: team(side, held, server) };
}

/** The one shown first, then the others of a shared seat: what they have pressed goes out while another works (C21). */
async function openPeople(deps: TeamDeps, side: Side, session: StoredSession, base: () => string): Promise<HeldBackend[]> {
  const held = [await openBackend(deps, side, session, base)];
  for (const other of deps.folder.people(side)) {
    if (other.personId !== session.personId && other.serverUrl === session.serverUrl) held.push(await openBackend(deps, side, other, base));
  }
  return held;
}

/** Plain HTTP stays on this machine: a password or a token must not cross a network open (R11). */
export function isSafe(serverUrl: string): boolean {
  const url = new URL(serverUrl);
  return url.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}

/** A team elsewhere. `invite` is spent once; afterwards the session is kept. */
export async function openJoinedTeam(deps: TeamDeps, serverUrl: string, invite: string | null): Promise<Result<OpenTeam>> {
  const { folder } = deps;
  const base = new URL(serverUrl).origin;
  if (!isSafe(base)) return refuse('needs_https');
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
  return { ok: true, value: team('own', await openPeople(deps, 'own', session, () => base), null) };
}

function team(side: Side, held: readonly HeldBackend[], server: TeamServer | null): OpenTeam {
  let shown = held[0]!;
  return {
    side,
    get backend() {
      return shown.current();
    },
    show(personId) {
      shown = held.find((one) => one.personId === personId) ?? shown;
    },
    serverPort: () => server?.port() ?? null,
    async close() {
      for (const one of held) one.current().close();
      await server?.stop();
    },
  };
}
