/** Takes what is ready to go out of one account: claims it, does it, reports what came of it. Nothing unknown is ever sent again. */
import type { ChannelAccount, OutboundMessage } from '#channels/channel.ts';
import type { AccountDeps } from '#channels/runner/account-deps.ts';
import { backOffMs } from '#channels/runner/back-off.ts';
import { fetchMedia, fetchPerson } from '#channels/runner/fetcher.ts';
import type { Claimed, EffectResult, ReadyEffect, SendWork } from '#channels/runner/host.ts';
import { healthOf } from '#channels/runner/reader.ts';

export interface SenderDeps extends AccountDeps {
  /** Ends what is under way by force, long after `run` was told to stop. */
  hardStop: AbortSignal;
}

/** Files of clients are fetched four at a time (R22), messages of four conversations are sent side by side. */
const laneWidth = 4;
const idleMs = 15_000;
const declinedMs = 1_000;
const maxAttempts = 8;
const untilPersonMs = 300_000;
/** A send may take this long before its first byte; a lease with less left is renewed first (S78). */
const neededMs = 12_000;
const lookUpAfterMs = [3_000, 15_000, 60_000] as const;

/** Resolves when aborted and all that was under way has ended. */
export async function sendUntil(signal: AbortSignal, deps: SenderDeps): Promise<void> {
  const { host, accountId, tools, bell, reporter } = deps;
  const clock = tools.clock;
  const underWay = new Map<string, { lane: string; done: Promise<void> }>();
  const declined = new Map<string, number>();
  let pausedUntil = 0;

  const pause = (ms: number, code: string): void => {
    pausedUntil = clock.now() + ms;
    reporter.state(accountId, 'send', healthOf(code), code);
  };

  const process = async (effect: ReadyEffect): Promise<void> => {
    // Opened before the claim: what fails here has touched nothing.
    const account = await deps.open();
    const fence = (await deps.lease.ensure(neededMs)) ? deps.lease.fence() : null;
    const claimed = fence === null ? null : await host.claim(effect.effectId, fence);
    if (claimed === null) {
      declined.set(effect.effectId, clock.now() + declinedMs);
      return;
    }
    const result = await perform(claimed, account, deps, pause);
    if (result.state === 'sent') reporter.state(accountId, 'send', 'ok', '');
    await settle(claimed, result, deps);
    if (result.state === 'unknown') void lookUpSoon(signal, deps);
  };

  void lookUp(deps, signal);
  while (!signal.aborted) {
    let waitMs: number = idleMs;
    try {
      const { ready, nextInMs, waiting } = await host.effects(accountId);
      const now = clock.now();
      reporter.waiting(accountId, waiting);
      reporter.flush(accountId);
      if (nextInMs !== null) waitMs = Math.min(waitMs, Math.max(5, nextInMs));
      if (pausedUntil > now) waitMs = Math.min(waitMs, pausedUntil - now);
      for (const effect of pausedUntil > now ? [] : ready) {
        const lane = effect.kind === 'message.send' ? 'send' : 'fetch';
        if ((declined.get(effect.effectId) ?? 0) > now) {
          waitMs = Math.min(waitMs, declinedMs);
          continue;
        }
        if (underWay.has(effect.effectId) || [...underWay.values()].filter((one) => one.lane === lane).length >= laneWidth) continue;
        declined.delete(effect.effectId);
        const done = process(effect)
          .catch((error: unknown) => {
            tools.log('sender.failed', { account: accountId, effect: effect.effectId, code: error instanceof Error ? error.name : '' });
            declined.set(effect.effectId, clock.now() + idleMs);
          })
          .finally(() => {
            underWay.delete(effect.effectId);
            bell.ring();
          });
        underWay.set(effect.effectId, { lane, done });
      }
    } catch {
      tools.log('sender.list_failed', { account: accountId });
      waitMs = 2_000;
    }
    await bell.wait(waitMs, signal);
  }
  await Promise.all([...underWay.values()].map((one) => one.done));
}

