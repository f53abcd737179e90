/**
 * The one place where order is made: takes commands in batches, decides them one by one over a working set, writes all with one commit and
 * answers after it (S83–S85). What the store throws runs the batch again; what a decision throws is the refusal `bug`.
 */
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { MutableDictionary } from '#shared/engine/dictionary.ts';
import { derivedId } from '#shared/base/ids.ts';
import type { ChangeLine, Head, Store, StoreWriter } from '#db/server/store.ts';
import { readMissed, sameHead, toldOf } from '#server/committer/catch-up.ts';
import type { Missed } from '#server/committer/catch-up.ts';
import type { CommandOutcome, GivenCommand } from '#server/committer/given-command.ts';
import { regrantAlarm, regrantKey } from '#server/committer/regrant.ts';
import type { Rewrite, Rewritten } from '#server/committer/rewrite.ts';
import { audienceBasis } from '#shared/engine/audience.ts';
import { createWorkingSet } from '#server/committer/working-set.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';
import { foresee } from '#server/committer/foresee.ts';
import { StoreFailure } from '#server/committer/run-step.ts';
import { runGiven } from '#server/committer/run-given.ts';
import { createStreamDesk } from '#server/committer/stream-desk.ts';
import type { PressAnswer, StreamPress } from '#server/committer/stream-desk.ts';
import { writeBatch } from '#server/committer/write-batch.ts';
import type { Committed } from '#server/committer/write-batch.ts';
import type { Log } from '#server/log.ts';

/** Work for one step of the store: several commands that stand in one commit, or none. */
export interface Group {
  commands: readonly GivenCommand[];
  /**
   * Runs in the same transaction before the commands; false = nothing of the group is done. May run again when the batch is. `set`: what the
   * batch has come to so far; what it keeps (rows, claims, timers) is read and changed there, never in the store behind its back.
   */
  before?: (writer: StoreWriter, at: number, set: WorkingSet) => Promise<boolean>;
  /** Stored rows are done anew (S16, S72); such a group has no commands and stands in a batch of its own. */
  rewrite?: Rewrite;
  /** Runs in the same transaction after the commands, with what became of them. */
  after?: (writer: StoreWriter, outcomes: readonly CommandOutcome[], at: number, set: WorkingSet) => Promise<void>;
}

export interface Committer {
  /** After the commit; null = `before` said no. Rejects when the store can't be written: nothing stands then. */
  submit(group: Group): Promise<CommandOutcome[] | null>;
  /** Commands of a console's stream, in order; answers come by `press.answer` after the commit. */
  press(press: StreamPress): void;
  onCommit(listener: (committed: Committed) => void): () => void;
  /** The dictionary as committed. */
  dictionary(): MutableDictionary;
  head(): Head;
  /** Takes over what other servers of the team have committed, and tells of it (S35, S87). */
  catchUp(): Promise<void>;
  /** Waits until all that was given has been committed. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface CommitterDeps {
  store: Store;
  now(): number;
  fillRandom(bytes: Uint8Array): void;
  log: Log;
  dictionary: MutableDictionary;
  head: Head;
  /** Waits before a batch is run again. */
  pause(ms: number): Promise<void>;
}

type Item = { kind: 'group'; group: Group; resolve(outcomes: CommandOutcome[] | null): void; reject(error: unknown): void } | { kind: 'press'; press: StreamPress };

const maxBatch = 48;
const maxTries = 4;

