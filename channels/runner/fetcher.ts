/** Copies what clients sent into the team's files, and looks up who they are. */
import type { ChannelAccount } from '#channels/channel.ts';
import { ChannelError, isPersonSource } from '#channels/channel.ts';
import type { Attachment } from '#shared/model/bodies.ts';
import type { AccountDeps } from '#channels/runner/account-deps.ts';
import { fileFacts } from '#channels/runner/file-kind.ts';
import type { AvatarWork, EffectResult, FetchedItem, MediaWork } from '#channels/runner/host.ts';

export type FetcherDeps = Pick<AccountDeps, 'host' | 'connector' | 'tools'> & { account: ChannelAccount };

const maxAttempts = 4;
const maxAvatarBytes = 8 * 1024 * 1024;

/** Every item ends with a file or with the reason why there is none; trouble that may pass is tried again, a few times. */
export async function fetchMedia(work: MediaWork, attempt: number, deps: FetcherDeps, signal: AbortSignal): Promise<EffectResult> {
  const items: FetchedItem[] = [];
  for (const item of work.items) {
    const stored: Attachment = { kind: item.kind, hash: null, fileName: item.fileName, contentType: null, sizeBytes: null, width: null, height: null, durationMs: item.durationMs ?? null, missing: null };
    try {
      const file = await deps.connector.fetchMedia(item.source, deps.account, deps.tools, signal);
      const facts = await fileFacts(file.bytes, item.kind);
      Object.assign(stored, facts, { hash: await deps.host.putBlob(file.bytes), sizeBytes: file.bytes.byteLength, fileName: item.fileName ?? file.fileName });
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      const again = laterOf(error, attempt);
      if (again !== null) return again;
      stored.missing = missingOf(error);
    }
    items.push({ attachment: item.attachment, stored });
  }
  return { state: 'fetched', items };
}

export async function fetchPerson(work: AvatarWork, attempt: number, deps: FetcherDeps, signal: AbortSignal): Promise<EffectResult> {
  const set: { name?: string; handle?: string; link?: string | null; avatar?: string } = {};
  try {
    let source: string | null = work.source;
    if (isPersonSource(work.source)) {
      const person = (await deps.connector.person?.(work.externalId, deps.account, deps.tools, signal)) ?? null;
      if (person !== null && person.name !== '') set.name = person.name;
      if (person !== null && person.handle !== '') set.handle = person.handle;
      if (person !== null && person.link !== null) set.link = person.link;
      source = person?.avatarSource ?? null;
    }
    if (source !== null) {
      const { bytes } = await deps.connector.fetchMedia(source, deps.account, deps.tools, signal);
      const facts = await fileFacts(bytes, 'photo');
      if (facts.kind === 'photo' && bytes.byteLength <= maxAvatarBytes) set.avatar = await deps.host.putBlob(bytes);
    }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const again = laterOf(error, attempt);
    // Without a picture the name is still worth having.
    if (again !== null && Object.keys(set).length === 0) return again;
  }
  return { state: 'person', set };
}

function laterOf(error: ChannelError, attempt: number): EffectResult | null {
  if (error.code === 'token_invalid') return { state: 'later', afterMs: 60_000, code: error.code };
  if (error.retryAfterMs === null || attempt >= maxAttempts) return null;
  return { state: 'later', afterMs: Math.max(1_000, Math.min(error.retryAfterMs, 3_000 * attempt)), code: error.code };
}

function missingOf(error: ChannelError): string {
  if (error.code === 'too_large') return 'too_large';
  return error.retryAfterMs === null ? 'gone' : 'unreachable';
}
