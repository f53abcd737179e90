/** The rows around one client while a decision changes them step by step: later steps see what earlier ones did, the operations stay in order. */
import type { ContactBody, ConversationBody, DealBody, MessageBody, ProfileBody, TaskBody } from '#shared/model/bodies.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import type { Op } from '#shared/engine/ops.ts';
import { patch, put } from '#shared/engine/ops.ts';

export interface CaseRows {
  conversation: ConversationBody | null;
  deal: DealBody | null;
  contact: ContactBody | null;
  /** Tasks of the deal and of the conversation. */
  tasks: readonly TaskBody[];
  /** Whatever else the client has with us; for taking and for removal. */
  contactConversations?: readonly ConversationBody[];
  contactDeals?: readonly DealBody[];
  profiles?: readonly ProfileBody[];
  /** Messages of the client with photos, oldest first. */
  photos?: readonly MessageBody[];
}

export interface Case {
  readonly ctx: DecideContext;
  readonly ops: Op[];
  readonly rows: {
    conversation: ConversationBody | null; deal: DealBody | null; contact: ContactBody | null; tasks: TaskBody[];
    readonly contactConversations: readonly ConversationBody[]; readonly contactDeals: readonly DealBody[];
    readonly profiles: readonly ProfileBody[]; readonly photos: readonly MessageBody[];
  };
  changeConversation(set: Partial<ConversationBody>): void;
  changeDeal(set: Partial<DealBody>): void;
  changeContact(set: Partial<ContactBody>): void;
  changeTask(id: string, set: Partial<TaskBody>): void;
  addTask(task: TaskBody): void;
  /** Number of the next thing this decision makes, for `ctx.newId`. */
  nextNumber(): number;
}

export function openCase(ctx: DecideContext, given: CaseRows): Case {
  const rows = {
    conversation: given.conversation, deal: given.deal, contact: given.contact, tasks: uniqueTasks(given.tasks),
    contactConversations: given.contactConversations ?? [], contactDeals: given.contactDeals ?? [], profiles: given.profiles ?? [], photos: given.photos ?? [],
  };
  const ops: Op[] = [];
  let made = 0;
  return {
    ctx, ops, rows,
    changeConversation(set) {
      if (rows.conversation === null) return;
      rows.conversation = { ...rows.conversation, ...set };
      ops.push(patch('conversation', rows.conversation.id, set));
    },
    changeDeal(set) {
      if (rows.deal === null) return;
      rows.deal = { ...rows.deal, ...set };
      ops.push(patch('deal', rows.deal.id, set));
    },
    changeContact(set) {
      if (rows.contact === null) return;
      rows.contact = { ...rows.contact, ...set };
      ops.push(patch('contact', rows.contact.id, set));
    },
    changeTask(id, set) {
      rows.tasks = rows.tasks.map((task) => (task.id === id ? { ...task, ...set } : task));
      ops.push(patch('task', id, set));
    },
    addTask(task) {
      rows.tasks = [...rows.tasks, task];
      ops.push(put('task', task));
    },
    nextNumber: () => (made += 1),
  };
}

/** A task of a deal and of its conversation is found by both look-ups. */
function uniqueTasks(tasks: readonly TaskBody[]): TaskBody[] {
  return [...new Map(tasks.map((task) => [task.id, task])).values()];
}

export function isOpenDeal(deal: DealBody): boolean {
  return deal.state === 'open' || deal.state === 'holding';
}

/** The deal a conversation is about: its newest open one, else the client's newest open one, else none. */
export function activeDeal(deals: readonly DealBody[], conversationId: string | null): DealBody | null {
  const open = deals.filter(isOpenDeal).sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  return open.find((deal) => deal.conversationId === conversationId) ?? open[0] ?? null;
}

export function isOpenTask(task: TaskBody): boolean {
  return task.doneAt === null && task.cancelledAt === null;
}
