/** Search: people by name, handle and last digits of a phone, deals by number, messages by any word; newest first, never by rank. */
import type { AccountId, ContactId, ConversationId, DealId, MessageId } from '#shared/base/ids.ts';
import type { DealBody } from '#shared/model/bodies.ts';
import type { SearchHit } from '#shared/queries/rows.ts';
import type { InboxLine } from '#db/console/inbox-lines.ts';
import { placeTime } from '#db/console/message-place.ts';
import type { Preparer } from '#db/console/prepared.ts';
import { backwards, matchExpression, phoneDigits, searchWords } from '#db/console/search-words.ts';
import { excerpt, hasWord } from '#db/console/queries/excerpt.ts';
import type { Answerer } from '#db/console/queries/context.ts';

interface Params {
  term: string;
  conversationId: string | null;
  limit: number;
}

interface FoundContact {
  id: string;
  name: string;
  body: string;
  handle: string | null;
  line: string | null;
}

const people = 10;

export function createSearchAll(prepare: Preparer): Answerer<Params, SearchHit[]> {
  const contactColumns = `SELECT contact.id, contact.name, contact.body, (SELECT body ->> 'handle' FROM profile WHERE profile.contact_id = contact.id LIMIT 1) AS handle,
    (SELECT row FROM inbox WHERE inbox.id IN (SELECT id FROM conversation WHERE conversation.contact_id = contact.id) ORDER BY inbox.sort LIMIT 1) AS line`;
  const byWords = prepare<[string, number], FoundContact>(`${contactColumns} FROM contact_words JOIN contact ON contact.num = contact_words.rowid WHERE contact_words MATCH ? ORDER BY contact_words.rowid DESC LIMIT ?`);
  const byPhone = prepare<[string, string, number], FoundContact>(`${contactColumns} FROM contact INDEXED BY contact_phone WHERE phone_back >= ? AND phone_back < ? LIMIT ?`);
  const byNumber = prepare<[number], { body: string; line: string | null; name: string | null }>(
    'SELECT deal.body, inbox.row AS line, contact.name FROM deal INDEXED BY deal_number LEFT JOIN inbox ON inbox.id = deal.conversation_id LEFT JOIN contact ON contact.id = deal.contact_id WHERE deal.number = ? LIMIT 5',
  );
  const messageColumns = 'SELECT message.id, message.place, message.text, message.conversation_id AS conversationId, inbox.row AS line FROM message_words JOIN message ON message.place = message_words.rowid';
  type FoundMessage = { id: string; place: number; text: string; conversationId: string; line: string | null };
  const anywhere = prepare<[string, number], FoundMessage>(
    `${messageColumns} LEFT JOIN inbox ON inbox.id = message.conversation_id WHERE message_words MATCH ? ORDER BY message_words.rowid DESC LIMIT ?`,
  );
  // One conversation is short: its own rows are looked through, where the index would bring the word's hits of the whole team.
  const ofConversation = prepare<[string], FoundMessage>(
    `SELECT message.id, message.place, message.text, message.conversation_id AS conversationId, inbox.row AS line FROM message INDEXED BY message_conversation
      LEFT JOIN inbox ON inbox.id = message.conversation_id WHERE message.conversation_id = ? ORDER BY message.place DESC`,
  );
  const within = (conversationId: string, words: readonly string[], room: number): FoundMessage[] =>
    ofConversation.all(conversationId).filter(({ text }) => words.every((word) => hasWord(text, word))).slice(0, room);

  const contactHit = (found: FoundContact, words: readonly string[]): SearchHit => {
    const line = found.line === null ? null : (JSON.parse(found.line) as InboxLine);
    const body = JSON.parse(found.body) as { phone: string | null; email: string | null; firstRequestAt: number };
    const told = [found.name, found.handle === null ? '' : `@${found.handle}`, body.phone ?? '', body.email ?? ''].filter((word) => word !== '' && word !== '@').join(' · ');
    return {
      kind: 'contact', conversationId: line?.conversationId ?? null, contactId: found.id as ContactId, messageId: null, dealId: null, name: found.name || (line?.name ?? ''),
      handle: found.handle, accountId: line?.accountId ?? null, channel: line?.channel ?? null, ...excerpt(told, words), at: line?.last?.at ?? body.firstRequestAt,
    };
  };
  const dealHit = (raw: { body: string; line: string | null; name: string | null }): SearchHit => {
    const deal = JSON.parse(raw.body) as DealBody;
    const line = raw.line === null ? null : (JSON.parse(raw.line) as InboxLine);
    return {
      kind: 'deal', conversationId: deal.conversationId as ConversationId | null, contactId: deal.contactId, messageId: null, dealId: deal.id as DealId, name: line?.name || raw.name || '',
      handle: null, accountId: deal.accountId as AccountId | null, channel: line?.channel ?? null, text: `#${deal.number}`, marks: [[0, String(deal.number).length + 1]], at: deal.createdAt,
    };
  };
  return ({ term, conversationId, limit }) => {
    const hits: SearchHit[] = [];
    const digits = phoneDigits(term);
    const words = searchWords(term);
    const expression = matchExpression(words);
    if (conversationId === null) {
      if (/^#?\d{1,9}$/.test(term.trim())) hits.push(...byNumber.all(Number(term.trim().replace('#', ''))).map(dealHit));
      if (digits !== null) {
        const from = backwards(digits);
        hits.push(...byPhone.all(from, `${from}:`, people).map((found) => contactHit(found, [digits])));
      }
      const known = new Set(hits.map((hit) => hit.contactId));
      if (expression !== null) hits.push(...byWords.all(expression, people).filter((found) => !known.has(found.id as ContactId)).map((found) => contactHit(found, words)));
    }
    const room = limit - Math.min(hits.length, limit);
    if (expression === null || room === 0) return hits.slice(0, limit);
    const found = conversationId === null ? anywhere.all(expression, room) : within(conversationId, words, room);
    for (const raw of found) {
      const line = raw.line === null ? null : (JSON.parse(raw.line) as InboxLine);
      // Its conversation has been removed, or has not come yet.
      if (!line) continue;
      hits.push({
        kind: 'message', conversationId: raw.conversationId as ConversationId, contactId: line.contactId, messageId: raw.id as MessageId, dealId: line.dealId, name: line.name,
        handle: null, accountId: line.accountId, channel: line.channel, ...excerpt(raw.text, words), at: placeTime(raw.place),
      });
    }
    return hits.slice(0, limit);
  };
}
