/** Serves one window over any carrier of texts (WebSocket, MessagePort): sign-in first, then queries, presses and calls of its person's backend. */
import { z } from 'zod';
import type { CallName, DownFrame, HostInfo, UpFrame } from '#shared/port/port.ts';
import type { Refusal, Result } from '#shared/base/result.ts';
import type { Backend, BackendEvent } from '#backend/backend.ts';
import type { Log, Timers } from '#backend/timers.ts';

/** Frames as values: a WebSocket carrier does the JSON itself. */
export interface PortSocket {
  send(frame: DownFrame): void;
  close(): void;
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** Whoever signed in, and what their window is given. */
export interface PortSession {
  /** Shown to the window once, to be kept by it; null = it has one already, or needs none. */
  token: string | null;
  mediaKey(): string;
  host(): HostInfo;
  /** null = no team has been set up yet. */
  backend(): Backend | null;
  /** Calls about this host (`host.*`, `session.end`); null = not one of them. */
  call(name: CallName, args: unknown): Promise<Result<unknown>> | null;
  /** The data under the window has been exchanged; answers what takes the listener away. */
  onRestart(listener: () => void): () => void;
}

export type AuthFrame = Extract<UpFrame, { t: 'auth' }>;

export interface PortAuth {
  /** null = no sign-in is needed on this carrier: the session is known. */
  readonly trusted: PortSession | null;
  check(frame: AuthFrame): Promise<{ ok: true; session: PortSession } | { ok: false; code: Extract<DownFrame, { t: 'auth'; ok: false }>['code'] }>;
}

const authMs = 5_000;
const mediaKeyMs = 30 * 60_000;

const text = (longest: number) => z.string().max(longest);
const upFrame = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('auth'), key: text(200).optional(), token: text(200).optional(), invite: text(200).optional(), login: text(40).optional(), password: text(512).optional() }),
  z.strictObject({ t: z.literal('query'), id: z.number().int(), name: text(64), params: z.unknown() }),
  z.strictObject({ t: z.literal('command'), id: z.number().int(), name: text(64), input: z.unknown(), commandId: text(64), label: text(1000), expect: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({ t: z.literal('call'), id: z.number().int(), name: text(64), args: z.unknown() }),
]);

type PressFrame = Extract<z.output<typeof upFrame>, { t: 'command' }>;
const notReady = { ok: false as const, code: 'not_ready', data: {} };

/** Returns at once; ends itself when the socket closes. */
export function servePort(socket: PortSocket, auth: PortAuth, timers: Timers, log: Log): void {
  let session: PortSession | null = null;
  let checking = false;
  let over = false;
  let waiting: PressFrame[] = [];
  const undo: (() => void)[] = [];
  const cancelAuth = auth.trusted === null ? timers.after(authMs, () => socket.close()) : () => undefined;
  undo.push(cancelAuth);

  const pass = (event: BackendEvent): void => socket.send(event);
  const renewKey = (): void => {
    undo.push(timers.after(mediaKeyMs, () => {
      if (over || !session) return;
      socket.send({ t: 'mediaKey', mediaKey: session.mediaKey() });
      renewKey();
    }));
  };
  const begin = (found: PortSession): void => {
    session = found;
    cancelAuth();
    socket.send({ t: 'auth', ok: true, token: found.token, mediaKey: found.mediaKey(), host: found.host() });
    const backend = found.backend();
    if (backend) {
      undo.push(backend.subscribe(pass));
      socket.send({ t: 'status', status: backend.status() });
    }
    undo.push(found.onRestart(() => socket.send({ t: 'restart' })));
    renewKey();
  };
  const answer = (id: number, result: Result<unknown> | Refusal): void => {
    if (over) return;
    socket.send(result.ok ? { t: 'answer', id, ok: true, value: result.value } : { t: 'answer', id, ok: false, code: result.code, data: { ...result.data } });
  };
  const bug = (id: number, what: string, error: unknown): void => {
    log('port.bug', { what, error: error instanceof Error ? error.name : 'unknown' });
    answer(id, { ok: false, code: 'bug', data: {} });
  };
  const signIn = async (frame: AuthFrame): Promise<void> => {
    if (checking || session) return socket.close();
    checking = true;
    const found = await auth.check(frame);
    if (over) return;
    if (found.ok) return begin(found.session);
    socket.send({ t: 'auth', ok: false, code: found.code });
    socket.close();
  };
  const press = (frames: readonly PressFrame[], found: PortSession): void => {
    const backend = found.backend();
    try {
      const answers = backend?.commands(frames.map(({ name, input, commandId, label, expect }) => ({ name, input, commandId, label, expect })));
      for (const [n, { id }] of frames.entries()) {
        const given = answers?.[n] ?? notReady;
        answer(id, 'state' in given ? { ok: true, value: given } : given);
      }
    } catch (error) {
      for (const { id, name } of frames) bug(id, name, error);
    }
  };
  /** Presses of one moment go to the disk together; whatever comes after them finds them done. */
  const pressWaiting = (): void => {
    const frames = waiting;
    waiting = [];
    if (frames.length > 0 && session && !over) press(frames, session);
  };
  const serve = (frame: Exclude<z.output<typeof upFrame>, { t: 'auth' | 'command' }>, found: PortSession): void => {
    const backend = found.backend();
    try {
      if (frame.t === 'call') {
        const own = found.call(frame.name as CallName, frame.args);
        const result = own ?? backend?.call(frame.name as CallName, frame.args) ?? null;
        if (!result) return answer(frame.id, notReady);
        void result.then((value) => answer(frame.id, value), (error: unknown) => bug(frame.id, frame.name, error));
        return;
      }
      if (!backend) return answer(frame.id, notReady);
      answer(frame.id, backend.query(frame.name, frame.params));
    } catch (error) {
      bug(frame.id, frame.name, error);
    }
  };

  socket.onClose(() => {
    over = true;
    for (const work of undo) work();
  });
  socket.onFrame((raw) => {
    if (over) return;
    const parsed = upFrame.safeParse(raw);
    if (!parsed.success) return socket.close();
    if (parsed.data.t === 'auth') return void signIn(parsed.data as AuthFrame).catch(() => socket.close());
    if (!session) return socket.close();
    if (parsed.data.t === 'command') {
      if (waiting.push(parsed.data) === 1) queueMicrotask(pressWaiting);
      return;
    }
    pressWaiting();
    serve(parsed.data, session);
  });
  if (auth.trusted) begin(auth.trusted);
}
