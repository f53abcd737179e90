/** A message and its parts, as stored. */
import type { ConversationId, MessageId, PersonId } from '#shared/base/ids.ts';

/** What the other side did last, for list rows; text is cut to 200 characters. */
export interface LastMessage {
  messageId: MessageId;
  at: number;
  direction: 'in' | 'out';
  kind: MessageKind;
  text: string;
}

export type MessageKind =
  | 'text' | 'photo' | 'video' | 'voice' | 'audio' | 'document' | 'sticker' | 'share'
  | 'story_reply' | 'story_mention' | 'comment' | 'note' | 'unsupported' | 'event';

/** queued → sent → delivered → read, or failed / unknown / cancelled. Inbound messages are 'received'. */
export type MessageState = 'received' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'cancelled';

export interface Attachment {
  kind: 'photo' | 'video' | 'voice' | 'audio' | 'document' | 'sticker';
  /** SHA-256 of the file in the team's blob folder; null until it has been copied, or when it could not be. */
  hash: string | null;
  fileName: string | null;
  contentType: string | null;
  sizeBytes: number | null;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  /** Why there is no file: code with a text in every language ('too_large', 'gone', 'fetching' …). */
  missing: string | null;
}

/** `mention`: somebody else's post in which, or under which, our account was named. */
export type SubjectKind = 'story' | 'post' | 'ad' | 'mention';

export interface Reaction {
  emoji: string;
  fromClient: boolean;
  at: number;
}

export interface MessageBody {
  id: MessageId;
  conversationId: ConversationId;
  direction: 'in' | 'out';
  kind: MessageKind;
  text: string;
  /** The client's text was longer than is kept (64 KB); the rest is with the network. */
  truncated: boolean;
  attachments: Attachment[];
  /** The network's id; null for what has not been sent yet, and for notes. */
  externalId: string | null;
  /** Album the message belongs to (Telegram media group); shown as one. */
  albumId: string | null;
  replyTo: { messageId: MessageId | null; externalId: string | null; text: string } | null;
  /** What the client reacted to or commented: story or post, its link and a copy of its media. */
  subject: { kind: SubjectKind; externalId: string | null; link: string | null; text: string; media: Attachment | null } | null;
  /** How it goes out: direct message, public answer under the comment, private reply to the comment. */
  route: 'direct' | 'public' | 'private';
  state: MessageState;
  /** Code of a failure with a text in every language; '' when none. */
  failure: string;
  /** Who wrote it on our side; null = a person on the network's own app ("from phone") or a robot (see `robot`). */
  personId: PersonId | null;
  robot: string | null;
  /** Sent from elsewhere (echo of a message typed in the network's own app). */
  elsewhere: boolean;
  reactions: Reaction[];
  /** Earlier texts, oldest first, when the author edited. */
  versions: { text: string; at: number }[];
  unsentAt: number | null;
  /** Not before this time does it leave (undo time). */
  notBefore: number | null;
  at: number;
}
