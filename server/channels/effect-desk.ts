/**
 * What must go out and what became of it: claimed before the first byte, never claimed twice, its end stored with the command that tells of it
 * (S78–S80). A claim whose holder is gone becomes `unknown`, unless doing it twice does no harm (S79).
 */
import { repeatableEffects } from '#channels/runner/host.ts';
import type { Claimed, EffectList, EffectResult } from '#channels/runner/host.ts';
import type { EffectState, Store, StoreWriter, StoredEffect } from '#db/server/store.ts';
import { causedId } from '#server/committer/committer.ts';
import type { Committer } from '#server/committer/committer.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import { holdsLease } from '#server/channels/leases.ts';
import { workOf } from '#server/channels/effect-work.ts';
import type { Log } from '#server/log.ts';

export interface EffectDesk {
  list(resource: string): Promise<EffectList>;
  claim(effectId: string, lease: { resource: string; fence: string }): Promise<Claimed | null>;
  settle(effectId: string, attempt: number, token: string, result: EffectResult): Promise<void>;
  unresolved(resource: string): Promise<Claimed[]>;
  /** Ends claims whose holder is gone: `holds` tells whether a claim's lease still stands. */
  sweep(holds: (effect: StoredEffect) => Promise<boolean>): Promise<void>;
  /** A person's word on one that a restore has held; nothing when it is not held any more. */
  release(effectId: string, verdict: 'send' | 'drop'): Promise<void>;
  onChange(listener: (resource: string) => void): void;
}

export interface EffectDeskDeps { store: Store; committer: Committer; now(): number; token(): string; holder: string; log: Log }

const listed = 32;
const ended: Record<EffectResult['state'], EffectState> = { sent: 'sent', refused: 'refused', unknown: 'unknown', later: 'ready', fetched: 'sent', person: 'sent' };

