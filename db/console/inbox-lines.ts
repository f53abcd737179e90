/** Keeps one ready-made line of the lists per conversation, its sums, and the order of its deals, in the transaction that changes what it shows. */
import type { ContactBody, ConversationBody, DealBody, MessageKind, ProfileBody } from '#shared/model/bodies.ts';
import type { InboxRow } from '#shared/queries/rows.ts';
import type { PersonId, SeatId } from '#shared/base/ids.ts';
import type { Preparer } from '#db/console/prepared.ts';
import { boardSort } from '#db/console/stored-rows.ts';
import type { StoredRows } from '#db/console/stored-rows.ts';
import type { Tallies } from '#db/console/tallies.ts';
import type { InboxRecord } from '#db/console/schema.ts';

/** What stands in `inbox.row`: an InboxRow without what only the moment knows. */
export type InboxLine = Omit<InboxRow, 'draft' | 'pending'>;

export const holders = { untaken: 0, mine: 1, other: 2, closed: 3 } as const;

type Facts = Pick<InboxRecord, 'holder' | 'owed' | 'unread' | 'account' | 'stage'> & { chronicle: number; late: number };

export interface Viewer {
  personId: PersonId;
  seatId: SeatId | null;
}

export function sourceOf(kind: MessageKind | undefined): 'direct' | 'comment' | 'story' | 'other' {
  if (kind === 'comment') return 'comment';
  if (kind === 'story_reply' || kind === 'story_mention') return 'story';
  return kind === undefined || kind === 'event' || kind === 'unsupported' ? 'other' : 'direct';
}

/** The deal that buttons and card work on: the newest open one, else the newest. */
export function currentDeal(deals: readonly DealBody[]): DealBody | null {
  const live = deals.filter((deal) => deal.state !== 'removed');
  const open = live.filter((deal) => deal.state === 'open' || deal.state === 'holding');
  return newest(open) ?? newest(live);
}

function newest(deals: readonly DealBody[]): DealBody | null {
  return deals.reduce<DealBody | null>((best, deal) => (best === null || deal.createdAt > best.createdAt || (deal.createdAt === best.createdAt && deal.id > best.id) ? deal : best), null);
}

export type InboxLines = ReturnType<typeof createInboxLines>;

