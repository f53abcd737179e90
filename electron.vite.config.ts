// One build makes everything that runs: the processes of plain Node, Electron's main, its preload and the page.
// No aliases here: package.json "imports" serve every tool alike.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('electron/main/index.ts'),
          console: at('entries/console.ts'),
          server: at('entries/server.ts'),
          admin: at('entries/admin.ts'),
          demo: at('entries/demo.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      isolatedEntries: true,
      // A sandboxed preload may be one CommonJS file only and can require nothing, so all of it is bundled.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: 'oxc',
      // Our policy of content allows no data: images.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  },
});
