/** Reads an Instagram account by asking: dialogues whose `updated_time` changed, and comments under the account's newest posts. */
import type { ChannelAccount, ChannelTools, InboundEvent, Place, ReadBatch } from '#channels/channel.ts';
import { ChannelError } from '#channels/channel.ts';
import { clientComment, isOurs, ownAnswer, person, writtenOf } from '#channels/instagram/comments.ts';
import { callGraph, graphUrl, readGraph } from '#channels/instagram/graph.ts';
import { partsOfPoll } from '#channels/instagram/media.ts';
import { formatPlace, parsePlace } from '#channels/instagram/place.ts';
import type { ReadSoFar } from '#channels/instagram/place.ts';
import { threadFields } from '#channels/instagram/look-up.ts';
import { windowMs } from '#channels/instagram/wire.ts';
import { asId, asObject, asObjects, asText, asTime, dig } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

/** The network allows two Conversations calls a second per account; calls don't arrive as evenly as they leave. */
const betweenCallsMs = 600;
const betweenRoundsMs = 5_000;
const betweenCommentsMs = 30_000;
const betweenPagesOfOneRound = 10;
/** Lists and clocks of the network lag behind each other; what comes twice is known by its id. */
const overlapMs = 10 * 60_000;
/** Our own call that has just put an answer there may not have heard its id yet: such a one is read the next time. */
const ownFirstMs = 5_000;
const hookFields = 'messages,message_reactions,message_edit,messaging_seen,messaging_postbacks,messaging_referral,comments,live_comments,mentions';

const messageFields = 'id,created_time,from,to,message,attachments,shares,story,reply_to,is_unsupported';
const mediaFields = `id,caption,permalink,timestamp,comments.limit(50){${threadFields},parent_id,replies.limit(50){${threadFields}}}`;

interface Dialogue {
  id: string;
  updated: number;
}

export async function* readAccount(account: ChannelAccount, place: Place | null, tools: ChannelTools, signal: AbortSignal): AsyncIterable<ReadBatch> {
  const soFar = parsePlace(place, tools.clock.now());
  const paced = pacer(tools, signal);
  await subscribe(account, tools, signal);
  // The network's lists fill late and out of order: a comment counts as read by its id, not by its time.
  const known = new Set<string>();
  for (let commentsAt = 0; ; ) {
    for (const dialogue of await changedDialogues(account, soFar, paced, tools, signal)) {
      const events = await readDialogue(dialogue, account, soFar, paced, tools, signal);
      soFar.updated.set(dialogue.id, dialogue.updated);
      soFar.dialogues = Math.max(soFar.dialogues, dialogue.updated);
      yield { events, strange: [], place: formatPlace(soFar) };
    }
    if (tools.clock.now() >= commentsAt) {
      const events = (await readComments(account, soFar, tools, signal)).filter((event) => !known.has(event.eventKey));
      commentsAt = tools.clock.now() + betweenCommentsMs;
      if (events.length > 0) {
        soFar.comments = Math.max(soFar.comments, ...events.map((event) => event.at));
        yield { events, strange: [], place: formatPlace(soFar) };
        for (const event of events) known.add(event.eventKey);
      }
    }
    // A round without news still says that the account answers.
    yield { events: [], strange: [], place: null };
    await tools.clock.sleep(betweenRoundsMs, signal);
  }
}

type Pace = () => Promise<void>;

function pacer(tools: ChannelTools, signal: AbortSignal): Pace {
  let next = 0;
  return async () => {
    const wait = next - tools.clock.now();
    if (wait > 0) await tools.clock.sleep(wait, signal);
    next = Math.max(next, tools.clock.now()) + betweenCallsMs;
  };
}

/** Oldest change first, so that a stop in the middle leaves nothing behind. */
async function changedDialogues(account: ChannelAccount, soFar: ReadSoFar, paced: Pace, tools: ChannelTools, signal: AbortSignal): Promise<Dialogue[]> {
  const changed: Dialogue[] = [];
  let after: string | null = null;
  for (let page = 0; page < betweenPagesOfOneRound; page += 1) {
    await paced();
    const body = await readGraph(graphUrl(account, '/me/conversations', {
      platform: 'instagram', fields: 'id,updated_time', limit: '50', ...(after === null ? {} : { after }),
    }), account, tools, signal);
    let isOld = false;
    for (const item of asObjects(body['data'])) {
      const id = asId(item['id']);
      const updated = asTime(item['updated_time']);
      if (id === null || updated === null) continue;
      if (updated < soFar.dialogues - overlapMs) isOld = true;
      else if (soFar.updated.get(id) !== updated) changed.push({ id, updated });
    }
    after = asText(dig(body, 'paging', 'cursors', 'after'));
    if (isOld || after === null || dig(body, 'paging', 'next') === undefined) break;
  }
  return changed.sort((a, b) => a.updated - b.updated);
}

