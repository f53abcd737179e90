/** Moves deals between stages, shows each at once, and turns a refusal into a question that can be answered. */
import { useCallback, useState } from 'react';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useOfferUndo, useOutcomeOf, usePress } from '#renderer/data/use-press.ts';
import { useBoardView } from '#renderer/features/board/board-view.ts';
import { moveProblemOf } from '#renderer/features/board/move-problem.ts';
import type { MoveProblem, MoveRequest } from '#renderer/features/board/move-problem.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { Refusal } from '#shared/base/result.ts';
import type { FieldValue } from '#shared/model/bodies.ts';
import type { FunnelBody } from '#shared/model/preset.ts';

export interface DealMover {
  /** What stands in the way of the last move; null = nothing. */
  problem: MoveProblem | null;
  move(request: MoveRequest): void;
  /** The same move with what was missing; a `note` forces it past the list of allowed moves. */
  retry(request: MoveRequest, values: Readonly<Record<string, FieldValue>>, note: string | null): void;
  /** Takes the client's conversation first, then moves: for an untaken deal. */
  takeAndMove(request: MoveRequest, values: Readonly<Record<string, FieldValue>>): void;
  dismiss(): void;
}

export function useDealMove(funnel: FunnelBody): DealMover {
  const press = usePress();
  const outcomeOf = useOutcomeOf();
  const offerUndo = useOfferUndo();
  const lookup = useLookup();
  const { fields, team } = useTeam();
  const show = useToasts((state) => state.show);
  const { t, label, refusal } = useWords();
  const [problem, setProblem] = useState<MoveProblem | null>(null);

  const refused = useCallback(
    (answer: Refusal, request: MoveRequest) => {
      const { placed, set } = useBoardView.getState();
      if (placed?.card.dealId === request.dealId) set({ placed: null });
      const found = moveProblemOf(answer, request, funnel, fields);
      setProblem(found);
      if (!found) show({ kind: 'failed', text: refusal(answer.code, answer.data) });
    },
    [funnel, fields, show, refusal],
  );

  const retry = useCallback(
    async (request: MoveRequest, values: Readonly<Record<string, FieldValue>>, note: string | null) => {
      const stage = lookup.stage(funnel.id, request.toStageId);
      const stageName = label(stage?.label);
      setProblem(null);
      const answer = await press('deal.move', { dealId: request.dealId, stageId: request.toStageId, values, note }, { label: t('board.pressMove', { name: request.name, stage: stageName }), quiet: true });
      if (!answer.ok) {
        refused(answer, request);
        return;
      }
      offerUndo(answer.commandId, t('board.moved', { stage: stageName }), team?.undoMs);
      const outcome = await outcomeOf(answer.commandId);
      if (!outcome.ok) refused({ ok: false, code: outcome.code, data: outcome.data }, request);
    },
    [funnel.id, label, lookup, offerUndo, outcomeOf, press, refused, t, team?.undoMs],
  );

  const takeAndMove = useCallback(
    async (request: MoveRequest, values: Readonly<Record<string, FieldValue>>) => {
      setProblem(null);
      const answer = await press('conversation.take', { conversationId: request.conversationId }, { label: t('board.pressTake', { name: request.name }) });
      if (!answer.ok) return;
      const outcome = await outcomeOf(answer.commandId);
      if (outcome.ok) await retry(request, values, null);
    },
    [outcomeOf, press, retry, t],
  );

  return {
    problem,
    move: useCallback((request) => void retry(request, {}, null), [retry]),
    retry: useCallback((request, values, note) => void retry(request, values, note), [retry]),
    takeAndMove: useCallback((request, values) => void takeAndMove(request, values), [takeAndMove]),
    dismiss: useCallback(() => setProblem(null), []),
  };
}
