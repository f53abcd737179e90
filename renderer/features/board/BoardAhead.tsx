/** Draws nothing: asks for the board while nobody waits for it, so that its first opening draws at once. */
import { useEffect } from 'react';
import { usePrefetch } from '#renderer/data/use-query.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { chosenFunnel, useBoardView } from '#renderer/features/board/board-view.ts';
import { pageSize } from '#renderer/features/board/column-window.ts';
import { boardStages } from '#renderer/features/board/board-stages.ts';
import { columnsThatFit } from '#renderer/features/board/use-seen-columns.ts';
import { whenIdle } from '#renderer/ui/when-idle.ts';
import { boardCards, boardStages as boardStagesQuery } from '#shared/queries/registry.ts';

/** What changed since is asked again this often; an answer that is still good costs nothing. */
const renewMs = 30_000;

export function BoardAhead(): null {
  const prefetch = usePrefetch();
  const { funnels } = useTeam();
  const { funnelId, mineOnly, seatId } = useBoardView();
  const away = useView((view) => view.section !== 'funnels');
  useEffect(() => {
    const funnel = chosenFunnel(funnels, funnelId);
    if (!away || !funnel) return undefined;
    const askAhead = (): void => {
      const question = { funnelId: funnel.id, mineOnly, seatId };
      prefetch(boardStagesQuery, question);
      prefetch(boardStagesQuery, { funnelId: funnel.id, mineOnly: true, seatId: null });
      for (const stage of boardStages(funnel).slice(0, columnsThatFit())) prefetch(boardCards, { ...question, stageId: stage.id, offset: 0, limit: pageSize });
    };
    let cancel = whenIdle(askAhead);
    const timer = setInterval(() => {
      cancel();
      cancel = whenIdle(askAhead);
    }, renewMs);
    return () => {
      cancel();
      clearInterval(timer);
    };
  }, [prefetch, funnels, funnelId, mineOnly, seatId, away]);
  return null;
}
