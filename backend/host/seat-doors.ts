/** How people get in and out at this console: the lock of its window, signing in at the team's server, being signed out from afar (S95, S96, R16). */
import { z } from 'zod';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { CallName, Calls, SeatsInfo } from '#shared/port/port.ts';
import { teamPaths } from '#shared/sync/team-calls.ts';
import type { Enrolled, SignInRequest } from '#shared/sync/team-calls.ts';
import { askTeam } from '#backend/socket-link.ts';
import type { Side, StoredSession } from '#backend/host/data-folder.ts';
import { deviceName, isSafe } from '#backend/host/open-team.ts';
import type { OpenTeam, TeamDeps } from '#backend/host/open-team.ts';
import type { Seats } from '#backend/host/seats.ts';

export interface SeatDoorDeps extends TeamDeps {
  seats: Seats;
  team(): OpenTeam | null;
  /** Closes what is open and opens the own side anew. */
  exchange(): Promise<Result<unknown>>;
  tellRestart(): void;
}

type Waiting = NonNullable<SeatsInfo['signIn']>;

const lookMs = 60_000;
const signInSchema = z.strictObject({ serverUrl: z.url({ protocol: /^https?$/ }).max(500).nullable(), login: z.string().trim().min(1).max(40), password: z.string().min(1).max(512) });
const pinSchema = z.strictObject({ personId: z.string().max(64), pin: z.string().max(12) });
const setPinSchema = z.strictObject({ pin: z.string().max(12).nullable() });
const lockSchema = z.strictObject({ why: z.enum(['key', 'idle']) });

export function createSeatDoors(deps: SeatDoorDeps) {
  const { folder, seats, timers, log } = deps;
  let waiting: Waiting | null = null;
  let cancelLook = (): void => {};
  const lock = (why: Parameters<Seats['lock']>[0]): boolean => {
    if (deps.team()?.side === 'demo' || !seats.lock(why)) return false;
    log('seat.locked', { why });
    deps.tellRestart();
    return true;
  };
  const look = (): void => {
    if (seats.away()) lock('away');
    cancelLook = timers.after(lookMs, look);
  };
  /** Which of the sessions here may be this login's: the server takes a foreign one for a stranger's. */
  const knownToken = (): string | null => (folder.session('own') ?? folder.people('own')[0] ?? lastGone)?.token ?? null;
  let lastGone: StoredSession | null = null;

  const signIn = async (args: unknown): Promise<Result<unknown>> => {
    const parsed = signInSchema.safeParse(args);
    if (!parsed.success) return refuse('bad_input');
    const { login, password } = parsed.data;
    const port = deps.team()?.serverPort() ?? null;
    const joined = waiting?.serverUrl ?? folder.settings().serverUrl ?? parsed.data.serverUrl;
    const base = port !== null ? `http://127.0.0.1:${port}` : joined === null ? null : new URL(joined).origin;
    if (base === null) return refuse('bad_input');
    // A folder holds one team: its session must not be overwritten by another's.
    if (port === null && folder.hasTeam('own')) return refuse('team_exists');
    if (!isSafe(base)) return refuse('needs_https');
    const request: SignInRequest = { login, password, deviceName: deviceName(), known: knownToken(), copied: waiting?.why === 'copied' };
    const answer = await askTeam<Enrolled>(base, teamPaths.signIn, request).catch(() => null);
    if (answer === null) return refuse('offline');
    if (!answer.ok) return answer;
    folder.keepSession('own', { ...answer.value, serverUrl: port === null ? base : null });
    if (port === null) folder.change({ serverUrl: base });
    seats.proven(answer.value.personId);
    seats.open();
    waiting = null;
    return deps.exchange();
  };

  const calls: Partial<Record<CallName, (args: unknown) => Promise<Result<unknown>>>> = {
    'seat.signIn': signIn,
    async 'seat.lock'(args) {
      const parsed = lockSchema.safeParse(args);
      return parsed.success ? (lock(parsed.data.why) ? accept(null) : refuse('no_pin')) : refuse('bad_input');
    },
    async 'seat.unlock'(args) {
      const parsed = pinSchema.safeParse(args);
      if (!parsed.success) return refuse('bad_input');
      const opened = seats.unlock(parsed.data.personId, parsed.data.pin);
      if (!opened.ok) return opened;
      folder.choose('own', parsed.data.personId);
      deps.team()?.show(parsed.data.personId);
      seats.open();
      deps.tellRestart();
      return opened;
    },
    async 'seat.setPin'(args) {
      const parsed = setPinSchema.safeParse(args);
      const person = folder.session('own')?.personId;
      const team = deps.team();
      if (!parsed.success || person === undefined || seats.locked() !== null || team?.side !== 'own') return refuse('bad_input');
      if (parsed.data.pin !== null) {
        // Five wrong ones must leave a way in.
        const known = await team.backend.call('device.list', {});
        if (!known.ok) return known;
        if (!(known.value as Calls['device.list']['value']).hasPassword) return refuse('password_first');
      }
      return seats.setPin(person, parsed.data.pin);
    },
  };
  return {
    calls,
    waiting: (): Waiting | null => waiting,
    /** Without a session at a team's server the window asks for one, and the console goes on. */
    orWait(serverUrl: string, opened: Result<OpenTeam>): Result<OpenTeam | null> {
      if (opened.ok || opened.code !== 'no_invite') return opened;
      waiting = { serverUrl: new URL(serverUrl).origin, why: waiting?.why ?? 'new' };
      return accept(null);
    },
    /** Long without the server, and without a password: an invitation for the same person is a proof as good. */
    async byInvite(serverUrl: string, invite: string): Promise<Result<null>> {
      const base = new URL(serverUrl).origin;
      if (!seats.away() || !isSafe(base) || folder.session('own')?.serverUrl !== base) return accept(null);
      const answer = await askTeam<Enrolled>(base, teamPaths.enrol, { invite, deviceName: deviceName() });
      if (!answer.ok) return answer;
      folder.keepSession('own', { ...answer.value, serverUrl: base });
      seats.proven(answer.value.personId);
      return accept(null);
    },
    /** At start. */
    begin(): void {
      if (deps.team()?.side === 'own') seats.lock(seats.away() ? 'away' : 'start');
      look();
    },
    /** A person's device is none any more. On the machine of the team's own server its owner is let in anew; elsewhere the window asks. */
    rejected(side: Side, personId: string, code: string, keyKept: boolean): void {
      const session = folder.people(side).find((one) => one.personId === personId);
      if (side !== 'own' || !session || session.serverUrl === null || (code !== 'signed_out' && code !== 'copied')) return;
      log('seat.rejected', { code });
      const wasShown = folder.session('own')?.personId === personId;
      lastGone = session;
      waiting = wasShown ? { serverUrl: session.serverUrl, why: code } : waiting;
      folder.dropSession('own', personId);
      const other = folder.people('own')[0];
      if (wasShown && other) {
        // The other of a pair goes on, behind the lock.
        folder.choose('own', other.personId);
        seats.lock('key');
        waiting = null;
      }
      void deps.exchange().then(() => {
        if (code !== 'signed_out') return;
        // Rows of whoever was signed out are gone with the copy; what they had not sent stays, locked by a key that only the server has (S96, S101).
        seats.forget(personId);
        if (keyKept) deps.keyring().drop(folder.person('own', personId));
      });
    },
    stop: () => cancelLook(),
  };
}
