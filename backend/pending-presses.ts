/** Presses of this console that its rows do not show as confirmed yet: no stored answer, or one of a place not reached (S55). */
import type { CommandDef } from '#shared/engine/define-command.ts';
import type { MessageId, ConversationId, PersonId } from '#shared/base/ids.ts';
import type { MessageRow, NotDelivered } from '#shared/queries/rows.ts';
import { commandNamed } from '#shared/commands/registry.ts';
import type { Outbox, StoredCommand, StoredOutcome } from '#db/console/outbox.ts';

export interface PendingPress {
  /** Its place in the order of presses. */
  readonly n: number;
  stored: StoredCommand;
  def: CommandDef | null;
  input: unknown;
  expect: Record<string, unknown> | undefined;
  outcome: StoredOutcome | null;
}

/** How long a press stays in memory as something that could be undone; the message's own time decides. */
const undoMemoryMs = 60_000;

export type PendingPresses = ReturnType<typeof createPendingPresses>;

export function createPendingPresses(outbox: Outbox, seq: number, now: number) {
  const presses = new Map<string, PendingPress>();
  /** Those with an answer whose place the copy has not reached. */
  const answered = new Set<PendingPress>();
  let given = 0;
  const makers = new Map<string, { commandId: string; at: number }>();

  const open = (stored: StoredCommand, outcome: StoredOutcome | null): PendingPress => {
    const { input, expect } = JSON.parse(stored.body) as { input: unknown; expect?: Record<string, unknown> };
    return { n: (given += 1), stored, def: commandNamed(stored.name), input, expect, outcome };
  };
  const remember = ({ input, stored }: PendingPress): void => {
    const { messageId, newMessageId } = input as { messageId?: unknown; newMessageId?: unknown };
    const made = stored.name === 'message.resend' ? newMessageId : messageId;
    if (typeof made === 'string' && makesMessage(stored.name)) makers.set(made, { commandId: stored.commandId, at: stored.at });
    // In the order they were made: the first that is young ends the look.
    for (const [id, maker] of makers) {
      if (stored.at - maker.at <= undoMemoryMs) break;
      makers.delete(id);
    }
  };
  /** Told before the copy lost its place in the order: they take effect again and are not said again. */
  const told = new Set<string>();
  const load = (from: number, toldUpTo = 0): void => {
    presses.clear();
    answered.clear();
    for (const stored of outbox.pending(from)) {
      const press = open(stored, outbox.outcome(stored.commandId));
      presses.set(stored.commandId, press);
      if (press.outcome === null) {
        // To be decided anew: that end is another one.
        told.delete(stored.commandId);
        continue;
      }
      answered.add(press);
      if (press.outcome.seq <= toldUpTo) told.add(stored.commandId);
    }
  };
  load(seq);
  const due = (at: number): PendingPress[] => [...answered].filter(({ outcome }) => outcome !== null && outcome.seq <= at);
  for (const stored of outbox.since(now - undoMemoryMs)) remember(open(stored, null));

  return {
    /** The outbox has been put in another order, or the copy has lost its place; `toldUpTo`: where it stood. */
    reload: load,
    /** In the order they were pressed. */
    list: (): PendingPress[] => [...presses.values()],
    get count(): number {
      return presses.size - answered.size;
    },
    add(stored: StoredCommand): PendingPress {
      const press = open(stored, null);
      presses.set(stored.commandId, press);
      remember(press);
      return press;
    },
    /** Were not stored after all. */
    forget(list: readonly PendingPress[]): void {
      for (const { stored } of list) presses.delete(stored.commandId);
    },
    answer(outcome: StoredOutcome): void {
      const press = presses.get(outcome.commandId);
      if (!press) return;
      press.outcome = outcome;
      answered.add(press);
    },
    /** Those whose answer is of a place that `seq` has reached. */
    due,
    takeDue(seq: number): PendingPress[] {
      const taken = due(seq).sort((one, other) => one.n - other.n);
      for (const press of taken) {
        presses.delete(press.stored.commandId);
        answered.delete(press);
      }
      return taken.filter(({ stored }) => !told.delete(stored.commandId));
    },
    hasDue: (seq: number): boolean => due(seq).length > 0,
    /** Its answer, if there is one, is not shown by the rows of `seq`. */
    isPending: (press: PendingPress, seq: number): boolean => presses.get(press.stored.commandId) === press && (press.outcome === null || press.outcome.seq > seq),
    makerOf: (messageId: string): string | null => makers.get(messageId)?.commandId ?? null,
    /** A payment's approval or return that waits for the server (S61). */
    deciding: (claimId: string): boolean => [...presses.values()].some(({ stored, input, outcome }) =>
      (stored.name === 'payment.approve' || stored.name === 'payment.return') && (input as { claimId?: unknown }).claimId === claimId && outcome?.status !== 'refused'),
    /** Bubbles of answers that only the server may decide (S53). */
    waiting(conversationId: string, personId: PersonId, personName: string | null): MessageRow[] {
      const rows: MessageRow[] = [];
      for (const { def, input, stored } of presses.values()) {
        const answer = input as { conversationId?: string; messageId?: string; text?: string; route?: MessageRow['route'] };
        if (def?.runs !== 'server' || answer.conversationId !== conversationId || !answer.messageId || !answer.text) continue;
        rows.push({
          id: answer.messageId as MessageId, conversationId: conversationId as ConversationId, direction: 'out', kind: 'text', text: answer.text, truncated: false, attachments: [],
          externalId: null, albumId: null, replyTo: null, subject: null, route: answer.route ?? 'direct', state: 'queued', failure: '', personId, robot: null, elsewhere: false,
          reactions: [], versions: [], unsentAt: null, notBefore: null, at: stored.at, personName, pending: true, commandId: null,
        });
      }
      return rows.reverse();
    },
  };
}

function makesMessage(name: string): boolean {
  return name === 'message.send' || name === 'message.note' || name === 'message.resend' || name === 'conversation.answer' || name.startsWith('button.press');
}

/** Presses whose refusal is nobody's loss: the next look at the conversation gives them again. */
export const silentCommands: ReadonlySet<string> = new Set(['conversation.read', 'conversation.markUnread']);

/** Name under which an outbox that could not be read stands in the list until it is dismissed (S102). */
export const lostOutbox = 'outbox';

export function notDelivered(outbox: Outbox): NotDelivered[] {
  const lost = outbox.setting('lost_outbox');
  const told: NotDelivered[] = lost === null ? [] : [{
    commandId: lostOutbox, name: lostOutbox, label: '', code: 'outbox_unreadable', data: { file: lost.split(/[\\/]/).at(-1)! }, text: null, conversationId: null, at: Number(/-(\d+)/.exec(lost)?.[1] ?? 0),
  }];
  return [...told, ...refused(outbox)];
}

function refused(outbox: Outbox): NotDelivered[] {
  return outbox.refusals().filter(({ command }) => !silentCommands.has(command.name)).map(({ command, outcome, at }) => {
    const { input } = JSON.parse(command.body) as { input: { text?: unknown; conversationId?: unknown } };
    return {
      commandId: command.commandId, name: command.name, label: command.label, code: outcome.code, data: outcome.result,
      text: typeof input.text === 'string' && input.text !== '' ? input.text : null,
      conversationId: typeof input.conversationId === 'string' ? (input.conversationId as ConversationId) : null, at,
    };
  });
}
