/** Prepares statements and remembers their text, so that a test can look at the plan of every one. */
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
    return db.prepare<Params, Row>(sql);
  };
  return Object.assign(prepare, { texts });
}
