/** Health and figures of a running server: true, for this machine alone, and without a word of anybody (R31). */
import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveWatch } from '#server/http/serve-watch.ts';
import type { WatchServer } from '#server/http/serve-watch.ts';
import { countLog, createWatch } from '#server/watch.ts';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store, StoredEffect } from '#db/server/store.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';

let team: Team;
let watch: WatchServer;
let stop: () => void;
let silent: boolean;
const counted = countLog(() => undefined);
beforeEach(async () => {
  silent = false;
  const inner = createMemoryStore();
  const store: Store = { ...inner, read: (work) => (silent ? new Promise(() => undefined) : inner.read(work)) };
  team = await makeTeam({ consoles: 2, store });
  const made = createWatch({ server: team.server(), clock: team.clock, counts: counted.counts, heapBytes: () => 77 });
  stop = made.stop;
  watch = await serveWatch(made, 0);
});
afterEach(async () => {
  stop();
  await watch.close();
  await team.close();
});
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: watch.port, path, method, headers: { host: `127.0.0.1:${watch.port}`, ...headers } }, (response) => {
      let text = '';
      response.on('data', (data) => { text += String(data); });
      response.on('end', () => resolve({ status: response.statusCode!, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
const figures = async (): Promise<Record<string, number>> => {
  const { text } = await ask('/metrics');
  return Object.fromEntries(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
};

test('[R31] figures tell of commits, sockets, the slowest console, effects, timers and resets, and name nobody', async () => {
  expect(await figures()).toMatchObject({ pult_commits_total: 0, pult_epoch: 1, pult_sockets: 3, 'pult_effects{state="ready"}': 0, pult_alarms_failed: 0, pult_heap_bytes: 77 });
  const canary = 'canary +380501234567';
  await team.inbound(canary, { name: 'Canary Name' });
  const conversationId = (await team.rows('conversation'))[0]!.id;
  const operator = team.consoles[0]!;
  await team.person(operator.personId, 'conversation.take', { conversationId });
  await team.person(operator.personId, 'message.send', { conversationId, messageId: team.id(), text: canary, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 });
  team.consoles[1]!.cut();
  await team.flush();
  await team.store.write(async (writer) => {
    const alarm = { key: 'a', due: 1, command: 'c', args: {}, occurrence: 1, state: 'failed' as const, failures: 5 };
    await writer.putAlarms([alarm, { ...alarm, key: 'b' }, { ...alarm, key: 'h', state: 'held' }]);
    const [effect] = await writer.effectsIn(['ready']);
    await writer.putEffects([{ ...effect, effectId: 'held', state: 'held' } as StoredEffect, { ...effect, effectId: 'sent', state: 'sent' } as StoredEffect]);
  });
  counted.log('sync.reset', { why: 'lost' });
  // Whoever is away says nothing of how those who are here do.
  const reached = team.server().committer.head().seq;
  await team.store.write(async (writer) => {
    for (const device of await writer.devices('all')) if (device.person !== team.consoles[1]!.personId) await writer.seenDevice(device.device, reached - (device.person === operator.personId ? 3 : 1), device.seenAt);
  });
  const now = await figures();
  expect(now).toMatchObject({ pult_sockets: 2, 'pult_effects{state="held"}': 1, 'pult_effects{state="ready"}': 1, pult_alarms_failed: 2, pult_alarms_held: 1, pult_resets_total: 1, 'pult_log_lines_total{code="sync.reset"}': 1 });
  expect(now['pult_commits_total']).toBeGreaterThanOrEqual(3);
  const { seq } = team.server().committer.head();
  expect(now['pult_head_seq']).toBe(seq);
  expect(now['pult_console_lag_changes']).toBe(3);
  const { text } = await ask('/metrics');
  for (const word of ['canary', '380', 'Canary', 'Operator', 'Client', operator.personId, conversationId]) expect(text).not.toContain(word);
  // Every line is one that Prometheus reads.
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) pult_\w+ .+|pult_\w+(\{\w+="[\w.]+"\})? \d+)$/);
});

test('[R8] only this machine’s own programs are answered: by this address, no page, nothing but the two', async () => {
  expect(await ask('/health')).toEqual({ status: 200, text: `${JSON.stringify({ ok: true, epoch: 1, seq: team.server().committer.head().seq })}\n` });
  expect((await ask('/health', { host: `localhost:${watch.port}` })).status).toBe(200);
  const strangers: Record<string, string>[] = [{ host: 'pult.example.com' }, { host: `evil.example:${watch.port}` }, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }];
  for (const headers of strangers) expect((await ask('/metrics', headers)).status).toBe(404);
  for (const path of ['/', '/metrics/', '/health?x', '/team/call']) expect((await ask(path)).status).toBe(404);
  expect((await ask('/health', {}, 'POST')).status).toBe(404);
});

test('a store that does not answer is told as ill within two seconds', async () => {
  silent = true;
  const asked = ask('/health');
  // The question must have come before the time passes.
  await new Promise((resolve) => setImmediate(resolve));
  let answer: { status: number } | null = null;
  void asked.then((one) => { answer = one; });
  while (answer === null) {
    await team.clock.advance(2000, async () => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(answer).toMatchObject({ status: 503 });
  silent = false;
  expect((await ask('/health')).status).toBe(200);
});
