/** The receipt of a payment: one of the client's last files, chosen or taken back by a press. */
import type { ReactNode } from 'react';
import { FileText } from 'lucide';
import type { ClientFile } from '#renderer/features/card/use-client-files.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { Receipt } from '#shared/model/money.ts';

export function ReceiptPick(props: { files: readonly ClientFile[]; chosen: Receipt | null; choose(receipt: Receipt | null): void }): ReactNode {
  const { files, chosen, choose } = props;
  const { t, format } = useWords();
  const { mediaUrl } = useUi();
  if (files.length === 0) return null;
  return (
    <div className="labelled" role="group" aria-label={t('payments.receipt')}>
      <span className="lbl">{t('payments.receipt')}</span>
      <div className="cd-photos cd-receipts">
        {files.map(({ hash, contentType, fileName, at }) => (
          <button
            key={`${hash} ${at}`} type="button" aria-pressed={chosen?.hash === hash} aria-label={t('payments.receiptOf', { time: format.dateTime(at) })} title={fileName ?? undefined}
            onClick={() => choose(chosen?.hash === hash ? null : { hash, contentType })}
          >
            {contentType.startsWith('image/') ? <img width={56} height={56} src={mediaUrl(hash)} alt="" loading="lazy" /> : <Icon of={FileText} size="lg" />}
          </button>
        ))}
      </div>
    </div>
  );
}
