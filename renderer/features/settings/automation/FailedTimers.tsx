/** Timers whose work could not be done: which, about whom, since when; each again or never. */
import type { ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import type { StalledTimer } from '#shared/port/stalled.ts';

const named = ['clock.reach', 'snooze.end', 'audience.regrant', 'client.erase'];

export function FailedTimers(props: { timers: readonly StalledTimer[]; decide(keys: string[], verdict: 'again' | 'drop'): void }): ReactNode {
  const { timers, decide } = props;
  const { t } = useWords();
  const droppable = timers.filter((timer) => !timer.needed);
  return (
    <section className="settings-part settings-devices" aria-label={t('stalled.timers')}>
      <h3 className="settings-h">{t('stalled.timers')}</h3>
      <p className="small t3">{t('stalled.timersText')}</p>
      <table className="tbl">
        <thead><tr><th>{t('held.column.what')}</th><th>{t('stalled.column.client')}</th><th>{t('stalled.column.due')}</th><th aria-label={t('access.column.acts')} /></tr></thead>
        <tbody>
          {timers.map((timer) => (
            <tr key={timer.key}>
              <td><TimerName timer={timer} /></td>
              <td><Client timer={timer} /></td>
              <td><TimeText at={timer.due} /></td>
              <td className="num">
                <Button size="xs" look="quiet" onClick={() => decide([timer.key], 'again')}>{t('common.retry')}</Button>
                {!timer.needed && <Button size="xs" look="quiet" onClick={() => decide([timer.key], 'drop')}>{t('held.drop')}</Button>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {timers.length > 1 && (
        <p className="row-x">
          <Button size="sm" onClick={() => decide(timers.map((timer) => timer.key), 'again')}>{t('stalled.allAgain', { count: timers.length })}</Button>
          {droppable.length > 0 && <Button size="sm" look="quiet" onClick={() => decide(droppable.map((timer) => timer.key), 'drop')}>{t('held.dropAll', { count: droppable.length })}</Button>}
        </p>
      )}
    </section>
  );
}

function TimerName({ timer }: { timer: StalledTimer }): ReactNode {
  const { t, label } = useWords();
  const { rules } = useTeam();
  const rule = rules.find((one) => one.id === timer.ruleId);
  if (rule) return <SafeText text={t('stalled.rule', { name: label(rule.label) })} />;
  return t(named.includes(timer.command) ? `stalled.timer.${timer.command}` : 'held.timer');
}

function Client({ timer: { about } }: { timer: StalledTimer }): ReactNode {
  const { t } = useWords();
  const go = useView((state) => state.go);
  const openConversation = useView((state) => state.openConversation);
  if (about === null) return '';
  const name = <SafeText text={about.name || t('payments.noName')} />;
  const { conversationId } = about;
  if (conversationId === null) return name;
  return (
    <button
      type="button" className="link trunc"
      onClick={() => {
        go('inbox');
        openConversation(conversationId);
      }}
    >{name}</button>
  );
}