async function readDialogue(dialogue: Dialogue, account: ChannelAccount, soFar: ReadSoFar, paced: Pace, tools: ChannelTools, signal: AbortSignal): Promise<InboundEvent[]> {
  await paced();
  const body = await readGraph(graphUrl(account, `/${encodeURIComponent(dialogue.id)}`, {
    fields: `id,updated_time,participants,messages.limit(20){${messageFields}}`,
  }), account, tools, signal);
  const others = asObjects(dig(body, 'participants', 'data')).filter((one) => asId(one['id']) !== account.identity);
  const since = (soFar.updated.get(dialogue.id) ?? soFar.dialogues) - overlapMs;
  return asObjects(dig(body, 'messages', 'data'))
    .flatMap((message) => readPolled(message, account.identity, others[0] ?? null))
    .filter((event) => event.at >= since)
    .sort((a, b) => a.at - b.at);
}

function readPolled(message: JsonObject, identity: string, other: JsonObject | null): InboundEvent[] {
  const id = asId(message['id']);
  const author = asObject(message['from']);
  const authorId = asId(author?.['id']);
  const at = asTime(message['created_time']);
  if (id === null || authorId === null || at === null) return [];
  const fromClient = authorId !== identity;
  const client = fromClient ? author : (asObjects(dig(message, 'to', 'data'))[0] ?? other);
  const clientId = asId(client?.['id']);
  if (client === null || clientId === null || clientId === identity) return [];
  const handle = asText(client['username']) ?? (asId(other?.['id']) === clientId ? asText(other?.['username']) : null) ?? '';
  return [{
    type: 'message', eventKey: `m:${id}`, chatId: clientId, person: person(clientId, handle, asText(client['name']) ?? ''), at, fromClient, externalId: id, albumId: null,
    ...partsOfPoll(message), opensWindowUntil: fromClient ? at + windowMs : null, privateReplyUntil: null,
  }];
}

async function readComments(account: ChannelAccount, soFar: ReadSoFar, tools: ChannelTools, signal: AbortSignal): Promise<InboundEvent[]> {
  const body = await readGraph(graphUrl(account, '/me/media', { fields: mediaFields, limit: '25' }), account, tools, signal);
  const threads = asObjects(body['data']).flatMap((post) => asObjects(dig(post, 'comments', 'data')).map((comment) => ({ post, comment })));
  return threads
    .flatMap(({ post, comment }) => readThread(comment, { id: post['id'], permalink: post['permalink'], caption: post['caption'] }, account, tools.clock.now()))
    .filter((event) => event.at > soFar.comments - overlapMs)
    .sort((a, b) => a.at - b.at);
}

function readThread(comment: JsonObject, media: JsonObject, account: ChannelAccount, now: number): InboundEvent[] {
  const answers = asObjects(dig(comment, 'replies', 'data')).map((reply) => ({ ...reply, parent_id: comment['id'] }));
  const thread = [comment, ...answers].flatMap((value) => {
    const written = writtenOf(value, 0);
    return written === null ? [] : [{ value, written }];
  });
  return thread.flatMap(({ value, written }) => {
    if (!isOurs(written, account)) return [clientComment(written, { ...value, media }, false)];
    return written.at > now - ownFirstMs ? [] : (ownAnswer(written, thread.map((one) => one.written), account) ?? []);
  });
}

/** Without it the network delivers nothing, whatever the app's own settings say. Asking again does no harm. */
async function subscribe(account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<void> {
  if ((account.secrets['appSecret'] ?? '') === '') return;
  const answer = await callGraph(graphUrl(account, '/me/subscribed_apps'), account, tools, signal, { method: 'POST', form: { subscribed_fields: hookFields } })
    .catch((error: unknown) => {
      throw new ChannelError('network', error instanceof Error ? error.message : '', 5_000);
    });
  if (!answer.ok) tools.log('instagram.subscribe_refused', { account: account.accountId, status: answer.status });
}

/** Lists that a look-up of the dialogue with one person answers with; newest first. */
export async function newestMessages(chatId: string, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<JsonObject[]> {
  const body = await readGraph(graphUrl(account, '/me/conversations', {
    platform: 'instagram', user_id: chatId, fields: `id,messages.limit(20){id,created_time,from,message,attachments}`,
  }), account, tools, signal);
  return asObjects(dig(asObjects(body['data'])[0] ?? null, 'messages', 'data'));
}
