/** Every statement over the big tables goes by an index: nothing is scanned, nothing is sorted aside. */
import { describe, expect, it } from 'vitest';
import { inboxSql } from '#db/console/queries/inbox-page.ts';
import type { InboxFilter } from '#shared/queries/registry.ts';
import { client, createReplicaWorld, delta, mySeat, start, team } from '#tests/helpers/replica-world.ts';

const big = ['message', 'conversation', 'contact', 'profile', 'deal', 'inbox', 'task', 'history', 'read_mark'];
const scans = new RegExp(`^SCAN (${big.join('|')})\\b(?!.*USING (COVERING )?INDEX)`);

const filters: InboxFilter[] = (['owed', 'mine', 'untaken', 'all'] as const).flatMap((view) =>
  [null, 'account'].flatMap((accountId) => [null, 'stage'].flatMap((stageId) => [false, true].map((unreadOnly) => ({ view, accountId, stageId, unreadOnly }) as InboxFilter))));

describe('[S91] plans', () => {
  it.each(filters)('inbox of $view, account $accountId, stage $stageId, unread $unreadOnly', (filter) => {
    const world = createReplicaWorld();
    const plan = world.plan(inboxSql(filter));
    expect(plan.join('\n')).toMatch(/USING (COVERING )?INDEX inbox_/);
    expect(plan.filter((line) => /TEMP B-TREE/.test(line) || scans.test(line))).toEqual([]);
  });

  it('[S91] every statement of the replica and its queries', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...client({ n: 1, seatId: mySeat, owedSince: start })] }));
    const readers = [...new Set(world.replica.prepare.texts)].filter((sql) => /^\s*SELECT/.test(sql));
    expect(readers.length).toBeGreaterThan(40);
    // Read once, when the program starts or a person changes seats; a few rows; or counted up to a limit along an index.
    const whole = new Set(['SELECT id FROM conversation', 'SELECT kind, id, body FROM dictionary', 'SELECT kind, id, base FROM overlay', 'SELECT kind, id, facet FROM dictionary', 'SELECT count(*) AS n FROM want']);
    const bad = readers.filter((sql) => !whole.has(sql)).flatMap((sql) => {
      // Rows of one contact or conversation, put in order after they were found by an index.
      const few = /(contact_id|conversation_id|deal_id|root|external_key|chat_key) = \?|chat_key|contact\.id\)/.test(sql);
      return world.plan(sql).filter((line) => scans.test(line) || (!few && /TEMP B-TREE/.test(line))).map((line) => `${line} ← ${sql}`);
    });
    expect(bad).toEqual([]);
  });
});
