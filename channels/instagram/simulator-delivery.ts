/** Delivers the simulated Instagram's webhooks: escaped JSON, signed over its bytes, again and again until answered with 200. */
import { createHmac } from 'node:crypto';
import type { Account } from '#channels/instagram/simulator-state.ts';

export type Envelope = 'messaging' | 'standby' | 'changes' | 'flat';

export interface Delivery {
  account: Account;
  body: Buffer;
}

export interface Courier {
  /** Sends `content` of one event; while held it waits. */
  deliver(account: Account, kind: 'message' | 'comment', content: object, field: string): void;
  /** From now on deliveries wait. */
  hold(): void;
  /** Delivers what waited, `times` each, in an order of `shuffle`'s choosing. */
  release(options?: { times?: number; shuffle?: (deliveries: Delivery[]) => Delivery[] }): void;
  /** Every body ever delivered, oldest first: for sending it again or altered. */
  bodies: readonly Delivery[];
  /** In which of the network's three envelopes. */
  envelopes: { message: Envelope; comment: Envelope };
  post(delivery: Delivery, signature?: string | null): Promise<number>;
  /** Resolves when everything has been answered with 200. */
  idle(): Promise<void>;
  close(): void;
}

const retryAfterMs = [0, 1_000, 2_000, 5_000, 10_000, 30_000] as const;

export function createCourier(now: () => number): Courier {
  const bodies: Delivery[] = [];
  const stopped = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  let held: Delivery[] | null = null;
  let underWay = 0;
  let waiting: (() => void)[] = [];

  const post = async ({ account, body }: Delivery, signature: string | null = sign(body, account.appSecret)): Promise<number> => {
    const response = await fetch(account.hookUrl!, {
      method: 'POST', body: new Uint8Array(body), redirect: 'error', signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(20_000)]),
      headers: { 'content-type': 'application/json', ...(signature === null ? {} : { 'x-hub-signature-256': signature }) },
    });
    await response.arrayBuffer();
    return response.status;
  };

  const attempt = async (delivery: Delivery, failures: number): Promise<void> => {
    // The address may be told later, or move: a try without one is a failed try.
    const status = delivery.account.hookUrl === null ? 0 : await post(delivery).catch(() => 0);
    if (stopped.signal.aborted) return;
    if (status === 200) {
      underWay -= 1;
      if (underWay === 0) for (const done of waiting.splice(0)) done();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(delivery, failures + 1);
    }, retryAfterMs[failures] ?? 60_000);
    timers.add(timer);
  };

  const begin = (delivery: Delivery): void => {
    underWay += 1;
    void attempt(delivery, 0);
  };

  const courier: Courier = {
    bodies,
    post,
    envelopes: { message: 'messaging', comment: 'changes' },
    deliver(account, kind, content, field) {
      if (!account.isSubscribed) return;
      const entry = { id: account.identity, time: now(), ...wrapped(courier.envelopes[kind], content, field) };
      const delivery = { account, body: escaped({ object: 'instagram', entry: [entry] }) };
      bodies.push(delivery);
      if (held === null) begin(delivery);
      else held.push(delivery);
    },
    hold() {
      held ??= [];
    },
    release({ times = 1, shuffle = (list: Delivery[]): Delivery[] => list } = {}) {
      const list = Array.from({ length: times }, () => held ?? []).flat();
      held = null;
      for (const delivery of shuffle(list)) begin(delivery);
    },
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((done) => waiting.push(done))),
    close() {
      stopped.abort();
      for (const timer of timers) clearTimeout(timer);
      for (const done of waiting.splice(0)) done();
    },
  };
  return courier;
}

function wrapped(envelope: Envelope, content: object, field: string): object {
  if (envelope === 'changes') return { changes: [{ field, value: content }] };
  return envelope === 'flat' ? { field, value: content } : { [envelope]: [content] };
}

/** The network escapes all but ASCII, and the slash; whoever signs a re-serialised body gets another signature. */
export function escaped(body: unknown): Buffer {
  const text = JSON.stringify(body).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Buffer.from(text.replaceAll('/', '\\/'));
}

export function sign(body: Uint8Array, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