export function createEffectDesk(deps: EffectDeskDeps): EffectDesk {
  const { store, committer, now } = deps;
  const listeners: ((resource: string) => void)[] = [];
  const tell = (resource: string): void => listeners.forEach((listener) => listener(resource));

  /** State and command in one commit; false = this attempt has no say (any more). */
  const settle = async (effectId: string, attempt: number, token: string, result: EffectResult): Promise<void> => {
    let resource: string | null = null;
    const [known] = await store.read((reader) => reader.effects([effectId]));
    if (!known) return;
    await committer.submit({
      commands: commandsOf(known, attempt, result),
      before: async (writer, at) => {
        const [effect] = await writer.effects([effectId]);
        if (!effect || effect.attempt !== attempt || effect.token !== token || !mayEnd(effect, result)) return false;
        resource = effect.resource;
        await writer.putEffects([{ ...effect, state: ended[result.state], notBefore: result.state === 'later' ? at + result.afterMs : effect.notBefore }]);
        return true;
      },
      after: async (_writer, outcomes) => {
        for (const outcome of outcomes) if (outcome.status === 'refused') deps.log('effect.settle_refused', { effectId, code: outcome.code });
      },
    });
    if (resource !== null) tell(resource);
  };

  return {
    settle,
    list: (resource) =>
      store.read(async (reader) => {
        const at = now();
        const open = (await reader.effectsIn(['ready', 'claimed'])).filter((effect) => effect.resource === resource);
        const later = open.filter((effect) => effect.state === 'ready' && effect.notBefore > at).map((effect) => effect.notBefore - at);
        const ready = await reader.effectsReady(resource, at, listed);
        return { ready: ready.map(({ effectId, kind, queue }) => ({ effectId, kind, queue })), nextInMs: later.length > 0 ? Math.min(...later) : null, waiting: open.length };
      }),
    async claim(effectId, lease) {
      const answer = await store.write(async (writer): Promise<Claimed | { gone: string } | null> => {
        const at = now();
        const [effect] = await writer.effects([effectId]);
        if (!effect || effect.state !== 'ready' || effect.notBefore > at || !(await holdsLease(writer, lease.resource, lease.fence, at))) return null;
        if (!(await firstOfQueue(writer, effect, at))) return null;
        const work = await workOf(writer, effect, at);
        if (!work) {
          await writer.putEffects([{ ...effect, state: 'cancelled' }]);
          return { gone: effect.resource };
        }
        const claimed: StoredEffect = {
          ...effect, state: 'claimed', attempt: effect.attempt + 1, token: deps.token(), holder: deps.holder, fence: `${lease.resource}@${lease.fence}`, claimedAt: effect.claimedAt ?? at,
        };
        await writer.putEffects([claimed]);
        return { effectId, attempt: claimed.attempt, token: claimed.token, work };
      });
      if (answer && 'gone' in answer) {
        tell(answer.gone);
        return null;
      }
      return answer;
    },
    unresolved: (resource) =>
      store.read(async (reader) => {
        const claims: Claimed[] = [];
        for (const effect of await reader.effectsIn(['unknown'])) {
          if (effect.resource !== resource) continue;
          const work = await workOf(reader, effect, effect.claimedAt ?? now());
          if (work) claims.push({ effectId: effect.effectId, attempt: effect.attempt, token: effect.token, work });
        }
        return claims;
      }),
    async sweep(holds) {
      const claimed = await store.read((reader) => reader.effectsIn(['claimed']));
      for (const effect of claimed) {
        if (await holds(effect)) continue;
        deps.log('effect.holder_gone', { effectId: effect.effectId, kind: effect.kind });
        const result: EffectResult = repeatableEffects.includes(effect.kind) ? { state: 'later', afterMs: 0, code: 'holder_gone' } : { state: 'unknown' };
        await settle(effect.effectId, effect.attempt, effect.token, result);
      }
    },
    async release(effectId, verdict) {
      const [known] = await store.read((reader) => reader.effects([effectId]));
      if (!known) return;
      let resource: string | null = null;
      await committer.submit({
        commands: verdict === 'drop' ? commandsOf(known, known.attempt, { state: 'refused', code: 'dropped', detail: '' }) : [],
        before: async (writer, at) => {
          const [effect] = await writer.effects([effectId]);
          if (effect?.state !== 'held') return false;
          resource = effect.resource;
          // The token goes with the verdict: a result that comes late from before the restore still has its say (S80).
          await writer.putEffects([{ ...effect, state: verdict === 'send' ? 'ready' : 'cancelled', notBefore: at }]);
          return true;
        },
      });
      if (resource !== null) tell(resource);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** What is known for certain is never taken back; `unknown` gives way to a late result (S80). */
function mayEnd(effect: StoredEffect, result: EffectResult): boolean {
  if (effect.state === 'claimed') return true;
  return effect.state === 'unknown' && (result.state === 'sent' || result.state === 'refused');
}

async function firstOfQueue(writer: StoreWriter, effect: StoredEffect, at: number): Promise<boolean> {
  const ready = await writer.effectsReady(effect.resource, at, Number.MAX_SAFE_INTEGER);
  return ready.some((one) => one.effectId === effect.effectId);
}

function commandsOf(effect: StoredEffect, attempt: number, result: EffectResult): GivenCommand[] {
  const id = (part: string | number): string => causedId('settled', effect.effectId, attempt, result.state, part);
  const give = (name: string, input: unknown, part: string | number): GivenCommand => robotCommand(name, input, id(part), 'sender', effect.cmdId);
  const { payload } = effect;
  if (result.state === 'later') return [];
  if (result.state === 'fetched') {
    if (payload.kind !== 'media.fetch') return [];
    return result.items.map((item) => give('media.stored', { messageId: payload.messageId, index: item.attachment, attachment: item.stored }, item.attachment));
  }
  if (result.state === 'person') return payload.kind === 'avatar.fetch' ? [give('profile.update', { profileId: payload.profileId, set: result.set }, 0)] : [];
  return payload.kind === 'message.send' ? [give('message.settled', { messageId: payload.messageId, outcome: result }, 0)] : [];
}
