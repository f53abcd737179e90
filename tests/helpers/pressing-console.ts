/** A console in a process of its own that presses without end and says each press that it has been promised: a test ends it with SIGKILL. */
import { getRandomValues } from 'node:crypto';
import { join } from 'node:path';
import { createIdSource } from '#shared/base/ids.ts';
import { createBackend } from '#backend/backend.ts';
import { systemTimers } from '#backend/timers.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { me, uuid } from '#tests/helpers/replica-world.ts';

const folder = process.argv[2]!;
const fillRandom = (bytes: Uint8Array): void => void getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const ids = createIdSource(() => Date.now(), fillRandom);
const backend = createBackend({
  replicaPath: join(folder, 'replica.db'), outboxPath: join(folder, 'outbox.db'), blobs: createMemoryBlobs(), session: { deviceId: 'd', token: 't', personId: me }, timers: systemTimers(), fillRandom, log: () => undefined,
  link: { open: (events) => (queueMicrotask(() => events.closed()), { send: () => undefined, close: () => undefined }), call: () => Promise.reject(new Error()), blob: () => Promise.resolve(null), putBlob: () => Promise.reject(new Error()) },
});
let n = 0;
const press = (): void => {
  n += 1;
  const commandId = ids.next<string & never>() as string;
  const client = 1 + (n % 5);
  const answer = n % 3 === 0
    ? backend.command({ name: 'task.add', label: '', commandId, input: { taskId: ids.next(), title: `t${n}`, dueAt: Date.now() + n, dealId: null, conversationId: uuid('c', client) } })
    : backend.command({ name: 'message.send', label: '', commandId, input: { conversationId: uuid('c', client), messageId: ids.next(), text: `слово${n}`, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null } });
  if (!('state' in answer)) throw new Error(answer.code);
  process.stdout.write(`${commandId}\n`);
  setImmediate(press);
};
press();
