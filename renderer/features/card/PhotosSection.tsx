/** Photos saved from the conversation: the client's wishes, a press makes one large. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { CardView } from '#shared/queries/rows.ts';

export function PhotosSection(props: { card: CardView }): ReactNode {
  const { t, format } = useWords();
  const { mediaUrl } = useUi();
  const [open, setOpen] = useState<string | null>(null);
  const { photos } = props.card.contact;
  if (photos.length === 0) return null;
  return (
    <section className="sec" aria-label={t('card.photos')}>
      <div className="sech"><span>{t('card.photos')}</span></div>
      <div className="cd-photos">
        {photos.map((photo) => (
          <button key={`${photo.hash} ${photo.messageId}`} type="button" onClick={() => setOpen(photo.hash)} aria-label={t('card.photoOf', { time: format.dateTime(photo.savedAt) })}>
            <img width={64} height={64} src={mediaUrl(photo.hash)} alt="" loading="lazy" />
          </button>
        ))}
      </div>
      {open !== null && <Dialog open close={() => setOpen(null)} title={t('card.photos')} wide><img className="cd-large" src={mediaUrl(open)} alt={t('card.photos')} /></Dialog>}
    </section>
  );
}
