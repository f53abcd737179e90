/** A price list kept with a script: every console may show it, one key sends it with its words, and nobody else's file is opened by it (s9, R15). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';

let team: Team;
let operator: TestConsole;
let conversationId: string;

beforeEach(async () => {
  team = await makeTeam({ consoles: 2 });
  operator = team.consoles[0]!;
  await team.inbound('Скільки коштує?');
  await team.flush();
  conversationId = (await team.rows('conversation'))[0]!.id;
});
afterEach(() => team.close());

const pdf = (words: string): string => Buffer.from(`%PDF-1.4 ${words}`).toString('base64');
async function add(console: TestConsole, words: string): Promise<{ hash: string; sizeBytes: number; contentType: string }> {
  const answer = await console.backend.call('file.add', { name: 'ціни.pdf', contentType: 'application/pdf', base64: pdf(words) });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value as never;
}
const script = async (id: string) => (await team.rows('script')).find((row) => row.id === id)!;

test('[s9] [R15] the file of a script is seen by whoever holds the script, and goes with one press to the client', async () => {
  const file = await add(team.owner, 'торт 1 800');
  expect(await operator.backend.media.get(file.hash)).toBeNull();
  const body = { ...(await script('greeting')), attachments: [{ ...file, kind: 'document', fileName: 'ціни.pdf' }] };
  expect(team.owner.press('script.save', { script: body })).toMatchObject({ state: 'shown' });
  await team.flush();
  expect(await script('greeting')).toMatchObject({ attachments: [{ hash: file.hash, fileName: 'ціни.pdf' }] });
  const shown = await operator.backend.media.get(file.hash);
  expect(Buffer.from(shown!.bytes).toString()).toContain('торт 1 800');

  const [deal] = await team.rows('deal');
  operator.press('button.pressAndTake', { buttonId: 'greet', conversationId, dealId: deal!.id, messageId: team.id(), scriptId: null, language: null, values: { 'client.name': 'Олена' }, note: null, photoMessageIds: [] });
  await team.flush();
  expect(operator.events.findLast((event) => event.t === 'outcome')).toMatchObject({ ok: true });
  await team.jump(20_000);
  const { host } = team.server();
  const { fence } = (await host.takeLease(team.accountId, null))!;
  const { ready } = await host.effects(team.accountId);
  expect(ready).toHaveLength(1);
  const claimed = (await host.claim(ready[0]!.effectId, fence))!;
  expect(claimed.work).toMatchObject({ kind: 'message.send', chatId: 'chat-1', text: expect.stringContaining('Олена') as string, files: [{ hash: file.hash, fileName: 'ціни.pdf' }] });
});

test('[R15] a file that no script names any more is given to nobody anew; one nobody named never was', async () => {
  const [first, second] = [await add(team.owner, 'весна'), await add(team.owner, 'літо')];
  const attached = async (file: typeof first) => ({ ...(await script('storage')), attachments: [{ ...file, kind: 'document', fileName: 'a.pdf' }] });
  team.owner.press('script.save', { script: await attached(first) });
  await team.flush();
  expect(await operator.backend.media.get(first.hash)).not.toBeNull();
  expect(await operator.backend.media.get(second.hash)).toBeNull();
  team.owner.press('script.save', { script: await attached(second) });
  await team.flush();
  expect(await operator.backend.media.get(second.hash)).not.toBeNull();
  expect(await team.consoles[1]!.backend.media.get(first.hash)).toBeNull();
});
