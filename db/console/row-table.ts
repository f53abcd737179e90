/** What every typed table of the replica does with a record: get, put, remove. */

/** A record with what the server says of it. */
export interface StoredRow<Body = unknown> {
  facet: number;
  ver: number;
  body: Body;
}

/** The same, with the body still as text: what a table gives back. */
export interface RawRow {
  facet: number;
  ver: number;
  body: string;
}

export interface RowTable {
  get(id: string): StoredRow | null;
  put(id: string, row: StoredRow): void;
  remove(id: string): void;
}

export function parsed<Body>(raw: RawRow): StoredRow<Body> {
  return { facet: raw.facet, ver: raw.ver, body: JSON.parse(raw.body) as Body };
}
