/** One writing step on PostgreSQL: the head's row locked until COMMIT, so that the order of seq is the order of commits (S83–S86). */
import type { Head } from '#db/server/store.ts';
import { codeOf } from '#db/server/postgres/postgres-errors.ts';
import { createPostgresReader } from '#db/server/postgres/postgres-reader.ts';
import type { Query, Session } from '#db/server/postgres/postgres-session.ts';
import { createPostgresWriter } from '#db/server/postgres/postgres-writer.ts';
import type { PostgresWriter } from '#db/server/postgres/postgres-writer.ts';
import * as rows from '#db/server/sqlite/rows.ts';

export type Isolation = 'READ COMMITTED' | 'SERIALIZABLE';

export type StepEnd<T> =
  | { kind: 'committed'; answer: T; headSet: Head | null }
  /** Nothing of it stands. */
  | { kind: 'failed'; error: unknown }
  /** COMMIT was sent and not answered: whether it stands is asked with these (S85). */
  | { kind: 'unknown'; answer: T; headSet: Head | null; xid: string };

const lockTries = 100;
const lockHead = 'SELECT seq, mark, at, epoch, horizon, deal_number, txid_current()::text AS xid FROM head WHERE one = 1 FOR UPDATE';

export async function runStep<T>(session: Session, isolation: Isolation, work: (writer: PostgresWriter) => Promise<T>): Promise<StepEnd<T>> {
  // The first that failed says why; after it every statement only says that the transaction is broken.
  let failure: { error: unknown } | null = null;
  const query: Query = async (sql, values) => {
    try {
      return await session.query(sql, values);
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  };
  const sent: Promise<unknown>[] = [];
  const send = (sql: string, values: readonly unknown[]): void => void sent.push(query(sql, values).catch(() => undefined));
  let answer: T;
  let writer: PostgresWriter;
  let xid: string;
  try {
    const locked = await lock(session, isolation);
    xid = locked.xid;
    writer = createPostgresWriter(send, query, createPostgresReader(query), rows.head(locked));
    answer = await work(writer);
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    await Promise.all(sent);
    return { kind: 'failed', error: failure === null ? error : (failure as { error: unknown }).error };
  }
  const headSet = writer.headSet();
  try {
    const { command } = await session.query('COMMIT');
    await Promise.all(sent);
    if (failure === null && command === 'COMMIT') return { kind: 'committed', answer, headSet };
    // COMMIT of a broken transaction answers ROLLBACK.
    return { kind: 'failed', error: failure === null ? new Error(command) : (failure as { error: unknown }).error };
  } catch (error) {
    await Promise.all(sent);
    // An answer with a code of its own is an answer; a line that ended while COMMIT was on it is none.
    if (!session.dead() && codeOf(error) !== '') return { kind: 'failed', error: failure === null ? error : (failure as { error: unknown }).error };
    return { kind: 'unknown', answer, headSet, xid };
  }
}

/** Under SERIALIZABLE whoever waited for the head must begin again, and does so at once: nothing has been done yet. */
async function lock(session: Session, isolation: Isolation): Promise<rows.HeadRow & { xid: string }> {
  for (let tries = 1; ; tries += 1) {
    const begun = session.query(`BEGIN ISOLATION LEVEL ${isolation}`);
    try {
      const [, { rows: locked }] = await Promise.all([begun, session.query<rows.HeadRow & { xid: string }>(lockHead)]);
      return locked[0]!;
    } catch (error) {
      if (tries >= lockTries || codeOf(error) !== '40001') throw error;
      await session.query('ROLLBACK');
    }
  }
}

/** Whether a step whose COMMIT was not answered stands. The lock on the head is had only once that step has ended, one way or the other (S85). */
export async function stands(session: Session, end: { headSet: Head | null; xid: string }): Promise<boolean> {
  await session.run('BEGIN');
  try {
    await session.query('SELECT seq FROM head WHERE one = 1 FOR UPDATE');
    const { rows: found } = end.headSet && end.headSet.seq > 0
      ? await session.query<{ here: boolean }>('SELECT EXISTS (SELECT 1 FROM commits WHERE seq = $1 AND mark = $2) AS here', [end.headSet.seq, end.headSet.mark])
      : await session.query<{ here: boolean }>(`SELECT txid_status($1::bigint) = 'committed' AS here`, [end.xid]);
    return found[0]!.here === true;
  } finally {
    await session.run('ROLLBACK').catch(() => undefined);
  }
}
