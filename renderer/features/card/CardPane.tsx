/** Everything known of the client beside the conversation, with the buttons that move the deal always at its foot. */
import type { ReactNode } from 'react';
import { ChevronLeft } from 'lucide';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { CommentsSection } from '#renderer/features/card/CommentsSection.tsx';
import { ContactSection } from '#renderer/features/card/ContactSection.tsx';
import { DealSection } from '#renderer/features/card/DealSection.tsx';
import { DealsSection } from '#renderer/features/card/DealsSection.tsx';
import { HistorySection } from '#renderer/features/card/HistorySection.tsx';
import { OrderSection } from '#renderer/features/card/OrderSection.tsx';
import { PhotosSection } from '#renderer/features/card/PhotosSection.tsx';
import { StageButtons } from '#renderer/features/card/StageButtons.tsx';
import { TasksSection } from '#renderer/features/card/TasksSection.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import type { ConversationId } from '#shared/base/ids.ts';
import { cardView } from '#shared/queries/registry.ts';
import type { CardView } from '#shared/queries/rows.ts';

export function CardPane(props: { conversationId: string }): ReactNode {
  const { conversationId } = props;
  const { value } = useQuery(cardView, { conversationId: conversationId as ConversationId });
  return (
    <>
      <PhoneHead />
      {value ? <Card key={conversationId} card={value} /> : <div className="card-scroll" />}
    </>
  );
}

function Card(props: { card: CardView }): ReactNode {
  const { card } = props;
  return (
    <>
      <div className="card-scroll scroll" tabIndex={-1}>
        <ContactSection card={card} />
        {card.deal && <DealSection card={card} deal={card.deal} />}
        {card.deal && <OrderSection deal={card.deal} />}
        <TasksSection card={card} />
        <PhotosSection card={card} />
        <DealsSection card={card} />
        <CommentsSection card={card} />
        <HistorySection card={card} />
      </div>
      <StageButtons card={card} />
    </>
  );
}

function PhoneHead(): ReactNode {
  const { t } = useWords();
  const setPane = useView((state) => state.setPane);
  return (
    <header className="panehead lined cd-head">
      <IconButton icon={ChevronLeft} label={t('common.back')} onClick={() => setPane('chat')} />
      <h2 className="title">{t('card.title')}</h2>
    </header>
  );
}
