/** A message that certainly did not go out, and why. */
import type { SendOutcome } from '#channels/channel.ts';

export type Refusal = Extract<SendOutcome, { state: 'refused' }>;

/** `detail` holds the network's own numbers, never its text: that may quote the message. */
export function refused(code: string, detail: string, retryAfterMs: number | null = null): Refusal {
  return { state: 'refused', code, detail, retryAfterMs, account: false };
}
