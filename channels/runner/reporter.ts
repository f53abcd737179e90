/** Tells the store how each account is doing: at once when its health changes, otherwise no more than every ten seconds. */
import type { AccountHealth } from '#shared/model/bodies.ts';
import type { Clock, InboundEvent } from '#channels/channel.ts';
import type { AccountReport, RunnerHost } from '#channels/runner/host.ts';

export type Side = 'read' | 'send';

export interface Reporter {
  state(accountId: string, side: Side, health: AccountHealth, code: string): void;
  received(accountId: string, events: readonly InboundEvent[]): void;
  waiting(accountId: string, count: number): void;
  tokenExpires(accountId: string, at: number): void;
  /** Sends what was held back; called now and then. */
  flush(accountId: string): void;
  forget(accountId: string): void;
}

const heldBackMs = 10_000;
/** What comes first was written while nobody was here: that is catching up, no lag of the line. */
const catchingUpMs = 90_000;
/** A lag tells of now; when nothing has come since, nobody knows. */
const lagLastsMs = 120_000;
const weight: Readonly<Record<AccountHealth, number>> = { ok: 0, paused: 1, warning: 2, error: 3 };

interface Known {
  sides: Partial<Record<Side, { health: AccountHealth; code: string }>>;
  health: AccountHealth | null;
  code: string;
  extra: Omit<AccountReport, 'health' | 'code'>;
  dirty: boolean;
  toldAt: number;
  begunAt: number;
  /** When a lag was last measured; null = none is being told. */
  laggedAt: number | null;
}

export function createReporter(host: RunnerHost, clock: Clock, log: (code: string, data: Record<string, string | number>) => void): Reporter {
  const all = new Map<string, Known>();
  const of = (accountId: string): Known => {
    const known = all.get(accountId) ?? { sides: {}, health: null, code: '', extra: {}, dirty: false, toldAt: Number.NEGATIVE_INFINITY, begunAt: clock.now(), laggedAt: null };
    all.set(accountId, known);
    return known;
  };
  const tell = (accountId: string, known: Known): void => {
    known.dirty = false;
    known.toldAt = clock.now();
    const report = { health: known.health ?? 'ok', code: known.code, ...known.extra };
    known.extra = {};
    host.report(accountId, report).catch(() => {
      known.dirty = true;
      known.extra = { ...report, ...known.extra };
      log('runner.report_failed', { account: accountId });
    });
  };
  const later = (accountId: string, known: Known): void => {
    if (clock.now() - known.toldAt >= heldBackMs) tell(accountId, known);
    else known.dirty = true;
  };

  return {
    state(accountId, side, health, code) {
      const known = of(accountId);
      known.sides[side] = { health, code };
      const worst = Object.values(known.sides).reduce((a, b) => (weight[b.health] > weight[a.health] ? b : a));
      if (worst.health === known.health && worst.code === known.code) return;
      known.health = worst.health;
      known.code = worst.code;
      log('runner.account_state', { account: accountId, health: worst.health, code: worst.code });
      tell(accountId, known);
    },
    received(accountId, events) {
      const fromClient = events.filter((event) => event.type === 'message' && event.fromClient);
      if (fromClient.length === 0) return;
      const known = of(accountId);
      const newest = Math.max(...fromClient.map((event) => event.at));
      known.extra.lastInboundAt = newest;
      if (clock.now() - known.begunAt > catchingUpMs) {
        known.extra.lagMs = Math.max(0, clock.now() - newest);
        known.laggedAt = clock.now();
      }
      later(accountId, known);
    },
    waiting(accountId, count) {
      const known = of(accountId);
      known.extra.waitingEffects = count;
      if (count > 0 || known.dirty) later(accountId, known);
    },
    tokenExpires(accountId, at) {
      const known = of(accountId);
      known.extra.tokenExpiresAt = at;
      tell(accountId, known);
    },
    flush(accountId) {
      const known = all.get(accountId);
      if (known !== undefined && known.laggedAt !== null && clock.now() - known.laggedAt > lagLastsMs) {
        known.laggedAt = null;
        known.extra.lagMs = null;
        known.dirty = true;
      }
      if (known?.dirty === true) later(accountId, known);
    },
    forget: (accountId) => {
      all.delete(accountId);
    },
  };
}
