/** The console's engine: answers queries from its own copy, takes presses, keeps them until the server has answered, and says what changed. */
import { createIdSource } from '#shared/base/ids.ts';
import type { FillRandom, PersonId } from '#shared/base/ids.ts';
import { refuse } from '#shared/base/result.ts';
import type { Refusal, Result } from '#shared/base/result.ts';
import type { CallName, CommandAnswer, LocalSettings, SyncStatus } from '#shared/port/port.ts';
import type { LocalKind } from '#shared/queries/define-query.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import { teamCallNames } from '#shared/sync/team-calls.ts';
import type { TeamCallName, TeamSession } from '#shared/sync/team-calls.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import { moveAside, openOutbox, openReplica } from '#db/console/open-replica.ts';
import { createOutbox } from '#db/console/outbox.ts';
import type { StoredDraft } from '#db/console/outbox.ts';
import { createPlaceInLog } from '#db/console/place-in-log.ts';
import { createReplica } from '#db/console/replica.ts';
import type { Changed, Replica } from '#db/console/replica.ts';
import { asStorageError } from '#db/core/storage-error.ts';
import { createQueries } from '#db/console/queries/answer-queries.ts';
import type { QueryContext } from '#db/console/queries/context.ts';
import { createDrafts, readDraft } from '#backend/drafts.ts';
import { createGatheredChanges } from '#backend/gather-changes.ts';
import { createLateNews } from '#backend/late-news.ts';
import { createMediaCache } from '#backend/media-cache.ts';
import type { MediaCache } from '#backend/media-cache.ts';
import { changeSettings, readSettings } from '#backend/local-settings.ts';
import { createOptimism } from '#backend/optimism.ts';
import { createPendingPresses, lostOutbox, notDelivered, silentCommands } from '#backend/pending-presses.ts';
import type { PendingPress } from '#backend/pending-presses.ts';
import { createPress } from '#backend/press.ts';
import type { Press } from '#backend/press.ts';
import type { ServerLink } from '#backend/server-link.ts';
import { createCopyKeeper } from '#backend/sync/copy-keeper.ts';
import { createSyncClient } from '#backend/sync/sync-client.ts';
import type { Log, Timers } from '#backend/timers.ts';
import { createWordFiller } from '#backend/word-filler.ts';

export interface BackendDeps {
  /** Paths, or ':memory:' (hosted consoles keep no outbox file, S99). */
  replicaPath: string;
  outboxPath: string;
  /** Of the two files, 32 bytes each (R30); absent = they are plain. */
  keys?: { replica: Uint8Array; outbox: Uint8Array };
  blobs: BlobFolder;
  /** The very object: its token changes. `version`: the program's, for the list of devices. */
  session: TeamSession & { version?: string };
  link: ServerLink;
  timers: Timers;
  fillRandom: FillRandom;
  log: Log;
  /** The server has given this device another token; it is used from the next connection on (R16). */
  onToken?(token: string): void;
  /** The copy turned out to be damaged while in use: whoever holds this backend closes it, moves the file aside and makes another. */
  onDamaged?(): void;
}

export type BackendEvent =
  | { t: 'changed'; kinds: (RecordKind | LocalKind)[]; roots?: string[] }
  | { t: 'status'; status: SyncStatus }
  | { t: 'outcome'; commandId: string; ok: boolean; code: string; data: Record<string, unknown>; result: Record<string, unknown> };

export interface Backend {
  readonly personId: PersonId;
  query(name: string, params: unknown): Result<unknown>;
  command(press: Press): CommandAnswer | Refusal;
  /** Presses that came together: the disk is waited for once, and each is answered after that. */
  commands(presses: readonly Press[]): (CommandAnswer | Refusal)[];
  /** The console's own calls and those it hands to the team server; `unknown_call` for the rest. */
  call(name: CallName, args: unknown): Promise<Result<unknown>>;
  status(): SyncStatus;
  settings(): LocalSettings;
  media: MediaCache;
  /** Answers what takes the listener away. */
  subscribe(listener: (event: BackendEvent) => void): () => void;
  /** The network has come back, or the machine woke up. */
  hurry(): void;
  /** Files that could not be read and lie aside now; the outbox is said to the person (S102). */
  readonly movedAside: { replica: string | null; outbox: string | null };
  /** Both files were lost: the server will take this console for a stray copy, it must enrol as another device (S97). */
  readonly isStranger: boolean;
  close(): void;
}

