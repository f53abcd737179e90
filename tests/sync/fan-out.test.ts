/** Live changes: in order behind a pull, nothing skipped, nothing for nothing, idle cursors move (S20, S24, S36, S82). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store } from '#db/server/store.ts';
import type { DeltaFrame } from '#shared/sync/protocol.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { visible } from '#tests/helpers/visible.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';

let team: Team;
let wire: WireConsole;
let person: string;
/** While set, an answer that has been read from the store waits here before it is used. */
let hold: Promise<void> | null;

beforeEach(async () => {
  hold = null;
  const inner = createMemoryStore();
  const store: Store = {
    ...inner,
    async read(work) {
      const held = hold;
      hold = null;
      const answer = await inner.read(work);
      await held;
      return answer;
    },
  };
  team = await makeTeam({ consoles: 2, store });
  person = team.consoles[0]!.personId;
  wire = createWireConsole(() => team.server(), await team.server().devices.admit(person, 'console'));
  wire.connect();
  await team.flush();
});
afterEach(() => team.close());

const deltas = (): DeltaFrame[] => wire.frames.filter((frame) => frame.t === 'd');

test('[S36] what is committed while a pull is answered comes after it, and begins where it ended', async () => {
  const before = deltas().length;
  let release = (): void => {};
  hold = new Promise((resolve) => { release = resolve; });
  wire.pull();
  await new Promise((resolve) => setImmediate(resolve));
  expect(hold).toBeNull();
  await team.inbound('while it waits');
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(deltas().length).toBe(before);
  release();
  await team.flush();
  const fresh = deltas().slice(before);
  expect(fresh.length).toBe(2);
  expect(fresh[1]!.prev).toBe(fresh[0]!.to);
  expect([...wire.held()].sort()).toEqual([...(await visible(team.store, person))].sort());
});

test('[S20] [S35] every frame begins where the one before it ended, whatever was batched together', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, n) => team.inbound(`text ${n}`, { chatId: `chat-${n % 7}` })));
  await team.flush();
  const frames = deltas();
  for (const [n, frame] of frames.entries()) if (n > 0 && frame.prev !== null) expect(frame.prev).toBe(frames[n - 1]!.to);
  expect([...wire.held()].sort()).toEqual([...(await visible(team.store, person))].sort());
});

test('[S24] who gets nothing gets an empty frame within five seconds: the cursor moves, the line is alive', async () => {
  const other = team.consoles[1]!.personId;
  await team.inbound('theirs');
  const [conversation] = await team.rows('conversation');
  await team.person(other, 'conversation.take', { conversationId: conversation!.id });
  await team.flush();
  const before = deltas().length;
  await team.person(other, 'message.note', { conversationId: conversation!.id, messageId: team.id(), text: 'not for us' });
  await team.flush();
  expect(deltas().length).toBe(before);
  await team.advance(5_000);
  expect(deltas().length).toBeGreaterThan(before);
  expect(deltas().at(-1)).toMatchObject({ up: [], lv: [], del: [], todo: [] });
  expect(wire.cursor()![0]).toBe(team.server().committer.head().seq);
});

test('[S82] who types is told to those who see the root, and to nobody else', async () => {
  await team.inbound('shared');
  const [conversation] = await team.rows('conversation');
  await team.flush();
  const other = createWireConsole(() => team.server(), await team.server().devices.admit(team.consoles[1]!.personId, 'console'));
  other.connect();
  await team.flush();
  const root = `conversation:${conversation!.id}`;
  wire.send({ t: 'pres', root, typing: true });
  await team.flush();
  expect(other.frames.findLast((frame) => frame.t === 'pres')).toMatchObject({ root, who: person, typing: true });
  await team.person(person, 'conversation.take', { conversationId: conversation!.id });
  await team.flush();
  const heard = other.frames.filter((frame) => frame.t === 'pres').length;
  wire.send({ t: 'pres', root, typing: true });
  other.send({ t: 'pres', root, typing: true });
  await team.flush();
  expect(other.frames.filter((frame) => frame.t === 'pres').length).toBe(heard);
  expect(wire.frames.some((frame) => frame.t === 'pres')).toBe(false);
});
