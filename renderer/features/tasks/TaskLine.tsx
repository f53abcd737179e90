/** One task: when, what, for whom; done with a press, put off with two. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { CalendarClock, Check } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Menu } from '#renderer/ui/Menu.tsx';
import { Owner } from '#renderer/ui/Owner.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import type { TaskRow } from '#shared/queries/rows.ts';
import type { DueTime } from '#renderer/features/tasks/due-times.ts';

export interface TaskLineProps {
  task: TaskRow;
  late: boolean;
  /** The day must be said: it is not today's. */
  dated: boolean;
  optionId: string;
  selected: boolean;
  current: boolean;
  times: readonly DueTime[];
  done(task: TaskRow): void;
  move(task: TaskRow, at: number): void;
  ask(task: TaskRow): void;
}

export const TaskLine = memo(function TaskLine(props: TaskLineProps): ReactNode {
  const { task, current } = props;
  const { t, format, label } = useWords();
  const lookup = useLookup();
  const account = lookup.account(task.accountId);
  const title = task.titles ? label(task.titles) : task.title;
  const tab = current ? 0 : -1;
  return (
    <div id={props.optionId} role="option" aria-selected={props.selected} className={`tasks-line ${current ? 'is-focus-in' : ''}`}>
      <button
        type="button" className="check tasks-check" aria-label={t('tasks.doneLabel', { title })} title={t('tasks.done')} tabIndex={tab}
        onClick={(event) => {
          event.stopPropagation();
          props.done(task);
        }}
      >
        <Icon of={Check} size="sm" />
      </button>
      <span className={`tasks-when ${props.late ? 'is-alarm' : ''}`}><span className="medium">{props.dated ? format.dateTime(task.dueAt) : format.time(task.dueAt)}</span>{props.late && <span className="small"> {t('tasks.late')}</span>}</span>
      <span className="trunc"><SafeText text={title} /></span>
      <span className="cellx tasks-client"><AccountBadge account={account} /><span className="trunc"><SafeText text={task.contactName ?? ''} /></span></span>
      <Owner name={lookup.seatPerson(task.seatId)} mine={task.mine} />
      <span onClick={(event) => event.stopPropagation()} role="presentation">
        <Menu
          align="end"
          trigger={<IconButton icon={CalendarClock} size="xs" label={t('tasks.move')} tabIndex={tab} />}
          entries={[
            ...props.times.map(({ choice, at }) => ({ label: t(`tasks.to.${choice}`), hint: choice === 'quarter' || choice === 'hour' ? undefined : format.time(at), run: () => props.move(task, at) })),
            { kind: 'line' as const },
            { label: t('tasks.to.other'), run: () => props.ask(task) },
          ]}
        />
      </span>
    </div>
  );
});
