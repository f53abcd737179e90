/** What a released version left behind: its three files and what is known of them. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TeamSession } from '#shared/sync/team-calls.ts';

export interface ReleaseImage {
  /** Its clock, UTC ms. */
  at: number;
  session: TeamSession;
  conversationId: string;
  /** Commands that were answered, and those that wait in the outbox. */
  done: string[];
  pending: string[];
  /** Kind → rows of the team. */
  records: Record<string, number>;
  /** The newest step of PostgreSQL's schema then. */
  postgres: number;
}

export const imageFiles = ['team.db', 'replica.db', 'outbox.db'] as const;

const folder = resolve(import.meta.dirname, '../fixtures/releases');
export const releases = readdirSync(folder);

/** Lays an image's files into `to`. */
export function layImage(version: string, to: string): ReleaseImage {
  mkdirSync(to, { recursive: true });
  for (const file of imageFiles) writeFileSync(join(to, file), gunzipSync(readFileSync(join(folder, version, `${file}.gz`))));
  return JSON.parse(readFileSync(join(folder, version, 'image.json'), 'utf8')) as ReleaseImage;
}
