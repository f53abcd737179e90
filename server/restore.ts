/** What a store that was put back from a backup must be told before it serves anybody: another epoch, and nothing that may have gone out goes again (S69). */
import type { StoreWriter } from '#db/server/store.ts';

export interface RestoreReport {
  epoch: number;
  /** Place of the backup: what was answered above it comes back from the consoles, or is lost. */
  seq: number;
  /** May have gone out before: each waits for `releaseHeld`. */
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

/** A person's word on something held: it is sent now, or never. False = it is not held (any more). */
export async function releaseHeld(writer: StoreWriter, effectId: string, word: 'send' | 'drop'): Promise<boolean> {
  const [effect] = await writer.effects([effectId]);
  if (effect?.state !== 'held') return false;
  await writer.putEffects([{ ...effect, state: word === 'send' ? 'ready' : 'cancelled' }]);
  return true;
}
