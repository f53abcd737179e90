/** A batch asks its store in sets: as often for forty commands as for a few (S83); what is foreseen wrongly decides nothing. */
import { afterEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store, StoreWriter } from '#db/server/store.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';

let team: Team;
let asked = 0;
afterEach(() => team.close());

function counting(inner: Store): Store {
  const wrap = (writer: StoreWriter): StoreWriter =>
    Object.fromEntries(Object.entries(writer).map(([name, method]) => [name, (...args: unknown[]) => {
      if (!Array.isArray(args[0]) || args[0].length > 0) asked += 1;
      return (method as (...given: unknown[]) => unknown)(...args);
    }])) as unknown as StoreWriter;
  return { ...inner, write: (work) => inner.write((writer) => work(wrap(writer))) };
}
const count = async (work: () => Promise<unknown>): Promise<number> => {
  await team.flush();
  asked = 0;
  await work();
  return asked;
};

test('[S83] forty messages that come at once ask the store as often as four; so do forty answers', async () => {
  team = await makeTeam({ consoles: 1, store: counting(createMemoryStore()) });
  const [one] = team.consoles;
  for (let n = 0; n < 40; n += 1) await team.inbound('first', { chatId: `c${n}` });
  const inbound = (size: number) => () => Promise.all(Array.from({ length: size }, (_, n) => team.inbound('more', { chatId: `c${n}` })));
  const few = await count(inbound(4));
  expect(await count(inbound(40))).toBe(few);
  const conversations = await team.rows('conversation');
  for (const { id } of conversations) await team.person(one!.personId, 'conversation.take', { conversationId: id });
  const answers = (size: number) => () =>
    Promise.all(Array.from({ length: size }, (_, n) => team.person(one!.personId, 'message.send', { conversationId: conversations[n]!.id, messageId: team.id(), text: 'answer' })));
  const some = await count(answers(4));
  expect(await count(answers(36))).toBeLessThanOrEqual(some + 2);
});

test('[S83] what is decided on trial is decided again in its turn: two takes of one lead in one batch have one winner', async () => {
  team = await makeTeam({ consoles: 2, store: counting(createMemoryStore()) });
  await team.inbound('Hello');
  const [conversation] = await team.rows('conversation');
  const outcomes = await Promise.all(team.consoles.map(({ personId }) => team.person(personId, 'conversation.take', { conversationId: conversation!.id })));
  expect(outcomes.map((outcome) => outcome.code)).toEqual(['', 'taken_by_other']);
  expect((await team.rows('deal')).map((deal) => deal.seatId)).toEqual([team.consoles[0]!.seatId]);
});
