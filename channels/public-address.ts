/** Tells addresses of the public internet from those inside somebody's network (security.md R21). */
import ipaddr from 'ipaddr.js';

/** True for a literal IPv4 or IPv6 address, brackets allowed. */
export function isLiteralAddress(host: string): boolean {
  return ipaddr.isValid(unbracket(host));
}

/**
 * True only for a unicast address anybody may have. Mapped, translated (NAT64, 6to4, Teredo) and IPv4-compatible forms are refused:
 * each of them can name a private host.
 */
export function isPublicAddress(address: string): boolean {
  const text = unbracket(address);
  if (!ipaddr.isValid(text)) return false;
  const parsed = ipaddr.process(text);
  if (parsed.range() !== 'unicast') return false;
  // ipaddr.js calls ::a.b.c.d and the old site-local block unicast; all that is in use lies in 2000::/3.
  return parsed.kind() === 'ipv4' || (parsed.toByteArray()[0]! & 0xe0) === 0x20;
}

function unbracket(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}
