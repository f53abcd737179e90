/** Shows pending commands over the confirmed rows: the same decisions that the server will make, on what this copy holds (S55–S58). */
import { derivedId } from '#shared/base/ids.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { CommandDef, DecideContext, Decision } from '#shared/engine/define-command.ts';
import { isRowOp } from '#shared/engine/history.ts';
import { needsOf, runCommand } from '#shared/engine/run-command.ts';
import { createReplicaReader } from '#db/console/replica-reader.ts';
import type { PlaceInLog } from '#db/console/place-in-log.ts';
import type { Replica } from '#db/console/replica.ts';
import type { PendingPress } from '#backend/pending-presses.ts';
import type { Log } from '#backend/timers.ts';

export interface Optimism {
  /** Decides on local rows. Throws only for bugs. */
  decide(def: CommandDef, input: unknown, commandId: string, at: number, expect?: Record<string, unknown>): Decision | Refusal;
  /** A row it names lies in a root that has not been loaded whole: only the server can tell (S57). */
  needsServer(def: CommandDef, input: unknown, commandId: string): boolean;
  /** Inside a transaction. */
  show(decision: Decision): void;
  /** Decides and shows every pending command anew. Inside a transaction. */
  replay(presses: readonly PendingPress[]): void;
}

export function createOptimism(replica: Replica, place: PlaceInLog, personId: PersonId, log: Log): Optimism {
  const reader = createReplicaReader(replica);
  const context = (commandId: string, at: number, expect?: Record<string, unknown>): DecideContext => {
    const person = replica.dict.get('person', personId);
    return {
      commandId, at, dict: replica.dict, cause: null, onServer: false,
      actor: { personId, seatId: person?.seatId ?? null, roleId: person?.roleId ?? null, robot: null },
      newId: (n) => derivedId(commandId, n),
      ...(expect === undefined ? {} : { expect }),
    };
  };
  const self: Optimism = {
    decide: (def, input, commandId, at, expect) => runCommand(def, input, reader, context(commandId, at, expect)),
    needsServer(def, input, commandId) {
      if (!place.anyWant()) return false;
      const ctx = context(commandId, 0);
      const needs = [...needsOf(def, input, null, ctx), ...needsOf(def, input, reader, ctx)];
      return needs.some((need) => {
        if (need.want !== 'one') return false;
        const held = reader.one(need.kind, need.id);
        return held === null && place.want(`${need.kind}:${need.id}`) !== null;
      });
    },
    show: (decision) => replica.show(decision.ops.filter(isRowOp)),
    replay(presses) {
      for (const { def, input, stored, expect } of presses) {
        if (def?.runs !== 'both') continue;
        try {
          const decision = self.decide(def, input, stored.commandId, stored.at, expect);
          // Refusing now: it stays queued and shows nothing; the server has the last word (S58).
          if (decision.ok) self.show(decision);
        } catch (error) {
          log('replay.bug', { command: stored.name, commandId: stored.commandId, error: error instanceof Error ? error.name : 'unknown' });
        }
      }
    },
  };
  return self;
}
