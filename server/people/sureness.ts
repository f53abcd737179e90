/** Who has given their password again lately: asked before people, roles, keys and what a restore held (R15). Whoever has no password is asked for none. */
import type { StoreReader, StoreWriter } from '#db/server/store.ts';
import { passwordPlace } from '#server/people/passwords.ts';

export const sureForMs = 5 * 60_000;

const factOf = (person: string): string => `sure:${person}`;

export async function isSure(reader: StoreReader, person: string, at: number): Promise<boolean> {
  if ((await reader.secret(passwordPlace(person))) === null) return true;
  return Number((await reader.fact(factOf(person))) ?? 0) > at;
}

/** Answers until when. */
export async function makeSure(writer: StoreWriter, person: string, at: number): Promise<number> {
  await writer.putFact(factOf(person), String(at + sureForMs));
  return at + sureForMs;
}
