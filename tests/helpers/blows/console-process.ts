/** A console in a process of its own, on real files and a real line, that presses by itself and tells each press it has been promised. */
import { getRandomValues } from 'node:crypto';
import { join } from 'node:path';
import { createIdSource } from '#shared/base/ids.ts';
import { createBackend } from '#backend/backend.ts';
import { createSocketLink } from '#backend/socket-link.ts';
import { systemTimers } from '#backend/timers.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import type { InboxRow } from '#shared/queries/rows.ts';

export interface ConsoleOrders {
  folder: string;
  base: string;
  session: { deviceId: string; token: string; personId: string };
  /** Tells its texts apart from every other console's and life's. */
  name: string;
  /** Between two presses, ms. */
  pace: number;
}
export interface Promised { id: string; command: string; text: string; messageId: string }
export type ConsoleSays =
  | { t: 'promised'; press: Promised }
  | { t: 'outcome'; id: string; ok: boolean; code: string }
  | { t: 'state'; pending: number; live: boolean }
  | { t: 'token'; token: string };

const orders = JSON.parse(process.argv[2]!) as ConsoleOrders;
const fillRandom = (bytes: Uint8Array): void => void getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const ids = createIdSource(() => Date.now(), fillRandom);
const say = (what: ConsoleSays): void => void process.send?.(what);
const session = { ...orders.session };
const backend = createBackend({
  replicaPath: join(orders.folder, 'replica.db'), outboxPath: join(orders.folder, 'outbox.db'), blobs: createMemoryBlobs(), session, timers: systemTimers(), fillRandom, log: () => undefined,
  link: createSocketLink(() => orders.base, () => session.token),
  onToken(token) {
    session.token = token;
    say({ t: 'token', token });
  },
});
backend.subscribe((event) => {
  if (event.t === 'outcome') say({ t: 'outcome', id: event.commandId, ok: event.ok, code: event.code });
  if (event.t === 'status') say({ t: 'state', pending: event.status.pending, live: event.status.state === 'live' });
});

const mine = (): InboxRow[] => {
  const answer = backend.query('inbox.page', { filter: { view: 'mine', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 });
  return answer.ok ? (answer.value as { rows: InboxRow[] }).rows : [];
};
let n = 0;
let pressing = true;
const press = (): void => {
  if (!pressing) return;
  setTimeout(press, orders.pace);
  // Whoever has so much on its way waits: what is asked is whether it comes through, not how fast.
  if (backend.status().pending > 100) return;
  const rows = mine();
  if (rows.length === 0) return;
  n += 1;
  const id = ids.next<string & never>() as string;
  const messageId = ids.next<string & never>() as string;
  const { conversationId } = rows[n % rows.length]!;
  const text = `${orders.name}-${n}`;
  const kind = n % 4;
  const command = kind === 0 ? 'task.add' : kind === 1 ? 'message.note' : 'message.send';
  const input = kind === 0 ? { taskId: messageId, title: text, dueAt: Date.now() + 86_400_000, dealId: null, conversationId }
    : kind === 1 ? { conversationId, messageId, text }
      : { conversationId, messageId, text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null };
  const answer = backend.command({ name: command, commandId: id, label: '', input });
  if ('state' in answer) say({ t: 'promised', press: { id, command, text, messageId } });
};
press();
process.on('message', (order) => {
  if (order === 'rest') pressing = false;
  if (order === 'state') say({ t: 'state', pending: backend.status().pending, live: backend.status().state === 'live' });
  if (order === 'end') {
    backend.close();
    process.exit(0);
  }
});
process.on('disconnect', () => process.exit(0));
