/** One connection to PostgreSQL: statements prepared once and sent without waiting for each other, settings that free the team of a frozen server (S86). */
import { Client, types } from 'pg';
import type { PostgresAddress } from '#db/server/postgres/postgres-address.ts';

export interface Answer<Row> { rows: Row[]; command: string }

export type Query = <Row = never>(sql: string, values?: readonly unknown[]) => Promise<Answer<Row>>;

export interface Session {
  query: Query;
  /** Rows of a statement that is used once, by column. */
  fetch(sql: string): Promise<Record<string, unknown>[]>;
  /** Plain text, also of several statements. */
  run(sql: string): Promise<void>;
  /** Nothing more will be answered. */
  dead(): boolean;
  onNotice(listener: (from: number) => void): void;
  onDead(listener: () => void): void;
  readonly pid: number;
  end(): Promise<void>;
}

export interface SessionSettings {
  /** How long a transaction may stand idle before the server ends it. */
  idleMs: number;
  /** How long one statement may take before the line counts as dead. */
  patienceMs: number;
}

const connectMs = 5000;
const lockMs = 5000;
const int8 = 20;
const text = 25;

/** Statements are few and fixed: one name each, for every connection. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const name = names.get(sql) ?? `s${names.size}`;
  names.set(sql, name);
  return name;
}

/** Rejects when it can't be reached or will not let us in. */
export async function connectSession(address: PostgresAddress, settings: SessionSettings): Promise<Session> {
  const client = new Client({
    host: address.host, port: address.port, user: address.user, database: address.database, ...(address.password === undefined ? {} : { password: address.password }),
    ssl: address.tls ? { rejectUnauthorized: true, minVersion: 'TLSv1.2', host: address.tls.host, ...(address.tls.ca === undefined ? {} : { ca: address.tls.ca }) } : false,
    pipeline: true, keepAlive: true, connectionTimeoutMillis: connectMs, query_timeout: settings.patienceMs, application_name: 'pult',
    types: { getTypeParser: ((oid: number, format?: 'text' | 'binary') => (oid === int8 ? Number : oid === text ? readText : types.getTypeParser(oid, format))) as typeof types.getTypeParser },
  });
  let dead = false;
  const listeners: (() => void)[] = [];
  const die = (): void => {
    if (dead) return;
    dead = true;
    for (const listener of listeners) listener();
  };
  client.on('error', die);
  client.on('end', die);
  await client.connect();
  const run = async (sql: string): Promise<void> => void (await client.query(sql));
  await run(`SET idle_in_transaction_session_timeout = ${settings.idleMs}; SET lock_timeout = ${lockMs}; SET tcp_user_timeout = ${settings.patienceMs}`);
  return {
    run,
    fetch: async (sql) => (await client.query(sql)).rows as Record<string, unknown>[],
    query: async <Row>(sql: string, values: readonly unknown[] = []) => {
      const { rows, command } = await client.query({ name: nameOf(sql), text: sql, values: values.map(written) });
      return { rows: rows as Row[], command };
    },
    dead: () => dead,
    onNotice: (listener) => void client.on('notification', (message) => listener(message.processId)),
    onDead: (listener) => void listeners.push(listener),
    pid: (client as unknown as { processID: number }).processID,
    async end() {
      const was = dead;
      die();
      if (!was) await client.end().catch(() => undefined);
    },
  };
}

/** PostgreSQL's text holds no zero character; ours may (a client wrote it). Its place is taken by one that stands in no text, and that one by a pair. */
function written(value: unknown): unknown {
  if (typeof value === 'string') return writtenText(value);
  return Array.isArray(value) ? value.map(written) : value;
}

export function writtenText(value: string): string {
  if (!value.includes('\u0000') && !value.includes('\uffff')) return value;
  return value.replaceAll('\uffff', '\uffff1').replaceAll('\u0000', '\uffff0');
}

function readText(value: string): string {
  return value.includes('\uffff') ? value.replaceAll('\uffff0', '\u0000').replaceAll('\uffff1', '\uffff') : value;
}
