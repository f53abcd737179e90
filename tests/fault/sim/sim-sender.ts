/** Runners that send what is due through a network that remembers every sending: leases change hands, answers come late or never (S74–S80). */
import type { Claimed, EffectResult } from '#channels/runner/host.ts';
import type { Server } from '#server/create-server.ts';
import type { Dice } from '#tests/fault/sim/dice.ts';
import type { Life } from '#tests/fault/sim/life.ts';

export type SimSender = ReturnType<typeof createSimSender>;

export function createSimSender(accountId: string, complain: (text: string) => void) {
  const sent = new Map<string, number>();
  const holders = new Map<Life, string>();
  /** The last fence each had, lost or not: a reader that slept does not know it yet. */
  const remembered = new Map<Life, string>();
  const claims: { accountId: string; at: number; life: Life }[] = [];

  const sendOne = async (server: Server, life: Life, claimed: Claimed, dice: Dice): Promise<void> => {
    const { work } = claimed;
    if (dice.chance(0.1)) return server.host.settle(claimed.effectId, claimed.attempt, claimed.token, { state: 'later', afterMs: 1000, code: 'busy' });
    const times = (sent.get(claimed.effectId) ?? 0) + 1;
    if (work.kind === 'message.send') {
      sent.set(claimed.effectId, times);
      if (times > 1) complain(`[I14] a message went out ${times} times`);
    }
    const answerMs = dice.chance(0.2) ? dice.between(5_000, 90_000) : dice.between(10, 400);
    await new Promise<void>((resolve) => void life.clock.after(answerMs, resolve));
    if (work.kind !== 'message.send') return server.host.settle(claimed.effectId, claimed.attempt, claimed.token, { state: 'later', afterMs: 5_000, code: 'busy' });
    const result: EffectResult = dice.chance(0.85) ? { state: 'sent', externalIds: [`out-${claimed.effectId}`], at: life.clock.now() } : { state: 'refused', code: 'blocked', detail: '' };
    await server.host.settle(claimed.effectId, claimed.attempt, claimed.token, result);
  };

  return {
    sent, claims,
    /** Under what this process would tell of what it reads; null = as a webhook. */
    readsUnder: (life: Life): string | null => remembered.get(life) ?? null,
    /** One look of this server's runner. What it began it ends by itself, if it lives that long. */
    async tick(server: Server, life: Life, dice: Dice): Promise<void> {
      const lease = await server.host.takeLease(accountId, holders.get(life) ?? null);
      if (!lease) return void holders.delete(life);
      holders.set(life, lease.fence);
      remembered.set(life, lease.fence);
      const { ready } = await server.host.effects(accountId);
      for (const { effectId } of ready.slice(0, 3)) {
        const claimed = await server.host.claim(effectId, lease.fence);
        if (claimed) await sendOne(server, life, claimed, dice);
      }
      if (dice.chance(0.2)) {
        holders.delete(life);
        await server.host.releaseLease(accountId, lease.fence);
      }
    },
  };
}
