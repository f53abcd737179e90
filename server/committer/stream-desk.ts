/** Takes commands of consoles' streams in their order: stored answers for what is known, and a stop at the first fork or gap (S40–S48). */
import type { Head, ParkedCommand, StoreReader, StoreWriter, StoredStream, StreamCommand } from '#db/server/store.ts';
import { hashOf } from '#server/committer/given-command.ts';
import type { CommandOutcome, GivenCommand } from '#server/committer/given-command.ts';
import { parkedCode } from '#server/committer/run-given.ts';
import { isSure } from '#server/people/sureness.ts';
import { commandNamed } from '#shared/commands/registry.ts';
import type { Outcome } from '#shared/sync/protocol.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';

/** Closed by the first fork or gap: what a console sent after it is not read until it has spoken again (S43). */
export interface StreamGate { closed: boolean }

export interface StreamPress {
  stream: string;
  device: string;
  person: string;
  dseq: number;
  command: GivenCommand;
  gate: StreamGate;
  answer(answer: PressAnswer): void;
}

export type PressAnswer =
  | { kind: 'out'; outcome: Outcome }
  | { kind: 'forked' }
  | { kind: 'gap'; last: number }
  /** The store could not be written: nothing stands, the console sends again. */
  | { kind: 'failed' };

export interface StreamDesk {
  /** null = the gate is closed, nothing was read. */
  run(press: StreamPress, at: number, set: WorkingSet, decide: (given: GivenCommand) => Promise<CommandOutcome>): Promise<PressAnswer | null>;
  /** Writes what the streams have come to. */
  write(): Promise<void>;
}

export function createStreamDesk(writer: StoreWriter, head: Head): StreamDesk {
  const streams = new Map<string, StoredStream>();
  const kept: StreamCommand[] = [];
  const parked: ParkedCommand[] = [];
  // The gates themselves close after the commit: a batch that is run again must say the same.
  const closing = new Set<StreamGate>();
  const streamOf = async (id: string): Promise<StoredStream | null> => {
    const found = streams.get(id) ?? (await writer.streams([id]))[0] ?? null;
    if (found) streams.set(id, found);
    return found;
  };
  return {
    async run(press, at, set, decide) {
      if (press.gate.closed || closing.has(press.gate)) return null;
      const stop = (answer: PressAnswer): PressAnswer => {
        closing.add(press.gate);
        return answer;
      };
      const stream = await streamOf(press.stream);
      // Bound for ever to one device and person (S41).
      if (!stream || stream.device !== press.device || stream.person !== press.person) return stop({ kind: 'forked' });
      const { command } = press;
      if (press.dseq <= stream.lastDseq) {
        const earlier = kept.find((one) => one.stream === press.stream && one.dseq === press.dseq) ?? (await writer.streamCommands([press]))[0];
        if (!earlier || earlier.cmdId !== command.commandId) return stop({ kind: 'forked' });
        return { kind: 'out', outcome: outcomeOf(earlier) };
      }
      if (press.dseq > stream.lastDseq + 1) return stop({ kind: 'gap', last: stream.lastDseq });
      await set.ensureCommands([command.commandId]);
      const known = set.stored(command.commandId);
      const late = known === null && command.recover === undefined && (await tooLate(command, at, writer));
      const unsure = known === null && command.recover === undefined && commandNamed(command.name)?.sure === true && !(await isSure(writer, press.person, at));
      const outcome: CommandOutcome = late || unsure ? refused(press, late ? 'expired' : 'confirm_needed', head.seq, at, set) : await decide(command);
      const line: StreamCommand = { stream: press.stream, dseq: press.dseq, cmdId: command.commandId, status: outcome.status, code: outcome.code, result: outcome.result, seq: outcome.seq };
      kept.push(line);
      if (outcome.code === parkedCode && known === null) parked.push({ cmdId: command.commandId, person: press.person, at, code: parkedCode, given: JSON.stringify(command) });
      streams.set(press.stream, { ...stream, lastDseq: press.dseq });
      return { kind: 'out', outcome: outcomeOf(line) };
    },
    async write() {
      if (kept.length === 0) return;
      await writer.putStreamCommands(kept);
      await writer.putStreams([...streams.values()]);
      await writer.putParked(parked);
    },
  };
}

/**
 * Whether a command that may wait offline has waited too long (S52). Its age counts from the first commit its console did not know, on the
 * store's clock: a console's own clock is never asked, and a quiet night does not age what was pressed in the morning.
 */
async function tooLate(command: GivenCommand, at: number, reader: StoreReader): Promise<boolean> {
  const ttlMs = commandNamed(command.name)?.ttlMs ?? null;
  if (ttlMs === null || command.base === null) return false;
  const [seq, mark] = command.base;
  if (seq > 0 && (await reader.commit(seq))?.mark !== mark) return true;
  const next = await reader.commitAfter(seq);
  return next !== null && at - next.at > ttlMs;
}

/** An answer like any other: kept under the command's own id, so that another stream or a later order can't come to a different one (S46). */
function refused({ command, person }: StreamPress, code: string, seq: number, at: number, set: WorkingSet): CommandOutcome {
  const answer = { status: 'refused', code, result: {}, seq } as const;
  set.setCommand({ cmdId: command.commandId, person, name: command.name, v: command.version, hash: hashOf(command), cause: command.cause, ...answer, at, step: null });
  return { commandId: command.commandId, ...answer };
}

function outcomeOf(line: StreamCommand): Outcome {
  return { stream: line.stream, dseq: line.dseq, commandId: line.cmdId, status: line.status, code: line.code, result: line.result, seq: line.seq };
}
