/** Gives the runner what it needs of the store: accounts, leases, a safe place for what networks tell, and work with its claims. */
import type { IntakeBatch, RunnerAccount, RunnerHost } from '#channels/runner/host.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import type { Store } from '#db/server/store.ts';
import type { AccountBody } from '#shared/model/bodies.ts';
import { createIdSource } from '#shared/base/ids.ts';
import { causedId } from '#server/committer/committer.ts';
import type { Committer } from '#server/committer/committer.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import { createEffectDesk } from '#server/channels/effect-desk.ts';
import { createLeases, holdsLease } from '#server/channels/leases.ts';
import type { MediaLinks } from '#server/channels/media-links.ts';
import type { Log } from '#server/log.ts';
import { randomHex } from '#server/ports.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';
import type { AccountSecrets } from '#server/secrets.ts';

export interface RunnerHostDeps {
  store: Store; committer: Committer; secrets: AccountSecrets; blobs: BlobFolder; links: MediaLinks; clock: ServerClock; fillRandom: FillRandom; log: Log;
}

export interface ServerRunnerHost extends RunnerHost {
  /** Before a runner starts. `alone`: no other process uses this store, so all leases found are of the dead. */
  begin(alone: boolean): Promise<void>;
  /** Ends claims whose sender is gone; every 10 s, and at the start. */
  sweep(): Promise<void>;
  /** A person's word on an effect that a restore has held. */
  release(effectId: string, verdict: 'send' | 'drop'): Promise<void>;
  /** The secrets of an account were written. */
  secretsChanged(accountId: string): Promise<void>;
}

/** What cannot be understood is kept raw; a row of the store must stay small all the same. */
const maxRaw = 1_000_000;
const notStored = new Set(['bug', 'bad_input', 'unknown_command']);

