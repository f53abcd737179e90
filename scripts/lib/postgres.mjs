// PostgreSQL's programs for the tests of the team's store: those that are there, else Debian's package. Tests start a cluster of their own.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.mjs';

const folders = () => [
  ...(existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').map((version) => join('/usr/lib/postgresql', version, 'bin')) : []),
  ...['/opt/homebrew/opt', '/usr/local/opt'].flatMap((dir) => (existsSync(dir) ? readdirSync(dir).filter((name) => name.startsWith('postgresql')).map((name) => join(dir, name, 'bin')) : [])),
  ...(process.env.PATH ?? '').split(':').filter(Boolean),
];

const there = () => folders().some((dir) => existsSync(join(dir, 'initdb')) && existsSync(join(dir, 'postgres')));

const debianRoot = () => process.platform === 'linux' && process.getuid() === 0 && existsSync('/etc/debian_version');

const quietly = (file, args) => spawnSync(file, args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });

/** What keeps the tests of PostgreSQL from running here; null = nothing. */
export const whyNoPostgres = () => {
  if (there()) return null;
  if (debianRoot()) {
    say('Installing PostgreSQL for the tests of the team server (about 60 MB, once).');
    quietly('apt-get', ['update']);
    quietly('apt-get', ['install', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confnew', 'postgresql']);
    if (there()) return null;
  }
  return 'there is no PostgreSQL here and none could be installed';
};
