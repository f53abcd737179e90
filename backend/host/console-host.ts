/** A console process: which team is open, who may sign in to its windows, and the calls about the console itself. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { CallName, Calls, HostInfo } from '#shared/port/port.ts';
import type { Backend } from '#backend/backend.ts';
import type { AuthFrame, PortAuth, PortSession } from '#backend/port/serve-port.ts';
import type { MediaKeys } from '#backend/web/media-keys.ts';
import type { Sessions, WindowSession } from '#backend/web/sessions.ts';
import { createSeatDoors } from '#backend/host/seat-doors.ts';
import { createSeats } from '#backend/host/seats.ts';
import { listPresets } from '#backend/host/presets.ts';
import { openJoinedTeam, openLocalTeam } from '#backend/host/open-team.ts';
import type { OpenTeam, TeamDeps } from '#backend/host/open-team.ts';
import { ServerFailed } from '#backend/host/team-server.ts';

export interface HostDeps extends Omit<TeamDeps, 'onReopened' | 'onHeard' | 'onRejected'> {
  kind: 'electron' | 'console';
  version: string;
  resourcesDir: string;
  /** Where this console listens: what networks and people know. */
  port(): number;
  sessions: Sessions;
  mediaKeys: MediaKeys;
}

export type ConsoleHost = ReturnType<typeof createConsoleHost>;

const setupSchema = z.strictObject({ presetId: z.string().min(1).max(64), teamName: z.string().trim().min(1).max(80), ownerName: z.string().trim().min(1).max(80) });
const joinSchema = z.strictObject({ serverUrl: z.url({ protocol: /^https?$/ }).max(500), invite: z.string().min(1).max(200) });

