/** The funnel as columns of cards: drag or `[` `]` move a deal, Enter opens its conversation beside the board, others' moves show by themselves. */
import { useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ChevronDown, Columns3 } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useQuery } from '#renderer/data/use-query.ts';
import { BoardColumn } from '#renderer/features/board/BoardColumn.tsx';
import { BoardKeys } from '#renderer/features/board/BoardKeys.tsx';
import { MoveDialog } from '#renderer/features/board/MoveDialog.tsx';
import { StageStrip } from '#renderer/features/board/StageStrip.tsx';
import { chosenFunnel, dealFunnels, useBoardView } from '#renderer/features/board/board-view.ts';
import type { BoardQuestion } from '#renderer/features/board/board-view.ts';
import { createCardPlaces } from '#renderer/features/board/card-places.ts';
import { boardStages } from '#renderer/features/board/board-stages.ts';
import { useDealMove } from '#renderer/features/board/use-deal-move.ts';
import { useDropTarget } from '#renderer/features/board/use-drag.ts';
import { useSeenColumns } from '#renderer/features/board/use-seen-columns.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Segments, Select } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Menu } from '#renderer/ui/Menu.tsx';
import { boardStages as boardStagesQuery } from '#shared/queries/registry.ts';
import type { FunnelBody } from '#shared/model/preset.ts';
import '#renderer/features/board/board.css';

export function BoardPane(): ReactNode {
  const { funnels } = useTeam();
  const { t } = useWords();
  const { funnelId, mineOnly, seatId } = useBoardView();
  const withDeals = useMemo(() => dealFunnels(funnels), [funnels]);
  const funnel = chosenFunnel(funnels, funnelId);
  if (!funnel) {
    return <EmptyState icon={Columns3} title={t('board.noFunnel')} text={t('board.noFunnelText')} />;
  }
  return <Board key={`${funnel.id} ${mineOnly} ${seatId}`} funnel={funnel} funnels={withDeals} mineOnly={mineOnly} seatId={seatId} />;
}

function Board(props: { funnel: FunnelBody; funnels: readonly FunnelBody[]; mineOnly: boolean; seatId: string | null }): ReactNode {
  const { funnel, funnels, mineOnly, seatId } = props;
  const question = useMemo<BoardQuestion>(() => ({ funnelId: funnel.id, mineOnly, seatId }), [funnel.id, mineOnly, seatId]);
  const stages = useMemo(() => boardStages(funnel), [funnel]);
  const totals = useQuery(boardStagesQuery, question).value;
  const [places] = useState(createCardPlaces);
  const columns = useRef<HTMLDivElement>(null);
  const seen = useSeenColumns(columns, useMemo(() => stages.map((stage) => stage.id), [stages]));
  const mover = useDealMove(funnel);
  useDropTarget(columns, mover.move);

  const totalOf = (stageId: string): { count: number; sumMinor: number } => totals?.find((total) => total.stageId === stageId) ?? { count: 0, sumMinor: 0 };
  return (
    <>
      <BoardHead funnel={funnel} funnels={funnels} count={sumOf(totals, 'count')} sumMinor={sumOf(totals, 'sumMinor')} />
      <StageStrip
        stages={stages}
        totalOf={totalOf}
        seen={seen}
        show={(stageId) => columns.current?.querySelector(`[data-stage="${stageId}"]`)?.scrollIntoView({ inline: 'start', block: 'nearest' })}
      />
      <div ref={columns} className="cols scroll-x board-cols">
        {stages.map((stage) => {
          const total = totalOf(stage.id);
          return <BoardColumn key={stage.id} stage={stage} question={question} count={total.count} sumMinor={total.sumMinor} seen={seen.has(stage.id)} known={totals !== null} places={places} />;
        })}
      </div>
      <BoardKeys funnel={funnel} stages={stages} places={places} countOf={(stageId) => totalOf(stageId).count} move={mover.move} columns={columns} />
      <MoveDialog key={mover.problem?.request.dealId ?? ''} funnel={funnel} mover={mover} />
    </>
  );
}

function sumOf(totals: readonly { count: number; sumMinor: number }[] | null, field: 'count' | 'sumMinor'): number {
  return (totals ?? []).reduce((sum, total) => sum + total[field], 0);
}

function BoardHead(props: { funnel: FunnelBody; funnels: readonly FunnelBody[]; count: number; sumMinor: number }): ReactNode {
  const { funnel, funnels } = props;
  const { t, label, format } = useWords();
  const team = useTeam();
  const lookup = useLookup();
  const { mineOnly, seatId, set } = useBoardView();
  const mine = useQuery(boardStagesQuery, { funnelId: funnel.id, mineOnly: true, seatId: null }).value;
  const seats = useMemo(() => team.seats.filter((seat) => seat.active), [team.seats]);
  const others = team.me !== null && (team.me.sees === 'all' || team.me.sees === 'people');
  return (
    <div className="panehead">
      <h1 className="heading trunc">{label(funnel.label)}</h1>
      {funnels.length > 1 && (
        <Menu
          trigger={<IconButton icon={ChevronDown} size="xs" label={t('board.otherFunnel')} />}
          entries={funnels.map((one) => ({ label: label(one.label), run: () => set({ funnelId: one.id, chosen: null }) }))}
        />
      )}
      <span className="small t3 trunc">{t('board.total', { count: props.count, sum: format.money(props.sumMinor, team.team?.currency ?? 'UAH') })}</span>
      <span className="grow" />
      {others && seats.length > 1 && (
        <span className="board-who">
          <Select
            label={t('board.whose')}
            hideLabel
            small
            value={seatId ?? ''}
            onChange={(event) => set({ seatId: event.target.value || null, mineOnly: false, chosen: null })}
            options={[{ value: '', label: t('board.everybody') }, ...seats.map((seat) => ({ value: seat.id, label: lookup.seatPerson(seat.id) }))]}
          />
        </span>
      )}
      <Segments
        label={t('board.whoseDeals')}
        value={mineOnly ? 'mine' : 'all'}
        options={[{ value: 'all', label: t('board.all') }, { value: 'mine', label: t('board.mine', { n: sumOf(mine, 'count') }) }]}
        change={(value) => set({ mineOnly: value === 'mine', seatId: null, chosen: null })}
      />
    </div>
  );
}
