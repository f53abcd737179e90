/** Answers Instagram's deliveries: the handshake, the signature over the raw bytes, only then the JSON (R19). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelAccount, HookAnswer, HookRequest } from '#channels/channel.ts';
import { readDelivery } from '#channels/instagram/wire.ts';
import { kept, parseJson } from '#channels/json.ts';

export function answerHook(request: HookRequest, account: ChannelAccount & { verifyToken: string }, now: number): HookAnswer {
  if (request.method === 'GET') return handshake(request, account.verifyToken);
  const secret = account.secrets['appSecret'] ?? '';
  if (secret === '') return refuse('no_secret');
  if (!isSigned(request.body, request.headers['x-hub-signature-256'], secret)) return refuse('bad_signature');
  const text = new TextDecoder().decode(request.body);
  const body = parseJson(text);
  // Signed, so it is the network's: it would send it again for 36 hours and never better.
  if (body === null) return { kind: 'intake', intake: { events: [], strange: [{ reason: 'bad_json', raw: kept(text) }] }, lookUps: [] };
  const { lookUps, ...intake } = readDelivery(body, account, now);
  return { kind: 'intake', intake, lookUps };
}

function handshake(request: HookRequest, verifyToken: string): HookAnswer {
  const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge = '' } = request.query;
  const isOurs = mode === 'subscribe' && verifyToken !== '' && isSame(token, verifyToken) && /^[\w.~-]{1,200}$/.test(challenge);
  return isOurs ? { kind: 'answer', status: 200, contentType: 'text/plain; charset=utf-8', body: challenge, code: 'handshake' } : refuse('bad_handshake');
}

function isSigned(body: Uint8Array, header: string | undefined, secret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', secret).update(body).digest());
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function isSame(given: string, ours: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'verify').update(text).digest();
  return timingSafeEqual(digest(given), digest(ours));
}

function refuse(code: string): HookAnswer {
  return { kind: 'answer', status: 403, contentType: 'text/plain; charset=utf-8', body: 'forbidden', code };
}
