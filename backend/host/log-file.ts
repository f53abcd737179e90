/** The console's own log: one line of JSON per event, ids and codes only, a file a day, kept for 14 days (R31). */
import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareFolder } from '#db/core/open-database.ts';
import type { Log } from '#backend/timers.ts';

const keptDays = 14;

export function createLogFile(dir: string, name: string, now: () => number): Log {
  prepareFolder(dir);
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const oldest = day(now() - keptDays * 24 * 3600_000);
  const pattern = new RegExp(`^${name}-(\\d{4}-\\d{2}-\\d{2})\\.log$`);
  for (const file of readdirSync(dir)) if ((pattern.exec(file)?.[1] ?? oldest) < oldest) rmSync(join(dir, file), { force: true });
  // A line's own name is its code: what else is called so is the reason.
  return (code, { code: why, ...data } = {}) => {
    const at = now();
    try {
      appendFileSync(join(dir, `${name}-${day(at)}.log`), `${JSON.stringify({ at, code, ...data, ...(why === undefined ? {} : { why }) })}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not stop what is being logged.
    }
  };
}
