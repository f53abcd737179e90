/** Ways to break the protocol, each by its name and the rule it breaks (section 3.3 of the specification): exact text, so that a change of the product that moves it is noticed. */

export interface Mutant { name: string; rule: string; file: string; find: string; put: string }

const client = 'backend/sync/sync-client.ts';
const applying = 'db/console/apply-delta.ts';
const keeper = 'backend/sync/copy-keeper.ts';
const pull = 'server/sync/pull.ts';
const streams = 'server/committer/stream-desk.ts';

export const mutants: readonly Mutant[] = [
  { name: 'no-prev-check', rule: 'S20', file: client, find: 'if (frame.prev === seq) {', put: 'if (frame.prev !== null) {' },
  { name: 'slice-after-unchecked', rule: 'S30', file: applying, find: 'if (!want || want.after !== slice.after) continue;', put: '' },
  { name: 'leave-keeps-want', rule: 'S22', file: applying, find: 'if (mask === 0) place.dropWant(root);', put: '' },
  { name: 'up-stored-in-unheld-part', rule: 'S23', file: applying, find: 'if (!want || placeOf(kind, id) <= want.after) return store', put: 'if (want !== undefined) return store' },
  { name: 'upsert-strictly-greater', rule: 'S22', file: applying, find: 'if (held && held.ver > ver) return;', put: 'if (held && held.ver < ver) return;' },
  { name: 'leave-forgotten', rule: 'S22', file: applying, find: 'replica.leave(root, mask);', put: '' },
  { name: 'del-forgotten', rule: 'S22', file: applying, find: 'for (const page of pages) for (const [kind, id] of page.del) replica.write(kind, id, null);', put: '' },
  { name: 'no-leave', rule: 'S27', file: pull, find: 'if ((before & ~now) !== 0) delta.lv.push([root, now]);', put: '' },
  { name: 'no-enter', rule: 'S27', file: pull, find: 'if ((now & ~before) === 0) continue;', put: 'continue;' },
  { name: 'no-key-diff', rule: 'S26', file: pull, find: 'for (const root of await rootsOfChangedKeys(reader, sight, person, from, to)) candidates.add(root);', put: '' },
  { name: 'links-not-candidates', rule: 'S26', file: pull, find: '...grants, ...byLink]', put: '...grants]' },
  { name: 'link-deleted-not-closed', rule: 'S13', file: 'server/sync/visibility.ts', find: 'if (validAt(link, at)) facets |= held', put: 'facets |= held' },
  { name: 'diff-not-closed', rule: 'S11', file: 'server/committer/audience-lines.ts', find: 'closed: before.filter((line) => !has.has(keyOf(line)))', put: 'closed: before.filter(() => false)' },
  { name: 'mark-ignored', rule: 'S25', file: 'server/sync/pull-answer.ts', find: '(await reader.commit(seq))?.mark === mark', put: 'true' },
  { name: 'own-batch-from-memory', rule: 'S35', file: 'server/sync/fan-out.ts', find: 'openWindow(reader, from, head.seq)', put: 'openWindow(reader, Math.max(from, head.seq - 1), head.seq)' },
  { name: 'frames-during-pull', rule: 'S36', file: 'server/sync/fan-out.ts', find: 'if (connection.at === from && !connection.closed()) send', put: 'if (!connection.closed()) send' },
  { name: 'batch-goes-on-after-fork', rule: 'S43', file: streams, find: 'if (press.gate.closed || closing.has(press.gate)) return null;', put: '' },
  { name: 'gap-unseen', rule: 'S42', file: streams, find: "if (press.dseq > stream.lastDseq + 1) return stop({ kind: 'gap', last: stream.lastDseq });", put: '' },
  { name: 'hash-unchecked', rule: 'S42', file: 'server/committer/run-given.ts', find: 'known.person !== person || known.hash !== hash', put: 'false' },
  { name: 'cmd-ids-pruned', rule: 'S46', file: 'server/committer/run-given.ts', find: '  if (known) {', put: '  if (known && given.personId === null) {' },
  { name: 'stream-of-anybody', rule: 'S41', file: streams, find: '!stream || stream.device !== press.device || stream.person !== press.person', put: '!stream' },
  { name: 'outcome-applied-on-arrival', rule: 'S47', file: 'backend/pending-presses.ts', find: 'outcome !== null && outcome.seq <= seq);\n      for', put: 'outcome !== null);\n      for' },
  { name: 'answered-never-replayed', rule: 'S55', file: keeper, find: 'outcome === null || outcome.seq > seq', put: 'outcome === null' },
  { name: 'overlay-not-lifted', rule: 'S55', file: keeper, find: '        replica.lift();', put: '' },
  { name: 'ticket-unchecked', rule: 'S97', file: 'server/sync/sync-desk.ts', find: 'if (isForked(frame.ticket, device.confirmed)) {', put: 'if (isForked(frame.ticket, device.confirmed) && device.confirmed === frame.ticket) {' },
  { name: 'lost-claim-to-ready', rule: 'S79', file: 'server/channels/effect-desk.ts', find: "{ state: 'unknown' };", put: "{ state: 'later', afterMs: 0, code: 'holder_gone' };" },
  { name: 'late-result-fenced', rule: 'S80', file: 'server/channels/effect-desk.ts', find: "return effect.state === 'unknown' && (result.state", put: "return false && (result.state" },
  { name: 'claims-not-kept', rule: 'S17', file: 'server/committer/write-batch.ts', find: 'await writer.putClaims(', put: 'void (' },
  { name: 'undo-claimed-by-nobody', rule: 'S54', file: 'shared/commands/button/undo.ts', find: "if (past.undone || undone !== null) return refuse('undone_already');", put: '' },
];
