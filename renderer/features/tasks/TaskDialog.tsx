/** Sets a new task, or a new time for one: what and when in two lines. */
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useClockNow } from '#renderer/data/use-press.ts';
import { dueTimes, fromLocalInput, toLocalInput } from '#renderer/features/tasks/due-times.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { TextField } from '#renderer/ui/Field.tsx';

/** `title` null = the words are given: only the time is asked. */
export function TaskDialog(props: { heading: string; title: string | null; dueAt: number | null; about: string | null; save(title: string, dueAt: number): void; close(): void }): ReactNode {
  const { t, format } = useWords();
  const zone = useTeam().team?.zone ?? 'UTC';
  const now = useClockNow()();
  const [title, setTitle] = useState(props.title ?? '');
  const [due, setDue] = useState(() => toLocalInput(props.dueAt ?? now + 60 * 60_000, zone));
  const [checked, setChecked] = useState(false);
  const at = fromLocalInput(due, zone);
  const untitled = props.title !== null && title.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (at === null || untitled) setChecked(true);
    else props.save(title.trim(), at);
  };
  return (
    <Dialog open close={props.close} title={props.heading}>
      <form className="tasks-form" onSubmit={submit}>
        {props.about && <p className="t2">{props.about}</p>}
        {props.title !== null && <TextField label={t('tasks.title')} value={title} maxLength={300} wrong={checked && untitled ? t('tasks.titleNeeded') : undefined} onChange={(event) => setTitle(event.target.value)} autoFocus />}
        <TextField label={t('tasks.due')} type="datetime-local" value={due} wrong={checked && at === null ? t('tasks.dueNeeded') : undefined} onChange={(event) => setDue(event.target.value)} autoFocus={props.title === null} />
        <div className="row-x tasks-presets">
          {dueTimes(now, zone).map((time) => (
            <Button key={time.choice} size="xs" pressed={at !== null && Math.abs(at - time.at) < 60_000} title={format.dateTime(time.at)} onClick={() => setDue(toLocalInput(time.at, zone))}>{t(`tasks.to.${time.choice}`)}</Button>
          ))}
        </div>
        <div className="tasks-actions">
          <Button onClick={props.close}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" chord="Enter">{t('common.save')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
