/** After a restore: what may have gone out or run before it, sent or dropped at the owner's word. Nothing to see where nothing is held. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useCall } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import type { HeldLine, HeldList } from '#shared/port/port.ts';

export function HeldWork(): ReactNode {
  const { t, refusal } = useWords();
  const call = useCall();
  const [list, setList] = useState<HeldList | null>(null);
  const [wrong, setWrong] = useState('');
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let live = true;
    // Refused to whoever is no owner: then there is nothing for them to decide.
    void call('held.list', {}).then((answer) => {
      if (live) setList(answer.ok ? answer.value : null);
    });
    return () => {
      live = false;
    };
  }, [call, asked]);
  if (list === null || list.held.length === 0) return null;
  const decide = async (held: readonly HeldLine[], verdict: 'send' | 'drop'): Promise<void> => {
    const answer = await call('held.decide', { ids: held.map((line) => line.id), verdict });
    setWrong(answer.ok ? '' : refusal(answer.code, answer.data));
    setAsked((count) => count + 1);
  };
  return (
    <section className="settings-part settings-devices" aria-label={t('held.title')}>
      <h3 className="settings-h">{t('held.title')}</h3>
      <p className="small t3">{t('held.text')}{list.restored && <> {t('held.from')} <TimeText at={list.restored.madeAt} />.</>}</p>
      {wrong !== '' && <p className="settings-refused" role="alert">{wrong}</p>}
      <table className="tbl">
        <thead><tr><th>{t('held.column.what')}</th><th>{t('held.column.when')}</th><th aria-label={t('access.column.acts')} /></tr></thead>
        <tbody>
          {list.held.map((line) => (
            <tr key={line.id}>
              <td><HeldText line={line} /></td>
              <td><TimeText at={line.at} /></td>
              <td className="num">
                <Button size="xs" look="quiet" onClick={() => void decide([line], 'send')}>{line.message ? t('held.send') : t('held.run')}</Button>
                <Button size="xs" look="quiet" onClick={() => void decide([line], 'drop')}>{t('held.drop')}</Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p><Button size="sm" look="quiet" onClick={() => void decide(list.held, 'drop')}>{t('held.dropAll', { count: list.held.length })}</Button></p>
    </section>
  );
}

function HeldText({ line }: { line: HeldLine }): ReactNode {
  const { t } = useWords();
  const lookup = useLookup();
  if (!line.message) return t('held.timer');
  const account = lookup.account(line.message.accountId)?.name ?? '';
  return (
    <span className="cellx">
      <span className="trunc">{line.message.text === '' ? t('held.files', { count: line.message.files }) : <SafeText text={line.message.text} />}</span>
      <span className="small t3"><SafeText text={account} /></span>
    </span>
  );
}
