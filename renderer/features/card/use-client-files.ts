/** The client's last pictures and documents, newest first: any of them may be the receipt of a payment. */
import { useQuery } from '#renderer/data/use-query.ts';
import type { ConversationId } from '#shared/base/ids.ts';
import type { Receipt } from '#shared/model/money.ts';
import { messagePage } from '#shared/queries/registry.ts';

export interface ClientFile extends Receipt { fileName: string | null; at: number }

const lookedThrough = 60;
const offered = 4;
const mayBeReceipt = /^(image\/(?!svg)|application\/pdf$)/;

export function useClientFiles(conversationId: ConversationId | null): readonly ClientFile[] {
  const page = useQuery(messagePage, conversationId && { conversationId, before: null, around: null, limit: lookedThrough }).value;
  return (page?.rows ?? []).filter((message) => message.direction === 'in')
    .flatMap(({ attachments, at }) => attachments.flatMap(({ hash, contentType, fileName }) => (hash !== null && contentType !== null && mayBeReceipt.test(contentType) ? [{ hash, contentType, fileName, at }] : [])))
    .toSorted((a, b) => b.at - a.at).slice(0, offered);
}
