/** Number and worth of the deals in each stage, per seat: what the board's heads show without counting rows. */
import type { DealBody } from '#shared/model/bodies.ts';
import type { Tallies } from '#db/console/tallies.ts';

export function countDeal(tallies: Tallies, deal: DealBody | null, way: 1 | -1): void {
  if (!deal || deal.state === 'removed') return;
  tallies.add(`board:${deal.funnelId}:${deal.stageId}:${deal.seatId ?? ''}`, way, way * (deal.amountMinor ?? 0));
}
