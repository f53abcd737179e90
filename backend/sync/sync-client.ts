/** Keeps the replica equal to the server's order and brings presses to the server: one connection after another, every doubt ends in a pull or a resend. */
import { protocolVersion, schemaVersion } from '#shared/sync/protocol.ts';
import type { Cursor, DeltaFrame, SyncDownFrame, Want } from '#shared/sync/protocol.ts';
import type { SyncStatus } from '#shared/port/port.ts';
import { commandFrame } from '#db/console/outbox.ts';
import type { Outbox, StoredOutcome } from '#db/console/outbox.ts';
import type { LinkSocket, ServerLink } from '#backend/server-link.ts';
import type { CopyKeeper } from '#backend/sync/copy-keeper.ts';
import { createDigestRound } from '#backend/sync/digest-round.ts';
import { createPatience } from '#backend/sync/patience.ts';
import { createRestFiller } from '#backend/sync/rest-filler.ts';
import { createStoredWord } from '#backend/sync/stored-word.ts';
import type { Log, Timers } from '#backend/timers.ts';

export interface SyncDeps {
  link: ServerLink;
  copy: CopyKeeper;
  outbox: Outbox;
  session: { deviceId: string; token: string; version?: string };
  timers: Timers;
  /** 0 ≤ x < 1, for the jitter of reconnecting. */
  random(): number;
  log: Log;
  onStatus(): void;
  /** The token of the next connections (R16): kept before this returns. */
  onToken(token: string): void;
  /** Answers of the server, stored; they are due when the copy has reached their place. */
  onOutcomes(outcomes: readonly StoredOutcome[]): void;
  /** What was heard could not be stored: answers the disk's word, throws a bug on. */
  onBroken(error: unknown): string;
  /** Before the commands go out, each time a connection stands. */
  beforeCommands(): Promise<void>;
}

const window = 64;
/** The server says something every 5 s (S24). */
const silenceMs = 20_000;
const [fillPauseMs, brokenMs] = [1_000, 5_000];
/** Roots asked for at once after an answer that took too long (S34). */
const smallWindow = 8;
const [safeAfterMs, keptMs] = [3_600_000, 30 * 24 * 3_600_000];
/** Refusals that trying again does not change. */
const lasting: ReadonlySet<string> = new Set(['signed_out', 'version']);

export type SyncClient = ReturnType<typeof createSyncClient>;

