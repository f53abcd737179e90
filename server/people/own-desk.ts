/** What a person does about their own way in: password and devices; whoever may change people sees and ends those of others too (R16). */
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { PersonBody } from '#shared/model/bodies.ts';
import type { Calls } from '#shared/port/port.ts';
import type { Devices } from '#server/people/devices.ts';
import type { Passwords } from '#server/people/passwords.ts';
import type { SignIn } from '#server/people/sign-in.ts';

export interface OwnDeskDeps {
  devices: Devices;
  passwords: Passwords;
  signIn: SignIn;
  /** Devices that are connected, each with the place it has been told of: what it has confirmed itself may be a minute old (S93). */
  live(): ReadonlyMap<string, number>;
  /** Place of the team's last commit. */
  head(): number;
  mayChange(by: PersonBody, otherPersonId: string): boolean;
}

interface By { device?: string | null; network?: string }

export function createOwnDesk({ devices, passwords, signIn, live, head, mayChange }: OwnDeskDeps) {
  /** The person's password once more, before what can't be taken back (R15); whoever has none is asked for none. */
  const confirm = async (person: PersonBody, password: string | null, by: By): Promise<Result<null>> => {
    if (!(await passwords.has(person.id))) return accept(null);
    const right = await signIn.confirm(person, password ?? '', by.network ?? '', by.device ?? null);
    return right.ok || right.code !== 'bad_login' ? right : refuse('bad_password');
  };
  return {
    async list(person: PersonBody, by: By): Promise<Result<Calls['device.list']['value']>> {
      const connected = live();
      const rows = (await devices.list(null)).filter((row) => mayChange(person, row.person));
      return accept({
        login: person.login, hasPassword: await passwords.has(person.id),
        devices: rows.map((row) => ({
          id: row.device, personId: row.person, name: row.name, kind: row.kind === 'window' ? 'window' : 'console', version: row.version, here: row.device === by.device,
          live: connected.has(row.device), seenAt: row.seenAt, createdAt: row.createdAt, endedAt: row.revokedAt, behind: row.kind === 'console' ? Math.max(0, head() - Math.max(row.cursor, connected.get(row.device) ?? 0)) : null, copyOf: row.copyOf,
        })),
      });
    },
    async end(person: PersonBody, deviceId: string): Promise<Result<null>> {
      const row = (await devices.list(null)).find((one) => one.device === deviceId);
      if (!row || !mayChange(person, row.person)) return refuse('not_found');
      await devices.revoke(deviceId);
      return accept(null);
    },
    async setPassword(person: PersonBody, { current, next }: Calls['password.set']['args'], by: By): Promise<Result<null>> {
      const sure = await confirm(person, current, by);
      return sure.ok ? passwords.set(person.id, person.login, next) : sure;
    },
    confirm,
  };
}
