/** The window's one link to its console: questions, presses and calls with answers; it comes back by itself and repeats what was not answered. */
import { refuse } from '#shared/base/result.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { CallName, Calls, CommandAnswer, DownFrame, HostInfo, SyncStatus, UpFrame } from '#shared/port/port.ts';
import type { Carrier, OpenCarrier } from '#renderer/bridge/carrier.ts';

export interface LinkState {
  /** connecting: first time · open · lost: was open, trying again · refused: needs a new key (see `code`). */
  phase: 'connecting' | 'open' | 'lost' | 'refused';
  code: string;
  host: HostInfo | null;
  status: SyncStatus | null;
  mediaKey: string;
}

export type Answered<Value> = { ok: true; value: Value } | Refusal;

export type OutcomeFrame = Extract<DownFrame, { t: 'outcome' }>;
export type ChangedFrame = Extract<DownFrame, { t: 'changed' }>;

export interface Connection {
  query(name: string, params: unknown): Promise<Answered<unknown>>;
  /** A press: repeated with the same id until answered, so that it counts once. */
  command(press: { name: string; input: unknown; commandId: string; label: string }): Promise<Answered<CommandAnswer>>;
  /** Not repeated: when the link breaks it answers `link_lost`. */
  call<Name extends CallName>(name: Name, args: Calls[Name]['args']): Promise<Answered<Calls[Name]['value']>>;
  /** Where a server shows the page and asks who is there. */
  signIn(login: string, password: string): Promise<Answered<null>>;
  state(): LinkState;
  onState(listener: () => void): () => void;
  onChanged(listener: (frame: ChangedFrame) => void): () => void;
  onOutcome(listener: (frame: OutcomeFrame) => void): () => void;
  close(): void;
}

export interface ConnectionDeps {
  open: OpenCarrier;
  /** The first frame, or null where the carrier itself is proof enough (Electron). Asked anew at every attempt. */
  credentials(): Extract<UpFrame, { t: 'auth' }> | null;
  keepToken(token: string | null): void;
  /** True when another proof can be tried. */
  refused(): boolean;
  /** The console moved to another team's data: the page starts anew. */
  restart(): void;
  /** What a tab keeps of presses the server has not spoken on: a hosted console has no outbox file (S99). */
  kept?: { read(): KeptPress[]; write(list: readonly KeptPress[]): void };
  /** Runs `job` after `ms`; returns how to stop it. */
  later(job: () => void, ms: number): () => void;
}

export interface KeptPress { personId: string; name: string; input: unknown; commandId: string; label: string }

interface Waiting {
  frame: Extract<UpFrame, { id: number }>;
  resolve(answer: Answered<never>): void;
}

/** Back-off of reconnecting, ms; the last repeats. */
const pauses = [200, 500, 1000, 2000, 4000];

