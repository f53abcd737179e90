/** How a server is reached: on this machine alone, over TLS with its own certificate, or behind proxies it is told to trust; never open (R11). */
import { createServer as createHttp } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';

export interface Reach {
  /** Address to listen on. */
  host: string;
  /** PEM; null = plain HTTP. */
  tls: { cert: Buffer; key: Buffer } | null;
  /** Origin that people know, as `https://pult.example.com`; null = `http://127.0.0.1:PORT`. */
  url: string | null;
  /** Proxies that end TLS for this server; whom they name is believed, whom others name is not. */
  proxies: BlockList | null;
}

export const loopbackReach: Reach = { host: '127.0.0.1', tls: null, url: null, proxies: null };

export class BadReach extends Error {}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Reads the flags of a server. Throws BadReach with a sentence for people. */
export function readReach(flags: { host?: unknown; cert?: unknown; key?: unknown; url?: unknown; 'trusted-proxy'?: unknown }): Reach {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const host = text(flags.host) ?? '127.0.0.1';
  const [cert, key, url, trusted] = [text(flags.cert), text(flags.key), text(flags.url), text(flags['trusted-proxy'])];
  if ((cert === null) !== (key === null)) throw new BadReach('A certificate wants both files: --cert FILE and --key FILE.');
  if (isIP(host) === 0) throw new BadReach(`--host wants an address as 0.0.0.0 or 192.168.1.5, not "${host}".`);
  if (url !== null && (!URL.canParse(url) || new URL(url).protocol !== 'https:' || new URL(url).origin !== url.replace(/\/$/, ''))) throw new BadReach(`--url wants the address people know, as https://pult.example.com, not "${url}".`);
  const proxies = trusted === null ? null : readProxies(trusted);
  if (!isLoopback(host) && cert === null && proxies === null) {
    throw new BadReach(`On ${host} passwords and messages would cross the network open. Give a certificate (--cert FILE --key FILE), or name the proxy that has one (--trusted-proxy ADDRESS).`);
  }
  if ((!isLoopback(host) || proxies !== null) && url === null) throw new BadReach('Tell the address people know this server by: --url https://pult.example.com');
  const read = (path: string): Buffer => {
    try {
      return readFileSync(path);
    } catch {
      throw new BadReach(`${path} can't be read.`);
    }
  };
  return { host, tls: cert === null ? null : { cert: read(cert), key: read(key!) }, url: url === null ? null : new URL(url).origin, proxies };
}

function readProxies(text: string): BlockList {
  const list = new BlockList();
  for (const part of text.split(',').map((one) => one.trim()).filter((one) => one !== '')) {
    const [address = '', bits] = part.split('/', 2);
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = kind === 'ipv6' ? 128 : 32;
    // Everybody trusted is nobody trusted.
    if (isIP(address) === 0 || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) >= 8 && Number(bits) <= most))) throw new BadReach(`--trusted-proxy wants addresses or networks as 10.0.0.2,10.0.1.0/24, not "${part}".`);
    list.addSubnet(address, bits === undefined ? most : Number(bits), kind);
  }
  return list;
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
const within = (list: BlockList, address: string): boolean => isIP(plain(address)) !== 0 && list.check(plain(address), isIP(plain(address)) === 6 ? 'ipv6' : 'ipv4');
export const isLoopback = (address: string): boolean => within(loopback, address);

export interface Caller {
  /** Whoever is at the other end: of a trusted proxy, whom it names. */
  address: string;
  /** What is said can't be read on the way: TLS up to us, up to our proxy, or the same machine. */
  safe: boolean;
  /** Through a proxy of ours or over the network: not a window of this machine. */
  local: boolean;
}

export function callerOf(reach: Reach, request: Pick<IncomingMessage, 'headers' | 'socket'>): Caller {
  const near = plain(request.socket.remoteAddress ?? '');
  if (reach.proxies !== null && within(reach.proxies, near)) {
    // The last one was written by our proxy; those before it by whoever wanted to.
    const named = String(request.headers['x-forwarded-for'] ?? '').split(',').at(-1)!.trim();
    return { address: isIP(named) === 0 ? near : named, safe: request.headers['x-forwarded-proto'] === 'https', local: false };
  }
  return { address: near, safe: reach.tls !== null || isLoopback(near), local: isLoopback(near) && reach.tls === null };
}

export const strictTransport = 'max-age=31536000; includeSubDomains';

/** Headers within 10 s (R18): Node looks for those that are late every half a minute unless it is told. */
export function createReachServer(reach: Reach, given: { maxHeaderSize: number }, handler: RequestListener): Server {
  const options = { ...given, headersTimeout: 10_000, connectionsCheckingInterval: 1000 };
  if (reach.tls === null) return createHttp(options, handler);
  return createHttps({ ...options, cert: reach.tls.cert, key: reach.tls.key, minVersion: 'TLSv1.2' }, handler) as unknown as Server;
}
