/** What Instagram's errors mean for us: the table of its codes and subcodes. */
import { asNumber, asObject, asText, parseJson } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

export interface GraphFailure {
  code: string;
  /** The network's own numbers, never its text: that may quote the message. */
  detail: string;
  retryAfterMs: number | null;
  /** The account itself is in trouble: its queue waits. */
  account: boolean;
}

const limits = new Set([4, 17, 32, 613, 80002]);
const unreachable = new Set(['551/', '551/1545041', '551/2018108', '100/2018001']);
const outsideWindow = new Set([2534022, 2018278]);

export function graphError(answer: { status: number; error: JsonObject | null; headers: Headers }): GraphFailure {
  const code = asNumber(answer.error?.['code']);
  const sub = asNumber(answer.error?.['error_subcode']);
  const detail = `${answer.status} ${asText(answer.error?.['type']) ?? ''} ${code ?? ''}/${sub ?? ''}`;
  const make = (name: string, retryAfterMs: number | null = null, account = false): GraphFailure => ({ code: name, detail, retryAfterMs, account });

  if (code === 190) return make('token_invalid', null, true);
  if (code !== null && limits.has(code)) return make('rate_limited', regainMs(answer.headers) ?? 60_000, true);
  if (answer.status === 429) return make('rate_limited', retryAfter(answer.headers) ?? 60_000, true);
  if (code === 10 && sub !== null && outsideWindow.has(sub)) return make('window_closed');
  if (code === 10 && sub === 2534014) return make('already_replied');
  if (code === 10 && sub === 1893063) return make('page_restricted', null, true);
  if (code === 10 || (code !== null && code >= 200 && code <= 299)) return make('permission_missing', null, true);
  if (code === 10903) return make('already_replied');
  if (unreachable.has(`${code ?? ''}/${sub ?? ''}`) || code === 551) return make('not_reachable');
  if (code === 100) return make('bad_request');
  if (code === 1 || code === 2 || answer.status >= 500) return make('network_trouble', 10_000);
  if (answer.status === 401) return make('token_invalid', null, true);
  return make('refused_by_network');
}

/** How long a limit lasts as far as the answer's headers tell, in ms. */
function regainMs(headers: Headers): number | null {
  const usage = asObject(parseJson(headers.get('x-business-use-case-usage') ?? ''));
  let minutes = 0;
  for (const list of Object.values(usage ?? {})) {
    if (!Array.isArray(list)) continue;
    for (const item of list) minutes = Math.max(minutes, asNumber(asObject(item)?.['estimated_time_to_regain_access']) ?? 0);
  }
  return minutes > 0 ? minutes * 60_000 : null;
}

function retryAfter(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}
