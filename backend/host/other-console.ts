/** Asks the console that already runs on this data folder for a fresh address. */
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { DataFolder } from '#backend/host/data-folder.ts';
import type { Timers } from '#backend/timers.ts';

const patienceMs = 20_000;
const stepMs = 200;

/** null = it does not answer: it may just be starting or ending, or be stuck. */
export async function freshAddressOfOther(folder: DataFolder, timers: Timers): Promise<string | null> {
  const end = timers.now() + patienceMs;
  for (;;) {
    const running = folder.running();
    const address = running && existsSync(folder.controlKeyFile) ? await ask(running.port, readFileSync(folder.controlKeyFile, 'utf8')) : null;
    if (address !== null || timers.now() > end) return address;
    await new Promise<void>((resolve) => void timers.after(stepMs, resolve));
  }
}

function ask(port: number, key: string): Promise<string | null> {
  return new Promise((resolve) => {
    const out = request({ host: '127.0.0.1', port, path: '/control/address', method: 'POST', headers: { 'x-pult-control': key, 'content-length': '0' }, timeout: 3000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => void (text += part));
      answer.on('end', () => {
        try {
          resolve(answer.statusCode === 200 ? ((JSON.parse(text) as { address: string }).address ?? null) : null);
        } catch {
          resolve(null);
        }
      });
    });
    out.on('timeout', () => out.destroy());
    out.on('error', () => resolve(null));
    out.end();
  });
}
