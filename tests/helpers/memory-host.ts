/** The store's side of a runner, in memory: keeps what arrives once, hands out effects, remembers what became of them. */
import { createHash } from 'node:crypto';
import type { InboundEvent } from '#channels/channel.ts';
import { repeatableEffects } from '#channels/runner/host.ts';
import type { AccountReport, Claimed, EffectResult, EffectWork, RunnerAccount, RunnerHost } from '#channels/runner/host.ts';

interface Effect {
  effectId: string;
  accountId: string;
  queue: string;
  work: EffectWork;
  state: 'waiting' | 'claimed' | 'done' | 'unknown';
  readyAt: number;
  attempt: number;
  token: string;
  results: EffectResult[];
}

export interface MemoryHost extends RunnerHost {
  /** Every event once, in order of arrival. */
  events: InboundEvent[];
  /** How many deliveries brought something that was there already. */
  repeats(): number;
  strange: { reason: string; raw: string }[];
  reports: AccountReport[];
  blobs: Map<string, Uint8Array>;
  places: Map<string, string>;
  log: string[];
  setAccount(account: RunnerAccount, secrets: Record<string, string>): void;
  enqueue(accountId: string, work: EffectWork, options?: { queue?: string; inMs?: number; state?: Effect['state'] }): string;
  effect(effectId: string): Effect;
  cancel(effectId: string): void;
  messages(): Extract<InboundEvent, { type: 'message' }>[];
  /** The next calls of this kind are rejected, as by a store that is away. */
  failNext(call: 'intake' | 'settle', times?: number): void;
  /** Gives the lease to somebody else for good. */
  loseLease(accountId: string): void;
  until(condition: () => boolean): Promise<void>;
}