export function createSyncClient(deps: SyncDeps) {
  const { link, copy, outbox, session, timers, log } = deps;
  let socket: LinkSocket | null = null;
  let state: SyncStatus['state'] = 'connecting';
  let code = '';
  let stopped = false;
  let welcomed = false;
  /** A pull is on its way; live frames do not come meanwhile (S36). */
  let pulling = false;
  /** Commands may be sent on this connection, up to `sent`. */
  let mayCommand = false;
  let sent = 0;
  let pages: DeltaFrame[] = [];
  let syncedAt: number | null = null;
  let clockAhead = 0;
  let wantsAtPull = '';
  let small = false;
  let cancelFill: (() => void) | null = null;
  let cancelSilence: (() => void) | null = null;
  const patience = createPatience(deps.timers, deps.random);

  const setState = (next: SyncStatus['state'], why = ''): void => {
    if (state === next && code === why) return;
    state = next;
    code = why;
    deps.onStatus();
  };
  const listen = (): void => {
    cancelSilence?.();
    cancelSilence = timers.after(silenceMs, () => {
      log('sync.silence');
      drop(null);
    });
  };
  /** Ends the connection; `rejected`: a code that only a person can do something about, else it is tried again, not before `waitMs`. */
  const drop = (rejected: string | null, waitMs = 0): void => {
    const old = socket;
    socket = null;
    old?.close();
    welcomed = mayCommand = pulling = false;
    pages = [];
    digests.stop();
    rest.stop();
    cancelSilence?.();
    cancelFill?.();
    cancelSilence = cancelFill = null;
    if (stopped) return;
    if (rejected !== null) return setState('rejected', rejected);
    setState('offline', 'unreachable');
    patience.again(connect, waitMs);
  };

  const brokenBy = (error: unknown): string => {
    try {
      return deps.onBroken(error);
    } catch (bug) {
      log('sync.bug', { error: bug instanceof Error ? bug.name : 'unknown' });
      return 'bug';
    }
  };
  const connect = (): void => {
    if (stopped || socket) return;
    const mine = link.open({
      opened: () => {
        if (socket !== mine) return;
        mine.send({ t: 'hello', proto: protocolVersion, schema: schemaVersion, epoch: copy.epoch(), device: session.deviceId, token: session.token, ticket: copy.ticket(), cursor: copy.cursor() as [number, string] | null, ...(session.version === undefined ? {} : { version: session.version }) });
        listen();
      },
      frame: (frame) => {
        if (socket !== mine) return;
        listen();
        try {
          hear(frame);
        } catch (error) {
          // Nothing of it stands (one transaction): the line is dropped and the same is asked for again.
          const why = brokenBy(error);
          drop(null, brokenMs);
          setState('offline', why);
        }
      },
      closed: () => {
        if (socket === mine) drop(null);
      },
    });
    socket = mine;
  };
  const atOnce = (): number => (small ? smallWindow : window);
  const pull = (resting?: Want[]): void => {
    if (!socket || !welcomed || pulling) return;
    const cursor = copy.cursor(); // Without one: whatever of the rows is still right need not come again (S33).
    const have = cursor === null ? copy.have() : [];
    for (const frame of have) socket.send(frame);
    ask(cursor, cursor === null ? [] : (resting ?? copy.wants(atOnce())), have.reduce((sum, frame) => sum + frame.list.length, 0));
  };
  const ask = (cursor: Cursor | null, want: readonly Want[], held = 0): void => {
    [pulling, pages] = [true, []];
    wantsAtPull = JSON.stringify(want);
    socket?.send({ t: 'pull', cursor: cursor as [number, string] | null, want: want.map((one) => [...one]), acked: outbox.stream().acked, ...(small ? { small } : {}), ...(cursor === null ? { held } : {}) });
  };
  const rest = createRestFiller({ timers, resting: copy.nextResting, ask: pull });
  const digests = createDigestRound({ copy, timers, quiet: () => socket !== null && state === 'live' && !pulling, send: (frame) => socket?.send(frame), log });

  /** The next roots of the first copy; a server that has none of them to give is not asked in a circle. */
  const fill = (): void => {
    if (pulling) return;
    const want = copy.wants(atOnce());
    if (want.length === 0) return void (small = false, rest.calm());
    if (JSON.stringify(want) !== wantsAtPull) return pull();
    // A pause that has begun stands: begun anew with each change of a busy team it would never end.
    cancelFill ??= timers.after(fillPauseMs, () => {
      cancelFill = null;
      pull();
    });
  };

  const askSmall = (waitMs: number): void => {
    small = true;
    cancelFill?.();
    cancelFill = timers.after(waitMs, () => {
      cancelFill = null;
      pulling = false;
      pull();
    });
  };

  const sendCommands = (): void => {
    if (!socket || !mayCommand) return;
    const { stream, acked, last } = outbox.stream();
    const room = window - Math.max(0, sent - acked);
    if (sent >= last || room <= 0) return;
    const list = outbox.after(sent, room);
    if (list.length === 0) return;
    sent = list.at(-1)!.dseq;
    socket.send({ t: 'cmd', stream, list: list.map(commandFrame) });
  };
  const openStream = (): void => {
    const { stream, acked } = outbox.stream();
    sent = acked;
    socket?.send({ t: 'open', stream });
    const mine = socket;
    void deps.beforeCommands().then(() => {
      if (socket !== mine || mine === null) return;
      mayCommand = true;
      sendCommands();
    });
  };
  const beginStream = (what: 'pending' | 'all'): void => {
    mayCommand = false;
    outbox.newStream(what);
    if (what === 'all') copy.forgetAnswers();
    openStream();
  };

  const sayStored = createStoredWord({ timers, say: () => socket?.send({ t: 'ack', seq: copy.storedSeq() }) });
  const takeDelta = (frame: DeltaFrame): void => {
    if (frame.page === 0) pages = [];
    // A page is missing: the whole of it is asked for again (S21).
    if (frame.page !== pages.length) {
      pages = [];
      pulling = false;
      return pull();
    }
    pages.push(frame);
    if (!frame.last) return;
    const whole = pages;
    pages = [];
    const seq = copy.cursor()?.[0] ?? null;
    if (frame.prev === seq) {
      // While these rows are stored, the server gathers the next.
      const more = pulling && whole.some((page) => page.slices.length > 0) ? copy.wantsAfter(whole, atOnce()) : [];
      pulling = false;
      if (more.length > 0) ask([frame.to, frame.mark], more);
      copy.apply(whole);
      sayStored();
      syncedAt = timers.now();
      if (copy.wants(1).length === 0) patience.calm();
      setState('live');
      deps.onStatus();
      fill();
    } else if (seq === null || frame.to > seq) {
      pulling = false;
      pull();
    }
  };

  const hear = (frame: SyncDownFrame): void => {
    switch (frame.t) {
      case 'welcome': {
        clockAhead = frame.now - timers.now();
        const reset = frame.reset !== undefined || (copy.epoch() !== null && copy.epoch() !== frame.epoch);
        // First the presses: whatever ends here, the next welcome says the same again.
        if (reset) {
          outbox.newStream(frame.reset === 'horizon' ? 'pending' : 'all');
          copy.lose();
        }
        outbox.prune(frame.now - keptMs);
        if (frame.safe !== null) outbox.forgetSafe(frame.safe, frame.now - safeAfterMs);
        copy.welcome(frame.epoch, frame.ticket);
        if (frame.token !== undefined) deps.onToken(frame.token);
        welcomed = true;
        patience.calm();
        openStream();
        digests.start();
        return pull();
      }
      case 'd': return takeDelta(frame);
      case 'out': {
        const fresh = outbox.answer(frame.list, timers.now() + clockAhead);
        deps.onOutcomes(fresh);
        return sendCommands();
      }
      case 'gap': {
        const { last, stream } = outbox.stream();
        // What lies between can't be had any more: the same commands go under new numbers (S44).
        const next = outbox.after(frame.last, 1)[0]?.dseq ?? last + 1;
        if (frame.last > last || next !== frame.last + 1) return beginStream('all');
        sent = frame.last;
        socket?.send({ t: 'open', stream });
        return sendCommands();
      }
      // Before the welcome it is about this whole copy: another one goes on under this device's name (S97).
      case 'forked': return welcomed ? beginStream('pending') : drop('copied');
      case 'wake': return pull();
      case 'err': {
        log('sync.err', { code: frame.code });
        if (frame.code === 'slow') return askSmall(frame.retryMs ?? fillPauseMs);
        return lasting.has(frame.code) ? drop(frame.code) : drop(null, frame.retryMs ?? 0);
      }
      case 'pres': return;
    }
  };

  return {
    start: connect,
    /** A press has been stored. */
    wake: sendCommands,
    state: () => state,
    code: () => code,
    syncedAt: () => syncedAt,
    /** The server's clock minus ours, ms. */
    clockAhead: () => clockAhead,
    /** Roots are wanted that were not: somebody opened one. */
    wanted: (): void => fill(),
    /** Connects at once, without waiting out the pause: the network has come back. */
    hurry(): void {
      if (!stopped && !socket && state !== 'rejected') patience.now(connect);
    },
    stop(): void {
      stopped = true;
      patience.stop();
      drop(null);
    },
  };
}
