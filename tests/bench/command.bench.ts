/** One press at the full size: decided, on the disk in the outbox, shown, and the list read again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { getRandomValues } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdSource } from '#shared/base/ids.ts';
import { createBackend } from '#backend/backend.ts';
import { systemTimers } from '#backend/timers.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import type { InboxRow } from '#shared/queries/rows.ts';
import { copyOfDataSet, dataSetKey, viewerId } from '#tests/bench/data-set.ts';
import { measured } from '#tests/bench/measure.ts';
import type { Measure } from '#tests/bench/measure.ts';

const filter = { view: 'mine', accountId: null, stageId: null, unreadOnly: false };

export async function run(): Promise<Measure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'pult-bench-'));
  const fillRandom = (bytes: Uint8Array): void => void getRandomValues(bytes);
  const ids = createIdSource(() => Date.now(), fillRandom);
  const backend = createBackend({
    replicaPath: copyOfDataSet(dir), outboxPath: join(dir, 'outbox.db'), keys: { replica: dataSetKey, outbox: dataSetKey }, blobs: createMemoryBlobs(), session: { deviceId: 'd', token: 't', personId: viewerId }, timers: systemTimers(), fillRandom,
    log: () => undefined,
    // Offline: every press stays pending, which is the harder case.
    link: { open: (events) => (queueMicrotask(() => events.closed()), { send: () => undefined, close: () => undefined }), call: () => Promise.reject(new Error()), blob: () => Promise.resolve(null), putBlob: () => Promise.reject(new Error()) },
  });
  const list = (): InboxRow[] => {
    const answer = backend.query('inbox.page', { filter, after: null, limit: 50 });
    if (!answer.ok) throw new Error(answer.code);
    return (answer.value as { rows: InboxRow[] }).rows;
  };
  const mine = list();
  let n = 0;
  const press = (name: string, input: (row: InboxRow) => object): void => {
    const row = mine[(n += 1) % mine.length]!;
    const answer = backend.command({ name, input: input(row), commandId: ids.next<string & never>(), label: '' });
    if (!('state' in answer)) throw new Error(answer.code);
    list();
  };
  try {
    return [
      ...measured('command: answer → outbox → list', 16, 400, () => press('message.send', (row) => ({
        conversationId: row.conversationId, messageId: ids.next<string & never>(), text: 'Дякуємо за замовлення!', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null,
      }))),
      ...measured('command: move a deal → outbox → list', 16, 200, () => press('deal.star', (row) => ({ dealId: row.dealId, on: n % 2 === 0 }))),
    ];
  } finally {
    backend.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
