// What `npm test` and `npm run check` run, and how the parts are counted. Each stage answers `{ passed, failed, skipped, reason? }`.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { electronBinary } from './node24.mjs';
import { hasDisplay } from './open.mjs';
import { whyNoPostgres } from './postgres.mjs';
import { root } from './root.mjs';
import { seconds } from './say.mjs';

const none = { passed: 0, failed: 0, skipped: 0 };
const tool = (...path) => join(root, 'node_modules', ...path);

// A tool that writes into our pipe would not know whether a person reads it in colour.
const { FORCE_COLOR: _force, NO_COLOR: _no, ...plainEnv } = process.env;
const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };

/** Runs a tool under this Node and keeps what it says: a stage that passes is one line, one that fails is shown whole. */
const run = (args, env = {}) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...plainEnv, ...colour, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code, output }));
  });

const verdict = ({ code, output }) => (code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1, output });

const countLine = /(\d+) passed, (\d+) failed, (\d+) skipped/g;

/** Folders whose tests also run over PostgreSQL. */
const onStores = ['contract', 'sync', 'mission', 'migrations', 'fault'];

const vitest = (folders) => async () => {
  const present = folders.filter((folder) => hasFiles(`tests/${folder}`, /\.test\.tsx?$/));
  if (present.length === 0) return none;
  const reason = present.some((folder) => onStores.includes(folder)) ? whyNoPostgres() : null;
  const { code, output } = await run([tool('vitest', 'vitest.mjs'), 'run', '--passWithNoTests', ...present.map((folder) => `tests/${folder}/`)]);
  const last = [...output.matchAll(countLine)].at(-1);
  const [passed, failed, skipped] = last ? last.slice(1).map(Number) : [0, 0, 0];
  // A run that ends badly without a failed test has failed as a whole.
  const result = { passed, failed: failed || (code === 0 && last ? 0 : 1), skipped };
  return { ...result, ...(reason && result.skipped ? { reason } : {}), output: result.failed || result.skipped ? output : undefined };
};

function hasFiles(folder, pattern) {
  const full = join(root, folder);
  return existsSync(full) && readdirSync(full, { recursive: true }).some((name) => pattern.test(name));
}

const playwright = async (project, env) => {
  const report = join(root, '.cache', `playwright-${project}.json`);
  rmSync(report, { force: true });
  const { code, output } = await run([tool('@playwright', 'test', 'cli.js'), 'test', `--project=${project}`, '--reporter=list,json'], {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  if (!existsSync(report)) return { ...none, failed: 1, output };
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(report, 'utf8')).stats;
  const failed = unexpected || (code === 0 ? 0 : 1);
  return { passed: expected + flaky, failed, skipped, output: failed || flaky || skipped ? output : undefined };
};

/** All tests of a project, counted as skipped for one reason. */
const skipAll = async (project, reason) => {
  const { output } = await run([tool('@playwright', 'test', 'cli.js'), 'test', `--project=${project}`, '--list']);
  return { ...none, skipped: Number(/Total: (\d+) test/.exec(output)?.[1] ?? 1), reason };
};

const e2e = async () => {
  if (!hasFiles('tests/e2e', /\.spec\.ts$/)) return none;
  const { path, reason } = await findChromium();
  if (!path) return skipAll('e2e', reason);
  await ensureBuilt();
  return playwright('e2e', { CHROMIUM_PATH: path });
};

const e2eElectron = async () => {
  if (!hasFiles('tests/e2e-electron', /\.spec\.ts$/)) return none;
  if (!electronBinary()) return { ...(await skipAll('e2e-electron', 'there is no Electron binary here')), excused: true };
  if (!hasDisplay()) return { ...(await skipAll('e2e-electron', 'there is no display here')), excused: true };
  await ensureBuilt();
  return playwright('e2e-electron', {});
};

// Neighbours that share a runner are started together: a runner's start costs more than many of its tests.
const inVitest = ['unit', 'contract', 'sync', 'mission', 'migrations', 'fault', 'ui'];
export const stageNames = ['lint', 'types', ...inVitest, 'seeds', 'e2e', 'e2e-electron'];

/** Lives of simulated teams, over all cores. */
const lives = 110;
const seeds = async () => {
  const { code, output } = await run([join(root, 'tests', 'fault', 'sim', 'night.ts'), '100000', String(lives), '400', '0', '3', 'shrunk', String(availableParallelism())]);
  return code === 0 ? { ...none, passed: lives } : { ...none, passed: lives - code, failed: code, output };
};

const plan = (names) => {
  const folders = inVitest.filter((name) => names.includes(name));
  return [
    names.includes('lint') && ['lint', async () => verdict(await run([tool('oxlint', 'bin', 'oxlint'), '--deny-warnings']))],
    names.includes('types') && ['types', async () => verdict(await run([tool('typescript', 'bin', 'tsc'), '-b', '--pretty', String(Boolean(process.stdout.isTTY))]))],
    folders.length > 0 && [folders.join(', '), vitest(folders)],
    names.includes('seeds') && ['seeds', seeds],
    names.includes('e2e') && ['e2e', e2e],
    names.includes('e2e-electron') && ['e2e-electron', e2eElectron],
  ].filter(Boolean);
};

/** Runs the named stages and prints the sum as the last line. `strict`: a skip that has no excuse is a failure. */
export const runStages = async (names, { strict = false } = {}) => {
  const sum = { ...none };
  for (const [title, stage] of plan(names)) {
    const started = Date.now();
    process.stdout.write(`${title} … `);
    const result = await stage();
    const inExcess = strict && !result.excused ? result.skipped : 0;
    sum.passed += result.passed;
    sum.failed += result.failed + inExcess;
    sum.skipped += result.skipped - inExcess;
    process.stdout.write(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped (${seconds(started)})\n`);
    if (result.reason) process.stdout.write(`  skipped: ${result.reason}\n`);
    if (inExcess) process.stdout.write('  a skip counts as a failure here\n');
    if (result.output) process.stdout.write(`${result.output.trim()}\n\n`);
  }
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
  return sum.failed === 0 ? 0 : 1;
};
