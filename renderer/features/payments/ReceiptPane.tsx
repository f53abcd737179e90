/** The receipt as the client sent it, beside what was claimed: whole, or as large as it is; turned where it lies on its side. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Download, ImageOff, ReceiptText, RotateCw, ZoomIn } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { Receipt } from '#shared/model/money.ts';

export function ReceiptPane(props: { receipt: Receipt | null }): ReactNode {
  const { receipt } = props;
  const { t } = useWords();
  const { mediaUrl } = useUi();
  const [large, setLarge] = useState(false);
  const [turned, setTurned] = useState(0);
  const [broken, setBroken] = useState(false);
  const picture = receipt !== null && receipt.contentType.startsWith('image/');
  return (
    <section className="pay-receipt" aria-label={t('payments.receipt')}>
      <div className="panehead lined">
        <h2 className="title grow trunc">{t('payments.receipt')}</h2>
        {picture && !broken && <IconButton icon={RotateCw} label={t('payments.turn')} onClick={() => setTurned((turned + 90) % 360)} />}
        {picture && !broken && <IconButton icon={ZoomIn} label={t('payments.large')} pressed={large} onClick={() => setLarge(!large)} />}
        {receipt && <a className="btn icon sm quiet" href={mediaUrl(receipt.hash)} download aria-label={t('payments.download')} title={t('payments.download')}><Icon of={Download} /></a>}
      </div>
      {receipt === null ? <EmptyState icon={ReceiptText} title={t('payments.noReceipt')} text={t('payments.noReceiptText')} />
        : !picture ? <EmptyState icon={ReceiptText} title={t('payments.document')} text={t('payments.documentText')} />
        : broken ? <EmptyState icon={ImageOff} title={t('file.missing.gone')} text={t('payments.goneText')} />
        : (
          <div className={`scroll pay-paper ${large ? 'large' : ''}`} tabIndex={0} role="img" aria-label={t('payments.receipt')}>
            <img src={mediaUrl(receipt.hash)} alt="" style={{ transform: `rotate(${turned}deg)` }} onError={() => setBroken(true)} />
          </div>
        )}
    </section>
  );
}
