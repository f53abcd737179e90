/** Tells live consoles what has been committed: the log between each one's place and the head, computed per person (S35–S37, S24). */
import type { Store } from '#db/server/store.ts';
import { createKeyHolders } from '#server/sync/key-holders.ts';
import { openWindow } from '#server/sync/pull.ts';
import type { Delta } from '#server/sync/pull.ts';
import { pages } from '#server/sync/pull-answer.ts';
import { lagBytes } from '#server/sync/connection.ts';
import type { Connection } from '#server/sync/connection.ts';
import type { Log } from '#server/log.ts';

export interface FanOut {
  /** Something was committed, or a console has become live. */
  wake(): void;
  /** Moves the cursors of those who had nothing to hear. */
  idle(): void;
  settled(): Promise<void>;
}

const noDelta: Delta = { lv: [], del: [], todo: [], up: [] };

export function createFanOut(deps: { store: Store; connections: ReadonlySet<Connection>; head(): { seq: number; mark: string }; log: Log }): FanOut {
  let running: Promise<void> | null = null;
  let marks = new Map<number, string>();
  const keyHolders = createKeyHolders();

  const behind = (): Connection[] => {
    const { seq } = deps.head();
    return [...deps.connections].filter((connection) => !connection.closed() && !connection.lagging && connection.at !== null && connection.at < seq);
  };
  const send = (connection: Connection, head: { seq: number; mark: string }, delta: Delta, texts: Map<Delta, Map<number, string[]>>): void => {
    connection.at = head.seq;
    const silent = delta.lv.length + delta.del.length + delta.todo.length + delta.up.length === 0;
    if (silent && connection.due <= connection.lastTo) return;
    if (connection.buffered() > lagBytes) {
      // What it misses it will pull (S37).
      connection.lagging = true;
      connection.at = null;
      return;
    }
    // Those who see the same and have been told the same hear the same words.
    const said = texts.get(delta) ?? new Map<number, string[]>();
    const words = said.get(connection.lastTo) ?? pages(connection.lastTo, head, delta, []).map((frame) => JSON.stringify(frame));
    texts.set(delta, said.set(connection.lastTo, words));
    connection.sendTexts(words, head.seq);
  };

  /** One snapshot for all; consoles at the same place share a window. The log is always read, so that no batch is skipped (S35). */
  const round = async (): Promise<void> => {
    const places = Map.groupBy(behind(), (connection) => connection.at!);
    await deps.store.read(async (reader) => {
      const head = await reader.head();
      marks = new Map([[head.seq, head.mark]]);
      for (const [from, connections] of places) {
        const window = await openWindow(reader, from, head.seq);
        const holders = await keyHolders.steady(reader, from, head);
        const concerned = holders && window.among(holders);
        const texts = new Map<Delta, Map<number, string[]>>();
        for (const connection of connections) {
          const delta = concerned === null || concerned.has(connection.person) ? await window.delta(connection.person) : noDelta;
          // A pull may have begun meanwhile: it answers for these changes (S36).
          if (connection.at === from && !connection.closed()) send(connection, head, delta, texts);
        }
      }
    });
  };
  const run = async (): Promise<void> => {
    while (behind().length > 0) {
      try {
        await round();
      } catch (error) {
        deps.log('fanout.failed', { error: error instanceof Error ? error.name : '' });
        for (const connection of behind()) connection.close('retry', 1000);
      }
    }
  };
  const wake = (): void => {
    running ??= Promise.resolve().then(run).finally(() => {
      running = null;
      if (behind().length > 0) wake();
    });
  };
  return {
    wake,
    idle() {
      const head = deps.head();
      for (const connection of deps.connections) {
        if (connection.lagging && connection.buffered() < lagBytes / 8) {
          connection.lagging = false;
          connection.send({ t: 'wake', head: head.seq });
        } else if (connection.at !== null) {
          // Also to those who are up to date: silence means a dead line.
          const mark = connection.at === head.seq ? head.mark : (marks.get(connection.at) ?? null);
          if (mark !== null) connection.sendPages(pages(connection.lastTo, { seq: connection.at, mark }, noDelta, []));
        }
      }
    },
    async settled() {
      while (running) await running;
    },
  };
}
