/** What the client wrote under posts, newest first; a press opens it in the conversation. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import type { CardView } from '#shared/queries/rows.ts';

const few = 3;

export function CommentsSection(props: { card: CardView }): ReactNode {
  const { comments, conversation } = props.card;
  const { t } = useWords();
  const openConversation = useView((state) => state.openConversation);
  const [all, setAll] = useState(false);
  if (comments.length === 0) return null;
  return (
    <section className="sec" aria-label={t('card.comments')}>
      <div className="sech">
        <span>{t('card.comments')}</span>
        {comments.length > few && <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t('card.fewer') : t('card.more', { count: comments.length - few })}</button>}
      </div>
      {(all ? comments : comments.slice(0, few)).map((comment) => (
        <button key={comment.id} type="button" className="logline cd-comment" onClick={() => openConversation(conversation.id, { messageId: comment.id })}>
          <TimeText at={comment.at} />
          <span className="cd-clamp"><SafeText text={comment.text.slice(0, 300)} />{comment.subject && comment.subject.text !== '' && <span className="t3"> · <SafeText text={comment.subject.text.slice(0, 80)} /></span>}</span>
        </button>
      ))}
    </section>
  );
}
