/** What a message of ours says about its way to the client: a shape, words, and what the person can do. */
import type { AccountHealth } from '#shared/model/bodies.ts';
import type { MessageRow } from '#shared/queries/rows.ts';
import type { SyncStatus } from '#shared/port/port.ts';

export type StateIcon = 'ring' | 'hourglass' | 'check' | 'checks' | 'eye' | 'octagon' | 'question' | 'none';
export type StateAction = 'undo' | 'resend' | 'reuse' | 'settle' | 'sendAgain';

export interface MessageStateView {
  icon: StateIcon;
  tone: 'plain' | 'read' | 'fail';
  /** Key of the words, with what they need. */
  words: string;
  values: Record<string, string | number>;
  actions: readonly StateAction[];
}

export interface StateSurroundings {
  now: number;
  sync: SyncStatus['state'];
  accountHealth: AccountHealth;
  channelName: string;
}

const quiet = { tone: 'plain', values: {}, actions: [] } as const;

export function messageStateView(row: MessageRow, around: StateSurroundings): MessageStateView | null {
  if (row.direction === 'in' || row.kind === 'note' || row.kind === 'event') return null;
  const channel = around.channelName;
  switch (row.state) {
    case 'queued':
      return queued(row, around);
    case 'sent':
      return { ...quiet, icon: 'check', words: 'message.state.sent', values: { channel } };
    case 'delivered':
      return { ...quiet, icon: 'checks', words: 'message.state.delivered' };
    case 'read':
      return { ...quiet, icon: 'eye', tone: 'read', words: 'message.state.read' };
    case 'failed':
      return { icon: 'octagon', tone: 'fail', words: 'message.state.failed', values: { code: row.failure, channel }, actions: ['resend', 'reuse'] };
    case 'unknown':
      return { icon: 'question', tone: 'fail', words: 'message.state.unknown', values: {}, actions: ['settle', 'sendAgain'] };
    default:
      return null;
  }
}

function queued(row: MessageRow, around: StateSurroundings): MessageStateView {
  if (row.notBefore !== null && row.notBefore > around.now) {
    return { icon: 'ring', tone: 'plain', words: 'message.state.sendsIn', values: { seconds: Math.ceil((row.notBefore - around.now) / 1000) }, actions: ['undo'] };
  }
  if (row.pending && around.sync !== 'live') return { ...quiet, icon: 'hourglass', words: 'message.state.offline', actions: ['undo'] };
  if (around.accountHealth === 'error' || around.accountHealth === 'paused') {
    return { ...quiet, icon: 'hourglass', words: 'message.state.accountWaits', values: { channel: around.channelName }, actions: ['undo'] };
  }
  return { ...quiet, icon: 'hourglass', words: 'message.state.queued' };
}
