/** Lists and search at 100,000 conversations and 1,000,000 messages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReplica } from '#db/console/open-replica.ts';
import { createReplica } from '#db/console/replica.ts';
import { createQueries } from '#db/console/queries/answer-queries.ts';
import type { QueryContext } from '#db/console/queries/context.ts';
import { copyOfDataSet, dataSetKey, fullSize, id, viewerId, wordOfRank } from '#tests/bench/data-set.ts';
import { measured, reproducible } from '#tests/bench/measure.ts';
import type { Measure } from '#tests/bench/measure.ts';

export async function run(): Promise<Measure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'pult-bench-'));
  try {
    const { db } = openReplica(copyOfDataSet(dir), 'bench', dataSetKey);
    const replica = createReplica(db, viewerId);
    const queries = createQueries(replica);
    const ctx: QueryContext = {
      dict: replica.dict, personId: viewerId, seatId: replica.viewer().seatId, now: Date.now(), draft: () => null, pending: replica.overlay.has, undoable: () => null, waiting: () => [], deciding: () => false, notDelivered: () => [],
    };
    const ask = (name: string, params: unknown): unknown => {
      const answer = queries.answer(name, params, ctx);
      if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
      return answer.value;
    };
    const random = reproducible(11);
    const accounts = replica.dict.all('account').map((account) => account.id);
    const views = ['owed', 'mine', 'untaken', 'all'];
    const filter = (): object => ({
      view: views[random(4)], accountId: random(3) === 0 ? accounts[random(accounts.length)] : null, stageId: random(4) === 0 ? ['new', 'details', 'done'][random(3)] : null, unreadOnly: random(4) === 0,
    });
    const conversation = (): string => id('c', random(fullSize.conversations));
    // Terms of two letters or more: common and rare words, whole and in part, one and two.
    const term = (): string => {
      const word = wordOfRank(random(4) === 0 ? random(20_000) : random(300));
      const part = random(2) === 0 ? word : word.slice(0, Math.max(2, 2 + random(3)));
      return random(4) === 0 ? `${part} ${wordOfRank(random(60))}` : part;
    };
    const rows = [
      ...measured('inbox: page of the list', 5, 2000, () => ask('inbox.page', { filter: filter(), after: null, limit: 50 })),
      ...measured('inbox: page of a conversation', 3, 2000, () => ask('message.page', { conversationId: conversation(), before: null, around: null, limit: 60 })),
      ...measured('inbox: search', 30, 1500, () => ask('search.all', { term: term(), conversationId: null, limit: 50 }), 150),
      ...measured('inbox: phone by its last digits', 30, 500, () => ask('search.all', { term: String(1000 + random(9000)), conversationId: null, limit: 50 })),
      ...measured('inbox: counts', 5, 1000, () => ask('inbox.counts', {})),
      ...measured('inbox: card', 5, 1000, () => ask('card.view', { conversationId: conversation() })),
      ...measured('inbox: board stage, 50 cards', 10, 300, () => ask('board.cards', { funnelId: 'sales', stageId: ['new', 'details', 'done'][random(3)], mineOnly: random(2) === 0, seatId: null, offset: random(4) * 50, limit: 50 })),
      ...measured('inbox: chronicle', 5, 500, () => ask('chronicle.page', { mineOnly: random(2) === 0, accountId: null, source: 'all', after: null, limit: 50 })),
    ];
    db.close();
    return rows;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
