// One benchmark in a process of its own: calls `run()` of the named file and writes its rows.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [file, resultFile] = process.argv.slice(2);
const { run } = await import(pathToFileURL(file).href);
const rows = await run();
for (const row of rows) {
  const whole = typeof row.name === 'string' && Number.isFinite(row.value) && typeof row.unit === 'string' && ['lower', 'higher'].includes(row.better);
  if (!whole) throw new Error(`a row wants { name, value, unit, target, better }: ${JSON.stringify(row)}`);
}
writeFileSync(resultFile, JSON.stringify(rows));
process.exit(0);
