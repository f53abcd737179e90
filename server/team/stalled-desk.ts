/** What could not be done and waits for somebody to look: timers that failed, rights being worked out anew, presses that miss a row (S16, S64, S70). */
import type { StalledList, StalledTimer } from '#shared/port/stalled.ts';
import type { ContactBody, ConversationBody, DealBody } from '#shared/model/bodies.ts';
import type { Store, StoreReader, StoredAlarm } from '#db/server/store.ts';
import type { Committer } from '#server/committer/committer.ts';
import { eraseCommand } from '#server/committer/erase.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import { parkedForMs } from '#server/committer/parked-commands.ts';
import { regrantCommand, regrantKey } from '#server/committer/regrant.ts';

export interface StalledDesk {
  list(): Promise<StalledList>;
  /** again: as if it were due now; drop: never. What has gone meanwhile, and what must be done in the end, is left as it is. */
  decide(word: { keys: readonly string[]; verdict: 'again' | 'drop' }): Promise<void>;
}

/** More than a person can look through: the next come when these are decided. */
const most = 200;
const neededCommands: readonly string[] = [regrantCommand, eraseCommand];

export function createStalledDesk({ store, committer }: { store: Store; committer: Committer }): StalledDesk {
  return {
    list: () =>
      store.read(async (reader) => {
        const [regrant] = await reader.alarms([regrantKey]);
        const parked = (await reader.parked()).toSorted((a, b) => a.at - b.at).slice(0, most);
        return {
          timers: await linesOf(reader, await reader.alarmsIn('failed', most)),
          ...(regrant ? { regrant: { left: Number(regrant.args['left']) || null } } : {}),
          parked: parked.map((one) => ({ commandId: one.cmdId, personId: one.person, command: (JSON.parse(one.given) as GivenCommand).name, at: one.at, until: one.at + parkedForMs })),
        };
      }),
    async decide({ keys, verdict }) {
      await committer.submit({
        commands: [],
        before: async (_writer, at, set) => {
          await set.ensureAlarms(keys);
          const failed = keys.map((key) => set.alarm(key)).filter((alarm): alarm is StoredAlarm => alarm?.state === 'failed');
          // Another occurrence, so that it is another command than the one that has its refusal for ever.
          for (const alarm of failed) {
            if (verdict === 'again') set.setAlarm(alarm.key, { ...alarm, state: 'waiting', failures: 0, due: at, occurrence: alarm.occurrence + 1 });
            else if (!neededCommands.includes(alarm.command)) set.setAlarm(alarm.key, null);
          }
          return failed.length > 0;
        },
      });
    },
  };
}

async function linesOf(reader: StoreReader, failed: readonly StoredAlarm[]): Promise<StalledTimer[]> {
  const about = (kind: 'deal' | 'conversation', of: string) =>
    failed.flatMap(({ args }) => (typeof args[of] === 'string' ? [{ kind, id: args[of] }] : []));
  const subjects = new Map((await reader.records([...about('deal', 'dealId'), ...about('conversation', 'conversationId')])).map((record) => [record.id, record.body as unknown as DealBody | ConversationBody]));
  const contacts = await reader.records([...subjects.values()].map((subject) => ({ kind: 'contact' as const, id: subject.contactId })));
  const names = new Map(contacts.map((record) => [record.id, (record.body as unknown as ContactBody).name]));
  return failed.map(({ key, due, command, args }) => {
    const subject = subjects.get(String(args['conversationId'] ?? '')) ?? subjects.get(String(args['dealId'] ?? ''));
    return {
      key, due, command, ruleId: typeof args['ruleId'] === 'string' ? args['ruleId'] : null, needed: neededCommands.includes(command),
      about: subject ? { name: names.get(subject.contactId) ?? '', conversationId: 'conversationId' in subject ? subject.conversationId : subject.id } : null,
    };
  });
}
