/** Who works at this console: each with a PIN of their own, which opens the window and no key; locked by key, when idle, at the start, and long without its server (S94, S95, R12, R16). */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { LockWhy, SeatsInfo } from '#shared/port/port.ts';
import type { DataFolder } from '#backend/host/data-folder.ts';
import { writeWhole } from '#backend/host/data-folder.ts';

const tries = 5;
export const awayMs = 72 * 3_600_000;
/** How often what is needed for that is written down. */
const stepMs = 10 * 60_000;
const pinPattern = /^\d{6}$/;

const seatSchema = z.object({
  pin: z.object({ salt: z.string(), hash: z.string(), left: z.number().int() }).nullable().default(null),
  /** When the server was last heard, and the latest time this clock has shown since. */
  heardAt: z.number().default(0),
  latest: z.number().default(0),
});
type Seat = z.output<typeof seatSchema>;

export type Seats = ReturnType<typeof createSeats>;

/** `folder`: of the own side; a demo is open to whoever looks. */
export function createSeats(folder: DataFolder, now: () => number) {
  let locked: LockWhy | null = null;
  const fileOf = (person: string): string => join(folder.person('own', person), 'seat.json');
  const read = (person: string): Seat => {
    try {
      return seatSchema.parse(JSON.parse(readFileSync(fileOf(person), 'utf8')));
    } catch {
      // A file that can't be read locks nobody in and lets nobody in: there is no PIN to try.
      return seatSchema.parse({});
    }
  };
  const write = (person: string, change: Partial<Seat>): void => writeWhole(fileOf(person), { ...read(person), ...change });
  const isAway = (person: string): boolean => {
    const { heardAt, latest } = read(person);
    // A clock that was put back makes nobody younger: the latest it has shown counts.
    return heardAt > 0 && (Math.max(latest, now()) - heardAt > awayMs || now() < heardAt - stepMs);
  };
  const people = (): string[] => folder.people('own').map((session) => session.personId);

  return {
    info: (): SeatsInfo => ({
      locked, current: folder.session('own')?.personId ?? null, joined: folder.settings().serverUrl,
      people: folder.people('own').map(({ personId, name }) => ({ personId, name, hasPin: read(personId).pin !== null })),
    }),
    locked: (): LockWhy | null => locked,
    /** Without a PIN and without a server to ask for a password nobody could open it again. */
    lock(why: LockWhy): boolean {
      if (locked !== null) return false;
      if (why !== 'away' && !people().some((person) => read(person).pin !== null)) return false;
      locked = why;
      return true;
    },
    open(): void {
      locked = null;
    },
    /** The server was heard by this person's console. */
    heard(person: string): void {
      const at = now();
      const held = read(person);
      if (Math.abs(at - held.heardAt) >= stepMs || held.latest > at) write(person, { heardAt: at, latest: at });
    },
    /** Looked at from time to time: whether it has been too long without the server. */
    away(): boolean {
      const person = folder.session('own')?.personId;
      if (person === undefined || folder.settings().serverUrl === null) return false;
      const held = read(person);
      if (held.heardAt > 0 && now() - held.latest >= stepMs) write(person, { latest: now() });
      return isAway(person);
    },
    /** A PIN is for a console that has heard its server lately; `pin_used_up`: only the password helps now. */
    unlock(person: string, pin: string): Result<null> {
      if (!people().includes(person)) return refuse('not_found');
      if (locked === 'away' || (folder.settings().serverUrl !== null && isAway(person))) return refuse('password_needed');
      const held = read(person).pin;
      if (held === null) return refuse('password_needed');
      if (held.left <= 0) return refuse('pin_used_up');
      // Counted before it is looked at: ending the program in between gains no try.
      write(person, { pin: { ...held, left: held.left - 1 } });
      if (!pinPattern.test(pin) || !timingSafeEqual(hashOf(pin, held.salt), Buffer.from(held.hash, 'base64'))) return refuse(held.left === 1 ? 'pin_used_up' : 'bad_pin', { left: held.left - 1 });
      write(person, { pin: { ...held, left: tries } });
      return accept(null);
    },
    setPin(person: string, pin: string | null): Result<null> {
      if (pin !== null && (!pinPattern.test(pin) || isPlain(pin))) return refuse('pin_plain');
      const salt = randomBytes(16).toString('base64');
      write(person, { pin: pin === null ? null : { salt, hash: hashOf(pin, salt).toString('base64'), left: tries } });
      return accept(null);
    },
    /** The password was right: a PIN that was used up counts anew, and the 72 hours begin again. */
    proven(person: string): void {
      const held = read(person).pin;
      write(person, { heardAt: now(), latest: now(), pin: held && { ...held, left: tries } });
    },
    /** Nothing of a person who was signed out from afar may be opened here any more; the outbox stays, locked. */
    forget(person: string): void {
      const dir = folder.person('own', person);
      for (const name of readdirSync(dir)) if (/^replica\.db/.test(name)) rmSync(join(dir, name), { force: true });
      if (existsSync(join(dir, 'seat.json'))) rmSync(join(dir, 'seat.json'));
    },
  };
}

/** Slow enough that five tries are five tries; it guards a window, not the files, which have keys of their own (R12). */
function hashOf(pin: string, salt: string): Buffer {
  return scryptSync(pin, Buffer.from(salt, 'base64'), 32, { N: 16_384, r: 8, p: 1 });
}

/** One digit, or digits in a row. */
function isPlain(pin: string): boolean {
  return new Set(pin).size === 1 || '01234567890'.includes(pin) || '09876543210'.includes(pin);
}
