/** Follows leases and claims through every commit, and knows who held what when (I8): apart from the code that gives them. */
import type { StoredEffect, StoredLease } from '#db/server/store.ts';

interface Held { fence: string; from: number; until: number }

export type LeaseWatch = ReturnType<typeof createLeaseWatch>;

/** A step may be cut off so much later than it looked at the clock. */
const slackMs = 1500;

const fenceOf = (lease: StoredLease): string => `${lease.epoch}.${lease.fence}`;

export function createLeaseWatch(complain: (text: string) => void) {
  const leases = new Map<string, StoredLease>();
  const spans = new Map<string, Held[]>();
  const claims = new Map<string, string>();

  const take = (lease: StoredLease, now: number): void => {
    const before = leases.get(lease.resource);
    leases.set(lease.resource, lease);
    const list = spans.get(lease.resource) ?? [];
    spans.set(lease.resource, list);
    const last = list.at(-1);
    if (before && before.holder !== lease.holder) {
      if (before.expiresAt > now) complain(`[I8] ${lease.resource} was given to another while its holder had it`);
      if (lease.epoch < before.epoch || (lease.epoch === before.epoch && lease.fence <= before.fence)) complain(`[I8] a new holder of ${lease.resource} got the fence ${fenceOf(lease)} after ${fenceOf(before)}`);
    }
    if (last?.fence === fenceOf(lease) && before?.holder === lease.holder) last.until = lease.expiresAt === 0 ? now : lease.expiresAt;
    else list.push({ fence: fenceOf(lease), from: now, until: lease.expiresAt });
  };
  const claim = (effect: StoredEffect, now: number): void => {
    const known = claims.get(effect.effectId);
    claims.set(effect.effectId, `${effect.state} ${effect.token}`);
    if (effect.state !== 'claimed' || known === `claimed ${effect.token}`) return;
    const at = effect.fence.lastIndexOf('@');
    const lease = leases.get(effect.fence.slice(0, at));
    if (!lease || fenceOf(lease) !== effect.fence.slice(at + 1)) complain(`[I8] a claim under the fence ${effect.fence}, which is not the holder's`);
    else if (lease.expiresAt + slackMs < now) complain(`[I8] a claim under the fence ${effect.fence}, whose time was over`);
  };
  return {
    note(method: string, args: readonly unknown[], now: number): void {
      if (method === 'putLease') take(args[0] as StoredLease, now);
      else if (method === 'dropLeases') leases.clear();
      else if (method === 'dropLease') leases.delete(args[0] as string);
      else if (method === 'putEffects') for (const effect of args[0] as StoredEffect[]) claim(effect, now);
    },
    /** Whether this fence was the holder's at any moment between the two. */
    held: (resource: string, fence: string, from: number, to: number): boolean => (spans.get(resource) ?? []).some((span) => span.fence === fence && span.from <= to && span.until + slackMs >= from),
  };
}
