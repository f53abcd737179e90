/** Says that the client has paid: a sum, where it came, the receipt; those who check payments see it at once. */
import { useEffect, useRef, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Banknote } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useNewId, usePress } from '#renderer/data/use-press.ts';
import { useToasts } from '#renderer/data/toasts.ts';
import { ReceiptPick } from '#renderer/features/card/ReceiptPick.tsx';
import { useClientFiles } from '#renderer/features/card/use-client-files.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Select, TextField } from '#renderer/ui/Field.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { isOpenDeal } from '#shared/engine/case.ts';
import { minorDigits } from '#shared/base/minor-digits.ts';
import type { DealBody } from '#shared/model/bodies.ts';
import { payAccountField } from '#shared/model/money.ts';
import type { PaymentClaimId, Receipt } from '#shared/model/money.ts';

const freshMs = 3_600_000;

export function PaymentClaim(props: { deal: DealBody }): ReactNode {
  const { deal } = props;
  const { t } = useWords();
  const lookup = useLookup();
  const [open, setOpen] = useState(false);
  if (!lookup.may('pay') || !isOpenDeal(deal)) return null;
  const waiting = deal.waitingClaims?.length ?? 0;
  return (
    <>
      {waiting > 0 && <p className="small t3">{t('payments.waitingHere', { count: waiting })}</p>}
      {open ? <ClaimForm deal={deal} close={() => setOpen(false)} /> : <Button size="sm" icon={Banknote} onClick={() => setOpen(true)}>{t('payments.claimOne')}</Button>}
    </>
  );
}

function ClaimForm(props: { deal: DealBody; close(): void }): ReactNode {
  const { deal, close } = props;
  const { t, label, format } = useWords();
  const lookup = useLookup();
  const press = usePress();
  const newId = useNewId();
  const show = useToasts((state) => state.show);
  const digits = 10 ** minorDigits(deal.currency);
  const [sum, setSum] = useState(deal.amountMinor === null ? '' : String(Math.max(0, deal.amountMinor - deal.paidMinor) / digits));
  const accounts = lookup.list(lookup.field(payAccountField)?.list ?? null)?.items ?? [];
  const [account, setAccount] = useState(accounts[0]?.id ?? '');
  const form = useRef<HTMLFormElement>(null);
  const files = useClientFiles(deal.conversationId);
  const now = useNow(60_000);
  // A file that has just come is most likely it; until a person has said otherwise.
  const [picked, setPicked] = useState<Receipt | null | undefined>(undefined);
  const fresh = files[0] && now - files[0].at < freshMs ? { hash: files[0].hash, contentType: files[0].contentType } : null;
  const receipt = picked === undefined ? fresh : picked;
  const amountMinor = Math.round(Number(sum.trim().replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')) * digits);
  const wrong = !Number.isSafeInteger(amountMinor) || amountMinor < 1;
  // It stands low in the card: all of it, the buttons too, is brought into sight, and again when the files have come.
  const { length } = files;
  useEffect(() => {
    // Newer browsers answer a promise, which would be taken for the effect's end.
    form.current?.scrollIntoView({ block: 'nearest' });
  }, [length]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong) return;
    const told = format.money(amountMinor, deal.currency);
    void press('payment.claim', { claimId: newId<PaymentClaimId>(), dealId: deal.id, amountMinor, currency: deal.currency, account, receipt }, { label: t('payments.pressClaim', { sum: told }) }).then((answer) => {
      if (!answer.ok) return;
      show({ kind: 'info', text: t('payments.claimed', { sum: told }) });
      close();
    });
  };
  return (
    <form ref={form} className="cd-claim" aria-label={t('payments.claimOne')} onSubmit={submit}>
      <TextField small label={t('payments.sumIn', { currency: deal.currency })} inputMode="decimal" value={sum} autoFocus onChange={(event) => setSum(event.target.value)} />
      {accounts.length > 0 && <Select small label={t('payments.account')} value={account} onChange={(event) => setAccount(event.target.value)} options={accounts.map((item) => ({ value: item.id, label: label(item.label) }))} />}
      <ReceiptPick files={files} chosen={receipt} choose={setPicked} />
      <div className="row-x tight"><Button size="sm" onClick={close}>{t('common.cancel')}</Button><Button type="submit" size="sm" disabled={wrong}>{t('payments.toCheck')}</Button></div>
    </form>
  );
}
