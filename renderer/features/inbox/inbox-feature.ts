/** The inbox in the rail: counts who is owed an answer, red when somebody has waited too long. */
import '#renderer/features/inbox/inbox.css';
import { Inbox } from 'lucide';
import type { Feature } from '#renderer/data/feature.ts';
import { InboxPane } from '#renderer/features/inbox/InboxPane.tsx';

export const inboxFeature: Feature = {
  id: 'inbox',
  sections: [{ section: 'inbox', icon: Inbox, labelKey: 'rail.inbox', order: 1, place: 'list', count: (counts) => ({ n: counts.owed, alarm: counts.late > 0 }), Pane: InboxPane }],
};
