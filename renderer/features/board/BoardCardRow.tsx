/** One deal on the board: who, what, for when, how much, and how long the client has waited. */
import { memo, useRef } from 'react';
import type { ReactNode } from 'react';
import { Flame, Hourglass, Star } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { useBoardView } from '#renderer/features/board/board-view.ts';
import { useCardDrag } from '#renderer/features/board/use-drag.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Clock } from '#renderer/ui/Clock.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Owner } from '#renderer/ui/Owner.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import { Unread } from '#renderer/ui/Unread.tsx';
import type { BoardCard } from '#shared/queries/rows.ts';

export interface BoardCardProps {
  card: BoardCard;
  /** The one that keys act on. */
  current: boolean;
  /** Its conversation is the open one. */
  open: boolean;
  /** It is on its way to another column. */
  ghost: boolean;
  /** Drawn in the place where it will be put: not a row of the list. */
  lifted?: boolean;
  optionId: string;
}

export const BoardCardRow = memo(function BoardCardRow(props: BoardCardProps): ReactNode {
  const { card, lifted = false } = props;
  const { t, format } = useWords();
  const lookup = useLookup();
  const { me } = useTeam();
  const element = useRef<HTMLDivElement>(null);
  const dragged = useCardDrag(element, lifted ? null : card);
  const account = lookup.account(card.accountId);
  const choose = (): void => useBoardView.getState().set({ chosen: { dealId: card.dealId, stageId: card.stageId, index: -1 } });
  const show = (): void => {
    choose();
    if (card.conversationId) useView.getState().openConversation(card.conversationId);
  };
  const classes = ['deal', 'board-card', account ? `a${account.colour}` : '', dragged || props.ghost ? 'ghost' : '', lifted ? 'lifted' : '', props.current ? 'is-focus-in' : ''].filter(Boolean).join(' ');
  return (
    <div ref={element} id={props.optionId || undefined} className={classes} role={lifted ? undefined : 'option'} aria-selected={lifted ? undefined : props.open} onClick={lifted ? undefined : show}>
      <div className="d1">
        <span className="trunc grow medium"><SafeText text={card.name} /></span>
        {card.urgent && <span className="board-mark is-alarm" title={t('board.urgent')}><Icon of={Flame} size="sm" /></span>}
        {card.starred && <span className="board-mark is-accent" title={t('board.starred')}><Icon of={Star} size="sm" /></span>}
        {card.pending && <span className="board-mark t3" title={t('board.pending')}><Icon of={Hourglass} size="sm" /></span>}
        <Unread count={card.unread} />
        <Owner name={lookup.seatPerson(card.seatId)} mine={card.seatId !== null && card.seatId === me?.seatId} />
      </div>
      <div className="d2">
        <AccountBadge account={account} />
        <span className="trunc grow"><SafeText text={card.what} /></span>
        {card.neededAt !== null && <TimeText at={card.neededAt} className="due" />}
      </div>
      <div className="d3">
        <b>{card.amountMinor === null ? '—' : format.money(card.amountMinor, card.currency)}</b>
        <span className="grow" />
        {card.owedSince === null ? <TimeText at={card.lastAt} className="when" /> : <Clock owedSince={card.owedSince} level={card.clockLevel} />}
      </div>
    </div>
  );
});
