/** What is to be done, by when: late first, then today by the hour, then what can wait. */
import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { ListChecks, Plus } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useNewId, useOfferUndo, usePress } from '#renderer/data/use-press.ts';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { dueTimes, hourOf } from '#renderer/features/tasks/due-times.ts';
import { HourBars } from '#renderer/features/tasks/HourBars.tsx';
import { TaskDialog } from '#renderer/features/tasks/TaskDialog.tsx';
import { taskGroups, tasksByHour } from '#renderer/features/tasks/task-groups.ts';
import type { TaskGroupName } from '#renderer/features/tasks/task-groups.ts';
import { TaskLine } from '#renderer/features/tasks/TaskLine.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Segments } from '#renderer/ui/Field.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { useNow } from '#renderer/ui/use-now.ts';
import { VirtualList } from '#renderer/ui/VirtualList.tsx';
import type { RowState } from '#renderer/ui/VirtualList.tsx';
import type { TaskId } from '#shared/base/ids.ts';
import { taskList } from '#shared/queries/registry.ts';
import type { TaskRow } from '#shared/queries/rows.ts';
import '#renderer/features/tasks/tasks.css';

type Item = { kind: 'heading'; id: string; name: TaskGroupName; count: number } | { kind: 'task'; id: string; task: TaskRow; group: TaskGroupName };
type Asking = { kind: 'new' } | { kind: 'move'; task: TaskRow } | null;

const shownAtMost = 200;

export function TasksPane(): ReactNode {
  const { t, format } = useWords();
  const { team, me } = useTeam();
  const zone = team?.zone ?? 'UTC';
  const now = useNow(30_000);
  // Who sits on no seat has no tasks of their own.
  const [mineOnly, setMineOnly] = useState(me?.seatId != null);
  const [asking, setAsking] = useState<Asking>(null);
  const openId = useView((state) => state.conversationId);
  const asked = useQuery(taskList, { mineOnly, limit: shownAtMost });
  const tasks = asked.value ?? none;
  const groups = useMemo(() => taskGroups(tasks, now, format.sameDay), [tasks, now, format]);
  const items = useMemo<Item[]>(
    () =>
      groups.flatMap((group): Item[] => [
        { kind: 'heading', id: `heading ${group.name}`, name: group.name, count: group.tasks.length },
        ...group.tasks.map((task): Item => ({ kind: 'task', id: task.id, task, group: group.name })),
      ]),
    [groups],
  );
  const overdue = groups.find((group) => group.name === 'overdue')?.tasks.length ?? 0;
  const today = groups.find((group) => group.name === 'today')?.tasks.length ?? 0;
  const times = useMemo(() => dueTimes(now, zone), [now, zone]);
  const acts = useTaskActs(setAsking);
  useAction('task.add', () => setAsking({ kind: 'new' }));

  const renderRow = (item: Item, state: RowState): ReactNode =>
    item.kind === 'heading' ? <div className={`feedsep tasks-heading ${item.name === 'overdue' ? 'is-alarm' : ''}`} role="presentation">{t(`tasks.group.${item.name}`)} · {item.count}</div> : (
      <TaskLine task={item.task} late={item.group === 'overdue'} dated={!format.sameDay(item.task.dueAt, now)} optionId={state.optionId} selected={openId !== null && item.task.conversationId === openId} current={state.current} times={times} {...acts} />
    );
  return (
    <>
      <div className="panehead">
        <h1 className="heading">{t('tasks.heading')}</h1>
        <span className="small t3 trunc">{format.weekday(now)} · {t('tasks.summary', { count: overdue + today })}{overdue > 0 && `, ${t('tasks.overdue', { count: overdue })}`}</span>
        <span className="grow" />
        <Segments label={t('tasks.whose')} value={mineOnly ? 'mine' : 'all'} options={[{ value: 'mine', label: t('tasks.mine') }, { value: 'all', label: t('tasks.all') }]} change={(value) => setMineOnly(value === 'mine')} />
        <Button size="sm" icon={Plus} action="task.add" onClick={() => setAsking({ kind: 'new' })}>{t('tasks.new')}</Button>
      </div>
      <HourBars counts={tasksByHour(tasks, now, format.sameDay, (at) => hourOf(at, zone))} hourNow={hourOf(now, zone)} />
      <VirtualList<Item>
        className="hr" label={t('tasks.heading')} rows={items} idOf={itemId} heightOf={heightOf} renderRow={renderRow} passive={isHeading} selectedId={null}
        open={(item) => { if (item.kind === 'task' && item.task.conversationId) useView.getState().openConversation(item.task.conversationId); }}
        restoreKey="tasks"
        empty={asked.value ? <EmptyState icon={ListChecks} title={t('tasks.empty')} text={t('tasks.emptyText')} /> : <div className="grow" />}
      />
      <Question asking={asking} close={() => setAsking(null)} move={acts.move} />
    </>
  );
}

const none: readonly TaskRow[] = [];
const itemId = (item: Item): string => item.id;
const heightOf = (item: Item): number => (item.kind === 'heading' ? 25 : 37);
const isHeading = (item: Item): boolean => item.kind === 'heading';

function useTaskActs(setAsking: (asking: Asking) => void): { done(task: TaskRow): void; move(task: TaskRow, at: number): void; ask(task: TaskRow): void } {
  const press = usePress();
  const offerUndo = useOfferUndo();
  const { t, format, label } = useWords();
  const titleOf = (task: TaskRow): string => (task.titles ? label(task.titles) : task.title);
  const done = useCallback(
    async (task: TaskRow) => {
      const title = task.titles ? label(task.titles) : task.title;
      const answer = await press('task.done', { taskId: task.id }, { label: t('tasks.pressDone', { title }) });
      if (answer.ok) offerUndo(answer.commandId, t('tasks.wasDone', { title }));
    },
    [press, offerUndo, t, label],
  );
  const move = async (task: TaskRow, at: number): Promise<void> => {
    const answer = await press('task.move', { taskId: task.id, dueAt: at }, { label: t('tasks.pressMove', { title: titleOf(task) }) });
    if (answer.ok) offerUndo(answer.commandId, t('tasks.wasMoved', { title: titleOf(task), time: format.dateTime(at) }));
  };
  return { done: (task) => void done(task), move: (task, at) => void move(task, at), ask: (task) => setAsking({ kind: 'move', task }) };
}

function Question(props: { asking: Asking; close(): void; move(task: TaskRow, at: number): void }): ReactNode {
  const { asking, close } = props;
  const { t, label } = useWords();
  const press = usePress();
  const newId = useNewId();
  const conversationId = useView((state) => state.conversationId);
  if (asking === null) return null;
  if (asking.kind === 'move') {
    const { task } = asking;
    return (
      <TaskDialog
        heading={t('tasks.move')} title={null} dueAt={task.dueAt} about={task.titles ? label(task.titles) : task.title} close={close}
        save={(_title, at) => {
          props.move(task, at);
          close();
        }}
      />
    );
  }
  return (
    <TaskDialog
      heading={t('tasks.newHeading')} title="" dueAt={null} about={conversationId ? t('tasks.forOpen') : t('tasks.forNobody')} close={close}
      save={(title, dueAt) => {
        void press('task.add', { taskId: newId<TaskId>(), title, dueAt, dealId: null, conversationId }, { label: t('tasks.pressAdd', { title }) });
        close();
      }}
    />
  );
}
