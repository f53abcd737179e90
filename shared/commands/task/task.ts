/** Tasks a person sets, finishes and puts off; every shift of a date is in the record. */
import { z } from 'zod';
import type { ConversationId, DealId, TaskId } from '#shared/base/ids.ts';
import { cleanText } from '#shared/base/plain-text.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { TaskBody } from '#shared/model/bodies.ts';
import { isOpenTask } from '#shared/engine/case.ts';
import { patch, put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

const taskId = idSchema<TaskId>();

export const taskAdd = defineCommand({
  name: 'task.add',
  runs: 'both',
  right: 'tasks',
  input: z.strictObject({
    taskId, title: z.string().max(300), dueAt: z.number().int(), dealId: idSchema<DealId>().nullable(), conversationId: idSchema<ConversationId>().nullable(),
  }),
  unseen: ['existing'],
  needs: (input) => ({ existing: one('task', input.taskId), deal: one('deal', input.dealId ?? ''), conversation: one('conversation', input.conversationId ?? '') }),
  decide: ({ existing, deal, conversation }, input, ctx) => {
    if (existing !== null) return refuse('id_taken');
    if ((input.dealId !== null && deal === null) || (input.conversationId !== null && conversation === null)) return refuse('not_found');
    const title = cleanText(input.title).trim();
    if (title === '') return refuse('empty');
    return decided([put('task', {
      id: input.taskId, title, titles: null, dealId: input.dealId, conversationId: input.conversationId, contactId: deal?.contactId ?? conversation?.contactId ?? null,
      seatId: ctx.actor.seatId ?? deal?.seatId ?? conversation?.seatId ?? null, dueAt: input.dueAt, setBy: null, doneAt: null, doneBy: null, cancelledAt: null, createdAt: ctx.at,
    })]);
  },
});

const needs = (input: { taskId: TaskId }) => ({ task: one('task', input.taskId) });
const then = (_input: unknown, { task }: { task: TaskBody | null }) => ({ deal: one('deal', task?.dealId ?? ''), conversation: one('conversation', task?.conversationId ?? '') });

export const taskDone = defineCommand({
  name: 'task.done',
  runs: 'both',
  right: 'tasks',
  input: z.strictObject({ taskId }),
  // The task is seen through its deal; its talk may be another's by now.
  unseen: ['conversation'],
  needs, then,
  decide: ({ task }, _input, ctx) => {
    if (task === null) return refuse('not_found');
    if (!isOpenTask(task)) return refuse('task_closed');
    return decided([patch('task', task.id, { doneAt: ctx.at, doneBy: ctx.actor.personId })]);
  },
});

export const taskMove = defineCommand({
  name: 'task.move',
  runs: 'both',
  right: 'tasks',
  input: z.strictObject({ taskId, dueAt: z.number().int() }),
  unseen: ['conversation'],
  needs, then,
  decide: ({ task }, { dueAt }) => {
    if (task === null) return refuse('not_found');
    if (!isOpenTask(task)) return refuse('task_closed');
    return decided(task.dueAt === dueAt ? [] : [patch('task', task.id, { dueAt })]);
  },
});
