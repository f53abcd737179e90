/** A team to look around in: a preset's people with a link each, its accounts connected to simulated networks. All marked "demo". */
import { createIdSource, derivedId } from '#shared/base/ids.ts';
import type { Preset } from '#shared/model/preset.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import type { Server } from '#server/create-server.ts';
import type { Log } from '#server/log.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';

export interface DemoAccount {
  channel: ChannelName;
  handle: string;
  name: string;
  identity: string;
  secrets: Record<string, string>;
  endpoints: Record<string, string>;
}

/** The simulated networks, wherever they run. */
export interface DemoNetworks {
  accounts(wanted: readonly { channel: ChannelName; handle: string; name: string }[]): Promise<DemoAccount[]>;
  /** Addresses by handle; `resume`: the opening set has been stored before. */
  play(hooks: Record<string, string>, resume: boolean): void;
}

export interface DemoDeps { server: Server; preset: Preset; base: string; clock: ServerClock; fillRandom: FillRandom; log: Log }

const idOf = (what: string, name: string): string => derivedId('demo', what, name);

/** People and settings; does nothing when they are there. Throws when the preset can't be set up: a bug of the preset. */
export async function setUpDemoTeam({ server, preset, base, clock, fillRandom }: DemoDeps): Promise<void> {
  const { team, committer } = server;
  const must = (what: string, result: { ok: boolean; code?: string }): void => {
    if (!result.ok) throw new Error(`The demo team could not be set up: ${what} ${result.code ?? ''}`);
  };
  const { people } = preset.demo;
  const owner = people.find((person) => preset.roles.find((role) => role.id === person.role)?.may.includes('people')) ?? people[0]!;
  if (!committer.dictionary().get('team', 'team')) {
    must('team', await team.setupTeam({ presetId: preset.meta.id, teamName: preset.demo.team, ownerId: idOf('person', owner.login), ownerName: owner.name, ownerLogin: owner.login, demo: true }));
  }
  // Seats come with the people on them; those who head others come last.
  for (const person of [...people].filter((one) => one !== owner).sort((a, b) => a.heads.length - b.heads.length)) {
    const personId = idOf('person', person.login);
    if (committer.dictionary().get('person', personId)) continue;
    const heads = person.heads.flatMap((login) => people.find((one) => one.login === login)?.seat ?? []).map((seat) => idOf('seat', seat));
    must(person.login, await team.addPerson({
      personId, name: person.name, login: person.login, roleId: person.role, seatId: person.seat === null ? null : idOf('seat', person.seat), seatName: person.seat, heads,
    }));
  }
  if (committer.dictionary().get('team', 'team')!.publicUrl !== base) {
    const ids = createIdSource(() => clock.now(), fillRandom);
    await committer.submit({ commands: [robotCommand('team.update', { set: { publicUrl: base } }, ids.next(), 'demo')] });
  }
}

/** A link for each person, to a window of their own. */
export async function demoLinks({ server, preset, base }: DemoDeps): Promise<{ login: string; link: string }[]> {
  const links: { login: string; link: string }[] = [];
  for (const { login } of preset.demo.people) links.push({ login, link: `${base}/#invite=${await server.devices.invite(idOf('person', login))}` });
  return links;
}

/** Connects every account by the same road as a real one (live check, sealed secrets), then lets people write. */
export async function playDemo({ server, preset, base, log }: DemoDeps, networks: DemoNetworks): Promise<void> {
  const wanted = preset.demo.accounts;
  const accounts = await networks.accounts(wanted.map(({ channel, handle, name }) => ({ channel, handle, name })));
  const resume = (await server.store.read((reader) => reader.head())).dealNumber > 0;
  const hooks: Record<string, string> = {};
  for (const wish of wanted) {
    const given = accounts.find((account) => account.handle === wish.handle && account.channel === wish.channel);
    if (!given) continue;
    const accountId = idOf('account', `${wish.channel}:${wish.handle}`);
    const connected = await server.team.connect({ ...wish, accountId, secrets: given.secrets, endpoints: given.endpoints }, true);
    if (!connected.ok) log('demo.not_connected', { account: accountId, code: connected.code });
    hooks[wish.handle] = `${base}/hooks/${wish.channel}/${accountId}`;
  }
  networks.play(hooks, resume);
}
