/**
 * The rows one batch decides over: loaded in sets, changed in memory, written at the end. Every change is journaled, so that a refused
 * command takes its patches, numbers and claims back while the rest of the batch stands (S83).
 */
import type { Need, PastCommand, RowChange } from '#shared/engine/define-command.ts';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { DictionaryKind, MutableDictionary } from '#shared/engine/dictionary.ts';
import type { RowReader } from '#shared/engine/run-command.ts';
import type { RecordBodies, RecordKind, SideBody } from '#shared/model/bodies.ts';
import { kindOf } from '#shared/model/kinds.ts';
import { isSplit, joined, sideIds } from '#shared/engine/parts.ts';
import type { StoreReader, StoredAlarm, StoredCommand, StoredEffect, StoredRecord } from '#db/server/store.ts';

type Body = Record<string, unknown>;
/** `raw`: the rows it stands in, as stored. */
interface Row { kind: RecordKind; id: string; stored: Body | null; body: Body | null; raw: readonly StoredRecord[] }

export interface WorkingSet extends RowReader {
  /** Loads what is not here yet; rows found by look-ups are loaded too. */
  ensure(needs: readonly Need[]): Promise<void>;
  ensureClaims(keys: readonly string[]): Promise<void>;
  ensureAlarms(keys: readonly string[]): Promise<void>;
  ensureMessageEffects(messageIds: readonly string[]): Promise<void>;
  ensureCommands(ids: readonly string[]): Promise<void>;
  stored(commandId: string): StoredCommand | null;
  body(kind: RecordKind, id: string): Body | null;
  /** null removes. */
  setBody(kind: RecordKind, id: string, body: Body | null): void;
  alarm(key: string): StoredAlarm | null;
  setAlarm(key: string, alarm: StoredAlarm | null): void;
  setClaim(key: string, owner: string | null): void;
  effectsOf(messageId: string): readonly StoredEffect[];
  setEffect(effect: StoredEffect): void;
  setCommand(command: StoredCommand): void;
  nextDealNumber(): number;
  nextOrd(): number;
  savepoint(): number;
  rollback(to: number): void;
  /** Row changes since a savepoint, one per row, with the values before and after. */
  changesSince(savepoint: number): RowChange[];
  readonly dealNumber: number;
  rows(): readonly Row[];
  alarms(): readonly { key: string; alarm: StoredAlarm | null }[];
  claims(): readonly { key: string; owner: string | null }[];
  effects(): readonly StoredEffect[];
  commands(): readonly StoredCommand[];
}

const key = (kind: string, id: string): string => `${kind}|${id}`;

