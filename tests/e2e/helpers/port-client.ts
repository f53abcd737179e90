/** A window without pixels: speaks the page's protocol over `/ws`, so that a test can prepare a team the way a person's presses would. */
import WebSocket from 'ws';
import { createIdSource } from '#shared/base/ids.ts';
import { getRandomValues } from 'node:crypto';
import type { Calls, CallName, CommandAnswer, DownFrame, SyncStatus, UpFrame } from '#shared/port/port.ts';

export interface PortClient {
  readonly token: string;
  call<Name extends CallName>(name: Name, args: Calls[Name]['args']): Promise<Calls[Name]['value']>;
  /** Gives a command and waits for the server's word on it. */
  press(name: string, input: unknown): Promise<Record<string, unknown>>;
  /** Gives a command and returns at once with the console's answer. */
  tap(name: string, input: unknown): Promise<CommandAnswer>;
  query<Answer>(name: string, params: unknown): Promise<Answer>;
  /** Resolves when `read` answers something other than null or false; asks again after each change. */
  until<Answer>(read: () => Promise<Answer | null | false>, what: string): Promise<Answer>;
  newId(): string;
  status(): SyncStatus | null;
  close(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Opens `http://127.0.0.1:PORT/#key=…` (or `#invite=…`) the way the page does. Rejects with the refusal's code. */
export async function openPort(address: string, deadlineMs = 20_000): Promise<PortClient> {
  const url = new URL(address);
  const fragment = new URLSearchParams(url.hash.slice(1));
  const socket = new WebSocket(`ws://${url.host}/ws`, { origin: url.origin });
  const answers = new Map<number, Waiting>();
  const outcomes = new Map<string, Waiting>();
  const changes = new Set<() => void>();
  const ids = createIdSource(() => Date.now(), (bytes) => void getRandomValues(bytes));
  let lastId = 0;
  let status: SyncStatus | null = null;
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  const send = (frame: UpFrame): void => socket.send(JSON.stringify(frame));
  const signedIn = new Promise<string>((resolve, reject) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as DownFrame;
      if (frame.t === 'auth') frame.ok ? resolve(frame.token ?? '') : reject(new Error(frame.code));
      if (frame.t === 'status') status = frame.status;
      if (frame.t === 'changed' || frame.t === 'status') for (const wake of [...changes]) wake();
      if (frame.t === 'answer') settle(answers, frame.id, frame.ok, frame.ok ? frame.value : frame);
      if (frame.t === 'outcome') settle(outcomes, frame.commandId, frame.ok, frame.ok ? frame.result : frame);
    });
    socket.once('close', (code) => reject(new Error(`closed ${code}`)));
  });
  const [kind, value] = [...fragment.entries()][0] ?? ['key', ''];
  send({ t: 'auth', [kind]: value });
  const token = await within(signedIn, deadlineMs, 'sign-in');
  const ask = (frame: (id: number) => UpFrame): Promise<unknown> => {
    lastId += 1;
    const id = lastId;
    const answer = new Promise<unknown>((resolve, reject) => answers.set(id, { resolve, reject }));
    send(frame(id));
    return within(answer, deadlineMs, JSON.stringify(frame(id)).slice(0, 120));
  };
  const command = (name: string, input: unknown, commandId: string): Promise<CommandAnswer> =>
    ask((id) => ({ t: 'command', id, name, input, commandId, label: name })) as Promise<CommandAnswer>;
  return {
    token,
    call: (name, args) => ask((id) => ({ t: 'call', id, name, args })) as never,
    tap: (name, input) => command(name, input, ids.next()),
    async press(name, input) {
      const commandId = ids.next<string & never>();
      const outcome = new Promise<unknown>((resolve, reject) => outcomes.set(commandId, { resolve, reject }));
      outcome.catch(() => undefined);
      await command(name, input, commandId);
      return (await within(outcome, deadlineMs, `outcome of ${name}`)) as Record<string, unknown>;
    },
    query: (name, params) => ask((id) => ({ t: 'query', id, name, params })) as never,
    async until(read, what) {
      const end = Date.now() + deadlineMs;
      for (;;) {
        const changed = new Promise<void>((resolve) => changes.add(resolve));
        const value = await read();
        if (value !== null && value !== false) return value as never;
        const left = end - Date.now();
        if (left <= 0) throw new Error(`never came: ${what}`);
        await Promise.race([changed, new Promise((resolve) => setTimeout(resolve, Math.min(left, 1000)))]);
      }
    },
    newId: () => ids.next<string & never>(),
    status: () => status,
    close: () => socket.close(),
  };
}

function settle<Key>(waiting: Map<Key, Waiting>, key: Key, ok: boolean, value: unknown): void {
  const found = waiting.get(key);
  if (!found) return;
  waiting.delete(key);
  if (ok) found.resolve(value);
  else found.reject(new RefusedError(value as { code: string; data: Record<string, unknown> }));
}

export class RefusedError extends Error {
  readonly code: string;
  readonly data: Record<string, unknown>;
  constructor(frame: { code: string; data: Record<string, unknown> }) {
    super(`${frame.code} ${JSON.stringify(frame.data)}`);
    this.code = frame.code;
    this.data = frame.data;
  }
}

async function within<Value>(promise: Promise<Value>, ms: number, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms: ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

