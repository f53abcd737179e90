// Switches of the packed Electron that no flag can turn back (R7). All are named, and a fuse that a later Electron adds stops the
// packing until somebody decides about it.
import { join } from 'node:path';

/** By the names of @electron/fuses. */
export const fuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};

const binaryOf = ({ appOutDir, electronPlatformName, packager }) => {
  const name = packager.appInfo.productFilename;
  if (electronPlatformName === 'darwin') return join(appOutDir, `${name}.app`, 'Contents', 'MacOS', name);
  return join(appOutDir, electronPlatformName === 'win32' ? `${name}.exe` : packager.executableName);
};

// eslint-disable-next-line import/no-default-export -- electron-builder calls a hook by its default export
export default async function flip(context) {
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses');
  const config = { version: FuseVersion.V1, strictlyRequireAllFuses: true, resetAdHocDarwinSignature: context.electronPlatformName === 'darwin' };
  for (const [name, on] of Object.entries(fuses)) config[FuseV1Options[name]] = on;
  await flipFuses(binaryOf(context), config);
}
