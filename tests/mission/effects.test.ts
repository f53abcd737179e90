/** What must go out goes out once: undo waits on the server, claims come before the first byte, an unknown fate is never sent again blind (S54, S78–S80, x1). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';
import type { Claimed } from '#channels/runner/host.ts';

let team: Team;
let operator: TestConsole;
let conversationId: string;
let fence: string;

beforeEach(async () => {
  team = await makeTeam({ consoles: 2 });
  operator = team.consoles[0]!;
  await team.inbound('Hello');
  await team.flush();
  conversationId = (await team.rows('conversation'))[0]!.id;
  await team.person(operator.personId, 'conversation.take', { conversationId });
  fence = (await team.server().host.takeLease(team.accountId, null))!.fence;
  await team.flush();
});
afterEach(() => team.close());

const send = (text: string, commandId = team.id<string>()): string => {
  const messageId = team.id<string>();
  const answer = operator.press('message.send', { conversationId, messageId, text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 }, commandId);
  expect(answer).toMatchObject({ state: 'shown' });
  return messageId;
};
const ready = async (): Promise<string[]> => (await team.server().host.effects(team.accountId)).ready.map((effect) => effect.effectId);
const claimFirst = async (): Promise<Claimed> => {
  const [first] = await ready();
  return (await team.server().host.claim(first!, fence))!;
};
const stateOf = async (messageId: string): Promise<string> => (await team.rows('message')).find((row) => row.id === messageId)!.state;

test('[S54] undo within its time: the message never leaves, the answer is owed again', async () => {
  const commandId = team.id<string>();
  const messageId = send('too quick', commandId);
  await team.flush();
  expect(await ready()).toEqual([]);
  const { nextInMs } = await team.server().host.effects(team.accountId);
  expect(nextInMs).toBeGreaterThan(0);
  operator.press('command.undo', { commandId });
  await team.flush();
  expect(operator.events.findLast((event) => event.t === 'outcome')).toMatchObject({ ok: true });
  await team.jump(60_000);
  expect(await ready()).toEqual([]);
  expect((await team.rows('message')).some((row) => row.id === messageId && row.state === 'queued')).toBe(false);
  expect(await team.rows('conversation')).toMatchObject([{ owedSince: expect.any(Number) as number }]);
});

test('[S54] the undo time survives a kill of the server; after it the message is sent, once', async () => {
  const messageId = send('hello');
  await team.flush();
  await team.crash();
  await team.flush();
  expect(await ready()).toEqual([]);
  await team.jump(20_000);
  fence = (await team.server().host.takeLease(team.accountId, null))!.fence;
  const claimed = await claimFirst();
  expect(claimed.work).toMatchObject({ kind: 'message.send', messageId, text: 'hello', chatId: 'chat-1' });
  await team.server().host.settle(claimed.effectId, claimed.attempt, claimed.token, { state: 'sent', externalIds: ['42'], at: team.clock.now() });
  expect(await stateOf(messageId)).toBe('sent');
  expect(await ready()).toEqual([]);
});

test('[S54] once a sender has claimed it, undo is too late', async () => {
  const commandId = team.id<string>();
  send('gone', commandId);
  await team.flush();
  await team.advance(16_000);
  fence = (await team.server().host.takeLease(team.accountId, fence))!.fence;
  await claimFirst();
  operator.press('command.undo', { commandId });
  await team.flush();
  expect(operator.events.findLast((event) => event.t === 'outcome')).toMatchObject({ ok: false, code: 'too_late' });
});

test('[S78] [S79] killed in mid-send: the fate is unknown, shown as such, and nobody sends it again blind', async () => {
  const messageId = send('half sent');
  const second = send('after it');
  await team.flush();
  await team.jump(20_000);
  fence = (await team.server().host.takeLease(team.accountId, fence))!.fence;
  const claimed = await claimFirst();
  await team.crash();
  await team.flush();
  expect(await stateOf(messageId)).toBe('unknown');
  await team.jump(60_000);
  fence = (await team.server().host.takeLease(team.accountId, null))!.fence;
  // What stood behind it goes on; the unknown one is nobody's to send.
  const next = await claimFirst();
  expect(next.work).toMatchObject({ messageId: second });
  expect(await team.server().host.claim(claimed.effectId, fence)).toBeNull();
  expect((await team.server().host.unresolved(team.accountId)).map((one) => one.effectId)).toEqual([claimed.effectId]);
  // The late result of the attempt counts, whoever brings it (S80).
  await team.server().host.settle(claimed.effectId, claimed.attempt, claimed.token, { state: 'sent', externalIds: ['77'], at: team.clock.now() });
  expect(await stateOf(messageId)).toBe('sent');
});

test('[S80] a result is taken from whoever has the token, never from another, and never takes back what is known', async () => {
  const messageId = send('hello');
  await team.flush();
  await team.jump(20_000);
  fence = (await team.server().host.takeLease(team.accountId, fence))!.fence;
  const { effectId, attempt, token } = await claimFirst();
  const { host } = team.server();
  await host.settle(effectId, attempt, 'forged', { state: 'refused', code: 'blocked', detail: '' });
  expect(await stateOf(messageId)).toBe('queued');
  await host.settle(effectId, attempt, token, { state: 'sent', externalIds: ['1'], at: team.clock.now() });
  await host.settle(effectId, attempt, token, { state: 'unknown' });
  await host.settle(effectId, attempt, token, { state: 'refused', code: 'blocked', detail: '' });
  expect(await stateOf(messageId)).toBe('sent');
  expect(await host.unresolved(team.accountId)).toEqual([]);
});

test('[S78] two senders ask at once: one claim; none without the lease or with a stale fence', async () => {
  send('hello');
  await team.flush();
  await team.jump(20_000);
  const stale = fence;
  fence = (await team.server().host.takeLease(team.accountId, null))!.fence;
  const [effectId] = await ready();
  const { host } = team.server();
  expect(await host.claim(effectId!, stale)).toBeNull();
  const both = await Promise.all([host.claim(effectId!, fence), host.claim(effectId!, fence)]);
  expect(both.filter((one) => one !== null).length).toBe(1);
});

test('a refusal that may be tried again keeps its place in the queue and comes back after its time', async () => {
  const messageId = send('first');
  send('second');
  await team.flush();
  await team.jump(20_000);
  fence = (await team.server().host.takeLease(team.accountId, fence))!.fence;
  const claimed = await claimFirst();
  await team.server().host.settle(claimed.effectId, claimed.attempt, claimed.token, { state: 'later', afterMs: 5_000, code: 'rate' });
  expect(await ready()).toEqual([]);
  await team.advance(5_000);
  const again = await claimFirst();
  expect(again).toMatchObject({ effectId: claimed.effectId, attempt: 2 });
  expect(again.token).not.toBe(claimed.token);
  expect(await stateOf(messageId)).toBe('queued');
});
