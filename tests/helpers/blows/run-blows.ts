/** `node run-blows.ts KILLS BLOWS SEED`: blows without a test's frame, for a night; the store by PULT_STORE. Ends with 1 when anything was lost. */
import { blows, strike } from '#tests/helpers/blows/strike.ts';

const [kills = 0, rounds = 0, seed = 1] = process.argv.slice(2).map(Number);
const store = process.env['PULT_STORE'] || null;
// A finding is a line, not a trace.
process.on('uncaughtException', (error) => {
  process.stdout.write(`seed ${seed}: ${error.stack}\n`);
  process.exit(1);
});
const started = performance.now();
const struck = await strike({
  kills, seed, store, unsafeDisk: process.env['PULT_TEST_DISK'] === 'lies', say: (line) => void process.stdout.write(`${line}\n`),
  blows: Array.from({ length: rounds }, (_, n) => blows[n % blows.length]!),
});
const { faults, ...figures } = struck;
process.stdout.write(`${JSON.stringify({ seed, store: store === null ? 'sqlite' : 'postgresql', ...figures, faults: faults.length, seconds: Math.round((performance.now() - started) / 1000) })}\n`);
for (const fault of faults.slice(0, 50)) process.stdout.write(`  ${fault}\n`);
process.exit(faults.length > 0 ? 1 : 0);
