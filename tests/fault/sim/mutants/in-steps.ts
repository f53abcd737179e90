/** Mutants of what a step decides and of what leaves the house: rules, timers, money, restores, leases and sendings. */
import type { Mutant } from '#tests/fault/sim/mutants/mutant.ts';

const effects = 'server/channels/effect-desk.ts';
const leases = 'server/channels/leases.ts';
const host = 'server/channels/runner-host.ts';
const step = 'server/committer/run-step.ts';
const alarms = 'server/alarm-clock.ts';

export const inSteps: readonly Mutant[] = [
  { name: 'refusal-with-row', rule: 'S18', file: 'shared/engine/may.ts', find: "if (!visible(need.kind, row, got, eyes)) return refuse('not_found');", put: "if (!visible(need.kind, row, got, eyes)) return refuse('not_found', { row });", provenBy: ['tests/unit/commands/every-command.test.ts', '[R15] [S18] [S49] rows of another seat'] },
  { name: 'rights-of-the-press', rule: 'S49', file: 'shared/engine/run-command.ts', find: 'return person === null ? actor : { ...actor, seatId: person.seatId, roleId: person.roleId };', put: 'return person === null ? actor : { seatId: person.seatId, roleId: person.roleId, ...actor };', provenBy: ['tests/unit/commands/every-command.test.ts', 'not the seat and role'] },
  { name: 'undo-claimed-by-nobody', rule: 'S54', file: 'shared/commands/button/undo.ts', find: "if (past.undone || undone !== null) return refuse('undone_already');", put: '', provenBy: ['tests/sync/batches.test.ts', '[S54] an undo gives back'] },
  { name: 'ids-of-no-command', rule: 'S56', file: step, find: 'newId: (n) => derivedId(given.commandId, n),', put: 'newId: (n) => derivedId(given.commandId, n, at),', provenBy: ['tests/sync/batches.test.ts', '[S4] [D8]'] },
  { name: 'ledger-sum-unchecked', rule: 'S60', file: 'shared/engine/ledger.ts', find: "return [...sums.values()].some((sum) => sum !== 0) ? 'lines of the ledger do not sum to zero' : null;", put: 'return null;', provenBy: ['tests/mission/payments.test.ts', '[s8] [S60]'] },
  { name: 'rules-after-commit', rule: 'S62', file: step, find: 'for (const command of made.commands) await runRule(command, tools, traces, depth + 1);', put: 'for (const command of made.commands) setImmediate(() => void runRule(command, tools, traces, depth + 1));', provenBy: ['tests/fault/sim/scenarios/stores.test.ts', '[C17]'] },
  { name: 'ids-from-seq', rule: 'S63', file: alarms, find: "causedId('alarm', alarm.key, alarm.due,", put: "causedId('alarm', alarm.key, committer.head().seq, alarm.due,", provenBy: ['tests/sync/alarms.test.ts', '[S63] what a timer gave'] },
  { name: 'alarm-due-unchecked', rule: 'S64', file: alarms, find: " && now.due === alarm.due;", put: ';', provenBy: ['tests/sync/alarms.test.ts', '[S64] a press of the same batch'] },
  { name: 'effects-ready-after-restore', rule: 'S69', file: 'server/admin/restore.ts', find: "report.heldEffects += 1;\n      return { ...row, state: 'held' };", put: "report.heldEffects += 1;\n      return { ...row, state: 'ready' };", provenBy: ['tests/sync/restore.test.ts', '[S69] [C19]'] },
  { name: 'recovered-sends-at-once', rule: 'S70', file: step, find: 'held: given.recover !== undefined }', put: 'held: false }', provenBy: ['tests/sync/recovery.test.ts', '[S69] [S70] [C19]'] },
  { name: 'purge-list-restored', rule: 'S72', file: 'server/team/erasure-desk.ts', find: "for (const contactId of listed) if (committer.dictionary().get('erasure', contactId) === null) await begun(contactId, null);", put: '', provenBy: ['tests/sync/erasure.test.ts', '[S72] whatever is put back'] },
  { name: 'fence-greater-or-equal', rule: 'S74', file: leases, find: 'fenceOf(lease) === fence;\n}', put: "Number(fence.split('.')[1]) >= lease.fence;\n}", provenBy: ['tests/sync/senders.test.ts', '[S74] a lease has one'] },
  { name: 'holder-is-device', rule: 'S75', file: host, find: 'const holder = randomHex(deps.fillRandom, 12);', put: "const holder = 'device';", provenBy: ['tests/fault/sim/scenarios/stores.test.ts', '[C23]'] },
  { name: 'deadline-from-answer', rule: 'S76', file: 'channels/runner/lease.ts', find: 'deadline = before + (lease', put: 'deadline = monotonic() + (lease', provenBy: ['tests/contract/channels/runner.test.ts', '[S76] own deadline'] },
  { name: 'stale-batch-accepted', rule: 'S77', file: host, find: 'if (batch.fence !== null && (!body ||', put: 'if (batch.fence === null && (!body ||', provenBy: ['tests/fault/sim/scenarios/stores.test.ts', '[C23]'] },
  { name: 'claim-after-send', rule: 'S78', file: effects, find: "...effect, state: 'claimed', attempt", put: "...effect, state: 'ready', attempt", provenBy: ['tests/sync/senders.test.ts', '[S80] an end'] },
  { name: 'lost-claim-to-ready', rule: 'S79', file: effects, find: "{ state: 'unknown' };", put: "{ state: 'later', afterMs: 0, code: 'holder_gone' };", provenBy: ['tests/fault/sim/scenarios/stores.test.ts', '[C11]'] },
  { name: 'late-result-fenced', rule: 'S80', file: effects, find: "return effect.state === 'unknown' && (result.state", put: "return false && (result.state", provenBy: ['tests/fault/sim/scenarios/stores.test.ts', '[C11]'] },
];
