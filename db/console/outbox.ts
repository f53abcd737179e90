/** What a person pressed and the server has not answered, and what it answered: small, precious, written through to the disk before anybody says "sent". */
import type { CommandFrame, Cursor, Outcome } from '#shared/sync/protocol.ts';
import type { SqliteDatabase } from '#db/core/open-database.ts';
import { createPreparer } from '#db/console/prepared.ts';
import type { DraftKind } from '#shared/queries/rows.ts';

/** A press as it is stored; `body` is the text of `{ input, expect }`, sent and hashed as it stands (S40). */
export interface StoredCommand {
  stream: string;
  dseq: number;
  commandId: string;
  name: string;
  v: number;
  body: string;
  base: Cursor | null;
  at: number;
  label: string;
  /** Seq of the answer it once had, if a server that was put back must hear it again (S70). */
  recover: number | null;
}

export interface StoredOutcome {
  commandId: string;
  status: 'done' | 'refused';
  code: string;
  result: Record<string, unknown>;
  seq: number;
}

interface RawCommand {
  stream: string;
  dseq: number;
  cmd_id: string;
  name: string;
  v: number;
  body: string;
  base: string | null;
  at: number;
  label: string;
  recover: number | null;
}

type RawOutcome = { cmd_id: string; status: 'done' | 'refused'; code: string; result: string; seq: number };

const columns = 'stream, dseq, cmd_id, name, v, body, base, at, label, recover';

export type Outbox = ReturnType<typeof createOutbox>;

