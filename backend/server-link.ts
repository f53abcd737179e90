/** How a console reaches its team server: one socket for the order of things, calls for what carries secrets or bytes. A carrier, no rules. */
import type { SyncDownFrame, SyncUpFrame } from '#shared/sync/protocol.ts';
import type { TeamAnswer, TeamCallName } from '#shared/sync/team-calls.ts';

export interface LinkEvents {
  opened(): void;
  frame(frame: SyncDownFrame): void;
  /** Once, whether it had opened or not. */
  closed(): void;
}

export interface LinkSocket {
  send(frame: SyncUpFrame): void;
  close(): void;
}

export interface Blob {
  bytes: Uint8Array;
  contentType: string;
}

export interface ServerLink {
  /** Begins to connect; `events` are called later, never within this call. */
  open(events: LinkEvents): LinkSocket;
  /** Rejects when the server can't be reached. */
  call(name: TeamCallName, args: unknown): Promise<TeamAnswer<unknown>>;
  /** null = there is none that this person may see. Rejects when the server can't be reached. */
  blob(hash: string): Promise<Blob | null>;
  putBlob(bytes: Uint8Array, contentType: string, fileName: string): Promise<TeamAnswer<{ hash: string; sizeBytes: number; contentType: string }>>;
}
