/**
 * What every messenger looks like to Pult. A connector is stateless: it speaks the network's wire format and nothing else; the runner
 * calls it, the server stores, decides and remembers.
 */
import type { Attachment, MessageKind, SubjectKind } from '#shared/model/bodies.ts';
import type { ChannelName } from '#shared/model/channel.ts';

/** An account as a connector sees it: addresses and secrets, opened for this call only. */
export interface ChannelAccount {
  accountId: string;
  identity: string;
  handle: string;
  endpoints: Record<string, string>;
  secrets: Record<string, string>;
}

export interface LiveCheck {
  /** The network's id of the account (bot id, IG user id). */
  identity: string;
  handle: string;
  name: string;
  tokenExpiresAt: number | null;
}

/** A person of the network, as far as an event or a look-up tells. */
export interface ChannelPerson {
  externalId: string;
  handle: string;
  name: string;
  avatarSource: string | null;
  link: string | null;
  language: string | null;
}

/**
 * `avatarSource` of a person of whom the event told only the id: the runner asks `Connector.person` for name and picture before it
 * fetches, apart from the event, so that a message never waits for a look-up.
 */
export function personSource(externalId: string): string {
  return `person:${externalId}`;
}

export function isPersonSource(source: string): boolean {
  return source.startsWith('person:');
}

export interface InboundMedia {
  kind: Attachment['kind'];
  /** URL, or the network's file id; null with `missing` set when it can't be had. */
  source: string | null;
  fileName: string | null;
  contentType: string | null;
  sizeBytes: number | null;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  missing: string | null;
}

/** What a message is about, with the media to copy on arrival. */
export interface InboundSubject {
  kind: SubjectKind;
  externalId: string | null;
  link: string | null;
  text: string;
  media: InboundMedia | null;
}

interface InboundBase {
  /** Unique within the account's identity and chat, stable across deliveries, polling and webhooks: the dedupe key (channels.md section 10). */
  eventKey: string;
  /** The network's id of the dialogue: where an answer goes. */
  chatId: string;
  person: ChannelPerson;
  at: number;
}

export type InboundEvent =
  | (InboundBase & {
      type: 'message';
      /** false: written from our account elsewhere (echo, phone app). */
      fromClient: boolean;
      externalId: string;
      kind: MessageKind;
      text: string;
      media: InboundMedia[];
      albumId: string | null;
      replyToExternalId: string | null;
      subject: InboundSubject | null;
      /** Until when a free answer is allowed, as this event opens it; null = unchanged or unlimited. */
      opensWindowUntil: number | null;
      /** Can be answered in public, and until when by one private reply too (0 = never); null = there is no comment to answer. */
      privateReplyUntil: number | null;
    })
  | (InboundBase & { type: 'edit'; externalId: string; text: string; editNumber: number })
  | (InboundBase & { type: 'unsend'; externalId: string })
  | (InboundBase & { type: 'reaction'; externalId: string; emoji: string | null; fromClient: boolean })
  | (InboundBase & { type: 'seen'; externalId: string | null });

/** What a webhook body or a poll came to. `strange` is kept raw: signed, but not understood. */
export interface Intake {
  events: InboundEvent[];
  strange: { reason: string; raw: string }[];
}

/** Something a delivery only points at: the network is asked before it can be stored. */
export interface LookUp {
  /** What to ask, in the connector's own words. */
  ask: Readonly<Record<string, string | number | null>>;
  /** What came, kept when the network does not tell. */
  raw: string;
  /** What is shown then. */
  otherwise: InboundEvent[];
}

export interface OutboundMessage {
  /** Ours: idempotency keys derive from it. */
  messageId: string;
  chatId: string;
  route: 'direct' | 'public' | 'private';
  text: string;
  /** For comments: the network's id of the comment answered. */
  commentExternalId: string | null;
  replyToExternalId: string | null;
  attachments: OutboundAttachment[];
  /** Human-agent tag allowed and asked for. */
  humanAgent: boolean;
}

export interface OutboundAttachment {
  kind: Attachment['kind'];
  fileName: string;
  contentType: string;
  sizeBytes: number;
  /** For networks that take uploads. */
  bytes(): Promise<Uint8Array>;
  /** For networks that fetch by address: a signed link on `publicUrl`; null when the team has none. */
  publicUrl: string | null;
}

/**
 * sent: the network said so. refused: the network said no, nothing went out (`retryAfterMs` = may be tried again; `account` = the account
 * itself is in trouble and its queue must wait). Anything thrown or timed out after the first byte left is `unknown`, and never sent again blind.
 */
export type SendOutcome =
  | { state: 'sent'; externalIds: string[]; at: number | null }
  | { state: 'refused'; code: string; detail: string; retryAfterMs: number | null; account: boolean };

export interface HookRequest {
  method: 'GET' | 'POST';
  query: Record<string, string>;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
}

export type HookAnswer =
  /** Handshake or refusal: answered as it stands. */
  | { kind: 'answer'; status: number; contentType: string; body: string; code: string }
  /** Genuine: to be stored, what `lookUps` come to as well, then 200. */
  | { kind: 'intake'; intake: Intake; lookUps: readonly LookUp[] };

