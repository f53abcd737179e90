/** The conversation's pane, shown beside the inbox, the board and the chronicle alike. */
import '#renderer/features/conversation/conversation.css';
import type { Feature } from '#renderer/data/feature.ts';
import { ConversationPane } from '#renderer/features/conversation/ConversationPane.tsx';

export const conversationFeature: Feature = { id: 'conversation', Conversation: ConversationPane };
