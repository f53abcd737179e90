/** The administrator's process: reads its flags, gives the commands real time, randomness and standard input, and ends with their code. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAdmin } from '#server/admin/run-admin.ts';
import { systemClock } from '#server/ports.ts';

process.umask(0o077);
// Built, this file lies in out/main; in the sources, in entries.
const root = [join(import.meta.dirname, '..'), join(import.meta.dirname, '..', '..')].find((dir) => existsSync(join(dir, 'package.json')))!;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

// Whoever reads may leave early (`| head`): what is under way is done all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const stdin = async (): Promise<string> => {
  let text = '';
  for await (const piece of process.stdin.setEncoding('utf8')) text += String(piece);
  return text.replace(/\r?\n$/, '');
};

process.exitCode = await runAdmin(process.argv.slice(2), {
  clock: systemClock(), fillRandom: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>), program: version, resourcesDir: join(root, 'resources'), stdin, store: process.env['PULT_STORE'] || null,
  print: (line) => void process.stdout.write(`${line}\n`), complain: (line) => void process.stderr.write(`${line}\n`),
});
