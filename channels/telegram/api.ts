/** The Bot API of one bot, over our one way out: addresses are configuration, and a failure says whether anything was sent. */
import { Api, GrammyError, HttpError } from 'grammy';
import type { ApiClientOptions } from 'grammy';
import type { ChannelTools, FetchOutsideInit } from '#channels/channel.ts';
import { ChannelError, OutsideError } from '#channels/channel.ts';
import { ownOrigins } from '#channels/endpoints.ts';
import type { Caller } from '#channels/endpoints.ts';

export const endpointDefaults = { api: 'https://api.telegram.org' } as const;

export function apiRoot(account: Caller): string {
  return (account.endpoints['api'] || endpointDefaults.api).replace(/\/+$/, '');
}

/** Files are not served by the API's methods but beside them; by default under the same root. */
export function fileAddress(account: Caller, path: string): string {
  const root = (account.endpoints['files'] || apiRoot(account)).replace(/\/+$/, '');
  return `${root}/file/bot${account.secrets['token'] ?? ''}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** `waitMs`: how long the network may stay silent before it answers (long polling). */
export function createApi(account: Caller, tools: ChannelTools, timing: { waitMs: number; wholeMs: number }): Api {
  const fetchOutside = async (address: unknown, init: { headers?: Record<string, string>; body?: unknown; signal?: AbortSignal }): Promise<Response> => {
    const outside: FetchOutsideInit = {
      // Its `connection` header is none of a caller's business here, and refused.
      method: 'POST', headers: { 'content-type': init.headers?.['content-type'] ?? 'application/json' }, allowOrigins: ownOrigins(account), headersTimeoutMs: timing.waitMs, timeoutMs: timing.wholeMs,
      body: typeof init.body === 'string' ? init.body : await collected(init.body),
      signal: ownSignal(init.signal),
    };
    return tools.fetchOutside(String(address), outside);
  };
  return new Api(account.secrets['token'] ?? '', {
    apiRoot: apiRoot(account), timeoutSeconds: Math.ceil(timing.wholeMs / 1000) + 5,
    fetch: fetchOutside as unknown as NonNullable<ApiClientOptions['fetch']>,
  });
}

/** The library brings an abort signal of its own making, which Node's functions don't take for one. */
function ownSignal(signal: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController();
  if (signal?.aborted === true) controller.abort();
  else signal?.addEventListener('abort', () => controller.abort());
  return controller.signal;
}

async function collected(body: unknown): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array | string>) parts.push(typeof part === 'string' ? Buffer.from(part) : part);
  return new Uint8Array(Buffer.concat(parts));
}

/** The transport failure inside the library's error, if that is what it was. */
export function outsideErrorOf(error: unknown): OutsideError | null {
  if (error instanceof OutsideError) return error;
  return error instanceof HttpError && error.error instanceof OutsideError ? error.error : null;
}

/** For calls that only ask: what went wrong and when to try again. */
export function asChannelError(error: unknown): unknown {
  const outside = outsideErrorOf(error);
  if (outside !== null) return outside.code === 'aborted' ? outside : new ChannelError('network', outside.code, 3_000);
  if (error instanceof HttpError) return new ChannelError('network', 'unreadable', 3_000);
  if (!(error instanceof GrammyError)) return error;
  const detail = `${error.method} ${error.error_code}`;
  if (error.error_code === 401 || error.error_code === 404) return new ChannelError('token_invalid', detail, null);
  if (error.error_code === 409) return /webhook/i.test(error.description) ? new ChannelError('webhook_set', detail, null) : new ChannelError('second_reader', detail, 30_000);
  if (error.error_code === 429) return new ChannelError('rate_limited', detail, (error.parameters.retry_after ?? 30) * 1000);
  if (error.error_code >= 500) return new ChannelError('network_trouble', detail, 5_000);
  if (/file is too big/i.test(error.description)) return new ChannelError('too_large', detail, null);
  return new ChannelError('bad_request', detail, null);
}
