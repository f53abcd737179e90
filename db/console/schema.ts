/** Tables of a console's replica as drizzle sees them: the types of every row that is read; the SQL stands in the migrations, a test compares both. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const confirmed = {
  facet: integer('facet').notNull(),
  ver: integer('ver').notNull(),
  /** The record as JSON, less what is its default (see compact-body.ts). */
  body: text('body').notNull(),
};

export const meta = sqliteTable('meta', { key: text('key').primaryKey(), value: text('value').notNull() });
/** Older cursors (S8). */
export const marks = sqliteTable('marks', { seq: integer('seq').primaryKey(), mark: text('mark').notNull(), at: integer('at').notNull() });
/** Roots that are not, or not wholly, held (S29). */
export const want = sqliteTable('want', { root: text('root').primaryKey(), after: text('after').notNull(), cls: integer('cls').notNull() });
/** Confirmed image of each row that pending commands have changed; null = there was none. */
export const overlay = sqliteTable('overlay', { kind: text('kind').notNull(), id: text('id').notNull(), base: text('base') }, (t) => [primaryKey({ columns: [t.kind, t.id] })]);
/** Sums that lists show, kept up in the transaction that changes what they count. */
export const tally = sqliteTable('tally', { name: text('name').primaryKey(), n: integer('n').notNull(), sum: integer('sum').notNull() });

export const dictionary = sqliteTable('dictionary', { kind: text('kind').notNull(), id: text('id').notNull(), ...confirmed }, (t) => [primaryKey({ columns: [t.kind, t.id] })]);

export const contact = sqliteTable('contact', {
  num: integer('num').primaryKey(), id: text('id').notNull(), ...confirmed,
  name: text('name').notNull(),
  /** Names, handles, e-mail: what search finds. */
  words: text('words').notNull(),
  /** Digits of the phone backwards: "ends with" becomes "begins with". */
  phoneBack: text('phone_back'),
});

export const profile = sqliteTable('profile', {
  id: text('id').primaryKey(), ...confirmed, contactId: text('contact_id').notNull(), externalKey: text('external_key').notNull(),
});

export const conversation = sqliteTable('conversation', {
  id: text('id').primaryKey(), ...confirmed, contactId: text('contact_id').notNull(), chatKey: text('chat_key'),
});

/** One line of the lists, derived from conversation, contact, profile, deal and own read mark in the transaction that changes any of them. */
export const inbox = sqliteTable('inbox', {
  id: text('id').primaryKey(),
  /** Owed first, oldest first; then by newest message: one ascending number. */
  sort: integer('sort').notNull(),
  /** 0 untaken, 1 mine, 2 another seat's, 3 closed. */
  holder: integer('holder').notNull(),
  owed: integer('owed').notNull(),
  unread: integer('unread').notNull(),
  account: text('account').notNull(),
  stage: text('stage'),
  /** Time of the client's newest message while it is unanswered; null = not in the chronicle. */
  chronicleAt: integer('chronicle_at'),
  source: text('source').notNull(),
  deal: text('deal'),
  row: text('row').notNull(),
});

export const message = sqliteTable('message', {
  /** Time and a little more: unique, and ascending with time (see message-place.ts). */
  place: integer('place').primaryKey(),
  id: text('id').notNull(), ...confirmed,
  conversationId: text('conversation_id').notNull(),
  text: text('text').notNull(),
  /** p = ours, unconfirmed; s = ours, not known to be read; f = photo of the client; c = comment of the client. */
  flag: text('flag'),
});

/** Messages whose words search does not know yet (message-words.ts). */
export const unindexed = sqliteTable('unindexed', { place: integer('place').primaryKey() });

export const deal = sqliteTable('deal', {
  id: text('id').primaryKey(), ...confirmed,
  contactId: text('contact_id').notNull(), conversationId: text('conversation_id'), number: integer('number').notNull(),
  funnel: text('funnel').notNull(), stage: text('stage').notNull(), seat: text('seat'), state: text('state').notNull(), createdAt: integer('created_at').notNull(),
  /** Place within its stage on the board: owed an answer first, then newest in the stage. */
  sort: integer('sort').notNull(),
});

export const task = sqliteTable('task', {
  id: text('id').primaryKey(), root: text('root').notNull(), ...confirmed,
  dealId: text('deal_id'), conversationId: text('conversation_id'), seat: text('seat'), dueAt: integer('due_at').notNull(), open: integer('open').notNull(),
});

export const readMark = sqliteTable('read_mark', {
  id: text('id').primaryKey(), root: text('root').notNull(), ...confirmed, personId: text('person_id').notNull(), conversationId: text('conversation_id').notNull(), readCount: integer('read_count').notNull(),
});

export const history = sqliteTable('history', { id: text('id').primaryKey(), root: text('root').notNull(), ...confirmed, at: integer('at').notNull() });

/** Sides of contacts and deals, payment claims, lines of the record of money. */
export const piece = sqliteTable('piece', {
  kind: text('kind').notNull(), id: text('id').notNull(), root: text('root').notNull(), ...confirmed,
  /** 1 = a claim that waits for a check. */
  waits: integer('waits').notNull(),
}, (t) => [primaryKey({ columns: [t.kind, t.id] })]);

export const replicaTables = [meta, marks, want, overlay, tally, dictionary, contact, profile, conversation, inbox, message, unindexed, deal, task, readMark, history, piece] as const;

export type InboxRecord = typeof inbox.$inferSelect;
export type MessageRecord = typeof message.$inferSelect;
export type DealRecord = typeof deal.$inferSelect;
