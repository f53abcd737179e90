/** What the tool leaves in a store that was put back, in few lines: another epoch, and nothing that may have gone out goes again (S69). */
import type { StoreWriter } from '#db/server/store.ts';

export interface RestoreReport {
  epoch: number;
  /** Place of the backup: what was answered above it comes back from the consoles, or is lost. */
  seq: number;
  heldEffects: string[];
  heldAlarms: string[];
}

const everyAlarm = Number.MAX_SAFE_INTEGER;

/** In one writing step, while no server runs on the store. `now`: the store's clock. */
export async function beginEpoch(writer: StoreWriter, now: number): Promise<RestoreReport> {
  const head = await writer.head();
  const effects = await writer.effectsIn(['ready', 'claimed', 'unknown']);
  await writer.putEffects(effects.map((effect) => ({ ...effect, state: 'held' as const })));
  const alarms = await writer.alarmsDue(now, everyAlarm);
  await writer.putAlarms(alarms.map((alarm) => ({ ...alarm, state: 'held' as const })));
  await writer.dropLeases();
  const epoch = head.epoch + 1;
  await writer.setHead({ ...head, epoch });
  return { epoch, seq: head.seq, heldEffects: effects.map((effect) => effect.effectId), heldAlarms: alarms.map((alarm) => alarm.key) };
}
