/** Erases a client at the owner's word, lets go of their files when nothing names them any more, and does it all again after a restore (S72). */
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ErasureBody } from '#shared/model/bodies.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import type { Store } from '#db/server/store.ts';
import { namingKindsOfBlobs } from '#server/blob-names.ts';
import type { Committer } from '#server/committer/committer.ts';
import { beginErasing, eraseStep } from '#server/committer/erase.ts';
import type { Log } from '#server/log.ts';

/** Ids of erased clients, kept beside the store: no part of what a restore puts back. */
export interface ErasedList {
  read(): string[];
  add(contactId: string): void;
}

export interface ErasureDesk {
  /** `not_found`. Their talks and deals are out of sight when it answers; the rest goes in the background. */
  erase(contactId: string, personId: string | null): Promise<Result<{ talks: number; deals: number }>>;
  /** Before anybody is served: what the list knows and the store does not is erased again. */
  begin(): Promise<void>;
  settled(): Promise<void>;
  stop(): void;
}

export function createErasureDesk(deps: { store: Store; committer: Committer; blobs: BlobFolder; list: ErasedList; log: Log }): ErasureDesk {
  const { store, committer, blobs, list, log } = deps;
  const listed = new Set(list.read());
  let running: Promise<void> | null = null;
  let again = false;

  const begun = async (contactId: string, personId: string | null): Promise<ErasureBody> => {
    await committer.submit({ commands: [], rewrite: eraseStep(beginErasing(contactId, personId)) });
    return committer.dictionary().get('erasure', contactId)!;
  };
  const note = (): void => {
    for (const { id } of committer.dictionary().all('erasure')) {
      if (listed.has(id)) continue;
      list.add(id);
      listed.add(id);
    }
  };
  /** Once for each that is over: its files, and what is left of overwritten bytes. */
  const tidy = async (): Promise<void> => {
    const over = committer.dictionary().all('erasure').filter((one) => one.doneAt !== null);
    const open = await store.read(async (reader) => {
      const told = await Promise.all(over.map((one) => reader.fact(factOf(one.id))));
      return over.filter((_, n) => told[n] === null);
    });
    for (const erasure of open) {
      const named = await store.read((reader) => reader.lookup(erasure.blobs.flatMap(namingKindsOfBlobs)));
      for (const hash of erasure.blobs) if (!named.some((one) => one.value === hash)) await blobs.remove(hash);
      await store.scrub?.();
      await store.write((writer) => writer.putFact(factOf(erasure.id), '1'));
      log('client.erased', { contactId: erasure.id });
    }
  };
  const wake = (): void => {
    again = true;
    running ??= Promise.resolve().then(async () => {
      while (again) {
        again = false;
        await tidy();
      }
    }).catch((error: unknown) => log('client.untidy', { error: error instanceof Error ? error.name : '' })).finally(() => { running = null; });
  };
  const unlisten = committer.onCommit((committed) => {
    if (!committed.kinds.has('erasure')) return;
    note();
    wake();
  });

  return {
    async erase(contactId, personId) {
      const [contact] = await store.read((reader) => reader.records([{ kind: 'contact', id: contactId }]));
      if (!contact) return refuse('not_found');
      const { ids } = await begun(contactId, personId);
      const talks = await store.read((reader) => reader.lookup([{ kind: 'conversation', lookup: 'byContact', value: contactId }]));
      return accept({ talks: talks.length, deals: ids.length - 1 - talks.length });
    },
    async begin() {
      note();
      for (const contactId of listed) if (committer.dictionary().get('erasure', contactId) === null) await begun(contactId, null);
      wake();
    },
    async settled() {
      while (running) await running;
    },
    stop: unlisten,
  };
}

const factOf = (contactId: string): string => `erased:${contactId}`;

/** For a team that is never put back: a test's. */
export function createMemoryErasedList(): ErasedList {
  const ids = new Set<string>();
  return { read: () => [...ids], add: (id) => void ids.add(id) };
}
