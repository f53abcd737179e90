/** Runs seeds one after the other and says what became of each: for nights, and for looking into one. Arguments: from, count, operations, servers (0 = one to four), failures to stop at, 'plain' = not shrunk. */
import { runSeed } from '#tests/fault/sim/run-seed.ts';
import { told } from '#tests/fault/sim/shrink.ts';

const [from = 1, count = 10, ops = 400, fixed = 0, most = 5] = process.argv.slice(2, 7).map(Number);
const plain = process.argv[7] === 'plain';
const started = performance.now();
let failed = 0;
for (let seed = from; seed < from + count && failed < most; seed += 1) {
  const servers = fixed || (seed % 4 === 0 ? 2 + ((seed / 4) % 3) : 1);
  const end = await runSeed({ seed, ops, servers });
  if (end.failure === null) continue;
  failed += 1;
  process.stdout.write(plain ? `seed ${seed}: ${end.failure}\n` : `${await told(end, servers)}\n`);
}
const { user, system } = process.cpuUsage();
process.stdout.write(`${count} seeds from ${from}, ${failed} failed, ${((performance.now() - started) / count).toFixed(0)} ms each, ${((user + system) / 1000 / count).toFixed(0)} ms of a core\n`);
process.exitCode = failed > 0 ? 1 : 0;
