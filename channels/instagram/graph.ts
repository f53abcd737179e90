/** Where Instagram's Graph is, for this account, and how a call to it is made. */
import type { ChannelTools } from '#channels/channel.ts';
import { ChannelError, OutsideError } from '#channels/channel.ts';
import { ownOrigins } from '#channels/endpoints.ts';
import type { Caller } from '#channels/endpoints.ts';
import { asObject, parseJson } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';
import { graphError } from '#channels/instagram/errors.ts';

export const endpointDefaults = { graph: 'https://graph.instagram.com' } as const;
const version = 'v24.0';

export function graphUrl(account: Caller, path: string, query: Record<string, string> = {}): string {
  const base = (account.endpoints['graph'] || endpointDefaults.graph).replace(/\/+$/, '');
  const text = new URLSearchParams(query).toString();
  return `${base}/${version}${path}${text === '' ? '' : `?${text}`}`;
}

/** What a call came to: the body of a success, or the network's error. Transport failures throw {@link OutsideError}. */
export type GraphAnswer = { ok: true; body: JsonObject } | { ok: false; status: number; error: JsonObject | null; headers: Headers };

export async function callGraph(
  url: string, account: Caller, tools: ChannelTools, signal: AbortSignal,
  init: { method?: 'GET' | 'POST'; json?: unknown; form?: Record<string, string>; bearer?: boolean } = {},
): Promise<GraphAnswer> {
  const headers: Record<string, string> = {};
  if (init.bearer !== false) headers['authorization'] = `Bearer ${account.secrets['token'] ?? ''}`;
  let body: string | undefined;
  if (init.json !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(init.json);
  } else if (init.form !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    body = new URLSearchParams(init.form).toString();
  }
  const response = await tools.fetchOutside(url, {
    method: init.method ?? 'GET', headers, signal, allowOrigins: ownOrigins(account), timeoutMs: 20_000, maxBytes: 8 * 1024 * 1024,
    ...(body === undefined ? {} : { body }),
  });
  const parsed = asObject(parseJson(await response.text()));
  const error = asObject(parsed?.['error']);
  if (response.status >= 200 && response.status < 300 && error === null) {
    // A success that can't be read is no answer: what was asked for may well have been done.
    if (parsed === null) throw new OutsideError('cut', true);
    return { ok: true, body: parsed };
  }
  return { ok: false, status: response.status, error, headers: response.headers };
}

const tellsNothing = new Set(['bad_request', 'not_reachable', 'permission_missing', 'refused_by_network']);

/** For what the network may keep to itself: null then, which is no trouble of the account. */
export async function readIfTold(url: string, account: Caller, tools: ChannelTools, signal: AbortSignal): Promise<JsonObject | null> {
  try {
    return await readGraph(url, account, tools, signal);
  } catch (error) {
    if (error instanceof ChannelError && tellsNothing.has(error.code)) return null;
    throw error;
  }
}

/** For reading calls: every failure is a {@link ChannelError} that says whether to try again. */
export async function readGraph(url: string, account: Caller, tools: ChannelTools, signal: AbortSignal, bearer = true): Promise<JsonObject> {
  let answer: GraphAnswer;
  try {
    answer = await callGraph(url, account, tools, signal, { bearer });
  } catch (error) {
    if (error instanceof OutsideError && error.code !== 'aborted') throw new ChannelError('network', error.code, 5_000);
    throw error;
  }
  if (answer.ok) return answer.body;
  const failure = graphError(answer);
  throw new ChannelError(failure.code, failure.detail, failure.retryAfterMs);
}
