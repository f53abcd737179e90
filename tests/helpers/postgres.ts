/** A PostgreSQL database of its own for a test: empty, in a language whose order is not that of bytes. */
import { Client } from 'pg';
import { inject } from 'vitest';
import { openPostgresStore } from '#db/server/postgres/postgres-store.ts';
import type { PostgresOptions } from '#db/server/postgres/postgres-store.ts';
import type { Store } from '#db/server/store.ts';
import { systemClock } from '#server/ports.ts';

export const hasPostgres = inject('postgresDoor') !== null;

/** `describe.skipIf(noPostgres)`: the run says how many that were, and one that must be whole counts them as failures. */
export const noPostgres = !hasPostgres;

async function port(): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${inject('postgresDoor')}/`);
  if (!answer.ok) throw new Error(await answer.text());
  return Number(await answer.text());
}

let made = 0;

export async function makeDatabase(): Promise<string> {
  const at = await port();
  const name = `t${process.pid}_${(made += 1)}`;
  const root = new Client({ host: '127.0.0.1', port: at, user: 'pult', database: 'postgres' });
  await root.connect();
  try {
    await root.query(`CREATE DATABASE ${name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`);
  } finally {
    await root.end();
  }
  return `postgres://pult@127.0.0.1:${at}/${name}`;
}

/** Opens a store on a cluster whose disk lies: nobody but tests may. */
export async function openTestStore(address: string, options: Partial<PostgresOptions> = {}): Promise<Store> {
  return openPostgresStore({ address, clock: systemClock(), unsafeDisk: true, ...options });
}

/** One statement from aside, as an administrator would give it. */
export async function aside<Row = Record<string, unknown>>(address: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: address });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}
