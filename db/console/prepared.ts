/** Prepares statements when they are first asked, and remembers the text of all, so that a test can look at the plan of every one. */
import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '#db/core/open-database.ts';

export interface Prepared<Params extends unknown[], Row> {
  get(...params: Params): Row | undefined;
  all(...params: Params): Row[];
  run(...params: Params): { changes: number; lastInsertRowid: number | bigint };
}

export interface Preparer {
  <Params extends unknown[], Row>(sql: string): Prepared<Params, Row>;
  /** Every text prepared so far. */
  readonly texts: readonly string[];
}

export function createPreparer(db: SqliteDatabase): Preparer {
  const texts: string[] = [];
  const prepare = <Params extends unknown[], Row>(sql: string): Prepared<Params, Row> => {
    texts.push(sql);
    // Of a hundred and more most are not asked in the first second of a start.
    let made: Statement<Params, Row> | null = null;
    const ready = (): Statement<Params, Row> => (made ??= db.prepare<Params, Row>(sql));
    return { get: (...params) => ready().get(...params), all: (...params) => ready().all(...params), run: (...params) => ready().run(...params) };
  };
  return Object.assign(prepare, { texts });
}