export function createMemoryHost(now: () => number): MemoryHost {
  const accounts = new Map<string, { account: RunnerAccount; secrets: Record<string, string> }>();
  const effects: Effect[] = [];
  const seen = new Set<string>();
  const lost = new Set<string>();
  const fences = new Map<string, number>();
  const rejections = { intake: 0, settle: 0 };
  const waiting = new Set<() => void>();
  const accountListeners = new Set<() => void>();
  const effectListeners = new Set<(accountId: string) => void>();
  let repeats = 0;
  const changed = (): void => {
    for (const look of waiting) look();
  };
  const reject = (call: 'intake' | 'settle'): void => {
    if (rejections[call] === 0) return;
    rejections[call] -= 1;
    throw new Error('the store is away');
  };
  const tell = (accountId: string): void => {
    changed();
    for (const listener of effectListeners) listener(accountId);
  };
  const claimOf = (effect: Effect): Claimed => ({ effectId: effect.effectId, attempt: effect.attempt, token: effect.token, work: effect.work });

  const host: MemoryHost = {
    events: [], strange: [], reports: [], blobs: new Map(), places: new Map(), log: [],
    repeats: () => repeats,
    setAccount(account, secrets) {
      accounts.set(account.accountId, { account, secrets });
      for (const listener of accountListeners) listener();
    },
    enqueue(accountId, work, { queue = 'q', inMs = 0, state = 'waiting' } = {}) {
      const effectId = `effect-${effects.length + 1}`;
      const unknownOnce = state === 'unknown' ? { attempt: 1, token: `${effectId}:1` } : { attempt: 0, token: '' };
      effects.push({ effectId, accountId, queue, work, state, readyAt: now() + inMs, results: [], ...unknownOnce });
      tell(accountId);
      return effectId;
    },
    effect: (effectId) => effects.find((one) => one.effectId === effectId)!,
    cancel(effectId) {
      host.effect(effectId).state = 'done';
    },
    messages: () => host.events.filter((event) => event.type === 'message'),
    failNext(call, times = 1) {
      rejections[call] += times;
    },
    loseLease: (accountId) => void lost.add(accountId),
    until: (condition) =>
      new Promise((done) => {
        const look = (): void => {
          if (!condition()) return;
          waiting.delete(look);
          clearInterval(timer);
          done();
        };
        // Some states (a reply at the network) change without the host hearing of it.
        const timer = setInterval(look, 5);
        waiting.add(look);
        look();
      }),

    accounts: () => [...accounts.values()].map(({ account }) => account),
    onAccounts(listener) {
      accountListeners.add(listener);
      return () => void accountListeners.delete(listener);
    },
    secrets: async (accountId) => ({ ...accounts.get(accountId)!.secrets }),
    async renewSecrets(accountId, secrets, tokenExpiresAt) {
      const { account } = accounts.get(accountId)!;
      host.setAccount({ ...account, tokenExpiresAt, secretsVersion: `${account.secretsVersion}+` }, secrets);
    },
    async takeLease(accountId, held) {
      if (lost.has(accountId)) return null;
      if (held !== `f${fences.get(accountId) ?? 0}`) fences.set(accountId, (fences.get(accountId) ?? 0) + 1);
      return { fence: `f${fences.get(accountId)}`, validMs: 30_000 };
    },
    async releaseLease(accountId) {
      host.log.push(`released ${accountId}`);
      changed();
    },
    place: async (accountId) => host.places.get(accountId) ?? null,
    async intake(batch) {
      reject('intake');
      if (batch.fence !== null && (lost.has(batch.accountId) || batch.fence !== `f${fences.get(batch.accountId)}`)) {
        host.log.push(`stale ${batch.accountId}`);
        return 'stale';
      }
      const { account } = accounts.get(batch.accountId)!;
      for (const event of batch.events) {
        const key = `${account.identity}:${event.chatId}:${event.eventKey}`;
        if (seen.has(key)) {
          repeats += 1;
          continue;
        }
        seen.add(key);
        host.events.push(structuredClone(event));
      }
      host.strange.push(...batch.strange);
      if (batch.place !== null) host.places.set(batch.accountId, batch.place);
      changed();
      return 'stored';
    },
    async effects(accountId) {
      const mine = effects.filter((one) => one.accountId === accountId && one.state !== 'done' && one.state !== 'unknown');
      const heads = [...new Map([...mine].reverse().map((one) => [one.queue, one])).values()].reverse().filter((one) => one.state === 'waiting');
      const ready = heads.filter((one) => one.readyAt <= now());
      const later = heads.filter((one) => one.readyAt > now()).map((one) => one.readyAt - now());
      return {
        ready: ready.map(({ effectId, queue, work }) => ({ effectId, queue, kind: work.kind })),
        nextInMs: later.length === 0 ? null : Math.min(...later), waiting: mine.length,
      };
    },
    onEffects(listener) {
      effectListeners.add(listener);
      return () => void effectListeners.delete(listener);
    },
    async claim(effectId, fence) {
      const effect = host.effect(effectId);
      if (effect.state !== 'waiting' || effect.readyAt > now() || lost.has(effect.accountId) || fence !== `f${fences.get(effect.accountId)}`) return null;
      effect.state = 'claimed';
      effect.attempt += 1;
      effect.token = `${effectId}:${effect.attempt}`;
      host.log.push(`claimed ${effectId}`);
      return claimOf(effect);
    },
    async settle(effectId, attempt, token, result) {
      reject('settle');
      const effect = host.effect(effectId);
      if (token !== effect.token || attempt !== effect.attempt) throw new Error('foreign token');
      effect.results.push(structuredClone(result));
      host.log.push(`${result.state} ${effectId}`);
      effect.state = result.state === 'later' ? 'waiting' : result.state === 'unknown' && !repeatableEffects.includes(effect.work.kind) ? 'unknown' : 'done';
      if (result.state === 'later') effect.readyAt = now() + result.afterMs;
      tell(effect.accountId);
    },
    unresolved: async (accountId) => effects.filter((one) => one.accountId === accountId && one.state === 'unknown').map(claimOf),
    async putBlob(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      host.blobs.set(hash, bytes);
      return hash;
    },
    async readBlob(hash) {
      const bytes = host.blobs.get(hash);
      if (bytes === undefined) throw new Error('no such blob');
      return bytes;
    },
    publicLink: () => null,
    async report(_accountId, report) {
      host.reports.push(report);
      changed();
    },
  };
  return host;
}
