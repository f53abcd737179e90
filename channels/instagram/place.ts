/** How far polling of an Instagram account has come: opaque text to everyone else. */
import { asObject, asTime, parseJson } from '#channels/json.ts';

export interface ReadSoFar {
  /** Dialogues updated up to here (UTC ms) have been read. */
  dialogues: number;
  /** `updated_time` of the dialogues read lately, by id: the list is asked often, the dialogues only when it changes. */
  updated: Map<string, number>;
  /** Comments written up to here (UTC ms) have been read. */
  comments: number;
}

const remembered = 300;
/** What a new account brings along: as far back as a free answer is still allowed. */
const backlogMs = 24 * 3_600_000;

export function parsePlace(place: string | null, now: number): ReadSoFar {
  const body = asObject(place === null ? null : parseJson(place));
  const updated = new Map<string, number>();
  for (const [id, at] of Object.entries(asObject(body?.['updated']) ?? {})) {
    if (typeof at === 'number') updated.set(id, at);
  }
  return { dialogues: asTime(body?.['dialogues']) ?? now - backlogMs, updated, comments: asTime(body?.['comments']) ?? now - backlogMs };
}

export function formatPlace(soFar: ReadSoFar): string {
  const newest = [...soFar.updated].sort((a, b) => b[1] - a[1]).slice(0, remembered);
  return JSON.stringify({ dialogues: soFar.dialogues, comments: soFar.comments, updated: Object.fromEntries(newest) });
}
