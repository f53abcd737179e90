/** Sees every commit and forgets none: what stood at any place of the order, asked apart from the server's own tables. */
import type { Head, Store, StoreReader, StoredCommand, StoredRecord } from '#db/server/store.ts';
import { createLeaseWatch } from '#tests/fault/sim/lease-watch.ts';
import { visible } from '#tests/helpers/visible.ts';

export type StoreCall = readonly [method: string, args: readonly unknown[]];
/** What one step has written, and when. */
export interface Commit { readonly at: number; readonly calls: readonly StoreCall[] }

interface Version { seq: number; record: StoredRecord | null }

export type Witness = ReturnType<typeof createWitness>;

const kindsOfSight = new Set(['team', 'person', 'role', 'seat', 'field']);
const settings = new Set(['team', 'funnel', 'button', 'script', 'list', 'rule', 'clock', 'account', 'accountState']);

export function createWitness() {
  const versions = new Map<string, Version[]>();
  const byRoot = new Map<string, Set<string>>();
  /** Rows that say who sees what. */
  const ofSight = new Set<string>();
  const byContact = new Map<string, Set<string>>();
  const marks = new Map<number, string>();
  const commands = new Map<string, StoredCommand>();
  const streams = new Map<string, { device: string; person: string }>();
  const complaints: string[] = [];
  const leases = createLeaseWatch((text) => complaints.push(text));
  let head = 0;
  const note = (key: string, seq: number, record: StoredRecord | null): void => {
    const list = versions.get(key);
    if (list) list.push({ seq, record });
    else {
      versions.set(key, [{ seq, record }]);
      if (record && kindsOfSight.has(record.kind)) ofSight.add(key);
    }
    if (!record) return;
    add(byRoot, record.root, key);
    const contact = record.kind === 'contact' ? record.id : (record.body['contactId'] as string | undefined);
    if (contact) add(byContact, contact, key);
  };
  const standingAt = (key: string, seq: number): StoredRecord | null => {
    const list = versions.get(key) ?? [];
    for (let n = list.length - 1; n >= 0; n -= 1) if (list[n]!.seq <= seq) return list[n]!.record;
    return null;
  };
  const standing = (keys: Iterable<string>, seq: number): StoredRecord[] => [...keys].flatMap((key) => standingAt(key, seq) ?? []);

  const witness = {
    complaints, marks, commands, streams, leases,
    head: () => head,
    committed({ at, calls }: Commit): void {
      const newHead = calls.findLast(([method]) => method === 'setHead')?.[1][0] as Head | undefined;
      const seq = newHead?.seq ?? head;
      if (newHead) {
        if (newHead.seq < head) complaints.push(`[I6] the head went back from ${head} to ${newHead.seq}`);
        if (newHead.seq === head && marks.get(head) !== newHead.mark && head > 0) complaints.push(`[I6] two marks for ${head}`);
        marks.set(newHead.seq, newHead.mark);
      }
      for (const [method, args] of calls) {
        leases.note(method, args, at);
        if (method === 'putRecords') {
          for (const row of args[0] as StoredRecord[]) {
            if (row.ver > seq || row.ver <= head) complaints.push(`[I6] ${row.kind} was given ver ${row.ver} by the batch ${head + 1}..${seq}`);
            note(`${row.kind}|${row.id}`, seq, { kind: row.kind, id: row.id, root: row.root, facet: row.facet, ver: row.ver, body: row.body });
          }
        } else if (method === 'deleteRecords') for (const ref of args[0] as { kind: string; id: string }[]) note(`${ref.kind}|${ref.id}`, seq, null);
        else if (method === 'putCommands') {
          for (const command of args[0] as StoredCommand[]) {
            // What is parked is decided again, until it can be (S70).
            if (commands.has(command.cmdId) && commands.get(command.cmdId)!.code !== 'parked') complaints.push(`[I3] ${command.name} was decided twice under one id`);
            commands.set(command.cmdId, command);
          }
        } else if (method === 'putStreams') {
          for (const { stream, device, person } of args[0] as { stream: string; device: string; person: string }[]) {
            const known = streams.get(stream);
            if (known && (known.device !== device || known.person !== person)) complaints.push('[I15] a stream changed its person or device');
            streams.set(stream, { device, person });
          }
        }
      }
      head = seq;
    },
    /** Rows that stand now, of one kind. */
    rows<Body>(kind: string): Body[] {
      const bodies: Body[] = [];
      for (const [key, list] of versions) if (key.startsWith(`${kind}|`) && list.at(-1)!.record) bodies.push(list.at(-1)!.record!.body as Body);
      return bodies;
    },
    row: (kind: string, id: string): Record<string, unknown> | null => standingAt(`${kind}|${id}`, head)?.body ?? null,
    versionsOf: (kind: string): [string, readonly Version[]][] => [...versions].filter(([key]) => key.startsWith(`${kind}|`)),
    every: (seq: number): StoredRecord[] => standing(versions.keys(), seq),
    /** `kind|id` → ver of what the person may hold of these roots at that place: the plain oracle over the rows that decide it. */
    async visibleIn(person: string, roots: Iterable<string>, seq: number): Promise<Map<string, number>> {
      const keys = new Set(ofSight);
      const contacts = new Set<string>();
      for (const root of roots) {
        for (const key of byRoot.get(root) ?? []) {
          keys.add(key);
          const body = standingAt(key, seq)?.body;
          if (key.startsWith('contact|')) contacts.add(key.slice(8));
          else if (typeof body?.['contactId'] === 'string') contacts.add(body['contactId']);
        }
      }
      for (const contact of contacts) {
        for (const key of byContact.get(contact) ?? []) {
          keys.add(key);
          // What hangs on its deals may decide too; talk and history never do.
          for (const part of byRoot.get(key.replace('|', ':')) ?? []) if (!part.startsWith('message|') && !part.startsWith('history|')) keys.add(part);
        }
      }
      return oracle(standing(keys, seq), person);
    },
    visibleAt: (person: string, seq: number): Promise<Map<string, number>> => oracle(standing(versions.keys(), seq), person),
    /** Every name that was about a client who has been erased. */
    erasedNames(): Set<string> {
      const names = new Set<string>();
      for (const { ids } of witness.rows<{ ids: readonly string[] }>('erasure')) {
        for (const id of ids) {
          names.add(id);
          for (const kind of ['contact', 'conversation', 'deal']) for (const key of byRoot.get(`${kind}:${id}`) ?? []) names.add(key.slice(key.indexOf('|') + 1));
        }
      }
      return names;
    },
    isSetting: (kind: string): boolean => settings.has(kind),
  };
  return witness;
}

function oracle(records: readonly StoredRecord[], person: string): Promise<Map<string, number>> {
  const reader = { recordsOfKinds: async () => records } as unknown as StoreReader;
  return visible({ read: (work: (reader: StoreReader) => Promise<unknown>) => work(reader) } as Store, person);
}

function add(map: Map<string, Set<string>>, at: string, key: string): void {
  const set = map.get(at);
  if (set) set.add(key);
  else map.set(at, new Set([key]));
}
