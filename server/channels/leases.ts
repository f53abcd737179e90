/** Exactly one process reads an account: leases by the network's identity, with a fence that grows with every new holder (S74, S75). */
import type { Store, StoreReader } from '#db/server/store.ts';

export const leaseMs = 30_000;
/** A lease that claims to be valid for longer was given by a clock that has since been put right. */
const tooLongMs = leaseMs + 5000;

export interface Leases {
  /** `held`: the fence held so far. null = another holder has it, or the held one was lost. */
  take(resource: string, held: string | null): Promise<{ fence: string; validMs: number } | null>;
  release(resource: string, fence: string): Promise<void>;
  /** This process is the only one of the store (its folder's lock says so): whoever held these leases is dead. */
  expire(resources: readonly string[]): Promise<void>;
}

export function createLeases(store: Store, now: () => number, holder: string): Leases {
  return {
    take: (resource, held) =>
      store.write(async (writer) => {
        const at = now();
        const { epoch } = await writer.head();
        const lease = await writer.lease(resource);
        const valid = lease !== null && lease.expiresAt > at && lease.expiresAt <= at + tooLongMs;
        if (held !== null && (!lease || fenceOf(lease) !== held || lease.holder !== holder)) return null;
        if (held === null && valid && lease.holder !== holder) return null;
        const fence = held !== null && lease ? lease.fence : (lease?.fence ?? 0) + 1;
        await writer.putLease({ resource, holder, epoch, fence, expiresAt: at + leaseMs });
        return { fence: fenceOf({ epoch, fence }), validMs: leaseMs };
      }),
    release: (resource, fence) =>
      store.write(async (writer) => {
        const lease = await writer.lease(resource);
        // The row stays, expired: its number must never be given twice.
        if (lease && lease.holder === holder && fenceOf(lease) === fence) await writer.putLease({ ...lease, expiresAt: 0 });
      }),
    expire: (resources) =>
      store.write(async (writer) => {
        for (const resource of resources) {
          const lease = await writer.lease(resource);
          if (lease) await writer.putLease({ ...lease, expiresAt: 0 });
        }
      }),
  };
}

export function fenceOf(lease: { epoch: number; fence: number }): string {
  return `${lease.epoch}.${lease.fence}`;
}

/** Whether a fence is the one of the lease that holds now: compared for equality, never "at least" (S74). */
export async function holdsLease(reader: StoreReader, resource: string, fence: string, now: number): Promise<boolean> {
  const lease = await reader.lease(resource);
  return lease !== null && lease.expiresAt > now && fenceOf(lease) === fence;
}
