/** How a team's store stands, in figures and ids only: for an administrator's eyes and for programs that watch. */
import type { EffectState } from '#db/server/store.ts';
import type { WholeSnapshot } from '#db/server/whole-store.ts';

export interface StoreStatus {
  setUp: boolean;
  epoch: number;
  seq: number;
  /** UTC ms of the last commit; 0 = none yet. */
  at: number;
  horizon: number;
  /** `epoch.seq` of the newest verified back-up; null = there is none. */
  safe: string | null;
  rows: number;
  people: number;
  /** Signed-in consoles, and how far the slowest of those seen within a day is behind. */
  consoles: number;
  seenToday: number;
  furthestBehind: number;
  effects: Partial<Record<EffectState, number>>;
  alarms: Record<string, number>;
  parked: number;
  sizeBytes: number;
}

const dayMs = 24 * 3_600_000;

export async function readStatus(snapshot: WholeSnapshot, now: number): Promise<StoreStatus> {
  const { reader } = snapshot;
  const head = await reader.head();
  const kinds = await snapshot.tally('records', 'kind');
  const consoles = (await reader.devices('all')).filter((device) => device.kind === 'console' && device.revokedAt === null);
  const today = consoles.filter((device) => now - device.seenAt < dayMs);
  return {
    setUp: (kinds['team'] ?? 0) > 0, epoch: head.epoch, seq: head.seq, at: head.at, horizon: head.horizon, safe: await reader.fact('safe'),
    rows: Object.values(kinds).reduce((sum, n) => sum + n, 0), people: kinds['person'] ?? 0,
    consoles: consoles.length, seenToday: today.length, furthestBehind: today.reduce((most, device) => Math.max(most, head.seq - device.cursor), 0),
    effects: await snapshot.tally('effects', 'state'), alarms: await snapshot.tally('alarms', 'state'), parked: (await reader.parked()).length, sizeBytes: await snapshot.sizeBytes(),
  };
}
