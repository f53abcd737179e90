/** The files under the text being written: taken in one by one, each with its progress or the reason why it can't go. */
import { useCallback, useState } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useCall } from '#renderer/data/use-press.ts';
import { base64Of, kindOfFile, largestFileBytes, withoutHiddenData } from '#renderer/features/conversation/outgoing-files.ts';
import type { OutgoingFile } from '#renderer/features/conversation/outgoing-files.ts';
import { channelFacts } from '#shared/model/channel.ts';
import type { ChannelName } from '#shared/model/channel.ts';

export interface FileChip {
  key: number;
  name: string;
  state: 'taking' | 'ready' | 'refused';
  /** Key of the words why it was refused. */
  why: string;
  file: OutgoingFile | null;
}

export interface OutgoingFiles {
  chips: readonly FileChip[];
  ready: readonly OutgoingFile[];
  taking: boolean;
  /** Key of the sentence why no file can be sent from here; null when one can. */
  refusal: string | null;
  add(files: Iterable<File>): void;
  remove(key: number): void;
  clear(): void;
  put(files: readonly OutgoingFile[]): void;
}

const most = 10;
let nextKey = 1;

export function useOutgoingFiles(channel: ChannelName, route: 'direct' | 'public' | 'private'): OutgoingFiles {
  const call = useCall();
  const { team } = useTeam();
  const [chips, setChips] = useState<readonly FileChip[]>([]);
  const refusal = channelFacts[channel].mediaByUrl && !team?.publicUrl ? 'refusal.needs_public_url' : route === 'direct' ? null : 'refusal.comment_text_only';

  const settle = useCallback((key: number, set: Partial<FileChip>) => setChips((list) => list.map((chip) => (chip.key === key ? { ...chip, ...set } : chip))), []);

  const take = useCallback(
    async (file: File, key: number): Promise<void> => {
      if (file.size > largestFileBytes) return settle(key, { state: 'refused', why: 'composer.file.tooLarge' });
      let bytes: Blob;
      try {
        bytes = await withoutHiddenData(file);
      } catch {
        return settle(key, { state: 'refused', why: 'composer.file.unreadable' });
      }
      const contentType = bytes.type || 'application/octet-stream';
      const answer = await call('file.add', { name: file.name, contentType, base64: await base64Of(bytes) });
      if (!answer.ok) return settle(key, { state: 'refused', why: `refusal.${answer.code}` });
      const { hash, sizeBytes } = answer.value;
      return settle(key, { state: 'ready', file: { hash, sizeBytes, contentType: answer.value.contentType, kind: kindOfFile(answer.value.contentType), fileName: file.name.slice(0, 255) } });
    },
    [call, settle],
  );

  const add = useCallback(
    (files: Iterable<File>) => {
      if (refusal !== null) return;
      for (const file of [...files].slice(0, most)) {
        const key = nextKey++;
        setChips((list) => (list.length >= most ? list : [...list, { key, name: file.name, state: 'taking', why: '', file: null }]));
        void take(file, key);
      }
    },
    [refusal, take],
  );

  return {
    chips, refusal, add,
    ready: chips.flatMap((chip) => (chip.file ? [chip.file] : [])),
    taking: chips.some((chip) => chip.state === 'taking'),
    remove: useCallback((key: number) => setChips((list) => list.filter((chip) => chip.key !== key)), []),
    clear: useCallback(() => setChips([]), []),
    put: useCallback((files: readonly OutgoingFile[]) => setChips(files.map((file) => ({ key: nextKey++, name: file.fileName, state: 'ready', why: '', file }))), []),
  };
}
