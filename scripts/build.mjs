// npm run build: makes out/main, out/preload and out/renderer anew. With --pack also the installer of this system (electron-builder).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { readFlags } from './lib/flags.mjs';
import { root } from './lib/root.mjs';

const flags = readFlags('build', { pack: { type: 'boolean', help: 'also make the installer of this system' } });
process.stdout.write((await ensureBuilt({ force: true })) ?? '');
if (flags.pack) {
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const { status } = spawnSync(process.execPath, [builder, '--config', 'electron-builder.yml', '--publish', 'never'], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
