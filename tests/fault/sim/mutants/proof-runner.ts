/** Runs the tests of the house over sources of which one is broken: Vite hands every module to the tests, and a plugin changes one on its way. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createVitest } from 'vitest/node';
import type { TestModule } from 'vitest/node';
import type { Mutant } from '#tests/fault/sim/mutants/mutant.ts';

export interface ProofEnd {
  passed: readonly string[];
  failed: readonly string[];
  /** First word of the first failure. */
  said: string;
  /** It could not even be loaded: that proves nothing. */
  broken: boolean;
}

export interface ProofRunner {
  /** The tests of a file whose title has these words, over the mutant (null = over the sources as they are). */
  run(mutant: Mutant | null, file: string, title: string): Promise<ProofEnd>;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../../../..');

export async function createProofRunner(): Promise<ProofRunner> {
  let current: Mutant | null = null;
  const { default: config } = (await import(pathToFileURL(resolve(root, 'vitest.config.ts')).href)) as { default: { test: { projects: { resolve: object; test: object }[] } } };
  const [node] = config.test.projects;
  // Nothing that is broken may come into the cache that others read.
  const vitest = await createVitest(
    { ...node!.test, config: false, watch: false, root, globalSetup: [], provide: { postgresDoor: null }, reporters: [{}], maxWorkers: 1, fileParallelism: false, fsModuleCache: false, testTimeout: 30_000 },
    {
      resolve: node!.resolve,
      plugins: [{
        name: 'mutant', enforce: 'pre',
        transform: (code, id) => (current && id === resolve(root, current.file) ? code.replace(current.find, () => current!.put) : null),
      }],
    },
  );
  const [project] = vitest.projects;
  return {
    async run(mutant, file, title) {
      current = mutant;
      if (mutant) vitest.invalidateFile(resolve(root, mutant.file));
      const pattern = new RegExp(title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      const { testModules } = await vitest.runTestSpecifications([project!.createSpecification(resolve(root, file), { testNamePattern: pattern })]);
      if (mutant) vitest.invalidateFile(resolve(root, mutant.file));
      // It tells of every file that was ever run.
      return endOf(testModules.filter((module) => module.moduleId === resolve(root, file)));
    },
    close: () => vitest.close(),
  };
}

function endOf(modules: readonly TestModule[]): ProofEnd {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const of = (state: 'passed' | 'failed') => tests.filter((test) => test.result().state === state);
  const failed = of('failed');
  return {
    passed: of('passed').map((test) => test.fullName), failed: failed.map((test) => test.fullName), broken: modules.some((module) => module.errors().length > 0),
    said: (failed[0]?.result().errors?.[0]?.message ?? '').split('\n')[0]!,
  };
}
