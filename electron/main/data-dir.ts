// The system's place for Pult's data, for a window that was not opened by scripts/start.mjs. The same answer as scripts/lib/data-dir.mjs,
// which runs before anything is built; tests/unit/data-dir.test.ts compares them.
import { join } from 'node:path';

export const defaultDataDir = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string => {
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Pult');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Pult');
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'Pult');
};
