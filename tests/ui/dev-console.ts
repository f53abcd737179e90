/**
 * Serves the real page with the fake console behind it, to look at: `node tests/ui/dev-console.ts [port] [--more 200] [--first-run] [--demo] [--built]`.
 * Prints the address. Pictures of drawn cakes stand for all files.
 */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { createServer } from 'vite';
import { WebSocketServer } from 'ws';
import react from '@vitejs/plugin-react';
import { existsSync, readFileSync } from 'node:fs';
import { presetSchema } from '#shared/model/preset.ts';
import type { UpFrame } from '#shared/port/port.ts';
import { createFakeConsole } from '#tests/ui/fake-console.ts';

const root = new URL('../../', import.meta.url).pathname;
const flag = (name: string): boolean => process.argv.includes(`--${name}`);
const valueOf = (name: string): string | undefined => process.argv[process.argv.indexOf(`--${name}`) + 1];
const port = Number(process.argv[2]) || 0;

const file = `${root}resources/presets/confectionery.json`;
const preset = existsSync(file) && !flag('fake-preset') ? presetSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
const fake = createFakeConsole({ more: flag('more') ? Number(valueOf('more')) : 0, host: { ready: !flag('first-run'), demo: flag('demo') }, ...(preset ? { preset } : {}) });
setInterval(() => fake.status({ syncedAt: Date.now() }), 4000).unref();

const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 336 210"><rect width="336" height="210" fill="#d9d2ec"/><rect x="120" y="70" width="96" height="50" rx="6" fill="#b39ddb"/><rect x="90" y="110" width="156" height="80" rx="8" fill="#a38cd6"/><circle cx="150" cy="62" r="9" fill="#5b4b8a"/><circle cx="170" cy="58" r="9" fill="#5b4b8a"/><circle cx="190" cy="62" r="9" fill="#5b4b8a"/></svg>';

const media = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
  if (!request.url?.startsWith('/media/')) return next();
  response.setHeader('content-type', 'image/svg+xml').end(picture);
};

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types dompurify";

/** `--built`: what `npm run build` made, under the policy it is served with. */
function serveBuilt(): Server {
  const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
  return createHttpServer((request, response) => media(request, response, () => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const name = `${root}out/renderer${path === '/' ? '/index.html' : path}`;
    if (path.includes('..') || !existsSync(name)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream', 'content-security-policy': policy }).end(readFileSync(name));
  }));
}

async function serveSources(): Promise<Server> {
  const vite = await createServer({
    configFile: false, root: `${root}renderer`, plugins: [react(), { name: 'media', configureServer: (server) => void server.middlewares.use(media) }],
    server: { middlewareMode: true, hmr: false }, logLevel: 'warn', appType: 'spa', cacheDir: `${root}.cache/vite-dev`,
    // Named, because they are imported by way of `#renderer/…`, which the scan does not follow: found late, React would be loaded twice.
    optimizeDeps: {
      include: [
        'react', 'react/jsx-dev-runtime', 'react-dom', 'react-dom/client', 'lucide', 'zustand', 'i18next', '@tanstack/react-virtual', 'zod', 'temporal-polyfill', 'libphonenumber-js',
        '@base-ui/react/csp-provider', '@base-ui/react/dialog', '@base-ui/react/menu', '@base-ui/react/popover', '@base-ui/react/tooltip',
        '@atlaskit/pragmatic-drag-and-drop/element/adapter', '@atlaskit/pragmatic-drag-and-drop/combine', '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview',
      ],
    },
  });
  return createHttpServer(vite.middlewares);
}

const server = flag('built') ? serveBuilt() : await serveSources();
const sockets = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  if (request.url !== '/ws') return;
  sockets.handleUpgrade(request, socket, head, (web) => {
    const window = fake.attach((frame) => web.send(JSON.stringify(frame)));
    web.on('message', (data) => window.receive(JSON.parse(String(data)) as UpFrame));
    web.on('close', () => window.detach());
  });
});
server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}/#key=look`);
});
