/**
 * Runs seeds one after the other and says what became of each: for nights, for `npm test`, and for looking into one. Arguments: from, count,
 * operations, servers (0 = one to four), failures to stop at, 'plain' = not shrunk, processes that share the seeds, step (of such a process).
 */
import { spawn } from 'node:child_process';
import { runSeed } from '#tests/fault/sim/run-seed.ts';
import { told } from '#tests/fault/sim/shrink.ts';

const [from = 1, count = 10, ops = 400, fixed = 0, most = 5] = process.argv.slice(2, 7).map(Number);
const word = process.argv[7] ?? 'shrunk';
const [processes = 1, step = 1] = process.argv.slice(8, 10).map(Number);
const started = performance.now();

/** How many of them fail; what it says of each goes out at once. */
async function own(): Promise<number> {
  let failed = 0;
  for (let seed = from; seed < from + count && failed < most; seed += step) {
    const servers = fixed || (seed % 4 === 0 ? 2 + ((seed / 4) % 3) : 1);
    const end = await runSeed({ seed, ops, servers });
    if (end.failure === null) continue;
    failed += 1;
    process.stdout.write(word === 'plain' ? `seed ${seed}: ${end.failure}\n` : `${await told(end, servers)}\n`);
  }
  return failed;
}

/** The same by several processes, each with its share; their last word is a code, how many failed. */
async function shared(): Promise<number> {
  const share = (n: number): Promise<number> => new Promise((resolve) => {
    const args = [from + n, count - n, ops, fixed, most, word, 1, processes].map(String);
    spawn(process.execPath, [import.meta.filename, ...args], { stdio: 'inherit' }).on('close', (code) => resolve(code ?? most));
  });
  return (await Promise.all(Array.from({ length: processes }, (_, n) => share(n)))).reduce((sum, failed) => sum + failed, 0);
}

const failed = processes > 1 ? await shared() : await own();
if (step === 1) {
  const { user, system } = process.cpuUsage();
  const core = processes > 1 ? '' : `, ${((user + system) / 1000 / count).toFixed(0)} ms of a core`;
  process.stdout.write(`${count} seeds from ${from}, ${failed} failed, ${((performance.now() - started) / count).toFixed(0)} ms each${core}\n`);
}
process.exitCode = Math.min(failed, 99);