async function perform(claimed: Claimed, account: ChannelAccount, deps: SenderDeps, pause: (ms: number, code: string) => void): Promise<EffectResult> {
  const { work, attempt } = claimed;
  const fetcher = { host: deps.host, connector: deps.connector, tools: deps.tools, account };
  try {
    if (work.kind === 'media.fetch') return await fetchMedia(work, attempt, fetcher, deps.hardStop);
    if (work.kind === 'avatar.fetch') return await fetchPerson(work, attempt, fetcher, deps.hardStop);
  } catch (error) {
    deps.tools.log('fetcher.failed', { account: deps.accountId, effect: claimed.effectId, code: error instanceof Error ? error.name : '' });
    return { state: 'later', afterMs: 10_000, code: 'fetch_failed' };
  }
  const message = await outboundOf(work, deps);
  if (message === null) return { state: 'refused', code: 'file_missing', detail: '' };
  try {
    // An answer like "try again" may still have let it through: look before the second attempt.
    if (attempt > 1) {
      const found = await deps.connector.findSent?.(message, work.since, account, deps.tools, deps.hardStop);
      if (found !== null && found !== undefined) return { state: 'sent', externalIds: [found.externalId], at: deps.tools.clock.now() };
    }
  } catch {
    return { state: 'later', afterMs: backOffMs(attempt, deps.random, 5_000), code: 'look_up_failed' };
  }
  try {
    const outcome = await deps.connector.send(message, account, deps.tools, deps.hardStop);
    if (outcome.state === 'sent') return { state: 'sent', externalIds: outcome.externalIds, at: outcome.at ?? deps.tools.clock.now() };
    deps.tools.log('sender.refused', { account: deps.accountId, effect: claimed.effectId, code: outcome.code, detail: outcome.detail });
    const afterMs = outcome.retryAfterMs === null ? null : Math.max(outcome.retryAfterMs, backOffMs(attempt, deps.random, 500));
    if (outcome.account) {
      // Not this message's fault: it keeps its place, and the queue waits for the account.
      pause(afterMs ?? untilPersonMs, outcome.code);
      return { state: 'later', afterMs: afterMs ?? 1_000, code: outcome.code };
    }
    if (afterMs !== null && (attempt < maxAttempts || outcome.code === 'network')) return { state: 'later', afterMs, code: outcome.code };
    return { state: 'refused', code: outcome.code, detail: outcome.detail };
  } catch (error) {
    deps.tools.log('sender.unknown', { account: deps.accountId, effect: claimed.effectId, code: error instanceof Error ? error.name : '' });
    return { state: 'unknown' };
  }
}

/** Files are read before anything is sent: one that is gone must not leave half a message. null = a file is missing. */
async function outboundOf(work: SendWork, deps: SenderDeps): Promise<OutboundMessage | null> {
  const byUrl = deps.connector.limits.mediaByUrl;
  try {
    const attachments = await Promise.all(work.files.map(async (file) => {
      const bytes = byUrl ? null : await deps.host.readBlob(file.hash);
      return {
        kind: file.kind, fileName: file.fileName, contentType: file.contentType, sizeBytes: file.sizeBytes,
        publicUrl: byUrl ? deps.host.publicLink(deps.accountId, file.hash) : null,
        bytes: async () => bytes ?? (await deps.host.readBlob(file.hash)),
      };
    }));
    const { messageId, chatId, route, text, commentExternalId, replyToExternalId, humanAgent } = work;
    return { messageId, chatId, route, text, commentExternalId, replyToExternalId, humanAgent, attachments };
  } catch {
    return null;
  }
}

/** A result is never dropped while this process lives: the store takes it from whoever has the token, at any time (S80). */
async function settle(claimed: Claimed, result: EffectResult, deps: SenderDeps): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      await deps.host.settle(claimed.effectId, claimed.attempt, claimed.token, result);
      return;
    } catch (error) {
      deps.tools.log('sender.settle_failed', { account: deps.accountId, effect: claimed.effectId, failures });
      if (deps.hardStop.aborted) throw error;
      await deps.tools.clock.sleep(backOffMs(failures, deps.random, 250, 10_000), deps.hardStop);
    }
  }
}

async function lookUpSoon(signal: AbortSignal, deps: SenderDeps): Promise<void> {
  for (const ms of lookUpAfterMs) {
    await deps.tools.clock.sleep(ms, signal).catch(() => undefined);
    if (signal.aborted || (await lookUp(deps, signal))) return;
  }
}

/** Asks the network about every message of unknown fate; true when none is left. Not found proves nothing: a person decides then. */
async function lookUp(deps: SenderDeps, signal: AbortSignal): Promise<boolean> {
  if (deps.connector.findSent === undefined) return true;
  try {
    let left = 0;
    for (const claimed of await deps.host.unresolved(deps.accountId)) {
      const message = claimed.work.kind === 'message.send' ? await outboundOf(claimed.work, deps) : null;
      if (message === null || claimed.work.kind !== 'message.send') continue;
      const found = await deps.connector.findSent(message, claimed.work.since, await deps.open(), deps.tools, signal);
      if (found === null) left += 1;
      else await settle(claimed, { state: 'sent', externalIds: [found.externalId], at: deps.tools.clock.now() }, deps);
    }
    return left === 0;
  } catch (error) {
    deps.tools.log('sender.look_up_failed', { account: deps.accountId, code: error instanceof Error ? error.name : '' });
    return false;
  }
}
