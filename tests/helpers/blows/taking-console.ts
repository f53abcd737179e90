/** The owner's console for a moment: every talk is given to one of the two seats, by turns. */
import { getRandomValues } from 'node:crypto';
import { createIdSource } from '#shared/base/ids.ts';
import type { TeamSession } from '#shared/sync/team-calls.ts';
import type { InboxRow, TeamView } from '#shared/queries/rows.ts';
import { createBackend } from '#backend/backend.ts';
import { createSocketLink } from '#backend/socket-link.ts';
import { systemTimers } from '#backend/timers.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';

export async function giveTalks(base: string, owner: TeamSession, seatsOf: readonly string[], count: number): Promise<void> {
  const fillRandom = (bytes: Uint8Array): void => void getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  const ids = createIdSource(() => Date.now(), fillRandom);
  const session = { ...owner };
  const backend = createBackend({
    replicaPath: ':memory:', outboxPath: ':memory:', blobs: createMemoryBlobs(), session, timers: systemTimers(), fillRandom, log: () => undefined,
    link: createSocketLink(() => base, () => session.token), onToken: (token) => { session.token = token; },
  });
  const waiting = new Map<string, (code: string) => void>();
  backend.subscribe((event) => event.t === 'outcome' && waiting.get(event.commandId)?.(event.ok ? '' : event.code));
  const ask = <Value>(name: string, params: unknown): Value => {
    const answer = backend.query(name, params);
    if (!answer.ok) throw new Error(answer.code);
    return answer.value as Value;
  };
  const press = async (name: string, input: unknown): Promise<void> => {
    const commandId = ids.next<string & never>() as string;
    const spoken = new Promise<string>((resolve) => waiting.set(commandId, resolve));
    const answer = backend.command({ name, commandId, label: '', input });
    if (!('state' in answer)) throw new Error(`${name}: ${answer.code}`);
    const code = await spoken;
    if (code !== '') throw new Error(`${name}: ${code}`);
  };
  const rows = (): InboxRow[] => ask<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 }).rows;
  try {
    for (const end = performance.now() + 30_000; rows().length < count || backend.status().state !== 'live'; ) {
      if (performance.now() > end) throw new Error(`the talks never came: ${rows().length}, ${JSON.stringify(backend.status())}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // What is pressed goes out at once.
    await press('team.update', { set: { undoMs: 0 } });
    const { people } = ask<TeamView>('team.view', {});
    const seats = seatsOf.map((personId) => people.find((person) => person.id === personId)!.seatId!);
    for (const [n, { conversationId }] of rows().entries()) await press('conversation.assign', { conversationId, seatId: seats[n % seats.length] });
  } finally {
    backend.close();
  }
}
