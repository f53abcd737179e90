/** Names every row of a root that is held, so that a root can leave whole. */
import { endingsOf } from '#shared/sync/digest.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { StoredRows } from '#db/console/stored-rows.ts';

export interface HeldRow {
  kind: RecordKind;
  id: string;
  facet: number;
  ver: number;
}

export function createRootRows(prepare: Preparer, rows: StoredRows) {
  const list = (sql: string) => prepare<[string], { id: string; facet: number; ver: number }>(sql);
  const messages = list('SELECT id, facet, ver FROM message WHERE conversation_id = ?');
  const profiles = list('SELECT id, facet, ver FROM profile WHERE contact_id = ?');
  const tasks = list('SELECT id, facet, ver FROM task WHERE root = ?');
  const readMarks = list('SELECT id, facet, ver FROM read_mark WHERE root = ?');
  const history = list('SELECT id, facet, ver FROM history WHERE root = ?');
  const pieces = prepare<[string], HeldRow>('SELECT kind, id, facet, ver FROM piece WHERE root = ?');
  const settings = prepare<[], { kind: RecordKind; id: string; facet: number; ver: number }>('SELECT kind, id, facet, ver FROM dictionary');
  const as = (kind: RecordKind, found: { id: string; facet: number; ver: number }[]): HeldRow[] => found.map((row) => ({ kind, ...row }));
  const inBucket = (table: string) => prepare<[string], { id: string }>(`SELECT id FROM ${table} WHERE substr(id, -2) IN (SELECT value FROM json_each(?))`);
  const owners = (['conversation', 'contact', 'deal'] as const).map((kind) => ({ kind, ids: inBucket(kind) }));
  return {
    /** Names of the roots held of one bucket of digests, but for the person's own and the settings. */
    ofBucket(bucket: number): string[] {
      const endings = JSON.stringify(endingsOf(bucket));
      return owners.flatMap(({ kind, ids }) => ids.all(endings).map(({ id }) => `${kind}:${id}`));
    },
    list(root: string): HeldRow[] {
      const kind = root.slice(0, root.indexOf(':'));
      const id = root.slice(kind.length + 1);
      const parts = [...as('task', tasks.all(root)), ...as('history', history.all(root)), ...pieces.all(root)];
      if (kind === 'person') return [...parts, ...as('readMark', readMarks.all(root))];
      if (kind === 'dictionary') return [...parts, ...settings.all()];
      if (kind === 'contact') parts.push(...as('profile', profiles.all(id)));
      if (kind === 'conversation') parts.push(...as('message', messages.all(id)));
      const own = kind === 'contact' || kind === 'conversation' || kind === 'deal' ? rows.get(kind, id) : null;
      return own ? [...parts, { kind: kind as RecordKind, id, facet: own.facet, ver: own.ver }] : parts;
    },
  };
}