export function createConsoleHost(given: HostDeps) {
  const deps: HostDeps & TeamDeps = {
    ...given, onReopened: () => tellRestart(),
    onHeard: (side, personId) => side === 'own' && seats.heard(personId),
    onRejected: (side, personId, code, keyKept) => void given.timers.after(0, () => doors.rejected(side, personId, code, keyKept)),
  };
  const { folder, sessions, mediaKeys, log } = deps;
  const seats = createSeats(folder, deps.timers.now);
  let team: OpenTeam | null = null;
  let moving = false;
  const restarts = new Set<() => void>();
  const tellRestart = (): void => {
    for (const listener of [...restarts]) listener();
  };

  const info = (): HostInfo => ({
    kind: deps.kind, demo: team?.side === 'demo', ready: team !== null, version: deps.version, platform: process.platform, language: team?.backend.settings().language ?? null, dataFolder: folder.path,
    keys: deps.keyring().protection,
    seats: team?.side === 'demo' ? { locked: null, current: null, joined: null, people: [] } : { ...seats.info(), signIn: doors.waiting() ?? undefined },
  });
  /** Puts another team under the windows; they begin anew. The one before is closed first: two servers must not meet on one port. */
  const exchange = async (open: () => Promise<Result<OpenTeam | null>>): Promise<Result<null>> => {
    if (moving) return refuse('busy');
    moving = true;
    const before = team;
    try {
      team = null;
      await before?.close();
      const opened = await open();
      if (!opened.ok) return opened;
      team = opened.value;
      return { ok: true, value: null };
    } catch (error) {
      log('host.failed', { error: error instanceof Error ? error.name : 'unknown' });
      return refuse(error instanceof ServerFailed ? 'server_failed' : 'host_failed');
    } finally {
      moving = false;
      if (before !== null || team !== null) tellRestart();
    }
  };
  const openOwn = async (): Promise<Result<OpenTeam | null>> => {
    const { serverUrl } = folder.settings();
    if (serverUrl !== null) return doors.orWait(serverUrl, await openJoinedTeam(deps, serverUrl, null));
    if (!folder.hasTeam('own')) return { ok: true, value: null };
    const opened = await openLocalTeam(deps, 'own', null);
    // A set-up that a power cut ended half-way begins anew.
    return !opened.ok && opened.code === 'not_set_up' ? { ok: true, value: null } : opened;
  };

  const doors = createSeatDoors({ ...deps, seats, team: () => team, exchange: () => exchange(openOwn), tellRestart });

  const calls: Partial<Record<CallName, (args: unknown) => Promise<Result<unknown>>>> = {
    ...doors.calls,
    'host.presets': async () => ({ ok: true, value: listPresets(deps.resourcesDir) }),
    async 'host.startDemo'() {
      const done = await exchange(() => openLocalTeam(deps, 'demo', null));
      if (done.ok) folder.change({ demo: true });
      return done;
    },
    async 'host.leaveDemo'() {
      folder.change({ demo: false });
      return exchange(openOwn);
    },
    async 'host.setupTeam'(args) {
      const parsed = setupSchema.safeParse(args);
      if (!parsed.success) return refuse('bad_input');
      if (folder.session('own') !== null) return refuse('team_exists');
      const done = await exchange(() => openLocalTeam(deps, 'own', parsed.data));
      if (done.ok) folder.change({ demo: false });
      return done;
    },
    async 'host.join'(args) {
      const parsed = joinSchema.safeParse(args);
      if (!parsed.success) return refuse('bad_input');
      if (folder.session('own') !== null) return refuse('team_exists');
      return exchange(() => openJoinedTeam(deps, parsed.data.serverUrl, parsed.data.invite).catch(() => refuse('offline')));
    },
  };

  /** Without a public address networks of this machine are given the console's port, which is remembered and hands hooks on: the server's own may move (D1). */
  const onOwnPort = async (asked: Promise<Result<unknown>>): Promise<Result<unknown>> => {
    const answer = await asked;
    if (!answer.ok) return answer;
    const hook = answer.value as Calls['account.webhook']['value'];
    return hook.reachable ? answer : { ok: true, value: { ...hook, url: `http://127.0.0.1:${deps.port()}${new URL(hook.url).pathname}` } };
  };

  const portSession = (window: WindowSession, token: string | null): PortSession => ({
    token,
    mediaKey: () => mediaKeys.of(window),
    host: info,
    backend: () => (seats.locked() === null ? (team?.backend ?? null) : null),
    call(name, args) {
      if (name === 'media.key') return Promise.resolve({ ok: true, value: { mediaKey: mediaKeys.of(window) } });
      if (name === 'session.end') {
        sessions.end(window);
        return Promise.resolve({ ok: true, value: null });
      }
      if (name === 'account.webhook' && team !== null && team.serverPort() !== null) return onOwnPort(team.backend.call(name, args));
      const own = calls[name];
      return own ? own(args) : null;
    },
    onRestart(listener) {
      restarts.add(listener);
      return () => void restarts.delete(listener);
    },
  });

  const controlKey = randomBytes(32).toString('base64url');
  return {
    info,
    controlKey,
    controlKeyIs(given: string): boolean {
      const [a, b] = [Buffer.from(given), Buffer.from(controlKey)];
      return a.length === b.length && timingSafeEqual(a, b);
    },
    /** Nothing is shown while the window is locked. */
    backend: (): Backend | null => (seats.locked() === null ? (team?.backend ?? null) : null),
    serverPort: (): number | null => team?.serverPort() ?? null,
    /** At start: what was asked for, or what was open last. Throws ServerFailed, StorageError, TeamRefused with sentences for people. */
    async begin(asked: { demo: boolean; server: string | null; invite: string | null }): Promise<Result<null>> {
      const renewed = asked.server !== null && asked.invite !== null ? await doors.byInvite(asked.server, asked.invite) : null;
      if (renewed?.ok === false) return renewed;
      const opened = asked.server !== null ? doors.orWait(asked.server, await openJoinedTeam(deps, asked.server, asked.invite))
        : asked.demo || folder.settings().demo ? await openLocalTeam(deps, 'demo', null)
        : await openOwn();
      if (!opened.ok) return opened;
      team = opened.value;
      doors.begin();
      return { ok: true, value: null };
    },
    /** For windows in a browser. */
    auth: {
      trusted: null,
      async check(frame: AuthFrame) {
        if (frame.key !== undefined) {
          const spent = sessions.spendKey(frame.key);
          return spent.ok ? { ok: true, session: portSession(spent.session, spent.token) } : spent;
        }
        if (frame.token !== undefined) {
          const found = sessions.byToken(frame.token);
          return found ? { ok: true, session: portSession(found, null) } : { ok: false, code: 'bad_token' };
        }
        return { ok: false, code: frame.invite === undefined ? 'bad_key' : 'bad_invite' };
      },
    } satisfies PortAuth,
    /** For Electron's own window: its port came from main. */
    trusted: (): PortAuth => ({ trusted: portSession({ id: 'electron' }, null), check: async () => ({ ok: false, code: 'bad_key' }) }),
    async close(): Promise<void> {
      doors.stop();
      const open = team;
      team = null;
      await open?.close();
    },
  };
}
