// Each fence is proven by climbing it: a small tree with one import per file goes through the project's own lint configuration, in one
// run, and every file must be refused or let through as design.md's table says.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- the plugin of the linter has no types
import { table } from '../../scripts/lint/fence-table.mjs';

const root = join(import.meta.dirname, '../..');
const tree = mkdtempSync(join(tmpdir(), 'pult-fences-'));

interface Case {
  file: string;
  code: string;
  /** The rule that must refuse it; null: nothing may. */
  rule: string | null;
}
const cases: Case[] = [];
let refused: Map<string, string[]>;

const add = (folder: string, name: string, code: string, rule: string | null, ending = 'ts'): Case => {
  const known: Case = { file: `${folder}/${name}${cases.length}.${ending}`, code, rule };
  cases.push(known);
  return known;
};

/** Folder → what it may import, what it may not. Written out once more on purpose: the table it proves is not asked. */
const imports: [string, string[], string[]][] = [
  ['shared/model', ['zod', 'libphonenumber-js/min', 'temporal-polyfill', '#shared/base/ids.ts', '../base/ids.ts'],
    ['node:fs', 'fs', '#db/core/open.ts', '#backend/backend.ts', '#renderer/ui/x.ts', '#server/server.ts', '#channels/channel.ts', '../../db/core/x.ts', '../../backend/x.ts', 'react', 'drizzle-orm', 'electron', '#tests/helpers/x.ts', '../../tests/x.ts', 'ws']],
  ['db/console/queries', ['#shared/model/x.ts', '#db/core/open.ts', '../../core/open.ts', 'drizzle-orm/better-sqlite3', 'better-sqlite3', 'pg', 'node:path', 'node:fs/promises'],
    ['#backend/x.ts', '#server/x.ts', '#channels/channel.ts', '#renderer/x.ts', 'electron', 'ws', 'fastify', 'react', '../../../backend/x.ts', '#tests/x.ts']],
  ['channels/instagram', ['#shared/x.ts', '#channels/channel.ts', '../channel.ts', './wire.ts', 'node:crypto', '#channels/fetch-outside.ts'],
    ['./simulator.ts', '#channels/telegram/wire.ts', '../telegram/wire.ts', '#channels/registry.ts', '../registry.ts', 'grammy', '#db/core/x.ts', '#server/x.ts', '#backend/x.ts', 'undici', '#channels/runner/x.ts', '#channels/demo/x.ts', 'electron']],
  ['channels/telegram', ['grammy', 'grammy/types', './wire.ts', '#channels/channel.ts'], ['./simulator.ts', '../instagram/wire.ts', 'ws', '#db/core/x.ts']],
  ['channels/runner', ['#shared/x.ts', '#channels/channel.ts', '#channels/registry.ts', '../registry.ts', 'node:timers', './loop.ts'],
    ['#channels/instagram/connector.ts', '../telegram/connector.ts', '#channels/instagram/simulator.ts', '#db/core/x.ts', '#server/x.ts', 'grammy', '#channels/demo/x.ts']],
  ['channels/demo', ['#channels/instagram/simulator.ts', '../telegram/simulator.ts', '#shared/x.ts', 'node:http'],
    ['#channels/instagram/connector.ts', '#channels/registry.ts', '#db/core/x.ts', '#server/x.ts', '#channels/runner/x.ts', 'grammy']],
  ['backend/sync', ['#shared/x.ts', '#db/core/x.ts', '#db/console/x.ts', '#channels/runner/x.ts', 'node:events', 'ws', '../backend.ts', '#backend/press.ts'],
    ['#db/server/x.ts', '#server/x.ts', '#channels/registry.ts', '#channels/instagram/connector.ts', 'fastify', 'electron', '#renderer/x.ts', 'better-sqlite3', 'drizzle-orm', '#tests/x.ts']],
  ['backend/web', ['fastify', '@fastify/helmet', '#backend/backend.ts', '../backend.ts', '#shared/x.ts', '#db/console/x.ts'], ['#server/x.ts', '#db/server/x.ts', 'electron', 'react']],
  ['server/committer', ['#shared/x.ts', '#db/core/x.ts', '#db/server/x.ts', '#channels/runner/x.ts', 'ws', 'fastify', 'node:http', '../log.ts'],
    ['#backend/backend.ts', '../../backend/backend.ts', '#db/console/x.ts', '#channels/registry.ts', 'electron', '#renderer/x.ts', 'better-sqlite3', 'pg', '#tests/x.ts']],
  ['server/hosted', ['#backend/backend.ts', '#server/log.ts', '../log.ts', '#db/server/x.ts'], ['#db/console/x.ts', 'electron', '#renderer/x.ts']],
  ['entries', ['#backend/backend.ts', '#server/server.ts', '#channels/demo/demo.ts', '#shared/x.ts', 'node:process'],
    ['electron', '#db/core/x.ts', '#renderer/x.ts', '#channels/registry.ts', 'ws', '../electron/main/flags.ts', '#tests/x.ts']],
  ['electron/main', ['electron', '#shared/x.ts', '@electron/remote/main/index.js', 'electron-updater', 'node:fs', './origin.ts'],
    ['#backend/backend.ts', '#db/core/x.ts', '#server/x.ts', '#channels/channel.ts', '@electron/remote', '@electron/remote/main', '../preload/index.ts', '#renderer/x.ts', 'ws', 'better-sqlite3', '../../backend/x.ts', '#tests/x.ts']],
  ['electron/preload', ['electron', '@electron/remote', '#shared/port/desktop.ts'], ['#shared/model/x.ts', 'node:fs', '../main/ipc.ts', 'zod', '#renderer/x.ts', '#backend/x.ts']],
  ['renderer/shell', ['#renderer/ui/x.ts', '../ui/x.ts', '../data/x.ts', '../i18n/x.ts', '../bridge/x.ts', '#shared/x.ts', 'react', './Rail.tsx', '@base-ui/react/menu'],
    ['../features/inbox/x.ts', '#renderer/features.ts', '../features.ts', '#backend/x.ts', '#db/core/x.ts', 'electron', 'node:fs', '#server/x.ts', '#tests/x.ts']],
  ['renderer/features/inbox', ['./row.ts', './parts/x.ts', '#renderer/ui/x.ts', '../../ui/x.ts', '../../data/x.ts', '../../i18n/x.ts', '#shared/x.ts', 'react', '@atlaskit/pragmatic-drag-and-drop/element/adapter'],
    ['../board/card.ts', '#renderer/features/board/card.ts', '../../bridge/x.ts', '../../shell/x.ts', '#renderer/features.ts', '../../features.ts', '#backend/x.ts', 'node:path', 'electron', 'ws']],
  ['renderer/features/inbox/parts', ['../row.ts', './x.ts', '../../../ui/x.ts', '#renderer/features/inbox/row.ts'], ['../../board/card.ts', '../../../bridge/x.ts', '../../../features/board/x.ts']],
  ['renderer/data', ['../bridge/x.ts', '#shared/x.ts', 'react', 'zustand'], ['../ui/x.ts', '../features/inbox/x.ts', '../shell/x.ts', '#backend/x.ts', 'node:fs']],
  ['renderer/bridge', ['#shared/x.ts', './socket.ts'], ['../data/x.ts', '../ui/x.ts', 'electron', '@electron/remote', '#backend/x.ts', 'ws']],
  ['renderer/ui', ['react', '../i18n/x.ts', './values/x.ts', '#shared/x.ts', './ui.css'], ['../data/x.ts', '../bridge/x.ts', '../features/inbox/x.ts', '../shell/x.ts', 'node:fs']],
  ['renderer', ['./shell/Shell.tsx', './features.ts', './features/inbox/feature.ts', 'react-dom/client'], ['#backend/x.ts', 'electron', 'node:fs', '#tests/x.ts']],
  ['scripts', ['node:fs', './lib/say.mjs'], ['zod', '#shared/x.ts', '@electron/fuses', '../electron/main/flags.ts']],
  ['tests/unit', ['#backend/x.ts', '#db/core/x.ts', 'electron', 'anything', '../../scripts/x.mjs'], []],
];

