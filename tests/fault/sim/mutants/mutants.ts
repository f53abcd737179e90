/** Every named way to break the protocol. */
import { inSteps } from '#tests/fault/sim/mutants/in-steps.ts';
import type { Mutant } from '#tests/fault/sim/mutants/mutant.ts';
import { onConsole } from '#tests/fault/sim/mutants/on-console.ts';
import { onServer } from '#tests/fault/sim/mutants/on-server.ts';

export const mutants: readonly Mutant[] = [...onConsole, ...onServer, ...inSteps];
