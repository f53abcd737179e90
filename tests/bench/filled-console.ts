/** The bundled console on a copy of the data set, its team server out of reach: what is measured is the console alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyOfDataSet, viewerId } from '#tests/bench/data-set.ts';
import type { DataSetSize } from '#tests/bench/data-set.ts';
import { freePort, readyAddress, run, temporaryFolder } from '#tests/e2e/helpers/processes.ts';

export interface FilledConsole {
  readonly address: string;
  readonly pid: number;
  /** From the start of the process to the line with its address; ms. */
  readonly startedIn: number;
  stop(): Promise<void>;
}

const nowhere = 'http://127.0.0.1:9';

export async function startFilledConsole(size: DataSetSize): Promise<FilledConsole> {
  const folder = temporaryFolder();
  const person = join(folder.path, 'people', viewerId);
  mkdirSync(person, { recursive: true });
  copyOfDataSet(person, size);
  writeFileSync(join(folder.path, 'session.json'), JSON.stringify({ deviceId: 'bench', token: 'bench', personId: viewerId, name: 'Bench', serverUrl: nowhere }));
  const port = await freePort();
  const from = performance.now();
  const console = run('console', ['--data', folder.path, '--port', String(port), '--server', nowhere]);
  const address = await readyAddress(console);
  return {
    address,
    pid: console.child.pid!,
    startedIn: performance.now() - from,
    async stop() {
      await console.stop();
      folder.remove();
    },
  };
}
