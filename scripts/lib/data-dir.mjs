// The system's place for a program's data. electron/main/data-dir.ts answers the same; tests/unit/data-dir.test.ts compares them.
import { homedir } from 'node:os';
import { join } from 'node:path';

export const programData = (env = process.env, platform = process.platform, home = homedir()) => {
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return env.XDG_DATA_HOME || join(home, '.local', 'share');
};

export const defaultDataDir = (...args) => join(programData(...args), 'Pult');
