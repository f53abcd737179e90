/** Working hours: several stretches a day if need be; none = round the clock. The answer clock stands still outside them. */
import type { ReactNode } from 'react';
import { Plus, X } from 'lucide';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import type { TeamBody, WorkingHours } from '#shared/model/preset.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
/** A Monday: days of the week are named from it. */
const monday = Date.UTC(2024, 0, 1);

export function HoursForm(props: { team: TeamBody }): ReactNode {
  const { team } = props;
  const { t, language } = useWords();
  const save = useSave();
  const [hours, setHours, edited] = useDraft<WorkingHours>(team.hours);
  const dayName = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  const change = (at: number, set: Partial<WorkingHours[number]>): void => setHours(hours.map((stretch, index) => (index === at ? { ...stretch, ...set } : stretch)));
  const bad = hours.some((stretch) => stretch.days.length === 0 || !/^\d\d:\d\d$/.test(stretch.from) || !/^\d\d:\d\d$/.test(stretch.to) || stretch.from >= stretch.to);
  return (
    <form
      className="settings-part"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) void save('team.update', { set: { hours } }, t('team.hours'));
      }}
    >
      <h3 className="settings-h">{t('team.hours')}</h3>
      <p className="small t3">{hours.length === 0 ? t('team.hoursAlways') : t('team.hoursText')}</p>
      {hours.map((stretch, at) => (
        <div key={at} className="settings-hours">
          <span className="row-x tight" role="group" aria-label={t('team.days')}>
            {weekdays.map((day) => (
              <Button key={day} size="xs" pressed={stretch.days.includes(day)} onClick={() => change(at, { days: stretch.days.includes(day) ? stretch.days.filter((one) => one !== day) : [...stretch.days, day].toSorted((a, b) => a - b) })}>{dayName.format(monday + (day - 1) * 24 * 60 * 60_000)}</Button>
            ))}
          </span>
          <TextField small hideLabel label={t('team.from')} type="time" value={stretch.from} onChange={(event) => change(at, { from: event.target.value })} />
          <span className="t3">–</span>
          {/* An input of time knows no 24:00: midnight at the end of the day is written as the last minute. */}
          <TextField small hideLabel label={t('team.to')} type="time" value={stretch.to === '24:00' ? '23:59' : stretch.to} onChange={(event) => change(at, { to: event.target.value === '23:59' ? '24:00' : event.target.value })} />
          <IconButton icon={X} size="xs" label={t('common.remove')} onClick={() => setHours(hours.filter((_, index) => index !== at))} />
        </div>
      ))}
      {bad && <p className="settings-refused" role="alert">{t('team.hoursWrong')}</p>}
      <div className="settings-actions">
        <Button size="sm" icon={Plus} onClick={() => setHours([...hours, { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }])}>{t('team.addHours')}</Button>
        <span className="grow" />
        <Button type="submit" look="primary" disabled={bad || !edited}>{t('common.save')}</Button>
      </div>
    </form>
  );
}
