/** The state of an account: a shape, a word, and on its own page what to do. */
import type { ReactNode } from 'react';
import { CircleCheck, CircleX, PauseCircle, TriangleAlert } from 'lucide';
import type { AccountHealthView } from '#renderer/features/settings/accounts/account-health.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';

const looks = { well: { icon: CircleCheck, tone: 'is-success' }, warning: { icon: TriangleAlert, tone: 'is-warning' }, alarm: { icon: CircleX, tone: 'is-alarm' }, off: { icon: PauseCircle, tone: 't3' } } as const;

export function HealthText(props: { health: AccountHealthView; long?: boolean }): ReactNode {
  const { health, long = false } = props;
  const { t, has } = useWords();
  const { icon, tone } = looks[health.tone];
  const values = { count: health.days ?? 0, seconds: health.seconds ?? 0, code: health.code };
  const say = (part: 'state' | 'todo'): string => {
    const key = `account.${part}.${health.code}`;
    if (has(key) || has(`${key}_other`)) return t(key, values);
    return part === 'state' ? t(`account.state.${health.tone === 'alarm' ? 'error' : 'warning'}`, values) : t('account.todo.other', values);
  };
  return (
    <span className="settings-health">
      <span className={`row-x tight ${tone}`}><Icon of={icon} /><span className={long ? 'medium' : 'trunc'}>{say('state')}</span></span>
      {long && health.tone !== 'well' && <span className="t2">{say('todo')}</span>}
    </span>
  );
}
