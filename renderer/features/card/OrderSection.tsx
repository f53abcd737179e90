/** What is ordered, field by field as the preset has them, and the money: amount, paid, left. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useDictionary } from '#renderer/data/team-dictionary.ts';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { FieldLine } from '#renderer/features/card/FieldLine.tsx';
import { PaymentClaim } from '#renderer/features/card/PaymentClaim.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Money } from '#renderer/ui/Money.tsx';
import { dealValue, isEmptyValue } from '#shared/engine/deal-fields.ts';
import type { DealBody } from '#shared/model/bodies.ts';

/** Drawn in places of their own. */
const elsewhere = new Set(['amount', 'paid', 'left', 'deposit', 'lostReason']);

export function OrderSection(props: { deal: DealBody }): ReactNode {
  const { deal } = props;
  const { t } = useWords();
  const { fields } = useTeam();
  const dict = useDictionary();
  const [all, setAll] = useState(false);
  const own = fields.filter((field) => field.of === 'deal' && field.use !== 'due' && field.type !== 'photos' && !elsewhere.has(field.id)).toSorted((a, b) => a.order - b.order);
  // Those that sum the order up are always there to be filled; the rest once they hold something.
  const shown = own.filter((field) => all || field.use === 'summary' || !isEmptyValue(dealValue(deal, field.id, dict)));
  const hidden = own.length - own.filter((field) => field.use === 'summary' || !isEmptyValue(dealValue(deal, field.id, dict))).length;
  return (
    <section className="sec" aria-label={t('card.order')}>
      <div className="sech">
        <span>{t('card.order')}</span>
        {hidden > 0 && <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t('card.fewer') : t('card.more', { count: hidden })}</button>}
      </div>
      {shown.map((field) => <FieldLine key={field.id} deal={deal} field={field} />)}
      <MoneyLines deal={deal} />
    </section>
  );
}

function MoneyLines(props: { deal: DealBody }): ReactNode {
  const { deal } = props;
  const { t } = useWords();
  const lookup = useLookup();
  const amount = lookup.field('amount');
  const deposit = lookup.field('deposit');
  const { amountMinor, paidMinor, currency } = deal;
  const share = amountMinor === null || amountMinor <= 0 ? 0 : Math.min(100, Math.round((paidMinor / amountMinor) * 100));
  return (
    <div className="cd-money">
      {amount && <FieldLine deal={deal} field={amount} />}
      {deposit && <FieldLine deal={deal} field={deposit} />}
      {amountMinor !== null && (
        <>
          <div className="row-x small t2">
            <span className="grow">{t('card.paid')} <Money minor={paidMinor} currency={currency} /></span>
            <span>{t('card.left')} <b className="t1 strong"><Money minor={amountMinor - paidMinor} currency={currency} /></b></span>
          </div>
          <div className="bar cd-bar" role="img" aria-label={t('card.paidShare', { share })}><i style={{ width: `${share}%` }} /></div>
        </>
      )}
      <PaymentClaim deal={deal} />
    </div>
  );
}
