/** Mutants of the console: how it applies what it is told, what it keeps of presses, what it shows before the server has spoken. */
import type { Mutant } from '#tests/fault/sim/mutants/mutant.ts';

const client = 'backend/sync/sync-client.ts';
const applying = 'db/console/apply-delta.ts';
const keeper = 'backend/sync/copy-keeper.ts';
const outbox = 'db/console/outbox.ts';
const files = 'db/console/open-replica.ts';

export const onConsole: readonly Mutant[] = [
  { name: 'no-prev-check', rule: 'S20', file: client, find: 'if (frame.prev === seq) {', put: 'if (frame.prev !== null) {', provenBy: ['tests/sync/console-wire.test.ts', '[S20] a lost frame'] },
  { name: 'd-in-two-transactions', rule: 'S19', file: keeper, find: '      change(() => {\n        applyDelta(', put: '      replica.transact(() => place.moveTo(last.to, last.mark, timers.now()));\n      change(() => {\n        applyDelta(', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[S19] killed'] },
  { name: 'pages-applied-one-by-one', rule: 'S21', file: client, find: '    if (!frame.last) return;\n    const whole = pages;', put: '    const whole = [frame];', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C1]'] },
  { name: 'slice-after-unchecked', rule: 'S30', file: applying, find: 'if (!want || want.after !== slice.after) continue;', put: '', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C2]'] },
  { name: 'leave-keeps-want', rule: 'S22', file: applying, find: 'if (mask === 0) place.dropWant(root);', put: '', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C3]'] },
  { name: 'up-stored-in-unheld-part', rule: 'S23', file: applying, find: 'if (!want || placeOf(kind, id) <= want.after) return store', put: 'if (want !== undefined) return store', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C5]'] },
  { name: 'older-row-wins', rule: 'S22', file: applying, find: 'if (held && held.ver > ver) return;', put: 'if (held && held.ver < ver) return;', provenBy: ['tests/unit/console/replica.test.ts', '[S22] an older version'] },
  { name: 'leave-forgotten', rule: 'S22', file: applying, find: 'const gone = replica.leave(root, mask);', put: 'const gone: { kind: RecordKind; id: string }[] = [];', provenBy: ['tests/unit/console/replica.test.ts', '[S22] a root that leaves'] },
  { name: 'del-forgotten', rule: 'S22', file: applying, find: 'for (const page of pages) for (const [kind, id] of page.del) remove(kind, id);', put: '', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[S22] a row'] },
  { name: 'outcome-applied-on-arrival', rule: 'S47', file: 'backend/pending-presses.ts', find: 'outcome !== null && outcome.seq <= at);', put: 'outcome !== null);', provenBy: ['tests/sync/console-wire.test.ts', '[S47]'] },
  { name: 'answered-never-replayed', rule: 'S55', file: 'backend/pending-presses.ts', find: '(press.outcome === null || press.outcome.seq > seq)', put: 'press.outcome === null', provenBy: ['tests/sync/console-wire.test.ts', '[S47]'] },
  { name: 'overlay-not-lifted', rule: 'S55', file: 'backend/optimism.ts', find: 'for (const { kind, id } of trace.rows) replica.liftRow(kind, id);', put: '', provenBy: ['tests/sync/console-wire.test.ts', '[S58]'] },
  { name: 'pending-not-decided-anew', rule: 'S55', file: 'backend/optimism.ts', find: 'lift(traces.touchedBy(', put: 'void (traces.touchedBy(', provenBy: ['tests/sync/console-wire.test.ts', '[S55] replay'] },
  { name: 'random-new-ids', rule: 'S56', file: 'backend/optimism.ts', find: 'newId: (n) => derivedId(commandId, n),', put: 'newId: (n) => derivedId(commandId, n, Math.random()),', provenBy: ['tests/fault/sim/scenarios/presses.test.ts', '[S56]'] },
  { name: 'retained-forgotten-at-reset', rule: 'S44', file: client, find: "outbox.newStream(frame.reset === 'horizon' ? 'pending' : 'all');", put: "outbox.newStream('pending');", provenBy: ['tests/sync/recovery.test.ts', '[C6]'] },
  { name: 'fresh-ids-after-fork', rule: 'S44', file: outbox, find: "'UPDATE cmd SET stream = ?, dseq = ? WHERE cmd_id = ?'", put: "\"UPDATE cmd SET stream = ?, dseq = ?, cmd_id = 'ffffffff' || substr(cmd_id, 9) WHERE cmd_id = ?\"", provenBy: ['tests/fault/sim/scenarios/presses.test.ts', '[C7]'] },
  { name: 'pending-before-retained', rule: 'S44', file: outbox, find: 'ORDER BY outcome.cmd_id IS NULL AND cmd.recover IS NULL, cmd.rowid"', put: 'ORDER BY outcome.cmd_id IS NOT NULL OR cmd.recover IS NOT NULL, cmd.rowid"', provenBy: ['tests/fault/sim/scenarios/presses.test.ts', '[S44] [S45]'] },
  { name: 'args-reserialised', rule: 'S40', file: outbox, find: 'base: stored.base as CommandFrame[\'base\'], body: stored.body,', put: 'base: stored.base as CommandFrame[\'base\'], body: JSON.stringify(JSON.parse(stored.body), null, 1),', provenBy: ['tests/sync/console-wire.test.ts', '[S40] travels'] },
  { name: 'dseq-from-max', rule: 'S40', file: outbox, find: 'UPDATE counter SET last = last + 1 WHERE', put: 'UPDATE counter SET last = (SELECT COALESCE(MAX(dseq), 0) + 1 FROM cmd WHERE cmd.stream = counter.stream) WHERE', provenBy: ['tests/sync/console-wire.test.ts', '[S40] numbers'] },
  { name: 'acks-dropped-at-ack', rule: 'S45', file: client, find: 'if (frame.safe !== null) outbox.forgetSafe(frame.safe, frame.now - safeAfterMs);', put: 'outbox.forgetSafe(Number.MAX_SAFE_INTEGER, frame.now);', provenBy: ['tests/fault/sim/scenarios/presses.test.ts', '[S44] [S45]'] },
  { name: 'old-shape-kept', rule: 'S66', file: files, find: 'if (shape === replicaShape) return opened;', put: 'if (shape !== null) return opened;', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C20]'] },
  { name: 'outbox-recreated-when-unreadable', rule: 'S102', file: files, find: '    const movedTo = moveAside(path, stamp);\n    return { db: openDatabase(', put: '    const movedTo = null;\n    renameSync(path, `${path}-shm`);\n    return { db: openDatabase(', provenBy: ['tests/sync/disks.test.ts', '[S102]'] },
  { name: 'one-stream-per-device', rule: 'S95', file: 'backend/host/data-folder.ts', find: "const dir = join(root(side), 'people', personId);", put: "const dir = join(root(side), 'people', personId.replace(/./g, '0'));", provenBy: ['tests/sync/console-seats.test.ts', '[C21]'] },
  {
    name: 'lost-key-not-asked-for', rule: 'S101', file: 'backend/host/person-backend.ts', find: 'const given = outboxThere ? await ask(lost).catch(() => null) : null;', put: 'const given = null as Awaited<ReturnType<typeof ask>> | null;',
    provenBy: ['tests/unit/console/at-rest.test.ts', '[C24]'],
  },
];