for (const [folder, may, mayNot] of imports) {
  const ending = folder === 'scripts' ? 'mjs' : 'ts';
  for (const target of may) add(folder, 'may', `import '${target}';`, null, ending);
  for (const target of mayNot) add(folder, 'not', `import '${target}';`, 'pult(fences)', ending);
}

// Every way of naming another file is looked at.
const ways = [
  "import type { X } from '#db/core/x.ts'; export type Y = X;", "export { x } from '#db/core/x.ts';", "export * from '#db/core/x.ts';",
  "export type Y = import('#db/core/x.ts').X;", "export const x = () => import('#db/core/x.ts');", "import x = require('#db/core/x.ts'); export { x };", "export const x = require('#db/core/x.ts');",
].map((code) => add('renderer/shell', 'way', code, 'pult(fences)'));

const single: [string, string, string | null][] = [
  ['shared/model', 'export const at = Date.now();', 'eslint(no-restricted-properties)'],
  ['shared/model', 'export const at = new Date();', 'pult(no-clock)'],
  ['shared/model', 'export const at = Date();', 'pult(no-clock)'],
  ['shared/model', 'export const day = (at: number) => new Date(at).getUTCDay();', null],
  ['shared/model', 'export const dice = Math.random();', 'eslint(no-restricted-properties)'],
  ['shared/model', "import { Temporal } from 'temporal-polyfill'; export const at = Temporal.Now.instant();", 'eslint(no-restricted-properties)'],
  ['server/committer', 'export const at = Date.now();', null],
  ['renderer/ui', 'export default 1;', 'import(no-default-export)'],
  ['renderer/ui', 'export const set = (e: Element, html: string) => { e.innerHTML = html; };', 'eslint(no-restricted-properties)'],
  ['renderer/ui', "export const set = (e: Element) => e.insertAdjacentHTML('beforeend', '<b>');", 'eslint(no-restricted-properties)'],
  ['renderer/ui', "export const props = { dangerouslySetInnerHTML: { __html: '' } };", 'pult(no-html)'],
  ['renderer/features/inbox', "export const load = () => fetch('/x');", 'eslint(no-restricted-globals)'],
  ['channels/instagram', "export const load = () => globalThis.fetch('https://a.example');", 'eslint(no-restricted-properties)'],
  ['server/http', "export const load = () => fetch('https://a.example');", 'eslint(no-restricted-globals)'],
  ['server/http', 'export const tls = { rejectUnauthorized: false };', 'pult(verify-tls)'],
  ['server/http', 'export const tls = (off: boolean) => ({ rejectUnauthorized: !off });', 'pult(verify-tls)'],
  ['server/http', 'export const tls = { rejectUnauthorized: true };', null],
  ['server/http', "export const off = () => { process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'; };", 'pult(verify-tls)'],
  ['server/http', 'export const f = (x: any) => x;', 'typescript(no-explicit-any)'],
  ['tests/unit', "import { it } from 'vitest'; it.only('a', () => {});", 'vitest(no-focused-tests)'],
  ['tests/unit', "import { it } from 'vitest'; it.skip('a', () => {});", 'vitest(no-disabled-tests)'],
  ['backend/sync', '// a line\n'.repeat(300) + 'export const last = 1;\n', 'eslint(max-lines)'],
  ['electron/preload', '// a line\n'.repeat(79) + 'export const last = 1;\nexport const over = 2;\n', 'eslint(max-lines)'],
];
const singles = single.map(([folder, code, rule]) => add(folder, 'one', code, rule));
const markup = add('renderer/ui', 'one', "export const X = () => <div dangerouslySetInnerHTML={{ __html: '' }} />;", 'pult(no-html)', 'tsx');
const simulator = add('channels/instagram', 'simulator-', "import { createServer } from 'node:http'; export const x = createServer; export const y = fetch;", null);
const outside: Case = { file: 'channels/fetch-outside.ts', code: "import { Agent } from 'undici'; export const agent = Agent; export const y = fetch;", rule: null };
const registry: Case = { file: 'channels/registry.ts', code: "import './telegram/connector.ts'; import '#channels/instagram/connector.ts';", rule: null };
cases.push(outside, registry);
// A circle through types alone is a circle too.
const circle: Case[] = [
  { file: 'shared/circle/a.ts', code: "import type { B } from './b.ts'; export type A = B | 1;", rule: 'import(no-cycle)' },
  { file: 'shared/circle/b.ts', code: "import type { A } from '#shared/circle/a.ts'; export type B = A | 2;", rule: 'import(no-cycle)' },
];
cases.push(...circle);

