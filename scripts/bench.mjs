// npm run bench: measures; prints a table and writes it as JSON. A number never fails the run, a benchmark that throws does.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { readFlags } from './lib/flags.mjs';
import { root } from './lib/root.mjs';
import { giveUp, say, seconds } from './lib/say.mjs';

const flags = readFlags('bench', { json: { type: 'string', value: 'FILE', help: 'write the numbers there too' } }, 'names');
const folder = join(root, 'tests', 'bench');
const known = existsSync(folder) ? readdirSync(folder).filter((n) => n.endsWith('.bench.ts')).map((n) => n.slice(0, -'.bench.ts'.length)).sort() : [];
const names = flags._.length > 0 ? flags._ : known;
const unknown = names.find((name) => !known.includes(name));
if (unknown !== undefined) giveUp(`There is no benchmark "${unknown}"; there are: ${known.join(', ') || 'none'}.`, 2);

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()}-${arch()}, Node ${process.versions.node}`;

// A process each: the memory and the warmed-up code of one must not be another's.
const measure = (name, resultFile) =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['--expose-gc', join(root, 'scripts', 'lib', 'bench-child.mjs'), join(folder, `${name}.bench.ts`), resultFile], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('close', done);
  });

await ensureBuilt();
// Big data sets are built once and kept here, each under a name that says its shape.
mkdirSync(join(root, '.cache'), { recursive: true });
const results = mkdtempSync(join(tmpdir(), 'pult-bench-'));
process.on('exit', () => rmSync(results, { recursive: true, force: true }));

const rows = [];
let failed = false;
for (const name of names) {
  const started = Date.now();
  const file = join(results, `${name}.json`);
  const code = await measure(name, file);
  say(`${name}: ${code === 0 ? 'measured' : 'failed'} in ${seconds(started)}`);
  if (code === 0) rows.push(...JSON.parse(readFileSync(file, 'utf8')).map((row) => ({ ...row, machine })));
  else failed = true;
}

const within = ({ value, target, better }) =>
  typeof target !== 'number' ? '' : (better === 'higher' ? value >= target : value <= target) ? 'ok' : 'over';
const cells = rows.map((row) => [
  row.name, `${row.value} ${row.unit}`, row.target === undefined ? '' : `${row.better === 'higher' ? '≥' : '≤'} ${row.target} ${row.unit}`, within(row),
]);
const head = ['name', 'value', 'target', ''];
const widths = head.map((title, i) => Math.max(title.length, ...cells.map((c) => c[i].length)));
for (const line of [head, ...cells]) process.stdout.write(`${line.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()}\n`);
process.stdout.write(`${machine}\n`);
if (flags.json) writeFileSync(resolve(flags.json), `${JSON.stringify(rows, null, 2)}\n`);
process.exit(failed ? 1 : 0);
