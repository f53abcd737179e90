/** What the simulated Instagram remembers: accounts, dialogues, posts, files. Plain data. */
export interface Account {
  identity: string;
  username: string;
  name: string;
  token: string;
  appSecret: string;
  hookUrl: string | null;
  isSubscribed: boolean;
  dialogues: Map<string, Dialogue>;
  posts: Post[];
  /** Where others named us. */
  mentions: Mention[];
  people: Map<string, Person>;
  sent: SentMessage[];
  conversationCalls: number[];
}

export interface Person {
  id: string;
  username: string;
  name: string;
  /** Name of a file in `files`; null = no picture. */
  picture: string | null;
}

export interface Dialogue {
  id: string;
  person: Person;
  updated: number;
  messages: Message[];
}

export interface Message {
  mid: string;
  at: number;
  fromClient: boolean;
  text: string;
  attachments: { type: string; url: string }[];
  story: { how: 'reply' | 'mention'; id: string; url: string } | null;
  replyTo: string | null;
  isUnsupported: boolean;
}

export interface Post {
  id: string;
  caption: string;
  permalink: string;
  at: number;
  comments: Comment[];
}

export interface Comment {
  id: string;
  at: number;
  /** null = ourselves. */
  author: Person | null;
  text: string;
  parentId: string | null;
  isAnsweredPrivately: boolean;
}

/** Somebody else's post, and the comment under it when that is what names us. */
export interface Mention {
  mediaId: string;
  commentId: string | null;
  author: Person;
  /** Whether the network gives the author's id, or the name alone. */
  isAuthorTold: boolean;
  caption: string;
  text: string;
  permalink: string;
  picture: string | null;
  at: number;
}

/** What reached the network by its sending calls. */
export interface SentMessage {
  /** mid, or the id of the public comment. */
  id: string;
  route: 'direct' | 'public' | 'private';
  /** Person, or the comment answered. */
  to: string;
  text: string;
  attachment: { type: string; bytes: number } | null;
  replyTo: string | null;
  at: number;
}

export interface State {
  accounts: Map<string, Account>;
  files: Map<string, { bytes: Uint8Array; contentType: string }>;
  /** A new number, never given before in this process nor (by its start time) in an earlier one. */
  nextId(): string;
  now(): number;
}

export function dialogueWith(account: Account, person: Person, state: State): Dialogue {
  const known = account.dialogues.get(person.id);
  if (known !== undefined) return known;
  const made: Dialogue = { id: `aWdfZAG06${state.nextId()}`, person, updated: 0, messages: [] };
  account.dialogues.set(person.id, made);
  return made;
}

/** Keeps the order by time: an opening set is written into the past. */
export function addMessage(dialogue: Dialogue, message: Message): Message {
  dialogue.messages.push(message);
  dialogue.messages.sort((a, b) => a.at - b.at);
  dialogue.updated = Math.max(dialogue.updated, message.at);
  return message;
}

/** Threads are flat: who answers an answer stands under the comment that began it. */
export function addComment(account: Account, post: Post, comment: Omit<Comment, 'isAnsweredPrivately'>): Comment {
  const above = comment.parentId === null ? null : (findComment(account, comment.parentId)?.comment ?? null);
  const made = { ...comment, parentId: above?.parentId ?? comment.parentId, isAnsweredPrivately: false };
  post.comments.push(made);
  return made;
}

/** As webhooks tell it. */
export function commentValue(account: Account, post: Post, comment: Comment): object {
  return {
    from: { id: comment.author?.id ?? account.identity, username: comment.author?.username ?? account.username }, id: comment.id, text: comment.text,
    media: { id: post.id, media_product_type: 'FEED' }, ...(comment.parentId === null ? {} : { parent_id: comment.parentId }),
  };
}

export function findComment(account: Account, id: string): { post: Post; comment: Comment } | null {
  for (const post of account.posts) {
    const comment = post.comments.find((one) => one.id === id);
    if (comment !== undefined) return { post, comment };
  }
  return null;
}
