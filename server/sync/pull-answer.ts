/** Makes the frames of one pull from one snapshot: what changed, first copy, and slices of wanted roots (S21, S29–S31). */
import type { Cursor, DeltaFrame, WireRow } from '#shared/sync/protocol.ts';
import { placeOf } from '#db/server/store.ts';
import type { Head, StoreReader } from '#db/server/store.ts';
import { openWindow, wireRow } from '#server/sync/pull.ts';
import type { Delta } from '#server/sync/pull.ts';
import { createVisibility, visibleRoots } from '#server/sync/visibility.ts';

const maxPageRows = 2000;
const maxPageBytes = 1_000_000;
const maxSliceRows = 500;

export interface PullRequest { person: string; cursor: Cursor | null; want: readonly (readonly [root: string, after: string])[] }

/** Pages of one `d`, all of one snapshot; null = the cursor is not of this order (S25). */
export async function answerPull(reader: StoreReader, request: PullRequest): Promise<DeltaFrame[] | null> {
  const head = await reader.head();
  const { person, cursor } = request;
  if (cursor && !(await isOurs(reader, cursor, head))) return null;
  const delta = cursor ? await (await openWindow(reader, cursor[0], head.seq)).delta(person) : await firstCopy(reader, person, head.seq);
  const slices = await slicesOf(reader, person, head.seq, request.want);
  return pages(cursor ? cursor[0] : null, head, delta, slices);
}

/** Whether a place is one of this order: the seq of a batch, with that batch's mark. */
export async function isOurs(reader: StoreReader, cursor: Cursor, head: Head): Promise<boolean> {
  const [seq, mark] = cursor;
  if (seq === 0) return mark === '0'.repeat(16);
  return seq <= head.seq && (await reader.commit(seq))?.mark === mark;
}

async function firstCopy(reader: StoreReader, person: string, at: number): Promise<Delta> {
  return { lv: [], del: [], up: [], todo: (await visibleRoots(reader, person, at)).map(({ root, cls }) => [root, cls] as const) };
}

type Slice = DeltaFrame['slices'][number];

async function slicesOf(reader: StoreReader, person: string, at: number, want: PullRequest['want']): Promise<Slice[]> {
  if (want.length === 0) return [];
  const sight = createVisibility(reader, at - 1);
  await sight.ensurePerson(person);
  await sight.ensure(want.map(([root]) => root));
  const slices: Slice[] = [];
  let rows = 0;
  let bytes = 0;
  for (const [root, after] of want) {
    const mask = sight.mask(person, root, at);
    // No sight, no slice: the same answer's `lv` has taken the want away.
    if (mask === 0) continue;
    if (rows >= maxPageRows || bytes >= maxPageBytes) break;
    const found = await reader.recordsOfRoot(root, after, maxSliceRows + 1);
    const part = found.slice(0, maxSliceRows);
    const wire = part.filter((row) => (row.facet & mask) !== 0).map(wireRow);
    rows += wire.length;
    bytes += JSON.stringify(wire).length;
    slices.push({ root, after, rows: wire, next: found.length > part.length ? placeOf(part.at(-1)!) : null });
  }
  return slices;
}

/** A delta as pages of at most 2,000 rows or 1 MB; slices go with the last. */
export function pages(prev: number | null, head: Pick<Head, 'seq' | 'mark'>, delta: Delta, slices: readonly Slice[]): DeltaFrame[] {
  const empty = (): Omit<DeltaFrame, 'page' | 'last'> & { up: WireRow[]; todo: (readonly [string, number])[] } =>
    ({ t: 'd', prev, to: head.seq, mark: head.mark, lv: [], del: [], todo: [], up: [], slices: [] });
  const frames = [{ ...empty(), lv: delta.lv, del: delta.del }];
  let bytes = 0;
  const room = (size: number, count: number): (typeof frames)[number] => {
    let page = frames.at(-1)!;
    if (bytes + size > maxPageBytes || count >= maxPageRows) {
      page = { ...empty(), lv: [], del: [] };
      frames.push(page);
      bytes = 0;
    }
    bytes += size;
    return page;
  };
  for (const root of delta.todo) room(root[0].length + 8, 0).todo.push(root);
  for (const row of delta.up) {
    const page = frames.at(-1)!;
    room(JSON.stringify(row).length, page.up.length).up.push(row);
  }
  frames.at(-1)!.slices = slices;
  return frames.map((frame, page) => ({ ...frame, page, last: page === frames.length - 1 }));
}
