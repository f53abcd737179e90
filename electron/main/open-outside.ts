// R5: the one way a link leaves the program. What a client sent decides nothing here: only four schemes go out, and a host that mixes
// scripts (a Cyrillic "а" in a Latin name) is shown in ASCII and asked about first.
import { domainToUnicode } from 'node:url';

const schemes = new Set(['https:', 'http:', 'mailto:', 'tel:']);
const longest = 2048;
const latin = /\p{Script=Latin}/u;
const notLatin = /[\p{L}--\p{Script=Latin}]/v;
const others = [/\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u];

export type Verdict = { open: string; ask: string | null } | null;

/** What to do with an address: refuse (null), open, or open after asking about the host `ask`. */
export const judge = (text: string): Verdict => {
  if (text.length > longest) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  // Letters beyond ASCII grow when they are encoded: what goes out is measured too.
  if (url.href.length > longest || !schemes.has(url.protocol) || url.username !== '' || url.password !== '') return null;
  // Some mail programs would take a file of this machine along.
  if (url.protocol === 'mailto:' && [...url.searchParams.keys()].some((key) => /^attach/i.test(key))) return null;
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') return { open: url.href, ask: null };
  if (url.hostname === '') return null;
  const readable = domainToUnicode(url.hostname);
  const mixed = (latin.test(readable) && notLatin.test(readable)) || others.filter((script) => script.test(readable)).length > 1;
  // An undecodable label stays xn--: as doubtful as a mixed one.
  return { open: url.href, ask: mixed || (readable.includes('xn--') && url.hostname !== readable) || readable === '' ? url.hostname : null };
};

export interface Outside {
  openExternal(url: string): Promise<void>;
  /** Resolves with true when the person wants this host opened. */
  confirm(host: string): Promise<boolean>;
}

/** Resolves with false when nothing was opened: refused, not wanted, or the system has no program for it. */
export const createOpenOutside =
  ({ openExternal, confirm }: Outside) =>
  async (text: string): Promise<boolean> => {
    const verdict = judge(text);
    if (!verdict || (verdict.ask !== null && !(await confirm(verdict.ask)))) return false;
    return openExternal(verdict.open).then(
      () => true,
      () => false,
    );
  };
