/** Answers of the fake console: plain loops over a small table, in the order the real queries promise. */
import type { RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import type { BoardCard, CardView, ChronicleDone, ConversationView, DraftKind, InboxCounts, InboxRow, MessageRow, PaymentRow, SearchHit, TaskRow, TeamView } from '#shared/queries/rows.ts';
import type { InboxFilter } from '#shared/queries/registry.ts';
import { dictionaryKinds } from '#shared/engine/dictionary.ts';

export interface FakeRows {
  all(kind: RecordKind): Record<string, unknown>[];
  get(kind: RecordKind, id: string): Record<string, unknown> | null;
}

export interface FakeLocal {
  me: string;
  now(): number;
  /** Unsent answers and notes, per conversation. */
  drafts: Record<DraftKind, Map<string, string>>;
  /** Command that made a message, while it can be undone. */
  madeBy: Map<string, string>;
  /** Talks whose messages have not come yet. */
  missing(): number;
}

export function createFakeQueries(rows: FakeRows, local: FakeLocal): Record<string, (params: never) => unknown> {
  const all = <K extends RecordKind>(kind: K): RecordBodies[K][] => rows.all(kind) as unknown as RecordBodies[K][];
  const one = <K extends RecordKind>(kind: K, id: string | null): RecordBodies[K] | null => (id ? (rows.get(kind, id) as unknown as RecordBodies[K] | null) : null);
  const me = (): RecordBodies['person'] => one('person', local.me)!;
  const seesAll = (): boolean => one('role', me().roleId)?.sees === 'all';

  const dealOf = (conversationId: string): RecordBodies['deal'] | null => {
    const deals = all('deal').filter((deal) => deal.conversationId === conversationId).toSorted((a, b) => b.createdAt - a.createdAt);
    return deals.find((deal) => deal.state === 'open' || deal.state === 'holding') ?? deals[0] ?? null;
  };
  const unreadOf = (conversation: RecordBodies['conversation']): number => Math.max(0, conversation.inboundCount - (all('readMark').filter((mark) => mark.personId === local.me && mark.conversationId === conversation.id).toSorted((a, b) => b.at - a.at)[0]?.readCount ?? 0));

  const rowOf = (conversation: RecordBodies['conversation']): InboxRow => {
    const deal = dealOf(conversation.id);
    const contact = one('contact', conversation.contactId);
    return {
      conversationId: conversation.id, contactId: conversation.contactId, name: contact?.name ?? '', avatar: null, accountId: conversation.accountId, channel: conversation.channel,
      seatId: conversation.seatId, mine: conversation.seatId !== null && conversation.seatId === me().seatId, last: conversation.last, lastIn: conversation.lastIn,
      owedSince: conversation.owedSince, clockLevel: conversation.clockLevel, unread: unreadOf(conversation), windowUntil: conversation.windowUntil, snoozedUntil: conversation.snoozedUntil,
      closed: conversation.closedAt !== null, dealId: deal?.id ?? null, funnelId: deal?.funnelId ?? null, stageId: deal?.stageId ?? null, urgent: deal?.urgent ?? false,
      starred: deal?.starredBy.includes(me().id) ?? false, draft: local.drafts.answer.get(conversation.id) ?? null, createdAt: conversation.createdAt, pending: false,
    };
  };
  const visible = (): InboxRow[] => all('conversation').filter((one) => one.removedAt === null).map(rowOf).filter((row) => seesAll() || row.mine || row.seatId === null);
  const owes = (row: InboxRow): boolean => row.owedSince !== null && row.snoozedUntil === null;
  const inboxOrder = (a: InboxRow, b: InboxRow): number => Number(owes(b)) - Number(owes(a)) || (owes(a) ? a.owedSince! - b.owedSince! : (b.last?.at ?? 0) - (a.last?.at ?? 0));
  const page = (list: InboxRow[], after: string | null, limit: number): { rows: InboxRow[]; cursor: string | null } => {
    const from = after === null ? 0 : Number(after);
    return { rows: list.slice(from, from + limit), cursor: from + limit < list.length ? String(from + limit) : null };
  };
  const matches = (row: InboxRow, filter: InboxFilter): boolean =>
    (filter.view === 'all' || (filter.view === 'owed' ? owes(row) && (row.mine || row.seatId === null || seesAll()) : filter.view === 'mine' ? row.mine : row.seatId === null)) &&
    (filter.accountId === null || row.accountId === filter.accountId) && (filter.stageId === null || row.stageId === filter.stageId) && (!filter.unreadOnly || row.unread > 0);

  const viewOf = (conversationId: string): ConversationView | null => {
    const conversation = one('conversation', conversationId);
    if (!conversation) return null;
    const row = rowOf(conversation);
    return {
      conversation, contact: one('contact', conversation.contactId)!, profile: all('profile').find((profile) => profile.contactId === conversation.contactId) ?? null,
      account: one('account', conversation.accountId)!, deal: dealOf(conversationId), mine: row.mine, unread: row.unread, draft: row.draft, noteDraft: local.drafts.note.get(conversationId) ?? null,
      hasClientPhoto: all('message').some((message) => message.conversationId === conversationId && message.direction === 'in' && message.attachments.some((file) => file.kind === 'photo')),
    };
  };
  const cards = (params: { funnelId: string; mineOnly: boolean; seatId: string | null }): BoardCard[] =>
    all('deal').filter((deal) => deal.funnelId === params.funnelId && (!params.mineOnly || deal.seatId === me().seatId) && (params.seatId === null || deal.seatId === params.seatId)).map((deal) => {
      const conversation = one('conversation', deal.conversationId);
      const needed = deal.fields['needed-at'] as { at: number } | undefined;
      return {
        dealId: deal.id, number: deal.number, conversationId: deal.conversationId, contactId: deal.contactId, name: one('contact', deal.contactId)?.name ?? '', accountId: deal.accountId,
        channel: conversation?.channel ?? null, seatId: deal.seatId, stageId: deal.stageId, what: conversation?.lastIn?.text ?? '', neededAt: needed?.at ?? null, amountMinor: deal.amountMinor, currency: deal.currency,
        owedSince: conversation?.owedSince ?? null, clockLevel: conversation?.clockLevel ?? 0, lastAt: conversation?.last?.at ?? null, unread: conversation ? unreadOf(conversation) : 0, urgent: deal.urgent,
        starred: deal.starredBy.includes(me().id), pending: false,
      };
    });

  return {
    'team.view': (): TeamView => {
      const [team] = all('team');
      const role = one('role', me().roleId);
      const seat = one('seat', me().seatId);
      const rest = Object.fromEntries(dictionaryKinds.map((kind) => [`${kind}s`, all(kind)]));
      return {
        ...(rest as unknown as TeamView), people: all('person'), clock: all('clock')[0] ?? null, team: team ?? null,
        me: { personId: me().id, name: me().name, login: me().login, roleId: me().roleId, seatId: me().seatId, seatName: seat?.name ?? null, may: role?.may ?? [], sees: role?.sees ?? 'own' },
        accounts: all('account').map((account) => ({ ...account, state: one('accountState', account.id) })),
      };
    },
    'inbox.page': (params: { filter: InboxFilter; after: string | null; limit: number }) => page(visible().filter((row) => matches(row, params.filter)).toSorted(inboxOrder), params.after, params.limit),
    'inbox.counts': (): InboxCounts => {
      const list = visible();
      const owed = list.filter(owes);
      const count = (test: (row: InboxRow) => boolean): number => list.filter(test).length;
      return {
        owed: owed.length, late: owed.filter((row) => row.clockLevel >= 2).length, mine: count((row) => row.mine), untaken: count((row) => row.seatId === null), unread: count((row) => row.unread > 0), all: list.length,
        chronicle: owed.length, paymentsWaiting: all('paymentClaim').filter((claim) => claim.state === 'waiting').length, tasksDue: all('task').filter((task) => task.doneAt === null && task.dueAt < local.now()).length,
        byAccount: all('account').map((account) => ({ accountId: account.id, owed: owed.filter((row) => row.accountId === account.id).length, late: owed.filter((row) => row.accountId === account.id && row.clockLevel >= 2).length })),
        byStage: [...new Set(list.map((row) => row.stageId))].filter((id) => id !== null).map((stageId) => ({ stageId, count: count((row) => row.stageId === stageId) })),
      };
    },
    'payment.waiting': (params: { limit: number }) => {
      const rows = all('paymentClaim').filter((claim) => claim.state === 'waiting').toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((claim): PaymentRow => {
        const deal = one('deal', claim.dealId)!;
        return {
          claimId: claim.id, dealId: claim.dealId, number: deal.number, name: one('contact', deal.contactId)?.name ?? '', funnelId: deal.funnelId, stageId: claim.stageId, amountMinor: claim.amountMinor, currency: claim.currency,
          account: claim.account, note: claim.note, receipt: claim.receipt ?? null, dealAmountMinor: deal.amountMinor, paidMinor: deal.paidMinor, claimedBy: one('person', claim.claimedBy)?.name ?? null, claimedAt: claim.createdAt, deciding: false,
        };
      });
      return { rows: rows.slice(0, params.limit), count: rows.length };
    },
    'chronicle.page': (params: { mineOnly: boolean; accountId: string | null; source: string; after: string | null; limit: number }) =>
      page(visible().filter((row) => owes(row) && (params.source === 'all' || (params.source === 'comment') === (row.lastIn?.kind === 'comment')) && (!params.mineOnly || row.mine) && (params.accountId === null || row.accountId === params.accountId)).toSorted((a, b) => (b.lastIn?.at ?? 0) - (a.lastIn?.at ?? 0)), params.after, params.limit),
    'chronicle.done': (params: { since: number; limit: number }) => {
      const rows = visible().filter((row) => row.owedSince === null && (row.lastIn?.at ?? 0) >= params.since).map((row): ChronicleDone => ({ conversationId: row.conversationId, name: row.name, accountId: row.accountId, channel: row.channel, at: row.last?.at ?? 0, how: row.last?.direction === 'out' ? 'answered' : 'notNeeded', by: me().name }));
      return { rows: rows.slice(0, params.limit), count: rows.length };
    },
    'conversation.view': (params: { conversationId: string }) => viewOf(params.conversationId),
    'message.page': (params: { conversationId: string; before: string | null; around: string | null; limit: number }) => {
      const list = all('message').filter((message) => message.conversationId === params.conversationId).toSorted((a, b) => b.at - a.at);
      const hit = params.around === null ? -1 : list.findIndex((message) => message.id === params.around);
      const from = hit >= 0 ? Math.max(0, hit - Math.ceil(params.limit / 2)) : params.before === null ? 0 : list.findIndex((message) => message.id === params.before) + 1;
      const rows: MessageRow[] = list.slice(from, from + params.limit).map((message) => ({ ...message, personName: one('person', message.personId)?.name ?? null, pending: false, commandId: local.madeBy.get(message.id) ?? null }));
      return { rows, more: from + params.limit < list.length };
    },
    'card.view': (params: { conversationId: string }): CardView | null => {
      const view = viewOf(params.conversationId);
      if (!view) return null;
      return {
        ...view, profiles: all('profile').filter((row) => row.contactId === view.contact.id), deals: all('deal').filter((row) => row.contactId === view.contact.id),
        tasks: all('task').filter((row) => row.conversationId === params.conversationId && row.cancelledAt === null), history: all('history').filter((row) => row.rootId === params.conversationId || row.rootId === view.deal?.id || row.rootId === view.contact.id).toSorted((a, b) => b.at - a.at),
        comments: all('message').filter((row) => row.conversationId === params.conversationId && row.kind === 'comment'),
      };
    },
    'board.stages': (params: { funnelId: string; mineOnly: boolean; seatId: string | null }) =>
      (one('funnel', params.funnelId)?.stages ?? []).map((stage) => {
        const here = cards(params).filter((card) => card.stageId === stage.id);
        return { stageId: stage.id, count: here.length, sumMinor: here.reduce((sum, card) => sum + (card.amountMinor ?? 0), 0) };
      }),
    'board.cards': (params: { funnelId: string; stageId: string; mineOnly: boolean; seatId: string | null; offset: number; limit: number }) => {
      const here = cards(params).filter((card) => card.stageId === params.stageId).toSorted((a, b) => (b.owedSince === null ? 0 : 1) - (a.owedSince === null ? 0 : 1) || (b.lastAt ?? 0) - (a.lastAt ?? 0));
      return { rows: here.slice(params.offset, params.offset + params.limit), more: params.offset + params.limit < here.length };
    },
    'search.all': (params: { term: string; conversationId: string | null; limit: number }): SearchHit[] => {
      const term = params.term.toLocaleLowerCase();
      const hit = (text: string): [number, number][] => {
        const at = text.toLocaleLowerCase().indexOf(term);
        return at < 0 ? [] : [[at, at + term.length]];
      };
      const people = all('contact').filter((contact) => hit(contact.name).length > 0 || contact.phone?.endsWith(term)).map((contact): SearchHit => {
        const conversation = all('conversation').find((row) => row.contactId === contact.id) ?? null;
        return { kind: 'contact', conversationId: conversation?.id ?? null, contactId: contact.id, messageId: null, dealId: null, name: contact.name, handle: null, accountId: conversation?.accountId ?? null, channel: conversation?.channel ?? null, text: contact.name, marks: hit(contact.name), at: contact.firstRequestAt };
      });
      const messages = all('message').filter((message) => hit(message.text).length > 0 && (params.conversationId === null || message.conversationId === params.conversationId)).map((message): SearchHit => {
        const conversation = one('conversation', message.conversationId)!;
        return { kind: 'message', conversationId: conversation.id, contactId: conversation.contactId, messageId: message.id, dealId: null, name: one('contact', conversation.contactId)?.name ?? '', handle: null, accountId: conversation.accountId, channel: conversation.channel, text: message.text, marks: hit(message.text), at: message.at };
      });
      return [...people, ...messages].slice(0, params.limit);
    },
    'search.state': () => ({ complete: local.missing() === 0, missing: local.missing() }),
    'task.list': (params: { mineOnly: boolean; limit: number }): TaskRow[] =>
      all('task').filter((task) => task.doneAt === null && task.cancelledAt === null).map((task) => ({ ...task, contactName: one('contact', task.contactId)?.name ?? null, accountId: one('conversation', task.conversationId)?.accountId ?? null, mine: task.seatId === me().seatId, overdue: task.dueAt < local.now() }))
        .filter((task) => !params.mineOnly || task.mine).toSorted((a, b) => a.dueAt - b.dueAt).slice(0, params.limit),
    'history.of': (params: { contactId: string | null; dealId: string | null; limit: number }) => all('history').filter((row) => row.rootId === params.contactId || row.rootId === params.dealId).toSorted((a, b) => b.at - a.at).slice(0, params.limit),
    'outbox.notDelivered': () => [],
  };
}
