/** The one way out of the program: public https only, or exact origins the owner allowed; limits of size and time count in flight. */
import { lookup as dnsLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, errors, request } from 'undici';
import type { Dispatcher } from 'undici';
import { OutsideError } from '#channels/channel.ts';
import type { ChannelTools, FetchOutsideInit } from '#channels/channel.ts';
import { isLiteralAddress, isPublicAddress } from '#channels/public-address.ts';

export interface ResolvedAddress {
  address: string;
  family: number;
}

export interface OutsideDeps {
  /** All addresses of a name; the system's resolver unless a test says otherwise. */
  resolve?: (host: string) => Promise<ResolvedAddress[]>;
}

export interface Outside {
  fetchOutside: ChannelTools['fetchOutside'];
  close(): Promise<void>;
}

const maxRedirects = 3;
const defaultMaxBytes = 16 * 1024 * 1024;
const redirects = new Set([301, 302, 303, 307, 308]);
/** Never carried to another origin. */
const credentials = new Set(['authorization', 'cookie', 'x-api-key']);

/**
 * `fetchOutside` throws {@link OutsideError} for whatever is not a whole answer; any HTTP status is an answer. The body may be read once
 * and fails with `too_large`, `timeout` or `cut` while it is read.
 */
export function createOutside(deps: OutsideDeps = {}): Outside {
  const resolve = deps.resolve ?? ((host) => dnsLookup(host, { all: true }));
  const guarded = new Agent({ connect: connector({ lookup: guardedLookup(resolve) }, true), keepAliveTimeout: 4_000 });
  const allowed = new Agent({ connect: connector({}, false), keepAliveTimeout: 4_000 });

  const once = async (url: URL, init: FetchOutsideInit, headers: Record<string, string>, body: string | Uint8Array | null, signal: AbortSignal): Promise<Dispatcher.ResponseData> => {
    const isAllowed = init.allowOrigins.includes(url.origin);
    if (url.username !== '' || url.password !== '') throw new OutsideError('address', false);
    if (!isAllowed && !(url.protocol === 'https:' && url.port === '')) throw new OutsideError('address', false);
    if (isAllowed && url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutsideError('address', false);
    try {
      return await request(url, {
        method: init.method ?? 'GET',
        headers: { ...headers, 'accept-encoding': 'identity' },
        body,
        signal,
        dispatcher: isAllowed ? allowed : guarded,
        headersTimeout: init.headersTimeoutMs ?? 10_000,
        bodyTimeout: init.timeoutMs ?? 60_000,
      });
    } catch (error) {
      // Our own mistake, and nothing has left.
      if (error instanceof errors.InvalidArgumentError) throw error;
      throw asOutsideError(error, init.signal);
    }
  };

  return {
    async fetchOutside(address, init) {
      const whole = AbortSignal.timeout(init.timeoutMs ?? 60_000);
      const signal = init.signal ? AbortSignal.any([init.signal, whole]) : whole;
      let headers = lowerCased(init.headers ?? {});
      let body: string | Uint8Array | null = null;
      if (init.body instanceof FormData) {
        const form = new Response(init.body);
        headers['content-type'] = form.headers.get('content-type')!;
        body = new Uint8Array(await form.arrayBuffer());
      } else if (init.body !== undefined) body = init.body;

      let url = parse(address);
      for (let hop = 0; ; hop += 1) {
        const answer = await once(url, init, headers, body, signal);
        const location = answer.headers['location'];
        if (!redirects.has(answer.statusCode) || typeof location !== 'string') return counted(answer, init, signal);
        answer.body.on('error', () => undefined).destroy();
        // What was posted may have been acted upon, and no network we speak to answers a call with another address.
        if ((init.method ?? 'GET') !== 'GET') throw new OutsideError('redirect', true);
        if (hop === maxRedirects) throw new OutsideError('redirect', true);
        const next = parse(location, url.href);
        if (next.origin !== url.origin) headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !credentials.has(name)));
        url = next;
      }
    },
    async close() {
      await Promise.all([guarded.destroy(), allowed.destroy()]);
    },
  };
}

/** A literal host never reaches `lookup`, so it is checked where the connection is made. Errors here mean that nothing was sent. */
function connector(options: { lookup?: LookupFunction }, check: boolean): buildConnector.connector {
  const dial = buildConnector({ timeout: 10_000, ...options });
  return (target, callback) => {
    if (check && isLiteralAddress(target.hostname) && !isPublicAddress(target.hostname)) {
      callback(new OutsideError('address', false), null);
      return;
    }
    dial(target, (error, socket) => {
      if (error !== null) callback(error instanceof OutsideError ? error : new OutsideError('unreachable', false), null);
      else callback(null, socket!);
    });
  };
}

/** Refuses a name when any of its addresses is not public: which one would be dialled is not ours to choose. */
function guardedLookup(resolve: (host: string) => Promise<ResolvedAddress[]>): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (all) => {
        const first = all[0];
        if (first === undefined) callback(new OutsideError('unreachable', false), '');
        else if (all.some(({ address }) => !isPublicAddress(address))) callback(new OutsideError('address', false), '');
        else if (options.all === true) callback(null, all);
        else callback(null, first.address, first.family);
      },
      () => callback(new OutsideError('unreachable', false), ''),
    );
  };
}

function counted(answer: Dispatcher.ResponseData, init: FetchOutsideInit, signal: AbortSignal): Response {
  const limit = init.maxBytes ?? defaultMaxBytes;
  const refuse = (code: OutsideError['code']): never => {
    answer.body.on('error', () => undefined).destroy();
    throw new OutsideError(code, true);
  };
  const encoding = answer.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') refuse('encoded');
  if (Number(answer.headers['content-length'] ?? 0) > limit) refuse('too_large');
  const source = answer.body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let seen = 0;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await source.next();
        if (done === true) {
          controller.close();
          return;
        }
        seen += value.byteLength;
        if (seen > limit) refuse('too_large');
        controller.enqueue(new Uint8Array(value));
      } catch (error) {
        controller.error(error instanceof OutsideError ? error : bodyError(signal, init.signal));
      }
    },
    cancel: () => {
      answer.body.on('error', () => undefined).destroy();
    },
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const empty = answer.statusCode === 204 || answer.statusCode === 304 || answer.statusCode < 200;
  if (empty) answer.body.on('error', () => undefined).destroy();
  return new Response(empty ? null : stream, { status: answer.statusCode < 200 ? 502 : answer.statusCode, headers });
}

function bodyError(signal: AbortSignal, caller: AbortSignal | undefined): OutsideError {
  if (caller?.aborted === true) return new OutsideError('aborted', true);
  return new OutsideError(signal.aborted ? 'timeout' : 'cut', true);
}

function asOutsideError(error: unknown, caller: AbortSignal | undefined): OutsideError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof OutsideError) return at;
  }
  if (caller?.aborted === true) return new OutsideError('aborted', true);
  if (error instanceof errors.ConnectTimeoutError) return new OutsideError('unreachable', false);
  const name = error instanceof Error ? error.name : '';
  const isLate = error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError || name === 'TimeoutError' || name === 'AbortError';
  return new OutsideError(isLate ? 'timeout' : 'cut', true);
}

function parse(address: string, base?: string): URL {
  if (!URL.canParse(address, base)) throw new OutsideError('address', false);
  return new URL(address, base);
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
