/** One payment before it is decided: who, on which deal, what is left after it; nothing shows as done before the server's word (S61). */
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Check } from 'lucide';
import { useDictionary } from '#renderer/data/team-dictionary.ts';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useOfferUndo, useOutcomeOf, usePress } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { Money } from '#renderer/ui/Money.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { formatField } from '#shared/engine/format.ts';
import { payAccountField } from '#shared/model/money.ts';
import type { PaymentRow } from '#shared/queries/rows.ts';

const reasons = ['missing', 'sum', 'unclear'] as const;

export function PaymentDecision(props: { row: PaymentRow }): ReactNode {
  const { row } = props;
  const { t, format, label, language } = useWords();
  const lookup = useLookup();
  const dict = useDictionary();
  const decide = useDecide(row);
  const own = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState('');
  const free = !row.deciding;
  const sum = format.money(row.amountMinor, row.currency);
  const back = (why: string): void => void decide('payment.return', t('payments.pressReturn', { name: row.name, sum }), t('payments.returned', { name: row.name, sum }), { reason: why });
  const approve = (): void => void decide('payment.approve', t('payments.pressApprove', { name: row.name, sum }), t('payments.approved', { name: row.name, sum }), {});
  useAction('payment.approve', approve, { enabled: free });
  useAction('payment.return', () => own.current?.focus(), { enabled: free });
  useAction('button.1', () => back(t('payments.reason.missing')), { enabled: free, label: t('payments.reason.missing') });
  useAction('button.2', () => back(t('payments.reason.sum')), { enabled: free, label: t('payments.reason.sum') });
  useAction('button.3', () => back(t('payments.reason.unclear')), { enabled: free, label: t('payments.reason.unclear') });
  const field = lookup.field(payAccountField);
  const account = row.account === '' ? '' : ((field && formatField(field, row.account, dict, language)) ?? row.account);
  const left = row.dealAmountMinor === null ? null : row.dealAmountMinor - row.paidMinor - row.amountMinor;
  return (
    <aside className="pay-decision" aria-label={t('payments.decision')}>
      <div className="scroll pay-facts">
        <div className="sec">
          <div className="title trunc"><SafeText text={row.name || t('payments.noName')} /></div>
          <div className="small t3 trunc">{t('payments.dealNumber', { number: row.number })} · {label(lookup.stage(row.funnelId, row.stageId)?.label)}</div>
        </div>
        <div className="sec">
          <div className="sech"><span>{t('payments.claim')}</span></div>
          <table className="lines"><tbody>
            <tr><td>{t('payments.sum')}</td><td className="num strong">{sum}</td></tr>
            {account !== '' && <tr><td>{t('payments.account')}</td><td className="num"><SafeText text={account} /></td></tr>}
            <tr><td>{t('payments.when')}</td><td className="num">{format.dateTime(row.claimedAt)}</td></tr>
            {row.claimedBy && <tr><td>{t('payments.by')}</td><td className="num"><SafeText text={row.claimedBy} /></td></tr>}
          </tbody></table>
          {row.note !== '' && <p className="small t2 pay-note"><SafeText text={row.note} /></p>}
        </div>
        <div className="sec">
          <div className="sech"><span>{t('payments.dealMoney')}</span></div>
          <table className="lines"><tbody>
            <tr><td>{t('payments.total')}</td><td className="num">{row.dealAmountMinor === null ? '—' : <Money minor={row.dealAmountMinor} currency={row.currency} />}</td></tr>
            <tr><td>{t('payments.before')}</td><td className="num"><Money minor={row.paidMinor} currency={row.currency} /></td></tr>
            <tr><td>{t('payments.this')}</td><td className="num">{sum}</td></tr>
            {left !== null && <tr className="sum"><td>{t(left < 0 ? 'payments.over' : 'payments.left')}</td><td className="num"><Money minor={Math.abs(left)} currency={row.currency} /></td></tr>}
          </tbody></table>
        </div>
      </div>
      {row.deciding ? <div className="pay-acts t2" role="status">{t('payments.deciding')}</div> : (
        <div className="pay-acts">
          <Button look="primary" size="lg" icon={Check} action="payment.approve" onClick={approve}>{t('payments.approve', { sum })}</Button>
          <div className="row-x small t3"><span className="grow">{t('payments.return')}</span><Kbd action="payment.return" /></div>
          <div className="stagegrid">
            {reasons.map((name, at) => <Button key={name} size="sm" chord={String(at + 1)} onClick={() => back(t(`payments.reason.${name}`))}>{t(`payments.reason.${name}`)}</Button>)}
          </div>
          <form
            className="pay-own"
            onSubmit={(event) => {
              event.preventDefault();
              if (reason.trim() !== '') back(reason.trim());
            }}
          >
            <TextField ref={own} small hideLabel label={t('payments.ownReason')} placeholder={t('payments.ownReason')} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
            <Button type="submit" size="sm" disabled={reason.trim() === ''}>{t('payments.return')}</Button>
          </form>
        </div>
      )}
    </aside>
  );
}

/** Gives the decision; what was done, and how to take it back, is said only when the server has said so. */
function useDecide(row: PaymentRow): (command: string, pressed: string, done: string, more: object) => Promise<void> {
  const press = usePress();
  const outcomeOf = useOutcomeOf();
  const offerUndo = useOfferUndo();
  return async (command, pressed, done, more) => {
    const { claimId, dealId, stageId, amountMinor, currency } = row;
    const answer = await press(command, { claimId, dealId, stageId, amountMinor, currency, ...more }, { label: pressed });
    if (answer.ok && (await outcomeOf(answer.commandId)).ok) offerUndo(answer.commandId, done);
  };
}
