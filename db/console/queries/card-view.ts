/** The card beside a conversation: everything known of the client, their deals, tasks, comments and the record of changes. */
import type { HistoryBody, TaskBody } from '#shared/model/bodies.ts';
import type { CardView } from '#shared/queries/rows.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { StoredRows } from '#db/console/stored-rows.ts';
import type { Answerer } from '#db/console/queries/context.ts';
import type { ConversationParts } from '#db/console/queries/conversation-view.ts';

const shownHistory = 50;
const shownComments = 50;

export function createCardView(prepare: Preparer, rows: StoredRows, parts: Answerer<{ conversationId: string }, ConversationParts | null>): Answerer<{ conversationId: string }, CardView | null> {
  const tasksOfDeal = prepare<[string], { body: string }>('SELECT body FROM task WHERE deal_id = ?');
  const tasksOfConversation = prepare<[string], { body: string }>('SELECT body FROM task WHERE conversation_id = ?');
  const history = prepare<[string, number], { body: string }>('SELECT body FROM history WHERE root = ? ORDER BY at DESC LIMIT ?');
  return (params, ctx) => {
    const found = parts(params, ctx);
    if (!found) return null;
    const raw = [...tasksOfConversation.all(params.conversationId), ...found.deals.flatMap((deal) => tasksOfDeal.all(deal.id))];
    const tasks = new Map(raw.map((row) => JSON.parse(row.body) as TaskBody).map((task) => [task.id, task]));
    const roots = [`conversation:${params.conversationId}`, `contact:${found.contact.id}`, ...found.deals.map((deal) => `deal:${deal.id}`)];
    return {
      ...found,
      tasks: [...tasks.values()].filter((task) => task.cancelledAt === null).sort((a, b) => Number(a.doneAt !== null) - Number(b.doneAt !== null) || a.dueAt - b.dueAt),
      history: roots.flatMap((root) => history.all(root, shownHistory)).map((row) => JSON.parse(row.body) as HistoryBody).sort((a, b) => b.at - a.at).slice(0, shownHistory),
      comments: rows.messages.flagged(params.conversationId, 'c').reverse().slice(0, shownComments),
    };
  };
}
