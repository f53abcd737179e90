/** Makes the frames of one pull from one snapshot: what changed, first copy, and slices of wanted roots (S21, S29–S31). */
import { wantOrder } from '#shared/sync/protocol.ts';
import type { Cursor, DeltaFrame, Want, WireRow } from '#shared/sync/protocol.ts';
import { placeOf } from '#db/server/store.ts';
import type { Head, StoreReader, StoredRecord } from '#db/server/store.ts';
import { firstCopy } from '#server/sync/first-copy.ts';
import type { Have } from '#server/sync/first-copy.ts';
import { openWindow, wireRow } from '#server/sync/pull.ts';
import type { Delta } from '#server/sync/pull.ts';
import { createVisibility } from '#server/sync/visibility.ts';

const maxPageRows = 2000;
const maxPageBytes = 1_000_000;
const maxSliceRows = 500;
/** Above a root's own row and small parts, below its messages. */
const endOfHead = '0~';

export interface PullRequest {
  person: string;
  cursor: Cursor | null;
  want: readonly Want[];
  /** What the console holds though it has no cursor (S33). */
  have?: Have | null;
  small?: boolean;
  /** True once the snapshot has been held for too long (S34). */
  late?(): boolean;
}

/** Pages of one `d`, all of one snapshot; `reset` = the cursor is not of this order (S25), `slow` = it took too long (S34). */
export async function answerPull(reader: StoreReader, request: PullRequest): Promise<DeltaFrame[] | 'reset' | 'slow'> {
  const head = await reader.head();
  const { person, cursor } = request;
  const late = request.late ?? (() => false);
  if (cursor && (await whyNotOurs(reader, cursor, head)) !== null) return 'reset';
  const delta = cursor ? await (await openWindow(reader, cursor[0], head.seq, person)).delta(person, request.small) : await firstCopy(reader, person, head, request.have ?? null);
  if (late()) return 'slow';
  // Settings come with the list of what there is: no window is ever without its people and stages.
  const want = cursor ? request.want : delta.todo.filter(([, cls]) => cls < wantOrder.step).map(([root]) => [root, ''] as const);
  const slices = await slicesOf(reader, person, head.seq, want, late);
  return slices === null ? 'slow' : pages(cursor ? cursor[0] : null, head, delta, slices);
}

/** Why a place is not one of this order; null = it is: the seq of a batch, with that batch's mark, not yet forgotten (S25). */
export async function whyNotOurs(reader: StoreReader, cursor: Cursor, head: Head): Promise<'horizon' | 'lost' | null> {
  const [seq, mark] = cursor;
  if (seq < head.horizon) return 'horizon';
  if (seq === 0) return mark === '0'.repeat(16) ? null : 'lost';
  return seq <= head.seq && (await reader.commit(seq))?.mark === mark ? null : 'lost';
}

type Slice = DeltaFrame['slices'][number];

/** null = it took too long. */
export async function slicesOf(reader: StoreReader, person: string, at: number, want: readonly Want[], late: () => boolean): Promise<Slice[] | null> {
  if (want.length === 0) return [];
  const sight = createVisibility(reader, at - 1);
  await sight.ensurePerson(person);
  await sight.ensure(want.map(([root]) => root));
  const slices: Slice[] = [];
  let rows = 0;
  let bytes = 0;
  for (const [root, after, part] of want) {
    const mask = sight.mask(person, root, at);
    // No sight, no slice: the same answer's `lv` has taken the want away.
    if (mask === 0) continue;
    if (rows >= maxPageRows || bytes >= maxPageBytes) break;
    if (late()) return null;
    const found = await reader.recordsOfRoot(root, after, maxSliceRows + 1);
    const slice = cut(found, mask, part === 'head', maxPageBytes);
    rows += slice.rows.length;
    bytes += slice.bytes;
    slices.push({ root, after, rows: slice.rows, next: slice.next });
  }
  return slices;
}

/** As many rows as fit, in the root's order; `headOnly`: its own row and small parts. `next`: how far that reaches; null = to the end. */
function cut(found: readonly StoredRecord[], mask: number, headOnly: boolean, room: number): { rows: WireRow[]; bytes: number; next: string | null } {
  const rows: WireRow[] = [];
  let bytes = 0;
  let last: string | null = null;
  for (const [n, row] of found.entries()) {
    const place = placeOf(row);
    const full = n >= maxSliceRows || (bytes > 0 && bytes >= room) || (headOnly && n > 0 && place > endOfHead);
    if (full) return { rows, bytes, next: headOnly && place > endOfHead ? endOfHead : last };
    last = place;
    if ((row.facet & mask) === 0) continue;
    const wire = wireRow(row);
    rows.push(wire);
    bytes += JSON.stringify(wire).length;
  }
  return { rows, bytes, next: null };
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
