/** A port among the flags of a server: a number, or nothing asked. */

/** Throws an Error whose message is for people. */
export function readPort(flags: Readonly<Record<string, unknown>>, name: string): number | null {
  const asked = flags[name];
  if (asked === undefined) return null;
  const port = Number(asked);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`--${name} wants a number from 0 to 65535, not "${String(asked)}".`);
}
