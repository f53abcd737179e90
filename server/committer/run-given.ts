/** Decides one given command unless its answer is known already, and keeps the answer (S42, S49). */
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import { wholeFacet } from '#shared/engine/audience.ts';
import type { RowChange } from '#shared/engine/define-command.ts';
import type { ChangeLine, StoredCommand } from '#db/server/store.ts';
import { hashOf } from '#server/committer/given-command.ts';
import type { CommandOutcome, GivenCommand } from '#server/committer/given-command.ts';
import { robotPerson } from '#server/committer/working-set.ts';
import { runStep } from '#server/committer/run-step.ts';
import type { StepTools } from '#server/committer/run-step.ts';

/** `log` gives the lines their place in the order and answers the last one's. `seq`: place reached so far. */
export async function runGiven(given: GivenCommand, tools: StepTools, seq: number, log: (lines: Omit<ChangeLine, 'seq'>[]) => number): Promise<CommandOutcome> {
  const { set, at } = tools;
  await set.ensureCommands([given.commandId]);
  const known = set.stored(given.commandId);
  const person = given.personId ?? robotPerson;
  const hash = hashOf(given);
  if (known) {
    // Another person's id, or other bytes under it: the stored outcome stands and nothing of it is told (S42).
    if (known.person !== person || known.hash !== hash) return { commandId: given.commandId, status: 'refused', code: 'mismatch', result: {}, seq };
    return outcomeOf(known);
  }
  const savepoint = set.savepoint();
  const answer = await runStep(given, tools);
  const lines = answer.ok ? linesOf(set.changesSince(savepoint)) : [];
  // What a step changed is kept for undo, and only a person's press can be undone.
  const command: StoredCommand = {
    cmdId: given.commandId, person, name: given.name, v: given.version, hash, cause: given.cause, status: answer.ok ? 'done' : 'refused',
    code: answer.ok ? '' : answer.code, result: { ...(answer.ok ? answer.result : answer.data) }, seq: lines.length > 0 ? log(lines) : seq, at, step: answer.ok && given.personId !== null ? answer.step : null,
  };
  set.setCommand(command);
  return outcomeOf(command);
}

/** One line per row, under the root it belongs to now, and under the one it left (S9). */
function linesOf(changes: readonly RowChange[]): Omit<ChangeLine, 'seq'>[] {
  return changes.flatMap(({ kind, id, before, after }) => {
    const rootOf = (body: Record<string, unknown> | null): string | null => body && rootKey(kindOf(kind).root(body));
    const from = rootOf(before);
    const to = rootOf(after);
    const line = (root: string, op: 'up' | 'del'): Omit<ChangeLine, 'seq'> => ({ root, facet: wholeFacet, kind, id, op });
    return [...(from !== null && from !== to ? [line(from, 'del')] : []), ...(to === null ? [] : [line(to, 'up')])];
  });
}

function outcomeOf(command: StoredCommand): CommandOutcome {
  return { commandId: command.cmdId, status: command.status, code: command.code, result: command.result, seq: command.seq };
}