export function createWorkingSet(store: StoreReader, dict: MutableDictionary, start: { dealNumber: number; firstOrd: number }): WorkingSet {
  const rows = new Map<string, Row>();
  const found = new Map<string, string[]>();
  const claims = new Map<string, { stored: string | null; owner: string | null }>();
  const alarms = new Map<string, { stored: StoredAlarm | null; alarm: StoredAlarm | null }>();
  const effects = new Map<string, { stored: StoredEffect | null; effect: StoredEffect }>();
  const messageEffects = new Map<string, string[]>();
  const commands = new Map<string, { stored: boolean; command: StoredCommand | null }>();
  const journal: { undo: () => void; row: { kind: RecordKind; id: string; before: Body | null } | null }[] = [];
  let dealNumber = start.dealNumber;
  let ord = start.firstOrd;

  /** Ids that were ever changed here, by kind: what a look-up must be corrected by. */
  const changed = new Map<RecordKind, Set<string>>();
  const isChanged = (row: Row | undefined): boolean => row !== undefined && row.body !== row.stored;
  const missing = <T>(list: readonly T[], has: (item: T) => boolean): T[] => [...new Set(list)].filter((item) => !has(item));
  const change = <K, V>(map: Map<K, V>, at: K, value: V, row: { kind: RecordKind; id: string; before: Body | null } | null = null): void => {
    const before = map.get(at);
    const had = map.has(at);
    map.set(at, value);
    journal.push({ row, undo: () => void (had ? map.set(at, before as V) : map.delete(at)) });
  };
  const loadRows = async (refs: readonly { kind: RecordKind; id: string }[]): Promise<void> => {
    const wanted = new Map(refs.filter((ref) => !isDictionaryKind(ref.kind) && !rows.has(key(ref.kind, ref.id))).map((ref) => [key(ref.kind, ref.id), ref]));
    if (wanted.size === 0) return;
    const sides = [...wanted.values()].flatMap(({ kind, id }) => (isSplit(kind) ? sideIds(kind, id).map((side) => ({ kind: 'side' as const, id: side })) : []));
    const got = new Map((await store.records([...wanted.values(), ...sides])).map((record) => [key(record.kind, record.id), record]));
    for (const [at, ref] of wanted) {
      const raw = [got.get(at), ...(isSplit(ref.kind) ? sideIds(ref.kind, ref.id).map((side) => got.get(key('side', side))) : [])].filter((record) => record !== undefined);
      const whole = wholeOf(ref.kind, raw);
      rows.set(at, { ...ref, stored: whole, body: whole, raw });
    }
  };
  const body = (kind: RecordKind, id: string): Body | null => {
    if (isDictionaryKind(kind)) return dict.get(kind, id) as unknown as Body | null;
    const row = rows.get(key(kind, id));
    if (!row) throw new Error(`${kind} was read without being asked for`);
    return row.body;
  };
  /** Stored ids of the look-up, corrected by what this batch has changed. */
  const many = (kind: RecordKind, lookup: string, value: string): Body[] => {
    const valueOf = kindOf(kind).lookups[lookup];
    const stored = found.get(`${kind}|${lookup}|${value}`);
    if (!stored || !valueOf) throw new Error(`${kind}.${lookup} was read without being asked for`);
    const ids = new Set(stored);
    for (const id of changed.get(kind) ?? []) if (isChanged(rows.get(key(kind, id)))) ids.add(id);
    return [...ids].flatMap((id) => {
      const at = rows.get(key(kind, id))?.body;
      return at && valueOf(at) === value ? [at] : [];
    }).sort(byAge);
  };
  const past = (id: string): PastCommand | null => {
    const command = commands.get(id)?.command;
    if (!command) return null;
    const step = command.step;
    return {
      commandId: command.cmdId, name: command.name, personId: command.person === robotPerson ? null : command.person, at: command.at, status: command.status,
      changes: step?.changes ?? null, alarmsSet: step?.alarmsSet ?? [], alarmsCleared: step?.alarmsCleared ?? [], claims: step?.claims ?? [],
      effectIds: step?.effectIds ?? [], effectsWaiting: (step?.effectIds ?? []).every((effectId) => ['ready', 'held'].includes(effects.get(effectId)?.effect.state ?? '')),
      // Told by the claim that an undo takes.
      undone: false,
    };
  };

  const set: WorkingSet = {
    one: <K extends RecordKind>(kind: K, id: string) => body(kind, id) as unknown as RecordBodies[K] | null,
    many: <K extends RecordKind>(kind: K, lookup: string, value: string) => many(kind, lookup, value) as unknown as readonly RecordBodies[K][],
    claim: (at) => claims.get(at)?.owner ?? null,
    command: past,
    async ensure(needs) {
      const lookups = needs.flatMap((need) => (need.want === 'many' ? [{ kind: need.kind, lookup: need.lookup, value: need.value }] : []))
        .filter((item) => !found.has(`${item.kind}|${item.lookup}|${item.value}`));
      const ids: { kind: RecordKind; id: string }[] = needs.flatMap((need) => (need.want === 'one' ? [{ kind: need.kind, id: need.id }] : []));
      if (lookups.length > 0) {
        for (const item of lookups) found.set(`${item.kind}|${item.lookup}|${item.value}`, []);
        for (const row of await store.lookup(lookups)) {
          found.get(`${row.kind}|${row.lookup}|${row.value}`)!.push(row.id);
          ids.push({ kind: row.kind, id: row.id });
        }
      }
      await loadRows(ids);
      await set.ensureClaims(needs.flatMap((need) => (need.want === 'claim' ? [need.key] : [])));
      await set.ensureCommands(needs.flatMap((need) => (need.want === 'command' ? [need.commandId] : [])));
    },
    async ensureClaims(keys) {
      const wanted = missing(keys, (at) => claims.has(at));
      if (wanted.length === 0) return;
      const owners = new Map((await store.claims(wanted)).map((claim) => [claim.key, claim.owner]));
      for (const at of wanted) claims.set(at, { stored: owners.get(at) ?? null, owner: owners.get(at) ?? null });
    },
    async ensureAlarms(keys) {
      const wanted = missing(keys, (at) => alarms.has(at));
      if (wanted.length === 0) return;
      const got = new Map((await store.alarms(wanted)).map((alarm) => [alarm.key, alarm]));
      for (const at of wanted) alarms.set(at, { stored: got.get(at) ?? null, alarm: got.get(at) ?? null });
    },
    async ensureMessageEffects(messageIds) {
      const wanted = missing(messageIds, (at) => messageEffects.has(at));
      if (wanted.length === 0) return;
      const got = await store.effectsOfMessages(wanted);
      for (const id of wanted) {
        const own = got.filter((effect) => effect.messageId === id);
        // Effects that this batch has made for the message stand in `effects` only; both are kept.
        const made = [...effects.values()].filter(({ stored, effect }) => stored === null && effect.messageId === id).map(({ effect }) => effect.effectId);
        messageEffects.set(id, [...own.map((effect) => effect.effectId), ...made]);
        for (const effect of own) if (!effects.has(effect.effectId)) effects.set(effect.effectId, { stored: effect, effect });
      }
    },
    async ensureCommands(ids) {
      const wanted = missing(ids, (at) => commands.has(at));
      if (wanted.length === 0) return;
      const got = new Map((await store.commands(wanted)).map((command) => [command.cmdId, command]));
      for (const at of wanted) commands.set(at, { stored: true, command: got.get(at) ?? null });
      const effectIds = [...got.values()].flatMap((command) => command.step?.effectIds ?? []).filter((id) => !effects.has(id));
      if (effectIds.length > 0) for (const effect of await store.effects(effectIds)) effects.set(effect.effectId, { stored: effect, effect });
    },
    stored: (id) => commands.get(id)?.command ?? null,
    body,
    setBody(kind, id, next) {
      const before = isDictionaryKind(kind) ? (dict.get(kind, id) as unknown as Body | null) : (rows.get(key(kind, id))?.body ?? null);
      const row = rows.get(key(kind, id)) ?? { kind, id, stored: before, body: before, raw: [] };
      changed.set(kind, (changed.get(kind) ?? new Set()).add(id));
      change(rows, key(kind, id), { ...row, body: next }, { kind, id, before });
      if (isDictionaryKind(kind)) {
        setDictionary(dict, kind, id, next);
        journal.push({ row: null, undo: () => setDictionary(dict, kind, id, before) });
      }
    },
    alarm: (at) => alarms.get(at)?.alarm ?? null,
    setAlarm: (at, alarm) => change(alarms, at, { stored: alarms.get(at)?.stored ?? null, alarm }),
    setClaim: (at, owner) => change(claims, at, { stored: claims.get(at)?.stored ?? null, owner }),
    effectsOf: (messageId) => (messageEffects.get(messageId) ?? []).flatMap((id) => effects.get(id)?.effect ?? []),
    setEffect(effect) {
      change(effects, effect.effectId, { stored: effects.get(effect.effectId)?.stored ?? null, effect });
      const listed = effect.messageId === null ? undefined : messageEffects.get(effect.messageId);
      if (listed && !listed.includes(effect.effectId)) change(messageEffects, effect.messageId!, [...listed, effect.effectId]);
    },
    setCommand: (command) => change(commands, command.cmdId, { stored: false, command }),
    nextDealNumber() {
      dealNumber += 1;
      journal.push({ row: null, undo: () => { dealNumber -= 1; } });
      return dealNumber;
    },
    nextOrd: () => (ord += 1),
    savepoint: () => journal.length,
    rollback(to) {
      while (journal.length > to) journal.pop()!.undo();
    },
    changesSince(savepoint) {
      const first = new Map<string, RowChange>();
      for (const { row } of journal.slice(savepoint)) {
        if (row && !first.has(key(row.kind, row.id))) first.set(key(row.kind, row.id), { kind: row.kind, id: row.id, before: row.before, after: null });
      }
      return [...first.values()].map((line) => ({ ...line, after: rows.get(key(line.kind, line.id))!.body })).filter((line) => line.before !== line.after);
    },
    get dealNumber() {
      return dealNumber;
    },
    rows: () => [...rows.values()].filter((row) => row.body !== row.stored),
    alarms: () => [...alarms].filter(([, held]) => held.alarm !== held.stored).map(([at, held]) => ({ key: at, alarm: held.alarm })),
    claims: () => [...claims].filter(([, held]) => held.owner !== held.stored).map(([at, held]) => ({ key: at, owner: held.owner })),
    effects: () => [...effects.values()].filter((held) => held.effect !== held.stored).map((held) => held.effect),
    commands: () => [...commands.values()].flatMap((held) => (held.command && !held.stored ? [held.command] : [])),
  };
  return set;
}

/** What stands in `commands.person` for the program's own acts. */
export const robotPerson = 'robot';

function setDictionary(dict: MutableDictionary, kind: DictionaryKind, id: string, body: Body | null): void {
  if (body === null) dict.delete(kind, id);
  else dict.set(kind, id, body as never);
}

function byAge(a: Body, b: Body): number {
  const at = (body: Body): number => Number(body['createdAt'] ?? body['at'] ?? 0);
  return at(a) - at(b) || (String(a['id']) < String(b['id']) ? -1 : 1);
}

/** A record joined of its stored rows; null = there is none. */
function wholeOf(kind: RecordKind, raw: readonly StoredRecord[]): Body | null {
  const core = raw.find((record) => record.kind === kind)?.body;
  if (!core || !isSplit(kind)) return core ?? null;
  return joined(kind, core, raw.filter((record) => record.kind === 'side').map((record) => record.body as unknown as SideBody));
}
