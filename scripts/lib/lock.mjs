// Two terminals may install or build at once: the second waits for the first. A folder is the lock, since making one is atomic.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { say } from './say.mjs';

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const holderOf = (folder) => {
  try {
    return Number(readFileSync(join(folder, 'pid'), 'utf8'));
  } catch {
    return 0;
  }
};

export const withLock = async (name, work) => {
  const folder = join(root, '.cache', `${name}.lock`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  let told = false;
  for (let namelessSince = 0; ; ) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const pid = holderOf(folder);
    // Between mkdir and the pid file a holder has no name yet; after two seconds it never will.
    if (pid === 0) namelessSince ||= Date.now();
    if ((pid !== 0 && !alive(pid)) || (namelessSince !== 0 && Date.now() - namelessSince > 2000)) {
      rmSync(folder, { recursive: true, force: true });
      namelessSince = 0;
      continue;
    }
    if (!told && pid !== 0) say(`Waiting for another Pult command (process ${pid}) to finish its ${name}.`);
    told ||= pid !== 0;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  writeFileSync(join(folder, 'pid'), String(process.pid));
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
