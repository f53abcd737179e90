// Reads the flags Electron was started with. Chromium adds switches of its own, so unknown ones are passed over;
// scripts/start.mjs has refused a person's mistakes before. Nothing is read behind `--` or a link: a link must not bring flags along (R5).
import { isLinkLike } from '#shared/port/link.ts';

export interface Flags {
  data: string | null;
  /** Handed on to the console word by word. */
  forConsole: string[];
  /** File in which `scripts/start.mjs` wants to read that the window is up. */
  windowMark: string | null;
}

const valued = ['--port', '--server', '--invite'];

export const readFlags = (given: readonly string[]): Flags => {
  const end = given.findIndex((arg) => arg === '--' || isLinkLike(arg));
  const argv = end < 0 ? given : given.slice(0, end);
  const flags: Flags = { data: null, forConsole: [], windowMark: null };
  for (let i = 0; i < argv.length; i += 1) {
    const flag = argv[i]!;
    const value = argv[i + 1];
    if (flag === '--demo') flags.forConsole.push(flag);
    if (value === undefined) continue;
    if (flag === '--data') flags.data = value;
    else if (flag === '--window-mark') flags.windowMark = value;
    else if (valued.includes(flag)) flags.forConsole.push(flag, value);
    else continue;
    i += 1;
  }
  return flags;
};
