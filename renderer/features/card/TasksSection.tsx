/** What is still to be done for this client, soonest first; done with one press, added in one line. */
import { useState } from 'react';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { Check } from 'lucide';
import { useClockNow, useNewId, useOfferUndo, usePress } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { dayTime, inputText, parseInput } from '#renderer/ui/values/value-text.ts';
import type { TaskId } from '#shared/base/ids.ts';
import type { TaskBody } from '#shared/model/bodies.ts';
import type { CardView } from '#shared/queries/rows.ts';

const soonMs = 15 * 60_000;
const shownDone = 3;

export function TasksSection(props: { card: CardView }): ReactNode {
  const { card } = props;
  const { t } = useWords();
  const [adding, setAdding] = useState(false);
  useAction('task.add', () => setAdding(true));
  const open = card.tasks.filter((task) => task.doneAt === null);
  const done = card.tasks.filter((task) => task.doneAt !== null).slice(0, shownDone);
  return (
    <section className="sec" aria-label={t('card.tasks')}>
      <div className="sech"><span>{t('card.tasks')}</span><button type="button" className="link" onClick={() => setAdding(true)}>{t('common.add')}</button></div>
      {adding && <NewTask card={card} close={() => setAdding(false)} />}
      {[...open, ...done].map((task) => <TaskLine key={task.id} task={task} />)}
      {!adding && card.tasks.length === 0 && <div className="small t3">{t('card.noTasks')}</div>}
    </section>
  );
}

function TaskLine(props: { task: TaskBody }): ReactNode {
  const { task } = props;
  const { t, label, format } = useWords();
  const press = usePress();
  const offerUndo = useOfferUndo();
  const now = useNow(30_000);
  const title = task.titles ? label(task.titles) : task.title;
  const isDone = task.doneAt !== null;
  const due = isDone ? t('card.done') : task.dueAt < now ? t('card.late', { wait: format.left(now - task.dueAt) }) : task.dueAt - now < 3_600_000 ? t('card.dueIn', { left: format.left(task.dueAt - now) })
    : format.sameDay(task.dueAt, now) ? format.time(task.dueAt) : `${format.weekday(task.dueAt)}, ${format.time(task.dueAt)}`;
  const tone = isDone ? 't3' : task.dueAt < now ? 'is-alarm medium' : task.dueAt - now < soonMs ? 'is-warning medium' : 't3';
  const finish = async (): Promise<void> => {
    if (isDone) return;
    const answer = await press('task.done', { taskId: task.id }, { label: title });
    if (answer.ok) offerUndo(answer.commandId, t('card.taskDone', { title }));
  };
  return (
    <div className="task">
      <button type="button" role="checkbox" className="check" aria-checked={isDone} aria-label={t('card.finish', { title })} onClick={() => void finish()}>{isDone && <Icon of={Check} size="sm" />}</button>
      <span className={`trunc ${isDone ? 't3 cd-done' : ''}`} title={title}><SafeText text={title} /></span>
      <span className={`small ${tone}`}>{due}</span>
    </div>
  );
}

function NewTask(props: { card: CardView; close(): void }): ReactNode {
  const { card, close } = props;
  const { t } = useWords();
  const press = usePress();
  const newId = useNewId();
  const { zone } = useUi();
  const now = useClockNow();
  const [title, setTitle] = useState('');
  const choices = [
    { id: 'hour', at: () => now() + 3_600_000 }, { id: 'evening', at: () => dayTime(now(), 0, 18, zone) }, { id: 'tomorrow', at: () => dayTime(now(), 1, 10, zone) },
  ] as const;
  const [due, setDue] = useState(() => inputText({ type: 'dateTime' }, { at: dayTime(now(), 1, 10, zone) }, { zone, currency: '' }));

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const parsed = parseInput({ type: 'dateTime', maxLength: null }, due, { zone, currency: '' });
    if (title.trim() === '' || !parsed.ok || parsed.value === null || typeof parsed.value !== 'object' || !('at' in parsed.value)) return;
    const input = { taskId: newId<TaskId>(), title: title.trim(), dueAt: parsed.value.at, dealId: card.deal?.id ?? null, conversationId: card.conversation.id };
    const answer = await press('task.add', input, { label: title.trim() });
    if (answer.ok) close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.code !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  return (
    <form className="cd-form" onSubmit={(event) => void save(event)} onKeyDown={onKeyDown}>
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- opened by a press to be typed into */}
      <TextField small label={t('card.taskTitle')} hideLabel placeholder={t('card.taskTitle')} value={title} maxLength={300} autoFocus onChange={(event) => setTitle(event.target.value)} />
      <div className="row-x">
        {choices.map((choice) => <Button key={choice.id} size="xs" onClick={() => setDue(inputText({ type: 'dateTime' }, { at: choice.at() }, { zone, currency: '' }))}>{t(`card.due.${choice.id}`)}</Button>)}
      </div>
      <TextField small type="datetime-local" label={t('card.dueAt')} hideLabel value={due} onChange={(event) => setDue(event.target.value)} />
      <div className="row-x"><Button type="submit" look="primary" size="sm" disabled={title.trim() === ''}>{t('common.add')}</Button><Button size="sm" onClick={close}>{t('common.cancel')}</Button></div>
    </form>
  );
}
