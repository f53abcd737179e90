/** Mutants of the server: what it makes of the log for each console, who sees what, how streams are read and steps written. */
import type { Mutant } from '#tests/fault/sim/mutants/mutant.ts';

const pull = 'server/sync/pull.ts';
const answer = 'server/sync/pull-answer.ts';
const desk = 'server/sync/sync-desk.ts';
const fanOut = 'server/sync/fan-out.ts';
const streams = 'server/committer/stream-desk.ts';
const given = 'server/committer/run-given.ts';
const step = 'server/committer/run-step.ts';
const lines = 'server/committer/audience-lines.ts';
const sight = 'server/sync/visibility.ts';

export const onServer: readonly Mutant[] = [
  // What a console must receive.
  { name: 'no-leave', rule: 'S27', file: pull, find: 'if ((before & ~now) !== 0) delta.lv.push([root, now]);', put: '', provenBy: ['tests/sync/windows.test.ts', '[S27] what goes'] },
  { name: 'no-enter', rule: 'S27', file: pull, find: 'if ((now & ~before) === 0) continue;', put: 'continue;', provenBy: ['tests/sync/windows.test.ts', '[S27] what comes'] },
  { name: 'no-key-diff', rule: 'S26', file: pull, find: 'for (const root of await rootsOfChangedKeys(reader, sight, person, from, to)) candidates.add(root);', put: '', provenBy: ['tests/sync/windows.test.ts', '[S26] a key'] },
  { name: 'links-not-candidates', rule: 'S26', file: pull, find: '...grants, ...byLink]', put: '...grants]', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C13]'] },
  { name: 'move-logged-once', rule: 'S9', file: given, find: '...(from && (!to || moved) ? [line', put: '...(from && !to ? [line', provenBy: ['tests/sync/hello.test.ts', '[S9]'] },
  { name: 'mark-ignored', rule: 'S25', file: answer, find: '(await reader.commit(seq))?.mark === mark', put: 'true', provenBy: ['tests/fault/sim/scenarios/stores.test.ts', '[C10]'] },
  { name: 'have-without-marks', rule: 'S33', file: 'server/sync/first-copy.ts', find: 'if (lines.some(([, , , , ver]) => ver > common) || lines.length', put: 'if (lines.length', provenBy: ['tests/sync/reset.test.ts', '[S33] what is kept'] },
  { name: 'own-batch-from-memory', rule: 'S35', file: fanOut, find: 'openWindow(reader, from, head.seq)', put: 'openWindow(reader, Math.max(from, head.seq - 1), head.seq)', provenBy: ['tests/fault/sim/scenarios/stores.test.ts', '[C15]'] },
  { name: 'frames-during-pull', rule: 'S36', file: fanOut, find: 'if (connection.at === from && !connection.closed()) send', put: 'if (!connection.closed()) send', provenBy: ['tests/sync/slow-lines.test.ts', '[S36]'] },
  { name: 'who-gets-nothing-gets-nothing', rule: 'S24', file: fanOut, find: 'if (mark !== null) connection.sendPages(', put: 'if (mark === null) connection.sendPages(', provenBy: ['tests/sync/fan-out.test.ts', '[S24]'] },
  { name: 'horizon-minus-one', rule: 'S68', file: 'server/upkeep.ts', find: 'await writer.prune(horizon);', put: 'await writer.prune(horizon + 1);', provenBy: ['tests/sync/upkeep.test.ts', '[S68]'] },
  { name: 'pull-read-committed', rule: 'S88', file: 'db/server/sqlite/sqlite-store.ts', find: "connection.db.exec('BEGIN');", put: '', provenBy: ['tests/contract/store/store.test.ts', 'a snapshot does not see'] },
  { name: 'ack-unbounded', rule: 'S93', file: 'server/sync/pull-desk.ts', find: 'if (seq <= connection.stored || seq > connection.lastTo) return;', put: 'if (seq <= connection.stored) return;', provenBy: ['tests/sync/upkeep.test.ts', '[C22]'] },
  { name: 'ticket-unchecked', rule: 'S97', file: desk, find: 'if (isForked(frame.ticket, device.confirmed)) {', put: 'if (isForked(frame.ticket, device.confirmed) && device.confirmed === frame.ticket) {', provenBy: ['tests/fault/sim/scenarios/presses.test.ts', '[C7]'] },
  // Who sees what.
  { name: 'link-deleted-not-closed', rule: 'S13', file: sight, find: 'if (validAt(link, at)) facets |= held', put: 'facets |= held', provenBy: ['tests/sync/windows.test.ts', '[S13] [S26]'] },
  { name: 'facets-ignore-holder', rule: 'S14', file: sight, find: 'if (validAt(line, at)) facets |= line.facets & held(person, line.key, at);', put: 'if (validAt(line, at) && held(person, line.key, at) !== 0) facets |= line.facets;', provenBy: ['tests/sync/roles.test.ts', '[S15] [c7]'] },
  { name: 'role-edit-forgotten', rule: 'S15', file: lines, find: '`${u.person}|${u.key}|${u.facets}|${u.via}`', put: '`${u.person}|${u.key}|${u.via}`', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C14]'] },
  { name: 'diff-not-closed', rule: 'S11', file: lines, find: 'closed: before.filter((line) => !has.has(keyOf(line)))', put: 'closed: before.filter(() => false)', provenBy: ['tests/sync/roles.test.ts', '[S11] [S17]'] },
  { name: 'diff-against-all-vias', rule: 'S11', file: lines, find: 'await store.linksVia(vias, head)', put: 'await store.linksTo(linksNow.map((link) => link.to), head)', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C13]'] },
  { name: 'no-regrant', rule: 'S16', file: 'server/committer/committer.ts', find: 'if (before.seq > 0 && set.rows().some(', put: 'if (before.seq > 0 && [].some(', provenBy: ['tests/fault/sim/scenarios/copies.test.ts', '[C14]'] },
  { name: 'record-line-core', rule: 'S10', file: 'shared/engine/parts.ts', find: 'if (side) return facets[side.facet];', put: 'if (side) return facets.core;', provenBy: ['tests/sync/roles.test.ts', '[S15] [c7]'] },
  // Commands and their streams.
  { name: 'batch-goes-on-after-fork', rule: 'S43', file: streams, find: 'if (press.gate.closed || closing.has(press.gate)) return null;', put: '', provenBy: ['tests/sync/batches.test.ts', '[S43] in one batch'] },
  { name: 'gap-unseen', rule: 'S42', file: streams, find: "if (press.dseq > stream.lastDseq + 1) return stop({ kind: 'gap', last: stream.lastDseq });", put: '', provenBy: ['tests/sync/batches.test.ts', '[S43] in one batch'] },
  { name: 'hash-unchecked', rule: 'S42', file: given, find: 'known.person !== person || known.hash !== hash', put: 'known.person !== person', provenBy: ['tests/sync/streams.test.ts', '[S42] [S44]'] },
  { name: 'person-unchecked', rule: 'S42', file: given, find: 'known.person !== person || known.hash !== hash', put: 'known.hash !== hash', provenBy: ['tests/sync/streams.test.ts', '[S42] another person'] },
  { name: 'cmd-ids-pruned', rule: 'S46', file: given, find: '  if (known) {', put: '  if (known && given.personId === null) {', provenBy: ['tests/fault/sim/scenarios/presses.test.ts', '[C9]'] },
  { name: 'stream-of-anybody', rule: 'S41', file: streams, find: '!stream || stream.device !== press.device || stream.person !== press.person', put: '!stream', provenBy: ['tests/sync/batches.test.ts', '[S41]'] },
  { name: 'version-guard', rule: 'S50', file: streams, find: 'known === null && command.recover === undefined && (await', put: "known === null && command.recover === undefined && (command.text.includes('\"expect\"') && command.base !== null && command.base[0] < head.seq || await" + ' ', provenBy: ['tests/fault/sim/scenarios/presses.test.ts', '[C16]'] },
  { name: 'ttl-by-client-clock', rule: 'S52', file: streams, find: 'at - next.at > ttlMs', put: "at - Number.parseInt(command.commandId.replaceAll('-', '').slice(0, 12), 16) > ttlMs", provenBy: ['tests/sync/batches.test.ts', '[S52]'] },
  { name: 'refusal-of-a-place-to-come', rule: 'S47', file: given, find: 'lines.length > 0 ? log(lines) : seq, at', put: 'lines.length > 0 ? log(lines) : seq + 2, at', provenBy: ['tests/fault/sim/scenarios/presses.test.ts', '[C12]'] },
  { name: 'missing-row-refused-at-once', rule: 'S70', file: given, find: "given.recover !== undefined && answer.code === 'not_found'", put: 'false', provenBy: ['tests/sync/recovery.test.ts', '[S70] a recovered command'] },
  { name: 'answer-before-commit', rule: 'S85', file: 'server/committer/committer.ts', find: 'if (answer) answers.push(() => answerPress(item.press, answer));', put: 'if (answer) answerPress(item.press, answer);', provenBy: ['tests/fault/sim/scenarios/stores.test.ts', '[S85]'] },
  { name: 'refusal-keeps-patches', rule: 'S83', file: step, find: '    set.rollback(savepoint);\n    return answer;', put: '    return answer;', provenBy: ['tests/sync/batches.test.ts', '[S83] a claim'] },
  { name: 'claims-not-kept', rule: 'S17', file: 'server/committer/write-batch.ts', find: 'await writer.putClaims(', put: 'void (', provenBy: ['tests/sync/batches.test.ts', '[S83] a claim'] },
];