const write = ({ file, code }: Case): void => {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), code);
};

beforeAll(() => {
  for (const path of ['.oxlintrc.json', 'package.json', 'scripts/lint']) cpSync(join(root, path), join(tree, path), { recursive: true });
  cases.forEach(write);
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'json'], { cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 26 });
  refused = new Map();
  for (const { filename, code } of (JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] }).diagnostics) {
    const file = filename.replaceAll('\\', '/').replace(/^\.\//, '');
    refused.set(file, [...(refused.get(file) ?? []), code]);
  }
});
afterAll(() => rmSync(tree, { recursive: true }));

const expectVerdict = ({ file, code, rule }: Case): void => {
  const found = refused.get(file) ?? [];
  if (rule === null) expect(found.filter((name) => /fences|restricted|clock|tls|html|cycle/.test(name)), code).toEqual([]);
  else expect(found, `${file}: ${code}`).toContain(rule);
};

describe('fences', () => {
  it.each(cases.filter(({ file }) => /\/(may|not)\d+\./.test(file)).map((one) => [one.file.replace(/\/[^/]*$/, ''), one.rule ? 'may not' : 'may', one.code, one] as const))(
    '%s %s: %s', (_folder, _verdict, _code, one) => expectVerdict(one));

  it.each(ways.map((one) => [one.code, one] as const))('see through: %s', (_code, one) => expectVerdict(one));

  it('let the simulators, the way out and the register do what only they may', () => {
    [simulator, outside, registry].forEach(expectVerdict);
  });

  it('cover every folder of the product', () => {
    for (const folder of ['shared', 'db', 'channels', 'backend', 'server', 'entries', 'electron/main', 'electron/preload', 'renderer', 'scripts']) {
      expect((table as { from: string }[]).some(({ from }) => from === `${folder}/`), folder).toBe(true);
    }
  });

  it('have no circle, in types neither', () => circle.forEach(expectVerdict));
});

describe('other refusals', () => {
  it.each([...singles, markup].map((one) => [one.file.replace(/\/[^/]*$/, ''), one.code.slice(0, 90).split('\n')[0]!, one] as const))('in %s: %s', (_folder, _code, one) => expectVerdict(one));

  it('are switched on for the whole project, with nothing excused', () => {
    const config = readFileSync(join(root, '.oxlintrc.json'), 'utf8');
    expect(config).toContain('"ignoreTypes": false');
    expect(config).not.toMatch(/"pult\/(fences|verify-tls|no-html)": "(off|warn)"/);
  });
});
