// Who may import whom. The first row whose `from` matches a file decides, so a narrower folder stands above its parent.
// `may`: folders and files of this project (they hold a slash or a known suffix), packages, and `node:` for Node's own modules.
// A folder ends with a slash and means all in it; `*` stands for one path segment. A file may always import its own folder
// (`own`, by default the folder of `from`).

const page = [
  'react', 'react-dom', '@base-ui/react', 'lucide', 'zustand', 'i18next', 'react-i18next', '@tanstack/react-virtual',
  '@atlaskit/pragmatic-drag-and-drop', '@atlaskit/pragmatic-drag-and-drop-hitbox', 'dompurify', 'zod', 'temporal-polyfill',
  'libphonenumber-js',
];
const outside = ['undici', 'ipaddr.js', 'file-type'];
const httpLibrary = ['fastify', '@fastify/*'];
const connector = ['shared/', 'channels/*.ts', 'node:', 'zod'];

// Code that was written to be tested against; a connector must not lean on it.
const simulators = ['channels/*/simulator.ts', 'channels/*/simulator-*.ts', 'channels/*/simulator/'];

export const table = [
  { from: 'shared/', may: ['zod', 'libphonenumber-js', 'temporal-polyfill'] },

  { from: 'db/', may: ['shared/', 'drizzle-orm', 'better-sqlite3', 'pg', 'node:', 'zod'] },

  { from: 'channels/registry.ts', own: [], may: ['shared/', 'channels/*.ts', 'channels/*/'], never: [...simulators, 'channels/runner/', 'channels/demo/'] },
  { from: 'channels/runner/', may: ['shared/', 'channels/*.ts', 'node:', 'zod', 'file-type'] },
  { from: 'channels/demo/', may: ['shared/', 'channels/*.ts', ...simulators, 'node:', 'zod'], never: ['channels/registry.ts'] },
  ...simulators.map((from) => ({ from, own: ['channels/*/'], may: [...connector, 'ws'], never: ['channels/registry.ts'] })),
  { from: 'channels/telegram/', may: [...connector, 'grammy'], never: [...simulators, 'channels/registry.ts'] },
  { from: 'channels/*/', may: connector, never: [...simulators, 'channels/registry.ts'] },
  { from: 'channels/', own: ['channels/*.ts'], may: ['shared/', 'node:', 'zod', ...outside] },

  { from: 'backend/web/', own: ['backend/'], may: ['shared/', 'db/core/', 'db/console/', 'channels/runner/', 'node:', 'ws', 'zod', ...httpLibrary] },
  { from: 'backend/', may: ['shared/', 'db/core/', 'db/console/', 'channels/runner/', 'node:', 'ws', 'zod'] },

  { from: 'server/hosted/', own: ['server/'], may: ['backend/', 'shared/', 'db/core/', 'db/server/', 'channels/runner/', 'node:', 'ws', 'zod', ...httpLibrary] },
  { from: 'server/', may: ['shared/', 'db/core/', 'db/server/', 'channels/runner/', 'node:', 'ws', 'zod', 'file-type', '@node-rs/argon2', ...httpLibrary] },

  { from: 'entries/', may: ['backend/', 'server/', 'channels/demo/', 'shared/', 'node:', 'zod'] },

  { from: 'electron/main/', may: ['shared/', 'electron', '@electron/remote/main/index.js', 'electron-updater', 'node:', 'zod'] },
  { from: 'electron/preload/', may: ['shared/port/', 'electron', '@electron/remote'] },

  { from: 'renderer/features/*/', may: ['renderer/ui/', 'renderer/data/', 'renderer/i18n/', 'shared/', ...page] },
  { from: 'renderer/shell/', may: ['renderer/ui/', 'renderer/data/', 'renderer/i18n/', 'renderer/bridge/', 'shared/', ...page] },
  { from: 'renderer/data/', may: ['renderer/bridge/', 'shared/', ...page] },
  { from: 'renderer/bridge/', may: ['shared/', ...page] },
  { from: 'renderer/i18n/', may: ['shared/', 'resources/locales/', ...page] },
  { from: 'renderer/ui/', may: ['renderer/i18n/', 'shared/', ...page] },
  // The root: main.tsx mounts the shell, features.ts is the one list of features.
  { from: 'renderer/', own: ['renderer/*.ts', 'renderer/*.tsx', 'renderer/*.css'], may: ['renderer/shell/', 'renderer/features/', 'renderer/ui/', 'renderer/data/', 'renderer/i18n/', 'renderer/bridge/', 'shared/', ...page] },

  // Scripts run before anything is installed; Playwright is asked only once tests are under way.
  { from: 'scripts/lib/chromium.mjs', own: ['scripts/lib/'], may: ['node:', '@playwright/test'] },
  { from: 'scripts/pack-fuses.mjs', own: ['scripts/'], may: ['node:', '@electron/fuses'] },
  { from: 'scripts/', may: ['node:'] },
];
