/** Five hundred consoles without files and screens: they speak the real protocol, know where they stand, and tell when a frame concerns a root. */
import WebSocket from 'ws';
import { protocolVersion, schemaVersion } from '#shared/sync/protocol.ts';
import type { Cursor, DeltaFrame, SyncDownFrame, SyncUpFrame } from '#shared/sync/protocol.ts';
import type { TeamSession } from '#shared/sync/team-calls.ts';
import { id } from '#tests/bench/measured-team.ts';

export interface LightConsole {
  readonly session: TeamSession;
  cursor(): Cursor | null;
  /** Connects until it stands, as consoles do: refused, it waits a moment. */
  connect(): Promise<void>;
  cut(): void;
  onFrame: ((frame: DeltaFrame) => void) | null;
  /** Gives commands of one stream and waits for all answers. */
  press(list: readonly { name: string; input: unknown }[], paceMs?: number): Promise<void>;
}

const atOnce = 64;

export function createLightConsole(session: TeamSession, base: string): LightConsole {
  let socket: WebSocket | null = null;
  let cursor: Cursor | null = null;
  let epoch: number | null = null;
  let ticket: string | null = null;
  let token = session.token;
  let stood: (() => void) | null = null;
  let staged: DeltaFrame[] = [];
  const stream = id();
  let dseq = 0;
  let answered = 0;
  let onAnswer: (() => void) | null = null;
  const send = (frame: SyncUpFrame): void => socket?.send(JSON.stringify(frame));
  const hear = (frame: SyncDownFrame): void => {
    if (frame.t === 'welcome') {
      epoch = frame.epoch;
      ticket = frame.ticket;
      token = frame.token ?? token;
      return send({ t: 'pull', cursor: cursor as [number, string] | null, want: [], acked: answered });
    }
    if (frame.t === 'wake') return send({ t: 'pull', cursor: cursor as [number, string] | null, want: [], acked: answered });
    if (frame.t === 'gap' || frame.t === 'forked') throw new Error(frame.t);
    if (frame.t === 'err') return void socket?.terminate();
    if (frame.t === 'out') {
      for (const outcome of frame.list) {
        if (outcome.status !== 'done') throw new Error(`refused: ${outcome.code}`);
        answered = Math.max(answered, outcome.dseq);
      }
      return onAnswer?.();
    }
    if (frame.t !== 'd') return;
    if (frame.page === 0) staged = [];
    staged.push(frame);
    if (!frame.last) return;
    if (frame.prev !== null && frame.prev !== cursor?.[0]) return send({ t: 'pull', cursor: cursor as [number, string] | null, want: [], acked: answered });
    cursor = [frame.to, frame.mark];
    const pages = staged;
    staged = [];
    for (const page of pages) light.onFrame?.(page);
    stood?.();
  };
  const once = (): Promise<boolean> =>
    new Promise((resolve) => {
      const mine = new WebSocket(`${base.replace(/^http/, 'ws')}/sync`, { perMessageDeflate: false });
      socket = mine;
      stood = () => { stood = null; resolve(true); };
      mine.on('open', () => send({ t: 'hello', proto: protocolVersion, schema: schemaVersion, epoch, device: session.deviceId, token, ticket, cursor: cursor as [number, string] | null }));
      mine.on('message', (data) => mine === socket && hear(JSON.parse(String(data)) as SyncDownFrame));
      mine.on('error', () => undefined);
      mine.on('close', () => resolve(false));
    });
  const light: LightConsole = {
    session, onFrame: null,
    cursor: () => cursor,
    async connect() {
      while (!(await once())) await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 300));
    },
    cut: () => socket?.terminate(),
    async press(list, paceMs = 0) {
      if (dseq === 0) send({ t: 'open', stream });
      const until = (condition: () => boolean): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (!condition()) return;
            onAnswer = null;
            resolve();
          };
          onAnswer = look;
          look();
        });
      const began = performance.now();
      // A line takes 200 frames a second (S92): what is pressed meanwhile goes together, as a console's own does.
      const together = paceMs > 0 ? Math.max(1, Math.round(20 / paceMs)) : atOnce;
      for (let n = 0; n < list.length; n += together) {
        await until(() => dseq - answered <= atOnce - Math.min(atOnce, together));
        const early = began + n * paceMs - performance.now();
        if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
        const frames = list.slice(n, n + together).map(({ name, input }) => ({ s: (dseq += 1), id: id(), n: name, v: 1, base: cursor as [number, string] | null, body: JSON.stringify({ input }), at: Date.now() }));
        send({ t: 'cmd', stream, list: frames });
      }
      await until(() => answered === dseq);
    },
  };
  return light;
}

/** Connects all, a few at a time: the server lets in so many strangers at once. */
export async function connectAll(consoles: readonly LightConsole[], width = 16): Promise<void> {
  const left = [...consoles];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let one = left.pop(); one; one = left.pop()) await one.connect();
  }));
}

export function percentile(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 10) / 10;
}
