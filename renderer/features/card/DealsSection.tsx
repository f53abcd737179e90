/** The client's other orders, newest first: number, stage, amount. */
import type { ReactNode } from 'react';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Money } from '#renderer/ui/Money.tsx';
import { StageChip } from '#renderer/ui/StageChip.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { CardView } from '#shared/queries/rows.ts';

export function DealsSection(props: { card: CardView }): ReactNode {
  const { deals, deal: current, conversation } = props.card;
  const { t, format } = useWords();
  const lookup = useLookup();
  const openConversation = useView((state) => state.openConversation);
  const now = useNow(60_000);
  const others = deals.filter((deal) => deal.id !== current?.id && deal.state !== 'removed');
  if (others.length === 0) return null;
  return (
    <section className="sec" aria-label={t('card.deals')}>
      <div className="sech"><span>{t('card.deals')}</span></div>
      {others.map((deal) => {
        const elsewhere = deal.conversationId !== null && deal.conversationId !== conversation.id ? deal.conversationId : null;
        const name = deal.number > 0 ? t('card.no', { number: deal.number }) : format.date(deal.createdAt, now);
        return (
          <div key={deal.id} className="cd-deal">
            {elsewhere === null ? <span>{name}</span> : <button type="button" className="link" onClick={() => openConversation(elsewhere)}>{name}</button>}
            <StageChip look="chip" stage={lookup.stage(deal.funnelId, deal.stageId)} />
            <span className="grow" />
            {deal.amountMinor === null ? <span className="small t3">{format.date(deal.createdAt, now)}</span> : <Money minor={deal.amountMinor} currency={deal.currency} />}
          </div>
        );
      })}
    </section>
  );
}
