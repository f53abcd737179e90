/** Joins the rows of one facet each into the record that is shown, as they come and go (S3). */
import { coreOf, isSplit, joined, sideIds } from '#shared/engine/parts.ts';
import type { RecordKind, SideBody } from '#shared/model/bodies.ts';
import type { StoredRow } from '#db/console/row-table.ts';
import type { StoredRows } from '#db/console/stored-rows.ts';

type Body = Record<string, unknown>;

export function createJoiner(deps: { rows: StoredRows; set(kind: RecordKind, id: string, row: StoredRow | null): void }) {
  const { rows, set } = deps;
  const sidesOf = (of: 'contact' | 'deal', owner: string): SideBody[] => sideIds(of, owner).flatMap((id) => rows.get('side', id)?.body ?? []);
  const changeSide = (id: string, row: StoredRow | null): void => {
    const before = rows.get('side', id)?.body ?? null;
    const side = (row?.body as SideBody | undefined) ?? before;
    if (side === null) return;
    const { of, owner } = side;
    const held = rows.get(of, owner);
    const core = held === null ? null : coreOf(of, held.body as unknown as Body, sidesOf(of, owner));
    set('side', id, row);
    if (held !== null) set(of, owner, { facet: held.facet, ver: held.ver, body: joined(of, core!, sidesOf(of, owner)) });
  };
  return {
    /** null removes. */
    write(kind: RecordKind, id: string, row: StoredRow | null): void {
      if (kind === 'side') changeSide(id, row);
      else if (isSplit(kind) && row !== null) set(kind, id, { ...row, body: joined(kind, row.body as Body, sidesOf(kind, id)) });
      else set(kind, id, row);
    },
  };
}
