/** Server and console as one file each: a process that is killed a thousand times must not spend its life reading modules. */
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

export interface Programs {
  readonly server: string;
  readonly console: string;
  /** What their processes are started with. */
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

const root = resolve(import.meta.dirname, '..', '..', '..');
/** Brings a compiled file of its own, found beside the bundle's folder. */
const native = ['better-sqlite3', '@node-rs/argon2'];

/** Built from the sources as they are; takes about two seconds. */
export async function buildPrograms(): Promise<Programs> {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  // Two folders below the root, as out/main is: there a program finds its package and its resources.
  const outDir = mkdtempSync(join(cache, 'blows-'));
  const compiled = mkdtempSync(join(tmpdir(), 'pult-blows-compiled-'));
  await build({
    configFile: false, logLevel: 'error', root, publicDir: false,
    ssr: { noExternal: true, external: native, target: 'node' },
    build: {
      ssr: true, outDir, target: 'node24', minify: false,
      rolldownOptions: { input: { server: join(root, 'entries', 'server.ts'), console: join(import.meta.dirname, 'console-process.ts') }, output: { entryFileNames: '[name].js' } },
    },
  });
  return {
    server: join(outDir, 'server.js'), console: join(outDir, 'console.js'),
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    remove() {
      for (const dir of [outDir, compiled]) rmSync(dir, { recursive: true, force: true });
    },
  };
}
