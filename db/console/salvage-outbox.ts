/** What can still be read of a damaged outbox is taken over by its successor: presses with their ids and bytes, answers, drafts. The file itself is not touched. */
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { applyKey } from '#db/core/file-key.ts';
import type { SqliteDatabase } from '#db/core/open-database.ts';

/** A row takes no less. */
const leastRowBytes = 48;

/** `key`: 32 bytes, null = plain. Answers how many presses were read. A page that can't be read hides its rows and no others. */
export function salvageOutbox(aside: string, key: Uint8Array | null, into: SqliteDatabase): number {
  let from: SqliteDatabase;
  try {
    from = new Database(aside, { readonly: true, fileMustExist: true });
  } catch {
    return 0;
  }
  try {
    if (key) applyKey(from, key);
    return into.transaction(() => takeOver(from, into, Math.ceil(statSync(aside).size / leastRowBytes))).immediate();
  } finally {
    from.close();
  }
}

type Row = Record<string, unknown>;

function takeOver(from: SqliteDatabase, into: SqliteDatabase, most: number): number {
  const put = (table: string, row: Row): void => {
    const columns = Object.keys(row);
    into.prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(...Object.values(row));
  };
  let found = 0;
  const one = reading(from, 'SELECT * FROM cmd WHERE rowid = ?');
  const answer = reading(from, 'SELECT * FROM outcome WHERE cmd_id = ?');
  for (let rowid = 1; rowid <= most; rowid += 1) {
    const press = one(rowid);
    if (!press) continue;
    found += 1;
    put('cmd', press);
    // Without it the press goes out once more, and is answered as it was.
    const answered = answer(press['cmd_id']);
    if (answered) put('outcome', answered);
  }
  for (const table of ['draft', 'upload']) {
    try {
      for (const row of from.prepare<[], Row>(`SELECT * FROM ${table}`).iterate()) put(table, row);
    } catch {
      // Those before the damaged page have been taken.
    }
  }
  return found;
}

/** Null = there is no such row, or it can't be read. */
function reading(from: SqliteDatabase, sql: string): (value: unknown) => Row | null {
  let statement: ReturnType<typeof from.prepare<[unknown], Row>> | null = null;
  return (value) => {
    try {
      statement ??= from.prepare<[unknown], Row>(sql);
      return statement.get(value) ?? null;
    } catch {
      return null;
    }
  };
}
