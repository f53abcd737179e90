/** A process that takes the head of a store and freezes in the middle of its step; woken, it goes on. Told by `argv`: address of the store. */
import { openPostgresStore } from '#db/server/postgres/postgres-store.ts';
import { systemClock } from '#server/ports.ts';

const store = await openPostgresStore({ address: process.argv[2]!, clock: systemClock(), unsafeDisk: true });
let runs = 0;
const seen: number[] = [];
const answer = await store.write(async (writer) => {
  runs += 1;
  const head = await writer.head();
  seen.push(head.seq);
  if (runs === 1) {
    process.send!('locked');
    await new Promise((resolve) => setImmediate(resolve));
    process.kill(process.pid, 'SIGSTOP');
  }
  await writer.putClaims([{ key: 'frozen', owner: String(head.seq) }]);
  await writer.setHead({ ...head, seq: head.seq + 1, mark: 'f'.repeat(16) });
  return 'done';
});
process.send!({ answer, runs, seen });
await store.close();
process.disconnect();
