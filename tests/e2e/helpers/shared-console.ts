/** One console for all tests of a file or a group: started before the first of them, ended after the last, on a folder of its own. */
import { test } from '@playwright/test';
import { freePort, readyAddress, run, temporaryFolder } from '#tests/e2e/helpers/processes.ts';
import type { Folder, Running } from '#tests/e2e/helpers/processes.ts';

export interface SharedConsole {
  /** Leads its owner in; with a key that works once. */
  address(): Promise<string>;
  /** The same with another key, for one more window. */
  freshAddress(): Promise<string>;
  /** Leads a person of the demo in. */
  linkOf(login: string): Promise<string>;
}

/** Call it at the top of a test file or inside a `test.describe`. */
export function sharedConsole(args: readonly string[]): SharedConsole {
  let data: Folder;
  let process: Running;
  test.beforeAll(async () => {
    data = temporaryFolder();
    process = run('console', [...args, '--data', data.path, '--port', String(await freePort())]);
    await readyAddress(process);
  });
  test.afterAll(async () => {
    await process?.stop();
    data?.remove();
  });
  return {
    address: () => readyAddress(process),
    async freshAddress() {
      const second = run('console', ['--data', data.path]);
      const address = await readyAddress(second);
      await second.exited;
      return address;
    },
    linkOf: async (login) => (await process.line(new RegExp(`Also: ${login} (http\\S+)`)))[1]!,
  };
}
