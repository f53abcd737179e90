/** The register of answers: one for every query of shared/queries/registry.ts, over the replica with what is pending shown in it. */
import { refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import * as registry from '#shared/queries/registry.ts';
import type { QueryDef } from '#shared/queries/define-query.ts';
import type { Replica } from '#db/console/replica.ts';
import { createBoardCards, createBoardStages } from '#db/console/queries/board.ts';
import { createCardView } from '#db/console/queries/card-view.ts';
import { createChronicleDone } from '#db/console/queries/chronicle-done.ts';
import { createChroniclePage } from '#db/console/queries/chronicle-page.ts';
import { createConversationParts, createConversationView } from '#db/console/queries/conversation-view.ts';
import { createHistoryOf } from '#db/console/queries/history-of.ts';
import { createInboxCounts } from '#db/console/queries/inbox-counts.ts';
import { createInboxPage } from '#db/console/queries/inbox-page.ts';
import { createMessagePage } from '#db/console/queries/message-page.ts';
import { createPaymentsWaiting } from '#db/console/queries/payments-waiting.ts';
import { createSearchAll } from '#db/console/queries/search-all.ts';
import { createSearchState } from '#db/console/queries/search-state.ts';
import { createTaskList } from '#db/console/queries/task-list.ts';
import { teamView } from '#db/console/queries/team-view.ts';
import type { Answerer, QueryContext } from '#db/console/queries/context.ts';

export interface Queries {
  /** Refuses `unknown_query` and `bad_input`. */
  answer(name: string, params: unknown, ctx: QueryContext): Result<unknown>;
}

export function createQueries(replica: Replica): Queries {
  const { prepare, rows, tallies } = replica;
  const parts = createConversationParts(prepare, rows);
  const answers = new Map<string, { def: QueryDef; answer: Answerer<never, unknown> }>();
  const add = <Params, Answer>(def: QueryDef<Params, Answer>, answer: Answerer<Params, Answer>): void => {
    answers.set(def.name, { def: def as unknown as QueryDef, answer: answer as Answerer<never, unknown> });
  };
  add(registry.teamView, teamView);
  add(registry.inboxPage, createInboxPage(prepare));
  add(registry.inboxCounts, createInboxCounts(prepare, tallies));
  add(registry.chroniclePage, createChroniclePage(prepare));
  add(registry.chronicleDone, createChronicleDone(prepare, rows));
  add(registry.conversationView, createConversationView(parts));
  add(registry.messagePage, createMessagePage(prepare));
  add(registry.cardView, createCardView(prepare, rows, parts));
  add(registry.boardStages, createBoardStages(tallies));
  add(registry.boardCards, createBoardCards(prepare));
  add(registry.searchAll, createSearchAll(prepare));
  add(registry.searchState, createSearchState(prepare));
  add(registry.taskList, createTaskList(prepare, rows));
  add(registry.paymentsWaiting, createPaymentsWaiting(prepare, rows));
  add(registry.historyOf, createHistoryOf(prepare));
  add(registry.notDelivered, (_params, ctx) => ctx.notDelivered());
  return {
    answer(name, params, ctx) {
      const found = answers.get(name);
      if (!found) return refuse('unknown_query', { name });
      const parsed = found.def.params.safeParse(params);
      if (!parsed.success) return refuse('bad_input');
      return { ok: true, value: found.answer(parsed.data as never, ctx) };
    },
  };
}
