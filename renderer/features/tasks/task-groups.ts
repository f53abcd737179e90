/** Splits tasks into what is late, what is for today, and what can wait, each by its hour. */
import type { TaskRow } from '#shared/queries/rows.ts';

export type TaskGroupName = 'overdue' | 'today' | 'later' | 'done';

export interface TaskGroup {
  name: TaskGroupName;
  tasks: TaskRow[];
}

/** Empty groups are left out. `now`: UTC ms; `sameDay` compares in the team's zone. */
export function taskGroups(tasks: readonly TaskRow[], now: number, sameDay: (a: number, b: number) => boolean): TaskGroup[] {
  const groups: Record<TaskGroupName, TaskRow[]> = { overdue: [], today: [], later: [], done: [] };
  for (const task of tasks) {
    if (task.cancelledAt !== null) continue;
    groups[groupOf(task, now, sameDay)].push(task);
  }
  for (const list of [groups.overdue, groups.today, groups.later]) list.sort((a, b) => a.dueAt - b.dueAt);
  groups.done.sort((a, b) => (b.doneAt ?? 0) - (a.doneAt ?? 0));
  return (['overdue', 'today', 'later', 'done'] as const).map((name) => ({ name, tasks: groups[name] })).filter((group) => group.tasks.length > 0);
}

function groupOf(task: TaskRow, now: number, sameDay: (a: number, b: number) => boolean): TaskGroupName {
  if (task.doneAt !== null) return 'done';
  if (task.dueAt < now) return 'overdue';
  return sameDay(task.dueAt, now) ? 'today' : 'later';
}

/** Tasks still to do per hour of today, for the planner: index = hour in the team's zone. `hourOf` gives "14" of a time. */
export function tasksByHour(tasks: readonly TaskRow[], now: number, sameDay: (a: number, b: number) => boolean, hourOf: (at: number) => number): number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  for (const task of tasks) {
    if (task.doneAt !== null || task.cancelledAt !== null || !sameDay(task.dueAt, now)) continue;
    hours[hourOf(task.dueAt)]! += 1;
  }
  return hours;
}
