/** Lines between consoles and servers that lose, double, overtake, delay and go deaf in one direction; every frame that arrives is part of the trace. */
import type { LinkSocket, ServerLink } from '#backend/server-link.ts';
import type { SyncDownFrame, SyncUpFrame } from '#shared/sync/protocol.ts';
import type { SyncSocket } from '#server/ports.ts';
import type { Dice } from '#tests/fault/sim/dice.ts';
import type { Life } from '#tests/fault/sim/life.ts';
import type { SimClock } from '#tests/fault/sim/sim-clock.ts';

export interface NetFaults { drop: number; double: number; overtake: number; slowest: number }

export interface Line {
  readonly console: string;
  readonly server: number;
  /** Both ends hear of it, or only one: 'console' leaves the server with a line that is none, 'server' the console. */
  cut(told: 'both' | 'console' | 'server'): void;
  /** Frames of this direction vanish from now on. */
  deafen(direction: 'up' | 'down'): void;
  /** Something was lost on it: a real line would break. */
  readonly harmed: () => boolean;
}

export interface SimNet {
  readonly faults: NetFaults;
  lines(): readonly Line[];
  /** How a console reaches server n; `accept` = null while it is down. */
  link(console: string, life: Life, route: () => { server: number; life: Life; accept: ((socket: SyncSocket) => void) | null } | null): ServerLink;
  /** Hears every frame as the server sends it. */
  onSent(listener: (console: string, frame: SyncDownFrame) => void): void;
  /** What a scenario lets through; without one, everything. What it answers false to is lost without a word. */
  sift(passes: (console: string, direction: 'up' | 'down', frame: SyncUpFrame | SyncDownFrame) => boolean): void;
}

export function createSimNet(clock: SimClock, dice: Dice, trace: (word: string) => void): SimNet {
  const faults: NetFaults = { drop: 0, double: 0, overtake: 0, slowest: 60 };
  const lines = new Set<Line>();
  let sent: (console: string, frame: SyncDownFrame) => void = () => undefined;
  let passes: (console: string, direction: 'up' | 'down', frame: SyncUpFrame | SyncDownFrame) => boolean = () => true;

  const open = (name: string, mine: Life, server: number, theirs: Life, accept: (socket: SyncSocket) => void, events: Parameters<ServerLink['open']>[0]): LinkSocket => {
    let consoleOpen = true;
    let serverOpen = true;
    let harmed = false;
    let opened = false;
    const deaf = { up: false, down: false };
    const last = { up: 0, down: 0 };
    const ended: (() => void)[] = [];
    let hear: (text: string) => void = () => undefined;
    /** `loose`: a frame whose loss, doubling or overtaking the protocol must bear by itself (S20, S48); of others a lost one ends the line, as a socket does. */
    const carry = (direction: 'up' | 'down', loose: boolean, work: () => void): void => {
      if (deaf[direction]) return;
      if (dice.chance(faults.drop)) {
        harmed = true;
        if (!loose) {
          deaf[direction] = true;
          clock.after(dice.between(100, 30_000), () => line.cut('both'));
        }
        return;
      }
      const delay = dice.between(1, faults.slowest);
      const overtakes = loose && dice.chance(faults.overtake);
      const at = overtakes ? clock.now() + delay : Math.max(last[direction] + 1, clock.now() + delay);
      last[direction] = Math.max(last[direction], at);
      clock.after(at - clock.now(), work);
      if (loose && dice.chance(faults.double)) clock.after(at - clock.now() + dice.between(0, 40), work);
    };
    const toConsole = (loose: boolean, work: () => void): void => carry('down', loose, () => {
      if (consoleOpen && !mine.dead()) void (mine.awake() ?? Promise.resolve()).then(() => { if (consoleOpen && !mine.dead()) work(); });
    });
    const toServer = (loose: boolean, work: () => void): void => carry('up', loose, () => {
      if (serverOpen && !theirs.dead()) void (theirs.awake() ?? Promise.resolve()).then(() => { if (serverOpen && !theirs.dead()) work(); });
    });
    const closeConsole = (): void => {
      if (!consoleOpen) return;
      consoleOpen = false;
      clock.after(1, () => { if (!mine.dead()) events.closed(); });
    };
    const closeServer = (): void => {
      if (!serverOpen) return;
      serverOpen = false;
      if (!theirs.dead()) for (const listener of ended) listener();
    };
    const line: Line = {
      console: name, server, harmed: () => harmed,
      cut(told) {
        if (told === 'both') lines.delete(line);
        harmed = true;
        deaf.up = deaf.down = true;
        if (told !== 'server') closeConsole();
        if (told !== 'console') closeServer();
      },
      deafen(direction) {
        harmed = true;
        deaf[direction] = true;
      },
    };
    lines.add(line);
    const socket: SyncSocket = {
      send(text) {
        const frame = JSON.parse(text) as SyncDownFrame;
        let heard = false;
        sent(name, frame);
        if (!passes(name, 'down', frame)) return;
        toConsole(frame.t === 'd' || frame.t === 'out' || frame.t === 'wake', () => {
          trace(`${clock.now()} ${server}>${name} ${text}`);
          events.frame(heard ? (JSON.parse(text) as SyncDownFrame) : frame);
          heard = true;
        });
      },
      close: () => void clock.after(dice.between(1, 40), () => line.cut('both')),
      buffered: () => 0,
      onText: (listener) => { hear = listener; },
      onClose: (listener) => void ended.push(listener),
    };
    clock.after(dice.between(1, faults.slowest), () => {
      if (theirs.dead()) return line.cut('both');
      accept(socket);
      toConsole(false, () => {
        opened = true;
        events.opened();
      });
    });
    // The handshake has a time of its own.
    clock.after(10_000, () => { if (!opened) line.cut('both'); });
    return {
      send(frame) {
        if (!passes(name, 'up', frame)) return;
        const text = JSON.stringify(frame);
        toServer(frame.t === 'pull', () => {
          trace(`${clock.now()} ${name}>${server} ${text}`);
          hear(text);
        });
      },
      close() {
        consoleOpen = false;
        clock.after(dice.between(1, 40), () => {
          lines.delete(line);
          closeServer();
        });
      },
    };
  };

  return {
    faults,
    lines: () => [...lines],
    onSent: (listener) => { sent = listener; },
    sift: (chosen) => { passes = chosen; },
    link: (name, mine, route) => ({
      open(events) {
        const way = route();
        if (way?.accept) return open(name, mine, way.server, way.life, way.accept, events);
        const cancel = clock.after(dice.between(1, 200), () => { if (!mine.dead()) events.closed(); });
        return { send: () => undefined, close: cancel };
      },
      call: () => Promise.reject(new Error('no calls here')),
      blob: () => Promise.resolve(null),
      putBlob: () => Promise.reject(new Error('no files here')),
    }),
  };
}
