/** Presses: a command given by a person, its immediate answer, and the server's later word on it. */
import type { Connection, OutcomeFrame } from '#renderer/bridge/connection.ts';
import { confirmNeeded } from '#renderer/data/sureness.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { CommandAnswer } from '#shared/port/port.ts';

/** `ok`: shown at once or waiting for the server (`state`), with the command's id to undo it by; else a refusal. */
export type PressAnswer = ({ ok: true; commandId: string } & CommandAnswer) | Refusal;

export interface PressOptions {
  /** What the person did, in their language: shown where it could not be delivered. */
  label: string;
  /** Made once per press; given only to repeat one. */
  commandId?: string;
  /** True when the caller shows refusals itself; otherwise a toast says them. */
  quiet?: boolean;
}

export type Press = (name: string, input: unknown, options: PressOptions) => Promise<PressAnswer>;

export interface Pressing {
  press: Press;
  /** The server's word on a press of this window; resolves once it has spoken, also when it already has. */
  outcomeOf(commandId: string): Promise<OutcomeFrame>;
  /** Refusals that no caller shows itself, at once or later. */
  onRefused(listener: (refusal: Refusal, label: string) => void): () => void;
}

const keptOutcomes = 200;

interface OwnPress { name: string; input: unknown; label: string; quiet: boolean }

export function createPressing(deps: {
  connection: Pick<Connection, 'command' | 'onOutcome'>;
  newId(): string;
  /** A refusal that a person is told of right now need not stand in the list of what was not accepted as well. */
  told(commandId: string): void;
  /** Whether somebody is looking at the page. */
  seen(): boolean;
  /** Asks the person to make sure; true = what was refused for want of it is given again. */
  ask(): Promise<boolean>;
}): Pressing {
  const outcomes = new Map<string, OutcomeFrame>();
  const waiting = new Map<string, ((outcome: OutcomeFrame) => void)[]>();
  const listeners = new Set<(refusal: Refusal, label: string) => void>();
  const tell = (refusal: Refusal, label: string): void => {
    for (const listener of listeners) listener(refusal, label);
  };
  const own = new Map<string, OwnPress>();
  /** Presses given again under another id: whoever waits for the first is told of the second. */
  const firstOf = new Map<string, string>();

  const give = (commandId: string, press: OwnPress): ReturnType<Connection['command']> => {
    own.set(commandId, press);
    return deps.connection.command({ name: press.name, input: press.input, commandId, label: press.label });
  };
  const spoken = (frame: OutcomeFrame): void => {
    const press = own.get(frame.commandId);
    own.delete(frame.commandId);
    const outcome = { ...frame, commandId: firstOf.get(frame.commandId) ?? frame.commandId };
    firstOf.delete(frame.commandId);
    outcomes.set(outcome.commandId, outcome);
    if (outcomes.size > keptOutcomes) outcomes.delete(outcomes.keys().next().value!);
    const awaited = waiting.get(outcome.commandId) ?? [];
    waiting.delete(outcome.commandId);
    for (const resolve of awaited) resolve(outcome);
    if (outcome.ok) return;
    if (!press?.quiet) tell({ ok: false, code: outcome.code, data: outcome.data }, press?.label ?? '');
    // A quiet press whose caller has gone (a move made hours ago, offline) was told to nobody: it stays in the list.
    if (deps.seen() && (awaited.length > 0 || (press && !press.quiet))) deps.told(frame.commandId);
  };
  deps.connection.onOutcome((outcome) => {
    const press = own.get(outcome.commandId);
    if (outcome.ok || outcome.code !== confirmNeeded || !press || !deps.seen()) return spoken(outcome);
    void deps.ask().then((sure) => {
      if (!sure) return spoken(outcome);
      const first = firstOf.get(outcome.commandId) ?? outcome.commandId;
      const again = deps.newId();
      own.delete(outcome.commandId);
      firstOf.delete(outcome.commandId);
      firstOf.set(again, first);
      deps.told(outcome.commandId);
      // Refused at once, it is the last word on the first as well.
      return void give(again, press).then((answer) => {
        if (!answer.ok) spoken({ t: 'outcome', commandId: again, ok: false, code: answer.code, data: { ...answer.data }, result: {} });
      });
    });
  });

  return {
    press: async (name, input, { label, commandId = deps.newId(), quiet = false }) => {
      const answer = await give(commandId, { name, input, label, quiet });
      if (answer.ok) return { ok: true, commandId, ...answer.value };
      own.delete(commandId);
      if (!quiet) tell(answer, label);
      return answer;
    },
    outcomeOf: (commandId) => {
      const known = outcomes.get(commandId);
      if (known) return Promise.resolve(known);
      return new Promise((resolve) => waiting.set(commandId, [...(waiting.get(commandId) ?? []), resolve]));
    },
    onRefused: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
