/** Frames between a console and the team server (replication.md 2.4). JSON; one socket per device and person. */
import { z } from 'zod';
import type { RecordKind } from '#shared/model/bodies.ts';

export const protocolVersion = 1;
export const schemaVersion = 1;
/** The oldest schema that is served: the one before this, so that a team need not be updated in one night (S65). */
export const oldestSchema = 1;

/** A place in the commit order: the last seq of a batch and that batch's random mark (16 hex digits). */
export type Cursor = readonly [seq: number, mark: string];
export const cursorSchema = z.tuple([z.number().int().min(0), z.string().regex(/^[0-9a-f]{16}$/)]);

/** One pressed command as it travels: `body` is the stored text of `{ input, expect }`, never re-serialised. */
export const commandFrameSchema = z.strictObject({
  s: z.number().int().min(1),
  id: z.string(),
  n: z.string(),
  v: z.number().int(),
  base: cursorSchema.nullable(),
  body: z.string().max(262_144),
  at: z.number(),
  /** Answered once, by a server that has been put back since: the seq of that answer (S70). */
  recover: z.number().int().min(0).optional(),
});
export type CommandFrame = z.infer<typeof commandFrameSchema>;

/** A root and the place down to which it is held; `head`: for now only its own row and small parts are wanted (S29, S31). */
export const wantSchema = z.tuple([z.string(), z.string(), z.literal('head').optional()]);
export type Want = readonly [root: string, after: string, part?: 'head' | undefined];

/** Orders of `todo`: the lower is wanted the earlier. From `onDemand` on a root's messages are wanted when somebody opens it (S31). */
export const wantOrder = { step: 10_000_000, onDemand: 50_000_000 } as const;

const root = z.string().max(200);
const count = z.number().int().min(0);
const xor = z.string().regex(/^[0-9a-f]{16}$/);
/** What is held of a root, by facet; `ver`: the highest. Confirmed rows only (S33). */
export const haveLineSchema = z.tuple([root, z.number().int(), count, xor, count]);
/** A facet of a root with its figures; a root that is wanted stands there with facet 0 and none (S71). */
export const digestLineSchema = z.tuple([root, z.number().int(), count, z.string().max(16)]);
export type HaveLine = z.infer<typeof haveLineSchema>;
export type DigestLine = z.infer<typeof digestLineSchema>;

export const upFrameSchema = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('hello'), proto: z.number().int(), schema: z.number().int(), epoch: z.number().int().nullable(), device: z.string(), token: z.string(),
    ticket: z.string().nullable(), cursor: cursorSchema.nullable(),
    /** The program's version there, for the list of devices. */
    version: z.string().max(40).optional(),
  }),
  z.strictObject({ t: z.literal('open'), stream: z.string() }),
  z.strictObject({ t: z.literal('cmd'), stream: z.string(), list: z.array(commandFrameSchema).min(1).max(64) }),
  /** `want`: roots to be filled, each from a place in its order; `acked`: dseq up to which all outcomes are stored; `small`: changed roots over the budget as `todo` too (S34); `held`: so many lines of `have` came before it. */
  z.strictObject({ t: z.literal('pull'), cursor: cursorSchema.nullable(), want: z.array(wantSchema).max(64), acked: z.number().int().min(0), small: z.boolean().optional(), held: z.number().int().min(0).optional() }),
  /** Before a pull without a cursor: what is held all the same, in as many frames as it takes (S33). */
  z.strictObject({ t: z.literal('have'), marks: z.array(cursorSchema).max(1000), list: z.array(haveLineSchema).max(8000) }),
  /** One bucket of the roots held, at this cursor; with `ending`, only those of its roots whose names end so, as one frame has not room for all (S71). */
  z.strictObject({ t: z.literal('digest'), cursor: cursorSchema, bucket: z.number().int().min(0).max(63), ending: z.string().length(2).optional(), list: z.array(digestLineSchema).max(8000) }),
  z.strictObject({ t: z.literal('ack'), seq: z.number().int().min(0) }),
  z.strictObject({ t: z.literal('pres'), root: z.string().nullable(), typing: z.boolean() }),
]);
export type SyncUpFrame = z.infer<typeof upFrameSchema>;

/** A row as it travels: kind, id, root, facet, ver, body. */
export type WireRow = readonly [kind: RecordKind, id: string, root: string, facet: number, ver: number, body: unknown];

export interface Outcome {
  stream: string;
  dseq: number;
  commandId: string;
  status: 'done' | 'refused';
  code: string;
  result: Record<string, unknown>;
  seq: number;
}

/** The only way rows enter a replica (S19): applied whole, in one transaction, when `prev` is the replica's own seq (S20). */
export interface DeltaFrame {
  t: 'd';
  /** null replaces the cursor (first copy). */
  prev: number | null;
  to: number;
  mark: string;
  /** Page number from 0; pages but the last are staged. */
  page: number;
  last: boolean;
  /** Roots with the mask left; mask 0 = the root goes. */
  lv: readonly (readonly [root: string, mask: number])[];
  del: readonly (readonly [kind: RecordKind, id: string])[];
  /** Roots to be wanted from the start: drop what is held of them. */
  todo: readonly (readonly [root: string, cls: number])[];
  up: readonly WireRow[];
  slices: readonly { root: string; after: string; rows: readonly WireRow[]; next: string | null }[];
}

export type SyncDownFrame =
  /** `safe`: commands answered up to this seq are in a verified backup of this epoch (S45). */
  /** `token`: replaces this device's own, from its first use on (R16). */
  | { t: 'welcome'; epoch: number; head: number; now: number; personId: string; ticket: string; token?: string; minSchema: number; maxSchema: number; safe: number | null; reset?: 'restored' | 'horizon' | 'lost' }
  | DeltaFrame
  | { t: 'out'; list: readonly Outcome[] }
  | { t: 'forked' }
  | { t: 'gap'; last: number }
  | { t: 'wake'; head: number }
  | { t: 'pres'; root: string; who: string; typing: boolean; until: number }
  | { t: 'err'; code: string; retryMs: number | null };