export function createConnection(deps: ConnectionDeps): Connection {
  let state: LinkState = { phase: 'connecting', code: '', host: null, status: null, mediaKey: '' };
  let carrier: Carrier | null = null;
  let attempt = 0;
  let nextId = 1;
  let closed = false;
  let ready = false;
  let signing: { login: string; password: string; resolve(answer: Answered<null>): void } | null = null;
  const waiting = new Map<number, Waiting>();
  const stateListeners = new Set<() => void>();
  const changedListeners = new Set<(frame: ChangedFrame) => void>();
  const outcomeListeners = new Set<(frame: OutcomeFrame) => void>();

  const setState = (change: Partial<LinkState>): void => {
    state = { ...state, ...change };
    for (const listener of stateListeners) listener();
  };

  const kept = new Map((deps.kept?.read() ?? []).map((press) => [press.commandId, press]));
  const keep = (): void => deps.kept?.write([...kept.values()]);
  const drop = (commandId: string): void => {
    if (kept.delete(commandId)) keep();
  };
  /** Presses of this very person that the server may never have heard; those asked in this link are asked again by it. */
  const repeat = (host: HostInfo): void => {
    const asked = new Set([...waiting.values()].flatMap(({ frame }) => (frame.t === 'command' ? [frame.commandId] : [])));
    for (const { personId, ...press } of [...kept.values()]) {
      if (host.personId === personId && !asked.has(press.commandId)) void given(press);
    }
  };
  const given = async (press: Omit<KeptPress, 'personId'>): Promise<Answered<CommandAnswer>> => {
    const said = await ask<CommandAnswer>((id) => ({ t: 'command', id, ...press }));
    if (!said.ok) drop(press.commandId);
    return said;
  };

  const answer = (frame: Extract<DownFrame, { t: 'answer' }>): void => {
    const asked = waiting.get(frame.id);
    if (!asked) return;
    waiting.delete(frame.id);
    asked.resolve((frame.ok ? { ok: true, value: frame.value } : refuse(frame.code, frame.data)) as Answered<never>);
  };

  const admitted = (frame: Extract<DownFrame, { t: 'auth'; ok: true }>): void => {
    deps.keepToken(frame.token);
    attempt = 0;
    ready = true;
    const again = state.host !== null;
    setState({ phase: 'open', code: '', host: frame.host, mediaKey: frame.mediaKey });
    for (const asked of [...waiting.values()]) carrier?.send(asked.frame);
    repeat(frame.host);
    // What changed while the link was down is not known, so everything is worth asking again.
    if (again) for (const listener of changedListeners) listener({ t: 'changed', kinds: [] });
  };

  const receive = (frame: DownFrame): void => {
    switch (frame.t) {
      case 'auth':
        if (signing) {
          const { resolve } = signing;
          signing = null;
          if (frame.ok) admitted(frame);
          else {
            closed = true;
            carrier?.close();
          }
          resolve(frame.ok ? { ok: true, value: null } : refuse(frame.code));
        } else if (frame.ok) admitted(frame);
        else if (frame.code === 'not_ready') carrier?.close();
        else if (deps.refused()) carrier?.close();
        else {
          setState({ phase: 'refused', code: frame.code });
          closed = true;
          carrier?.close();
        }
        break;
      case 'answer': answer(frame); break;
      case 'changed': for (const listener of changedListeners) listener(frame); break;
      case 'outcome':
        drop(frame.commandId);
        for (const listener of outcomeListeners) listener(frame);
        break;
      case 'status': setState({ status: frame.status }); break;
      case 'mediaKey': setState({ mediaKey: frame.mediaKey }); break;
      case 'restart': deps.restart(); break;
    }
  };

  const connect = (): void => {
    if (closed) return;
    carrier = deps.open({
      open: () => {
        const first = signing ? { t: 'auth' as const, login: signing.login, password: signing.password } : deps.credentials();
        if (first) carrier?.send(first);
      },
      frame: receive,
      closed: (final) => {
        ready = false;
        for (const [id, asked] of waiting) {
          if (asked.frame.t !== 'call') continue;
          waiting.delete(id);
          asked.resolve(refuse('link_lost'));
        }
        if (signing) {
          signing.resolve(refuse('link_lost'));
          signing = null;
          closed = true;
        }
        if (closed || final) return;
        if (state.phase === 'open') setState({ phase: 'lost', code: 'link_lost' });
        const pause = pauses[Math.min(attempt, pauses.length - 1)]!;
        attempt += 1;
        deps.later(connect, pause);
      },
    });
  };

  const ask = <Value>(make: (id: number) => Waiting['frame']): Promise<Answered<Value>> =>
    new Promise((resolve) => {
      const id = nextId++;
      const frame = make(id);
      if (frame.t === 'call' && state.phase === 'lost') return resolve(refuse('link_lost'));
      waiting.set(id, { frame, resolve: resolve as Waiting['resolve'] });
      if (ready) carrier?.send(frame);
    });

  const subscribe = <Listener>(set: Set<Listener>, listener: Listener): (() => void) => {
    set.add(listener);
    return () => void set.delete(listener);
  };

  connect();
  return {
    query: (name, params) => ask((id) => ({ t: 'query', id, name, params })),
    command: (press) => {
      const { host, phase } = state;
      if (host?.personId === undefined) return given(press);
      // Nothing here would outlive the tab for certain: the text stays where it was typed.
      if (phase === 'lost') return Promise.resolve(refuse('link_lost'));
      kept.set(press.commandId, { personId: host.personId, name: press.name, input: press.input, commandId: press.commandId, label: press.label });
      keep();
      return given(press);
    },
    call: (name, args) => ask((id) => ({ t: 'call', id, name, args })),
    signIn: (login, password) => new Promise((resolve) => {
      signing = { login, password, resolve };
      closed = false;
      connect();
    }),
    state: () => state,
    onState: (listener) => subscribe(stateListeners, listener),
    onChanged: (listener) => subscribe(changedListeners, listener),
    onOutcome: (listener) => subscribe(outcomeListeners, listener),
    close: () => {
      closed = true;
      carrier?.close();
    },
  };
}
