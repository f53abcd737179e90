/** Tasks in the rail: how many are due. */
import { ListChecks } from 'lucide';
import type { Feature } from '#renderer/data/feature.ts';
import { TasksPane } from '#renderer/features/tasks/TasksPane.tsx';

export const tasksFeature: Feature = {
  id: 'tasks',
  sections: [{ section: 'tasks', icon: ListChecks, labelKey: 'rail.tasks', order: 4, place: 'wide', count: (counts) => ({ n: counts.tasksDue, alarm: false }), Pane: TasksPane }],
};
