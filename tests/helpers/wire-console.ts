/** A console that knows the rules of the wire and nothing else (S20–S23, S29, S30): rows in a Map, no screen, no optimism. Every frame is kept. */
import type { CommandFrame, Cursor, DeltaFrame, Outcome, SyncDownFrame, SyncUpFrame, WireRow } from '#shared/sync/protocol.ts';
import type { Server } from '#server/create-server.ts';
import type { SyncSocket } from '#server/ports.ts';

export interface WireConsole {
  readonly rows: Map<string, WireRow>;
  readonly want: Map<string, string>;
  readonly frames: SyncDownFrame[];
  readonly outcomes: Outcome[];
  cursor(): Cursor | null;
  connected(): boolean;
  /** `kind|id` → ver of what it holds whole. */
  held(): Map<string, number>;
  connect(): void;
  cut(): void;
  send(frame: SyncUpFrame): void;
  sendText(text: string): void;
  pull(): void;
  open(stream: string): void;
  cmd(stream: string, list: readonly { s: number; id: string; name: string; input: unknown; base?: Cursor | null }[]): void;
  /** Forgets the next frames of this kind, as a bad line does. */
  lose(kind: SyncDownFrame['t'], count: number): void;
  /** Rows, cursor and ticket of another console: a copied folder. */
  copyFrom(other: WireConsole): void;
  readonly state: { ticket: string | null; epoch: number | null; cursor: Cursor | null };
}

export function createWireConsole(server: () => Server, identity: { device: string; token: string }, options: { wants?: number } = {}): WireConsole {
  const rows = new Map<string, WireRow>();
  const want = new Map<string, string>();
  const frames: SyncDownFrame[] = [];
  const outcomes: Outcome[] = [];
  const state: WireConsole['state'] = { ticket: null, epoch: null, cursor: null };
  const losing = new Map<string, number>();
  let staged: DeltaFrame[] = [];
  let line: { hear(text: string): void; end(): void } | null = null;

  const dropRoot = (root: string): void => {
    for (const [key, row] of rows) if (row[2] === root) rows.delete(key);
  };
  const store = (row: WireRow): void => {
    const key = `${row[0]}|${row[1]}`;
    const held = rows.get(key);
    if (!held || row[4] >= held[4]) rows.set(key, row);
  };
  /** All pages in one step, in the order of S22. */
  const apply = (pages: readonly DeltaFrame[]): void => {
    for (const [root, mask] of pages.flatMap((page) => page.lv)) {
      for (const [key, row] of rows) if (row[2] === root && (row[3] & mask) === 0) rows.delete(key);
      if (mask === 0) want.delete(root);
    }
    for (const [kind, id] of pages.flatMap((page) => page.del)) rows.delete(`${kind}|${id}`);
    if (pages[0]!.prev === null) {
      rows.clear();
      want.clear();
    }
    for (const [root] of pages.flatMap((page) => page.todo)) {
      dropRoot(root);
      want.set(root, '');
    }
    for (const row of pages.flatMap((page) => page.up)) {
      // A row of a root that is not held (yet) is not stored (S23).
      if (want.has(row[2])) rows.delete(`${row[0]}|${row[1]}`);
      else store(row);
    }
    for (const slice of pages.flatMap((page) => page.slices)) {
      if (want.get(slice.root) !== slice.after) continue;
      if (slice.after === '') dropRoot(slice.root);
      for (const row of slice.rows) store(row);
      if (slice.next === null) want.delete(slice.root);
      else want.set(slice.root, slice.next);
    }
    const last = pages.at(-1)!;
    state.cursor = [last.to, last.mark];
  };
  const hear = (frame: SyncDownFrame): void => {
    const toLose = losing.get(frame.t) ?? 0;
    if (toLose > 0) return void losing.set(frame.t, toLose - 1);
    frames.push(frame);
    if (frame.t === 'welcome') {
      if (frame.reset) {
        rows.clear();
        want.clear();
        state.cursor = null;
      }
      state.ticket = frame.ticket;
      state.epoch = frame.epoch;
      wire.pull();
    } else if (frame.t === 'wake') wire.pull();
    else if (frame.t === 'out') outcomes.push(...frame.list);
    else if (frame.t === 'd') {
      if (frame.page === 0) staged = [];
      if (frame.page !== staged.length) return wire.pull();
      staged.push(frame);
      if (!frame.last) return;
      const pages = staged;
      staged = [];
      const seq = state.cursor?.[0] ?? null;
      if (frame.prev === null || frame.prev === seq) apply(pages);
      else if (seq !== null && frame.to <= seq) return;
      else return wire.pull();
      if (want.size > 0) wire.pull();
    }
  };

  const wire: WireConsole = {
    rows, want, frames, outcomes, state,
    cursor: () => state.cursor,
    connected: () => line !== null,
    held: () => new Map([...rows].map(([key, row]) => [key, row[4]])),
    connect() {
      let alive = true;
      const ended: (() => void)[] = [];
      let heard: (text: string) => void = () => {};
      const socket: SyncSocket = {
        send: (text) => queueMicrotask(() => alive && hear(JSON.parse(text) as SyncDownFrame)),
        close: () => queueMicrotask(() => mine.end()),
        buffered: () => 0,
        onText: (listener) => { heard = listener; },
        onClose: (listener) => void ended.push(listener),
      };
      const mine = {
        hear: (text: string) => alive && heard(text),
        end() {
          if (!alive) return;
          alive = false;
          if (line === mine) line = null;
          for (const listener of ended) listener();
        },
      };
      line?.end();
      line = mine;
      staged = [];
      server().sync.accept(socket);
      wire.send({ t: 'hello', proto: 1, schema: 1, epoch: state.epoch, device: identity.device, token: identity.token, ticket: state.ticket, cursor: state.cursor as [number, string] | null });
    },
    cut: () => line?.end(),
    send: (frame) => line?.hear(JSON.stringify(frame)),
    sendText: (text) => line?.hear(text),
    pull: () => wire.send({ t: 'pull', cursor: state.cursor as [number, string] | null, want: [...want].slice(0, options.wants ?? 64), acked: 0 }),
    open: (stream) => wire.send({ t: 'open', stream }),
    cmd: (stream, list) =>
      wire.send({
        t: 'cmd', stream,
        list: list.map(({ s, id, name, input, base = state.cursor }): CommandFrame => ({ s, id, n: name, v: 1, base: base as [number, string] | null, body: JSON.stringify({ input }), at: 0 })),
      }),
    lose: (kind, count) => void losing.set(kind, count),
    copyFrom(other) {
      rows.clear();
      want.clear();
      for (const [key, row] of other.rows) rows.set(key, row);
      for (const [root, after] of other.want) want.set(root, after);
      Object.assign(state, other.state);
    },
  };
  return wire;
}
