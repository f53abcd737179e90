/** Payments to be checked: those waiting on the left, oldest first; the chosen one with its receipt and sums, approved or sent back by one key. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Banknote } from 'lucide';
import { useQuery } from '#renderer/data/use-query.ts';
import { PaymentDecision } from '#renderer/features/payments/PaymentDecision.tsx';
import { ReceiptPane } from '#renderer/features/payments/ReceiptPane.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Money } from '#renderer/ui/Money.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { VirtualList } from '#renderer/ui/VirtualList.tsx';
import type { RowState } from '#renderer/ui/VirtualList.tsx';
import { paymentsWaiting } from '#shared/queries/registry.ts';
import type { PaymentRow } from '#shared/queries/rows.ts';
import '#renderer/features/payments/payments.css';

const shownAtMost = 200;
const none: readonly PaymentRow[] = [];
const idOf = (row: PaymentRow): string => row.claimId;
const heightOf = (): number => 56;

export function PaymentsPane(): ReactNode {
  const { t, format } = useWords();
  const now = useNow(30_000);
  const asked = useQuery(paymentsWaiting, { limit: shownAtMost });
  const rows = asked.value?.rows ?? none;
  const [chosenId, setChosenId] = useState<string | null>(null);
  // The next one in turn when the chosen one has been decided.
  const chosen = rows.find((row) => row.claimId === chosenId) ?? rows.find((row) => !row.deciding) ?? rows[0] ?? null;
  const currency = rows[0]?.currency;
  const sum = rows.filter((row) => row.currency === currency).reduce((total, row) => total + row.amountMinor, 0);
  const renderRow = (row: PaymentRow, state: RowState): ReactNode => (
    <div id={state.optionId} role="option" aria-selected={row.claimId === chosen?.claimId} className={`pay-claim ${state.current ? 'is-focus-in' : ''}`}>
      <span className="strong trunc"><SafeText text={row.name || t('payments.noName')} /></span>
      <Money minor={row.amountMinor} currency={row.currency} className="strong" />
      <span className="small t3 trunc">{t('payments.dealNumber', { number: row.number })}{row.claimedBy && <> · <SafeText text={row.claimedBy} /></>}</span>
      <span className="small t3 pay-when">{row.deciding ? t('payments.waits') : format.ago(now - row.claimedAt)}</span>
    </div>
  );
  return (
    <div className={`pay-grid ${chosen === null ? 'pay-none' : ''}`}>
      <div className="pay-list">
        <div className="panehead">
          <h1 className="heading">{t('payments.heading')}</h1>
          <span className="small t3 trunc">{t('payments.count', { count: asked.value?.count ?? 0 })}{currency && sum > 0 && <> · <Money minor={sum} currency={currency} /></>}</span>
        </div>
        <VirtualList<PaymentRow>
          className="hr" label={t('payments.heading')} rows={rows} idOf={idOf} heightOf={heightOf} renderRow={renderRow} selectedId={chosen?.claimId ?? null}
          open={(row) => setChosenId(row.claimId)} openOnMove restoreKey="payments"
          empty={asked.value ? <EmptyState icon={Banknote} title={t('payments.empty')} text={t('payments.emptyText')} /> : <div className="grow" />}
        />
      </div>
      {chosen && <ReceiptPane key={`receipt ${chosen.claimId}`} receipt={chosen.receipt} />}
      {chosen && <PaymentDecision key={chosen.claimId} row={chosen} />}
    </div>
  );
}
