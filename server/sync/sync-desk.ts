/** Speaks with consoles: hello and welcome, streams of commands, pulls, live changes. Garbage closes the line, nothing it says crashes the server. */
import { oldestSchema, protocolVersion, schemaVersion, upFrameSchema } from '#shared/sync/protocol.ts';
import type { SyncDownFrame, SyncUpFrame } from '#shared/sync/protocol.ts';
import type { Store } from '#db/server/store.ts';
import type { Committer } from '#server/committer/committer.ts';
import { createParkedCommands } from '#server/committer/parked-commands.ts';
import type { PressAnswer } from '#server/committer/stream-desk.ts';
import type { Log } from '#server/log.ts';
import type { Devices } from '#server/people/devices.ts';
import { randomHex } from '#server/ports.ts';
import type { FillRandom, ServerClock, SyncSocket } from '#server/ports.ts';
import { createConnection } from '#server/sync/connection.ts';
import type { Connection } from '#server/sync/connection.ts';
import { createFanOut } from '#server/sync/fan-out.ts';
import { createPresence } from '#server/sync/presence.ts';
import { whyNotOurs } from '#server/sync/pull-answer.ts';
import { createPullDesk } from '#server/sync/pull-desk.ts';
import { isForked, nextTicket } from '#server/sync/tickets.ts';

export interface SyncDesk {
  accept(socket: SyncSocket): void;
  /** Closes the lines of a device, as when it is signed out. */
  closeDevice(device: string): void;
  /** Devices whose line stands at this moment, each with the place up to which it has been told. */
  live(): ReadonlyMap<string, number>;
  /** Each second, where several servers share the store. */
  beat(): Promise<void>;
  settled(): Promise<void>;
  stop(): void;
}

export interface SyncDeskDeps { store: Store; committer: Committer; devices: Devices; clock: ServerClock; fillRandom: FillRandom; log: Log }

const helloMs = 5000;
const idleMs = 5000;
const parkedLookMs = 3_600_000;
const framesPerSecond = 200;
const maxFrameBytes = 1_048_576;

type Frame<T extends SyncUpFrame['t']> = Extract<SyncUpFrame, { t: T }>;

