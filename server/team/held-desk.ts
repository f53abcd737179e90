/** What a restore has held because it may have gone out, or run, before: listed for the owner, and sent or dropped at their word (S69). */
import type { Calls, HeldLine } from '#shared/port/port.ts';
import type { MessageBody } from '#shared/model/bodies.ts';
import type { Store, StoreReader, StoredEffect } from '#db/server/store.ts';
import type { ServerRunnerHost } from '#server/channels/runner-host.ts';
import type { Committer } from '#server/committer/committer.ts';

export interface HeldDesk {
  list(): Promise<Calls['held.list']['value']>;
  decide(word: Calls['held.decide']['args']): Promise<void>;
}

/** More than a person can look through: the next come when these are decided. */
const most = 500;
const shown = 200;
const effectMark = 'effect:';
const alarmMark = 'alarm:';

export function createHeldDesk({ store, committer, effects }: { store: Store; committer: Committer; effects: Pick<ServerRunnerHost, 'release'> }): HeldDesk {
  /** A timer goes back among those that wait, and is due; or it goes. */
  const releaseAlarm = async (key: string, verdict: 'send' | 'drop'): Promise<void> => {
    await committer.submit({
      commands: [],
      before: async (_writer, _at, set) => {
        await set.ensureAlarms([key]);
        const alarm = set.alarm(key);
        if (alarm?.state !== 'held') return false;
        set.setAlarm(key, verdict === 'send' ? { ...alarm, state: 'waiting', failures: 0 } : null);
        return true;
      },
    });
  };
  return {
    list: () =>
      store.read(async (reader) => {
        const word = await reader.fact('restored');
        const held = (await reader.effectsIn(['held'])).sort((a, b) => a.ord - b.ord).slice(0, most);
        const timers = await reader.alarmsIn('held', most);
        return {
          restored: word === null ? null : (JSON.parse(word) as { at: number; madeAt: number }),
          held: [...(await linesOf(reader, held)), ...timers.map((alarm) => ({ id: `${alarmMark}${alarm.key}`, at: alarm.due, message: null, command: alarm.command }))],
        };
      }),
    async decide({ ids, verdict }) {
      for (const id of ids) {
        if (id.startsWith(effectMark)) await effects.release(id.slice(effectMark.length), verdict);
        else if (id.startsWith(alarmMark)) await releaseAlarm(id.slice(alarmMark.length), verdict);
      }
    },
  };
}

async function linesOf(reader: StoreReader, held: readonly StoredEffect[]): Promise<HeldLine[]> {
  const records = await reader.records(held.flatMap((effect) => (effect.messageId === null ? [] : [{ kind: 'message' as const, id: effect.messageId }])));
  const bodies = new Map(records.map((record) => [record.id, record.body as unknown as MessageBody]));
  return held.map((effect) => {
    const message = bodies.get(effect.messageId ?? '');
    return {
      id: `${effectMark}${effect.effectId}`, at: message?.at ?? effect.notBefore, command: '',
      message: effect.payload.kind !== 'message.send' ? null : { conversationId: effect.payload.conversationId, accountId: effect.payload.accountId, text: (message?.text ?? '').slice(0, shown), files: message?.attachments.length ?? 0 },
    };
  });
}
