/** Dragging a card into another column, by the browser's own drag: nothing is drawn for it frame by frame. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { RefObject } from 'react';
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useBoardView } from '#renderer/features/board/board-view.ts';
import type { MoveRequest } from '#renderer/features/board/move-problem.ts';
import type { BoardCard } from '#shared/queries/rows.ts';

interface DragData {
  kind: 'board.card';
  card: BoardCard;
}

function cardOf(data: Record<string | symbol, unknown>): BoardCard | null {
  return (data as unknown as DragData).kind === 'board.card' ? (data as unknown as DragData).card : null;
}

/** Makes an element draggable as this card (null = not at all); true while it is being dragged. */
export function useCardDrag(element: RefObject<HTMLElement | null>, card: BoardCard | null): boolean {
  const [dragged, setDragged] = useState(false);
  const data = useEffectEvent((): Record<string, unknown> => ({ kind: 'board.card', card }));
  const able = card !== null;
  useEffect(() => {
    if (!able || !element.current) return undefined;
    return draggable({
      element: element.current,
      getInitialData: () => data(),
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    });
  }, [element, able]);
  return dragged;
}

/** Makes a column a place to drop on; the card held over it, or null. A card over its own column is not told. */
export function useColumnTarget(element: RefObject<HTMLElement | null>, stageId: string): BoardCard | null {
  const [over, setOver] = useState<BoardCard | null>(null);
  useEffect(() => {
    if (!element.current) return undefined;
    return dropTargetForElements({
      element: element.current,
      getData: () => ({ stageId }),
      canDrop: ({ source }) => cardOf(source.data) !== null,
      onDragEnter: ({ source }) => {
        const card = cardOf(source.data);
        setOver(card && card.stageId !== stageId ? card : null);
      },
      onDragLeave: () => setOver(null),
      onDrop: () => setOver(null),
    });
  }, [element, stageId]);
  return over;
}

/** Moves what is dropped on any column of the board. */
export function useDropTarget(board: RefObject<HTMLElement | null>, move: (request: MoveRequest) => void): void {
  const dropped = useEffectEvent((card: BoardCard, toStageId: string) => {
    if (card.stageId === toStageId) return;
    useBoardView.getState().set({ placed: { card, toStageId } });
    move({ dealId: card.dealId, conversationId: card.conversationId, name: card.name, fromStageId: card.stageId, toStageId });
  });
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => cardOf(source.data) !== null && (board.current?.contains(source.element) ?? false),
        onDrop: ({ source, location }) => {
          const card = cardOf(source.data);
          const toStageId = location.current.dropTargets[0]?.data['stageId'];
          if (card && typeof toStageId === 'string') dropped(card, toStageId);
        },
      }),
    [board],
  );
}
