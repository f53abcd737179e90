/** Passwords of people: argon2id, two at a time, common ones refused; whoever guesses at a login that is none waits as long (R12). */
import { hash, verify } from '@node-rs/argon2';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Seal } from '#db/core/seal.ts';
import type { Store } from '#db/server/store.ts';

export interface Passwords {
  /** `password_short`, `password_long`, `password_common`, `busy`. */
  set(person: string, login: string, password: string): Promise<Result<null>>;
  /** null = nobody has this login: it costs the same. `busy` when too many wait. */
  verify(person: string | null, password: string): Promise<Result<boolean, 'busy'>>;
  has(person: string): Promise<boolean>;
}

/** As security.md R12 has it; 26 ms on the machine it was measured on. argon2id is algorithm 2: the library's own enum has no values at run time. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const atOnce = 2;
const mostWaiting = 50;
const shortest = 10;
const longest = 128;

/** Beginnings and wholes that every list of stolen passwords opens with; what is made of one sign or of a row of keys is found below. */
const common = new Set([
  'password', 'password1', 'password12', 'password123', 'password1234', 'passw0rd123', 'qwerty12345', 'qwertyuiop', 'qwerty123456', '1q2w3e4r5t', '1q2w3e4r5t6y', 'iloveyou123', 'administrator', 'letmein123',
  'welcome123', 'welcome1234', 'changeme123', 'monkey12345', 'football123', 'sunshine123', 'princess123', 'superman123', 'dragon12345', 'abc1234567', 'abcd123456', 'qazwsxedcrfv', 'zaq12wsxcde3', 'pultpultpult',
  'slava ukraini', 'slavaukraini', 'пароль123456', 'парольпароль', 'йцукен12345', 'йцукенгшщз', 'українаукраїна', 'qwerty1234567', 'trustno1trustno1',
]);
const rows = ['0123456789012345678901234567890', 'qwertyuiopasdfghjklzxcvbnm', 'йцукенгшщзхїфівапролджєячсмитьбю', 'abcdefghijklmnopqrstuvwxyz', 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'];

/** What is wrong with a password, before it is hashed; null = nothing. */
export function passwordFault(password: string, login: string): 'password_short' | 'password_long' | 'password_common' | null {
  const text = password.normalize('NFC');
  if ([...text].length < shortest) return 'password_short';
  if ([...text].length > longest) return 'password_long';
  const low = text.toLowerCase();
  const backwards = [...low].reverse().join('');
  const plain = common.has(low) || new Set(low).size < 4 || rows.some((row) => row.includes(low) || row.includes(backwards));
  return plain || (login.length >= 4 && low.replaceAll(login.toLowerCase(), '').length < 5) ? 'password_common' : null;
}

/** Where a person's password stands among the secrets. */
export const passwordPlace = (person: string): string => `password:${person}`;

export function createPasswords(store: Store, seal: Seal): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  /** null = too many wait already. */
  const inTurn = async <Value>(work: () => Promise<Value>): Promise<Value | null> => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) return null;
      await new Promise<void>((resolve) => void waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
  const placeOf = passwordPlace;
  const stored = async (person: string): Promise<string | null> => {
    const sealed = await store.read((reader) => reader.secret(placeOf(person)));
    return sealed === null ? null : seal.open(placeOf(person), sealed);
  };
  let nobodys: Promise<string | null> | null = null;
  return {
    async set(person, login, password) {
      const fault = passwordFault(password, login);
      if (fault !== null) return refuse(fault);
      const made = await inTurn(() => hash(password.normalize('NFC'), cost));
      if (made === null) return refuse('busy');
      await store.write((writer) => writer.putSecret(placeOf(person), seal.close(placeOf(person), made)));
      return accept(null);
    },
    async verify(person, password) {
      const held = person === null ? null : await stored(person);
      const against = held ?? (await (nobodys ??= inTurn(() => hash('nobody has this password', cost))));
      if (against === null) {
        nobodys = null;
        return refuse('busy');
      }
      const right = await inTurn(() => verify(against, password.normalize('NFC').slice(0, longest * 2)));
      return right === null ? refuse('busy') : accept(right && held !== null);
    },
    has: async (person) => (await store.read((reader) => reader.secret(placeOf(person)))) !== null,
  };
}