/** `newStream` makes the id of a stream (UUIDv7): one is begun with the file, others after a fork or a lost mark (S44). */
export function createOutbox(db: SqliteDatabase, newStream: () => string) {
  const prepare = createPreparer(db);
  const current = prepare<[], { stream: string; last: number; acked: number }>('SELECT stream, last, acked FROM counter WHERE current = 1');
  const begin = prepare<[string], never>('INSERT INTO counter (stream, last, acked, current) VALUES (?, 0, 0, 1)');
  const retire = prepare<[], never>('UPDATE counter SET current = 0');
  const advance = prepare<[string], { last: number }>('UPDATE counter SET last = last + 1 WHERE stream = ? RETURNING last');
  const setAcked = prepare<[number, string], never>('UPDATE counter SET acked = ? WHERE stream = ?');
  const insert = prepare<[string, number, string, string, number, string, string | null, number, string], never>('INSERT INTO cmd (stream, dseq, cmd_id, name, v, body, base, at, label) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const renumber = prepare<[string, number, string], never>('UPDATE cmd SET stream = ?, dseq = ? WHERE cmd_id = ?');
  const byId = prepare<[string], RawCommand>(`SELECT ${columns} FROM cmd WHERE cmd_id = ?`);
  const known = prepare<[string], { n: number }>('SELECT 1 AS n FROM cmd WHERE cmd_id = ?');
  const answered = prepare<[string, number], { n: number }>('SELECT 1 AS n FROM cmd JOIN outcome USING (cmd_id) WHERE stream = ? AND dseq = ?');
  const retained = prepare<[], RawCommand & { answered: number | null }>(
    "SELECT cmd.*, outcome.seq AS answered FROM cmd LEFT JOIN outcome USING (cmd_id) WHERE outcome.cmd_id IS NULL OR outcome.status = 'done' ORDER BY outcome.cmd_id IS NULL AND cmd.recover IS NULL, cmd.rowid",
  );
  const retake = prepare<[number, string], never>('UPDATE cmd SET recover = ? WHERE cmd_id = ?');
  const dropOutcome = prepare<[string], never>('DELETE FROM outcome WHERE cmd_id = ?');
  const forgetSafe = prepare<[number, number], never>("DELETE FROM cmd WHERE cmd_id IN (SELECT cmd_id FROM outcome WHERE status = 'done' AND seq <= ? AND at < ?)");
  const forgetSafeOutcomes = prepare<[number, number], never>("DELETE FROM outcome WHERE status = 'done' AND seq <= ? AND at < ?");
  const ofStream = prepare<[string, number, number], RawCommand>(`SELECT ${columns} FROM cmd WHERE stream = ? AND dseq > ? ORDER BY dseq LIMIT ?`);
  const recent = prepare<[number], RawCommand>(`SELECT ${columns} FROM cmd WHERE at > ? ORDER BY rowid`);
  const pending = prepare<[number], RawCommand>(`SELECT ${columns.split(', ').map((name) => `cmd.${name}`).join(', ')} FROM cmd LEFT JOIN outcome USING (cmd_id) WHERE (outcome.cmd_id IS NULL AND cmd.recover IS NULL) OR outcome.seq > ? ORDER BY cmd.rowid`);
  const putOutcome = prepare<[string, string, string, string, number, number], never>(
    'INSERT INTO outcome (cmd_id, status, code, result, seq, at, dismissed) VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (cmd_id) DO NOTHING',
  );
  const outcomeOf = prepare<[string], RawOutcome>('SELECT cmd_id, status, code, result, seq FROM outcome WHERE cmd_id = ?');
  const refusals = prepare<[], RawOutcome & RawCommand & { answered: number }>(
    "SELECT o.cmd_id, o.status, o.code, o.result, o.seq, o.at AS answered, c.stream, c.dseq, c.name, c.v, c.body, c.base, c.at, c.label, c.recover FROM outcome o JOIN cmd c USING (cmd_id) WHERE o.status <> 'done' AND o.dismissed = 0 ORDER BY o.at",
  );
  const settleParked = prepare<['done' | 'refused', string, string], never>("UPDATE outcome SET status = ?, code = ? WHERE cmd_id = ? AND code = 'parked'");
  const dismiss = prepare<[string], never>('UPDATE outcome SET dismissed = 1 WHERE cmd_id = ?');
  const forgetCommands = prepare<[number], never>("DELETE FROM cmd WHERE cmd_id IN (SELECT cmd_id FROM outcome WHERE at < ? AND (status = 'done' OR dismissed = 1))");
  const forgetNamed = prepare<[string], never>(
    'DELETE FROM cmd WHERE cmd_id IN (SELECT cmd_id FROM outcome) AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(cmd.body, value) > 0 OR instr((SELECT result FROM outcome WHERE cmd_id = cmd.cmd_id), value) > 0)',
  );
  const forgetDrafts = prepare<[string], never>('DELETE FROM draft WHERE conversation_id IN (SELECT value FROM json_each(?))');
  const forgetOutcomes = prepare<[], never>('DELETE FROM outcome WHERE cmd_id NOT IN (SELECT cmd_id FROM cmd)');

  if (!current.get()) begin.run(newStream());

  const add = (press: Omit<StoredCommand, 'stream' | 'dseq' | 'recover'>): StoredCommand => {
    const { stream } = current.get()!;
    const dseq = advance.get(stream)!.last;
    insert.run(stream, dseq, press.commandId, press.name, press.v, press.body, press.base === null ? null : JSON.stringify(press.base), press.at, press.label);
    return { ...press, stream, dseq, recover: null };
  };
  const addAlone = db.transaction(add).immediate;
  const startStream = (commands: readonly StoredCommand[]): void => {
    retire.run();
    const stream = newStream();
    begin.run(stream);
    for (const { commandId } of commands) renumber.run(stream, advance.get(stream)!.last, commandId);
  };
  return {
    stream: (): { stream: string; last: number; acked: number } => current.get()!,
    /** Stores a press under the next number of the stream; one transaction, on the disk when it returns. Throws StorageError's causes. */
    add: (press: Omit<StoredCommand, 'stream' | 'dseq' | 'recover'>): StoredCommand => (db.inTransaction ? add(press) : addAlone(press)),
    /** What `work` stores is on the disk, all of it, when this returns; what it throws leaves nothing. */
    together: <Value>(work: () => Value): Value => db.transaction(work).immediate(),
    has: (commandId: string): boolean => known.get(commandId) !== undefined,
    find: (commandId: string): StoredCommand | null => {
      const raw = byId.get(commandId);
      return raw ? command(raw) : null;
    },
    /** Without an answer, or with one that is of a later place than `seq` (S55); in the order they were pressed. */
    pending: (seq: number): StoredCommand[] => pending.all(seq).map(command),
    after: (dseq: number, limit: number): StoredCommand[] => ofStream.all(current.get()!.stream, dseq, limit).map(command),
    since: (at: number): StoredCommand[] => recent.all(at).map(command),
    /** Stores answers as they come and moves the mark of what is answered without a gap (S48). Answers the new ones. */
    answer: db.transaction((list: readonly Outcome[], now: number): StoredOutcome[] => {
      const fresh: StoredOutcome[] = [];
      for (const { commandId, status, code, result, seq } of list) {
        if (!known.get(commandId)) continue;
        if (putOutcome.run(commandId, status, code, JSON.stringify(result), seq, now).changes > 0) fresh.push({ commandId, status, code, result, seq });
      }
      const at = current.get()!;
      let acked = at.acked;
      while (acked < at.last && answered.get(at.stream, acked + 1)) acked += 1;
      if (acked !== at.acked) setAcked.run(acked, at.stream);
      return fresh;
    }).immediate,
    outcome: (commandId: string): StoredOutcome | null => {
      const raw = outcomeOf.get(commandId);
      return raw ? outcome(raw) : null;
    },
    refusals: () => refusals.all().map((raw) => ({ command: command(raw), outcome: outcome(raw), at: raw.answered })),
    dismiss: (commandId: string): void => void dismiss.run(commandId),
    /** What waited after a restore has come to an end. True = it was not known here yet. */
    settleParked: (commandId: string, status: 'done' | 'refused', code: string): boolean => settleParked.run(status, code, commandId).changes > 0,
    /**
     * Begins a stream anew with the commands not yet answered (`pending`), or first with those that were done and are still kept (`all`: the
     * server has lost its end); same ids, same bytes, old order (S44). What was done is then unanswered again; what was refused had no effect.
     */
    newStream: db.transaction((what: 'pending' | 'all'): void => {
      const kept = retained.all().filter((raw) => what === 'all' || raw.answered === null);
      for (const { cmd_id, answered } of kept) {
        if (answered === null) continue;
        retake.run(answered, cmd_id);
        dropOutcome.run(cmd_id);
      }
      startStream(kept.map(command));
    }).immediate,
    /** Lets go of what is done and in a verified backup (S45); the newest stay for whoever gives a press twice. */
    forgetSafe: db.transaction((safe: number, before: number): void => {
      forgetSafe.run(safe, before);
      forgetSafeOutcomes.run(safe, before);
    }).immediate,
    /** Drops what was answered before `before` (the server's time), command and answer together: one that lost only its answer would wait for ever (S45). */
    prune: db.transaction((before: number): void => {
      forgetCommands.run(before);
      forgetOutcomes.run();
    }).immediate,
    /** What was answered and names an erased client goes, and what was begun to be written to them (S72). What waits for its answer stays till then. */
    forgetNaming: db.transaction((ids: readonly string[]): void => {
      const words = JSON.stringify(ids);
      forgetNamed.run(words);
      forgetOutcomes.run();
      forgetDrafts.run(words);
    }).immediate,
    ...createLocalState(prepare),
    close: (): void => void db.close(),
  };
}

export interface StoredDraft {
  conversationId: string;
  kind: DraftKind;
  text: string;
}

/** Drafts, settings and the device's ticket: what only this console knows. */
function createLocalState(prepare: ReturnType<typeof createPreparer>) {
  const drafts = prepare<[], StoredDraft>('SELECT conversation_id AS conversationId, kind, text FROM draft');
  const putDraft = prepare<[string, DraftKind, string, number], never>('INSERT INTO draft (conversation_id, kind, text, at) VALUES (?, ?, ?, ?) ON CONFLICT (conversation_id, kind) DO UPDATE SET text = excluded.text, at = excluded.at');
  const dropDraft = prepare<[string, DraftKind], never>('DELETE FROM draft WHERE conversation_id = ? AND kind = ?');
  const setting = prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?');
  const putSetting = prepare<[string, string], never>('INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  const dropSetting = prepare<[string], never>('DELETE FROM setting WHERE key = ?');
  const uploads = prepare<[], { hash: string; name: string; contentType: string }>('SELECT hash, name, content_type AS contentType FROM upload ORDER BY at');
  const putUpload = prepare<[string, string, string, number], never>('INSERT OR REPLACE INTO upload (hash, name, content_type, at) VALUES (?, ?, ?, ?)');
  const dropUpload = prepare<[string], never>('DELETE FROM upload WHERE hash = ?');
  return {
    drafts: (): StoredDraft[] => drafts.all(),
    /** An empty text leaves none. */
    saveDraft({ conversationId, kind, text }: StoredDraft, now: number): void {
      if (text === '') dropDraft.run(conversationId, kind);
      else putDraft.run(conversationId, kind, text, now);
    },
    setting: (key: string): string | null => setting.get(key)?.value ?? null,
    setSetting: (key: string, value: string): void => void putSetting.run(key, value),
    dropSetting: (key: string): void => void dropSetting.run(key),
    /** Files chosen while the server was out of reach; they go up before the commands that name them. */
    uploads: () => uploads.all(),
    addUpload: (hash: string, name: string, contentType: string, now: number): void => void putUpload.run(hash, name, contentType, now),
    dropUpload: (hash: string): void => void dropUpload.run(hash),
  };
}

export function commandFrame(stored: StoredCommand): CommandFrame {
  return { s: stored.dseq, id: stored.commandId, n: stored.name, v: stored.v, base: stored.base as CommandFrame['base'], body: stored.body, at: stored.at, ...(stored.recover === null ? {} : { recover: stored.recover }) };
}

function command(raw: RawCommand): StoredCommand {
  return {
    stream: raw.stream, dseq: raw.dseq, commandId: raw.cmd_id, name: raw.name, v: raw.v, body: raw.body,
    base: raw.base === null ? null : (JSON.parse(raw.base) as Cursor), at: raw.at, label: raw.label, recover: raw.recover,
  };
}

function outcome(raw: RawOutcome): StoredOutcome {
  return { commandId: raw.cmd_id, status: raw.status, code: raw.code, result: JSON.parse(raw.result) as Record<string, unknown>, seq: raw.seq };
}
