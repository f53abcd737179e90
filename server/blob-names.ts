/** Which rows name which files: a file is given only to those who see a row that names it (R15). */
import type { ContactBody, MessageBody, ProfileBody, RecordKind, SideBody } from '#shared/model/bodies.ts';
import type { PaymentClaimBody } from '#shared/model/money.ts';
import type { ScriptBody } from '#shared/model/preset.ts';
import type { StoreReader } from '#db/server/store.ts';
import { createVisibility } from '#server/sync/visibility.ts';

/** Look-up under which a row is found by the files it names. */
export const blobLookup = 'blob';
const namingKinds = ['message', 'side', 'profile', 'script', 'paymentClaim'] as const satisfies readonly RecordKind[];

/** Look-ups that find every row a file is named in. */
export function namingKindsOfBlobs(hash: string): { kind: RecordKind; lookup: string; value: string }[] {
  return namingKinds.map((kind) => ({ kind, lookup: blobLookup, value: hash }));
}

export function blobsOf(kind: RecordKind, body: Record<string, unknown>): Set<string> {
  const hashes = new Set<string>();
  const add = (hash: string | null | undefined): void => {
    if (hash) hashes.add(hash);
  };
  if (kind === 'message') {
    const message = body as unknown as MessageBody;
    for (const file of message.attachments) add(file.hash);
    add(message.subject?.media?.hash);
  } else if (kind === 'side') for (const photo of ((body as unknown as SideBody).set['photos'] as ContactBody['photos'] | undefined) ?? []) add(photo.hash);
  else if (kind === 'profile') add((body as unknown as ProfileBody).avatar);
  else if (kind === 'paymentClaim') add((body as unknown as PaymentClaimBody).receipt?.hash);
  else if (kind === 'script') for (const file of (body as unknown as ScriptBody).attachments ?? []) add(file.hash);
  return hashes;
}

/** Content type to serve a file with, as the row that shows it says; null = no row that this person sees names it. */
export async function visibleBlob(reader: StoreReader, person: string, hash: string): Promise<{ contentType: string | null } | null> {
  const found = await reader.lookup(namingKindsOfBlobs(hash));
  if (found.length === 0) return null;
  const records = await reader.records(found.map(({ kind, id }) => ({ kind, id })));
  const { seq } = await reader.head();
  const sight = createVisibility(reader, seq - 1);
  await sight.ensurePerson(person);
  await sight.ensure(records.map((record) => record.root));
  const seen = records.find((record) => (sight.mask(person, record.root, seq) & record.facet) !== 0);
  if (!seen) return null;
  return { contentType: filesOf(seen).find((file) => file?.hash === hash)?.contentType ?? null };
}

/** Those files of a row whose content type it knows. */
function filesOf({ kind, body }: { kind: RecordKind; body: Record<string, unknown> }): readonly ({ hash: string | null; contentType: string | null } | null | undefined)[] {
  if (kind === 'message') return [...(body as unknown as MessageBody).attachments, (body as unknown as MessageBody).subject?.media];
  if (kind === 'paymentClaim') return [(body as unknown as PaymentClaimBody).receipt];
  return kind === 'script' ? ((body as unknown as ScriptBody).attachments ?? []) : [];
}
