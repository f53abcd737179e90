import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataFolder } from '#backend/host/data-folder.ts';
import { defaultDataDir } from '../../electron/main/data-dir.ts';
// @ts-expect-error -- the script runs before anything is built and has no types
import { defaultDataDir as ofScripts } from '../../scripts/lib/data-dir.mjs';

const cases: [NodeJS.Platform, NodeJS.ProcessEnv, string, string][] = [
  ['linux', {}, '/home/anna', '/home/anna/.local/share/Pult'],
  ['linux', { XDG_DATA_HOME: '/data/anna' }, '/home/anna', '/data/anna/Pult'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/anna', '/home/anna/.local/share/Pult'],
  ['darwin', { XDG_DATA_HOME: '/x' }, '/Users/anna', '/Users/anna/Library/Application Support/Pult'],
  ['win32', { APPDATA: '/Users/anna/AppData/Roaming' }, '/Users/anna', '/Users/anna/AppData/Roaming/Pult'],
];

describe('the place for data', () => {
  it.each(cases)('on %s with %j is the same for the window and for npm start', (platform, env, home, expected) => {
    expect(defaultDataDir(env, platform, home)).toBe(expected);
    expect(ofScripts(env, platform, home)).toBe(expected);
  });

  it.each(['team.db', 'server.json'])('a team has been begun where its server has left its %s: one kept in PostgreSQL is found at the next start too', (name) => {
    const dir = mkdtempSync(join(tmpdir(), 'pult-place-'));
    try {
      const folder = openDataFolder(dir);
      expect(folder.hasTeam('own')).toBe(false);
      mkdirSync(join(dir, 'team'));
      writeFileSync(join(dir, 'team', name), '{}');
      expect([folder.hasTeam('own'), folder.hasTeam('demo')]).toEqual([true, false]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
