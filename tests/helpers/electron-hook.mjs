// Lets the bundled main process, and @electron/remote, run in plain Node: `electron` becomes the stub, for `import` and `require` alike.
//   node --import ./tests/helpers/electron-hook.mjs out/main/main.js
import { registerHooks } from 'node:module';

// @electron/remote asks for an internal binding that exists in Node too, but throws there.
const real = process._linkedBinding;
process._linkedBinding = (name) => (name.startsWith('electron_') ? { setHiddenValue() {}, getHiddenValue() {} } : real(name));

const stub = new URL('../electron-stub.ts', import.meta.url).href;
registerHooks({ resolve: (specifier, context, next) => (specifier === 'electron' ? { url: stub, shortCircuit: true } : next(specifier, context)) });
