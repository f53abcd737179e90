/** A store as one whole, for whoever backs it up, counts it or puts it back: every table in one snapshot, and an empty store filled from tables. */
import type { StoreReader } from '#db/server/store.ts';

export type Cell = string | number | null;

/** Some rows of a table; every row has a cell for each column. */
export interface TableRows { table: string; columns: readonly string[]; rows: readonly (readonly Cell[])[] }

export interface WholeSnapshot {
  /** Of the same moment. */
  reader: StoreReader;
  /** Shape of the tables: the tens of the last migration's number, the same in every store. */
  version: number;
  tables: readonly string[];
  /** A table's rows, some hundreds at a time, in no promised order. */
  rows(table: string): AsyncIterable<TableRows>;
  /** How many rows of a table have which word in a column. */
  tally(table: string, column: string): Promise<Record<string, number>>;
  sizeBytes(): Promise<number>;
  /** Every file, one after another; `bytes` may not be those of its name any more. */
  files(): AsyncIterable<{ hash: string; bytes: Uint8Array }>;
}

export interface WholeStore {
  /** For messages: without user and password. */
  readonly label: string;
  /** Opens nothing for writing: a server may go on meanwhile. Throws StorageError; a store of another version is refused. */
  snapshot<T>(work: (snapshot: WholeSnapshot) => Promise<T>): Promise<T>;
}

/** A new store that stands at the version of what comes: all of it or nothing. */
export interface StoreFiller {
  add(rows: TableRows): Promise<void>;
  addFile(bytes: Uint8Array): Promise<void>;
}

export const rowsAtOnce = 500;

/** Not part of what is carried from store to store: a number of its own, what is worth nothing later, files (they go as files). */
export const tablesBesideTheStore: readonly string[] = ['pult_schema', 'presence', 'blobs', 'blob_parts'];

/** Steps between the tens belong to one kind of store alone. */
export const shapeOf = (version: number): number => version - (version % 10);
