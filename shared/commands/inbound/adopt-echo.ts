/** Finds, among our messages that the network has not confirmed, the one that an echo is the copy of. */
import type { DecideContext } from '#shared/engine/define-command.ts';
import type { MessageBody } from '#shared/model/bodies.ts';
import type { MessageEvent } from '#shared/commands/inbound/event.ts';
import type { Op } from '#shared/engine/ops.ts';
import { patch } from '#shared/engine/ops.ts';

/** Clocks of networks and ours differ by a little. */
const clockSlackMs = 5_000;

/** null: nothing of ours is on its way that reads like this, so it was typed elsewhere. */
export function adoptEcho(pending: readonly MessageBody[], event: MessageEvent, ctx: DecideContext): { messageId: string; ops: Op[] } | null {
  const match = pending.find((message) => couldBe(message, event, ctx));
  if (match === undefined) return null;
  return { messageId: match.id, ops: [patch('message', match.id, { externalId: match.externalId ?? event.externalId, state: 'sent', failure: '' })] };
}

function couldBe(message: MessageBody, event: MessageEvent, ctx: DecideContext): boolean {
  // While its undo time runs it can't have gone out.
  if (message.notBefore !== null && message.notBefore > ctx.at + clockSlackMs) return false;
  if (event.at < message.at - clockSlackMs) return false;
  // The same words may go out under the comment and in private: each has its own echo.
  if ((event.kind === 'comment') !== (message.route === 'public')) return false;
  const text = event.text.trim();
  if (text === '') return event.media.length > 0 && message.attachments.length > 0;
  // A long text leaves in several parts, each with an echo of its own.
  return message.text === text || message.text.includes(text);
}
