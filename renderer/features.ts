/** The one list of features the shell mounts. */
import type { Feature } from '#renderer/data/feature.ts';
import { boardFeature } from '#renderer/features/board/board-feature.ts';
import { cardFeature } from '#renderer/features/card/card-feature.ts';
import { chronicleFeature } from '#renderer/features/chronicle/chronicle-feature.ts';
import { contactsFeature } from '#renderer/features/contacts/contacts-feature.ts';
import { conversationFeature } from '#renderer/features/conversation/conversation-feature.ts';
import { firstRunFeature } from '#renderer/features/first-run/first-run-feature.ts';
import { inboxFeature } from '#renderer/features/inbox/inbox-feature.ts';
import { paymentsFeature } from '#renderer/features/payments/payments-feature.ts';
import { searchFeature } from '#renderer/features/search/search-feature.ts';
import { seatsFeature } from '#renderer/features/seats/seats-feature.ts';
import { settingsFeature } from '#renderer/features/settings/settings-feature.ts';
import { tasksFeature } from '#renderer/features/tasks/tasks-feature.ts';

export const features: readonly Feature[] = [
  inboxFeature, conversationFeature, cardFeature, chronicleFeature, boardFeature, tasksFeature, paymentsFeature, contactsFeature, searchFeature, settingsFeature, firstRunFeature,
  seatsFeature,
];
