/** What every messenger must do, through its real connector and the runner, against its simulator. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ChannelError } from '#channels/channel.ts';
import type { EffectResult } from '#channels/runner/host.ts';
import { textWork } from '#tests/contract/channels/harness.ts';
import type { ChannelHarness, Desk } from '#tests/contract/channels/harness.ts';
import { onePixelPng } from '#tests/fixtures/channels/pictures.ts';

export type MakeHarness = () => Promise<{ h: ChannelHarness; desk: Desk }>;

export function channelContract(name: string, makeHarness: MakeHarness): void {
  const begin = async (): Promise<{ h: ChannelHarness; desk: Desk }> => {
    const made = await makeHarness();
    made.desk.host.setAccount(made.h.account, made.h.secrets);
    made.desk.runner.start();
    await made.desk.host.until(() => made.desk.host.reports.some(({ health }) => health === 'ok'));
    return made;
  };
  const settled = async ({ host }: Desk, effectId: string): Promise<EffectResult> => {
    await host.until(() => ['done', 'unknown'].includes(host.effect(effectId).state));
    return host.effect(effectId).results.at(-1)!;
  };

  describe(`${name}: contract of a channel`, () => {
    test('the token says whom it belongs to; a wrong one says so', async () => {
      const { h, desk } = await begin();
      const known = await desk.runner.check(h.channel, { endpoints: h.account.endpoints, secrets: h.secrets });
      expect([known.identity, known.handle]).toEqual([h.account.identity, h.account.handle]);
      const wrong = desk.runner.check(h.channel, { endpoints: h.account.endpoints, secrets: { ...h.secrets, token: 'nobody' } });
      await expect(wrong).rejects.toMatchObject({ name: 'ChannelError', code: 'token_invalid' } satisfies Partial<ChannelError>);
    });

    test('a client writes: who, when, what, where an answer goes', async () => {
      const { h, desk } = await begin();
      const text = 'Добрий день! <b>Скільки</b> коштує? 🎂\u202e';
      const externalId = h.client.writes(text);
      await desk.host.until(() => desk.host.messages().length === 1);
      expect(desk.host.messages()[0]).toMatchObject({ fromClient: true, kind: 'text', text, externalId, chatId: h.client.id, person: { externalId: h.client.id }, media: [] });
      expect(Math.abs(desk.host.messages()[0]!.at - desk.clock.now())).toBeLessThan(120_000);
    });

    test('we answer: the network has it once, its id is reported', async () => {
      const { h, desk } = await begin();
      h.client.writes('Привіт');
      await desk.host.until(() => desk.host.messages().length === 1);
      const result = await settled(desk, desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'Вітаємо! 🎂')));
      expect(h.sent().map(({ text }) => text)).toEqual(['Вітаємо! 🎂']);
      expect(result).toMatchObject({ state: 'sent', externalIds: [h.sent()[0]!.id] });
    });

    test('a long text is split within the limit and inside no character', async () => {
      const { h, desk } = await begin();
      h.client.writes('Привіт');
      const text = `${'Смак літа 👩‍👩‍👧‍👦 '.repeat(600)}кінець`;
      const result = await settled(desk, desk.host.enqueue(h.account.accountId, textWork(h.client.id, text)));
      const parts = h.sent().map((one) => one.text);
      expect(result).toMatchObject({ state: 'sent', externalIds: h.sent().map(({ id }) => id) });
      expect(parts.length).toBeGreaterThan(1);
      for (const part of parts) expect(h.maxText.size(part)).toBeLessThanOrEqual(h.maxText.limit);
      expect(parts.join(' ')).toBe(text);
      expect(parts.join('')).not.toContain('\ufffd');
    });

    test('a photo comes in: announced at once, copied by its bytes', async () => {
      const { h, desk } = await begin();
      h.client.sendsPhoto(onePixelPng);
      await desk.host.until(() => desk.host.messages().length === 1);
      const message = desk.host.messages()[0]!;
      expect(message).toMatchObject({ kind: 'photo', media: [{ kind: 'photo', missing: null }] });
      const work = { kind: 'media.fetch', messageId: 'm1', items: [{ attachment: 0, source: message.media[0]!.source!, kind: 'photo', fileName: null }] } as const;
      const result = await settled(desk, desk.host.enqueue(h.account.accountId, work));
      const hash = createHash('sha256').update(onePixelPng).digest('hex');
      expect(result).toMatchObject({ state: 'fetched', items: [{ attachment: 0, stored: { hash, kind: 'photo', contentType: 'image/png', width: 1, height: 1, missing: null } }] });
      expect(desk.host.blobs.get(hash)).toEqual(onePixelPng);
    });

    test('a photo goes out with its words', async () => {
      const { h, desk } = await begin();
      h.client.writes('Покажіть');
      const hash = await desk.host.putBlob(onePixelPng);
      const files = [{ kind: 'photo', hash, fileName: 'торт.png', contentType: 'image/png', sizeBytes: onePixelPng.length }] as const;
      const result = await settled(desk, desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'Ось такий', { files: [...files] })));
      expect(result.state).toBe('sent');
      expect(h.sent().some((one) => one.bytes === onePixelPng.length)).toBe(true);
      expect(h.sent().filter((one) => one.text === 'Ось такий')).toHaveLength(1);
    });

    test('a client edits and reacts, takes back and unsends: each told once, of the right message', async () => {
      const { h, desk } = await begin();
      const externalId = h.client.writes('на суботу');
      h.client.edits(externalId, 'на неділю');
      h.client.edits(externalId, 'на понеділок');
      h.client.reacts(externalId, '❤');
      h.client.reacts(externalId, null);
      h.client.unsends?.(externalId);
      const wanted = h.client.unsends === null ? 5 : 6;
      await desk.host.until(() => desk.host.events.length === wanted);
      const of = (type: string): unknown[] => desk.host.events.filter((event) => event.type === type);
      const edits = of('edit') as { text: string; externalId: string; editNumber: number }[];
      expect(edits.map(({ text }) => text).sort()).toEqual(['на неділю', 'на понеділок']);
      expect(edits.every((edit) => edit.externalId === externalId && edit.editNumber > 0)).toBe(true);
      expect((of('reaction') as { emoji: string | null }[]).map(({ emoji }) => emoji).sort()).toEqual([null, '❤'].sort());
      if (h.client.unsends !== null) expect(of('unsend')).toMatchObject([{ externalId }]);
    });

    test('[S77] everything delivered twice more and shuffled: each event once', async () => {
      const { h, desk } = await begin();
      const first = h.client.writes('раз');
      h.client.writes('два');
      h.client.edits(first, 'раз і ще');
      h.client.reacts(first, '🔥');
      await desk.host.until(() => desk.host.events.length === 4);
      await h.redeliver();
      const before = desk.host.repeats();
      h.client.writes('три');
      await desk.host.until(() => desk.host.messages().some(({ text }) => text === 'три'));
      expect(before).toBeGreaterThan(0);
      expect(desk.host.events.map(({ type }) => type).sort()).toEqual(['edit', 'message', 'message', 'message', 'reaction']);
    });

    test('what is not understood is shown as unsupported or kept raw, and stops nothing', async () => {
      const { h, desk } = await begin();
      h.client.sendsUnknown();
      h.sendsNonsense();
      h.client.writes('а це звичайне');
      await desk.host.until(() => desk.host.messages().length === 2 && desk.host.strange.length > 0);
      expect(desk.host.messages().map(({ kind }) => kind).sort()).toEqual(['text', 'unsupported']);
      expect(desk.host.strange[0]!.raw).not.toBe('');
    });

    test('store first, confirm after: what the store did not take comes again', async () => {
      const { h, desk } = await begin();
      desk.host.failNext('intake', 2);
      h.client.writes('не загубіть мене');
      await desk.host.until(() => desk.host.messages().length === 1);
      expect(desk.host.messages()[0]!.text).toBe('не загубіть мене');
    });

    test('[x1] written while nobody was here: read after the restart, and only that', async () => {
      const { h, desk } = await begin();
      h.client.writes('перше');
      await desk.host.until(() => desk.host.messages().length === 1);
      await desk.runner.stop();
      h.client.writes('друге');
      desk.restart();
      await desk.host.until(() => desk.host.messages().length === 2);
      expect(desk.host.messages().map(({ text }) => text)).toEqual(['перше', 'друге']);
    });

    test('a limit: waits as long as it was told, then goes out once', async () => {
      const { h, desk } = await begin();
      h.client.writes('Привіт');
      h.fail('rate');
      const effectId = desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'повільно'));
      expect((await settled(desk, effectId)).state).toBe('sent');
      expect(desk.host.effect(effectId).results).toMatchObject([{ state: 'later', code: 'rate_limited' }, { state: 'sent' }]);
      expect(h.sent()).toHaveLength(1);
    });

    test('a person who can not be written to: refused with a code, nothing repeated, the next one goes', async () => {
      const { h, desk } = await begin();
      h.client.writes('Привіт');
      const code = h.client.becomesUnreachable();
      const effectId = desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'чи ви тут?'));
      expect(await settled(desk, effectId)).toMatchObject({ state: 'refused', code });
      expect(desk.host.effect(effectId).results).toHaveLength(1);
      expect(h.sent()).toEqual([]);
    });

    test('a revoked token: the account says so, the queue waits, a new token lets it go', async () => {
      const { h, desk } = await begin();
      h.client.writes('Привіт');
      await desk.host.until(() => desk.host.messages().length === 1);
      const fresh = h.revokeToken();
      const effectId = desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'зачекаю'));
      await desk.host.until(() => desk.host.reports.some(({ health, code }) => health === 'error' && code === 'token_invalid'));
      expect(h.sent()).toEqual([]);
      expect(desk.host.effect(effectId).state).not.toBe('done');
      desk.host.setAccount({ ...h.account, secretsVersion: '2' }, fresh);
      expect((await settled(desk, effectId)).state).toBe('sent');
      await desk.host.until(() => desk.host.reports.at(-1)!.health === 'ok');
      expect(h.sent()).toHaveLength(1);
    });

    test.each(['cut', 'hang_after', 'garbage'] as const)('[S79] the line breaks after the send (%s): unknown, never sent again blind', async (how) => {
      const { h, desk } = await begin();
      h.client.writes('Привіт');
      await desk.host.until(() => desk.host.messages().length === 1);
      h.fail(how);
      const effectId = desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'чи дійшло?', { since: desk.clock.now() }));
      if (how === 'hang_after') {
        // Nobody waits for ever: the process ends while the network is silent.
        await desk.host.until(() => h.sent().length === 1);
        await desk.runner.stop();
        desk.restart();
      }
      await desk.host.until(() => desk.host.effect(effectId).results.length > 0);
      expect(desk.host.effect(effectId).results[0]).toEqual({ state: 'unknown' });
      if (h.canLookUp) {
        await desk.host.until(() => desk.host.effect(effectId).state === 'done');
        expect(desk.host.effect(effectId).results[1]).toMatchObject({ state: 'sent', externalIds: [h.sent()[0]!.id] });
      }
      const next = desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'наступне'), { queue: 'other' });
      expect((await settled(desk, next)).state).toBe('sent');
      expect(h.sent().map(({ text }) => text)).toEqual(['чи дійшло?', 'наступне']);
    });

    test('[S79] broken before the network acted: unknown too, for nobody can tell the difference', async () => {
      const { h, desk } = await begin();
      h.client.writes('Привіт');
      await desk.host.until(() => desk.host.messages().length === 1);
      h.fail('cut_before');
      const effectId = desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'чи дійшло?', { since: desk.clock.now() }));
      expect(await settled(desk, effectId)).toEqual({ state: 'unknown' });
      expect(h.sent()).toEqual([]);
    });

    test('nobody answers the door: certainly not sent, tried again until it is', async () => {
      const { h, desk } = await begin();
      const dead = { ...h.account, endpoints: Object.fromEntries(Object.keys(h.account.endpoints).map((key) => [key, 'http://127.0.0.1:9'])), secretsVersion: 'dead' };
      h.client.writes('Привіт');
      await desk.host.until(() => desk.host.messages().length === 1);
      desk.host.setAccount(dead, h.secrets);
      const effectId = desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'нарешті'));
      await desk.host.until(() => desk.host.effect(effectId).results.length > 0);
      expect(desk.host.effect(effectId).results[0]).toMatchObject({ state: 'later', code: 'network' });
      desk.host.setAccount(h.account, h.secrets);
      expect((await settled(desk, effectId)).state).toBe('sent');
      expect(h.sent()).toHaveLength(1);
    });

    test('no log line holds a text, a name, a token or an address', async () => {
      const { h, desk } = await begin();
      h.client.writes('таємниця');
      h.fail('token');
      const effectId = desk.host.enqueue(h.account.accountId, textWork(h.client.id, 'теж таємниця'));
      await desk.host.until(() => desk.host.effect(effectId).results.length > 0);
      const all = desk.logged.join('\n');
      for (const secret of ['таємниця', h.client.id, ...Object.values(h.secrets), '127.0.0.1']) expect(all).not.toContain(secret);
    });
  });
}
