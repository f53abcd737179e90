/** The one list of features the shell mounts. */
import type { Feature } from '#renderer/data/feature.ts';
import { boardFeature } from '#renderer/features/board/board-feature.ts';
import { chronicleFeature } from '#renderer/features/chronicle/chronicle-feature.ts';
import { conversationFeature } from '#renderer/features/conversation/conversation-feature.ts';
import { inboxFeature } from '#renderer/features/inbox/inbox-feature.ts';

export const features: readonly Feature[] = [inboxFeature, conversationFeature, chronicleFeature, boardFeature];
