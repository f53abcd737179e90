import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// The real package starts a download when it is imported outside Electron.
const alias = { electron: resolve(import.meta.dirname, 'tests/electron-stub.ts') };

// A machine that is busy with something else is slow, not wrong: how fast the program is, the benchmarks say.
const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Many tests wait for sockets, clocks and processes: one worker more than there are cores.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', './scripts/count-reporter.mjs'],
    projects: [
      {
        resolve: { alias },
        test: {
          ...patience,
          name: 'node',
          environment: 'node',
          globalSetup: ['tests/helpers/postgres-cluster.ts'],
          // Packages that `require('electron')` by themselves get the stub too, and the same one.
          execArgv: ['--import', resolve(import.meta.dirname, 'tests/helpers/electron-hook.mjs')],
          server: { deps: { external: [/electron-stub\.ts$/] } },
          include: ['tests/{unit,contract,sync,mission,migrations,fault}/**/*.test.ts'],
        },
      },
      {
        resolve: { alias },
        test: { ...patience, name: 'ui', environment: 'jsdom', include: ['tests/ui/**/*.test.tsx'] },
      },
    ],
  },
});
