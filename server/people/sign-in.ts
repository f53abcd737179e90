/** Signing in with login and password: a device of one's own, or a clear no that tells nothing about who works here (R12, R13). */
import { z } from 'zod';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { PersonBody } from '#shared/model/bodies.ts';
import type { StoredDevice } from '#db/server/store.ts';
import type { Devices, Enrolled } from '#server/people/devices.ts';
import type { GuessKeys, Guesses } from '#server/people/guesses.ts';
import type { Passwords } from '#server/people/passwords.ts';

export interface SignIn {
  /** `bad_login`; `too_many_tries` with `waitMs`; `busy`. `network`: of whoever asks. */
  enter(request: unknown, network: string, kind: StoredDevice['kind']): Promise<Result<Enrolled>>;
  /** A person's own password again, before something that can't be taken back; counted like any other try. */
  confirm(person: PersonBody, password: string, network: string, device: string | null): Promise<Result<null>>;
  guesses: Guesses;
}

const schema = z.strictObject({ login: z.string().trim().min(1).max(40), password: z.string().min(1).max(512), deviceName: z.string().max(80), known: z.string().max(200).nullable(), copied: z.boolean().default(false) });

export function createSignIn(deps: { dictionary(): Dictionary; devices: Devices; passwords: Passwords; guesses: Guesses }): SignIn {
  const { devices, passwords, guesses } = deps;
  /** Counts, then looks. */
  const check = async (person: PersonBody | null, password: string, keys: GuessKeys): Promise<Result<null>> => {
    const waitMs = await guesses.begin(keys);
    if (waitMs > 0) return refuse('too_many_tries', { waitMs });
    const right = await passwords.verify(person?.id ?? null, password);
    if (!right.ok) return right;
    if (!right.value) return refuse('bad_login');
    await guesses.passed(keys);
    return accept(null);
  };
  return {
    guesses,
    async enter(request, network, kind) {
      const parsed = schema.safeParse(request);
      if (!parsed.success) return refuse('bad_input');
      const { login, password, deviceName, known, copied } = parsed.data;
      const wanted = login.toLowerCase();
      const person = deps.dictionary().all('person').find((one) => one.active && one.login.toLowerCase() === wanted) ?? null;
      const before = known === null ? null : await devices.known(known);
      // Another person's device is no better than a strange one.
      const device = person !== null && before?.person === person.id ? before : null;
      const checked = await check(person, password, { network, login: wanted, device: device?.device ?? null });
      if (!checked.ok) return checked;
      // A folder that was left behind signs in while its original goes on: it becomes a device of its own, and both are named (S97).
      const stands = device !== null && device.revokedAt === null && device.kind === kind;
      if (stands && !copied) return accept(await devices.renew(device.device));
      return accept(await devices.admit(person!.id, kind, { name: deviceName, copyOf: stands ? device.device : null }));
    },
    confirm: (person, password, network, device) => check(person, password, { network, login: person.login, device }),
  };
}