export function createCommitter(deps: CommitterDeps): Committer {
  const { store, log } = deps;
  let dictionary = deps.dictionary;
  let head = deps.head;
  const queue: Item[] = [];
  const listeners = new Set<(committed: Committed) => void>();
  let running: Promise<void> | null = null;
  let stopped = false;

  const take = (): Item[] => {
    const items: Item[] = [];
    for (let size = 0; queue.length > 0 && size < maxBatch; ) {
      if (items.length > 0 && isRewrite(queue[0]!)) break;
      const item = queue.shift()!;
      items.push(item);
      size += item.kind === 'press' ? 1 : Math.max(1, item.group.commands.length);
      if (isRewrite(item)) break;
    }
    return items;
  };

  const attempt = async (items: readonly Item[]): Promise<void> => {
    // Set anew by every try: a store may run a step more than once.
    let answers: (() => void)[] = [];
    let fork = dictionary;
    let missed: Missed | null = null;
    const done = await store.write(async (writer) => {
      answers = [];
      const before = await writer.head();
      // A commit of which this process has not heard: another server's, or its own, whose answer was lost (S85).
      missed = sameHead(before, head) ? null : await readMissed(writer, head, before);
      fork = missed?.dictionary ?? dictionary.fork();
      const at = Math.max(deps.now(), before.at);
      const set = createWorkingSet(writer, fork, { dealNumber: before.dealNumber, firstOrd: before.seq * 1000 });
      const desk = createStreamDesk(writer, before);
      let seq = before.seq;
      const changes: ChangeLine[] = [];
      let anew: Rewritten | null = null;
      const tools = { set, dict: fork, at, bug: (given: { commandId: string; name: string }, error: unknown) => log('command.bug', { commandId: given.commandId, name: given.name, error: nameOf(error), where: placeOfBug(error) }) };
      const run = async (given: GivenCommand): Promise<CommandOutcome> => {
        const ran = await runGiven(given, tools, seq, (lines) => {
          for (const line of lines) changes.push({ ...line, seq: (seq += 1) });
          return seq;
        });
        return ran;
      };
      await prefetch(items, set, fork, at);
      for (const item of items) {
        if (item.kind === 'press') {
          const answer = await desk.run(item.press, at, set, run);
          if (answer) answers.push(() => answerPress(item.press, answer));
        } else if (item.group.before && !(await item.group.before(writer, at, set))) {
          answers.push(() => item.resolve(null));
        } else {
          if (item.group.rewrite) {
            anew = await item.group.rewrite(writer, set, fork, at);
            for (const line of anew.changes) changes.push({ ...line, seq: (seq += 1) });
          }
          const outcomes: CommandOutcome[] = [];
          for (const given of item.group.commands) outcomes.push(await run(given));
          await item.group.after?.(writer, outcomes, at, set);
          answers.push(() => item.resolve(outcomes));
        }
      }
      await desk.write();
      // What audiences and cuts read of the settings is another now: every root is done anew, in batches of its own (S16).
      if (before.seq > 0 && set.rows().some((row) => row.kind === 'field' || row.kind === 'team') && audienceBasis(fork) !== audienceBasis(missed?.dictionary ?? dictionary)) {
        await set.ensureAlarms([regrantKey]);
        set.setAlarm(regrantKey, regrantAlarm(at));
      }
      const answered = set.commands().length > 0 || set.alarms().length > 0 || anew !== null;
      return writeBatch({ writer, set, dict: fork, before, at, seq, changes, answered, mark: mark(), anew });
    });
    const more = missed as Missed | null;
    // Another server may have gone on since, and `catchUp` may have been faster: what is newer stays.
    if (more?.how === 'turned' || done.head.seq > head.seq) {
      if (more?.dictionary || [...done.kinds].some(isDictionaryKind)) dictionary = fork;
      head = done.head;
    }
    for (const answer of answers) answer();
    if (more) tell(toldOf(more, dictionary));
    tell(done);
  };
  const tell = (committed: Committed): void => {
    for (const listener of listeners) listener(committed);
  };

  const mark = (): string => {
    const bytes = new Uint8Array(8);
    deps.fillRandom(bytes);
    return Buffer.from(bytes).toString('hex');
  };

  const fail = (items: readonly Item[], error: unknown): void => {
    for (const item of items) {
      if (item.kind === 'press') answerPress(item.press, { kind: 'failed' });
      else item.reject(error);
    }
  };

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const items = take();
      for (let tries = 1; ; tries += 1) {
        try {
          await attempt(items);
          break;
        } catch (error) {
          log('commit.failed', { tries, error: nameOf(error), code: codeOf(error) });
          if (stopped || tries >= maxTries) {
            fail(items, error instanceof StoreFailure ? error.cause : error);
            break;
          }
          await deps.pause(20 * tries ** 2);
        }
      }
    }
  };
  const wake = (): void => {
    running ??= Promise.resolve().then(run).finally(() => {
      running = null;
      if (queue.length > 0) wake();
    });
  };

  return {
    submit: (group) =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(new Error('stopped'));
        queue.push({ kind: 'group', group, resolve, reject });
        wake();
      }),
    press(press) {
      if (stopped) return;
      queue.push({ kind: 'press', press });
      wake();
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dictionary: () => dictionary,
    head: () => head,
    async catchUp() {
      const known = head;
      const missed = await store.read(async (reader) => {
        const now = await reader.head();
        return sameHead(now, known) ? null : readMissed(reader, known, now);
      });
      // Meanwhile an own batch may have come further.
      if (!missed || (missed.how === 'turned' ? head !== known : missed.head.seq <= head.seq)) return;
      head = missed.head;
      if (missed.dictionary) dictionary = missed.dictionary;
      tell(toldOf(missed, dictionary));
    },
    async idle() {
      while (running) await running;
    },
    async stop() {
      stopped = true;
      while (running) await running;
    },
  };
}

function isRewrite(item: Item): boolean {
  return item.kind === 'group' && item.group.rewrite !== undefined;
}

function answerPress(press: StreamPress, answer: PressAnswer): void {
  if (answer.kind !== 'out') press.gate.closed = true;
  press.answer(answer);
}

/** What the commands of a batch name, in set statements (S83); rows found through those are loaded in each one's turn. */
async function prefetch(items: readonly Item[], set: WorkingSet, dict: MutableDictionary, at: number): Promise<void> {
  const given = items.flatMap((item) => (item.kind === 'press' ? [item.press.command] : item.group.commands));
  await set.ensureCommands(given.map((command) => command.commandId));
  if (given.length > 1) await foresee(given, set, dict, at);
}

/** Id of a command that an event, alarm or rule gives: the same for the same cause, whatever was lost in between (S63). */
export function causedId(...parts: readonly (string | number)[]): string {
  return derivedId('caused', ...parts);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** File and line of our own code: errors' messages may hold a client's words, places can't. */
function placeOfBug(error: unknown): string {
  const line = error instanceof Error ? error.stack?.split('\n').find((text) => /^\s+at /.test(text)) : undefined;
  return /([\w.-]+\.[jt]s:\d+)/.exec(line ?? '')?.[1] ?? '';
}
