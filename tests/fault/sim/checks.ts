/** The invariants, asked of oracles that share no code with what they judge (section 3.1 of the specification). */
import { silentCommands } from '#backend/pending-presses.ts';
import { audience, personKeys } from '#shared/engine/audience.ts';
import { createDictionary, isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { DictionaryKind } from '#shared/engine/dictionary.ts';
import { open } from '#db/server/store.ts';
import type { DeltaFrame, SyncDownFrame } from '#shared/sync/protocol.ts';
import { Broken } from '#tests/fault/sim/broken.ts';
import { checkMoney } from '#tests/fault/sim/money-checks.ts';
import type { SimConsole } from '#tests/fault/sim/sim-console.ts';
import type { World } from '#tests/fault/sim/world.ts';

/** ★ after every operation: nothing was told to whom it is not for, every place has its mark, nobody wrote down a bug, none that wants calls itself complete (I2, I6, I8, I12, I15). */
export async function checkStep(world: World): Promise<void> {
  const witness = world.store.witness();
  const first = [...world.complaints, ...witness.complaints][0];
  if (first) throw new Broken(first);
  const frames = world.frames;
  world.frames = [];
  for (const one of world.consoles) {
    if (one.running() && one.said().firstCopy === null && one.wantsWhole()) throw new Broken(`[I12] ${one.name} tells of itself as complete and wants whole roots`);
  }
  for (const { console: name, frame } of frames) {
    const one = world.consoles.find((console) => console.name === name)!;
    if (frame.t === 'd') await checkDelta(world, one.personId, frame);
  }
}

async function checkDelta(world: World, person: string, frame: Extract<SyncDownFrame, { t: 'd' }>): Promise<void> {
  const witness = world.store.witness();
  if (frame.to > 0 && witness.marks.get(frame.to) !== frame.mark) throw new Broken(`[I6] a frame to ${frame.to} carries another mark`);
  const rows: DeltaFrame['up'] = [...frame.up, ...frame.slices.flatMap((slice) => slice.rows)];
  if (rows.length === 0) return;
  const seen = await witness.visibleIn(person, new Set(rows.map((row) => row[2])), frame.to);
  for (const [kind, id, root, , ver] of rows) {
    if (witness.isSetting(kind)) continue;
    const right = seen.get(`${kind}|${id}`);
    if (right === undefined) throw new Broken(`[I2] a frame to ${frame.to} carries ${kind} of ${root}, which its person may not see there`);
    if (right !== ver) throw new Broken(`[I2] a frame to ${frame.to} carries ${kind} ver ${ver}, it stood at ${right}`);
  }
}

/** ★ now and then: what a console holds is no more than its person could see at its place (I1). */
export async function checkHeld(world: World, one: SimConsole): Promise<void> {
  if (!one.running()) return;
  const cursor = one.cursor();
  if (cursor === 0 || world.store.witness().marks.get(cursor) !== one.sql<{ value: string }>("SELECT value FROM meta WHERE key = 'mark'")[0]?.value) return;
  const may = await world.store.witness().visibleAt(one.personId, cursor);
  for (const [key, { ver }] of one.confirmed()) {
    if (may.get(key) !== ver) throw new Broken(`[I1] ${one.name} at ${cursor} holds ${key} ver ${ver}; allowed: ${may.get(key) ?? 'nothing'}`);
  }
}

/**
 * When all is whole again and time has passed: every copy is right, every press has its end, nothing waits (I1, I3–I5, I7, I9, I13, I14, I16–I18).
 * `since`: where the order stood so long ago that everybody must have come there.
 */
export async function checkQuiet(world: World, since: number): Promise<void> {
  const witness = world.store.witness();
  for (const one of world.consoles) {
    if (!one.running()) continue;
    const status = one.backend().status();
    const active = witness.row('person', one.personId)?.['active'] === true;
    if (status.state === 'rejected' && (!active || status.code === 'copied')) continue;
    if (status.state !== 'live') throw new Broken(`[I13] ${one.name} is ${status.state} (${status.code}) though the network is whole`);
    if (one.cursor() < since) throw new Broken(`[S24] ${one.name} stands at ${one.cursor()}, the order at ${since}`);
    const wants = one.sql<{ root: string }>('SELECT root FROM want');
    if (wants.length > 0) throw new Broken(`[I13] ${one.name} still wants ${wants[0]!.root}`);
    if (status.pending > 0) throw new Broken(`[I13] ${one.name}: ${status.pending} presses wait though the network is whole`);
    if (one.sql('SELECT 1 FROM overlay LIMIT 1').length > 0) throw new Broken(`[I5] ${one.name} shows something that is not pending`);
    const may = await witness.visibleAt(one.personId, one.cursor());
    const held = one.confirmed();
    for (const [key, ver] of may) if (held.get(key)?.ver !== ver) throw new Broken(`[I1] ${one.name} lacks ${key} ver ${ver}, has ${held.get(key)?.ver ?? 'none'}`);
    for (const [key, { ver }] of held) if (may.get(key) !== ver) throw new Broken(`[I1] ${one.name} holds ${key} ver ${ver}, which it may not`);
  }
  checkPresses(world);
  checkTakes(world);
  checkInbound(world);
  checkMoney(witness);
  checkAside(world);
  await checkAudiences(world);
  const alarms = await world.store.plain().read((reader) => reader.alarmsDue(world.clock.now() - 5_000, 1));
  if (alarms[0]) throw new Broken(`[I17] a timer of ${alarms[0].command} is overdue`);
}

function checkPresses(world: World): void {
  const witness = world.store.witness();
  const erasedPresses = new Set<string>();
  const erased = new Set([...witness.erasedNames(), ...world.erasedBefore]);
  for (const { commandId, name, input, console: owner, person, forgotten } of world.pressed) {
    // Nobody keeps what names a client who was erased (S72).
    if (erased.size > 0 && Object.values(input).some((value) => typeof value === 'string' && (erased.has(value) || erasedPresses.has(value)))) {
      erasedPresses.add(commandId);
      continue;
    }
    const stored = witness.commands.get(commandId);
    const one = world.consoles.find((console) => console.name === owner)!;
    if (!stored) {
      // Its outbox is gone, or its console may not speak any more.
      if (forgotten || !one.running() || one.backend().status().state === 'rejected') continue;
      // Whoever was signed out has had it refused there and then, and reads so (S96); a mark of reading is not worth a line.
      if (wasSignedOut(world, person) && (silentCommands.has(name) || one.fate(commandId)?.code === 'signed_out')) continue;
      // Refused, its person knows it: it had no effect, and a store put back need not hear of it again.
      if (world.restored > 0 && one.fate(commandId)?.status === 'refused') continue;
      throw new Broken(`[${world.restored > 0 ? 'I9' : 'I3'}] ${name} of ${owner} was promised and has no line in the order ${process.env['SIM_DEBUG'] ? commandId : ''}`);
    }
    if (stored.person !== person) throw new Broken(`[I15] ${name} ran as another person`);
    const made = input['messageId'] ?? input['taskId'];
    if (typeof made !== 'string' || !['message.send', 'message.note', 'conversation.answer', 'task.add'].includes(name)) continue;
    const row = witness.row(name === 'task.add' ? 'task' : 'message', made);
    if (stored.status === 'done' && row === null && ![...witness.commands.values()].some((other) => other.name === 'command.undo' && other.status === 'done')) throw new Broken(`[I3] ${name} is done and its row is not there`);
    if (stored.status === 'refused' && row !== null) throw new Broken(`[I3] ${name} was refused (${stored.code}) and its row is there`);
  }
}

/** A file that could not be opened is still there, as it was (I18). */
function checkAside(world: World): void {
  for (const one of world.consoles) {
    const kept = one.asides().length;
    if (kept < one.lost()) throw new Broken(`[I18] ${one.name} could not open ${one.lost()} outboxes and kept ${kept}`);
  }
}

function wasSignedOut(world: World, personId: string): boolean {
  return world.pressed.some(({ name, input }) => name === 'person.update' && input['personId'] === personId && (input['set'] as { active?: boolean }).active === false);
}

/** Whoever took found it free: never was it another's. */
function checkTakes(world: World): void {
  const witness = world.store.witness();
  const takes = new Set(['conversation.take', 'conversation.answer', 'button.pressAndTake']);
  for (const { name, status, step } of witness.commands.values()) {
    if (status !== 'done' || !takes.has(name)) continue;
    for (const { kind, id, before, after } of step?.changes ?? []) {
      const [had, has] = [before?.['seatId'] ?? null, after?.['seatId'] ?? null];
      if (kind === 'conversation' && had !== null && had !== has) throw new Broken(`[I7] ${id} was taken from one who had it`);
    }
  }
}

function checkInbound(world: World): void {
  const messages = new Map<string, number>();
  for (const row of world.store.witness().rows<{ externalId: string | null; direction: string }>('message')) if (row.externalId) messages.set(row.externalId, (messages.get(row.externalId) ?? 0) + 1);
  for (const event of world.events) {
    const count = messages.get((event as { externalId: string }).externalId) ?? 0;
    if (count !== 1) throw new Broken(`[I3] a client's message stands ${count} times`);
  }
}

async function checkAudiences(world: World): Promise<void> {
  const witness = world.store.witness();
  const records = witness.every(witness.head());
  const dict = createDictionary();
  for (const record of records) if (isDictionaryKind(record.kind)) dict.set(record.kind as DictionaryKind, record.id, record.body as never);
  const grants = new Set<string>();
  const links = new Set<string>();
  const vias = new Set<string>(['dictionary:team']);
  const expect = (root: { kind: string; id: string }, body: unknown): void => {
    const via = `${root.kind}:${root.id}`;
    vias.add(via);
    const { grants: given, links: led } = audience(root as never, body as never, dict);
    for (const grant of given) grants.add(`${via}|${grant.key}|${grant.facets}`);
    for (const link of led) links.add(`${link.from}|${link.to}|${via}`);
  };
  for (const record of records) if (['contact', 'conversation', 'deal', 'person'].includes(record.kind)) expect({ kind: record.kind, id: record.id }, record.body);
  expect({ kind: 'dictionary', id: 'team' }, {});
  const keys = new Set(dict.all('person').flatMap((person) => personKeys(person, dict).map((key) => `${person.id}|${key.key}|${key.facets}|${key.via}`)));
  const now = Number.MAX_SAFE_INTEGER - 1;
  const stored = await world.store.plain().read(async (reader) => ({
    grants: (await reader.grantsVia([...vias], now)).filter((line) => line.z === open).map((line) => `${line.root}|${line.key}|${line.facets}`),
    links: (await reader.linksVia([...vias], now)).filter((line) => line.z === open).map((line) => `${line.from}|${line.to}|${line.via}`),
    keys: (await reader.userKeys(null, now)).filter((line) => line.z === open).map((line) => `${line.person}|${line.key}|${line.facets}|${line.via}`),
  }));
  for (const [what, has, should] of [['grant', stored.grants, grants], ['link', stored.links, links], ['key', stored.keys, keys]] as const) {
    const extra = has.find((line) => !should.has(line));
    const missing = [...should].find((line) => !has.includes(line));
    if (extra || missing) throw new Broken(`[I16] ${what} ${extra ? `too many: ${extra}` : `missing: ${missing}`}`);
  }
}
