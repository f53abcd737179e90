/** Which rows name which files: a file is given only to those who see a row that names it (R15). */
import type { ContactBody, MessageBody, ProfileBody, RecordKind } from '#shared/model/bodies.ts';
import type { StoreReader } from '#db/server/store.ts';
import { createVisibility } from '#server/sync/visibility.ts';

/** Look-up under which a row is found by the files it names. */
export const blobLookup = 'blob';
const namingKinds = ['message', 'contact', 'profile'] as const satisfies readonly RecordKind[];

export function blobsOf(kind: RecordKind, body: Record<string, unknown>): Set<string> {
  const hashes = new Set<string>();
  const add = (hash: string | null | undefined): void => {
    if (hash) hashes.add(hash);
  };
  if (kind === 'message') {
    const message = body as unknown as MessageBody;
    for (const file of message.attachments) add(file.hash);
    add(message.subject?.media?.hash);
  } else if (kind === 'contact') for (const photo of (body as unknown as ContactBody).photos) add(photo.hash);
  else if (kind === 'profile') add((body as unknown as ProfileBody).avatar);
  return hashes;
}

/** Content type to serve a file with, as the row that shows it says; null = no row that this person sees names it. */
export async function visibleBlob(reader: StoreReader, person: string, hash: string): Promise<{ contentType: string | null } | null> {
  const found = await reader.lookup(namingKinds.map((kind) => ({ kind, lookup: blobLookup, value: hash })));
  if (found.length === 0) return null;
  const records = await reader.records(found.map(({ kind, id }) => ({ kind, id })));
  const { seq } = await reader.head();
  const sight = createVisibility(reader, seq - 1);
  await sight.ensurePerson(person);
  await sight.ensure(records.map((record) => record.root));
  const seen = records.find((record) => (sight.mask(person, record.root, seq) & record.facet) !== 0);
  if (!seen) return null;
  const files = seen.kind === 'message' ? [...(seen.body as unknown as MessageBody).attachments, (seen.body as unknown as MessageBody).subject?.media] : [];
  return { contentType: files.find((file) => file?.hash === hash)?.contentType ?? null };
}