/** The copy, begun anew when what is read at once shows that the file is damaged. */
function openCopy(path: string, stamp: string, personId: PersonId, key: Uint8Array | null): { replica: Replica; movedTo: string | null } {
  const opened = openReplica(path, stamp, key);
  try {
    const replica = createReplica(opened.db, personId);
    // Where it stands is read by the first that asks: a page of that may be the damaged one.
    createPlaceInLog(replica.prepare);
    return { replica, movedTo: opened.movedTo };
  } catch (error) {
    opened.db.close();
    if (asStorageError(error, path)?.code !== 'storage_damaged') throw error;
    const movedTo = moveAside(path, stamp);
    return { replica: createReplica(openReplica(path, stamp, key).db, personId), movedTo };
  }
}

/** Opens the copy and begins to connect. Throws StorageError when the disk says no or the files are of a newer version. */
export function createBackend(deps: BackendDeps): Backend {
  const { timers, log } = deps;
  const personId = deps.session.personId as PersonId;
  const stamp = String(timers.now());
  const openedOutbox = openOutbox(deps.outboxPath, stamp, deps.keys?.outbox ?? null);
  const ids = createIdSource(timers.now, deps.fillRandom);
  const outbox = createOutbox(openedOutbox.db, () => ids.next<string & never>());
  const { replica, movedTo: replicaMovedTo } = openCopy(deps.replicaPath, stamp, personId, deps.keys?.replica ?? null);
  if (replicaMovedTo !== null) log('replica.moved_aside');
  if (openedOutbox.movedTo !== null) {
    log('outbox.moved_aside');
    // What could be read of it goes out under a new stream: numbers between may be missing in the old one (S44).
    outbox.newStream('pending');
    outbox.setSetting('lost_outbox', openedOutbox.movedTo);
  }
  const place = createPlaceInLog(replica.prepare);
  const presses = createPendingPresses(outbox, place.cursor()?.[0] ?? 0, timers.now());
  const optimism = createOptimism(replica, place, personId, log);
  const queries = createQueries(replica);
  const media = createMediaCache(deps.blobs, deps.link, outbox, timers, log);
  const drafts = createDrafts(outbox, timers.now);
  const listeners = new Set<(event: BackendEvent) => void>();
  let closed = false;

  let damaged = false;
  /** What the disk says is answered as a refusal; a bug is thrown on. */
  const storageWord = (error: unknown): Refusal => {
    const storage = asStorageError(error, deps.replicaPath);
    if (!storage) throw error;
    log('copy.failed', { code: storage.code });
    if (storage.code === 'storage_damaged' && !damaged) {
      damaged = true;
      timers.after(0, () => deps.onDamaged?.());
    }
    return refuse(storage.code);
  };
  const guarded = <Value>(work: () => Value): Value | Refusal => {
    try {
      return work();
    } catch (error) {
      return storageWord(error);
    }
  };
  const say = (event: BackendEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const changed = (kinds: readonly (RecordKind | LocalKind)[]): void => say({ t: 'changed', kinds: [...kinds] });
  const changedRows = ({ kinds, roots }: Changed): void => {
    words.wake();
    say({ t: 'changed', kinds, ...(roots ? { roots } : {}) });
  };
  const gathered = createGatheredChanges(timers, changedRows);
  const words = createWordFiller({ replica, timers, busy: () => copy.progress() !== null, onBroken: (error) => void storageWord(error) });
  const news = createLateNews({ replica, outbox, drafts, blobs: deps.blobs, onOutcomes: () => changed(['outcome']), log });
  const copied = (now: Changed): void => {
    news.hear(now);
    gathered.add(now);
  };
  const saveDraft = (draft: StoredDraft): void => {
    if (drafts.save(draft)) changed(['draft']);
  };
  /** The server has spoken and the rows show it: the window is told; a refused answer becomes a draft again (S53). */
  const tell = (due: readonly PendingPress[]): void => {
    for (const { stored, outcome, input } of due) {
      const ok = outcome!.status === 'done';
      if (!ok && silentCommands.has(stored.name)) outbox.dismiss(stored.commandId);
      const { conversationId, text } = input as { conversationId?: string; text?: string };
      const kind = stored.name === 'message.note' ? 'note' : 'answer';
      if (!ok && conversationId && text && drafts.get(conversationId, kind) === null) saveDraft({ conversationId, kind, text });
      say({ t: 'outcome', commandId: stored.commandId, ok, code: outcome!.code, data: ok ? {} : outcome!.result, result: ok ? outcome!.result : {} });
    }
    if (due.some(({ outcome }) => outcome!.status !== 'done')) news.letGo();
    changed(['outcome']);
    say({ t: 'status', status: status() });
  };
  /** Signed out from afar: what was not answered is not sent in anybody's name; its text stays with the person (S96). */
  const refusePending = (): void => {
    const { stream } = outbox.stream();
    const open = presses.list().filter(({ outcome }) => outcome === null);
    if (open.length === 0) return;
    const told = outbox.answer(open.map(({ stored }) => ({ stream, dseq: stored.dseq, commandId: stored.commandId, status: 'refused' as const, code: 'signed_out', result: {}, seq: 0 })), timers.now());
    for (const outcome of told) presses.answer(outcome);
    copy.settle();
  };
  const copy = createCopyKeeper({ replica, place, outbox, presses, optimism, personId, timers, onChanged: copied, onDue: tell });
  const sync = createSyncClient({
    link: deps.link, copy, outbox, session: deps.session, timers, log,
    random: () => {
      const bytes = new Uint8Array(4);
      deps.fillRandom(bytes);
      return new DataView(bytes.buffer).getUint32(0) / 2 ** 32;
    },
    onToken: (token) => deps.onToken?.(token),
    onStatus() {
      if (sync.state() === 'rejected' && sync.code() === 'signed_out') refusePending();
      say({ t: 'status', status: status() });
    },
    onBroken: (error) => storageWord(error).code,
    onOutcomes(outcomes) {
      for (const outcome of outcomes) presses.answer(outcome);
      copy.settle();
    },
    beforeCommands: () => media.sendUp().catch(() => log('media.not_sent_up')),
  });
  const status = (): SyncStatus => ({ state: sync.state(), syncedAt: sync.syncedAt(), pending: presses.count, firstCopy: copy.progress(), code: sync.code() });
  const takePresses = createPress({
    replica, place, outbox, presses, optimism, log, live: () => sync.state() === 'live', now: () => timers.now() + sync.clockAhead(), onChanged: changedRows,
    onStored() {
      changed(['outcome']);
      say({ t: 'status', status: status() });
      sync.wake();
    },
  });
  const context = (): QueryContext => {
    const person = replica.dict.get('person', personId);
    return {
      dict: replica.dict, personId, seatId: person?.seatId ?? null, now: timers.now(), draft: drafts.get, pending: replica.overlay.has,
      undoable: presses.makerOf, deciding: presses.deciding, waiting: (id) => presses.waiting(id, personId, person?.name ?? null), notDelivered: () => notDelivered(outbox),
    };
  };
  const call = async (name: CallName, args: unknown): Promise<Result<unknown>> => {
    const given = (args ?? {}) as Record<string, unknown>;
    if ((teamCallNames as readonly string[]).includes(name)) return deps.link.call(name as TeamCallName, args).catch(() => refuse('offline'));
    switch (name) {
      case 'draft.save': {
        const draft = readDraft(given);
        return draft === null ? refuse('bad_input') : (saveDraft(draft), { ok: true, value: null });
      }
      case 'outbox.dismiss':
        if (given['commandId'] === lostOutbox) outbox.dropSetting('lost_outbox');
        else outbox.dismiss(String(given['commandId']));
        return changed(['outcome']), { ok: true, value: null };
      case 'settings.get': return { ok: true, value: readSettings(outbox) };
      case 'settings.set': {
        const next = changeSettings(outbox, args);
        return next ? { ok: true, value: next } : refuse('bad_input');
      }
      case 'file.add':
        if (typeof given['name'] !== 'string' || typeof given['contentType'] !== 'string' || typeof given['base64'] !== 'string') return refuse('bad_input');
        return media.add(given['name'], given['contentType'], Buffer.from(given['base64'], 'base64'));
      default: return refuse('unknown_call', { name });
    }
  };
  /** A talk that rests is held in part: whoever looks at it gets the rest (S31). */
  const opened = (params: unknown): void => {
    const id = (params as { conversationId?: unknown } | null)?.conversationId;
    if (typeof id === 'string' && copy.demand(`conversation:${id}`)) sync.wanted();
  };
  guarded(copy.begin);
  words.wake();
  guarded(news.begin);
  sync.start();

  return {
    personId, status, media,
    settings: () => readSettings(outbox),
    query: (name, params) => guarded(() => {
      opened(params);
      // What has just come is found too; of a first copy what there is so far.
      if (name === 'search.all') replica.indexWords(1000);
      return queries.answer(name, params, context());
    }),
    command: (given) => guarded(() => takePresses([given])[0]!),
    commands(list) {
      const answers = guarded(() => takePresses(list));
      return Array.isArray(answers) ? answers : list.map(() => answers);
    },
    call: (name, args) => call(name, args).catch(storageWord),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    hurry: sync.hurry,
    movedAside: { replica: replicaMovedTo, outbox: openedOutbox.movedTo ?? outbox.setting('lost_outbox') },
    isStranger: openedOutbox.movedTo !== null && copy.ticket() === null,
    close() {
      if (closed) return;
      closed = true;
      sync.stop();
      gathered.stop();
      words.stop();
      listeners.clear();
      replica.close();
      outbox.close();
    },
  };
}
