// The scripts as a person meets them: what they refuse, and how two of them at once behave.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- scripts run before anything is built and have no types
import { withLock } from '../../scripts/lib/lock.mjs';
// @ts-expect-error -- as above
import { fileWritten, hasDisplay } from '../../scripts/lib/open.mjs';

const root = join(import.meta.dirname, '../..');
const run = (script: string, args: string[], env: NodeJS.ProcessEnv = {}) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(root, 'scripts', script), ...args], { encoding: 'utf8', timeout: 20_000, env: { ...process.env, ...env } });
  return { status, first: stderr.split('\n')[0], stderr, stdout };
};

describe('flags', () => {
  it.each([
    ['start.mjs', ['--frobnicate'], 'Unknown flag --frobnicate.'],
    ['start.mjs', ['-x'], 'Unknown flag -x.'],
    ['start.mjs', ['--port', 'abc'], '--port wants a number from 0 to 65535, not "abc".'],
    ['start.mjs', ['--port', '65536'], '--port wants a number from 0 to 65535, not "65536".'],
    ['start.mjs', ['4747'], '"4747" is no flag. (npm wants "--" before the flags of a script, as below.)'],
    ['server.mjs', ['--demo'], 'Unknown flag --demo.'],
    ['test.mjs', ['--only', 'unit,nothing'], 'There is no stage "nothing"; there are: lint, types, unit, contract, sync, mission, migrations, fault, ui, seeds, e2e, e2e-electron.'],
    ['check.mjs', ['--ci'], 'Unknown flag --ci.'],
    ['node.mjs', [], 'Usage: node scripts/node.mjs SCRIPT [arguments]'],
  ])('%s %j ends in one clear sentence', (script, args, sentence) => {
    expect(run(script, args)).toMatchObject({ status: 2, first: sentence });
  });

  it('of npm start are listed, after a mistake and on asking', () => {
    const asked = run('start.mjs', ['--help']);
    expect(asked.status).toBe(0);
    for (const flag of ['--browser', '--demo', '--data DIR', '--port N', '--no-open', '--server URL', '--invite CODE']) {
      expect(asked.stdout).toContain(flag);
      expect(run('start.mjs', ['--oops']).stderr).toContain(flag);
    }
  });

  it('that npm kept for itself are taken from it, and one that lost its value is named', () => {
    expect(run('start.mjs', [], { npm_config_port: 'abc' }).first).toContain('not "abc"');
    expect(run('start.mjs', [], { npm_config_data: 'true' }).first).toBe('--data came without its value.');
    // npm's own setting of this name holds a program.
    expect(run('start.mjs', ['--oops'], { npm_config_browser: 'firefox' }).first).toBe('Unknown flag --oops.');
  });
});

describe('a data folder that takes nothing', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'pult-flags-')), 'letter.txt');
  writeFileSync(file, '');
  afterAll(() => rmSync(dirname(file), { recursive: true }));
  // Where there is a /proc, folders can't be made in it, and it does not say why.
  const places = [file, join(file, 'deep', 'er'), ...(existsSync('/proc/self') ? ['/proc/nope', '/proc/nope/deep', '/proc'] : [])];

  it.each(['start.mjs', 'server.mjs'].flatMap((script) => places.map((place) => [script, place] as const)))('%s --data %s: one clear sentence before anything is built', (script, place) => {
    const { status, stderr } = run(script, ['--data', place]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Nothing can be written to [^\n]+\. Give Pult another folder with --data\.\n$/);
    expect(stderr).toContain(place);
  });

  it.each(['start.mjs', 'server.mjs'])('%s: an empty one is a flag without its value, not the folder one stands in', (script) => {
    expect(run(script, ['--data', ''])).toMatchObject({ status: 2, first: '--data came without its value.' });
  });
});

describe('two commands at once', () => {
  const folder = join(root, '.cache', 'proof.lock');

  it('work one after the other', async () => {
    const order: string[] = [];
    const work = (name: string) => withLock('proof', async () => {
      order.push(`${name} begins`);
      await wait(20);
      order.push(`${name} ends`);
    }) as Promise<void>;
    await Promise.all([work('first'), work('second')]);
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(existsSync(folder)).toBe(false);
  });

  it('are not held up by one that died', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'pid'), String(dead));
    expect(await withLock('proof', () => 'done')).toBe('done');
  });

  it('leave no lock behind when the work fails', async () => {
    await expect(withLock('proof', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(existsSync(folder)).toBe(false);
  });
});

describe('the window of the browser', () => {
  it.each([[{}, 'linux', false], [{ DISPLAY: ':0' }, 'linux', true], [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true], [{}, 'darwin', true], [{}, 'win32', true]])('with %j on %s can be opened: %s', (env, platform, expected) => {
    expect(hasDisplay(env, platform)).toBe(expected);
  });

  it('[R10] is opened when its page is whole, and never when the console ended before', async () => {
    const place = mkdtempSync(join(tmpdir(), 'pult-open-'));
    const path = join(place, 'open-pult.html');
    const ended = Promise.withResolvers<void>();
    const opening = fileWritten(path, ended.promise) as Promise<boolean>;
    writeFileSync(path, '<html>');
    writeFileSync(path, '<html></html>\n');
    expect(await opening).toBe(true);
    rmSync(place, { recursive: true });
    const late = fileWritten(path, ended.promise) as Promise<boolean>;
    ended.resolve();
    expect(await late).toBe(false);
  });
});
