/** The address and the word a network asks for, and where in its settings to paste them, step by step. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useCall } from '#renderer/data/use-press.ts';
import { useView } from '#renderer/data/view.ts';
import { CopyField } from '#renderer/features/settings/CopyField.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import type { ChannelName } from '#shared/model/channel.ts';
import type { Calls } from '#shared/port/port.ts';

type Asked = { state: 'asking' } | { state: 'known'; value: Calls['account.webhook']['value'] } | { state: 'refused'; code: string };

const steps = [1, 2, 3, 4] as const;

export function WebhookSteps(props: { accountId: string; channel: ChannelName }): ReactNode {
  const { accountId, channel } = props;
  const { t, refusal } = useWords();
  const call = useCall();
  const openSettings = useView((state) => state.openSettings);
  const [asked, setAsked] = useState<Asked>({ state: 'asking' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let live = true;
    void call('account.webhook', { accountId }).then((answer) => {
      if (live) setAsked(answer.ok ? { state: 'known', value: answer.value } : { state: 'refused', code: answer.code });
    });
    return () => {
      live = false;
    };
  }, [call, accountId, round]);
  return (
    <section className="settings-part" aria-label={t('accounts.webhook')}>
      <h3 className="settings-h">{t('accounts.webhook')}</h3>
      <p className="t2">{t(`account.${channel}.webhookWhy`)}</p>
      {asked.state === 'refused' && <p className="row-x is-warning">{refusal(asked.code)} <Button size="xs" onClick={() => setRound(round + 1)}>{t('common.retry')}</Button></p>}
      {asked.state === 'known' && (
        <>
          {!asked.value.reachable && <p className="settings-note" role="note">{t('accounts.notReachable')} <button type="button" className="link" onClick={() => openSettings('team')}>{t('accounts.setPublicUrl')}</button></p>}
          <CopyField label={t('accounts.webhookUrl')} value={asked.value.url} />
          <CopyField label={t('accounts.verifyToken')} value={asked.value.verifyToken} />
          <ol className="settings-how">{steps.map((step) => <li key={step}>{t(`account.${channel}.webhookStep${step}`)}</li>)}</ol>
        </>
      )}
    </section>
  );
}