export function createSyncDesk(deps: SyncDeskDeps): SyncDesk {
  const { store, committer, devices, clock, log } = deps;
  const connections = new Set<Connection>();
  const fanOut = createFanOut({ store, connections, head: () => committer.head(), log });
  const presence = createPresence({ store, connections, server: store.shared ? randomHex(deps.fillRandom, 8) : '', now: () => clock.now() });
  const pulls = createPullDesk({ store, clock, log, wake: () => fanOut.wake() });
  const parked = createParkedCommands({ store, committer, log });
  const open = new Set<SyncSocket>();
  const busy = new Set<Promise<void>>();

  const hello = async (frame: Frame<'hello'>, socket: SyncSocket): Promise<Connection | null> => {
    const refuse = (code: string): null => {
      log('sync.refused', { code });
      socket.send(JSON.stringify({ t: 'err', code, retryMs: null }));
      socket.close();
      return null;
    };
    if (frame.proto !== protocolVersion || frame.schema < oldestSchema || frame.schema > schemaVersion) return refuse('version');
    const device = await devices.byToken(frame.token);
    if (!device || device.device !== frame.device) return refuse('signed_out');
    // Another server of the team may have just added them.
    if (committer.dictionary().get('person', device.person)?.active !== true) await committer.catchUp();
    if (committer.dictionary().get('person', device.person)?.active !== true) return refuse('signed_out');
    if (isForked(frame.ticket, device.confirmed)) {
      socket.send(JSON.stringify({ t: 'forked' }));
      socket.close();
      return null;
    }
    const ticket = nextTicket(device.ticket, frame.ticket, randomHex(deps.fillRandom, 8));
    const stands = await store.write(async (writer) => {
      // Read again: a sign-out from afar may have come between.
      const [row] = await writer.devices({ device: device.device });
      if (!row || row.revokedAt !== null) return false;
      await writer.putDevice({ ...row, ticket, seenAt: clock.now(), version: frame.version ?? row.version });
      return true;
    });
    if (!stands) return refuse('signed_out');
    const token = device.kind === 'console' ? await devices.nextToken(device.device) : null;
    for (const other of connections) if (other.device === device.device) other.close('replaced', 30_000);
    const { head, strange, safe } = await store.read(async (reader) => {
      const at = await reader.head();
      return { head: at, strange: frame.cursor && (await whyNotOurs(reader, frame.cursor, at)), safe: safeSeq(await reader.fact('safe'), at.epoch) };
    });
    const reset = frame.epoch !== null && frame.epoch !== head.epoch ? ('restored' as const) : strange;
    if (reset) log('sync.reset', { device: device.device, why: reset });
    const connection = createConnection(socket, device.device, device.person, ticket);
    connection.stored = device.cursor;
    connections.add(connection);
    socket.onClose(() => {
      connections.delete(connection);
      void presence.leave(connection).catch(() => log('presence.failed'));
    });
    connection.send({
      t: 'welcome', epoch: head.epoch, head: head.seq, now: clock.now(), personId: device.person, ticket, minSchema: oldestSchema, maxSchema: schemaVersion, safe, ...(token === null ? {} : { token }), ...(reset ? { reset } : {}),
    });
    return connection;
  };

  const openStream = async (frame: Frame<'open'>, connection: Connection): Promise<void> => {
    const mine = await store.write(async (writer) => {
      const [stream] = await writer.streams([frame.stream]);
      if (stream) return stream.device === connection.device && stream.person === connection.person;
      await writer.putStreams([{ stream: frame.stream, device: connection.device, person: connection.person, lastDseq: 0 }]);
      return true;
    });
    if (!mine) return connection.send({ t: 'forked' });
    connection.stream = frame.stream;
    connection.gate = { closed: false };
  };

  const commands = (frame: Frame<'cmd'>, connection: Connection): void => {
    if (frame.stream !== connection.stream) return connection.send({ t: 'forked' });
    // After a gap nothing is read until the console goes on from last+1, after a fork until it opens another stream (S43).
    if (connection.gate.closed) {
      if (frame.list[0]!.s !== connection.resumeAt) return;
      connection.gate = { closed: false };
    }
    const { gate } = connection;
    const recovers = frame.list.some((item) => item.recover !== undefined);
    const answer = (told: PressAnswer): void => {
      if (told.kind === 'out') {
        connection.out(told.outcome);
        if (recovers && told.outcome.status === 'done') parked.tryAgain();
      }
      else if (told.kind === 'failed') connection.close('retry', 1000);
      else if (gate === connection.gate) {
        connection.resumeAt = told.kind === 'gap' ? told.last + 1 : null;
        connection.send(told.kind === 'gap' ? { t: 'gap', last: told.last } : { t: 'forked' });
      }
    };
    for (const item of frame.list) {
      committer.press({
        stream: frame.stream, device: connection.device, person: connection.person, dseq: item.s, gate, answer,
        command: { commandId: item.id, name: item.n, version: item.v, text: item.body, personId: connection.person, robot: null, cause: null, base: item.base, ...(item.recover === undefined ? {} : { recover: item.recover }) },
      });
    }
  };

  const handle = async (frame: SyncUpFrame, connection: Connection): Promise<void> => {
    switch (frame.t) {
      case 'open': return openStream(frame, connection);
      case 'cmd': return commands(frame, connection);
      case 'pull': return pulls.pull(frame, connection);
      case 'have': return pulls.have(frame, connection);
      case 'digest': return pulls.digest(frame, connection);
      case 'pres': return presence.say(connection, frame.root, frame.typing);
      case 'ack': return pulls.stored(connection, frame.seq);
      case 'hello': return connection.close('bad_frame');
    }
  };

  const accept = (socket: SyncSocket): void => {
    open.add(socket);
    let connection: Connection | null = null;
    let chain: Promise<void> = Promise.resolve();
    let second = 0;
    let frames = 0;
    const late = clock.after(helloMs, () => { if (!connection) socket.close(); });
    socket.onClose(() => {
      open.delete(socket);
      late();
    });
    let ended = false;
    /** Said, counted, and not another word of this line is read. */
    const end = (code: string | null): void => {
      if (ended || code === null) return;
      ended = true;
      log('sync.refused', { code, device: connection?.device ?? '' });
      if (connection) return connection.close(code);
      socket.send(JSON.stringify({ t: 'err', code, retryMs: null } satisfies SyncDownFrame));
      socket.close();
    };
    const run = async (text: string): Promise<void> => {
      if (ended) return;
      const frame = parse(text);
      if (!frame) throw new BadFrame();
      if (connection) return connection.closed() ? undefined : handle(frame, connection);
      if (frame.t !== 'hello') throw new BadFrame();
      connection = await hello(frame, socket);
    };
    socket.onText((text) => {
      const now = Math.floor(clock.now() / 1000);
      frames = now === second ? frames + 1 : 1;
      second = now;
      const over = frames > framesPerSecond ? 'too_many_frames' : text.length > maxFrameBytes ? 'frame_too_large' : null;
      if (over !== null || ended) return end(over);
      chain = chain.then(() => run(text)).catch((error: unknown) => {
        if (error instanceof BadFrame) return end('bad_frame');
        log('sync.failed', { error: error instanceof Error ? error.name : '', device: connection?.device ?? '' });
        if (connection) connection.close('retry', 1000);
        else socket.close();
      });
      const turn = chain.finally(() => busy.delete(turn));
      busy.add(turn);
    });
  };

  const unend = devices.onEnded((device) => desk.closeDevice(device));
  const unlisten = committer.onCommit((committed) => {
    fanOut.wake();
    // What was sent belongs to an order that is no more: every console asks anew from where it stands (S38).
    if (committed.elsewhere === 'turned') for (const connection of connections) connection.close('retry', 1000);
    if (!committed.peopleChanged) return;
    const gone = [...connections].filter((connection) => committer.dictionary().get('person', connection.person)?.active !== true);
    // Their rows leave first, with the same commit (S39).
    if (gone.length > 0) void fanOut.settled().then(() => gone.forEach((connection) => connection.close('signed_out')));
  });
  let stopTick = (): void => {};
  let lookedAt = clock.now();
  const tick = (): void => {
    fanOut.idle();
    // Whose time has run out is told so, though nobody brings anything any more (S70).
    if (clock.now() - lookedAt > parkedLookMs) {
      lookedAt = clock.now();
      parked.tryAgain();
    }
    stopTick = clock.after(idleMs, tick);
  };
  tick();

  const desk: SyncDesk = {
    accept,
    live: () => new Map([...connections].map((connection) => [connection.device, connection.lastTo])),
    closeDevice(device) {
      for (const connection of connections) if (connection.device === device) connection.close('signed_out');
    },
    beat: () => presence.listen(),
    async settled() {
      while (busy.size > 0) await Promise.all(busy);
      await parked.settled();
      await fanOut.settled();
    },
    stop() {
      unlisten();
      unend();
      stopTick();
      for (const socket of open) socket.close();
    },
  };
  return desk;
}

class BadFrame extends Error {}

/** Kept as `epoch.seq`: a backup of another epoch says nothing about this one's commands (S45). */
function safeSeq(fact: string | null, epoch: number): number | null {
  const [of, seq] = (fact ?? '').split('.');
  return of === String(epoch) && seq !== undefined ? Number(seq) : null;
}

function parse(text: string): SyncUpFrame | null {
  try {
    const parsed = upFrameSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
