/** The funnel board: heads from kept sums, cards of one stage in pages, those owed an answer first. */
import type { DealBody } from '#shared/model/bodies.ts';
import type { BoardCard, BoardStage } from '#shared/queries/rows.ts';
import type { FieldBody } from '#shared/model/preset.ts';
import type { InboxLine } from '#db/console/inbox-lines.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { Tallies } from '#db/console/tallies.ts';
import type { Answerer, QueryContext } from '#db/console/queries/context.ts';
import { labelIn } from '#shared/engine/format.ts';

interface Of {
  funnelId: string;
  mineOnly: boolean;
  seatId: string | null;
}

/** The seat to keep to; null = all, '' = none at all (mine, without a seat of one's own). */
function seatOf({ mineOnly, seatId }: Of, ctx: QueryContext): string | null {
  return mineOnly ? (ctx.seatId ?? '') : seatId;
}

export function createBoardStages(tallies: Tallies): Answerer<Of, BoardStage[]> {
  return (params, ctx) => {
    const seat = seatOf(params, ctx);
    const stages = new Map((ctx.dict.get('funnel', params.funnelId)?.stages ?? []).map(({ id }): [string, BoardStage] => [id, { stageId: id, count: 0, sumMinor: 0 }]));
    for (const { name, n, sum } of tallies.list(`board:${params.funnelId}:`)) {
      const [stageId, of] = name.split(':') as [string, string];
      const stage = stages.get(stageId) ?? { stageId, count: 0, sumMinor: 0 };
      if (seat === null || (seat !== '' && of === seat)) stages.set(stageId, { stageId, count: stage.count + n, sumMinor: stage.sumMinor + sum });
    }
    return [...stages.values()];
  };
}

type Cards = Of & { stageId: string; offset: number; limit: number };

export function createBoardCards(prepare: Preparer): Answerer<Cards, { rows: BoardCard[]; more: boolean }> {
  // The page is cut first: what is passed over is joined with nothing.
  const page = (index: string, where: string): string => `SELECT page.body AS deal, inbox.row AS line, contact.name AS name FROM
    (SELECT body, conversation_id, contact_id, sort, id FROM deal INDEXED BY ${index} WHERE funnel = :funnel AND stage = :stage ${where} AND state <> 'removed' ORDER BY sort, id LIMIT :limit OFFSET :offset) AS page
    LEFT JOIN inbox ON inbox.id = page.conversation_id LEFT JOIN contact ON contact.id = page.contact_id`;
  type Found = { deal: string; line: string | null; name: string | null };
  const ofAll = prepare<[Record<string, unknown>], Found>(page('deal_board', ''));
  const ofSeat = prepare<[Record<string, unknown>], Found>(page('deal_board_seat', 'AND seat = :seat'));
  return (params, ctx) => {
    const seat = seatOf(params, ctx);
    const bound = { funnel: params.funnelId, stage: params.stageId, limit: params.limit + 1, offset: params.offset };
    const found = seat === null ? ofAll.all(bound) : ofSeat.all({ ...bound, seat });
    const fields = shownFields(ctx);
    return {
      rows: found.slice(0, params.limit).map((raw) => card(JSON.parse(raw.deal) as DealBody, raw.line === null ? null : (JSON.parse(raw.line) as InboxLine), raw.name, fields, ctx)),
      more: found.length > params.limit,
    };
  };
}

interface ShownFields {
  summary: FieldBody[];
  due: FieldBody | null;
}

function shownFields(ctx: QueryContext): ShownFields {
  const fields = ctx.dict.all('field').filter((field) => field.of === 'deal');
  return { summary: fields.filter((field) => field.use === 'summary').sort((a, b) => a.order - b.order), due: fields.find((field) => field.use === 'due') ?? null };
}

function card(deal: DealBody, line: InboxLine | null, name: string | null, fields: ShownFields, ctx: QueryContext): BoardCard {
  const due = fields.due === null ? null : deal.fields[fields.due.id];
  return {
    dealId: deal.id, number: deal.number, conversationId: deal.conversationId, contactId: deal.contactId, name: line?.name || name || '', accountId: deal.accountId,
    channel: line?.channel ?? null, seatId: deal.seatId, stageId: deal.stageId, what: summary(deal, fields.summary, ctx) || (line?.lastIn?.text ?? ''),
    neededAt: typeof due === 'object' && due !== null && 'at' in due && typeof due.at === 'number' ? due.at : null, amountMinor: deal.amountMinor, currency: deal.currency,
    owedSince: line?.owedSince ?? null, clockLevel: line?.clockLevel ?? 0, lastAt: line?.last?.at ?? null, unread: line?.unread ?? 0, urgent: deal.urgent,
    starred: deal.starredBy.includes(ctx.personId),
    pending: ctx.pending('deal', deal.id) || (deal.conversationId !== null && ctx.pending('conversation', deal.conversationId)),
  };
}

function summary(deal: DealBody, fields: readonly FieldBody[], ctx: QueryContext): string {
  const language = ctx.dict.get('team', 'team')?.languages[0] ?? 'en';
  const words = fields.map((field) => {
    const value = deal.fields[field.id];
    if (typeof value === 'number') return field.unit === null ? String(value) : `${value} ${labelIn(field.unit, language)}`;
    if (typeof value !== 'string') return '';
    const item = field.list === null ? undefined : ctx.dict.get('list', field.list)?.items.find((one) => one.id === value);
    return item ? (item.label[language] ?? item.label.en) : value;
  });
  return words.filter((word) => word !== '').join(', ');
}
