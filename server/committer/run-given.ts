/** Decides one given command unless its answer is known already, and keeps the answer (S42, S49). */
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import { sameValue } from '#shared/base/same-value.ts';
import { isSplit, partsOf } from '#shared/engine/parts.ts';
import type { Part } from '#shared/engine/parts.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { RowChange } from '#shared/engine/define-command.ts';
import type { ChangeLine, StoredCommand } from '#db/server/store.ts';
import { hashOf } from '#server/committer/given-command.ts';
import type { CommandOutcome, GivenCommand } from '#server/committer/given-command.ts';
import { robotPerson } from '#server/committer/working-set.ts';
import { runStep } from '#server/committer/run-step.ts';
import type { StepTools } from '#server/committer/run-step.ts';

/** Answer to a command of the time before a restore that has to wait for another's. */
export const parkedCode = 'parked';

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
    if (known.code !== parkedCode || !given.retry) return outcomeOf(known);
  }
  const savepoint = set.savepoint();
  const answer = await runStep(given, tools);
  const lines = answer.ok ? linesOf(set.changesSince(savepoint), tools.dict) : [];
  // The row may be on its way from another console that was restored from less (S70).
  const code = answer.ok ? '' : given.recover !== undefined && answer.code === 'not_found' && !namesErased(given.text, tools.dict) ? parkedCode : answer.code;
  // What a step changed is kept for undo, and only a person's press can be undone.
  const command: StoredCommand = {
    cmdId: given.commandId, person, name: given.name, v: given.version, hash, cause: given.cause, status: answer.ok ? 'done' : 'refused',
    code, result: { ...(answer.ok ? answer.result : answer.data) }, seq: lines.length > 0 ? log(lines) : seq, at, step: answer.ok && given.personId !== null ? answer.step : null,
  };
  set.setCommand(command);
  return outcomeOf(command);
}

/** A client who was erased does not come back from a console's memory (S72). */
function namesErased(text: string, dict: Dictionary): boolean {
  return dict.all('erasure').some((erasure) => erasure.ids.some((id) => text.includes(id)));
}

/** One line for every stored row that differs, under the root and facet it has now, and under those it left (S9). */
export function linesOf(changes: readonly RowChange[], dict: Dictionary): Omit<ChangeLine, 'seq'>[] {
  return changes.flatMap(({ kind, id, before, after }) => {
    const was = placed(kind, id, before, dict);
    const is = placed(kind, id, after, dict);
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
      const [from, to] = [was.get(key), is.get(key)];
      const line = (row: Placed, op: 'up' | 'del'): Omit<ChangeLine, 'seq'> => ({ root: row.root, facet: row.facet, kind: row.kind, id: row.id, op });
      const moved = from && to && (from.root !== to.root || from.facet !== to.facet);
      // Of a record that stands in several rows only those that differ are told of: else a change of a phone shows where phones don't.
      if (from && to && !moved && isSplit(kind) && sameValue(from.body, to.body)) return [];
      return [...(from && (!to || moved) ? [line(from, 'del')] : []), ...(to ? [line(to, 'up')] : [])];
    });
  });
}

type Placed = Part & { root: string };

function placed(kind: RecordKind, id: string, body: Record<string, unknown> | null, dict: Dictionary): Map<string, Placed> {
  if (body === null) return new Map();
  const root = rootKey(kindOf(kind).root(body));
  return new Map(partsOf(kind, id, body, dict).map((part) => [`${part.kind}|${part.id}`, { ...part, root }]));
}

function outcomeOf(command: StoredCommand): CommandOutcome {
  return { commandId: command.cmdId, status: command.status, code: command.code, result: command.result, seq: command.seq };
}
