/** The board by keys: arrows, J and K between cards, brackets move the deal, Enter opens its conversation. Draws nothing. */
import { useEffect, useEffectEvent } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { useBoardView } from '#renderer/features/board/board-view.ts';
import type { CardPlaces } from '#renderer/features/board/card-places.ts';
import { cardHeight } from '#renderer/features/board/column-window.ts';
import type { MoveRequest } from '#renderer/features/board/move-problem.ts';
import { useAction, useChord } from '#renderer/ui/keys/use-action.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { stageStep } from '#shared/engine/stage-step.ts';
import type { FunnelBody, StageBody } from '#shared/model/preset.ts';
import type { BoardCard } from '#shared/queries/rows.ts';

interface KeysProps {
  funnel: FunnelBody;
  stages: readonly StageBody[];
  places: CardPlaces;
  countOf(stageId: string): number;
  move(request: MoveRequest): void;
  columns: RefObject<HTMLDivElement | null>;
}

export function BoardKeys(props: KeysProps): ReactNode {
  const { stages, places, countOf, columns } = props;
  const chosenId = useBoardView((state) => state.chosen?.dealId ?? null);

  const choose = (stageId: string, index: number): boolean => {
    const card = places.at(stageId, index);
    if (!card) return false;
    useBoardView.getState().set({ chosen: { dealId: card.dealId, stageId, index } });
    bringIntoSight(columns.current, stageId, index);
    return true;
  };
  const whereNow = (): { stageId: string; index: number } | null => {
    const chosen = useBoardView.getState().chosen;
    if (!chosen) return null;
    const found = places.find(chosen.dealId);
    return found && found.card.stageId === chosen.stageId ? { stageId: chosen.stageId, index: found.index } : { stageId: chosen.stageId, index: Math.max(0, chosen.index) };
  };
  const start = (): void => {
    const first = stages.find((stage) => countOf(stage.id) > 0);
    if (first) choose(first.id, 0);
  };
  const vertically = (by: 1 | -1): void => {
    const at = whereNow();
    if (!at) start();
    else if (places.find(useBoardView.getState().chosen!.dealId)) choose(at.stageId, Math.min(Math.max(0, at.index + by), countOf(at.stageId) - 1));
    else choose(at.stageId, Math.min(at.index, countOf(at.stageId) - 1));
  };
  const horizontally = (by: 1 | -1): void => {
    const at = whereNow();
    if (!at) {
      start();
      return;
    }
    let column = stages.findIndex((stage) => stage.id === at.stageId) + by;
    while (stages[column] && countOf(stages[column]!.id) === 0) column += by;
    const stage = stages[column];
    if (!stage) return;
    if (!choose(stage.id, Math.min(at.index, countOf(stage.id) - 1)) && !choose(stage.id, 0)) bringIntoSight(columns.current, stage.id, 0);
  };

  useAction('list.next', () => vertically(1));
  useAction('list.previous', () => vertically(-1));
  const arrows = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.code !== 'ArrowLeft' && event.code !== 'ArrowRight') return;
    const target = event.target as HTMLElement | null;
    // Arrows belong to whatever has the focus, unless it is the board or nothing at all.
    if (target !== document.body && !columns.current?.contains(target)) return;
    event.preventDefault();
    horizontally(event.code === 'ArrowRight' ? 1 : -1);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => arrows(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);

  return chosenId === null ? null : <ChosenKeys dealId={chosenId} {...props} />;
}

function ChosenKeys(props: KeysProps & { dealId: string }): ReactNode {
  const { funnel, places, dealId, move } = props;
  const { me } = useTeam();
  const lookup = useLookup();
  const card = (): BoardCard | null => places.find(dealId)?.card ?? null;
  const step = (direction: 'back' | 'forward'): void => {
    const now = card();
    if (!now || !lookup.may('move')) return;
    const toStageId = stageStep(funnel, now.stageId, direction, me?.roleId ?? null);
    if (toStageId === null) return;
    useBoardView.getState().set({ placed: { card: now, toStageId }, chosen: { dealId, stageId: toStageId, index: 0 } });
    move({ dealId, conversationId: now.conversationId, name: now.name, fromStageId: now.stageId, toStageId });
  };
  // The conversation beside the board answers to the same keys; here they mean the chosen card, so a chord of the board's own goes first.
  const { keys } = useUi();
  useChord(keys.chordsOf('stage.back')[0] ?? null, () => step('back'));
  useChord(keys.chordsOf('stage.forward')[0] ?? null, () => step('forward'));
  useAction('list.open', () => {
    const conversationId = card()?.conversationId;
    if (conversationId) useView.getState().openConversation(conversationId);
  });
  return null;
}

/** Columns and their lists scroll by as much as it takes to see the card. */
function bringIntoSight(board: HTMLElement | null, stageId: string, index: number): void {
  const column = board?.querySelector<HTMLElement>(`[data-stage="${stageId}"]`);
  const list = column?.querySelector<HTMLElement>('.board-cards');
  column?.scrollIntoView?.({ inline: 'nearest', block: 'nearest' });
  if (!list) return;
  const top = index * cardHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + cardHeight > list.scrollTop + list.clientHeight && list.clientHeight > 0) list.scrollTop = top + cardHeight - list.clientHeight;
  if (board?.contains(document.activeElement) && document.activeElement !== list) list.focus({ preventScroll: true });
}

