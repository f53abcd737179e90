/** The simulated Instagram's posts of other people that name our account: what the mention calls tell of them, and our answers there. */
import { json } from '#channels/simulator-server.ts';
import type { SimulatorAnswer } from '#channels/simulator-server.ts';
import type { Account, Mention, State } from '#channels/instagram/simulator-state.ts';

/** all: also fields that the documentation does not name · documented: any other spoils the call · nothing: comments are closed there. */
export type MentionFields = 'all' | 'documented' | 'nothing';

const documented = { comment: /^\w+\.comment_id\(\d+\)\{id,text,timestamp,media\{id,media_url\}\}$/, media: /^\w+\.media_id\(\d+\)\{id,caption,media_type,media_url,timestamp,username\}$/ };

/** null = the call asks for no mention. */
export function readMentioned(fields: string, account: Account, known: MentionFields, time: (at: number) => string | number, fileUrl: (name: string) => string): object | null | 'refused' {
  const [, what, id] = /^mentioned_(comment|media)\.(?:comment|media)_id\((\d+)\)/.exec(fields) ?? [];
  if (what !== 'comment' && what !== 'media') return null;
  const mention = account.mentions.find((one) => (what === 'comment' ? one.commentId : one.mediaId) === id);
  const isPlain = documented[what].test(fields);
  if (mention === undefined || known === 'nothing' || (known === 'documented' && !isPlain)) return 'refused';
  const { author } = mention;
  const picture = mention.picture === null ? {} : { media_url: fileUrl(mention.picture) };
  const post = { id: mention.mediaId, caption: mention.caption, media_type: 'IMAGE', timestamp: time(mention.at), ...picture };
  const more = isPlain ? {} : { permalink: mention.permalink };
  if (what === 'media') return { mentioned_media: { ...post, ...more, username: author.username }, id: account.identity };
  const from = isPlain ? {} : { username: author.username, ...(mention.isAuthorTold ? { from: { id: author.id, username: author.username } } : {}) };
  return { mentioned_comment: { id: mention.commentId, text: mention.text, timestamp: time(mention.at), media: { ...post, ...more }, ...from }, id: account.identity };
}

export function answerMention(form: URLSearchParams, account: Account, state: State): SimulatorAnswer | null {
  const isMeant = (one: Mention): boolean => one.mediaId === form.get('media_id') && one.commentId === form.get('comment_id');
  const text = form.get('message') ?? '';
  if (!account.mentions.some(isMeant) || text === '') return null;
  const id = state.nextId();
  account.sent.push({ id, route: 'public', to: form.get('comment_id') ?? form.get('media_id')!, text, attachment: null, replyTo: null, at: state.now() });
  return json({ id });
}
