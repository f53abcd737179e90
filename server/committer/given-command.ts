/** A command as it reaches the committer, whoever gives it; `text` is the body as it travelled and is hashed as it stands (S40). */
import { createHash } from 'node:crypto';
import type { Cursor } from '#shared/sync/protocol.ts';

export interface GivenCommand {
  commandId: string;
  name: string;
  version: number;
  /** JSON of `{ input, expect? }`. */
  text: string;
  /** null = the program itself, under `robot`. */
  personId: string | null;
  robot: string | null;
  cause: string | null;
  /** Where the console stood at the press; commands that may wait offline are aged by it (S52). null = not aged. */
  base: Cursor | null;
  /** Answered before the server was put back: it is not aged, what it sends waits for a person's word, a missing row parks it (S70). */
  recover?: number;
  /** A parked command is tried again. */
  retry?: boolean;
}

export interface CommandOutcome {
  commandId: string;
  status: 'done' | 'refused';
  code: string;
  result: Record<string, unknown>;
  seq: number;
}

export function hashOf(given: Pick<GivenCommand, 'name' | 'version' | 'text'>): string {
  return createHash('sha256').update(`${given.name}\n${given.version}\n${given.text}`).digest('hex');
}

/** A command of the program; `cause` is the id of what made it happen. */
export function robotCommand(name: string, input: unknown, commandId: string, robot: string, cause: string | null = null): GivenCommand {
  return { commandId, name, version: 1, text: JSON.stringify({ input }), personId: null, robot, cause, base: null };
}

/** A press that came by a call and not by a stream. */
export function personCommand(name: string, input: unknown, commandId: string, personId: string): GivenCommand {
  return { commandId, name, version: 1, text: JSON.stringify({ input }), personId, robot: null, cause: null, base: null };
}
