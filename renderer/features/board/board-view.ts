/** What the board shows and where it stands: funnel, whose deals, chosen card, scroll places; kept while another section is open. */
import { create } from 'zustand';
import type { FunnelBody } from '#shared/model/preset.ts';
import type { BoardCard } from '#shared/queries/rows.ts';

export interface ChosenCard {
  dealId: string;
  stageId: string;
  /** Place in the column, for moving on by keys. */
  index: number;
}

/** A card that a person has just put into another column, drawn there until the console's answer shows it. */
export interface PlacedCard {
  card: BoardCard;
  toStageId: string;
}

interface BoardViewState {
  /** Null = the first funnel of the team. */
  funnelId: string | null;
  mineOnly: boolean;
  /** A person's board: the deals of one seat. Null = no such filter. */
  seatId: string | null;
  chosen: ChosenCard | null;
  placed: PlacedCard | null;
  set(change: Partial<Pick<BoardViewState, 'funnelId' | 'mineOnly' | 'seatId' | 'chosen' | 'placed'>>): void;
}

export const useBoardView = create<BoardViewState>((set) => ({
  funnelId: null,
  mineOnly: false,
  seatId: null,
  chosen: null,
  placed: null,
  set,
}));

/** The funnel chosen, or the first one that holds deals. */
export function chosenFunnel(funnels: readonly FunnelBody[], funnelId: string | null): FunnelBody | null {
  const withDeals = dealFunnels(funnels);
  return withDeals.find((one) => one.id === funnelId) ?? withDeals[0] ?? null;
}

export function dealFunnels(funnels: readonly FunnelBody[]): FunnelBody[] {
  return funnels.filter((funnel) => funnel.holds === 'deal').toSorted((a, b) => a.order - b.order);
}

/** What a column asks for besides its stage. */
export interface BoardQuestion {
  funnelId: string;
  mineOnly: boolean;
  seatId: string | null;
}
