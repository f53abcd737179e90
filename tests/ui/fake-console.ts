/**
 * A console at the level of the wire: it speaks the frames of shared/port over any carrier, keeps rows in memory and decides with the real
 * commands. Tests of the window use it instead of mocks of our own modules.
 */
import { derivedId } from '#shared/base/ids.ts';
import { refuse } from '#shared/base/result.ts';
import type { Refusal } from '#shared/base/result.ts';
import { commandNamed } from '#shared/commands/registry.ts';
import { applyRowOps, createRowTable } from '#shared/engine/apply-ops.ts';
import { createDictionary, dictionaryKinds } from '#shared/engine/dictionary.ts';
import type { MutableDictionary } from '#shared/engine/dictionary.ts';
import type { RowChange } from '#shared/engine/define-command.ts';
import { runCommand } from '#shared/engine/run-command.ts';
import { kinds } from '#shared/model/kinds.ts';
import type { RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import type { Preset } from '#shared/model/preset.ts';
import type { Calls, CommandAnswer, DownFrame, HostInfo, LocalSettings, SyncStatus, UpFrame } from '#shared/port/port.ts';
import type { LocalKind } from '#shared/queries/define-query.ts';
import { queries } from '#shared/queries/registry.ts';
import { fillTeam, meId } from '#tests/ui/fake-data.ts';
import { createFakeQueries } from '#tests/ui/fake-queries.ts';

export interface FakeConsole {
  /** A window connects: `send` gets its frames, the answer takes what it says. */
  attach(send: (frame: DownFrame) => void): { receive(frame: UpFrame): void; detach(): void };
  /** Everything the windows said, in order. */
  readonly heard: UpFrame[];
  rows<K extends RecordKind>(kind: K): RecordBodies[K][];
  row<K extends RecordKind>(kind: K, id: string): RecordBodies[K] | null;
  /** Changes a row as somebody else's doing, and tells the windows. */
  patch<K extends RecordKind>(kind: K, id: string, set: Partial<RecordBodies[K]>): void;
  put<K extends RecordKind>(kind: K, body: RecordBodies[K] & { id: string }): void;
  /** Takes a row out of this person's copy, as when it leaves their sight. */
  drop(kind: RecordKind, id: string): void;
  status(change: Partial<SyncStatus>): void;
  /** The next press of this name is refused by "the server" with this code. */
  refuseNext(name: string, refusal: Refusal): void;
  settings: LocalSettings;
  /** Services that are refused, by name. */
  refuseCalls: Partial<Record<string, Refusal>>;
  /** Talks whose messages have not come yet. */
  missingTalks: number;
}

export interface FakeConsoleOptions {
  now?: () => number;
  host?: Partial<HostInfo>;
  settings?: Partial<LocalSettings>;
  me?: string;
  preset?: Preset;
  more?: number;
  /** Notes kept by an earlier page, by conversation. */
  notes?: Record<string, string>;
  /** Called for services the fake does not have. */
  call?(name: string, args: unknown): unknown;
}

interface Done {
  changes: RowChange[];
  messageIds: string[];
}

export function createFakeConsole(options: FakeConsoleOptions = {}): FakeConsole {
  const now = options.now ?? Date.now;
  const me = options.me ?? meId;
  const table = createRowTable();
  fillTeam(table, now(), { ...(options.preset ? { preset: options.preset } : {}), more: options.more ?? 0 });
  const drafts = { answer: new Map([['0192f3a0-0005-7000-8000-000000000004', 'Передоплата 50 % — 1 265 ₴. Реквізити надсилаю наступним повідомленням']]), note: new Map(Object.entries(options.notes ?? {})) };
  const madeBy = new Map<string, string>();
  const done = new Map<string, Done>();
  const refusals = new Map<string, Refusal>();
  const windows = new Set<(frame: DownFrame) => void>();
  const heard: UpFrame[] = [];
  const answers = createFakeQueries(table, { me, now, drafts, madeBy, missing: () => self.missingTalks });
  const host: HostInfo = { kind: 'console', demo: false, ready: true, version: '0', platform: 'linux', language: 'uk', dataFolder: '/home/olena/.local/share/Pult', seats: { locked: null, current: null, joined: null, people: [] }, keys: 'none', ...options.host };
  let status: SyncStatus = { state: 'live', syncedAt: now(), pending: 0, firstCopy: null, code: '' };
  const settings: LocalSettings = { language: 'uk', theme: 'light', singleKeys: true, enterSends: true, sound: false, cardOpen: true, lockAfter: 15, mutedAccounts: [], keys: {}, ...options.settings };

  const broadcast = (frame: DownFrame): void => {
    for (const send of windows) send(frame);
  };
  const changed = (changedKinds: (RecordKind | LocalKind)[]): void => {
    if (changedKinds.length > 0) broadcast({ t: 'changed', kinds: [...new Set(changedKinds)] });
  };
  const dictionary = (): MutableDictionary => {
    const dict = createDictionary();
    for (const kind of dictionaryKinds) for (const body of table.all(kind)) dict.set(kind, body['id'] as string, body as never);
    return dict;
  };

  const decide = (name: string, input: unknown, commandId: string): { answer: CommandAnswer | Refusal; after(): void } => {
    const forced = refusals.get(name);
    refusals.delete(name);
    if (name === 'command.undo') return undo((input as { commandId: string }).commandId, commandId, forced);
    const def = commandNamed(name);
    if (!def) return { answer: refuse('unknown_command'), after: () => undefined };
    const parsed = def.input.safeParse(input);
    if (!parsed.success) return { answer: refuse('bad_input', { at: parsed.error.issues[0]?.path.join('.') ?? '' }), after: () => undefined };
    const decision = forced ?? runCommand(def, parsed.data, {
      one: (kind, id) => table.get(kind, id) as never,
      many: (kind, lookup, value) => table.all(kind).filter((body) => (kinds[kind].lookups as Record<string, (body: unknown) => string | null>)[lookup]?.(body) === value) as never,
      claim: () => null,
      command: () => null,
    }, {
      commandId, at: now(), actor: { personId: me as never, seatId: null, roleId: null, robot: null }, dict: dictionary(), newId: (n) => derivedId(commandId, n), cause: null, onServer: def.runs === 'server',
    });
    const waits = def.runs === 'server';
    if (!decision.ok && !waits) return { answer: decision, after: () => undefined };
    const outcome = (): void => {
      if (decision.ok) apply();
      broadcast({ t: 'outcome', commandId, ok: decision.ok, code: decision.ok ? '' : decision.code, data: decision.ok ? {} : { ...decision.data }, result: decision.ok ? { ...decision.result } : {} });
    };
    const apply = (): void => {
      const changes = applyRowOps(decision.ok ? decision.ops : [], table);
      const messageIds = changes.filter((change) => change.kind === 'message').map((change) => change.id);
      for (const id of messageIds) madeBy.set(id, commandId);
      done.set(commandId, { changes, messageIds });
      changed(changes.map((change) => change.kind));
    };
    if (waits) return { answer: { state: 'waiting', result: {} }, after: outcome };
    apply();
    return {
      answer: { state: 'shown', result: decision.ok ? { ...decision.result } : {} },
      after: () => broadcast({ t: 'outcome', commandId, ok: true, code: '', data: {}, result: {} }),
    };
  };

  const undo = (undone: string, commandId: string, forced: Refusal | undefined): { answer: CommandAnswer | Refusal; after(): void } => {
    const past = done.get(undone);
    const refusal = forced ?? (past ? null : refuse('too_late'));
    return {
      answer: { state: 'waiting', result: {} },
      after: () => {
        if (!refusal && past) {
          for (const { kind, id, before } of past.changes.toReversed()) {
            if (before) table.set(kind, id, before);
            else table.delete(kind, id);
          }
          done.delete(undone);
          changed(past.changes.map((change) => change.kind));
        }
        broadcast({ t: 'outcome', commandId, ok: !refusal, code: refusal?.code ?? '', data: {}, result: {} });
      },
    };
  };

  const call = (name: string, args: unknown): unknown => {
    if (name === 'settings.get') return settings;
    if (name === 'settings.set') return Object.assign(settings, args as Partial<LocalSettings>);
    if (name === 'draft.save') {
      const { conversationId, kind, text } = args as Calls['draft.save']['args'];
      if (text) drafts[kind].set(conversationId, text);
      else drafts[kind].delete(conversationId);
      changed(['draft']);
      return null;
    }
    if (name === 'file.add') return { hash: 'b'.repeat(64), sizeBytes: 1, contentType: (args as Calls['file.add']['args']).contentType };
    if (name === 'host.presets') return [{ id: 'confectionery', label: { en: 'Confectionery', uk: 'Кондитерська' }, about: { en: 'Cakes by messenger', uk: 'Торти в месенджерах' } }];
    return options.call ? options.call(name, args) : null;
  };

  const receive = (frame: UpFrame, send: (frame: DownFrame) => void): void => {
    heard.push(frame);
    if (frame.t === 'auth') {
      if (frame.key === 'bad') return send({ t: 'auth', ok: false, code: 'bad_key' });
      send({ t: 'auth', ok: true, token: 'token-of-the-fake', mediaKey: 'k', host });
      return send({ t: 'status', status });
    }
    if (frame.t === 'query') {
      const def = queries.find((query) => query.name === frame.name);
      const parsed = def?.params.safeParse(frame.params);
      const answer = answers[frame.name];
      if (!parsed?.success || !answer) return send({ t: 'answer', id: frame.id, ok: false, code: 'bad_input', data: {} });
      return send({ t: 'answer', id: frame.id, ok: true, value: structuredClone(answer(parsed.data as never)) });
    }
    const refused = frame.t === 'call' ? self.refuseCalls[frame.name] : undefined;
    if (frame.t === 'call' && refused) return send({ t: 'answer', id: frame.id, ok: false, code: refused.code, data: { ...refused.data } });
    if (frame.t === 'call') return send({ t: 'answer', id: frame.id, ok: true, value: structuredClone(call(frame.name, frame.args)) });
    const { answer, after } = decide(frame.name, frame.input, frame.commandId);
    if ('ok' in answer) send({ t: 'answer', id: frame.id, ok: false, code: answer.code, data: { ...answer.data } });
    else send({ t: 'answer', id: frame.id, ok: true, value: answer });
    after();
  };

  const self: FakeConsole = {
    refuseCalls: {},
    missingTalks: 0,
    attach: (send) => {
      windows.add(send);
      return { receive: (frame) => receive(frame, send), detach: () => void windows.delete(send) };
    },
    heard,
    settings,
    rows: <K extends RecordKind>(kind: K) => table.all(kind) as unknown as RecordBodies[K][],
    row: (kind, id) => table.get(kind, id) as never,
    patch: (kind, id, set) => {
      table.set(kind, id, { ...table.get(kind, id), ...set });
      changed([kind]);
    },
    put: (kind, body) => {
      table.set(kind, body.id, body as unknown as Record<string, unknown>);
      changed([kind]);
    },
    drop: (kind, id) => {
      table.delete(kind, id);
      changed([kind]);
    },
    status: (change) => {
      status = { ...status, ...change };
      broadcast({ t: 'status', status });
    },
    refuseNext: (name, refusal) => void refusals.set(name, refusal),
  };
  return self;
}
