/** The files under a text being written: taken in one by one, each with its progress or the reason why it can't go. */
import { useCallback, useState } from 'react';
import { useCall } from '#renderer/data/use-press.ts';
import { base64Of, kindOfFile, largestFileBytes, withoutHiddenData } from '#renderer/data/outgoing-files.ts';
import { mostFiles } from '#shared/model/outgoing-file.ts';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';

/** One file on its way, as renderer/ui/FileChips draws it. */
export interface TakenFile {
  key: number;
  name: string;
  state: 'taking' | 'ready' | 'refused';
  /** Key of the words why it was refused. */
  why: string;
  file: OutgoingFile | null;
}

export interface OutgoingFiles {
  chips: readonly TakenFile[];
  ready: readonly OutgoingFile[];
  taking: boolean;
  add(files: Iterable<File>): void;
  /** Adds what has been stored already; where no file can go, it stands there with the reason. */
  addStored(files: readonly OutgoingFile[]): void;
  remove(key: number): void;
  clear(): void;
  put(files: readonly OutgoingFile[]): void;
}

let nextKey = 1;
const stored = (file: OutgoingFile): TakenFile => ({ key: nextKey++, name: file.fileName, state: 'ready', why: '', file });

/** `refusal`: key of the sentence why no file can go from here; null = one can. */
export function useOutgoingFiles(refusal: string | null, first: readonly OutgoingFile[] = []): OutgoingFiles {
  const call = useCall();
  const [chips, setChips] = useState<readonly TakenFile[]>(() => first.map(stored));

  const settle = useCallback((key: number, set: Partial<TakenFile>) => setChips((list) => list.map((chip) => (chip.key === key ? { ...chip, ...set } : chip))), []);

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
      for (const file of [...files].slice(0, mostFiles)) {
        const key = nextKey++;
        setChips((list) => (list.length >= mostFiles ? list : [...list, { key, name: file.name, state: 'taking', why: '', file: null }]));
        void take(file, key);
      }
    },
    [refusal, take],
  );
  const addStored = useCallback(
    (files: readonly OutgoingFile[]) => {
      const more = files.map((file): TakenFile => (refusal === null ? stored(file) : { ...stored(file), state: 'refused', why: refusal, file: null }));
      setChips((list) => [...list, ...more].slice(0, mostFiles));
    },
    [refusal],
  );

  return {
    chips, add, addStored,
    ready: chips.flatMap((chip) => (chip.file ? [chip.file] : [])),
    taking: chips.some((chip) => chip.state === 'taking'),
    remove: useCallback((key: number) => setChips((list) => list.filter((chip) => chip.key !== key)), []),
    clear: useCallback(() => setChips([]), []),
    put: useCallback((files: readonly OutgoingFile[]) => setChips(files.map(stored)), []),
  };
}
