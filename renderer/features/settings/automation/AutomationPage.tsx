/** What the server was to do by itself and could not: tried again or dropped at the owner's word; and what is still being done (S16, S64, S70). */
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { CircleCheck } from 'lucide';
import { useCall } from '#renderer/data/use-press.ts';
import { FailedTimers } from '#renderer/features/settings/automation/FailedTimers.tsx';
import { ParkedPresses } from '#renderer/features/settings/automation/ParkedPresses.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import type { StalledList } from '#shared/port/stalled.ts';

/** Work under way is seen to go on. */
const againMs = 5_000;

export function AutomationPage(): ReactNode {
  const { t, refusal } = useWords();
  const call = useCall();
  const [list, setList] = useState<StalledList | null>(null);
  const [wrong, setWrong] = useState('');
  const [asked, setAsked] = useState(0);
  const again = useCallback(() => setAsked((count) => count + 1), []);
  useEffect(() => {
    let live = true;
    const timer = setInterval(again, againMs);
    void call('stalled.list', {}).then((answer) => {
      if (!live) return;
      if (answer.ok) setList(answer.value);
      setWrong(answer.ok ? '' : refusal(answer.code, answer.data));
    });
    return () => {
      live = false;
      clearInterval(timer);
    };
  }, [call, refusal, again, asked]);
  const decide = async (keys: string[], verdict: 'again' | 'drop'): Promise<void> => {
    const answer = await call('stalled.decide', { keys, verdict });
    setWrong(answer.ok ? '' : refusal(answer.code, answer.data));
    again();
  };
  const quiet = list !== null && list.timers.length === 0 && list.parked.length === 0 && list.regrant === undefined;
  return (
    <>
      <PageHead title={t('settings.page.automation')} />
      <div className="scroll settings-body">
        {wrong !== '' && <p className="settings-refused" role="alert">{wrong}</p>}
        {quiet && <EmptyState icon={CircleCheck} title={t('stalled.none')} text={t('stalled.noneText')} />}
        {list?.regrant && (
          <section className="settings-part" aria-label={t('stalled.regrant')}>
            <h3 className="settings-h">{t('stalled.regrant')}</h3>
            <p className="small t2" role="status">{list.regrant.left === null ? t('stalled.regrantBegins') : t('stalled.regrantLeft', { count: list.regrant.left })}</p>
          </section>
        )}
        {list && list.timers.length > 0 && <FailedTimers timers={list.timers} decide={(keys, verdict) => void decide(keys, verdict)} />}
        {list && list.parked.length > 0 && <ParkedPresses parked={list.parked} />}
      </div>
    </>
  );
}
