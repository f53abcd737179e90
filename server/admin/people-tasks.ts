/** Making a team without a window, giving a password, making a token: what else a person does in Settings, by whoever may read the data folder. */
import { createIdSource } from '#shared/base/ids.ts';
import type { PersonBody } from '#shared/model/bodies.ts';
import { createServer } from '#server/create-server.ts';
import { readDictionary } from '#server/committer/catch-up.ts';
import { createDevices } from '#server/people/devices.ts';
import { createPasswords, passwordFault } from '#server/people/passwords.ts';
import { readPresets } from '#server/host/read-presets.ts';
import type { StorePlace } from '#server/host/open-store.ts';
import { AdminError, isAdminCode } from '#server/admin/admin-error.ts';
import { alone, labelOf, withStore } from '#server/admin/place.ts';
import type { AdminPorts, OpenTeam } from '#server/admin/place.ts';

export interface InitOptions { preset: string; owner: string; name: string; team: string; withPassword: boolean }

/** Throws AdminError, StorageError. */
export async function initTeam(place: StorePlace, options: InitOptions, ports: AdminPorts): Promise<void> {
  const presets = readPresets(ports.resourcesDir);
  const preset = presets.find(({ meta }) => meta.id === options.preset);
  if (!preset) throw new AdminError('no_preset', `${options.preset}" (there are: ${presets.map(({ meta }) => meta.id).join(', ')}`);
  const password = options.withPassword ? await secretFrom(ports, 'The password') : null;
  const fault = password === null ? null : passwordFault(password, options.owner);
  if (fault !== null) throw new AdminError(fault);
  await alone(place, () =>
    withStore(place, ports, true, async (team) => {
      const { store, blobs } = team;
      const { clock, fillRandom } = ports;
      const server = await createServer({
        store, blobs, clock, fillRandom, presets, seal: team.seal, alone: team.alone, channels: null, linkKey: new Uint8Array(32), monotonic: () => clock.now(), log: () => undefined,
      });
      try {
        if (server.committer.dictionary().get('team', 'team')) throw new AdminError('already_set_up', labelOf(place));
        const ownerId = createIdSource(() => clock.now(), fillRandom).next<string>();
        const made = await server.team.setupTeam({ presetId: options.preset, teamName: options.team, ownerId, ownerName: options.name, ownerLogin: options.owner, demo: false });
        if (!made.ok) throw new AdminError('refused', made.code);
        if (password !== null) await setTo(team, ownerId, options.owner, password);
        else ports.print(`invitation ${await server.devices.invite(ownerId)}`);
        await server.flush();
      } finally {
        await server.stop();
      }
    }));
}

export async function givePassword(place: StorePlace, login: string, ports: AdminPorts): Promise<void> {
  const password = await secretFrom(ports, 'The password');
  await withStore(place, ports, false, async (team) => {
    const person = await personOf(team, login, labelOf(place));
    await setTo(team, person.id, person.login, password);
  });
}

/** Told once, on standard output; ended on the list of devices, where it bears its name. */
export async function giveToken(place: StorePlace, login: string, name: string, ports: AdminPorts): Promise<string> {
  return withStore(place, ports, false, async (team) => {
    const person = await personOf(team, login, labelOf(place));
    const { device, token } = await createDevices(team.store, ports.clock, ports.fillRandom).admit(person.id, 'console', { name });
    // A program keeps no copy: the log must not wait for it (S68).
    await team.store.write(async (writer) => writer.seenDevice(device, (await writer.head()).seq, ports.clock.now()));
    return token;
  });
}

export async function secretFrom(ports: AdminPorts, what: string): Promise<string> {
  const text = await ports.stdin();
  if (text === '') throw new AdminError('stdin_empty', what);
  return text;
}

async function personOf({ store }: OpenTeam, login: string, label: string): Promise<PersonBody> {
  const dict = await store.read(readDictionary);
  if (!dict.get('team', 'team')) throw new AdminError('not_set_up', label);
  const person = dict.all('person').find((one) => one.active && one.login.toLowerCase() === login.trim().toLowerCase());
  if (!person) throw new AdminError('no_login', login);
  return person;
}

async function setTo({ store, seal }: OpenTeam, person: string, login: string, password: string): Promise<void> {
  const set = await createPasswords(store, seal).set(person, login, password);
  if (!set.ok) throw isAdminCode(set.code) ? new AdminError(set.code) : new AdminError('refused', set.code);
}