export function createInboxLines(prepare: Preparer, rows: StoredRows, tallies: Tallies) {
  const held = prepare<[string], Facts & { chronicle_at: number | null }>(
    "SELECT holder, owed, unread, account, stage, chronicle_at, chronicle_at IS NOT NULL AS chronicle, coalesce(row ->> 'clockLevel', 0) >= 2 AS late FROM inbox WHERE id = ?",
  );
  const put = prepare<unknown[], never>(`INSERT INTO inbox (id, sort, holder, owed, unread, account, stage, chronicle_at, source, deal, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET sort = excluded.sort, holder = excluded.holder, owed = excluded.owed, unread = excluded.unread, account = excluded.account, stage = excluded.stage,
    chronicle_at = excluded.chronicle_at, source = excluded.source, deal = excluded.deal, row = excluded.row`);
  const drop = prepare<[string], never>('DELETE FROM inbox WHERE id = ?');
  const dealsOf = prepare<[string], { id: string; body: string; sort: number }>('SELECT id, body, sort FROM deal WHERE conversation_id = ?');
  const setSort = prepare<[number, string], never>('UPDATE deal SET sort = ? WHERE id = ?');
  const profilesOf = prepare<[string], { body: string }>('SELECT body FROM profile WHERE contact_id = ?');
  const readCount = prepare<[string, string], { n: number }>('SELECT read_count AS n FROM read_mark WHERE conversation_id = ? AND person_id = ?');
  const everyId = prepare<[], { id: string }>('SELECT id FROM conversation');

  const count = (facts: Facts, way: 1 | -1): void => {
    const near = facts.holder < holders.other;
    if (facts.holder !== holders.closed) {
      tallies.add('inbox:all', way);
      if (facts.stage !== null) tallies.add(`inbox:stage:${facts.stage}`, way);
    }
    if (facts.chronicle) tallies.add('inbox:chronicle', way);
    if (facts.holder === holders.mine) tallies.add('inbox:mine', way);
    if (facts.holder === holders.untaken) tallies.add('inbox:untaken', way);
    if (near && facts.unread > 0) tallies.add('inbox:unread', way);
    if (!near || !facts.owed) return;
    tallies.add('inbox:owed', way);
    tallies.add(`inbox:owed:${facts.account}`, way);
    if (facts.late) {
      tallies.add('inbox:late', way);
      tallies.add(`inbox:late:${facts.account}`, way);
    }
  };

  const lineOf = (body: ConversationBody, deals: readonly DealBody[], viewer: Viewer): InboxLine => {
    const contact = rows.get('contact', body.contactId)?.body as ContactBody | undefined;
    const profiles = profilesOf.all(body.contactId).map((raw) => JSON.parse(raw.body) as ProfileBody);
    const profile = profiles.find((one) => one.accountId === body.accountId) ?? profiles[0];
    const deal = currentDeal(deals);
    const mine = body.seatId !== null && body.seatId === viewer.seatId;
    return {
      conversationId: body.id, contactId: body.contactId, name: contact?.name || profile?.name || profile?.handle || '', avatar: profile?.avatar ?? null,
      accountId: body.accountId, channel: body.channel, seatId: body.seatId, mine, last: body.last, lastIn: body.lastIn, owedSince: body.owedSince, clockLevel: body.clockLevel,
      unread: Math.max(0, body.inboundCount - (readCount.get(body.id, viewer.personId)?.n ?? 0)), windowUntil: body.windowUntil, snoozedUntil: body.snoozedUntil,
      closed: body.closedAt !== null, dealId: deal?.id ?? null, funnelId: deal?.funnelId ?? null, stageId: deal?.stageId ?? null, urgent: deal?.urgent ?? false,
      starred: deal?.starredBy.includes(viewer.personId) ?? false, createdAt: body.createdAt,
    };
  };

  const refresh = (id: string, viewer: Viewer): void => {
    const before = held.get(id);
    if (before) count(before, -1);
    const body = rows.get('conversation', id)?.body ?? null;
    const deals = dealsOf.all(id).map((raw) => ({ sort: raw.sort, body: JSON.parse(raw.body) as DealBody }));
    for (const { sort, body: deal } of deals) {
      const wanted = boardSort(body?.owedSince ?? null, deal.stageEnteredAt);
      if (wanted !== sort) setSort.run(wanted, deal.id);
    }
    if (!body || body.removedAt !== null) {
      if (before) drop.run(id);
      return;
    }
    const line = lineOf(body, deals.map((deal) => deal.body), viewer);
    const owed = line.owedSince !== null && line.snoozedUntil === null && !line.closed;
    const holder = line.closed ? holders.closed : line.seatId === null ? holders.untaken : line.mine ? holders.mine : holders.other;
    const chronicleAt = line.owedSince !== null && line.lastIn !== null ? line.lastIn.at : null;
    const sort = owed ? line.owedSince! : 1e15 - (line.last?.at ?? line.createdAt);
    put.run(id, sort, holder, owed ? 1 : 0, line.unread, line.accountId, line.stageId, chronicleAt, sourceOf(line.lastIn?.kind), line.dealId, JSON.stringify(line));
    count({ holder, owed: owed ? 1 : 0, unread: line.unread, account: line.accountId, stage: line.stageId, chronicle: chronicleAt === null ? 0 : 1, late: line.clockLevel >= 2 ? 1 : 0 }, 1);
  };
  return {
    refresh,
    /** Every line anew: the person has moved to another seat. */
    refreshAll(viewer: Viewer): void {
      for (const { id } of everyId.all()) refresh(id, viewer);
    },
  };
}