/** Where a reader of an account is; opaque to the runner, stored by the server with the batch it belongs to. */
export type Place = string;

export interface ReadBatch extends Intake {
  /** To be stored in the same step as the events, before anything is confirmed to the network. */
  place: Place | null;
}

export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface ChannelTools {
  clock: Clock;
  /** The only way out: address checks, limits of size and time. `endpoints` origins of the account are allowed besides public addresses. */
  fetchOutside(url: string, init: FetchOutsideInit): Promise<Response>;
  log(code: string, data: Record<string, string | number | boolean | null>): void;
}

export interface FetchOutsideInit {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData;
  signal?: AbortSignal;
  /** Origins of the account's own endpoints, allowed though private. */
  allowOrigins: readonly string[];
  /** Longest body that is read; default 16 MiB. */
  maxBytes?: number;
  /** For the whole exchange; default 60 s. */
  timeoutMs?: number;
  /** Until the answer's headers; default 10 s, more for long polling. */
  headersTimeoutMs?: number;
}

export interface ChannelLimits {
  /** Longest text of one message, in `textUnit`; longer ones are split by the connector. */
  maxText: number;
  textUnit: 'bytes' | 'characters';
  maxBytes: Partial<Record<Attachment['kind'], number>>;
  /** The network fetches media from us: sending it needs the team's publicUrl. */
  mediaByUrl: boolean;
  routes: readonly ('direct' | 'public' | 'private')[];
  /** Free-form answers are allowed this long after the client's last message; null = always. */
  windowMs: number | null;
}

export interface SecretField {
  name: string;
  required: boolean;
}

export interface Connector {
  readonly channel: ChannelName;
  readonly limits: ChannelLimits;
  /** What the account page asks for. Labels: `account.<channel>.<name>`. */
  readonly secretFields: readonly SecretField[];
  readonly endpointDefaults: Readonly<Record<string, string>>;
  /** How the account is read: 'hook' = webhooks only, 'poll' = polling only, 'both'. */
  readonly reading: 'hook' | 'poll' | 'both';
  /** Asks the network whom the token belongs to. Throws ChannelError. */
  check(account: Omit<ChannelAccount, 'accountId' | 'identity' | 'handle'>, tools: ChannelTools, signal: AbortSignal): Promise<LiveCheck>;
  /** Answers a delivery to `/hooks/<channel>/<account>`: signature over the raw bytes first, JSON after. Pure. */
  hook?(request: HookRequest, account: ChannelAccount & { verifyToken: string }, now: number): HookAnswer;
  /**
   * Reads the account until aborted: yields batches; the consumer asks for the next one only after the batch is stored, and the connector
   * confirms a batch to the network only then (the next request carries the new offset). Throws ChannelError.
   */
  read?(account: ChannelAccount, place: Place | null, tools: ChannelTools, signal: AbortSignal): AsyncIterable<ReadBatch>;
  send(message: OutboundMessage, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<SendOutcome>;
  /** Bytes of incoming media. Throws ChannelError('too_large' | 'gone' | …). */
  fetchMedia(source: string, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<{ bytes: Uint8Array; contentType: string | null; fileName: string | null }>;
  /** What a delivery pointed at; null when the network does not tell, thrown when it can't be asked now. */
  lookUp?(ask: LookUp['ask'], account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<InboundEvent[] | null>;
  /** More about a person than the event told; null when the network tells nothing. */
  person?(externalId: string, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<ChannelPerson | null>;
  /** Was this message sent after all? For effects whose fate is unknown; null = can't tell. */
  findSent?(message: OutboundMessage, since: number, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<{ externalId: string } | null>;
  /** Takes away what keeps the account from being read ('webhook_set'), after a person agreed. */
  takeOver?(account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<void>;
  /** Renews a token before it expires; null = nothing to do. */
  refresh?(account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<{ secrets: Record<string, string>; tokenExpiresAt: number } | null>;
}

/**
 * A request that got no whole answer. `sent` false = certainly nothing reached the other side (address refused, no connection): it may
 * be repeated; true = it may have been acted upon. Carries codes only: addresses hold tokens.
 */
export class OutsideError extends Error {
  readonly code: 'address' | 'unreachable' | 'timeout' | 'cut' | 'too_large' | 'encoded' | 'redirect' | 'aborted';
  readonly sent: boolean;
  constructor(code: OutsideError['code'], sent: boolean) {
    super(code);
    this.name = 'OutsideError';
    this.code = code;
    this.sent = sent;
  }
}

/** A network's refusal that is not about one message. `code` has a text in every language (`channel.error.<code>`). */
export class ChannelError extends Error {
  readonly code: string;
  readonly detail: string;
  /** Retrying by itself makes sense after this long; null = a person must act. */
  readonly retryAfterMs: number | null;
  constructor(code: string, detail: string, retryAfterMs: number | null) {
    super(`${code}: ${detail}`);
    this.name = 'ChannelError';
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }
}
