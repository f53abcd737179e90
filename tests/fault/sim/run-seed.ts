/** One run from one number: what happens, what must hold, and what the trace came to. The same number gives the same run. */
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Broken } from '#tests/fault/sim/broken.ts';
import { checkHeld, checkQuiet, checkStep } from '#tests/fault/sim/checks.ts';
import { createDice } from '#tests/fault/sim/dice.ts';
import { faultWeights, harm, heal, tend } from '#tests/fault/sim/faults.ts';
import type { Fault } from '#tests/fault/sim/faults.ts';
import { work, workWeights } from '#tests/fault/sim/operations.ts';
import type { Work } from '#tests/fault/sim/operations.ts';
import { createWorld } from '#tests/fault/sim/world.ts';
import type { World } from '#tests/fault/sim/world.ts';

export interface SeedOptions {
  seed: number;
  ops?: number;
  /** Operations that are left out: how a failing run is made shorter. */
  without?: ReadonlySet<number>;
  servers?: number;
  /** Looks at a world that has failed, before it is taken down. */
  inspect?: (world: World, failure: string) => void;
}

export interface SeedEnd {
  seed: number;
  trace: string;
  failure: string | null;
  /** Number of the operation after which it failed. */
  at: number;
  done: readonly string[];
}

/** Files in memory where the system has such a place. */
const home = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const quietMs = 67_000;
const roundMs = 5_000;
/** Within so long everybody has heard of the head (S24). */
const idleMs = 8_000;

export async function runSeed({ seed, ops = 400, without = new Set(), servers, inspect }: SeedOptions): Promise<SeedEnd> {
  const folder = mkdtempSync(join(home, 'pult-sim-'));
  const dice = createDice(seed, 'run');
  const done: string[] = [];
  let world: World | null = null;
  let at = 0;
  try {
    world = await createWorld({ seed, folder, servers: servers ?? 1 });
    const calm = dice.chance(0.15);
    const faults = calm ? 0 : dice.of([0.04, 0.1, 0.2]);
    const bad = { net: dice.of([0, 0, 0.01, 0.04]), store: dice.of([0, 0.02, 0.1]), slowest: dice.of([5, 60, 400, 3000]) };
    const set = (): void => {
      Object.assign(world!.net.faults, calm ? {} : { drop: bad.net, double: bad.net, overtake: bad.net, slowest: bad.slowest });
      Object.assign(world!.store.faults, calm ? {} : { slow: bad.store, fail: bad.store / 4, unanswered: bad.store / 20 });
    };
    set();
    const quietEvery = dice.between(90, 200);
    for (at = 1; at <= ops; at += 1) {
      const own = createDice(seed, 'op', at);
      if (!without.has(at)) {
        const fault = own.chance(faults) ? own.weighed<Fault>(faultWeights) : null;
        const what = fault ?? own.weighed<Work>(workWeights);
        done.push(`${at} ${what}`);
        if (fault) await harm(world, own, fault);
        else work(world, own, what as Work);
      }
      await world.clock.run(own.chance(0.02) ? own.between(5_000, 45_000) : own.below(own.of([5, 50, 400, 1500])));
      tend(world);
      await checkStep(world);
      if (own.chance(0.02) && world.consoles.length > 0) await checkHeld(world, own.of(world.consoles));
      if (at % quietEvery === 0 || at === ops) {
        heal(world);
        await settle(world, own.chance(0.2));
        set();
      }
    }
    return { seed, trace: world.trace(), failure: null, at: ops, done };
  } catch (error) {
    const failure = error instanceof Broken ? error.message : error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error);
    if (world) inspect?.(world, failure);
    return { seed, trace: world?.trace() ?? '', failure, at, done };
  } finally {
    world?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Time passes until everybody says that they are level, at most so long; now and then all of it, for what only comes late. */
async function settle(world: World, whole: boolean): Promise<void> {
  // A copy that learns what it is signs in and begins again: a few rounds.
  for (let past = 0; past < quietMs; past += roundMs) {
    await world.clock.run(roundMs);
    tend(world);
    await checkStep(world);
    if (past >= quietMs / 2) for (const one of world.consoles) if (one.running()) one.backend().hurry();
    if (!whole && past >= roundMs && isLevel(world)) break;
  }
  const since = world.store.witness().head();
  await world.clock.run(idleMs);
  await checkStep(world);
  await checkQuiet(world, since);
}

function isLevel(world: World): boolean {
  return world.consoles.every((one) => {
    if (!one.running()) return false;
    const { state, pending, firstCopy } = one.backend().status();
    return state === 'rejected' || (state === 'live' && pending === 0 && firstCopy === null);
  });
}
