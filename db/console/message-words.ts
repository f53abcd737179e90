/**
 * The full-text index of messages: what comes waits in `unindexed` and is taken in many at once, oldest place first, in steps a screen does not
 * feel (S32); word by word as rows come it would cost more than the rows.
 */
import type { Preparer } from '#db/console/prepared.ts';

export type MessageWords = ReturnType<typeof createMessageWords>;

export function createMessageWords(prepare: Preparer) {
  const queue = prepare<[number], never>('INSERT OR IGNORE INTO unindexed (place) VALUES (?)');
  const unqueue = prepare<[number], never>('DELETE FROM unindexed WHERE place = ?');
  const drop = prepare<[number, string], never>("INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', ?, ?)");
  // The newest are the likeliest to be looked for. Within a step places ascend: that is the order the index takes them in cheaply.
  const next = 'SELECT place FROM unindexed ORDER BY place DESC LIMIT ?';
  const take = prepare<[number], never>(`INSERT INTO message_words (rowid, text) SELECT place, text FROM message WHERE place IN (${next}) ORDER BY place`);
  const taken = prepare<[number], never>(`DELETE FROM unindexed WHERE place IN (${next})`);
  const any = prepare<[], { place: number }>('SELECT place FROM unindexed LIMIT 1');
  let waiting: boolean | null = null;
  return {
    /** True while a message may not be found by its words yet. */
    waiting: (): boolean => (waiting ??= any.get() !== undefined),
    add(place: number, text: string): void {
      if (text === '') return;
      queue.run(place);
      waiting = true;
    },
    /** `text`: as it was when it was added. */
    remove(place: number, text: string): void {
      if (text === '' || (waiting !== false && unqueue.run(place).changes > 0)) return;
      drop.run(place, text);
    },
    /** Takes so many in; false = none is left. Inside a transaction. */
    step(limit: number): boolean {
      if (waiting === false) return false;
      take.run(limit);
      waiting = taken.run(limit).changes === limit;
      return waiting;
    },
    /** After a rollback: what stands in the file counts. */
    reload: (): void => void (waiting = null),
  };
}
