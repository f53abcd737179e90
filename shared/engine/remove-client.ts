/** Removes a request and, when there is nothing else with that person, the contact: no console keeps them, undo brings both back whole. */
import type { Case } from '#shared/engine/case.ts';
import { clockKey } from '#shared/engine/owe.ts';
import { remove } from '#shared/engine/ops.ts';

export function removeClient(c: Case): null {
  const { conversation, deal, contact } = c.rows;
  const at = c.ctx.at;
  if (conversation !== null && conversation.removedAt === null) {
    c.changeConversation({ removedAt: at, owedSince: null, unanswered: [], clockLevel: 0 });
    c.ops.push({ op: 'noAlarm', key: clockKey(conversation.id) }, { op: 'noAlarm', key: `snooze:${conversation.id}` });
  }
  if (contact === null || contact.removedAt !== null) return null;
  const otherDeals = c.rows.contactDeals.some((row) => row.id !== deal?.id && row.state !== 'removed');
  const otherTalk = c.rows.contactConversations.some((row) => row.id !== conversation?.id && row.removedAt === null);
  if (otherDeals || otherTalk) return null;
  c.changeContact({ removedAt: at });
  // Without its profile the person is a stranger again: the next message makes a new card.
  for (const profile of c.rows.profiles) c.ops.push(remove('profile', profile.id));
  return null;
}
