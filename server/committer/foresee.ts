/**
 * Loads what the commands of a batch will ask for in a few questions, instead of a few for each (S83): decides every one on trial over what is
 * stored and keeps nothing of it. What it can't foresee is loaded when its turn comes, so a wrong guess costs a question and no more.
 */
import { derivedId } from '#shared/base/ids.ts';
import { commandNamed } from '#shared/commands/registry.ts';
import { automationFor } from '#shared/engine/automation.ts';
import type { CommandDef, DecideContext, Need } from '#shared/engine/define-command.ts';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { MutableDictionary } from '#shared/engine/dictionary.ts';
import type { Op } from '#shared/engine/ops.ts';
import { needsOf, runCommand } from '#shared/engine/run-command.ts';
import { parse } from '#server/committer/run-step.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';

interface Trial { given: GivenCommand; def: CommandDef; input: unknown; ctx: DecideContext }

/** Rules of rules are rare: they load for themselves. */
const rounds = 2;

export async function foresee(list: readonly GivenCommand[], set: WorkingSet, dict: MutableDictionary, at: number): Promise<void> {
  let given = list;
  for (let round = 0; round < rounds && given.length > 0; round += 1) {
    await set.ensureCommands(given.map((command) => command.commandId));
    const trials = given.filter((command) => !set.stored(command.commandId)).flatMap((command) => trialOf(command, dict, at));
    await set.ensure(trials.flatMap(({ def, input, ctx }) => attempt(() => needsOf(def, input, null, ctx))));
    await set.ensure(trials.flatMap(({ def, input, ctx }) => attempt(() => needsOf(def, input, set, ctx))));
    const next: GivenCommand[] = [];
    const ops = trials.flatMap((trial) => attempt(() => opsOf(trial, set, dict, next)));
    await set.ensure(ops.flatMap((op): Need[] => (op.op === 'put' && op.kind !== 'history' && !isDictionaryKind(op.kind) ? [{ want: 'one', kind: op.kind, id: op.id }] : [])));
    await set.ensureClaims(ops.flatMap((op) => (op.op === 'claim' || op.op === 'unclaim' ? [op.key] : [])));
    await set.ensureAlarms(ops.flatMap((op) => (op.op === 'alarm' || op.op === 'noAlarm' ? [op.key] : [])));
    // Not the effects of messages: a group of this batch may settle one behind the working set's back, and is to be seen.
    given = next;
  }
}

function trialOf(given: GivenCommand, dict: MutableDictionary, at: number): Trial[] {
  const def = commandNamed(given.name);
  const parsed = def && parse(def, given);
  if (!def || !parsed) return [];
  return [{
    given, def, input: parsed.input,
    ctx: {
      commandId: given.commandId, at, dict, cause: given.cause, onServer: true, expect: parsed.expect, newId: (n) => derivedId(given.commandId, n),
      actor: { personId: given.personId as never, seatId: null, roleId: null, robot: given.personId === null ? given.robot : null },
    },
  }];
}

function opsOf({ given, def, input, ctx }: Trial, set: WorkingSet, dict: MutableDictionary, rules: GivenCommand[]): Op[] {
  const decision = runCommand(def, input, set, ctx);
  if (!decision.ok) return [];
  let events = 0;
  return decision.ops.flatMap((op) => {
    if (op.op !== 'event') return [op];
    const made = automationFor(op.event, dict, { commandId: given.commandId, at: ctx.at, n: (events += 1) });
    rules.push(...made.commands.map((command) => robotCommand(command.name, command.input, command.commandId, command.robot, command.cause)));
    return [op, ...made.ops];
  });
}

/** On trial a bug says nothing: it is told when the command's turn comes. */
function attempt<T>(work: () => readonly T[]): readonly T[] {
  try {
    return work();
  } catch {
    return [];
  }
}