export function createRunnerHost(deps: RunnerHostDeps): ServerRunnerHost {
  const { store, committer, secrets, blobs, clock, log } = deps;
  const holder = randomHex(deps.fillRandom, 12);
  const ids = createIdSource(() => clock.now(), deps.fillRandom);
  const leases = createLeases(store, () => clock.now(), holder);
  const effects = createEffectDesk({ store, committer, now: () => clock.now(), token: () => randomHex(deps.fillRandom, 16), holder, log });
  const accountListeners = new Set<() => void>();
  const effectListeners = new Set<(accountId: string) => void>();

  const resourceOf = (accountId: string): string => `account:${accountId}`;
  const account = (accountId: string): AccountBody | null => committer.dictionary().get('account', accountId);
  const leaseOf = (body: AccountBody): string => `${body.channel}:${body.identity}`;
  const tellAccounts = (): void => accountListeners.forEach((listener) => listener());
  const tellEffects = (resource: string): void => effectListeners.forEach((listener) => listener(resource.slice('account:'.length)));

  effects.onChange(tellEffects);
  committer.onCommit((committed) => {
    if (committed.kinds.has('account')) tellAccounts();
    for (const resource of committed.resources) tellEffects(resource);
  });

  const eventCommand = (accountId: string, event: IntakeBatch['events'][number]): GivenCommand => {
    const body = account(accountId);
    // The id is the event's own: delivered twice, by whatever road, it is one command (S63).
    const id = causedId('in', body?.channel ?? '', body?.identity ?? '', event.chatId, event.eventKey);
    return robotCommand(`inbound.${event.type}`, { accountId, event }, id, 'network', event.eventKey);
  };

  const sweep = (): Promise<void> =>
    effects.sweep((effect) => {
      const at = effect.fence.lastIndexOf('@');
      return store.read((reader) => holdsLease(reader, effect.fence.slice(0, at), effect.fence.slice(at + 1), clock.now()));
    });

  return {
    sweep,
    async begin(alone) {
      if (alone) await leases.expire(committer.dictionary().all('account').map(leaseOf));
      await sweep();
    },
    accounts: () => {
      const dict = committer.dictionary();
      return dict.all('account').map((body): RunnerAccount => ({
        accountId: body.id, channel: body.channel, identity: body.identity, handle: body.handle, endpoints: body.endpoints, verifyToken: body.verifyToken,
        tokenExpiresAt: dict.get('accountState', body.id)?.tokenExpiresAt ?? null, secretsVersion: secrets.version(body.id), active: body.active,
      }));
    },
    onAccounts(listener) {
      accountListeners.add(listener);
      return () => void accountListeners.delete(listener);
    },
    secrets: (accountId) => secrets.open(accountId),
    async renewSecrets(accountId, fresh, tokenExpiresAt) {
      await committer.submit({
        commands: [robotCommand('account.state', { accountId, set: { tokenExpiresAt } }, ids.next(), 'runner')],
        before: async (writer) => {
          await secrets.write(writer, accountId, fresh);
          return true;
        },
      });
      await secrets.changed(accountId);
      tellAccounts();
    },
    async secretsChanged(accountId) {
      await secrets.changed(accountId);
      tellAccounts();
    },
    takeLease: async (accountId, held) => {
      const body = account(accountId);
      return body ? leases.take(leaseOf(body), held) : null;
    },
    releaseLease: async (accountId, fence) => {
      const body = account(accountId);
      if (body) await leases.release(leaseOf(body), fence);
    },
    place: (accountId) => store.read((reader) => reader.place(accountId)),
    async intake(batch) {
      const body = account(batch.accountId);
      const keepRaw = (reason: string, raw: string) => ({ id: ids.next<string>(), accountId: batch.accountId, at: clock.now(), reason, raw: raw.slice(0, maxRaw) });
      const outcomes = await committer.submit({
        commands: batch.events.map((event) => eventCommand(batch.accountId, event)),
        before: async (writer, at) => {
          if (batch.fence !== null && (!body || !(await holdsLease(writer, leaseOf(body), batch.fence, at)))) return false;
          if (batch.place !== null) await writer.putPlace(batch.accountId, batch.place, at);
          await writer.addStrange(batch.strange.map((strange) => keepRaw(strange.reason, strange.raw)));
          return true;
        },
        after: async (writer, ended) => {
          const lost = ended.flatMap((outcome, n) => (notStored.has(outcome.code) ? [keepRaw(outcome.code, JSON.stringify(batch.events[n]))] : []));
          if (lost.length > 0) log('intake.kept_raw', { accountId: batch.accountId, count: lost.length });
          await writer.addStrange(lost);
        },
      });
      return outcomes === null ? 'stale' : 'stored';
    },
    effects: (accountId) => effects.list(resourceOf(accountId)),
    onEffects(listener) {
      effectListeners.add(listener);
      return () => void effectListeners.delete(listener);
    },
    claim: async (effectId, fence) => {
      const [effect] = await store.read((reader) => reader.effects([effectId]));
      const body = effect ? account(effect.resource.slice('account:'.length)) : null;
      return body?.active ? effects.claim(effectId, { resource: leaseOf(body), fence }) : null;
    },
    settle: effects.settle,
    release: effects.release,
    unresolved: (accountId) => effects.unresolved(resourceOf(accountId)),
    putBlob: async (bytes) => (await blobs.put(bytes)).hash,
    async readBlob(hash) {
      const bytes = await blobs.get(hash);
      if (!bytes) throw new Error('no such blob');
      return bytes;
    },
    publicLink(accountId, hash) {
      const base = committer.dictionary().get('team', 'team')?.publicUrl ?? null;
      return base === null ? null : `${base.replace(/\/+$/, '')}${deps.links.path(accountId, hash, clock.now())}`;
    },
    async report(accountId, report) {
      const state = committer.dictionary().get('accountState', accountId);
      const set = Object.fromEntries(Object.entries(report).filter(([field, value]) => value !== undefined && (state as Record<string, unknown> | null)?.[field] !== value));
      if (Object.keys(set).length === 0) return;
      await committer.submit({ commands: [robotCommand('account.state', { accountId, set }, ids.next(), 'runner')] });
    },
  };
}
