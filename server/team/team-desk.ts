/** What a console asks of its team beside the socket: sign-up, people, accounts with their tokens. Rights come from the stored role (R15, R17). */
import type { Runner } from '#channels/runner/runner.ts';
import type { Store } from '#db/server/store.ts';
import { createIdSource } from '#shared/base/ids.ts';
import { accept, refuse } from '#shared/base/result.ts';
import type { Refusal, Result } from '#shared/base/result.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { isWithin } from '#shared/engine/role-reach.ts';
import type { PersonBody } from '#shared/model/bodies.ts';
import type { Preset, Right, RoleBody } from '#shared/model/preset.ts';
import type { Calls } from '#shared/port/port.ts';
import type { EnrolRequest, Enrolled, SetupRequest, TeamCallName } from '#shared/sync/team-calls.ts';
import type { ServerRunnerHost } from '#server/channels/runner-host.ts';
import type { Committer } from '#server/committer/committer.ts';
import type { CommandOutcome, GivenCommand } from '#server/committer/given-command.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import type { Devices } from '#server/people/devices.ts';
import { randomHex } from '#server/ports.ts';
import { isSure, makeSure } from '#server/people/sureness.ts';
import { createOwnDesk } from '#server/people/own-desk.ts';
import type { Passwords } from '#server/people/passwords.ts';
import type { ErasureDesk } from '#server/team/erasure-desk.ts';
import type { HeldDesk } from '#server/team/held-desk.ts';
import type { StalledDesk } from '#server/team/stalled-desk.ts';
import type { SignIn } from '#server/people/sign-in.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';
import { sameValue } from '#shared/base/same-value.ts';
import type { AccountSecrets } from '#server/secrets.ts';
import { callSchemas, enrolSchema, setupSchema } from '#server/team/team-requests.ts';
import type { ConnectArgs } from '#server/team/team-requests.ts';

/** Who asks, from which device and network where that is known; `base`: address of this server for links. */
export interface Caller { personId: string; base: string; device?: string | null; network?: string }

export interface TeamDesk {
  enrol(request: unknown): Promise<Result<Enrolled>>;
  /** The first owner's invitation makes the team of a preset. */
  setup(request: unknown): Promise<Result<Enrolled>>;
  /** With login and password: a console of this person's. */
  signIn(request: unknown, network: string): Promise<Result<Enrolled>>;
  setupTeam(team: { presetId: string; teamName: string; ownerId: string; ownerName: string; ownerLogin: string; demo: boolean }): Promise<Result<null>>;
  addPerson(person: { personId: string; name: string; login: string; roleId: string; seatId: string | null; seatName: string | null; heads?: string[] }): Promise<Result<null>>;
  connect(args: ConnectArgs, demo: boolean): Promise<Result<{ accountId: string }>>;
  /** One of `teamCallNames`, asked by a person. */
  call(name: TeamCallName, args: unknown, by: Caller): Promise<Result<unknown>>;
  /** Code of the first owner's invitation, new each time; null once a device of theirs is signed in, unless `always`. */
  ownerInvite(always: boolean): Promise<string | null>;
  presets(): { id: string; label: Record<string, string>; about: Record<string, string> }[];
}

export interface TeamDeskDeps {
  store: Store; committer: Committer; devices: Devices; passwords: Passwords; signIn: SignIn; live(): ReadonlyMap<string, number>; secrets: AccountSecrets; erasures: ErasureDesk; held: HeldDesk; stalled: StalledDesk; host: ServerRunnerHost; runner: Runner | null; presets: readonly Preset[]; clock: ServerClock; fillRandom: FillRandom;
}

/** null: everybody, about themselves. */
const rightOf: Record<TeamCallName, Right | null> = {
  'password.confirm': null, 'device.list': null, 'device.end': null, 'held.list': 'people', 'held.decide': 'people', 'stalled.list': 'people', 'stalled.decide': 'people', 'client.erase': 'people', 'password.set': null,
  'account.check': 'accounts', 'account.connect': 'accounts', 'account.webhook': 'accounts', 'person.invite': 'people',
};

/** With their password again, where they have one (R15); an erasure brings it along. */
const dangerous: ReadonlySet<TeamCallName> = new Set<TeamCallName>(['account.connect', 'held.decide', 'person.invite']);

export function createTeamDesk(deps: TeamDeskDeps): TeamDesk {
  const { committer, devices, secrets } = deps;
  const ids = createIdSource(() => deps.clock.now(), deps.fillRandom);
  const dict = (): Dictionary => committer.dictionary();
  const give = async (name: string, input: unknown): Promise<Result<null>> => {
    const outcomes = await committer.submit({ commands: [robotCommand(name, input, ids.next(), 'server')] });
    return wordOf(outcomes?.[0]);
  };

  const told = ({ device, token, personId }: { device: string; token: string; personId: string }): Enrolled =>
    ({ deviceId: device, token, personId, name: dict().get('person', personId)?.name ?? '', demo: dict().get('team', 'team')?.demo ?? false });
  const enrolled = async (request: EnrolRequest): Promise<Result<Enrolled>> => {
    const answer = await devices.enrol(request.invite, 'console', { name: request.deviceName });
    if (!answer.ok) return answer;
    return accept(told(answer.value));
  };

  const checked = async (args: { channel: ConnectArgs['channel']; secrets: Record<string, string>; endpoints: Record<string, string> }): Promise<Result<{ identity: string; handle: string; name: string; tokenExpiresAt: number | null }>> => {
    if (!deps.runner) return refuse('no_runner');
    try {
      return accept(await deps.runner.check(args.channel, { endpoints: args.endpoints, secrets: args.secrets }));
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      return refuse('check_failed', { reason: typeof code === 'string' ? code : 'unreachable' });
    }
  };

  const connect = async (args: ConnectArgs, demo: boolean): Promise<Result<{ accountId: string }>> => {
    const before = args.accountId === null ? null : dict().get('account', args.accountId);
    // Secrets are never shown again, so a field left empty means the one that is kept; to other addresses kept ones are never told.
    const given = Object.fromEntries(Object.entries(args.secrets).filter(([, secret]) => secret !== ''));
    const known = before !== null && sameValue(before.endpoints, args.endpoints) ? { ...(await secrets.open(before.id)), ...given } : given;
    const check = await checked({ ...args, secrets: known });
    if (!check.ok) return check;
    const { identity, handle, tokenExpiresAt } = check.value;
    const accountId = args.accountId ?? ids.next<string>();
    const account = {
      id: accountId, channel: args.channel, name: args.name, handle, code: args.code, colour: args.colour, group: args.group, identity, endpoints: args.endpoints,
      verifyToken: before?.verifyToken || randomHex(deps.fillRandom, 16), active: true, demo, createdAt: before?.createdAt ?? deps.clock.now(),
    };
    const commands: GivenCommand[] = [robotCommand('account.put', { account }, ids.next(), 'server'), robotCommand('account.state', { accountId, set: { health: 'ok', code: '', tokenExpiresAt } }, ids.next(), 'server')];
    const outcomes = await committer.submit({
      commands,
      after: async (writer, [put]) => {
        if (put?.status === 'done') await secrets.write(writer, accountId, known);
      },
    });
    const word = wordOf(outcomes?.[0]);
    if (!word.ok) return word;
    await deps.host.secretsChanged(accountId);
    return accept({ accountId });
  };

  const invite = async (args: Calls['person.invite']['args'], by: PersonBody, base: string): Promise<Result<{ link: string; code: string }>> => {
    const role = dict().get('role', args.roleId);
    if (!role) return refuse('no_role', { roleId: args.roleId });
    if (!withinRole(role, dict().get('role', by.roleId))) return refuse('not_allowed');
    let personId = args.personId;
    if (personId === null) {
      personId = ids.next<string>();
      const seatId = args.seatId ?? (args.seatName === null ? null : ids.next<string>());
      const added = await desk.addPerson({ personId, name: args.name, login: args.login, roleId: args.roleId, seatId, seatName: args.seatName });
      if (!added.ok) return added;
    } else {
      const known = dict().get('person', personId);
      if (!known?.active || !withinRole(dict().get('role', known.roleId), dict().get('role', by.roleId))) return refuse('not_allowed');
    }
    const code = await devices.invite(personId);
    return accept({ code, link: `${base}/#invite=${code}` });
  };

  const webhook = (accountId: string, base: string): Result<Calls['account.webhook']['value']> => {
    const account = dict().get('account', accountId);
    if (!account) return refuse('not_found');
    const publicUrl = dict().get('team', 'team')?.publicUrl?.replace(/\/+$/, '') ?? null;
    return accept({ url: `${publicUrl ?? base}/hooks/${account.channel}/${account.id}`, verifyToken: account.verifyToken, reachable: publicUrl !== null });
  };

  const own = createOwnDesk({ devices, passwords: deps.passwords, signIn: deps.signIn, live: deps.live, head: () => committer.head().seq, mayChange: (by, other) => mayChange(dict(), by, other) });

  const desk: TeamDesk = {
    async enrol(request) {
      const parsed = enrolSchema.safeParse(request);
      if (!parsed.success) return refuse('bad_input');
      if (!dict().get('team', 'team')) return refuse('not_set_up');
      return enrolled(parsed.data);
    },
    async setup(request) {
      const parsed = setupSchema.safeParse(request);
      if (!parsed.success) return refuse('bad_input');
      const ask: SetupRequest = parsed.data;
      const ownerId = await devices.invited(ask.invite);
      if (ownerId === null) return refuse('bad_invite');
      if (dict().get('team', 'team')) return dict().get('person', ownerId) ? enrolled(ask) : refuse('already_set_up');
      const made = await desk.setupTeam({ presetId: ask.presetId, teamName: ask.teamName, ownerId, ownerName: ask.ownerName, ownerLogin: 'owner', demo: false });
      return made.ok ? enrolled(ask) : made;
    },
    async signIn(request, network) {
      const answer = await deps.signIn.enter(request, network, 'console');
      return answer.ok ? accept(told(answer.value)) : answer;
    },
    async setupTeam(team) {
      const preset = deps.presets.find((one) => one.meta.id === team.presetId);
      if (!preset) return refuse('no_preset');
      return give('team.setup', { preset, teamName: team.teamName, owner: { personId: team.ownerId, name: team.ownerName, login: team.ownerLogin }, demo: team.demo });
    },
    addPerson: (person) => give('person.add', person),
    connect,
    async call(name, args, by) {
      const person = dict().get('person', by.personId);
      if (!person?.active) return refuse('inactive');
      const right = rightOf[name];
      if (right !== null && !dict().get('role', person.roleId)?.may.includes(right)) return refuse('not_allowed');
      const parsed = callSchemas[name].safeParse(args);
      if (!parsed.success) return refuse('bad_input');
      if (dangerous.has(name) && !(await deps.store.read((reader) => isSure(reader, person.id, deps.clock.now())))) return refuse('confirm_needed');
      switch (name) {
        case 'account.check': return checked(parsed.data as ConnectArgs);
        case 'account.connect': return connect(parsed.data as ConnectArgs, false);
        case 'account.webhook': return webhook((parsed.data as { accountId: string }).accountId, by.base);
        case 'device.list': return own.list(person, by);
        case 'device.end': return own.end(person, (parsed.data as Calls['device.end']['args']).deviceId);
        case 'held.list': return isOwner(dict().get('role', person.roleId)) ? accept(await deps.held.list()) : refuse('not_allowed');
        case 'held.decide': {
          if (!isOwner(dict().get('role', person.roleId))) return refuse('not_allowed');
          await deps.held.decide(parsed.data as Calls['held.decide']['args']);
          return accept(null);
        }
        case 'stalled.list': return isOwner(dict().get('role', person.roleId)) ? accept(await deps.stalled.list()) : refuse('not_allowed');
        case 'stalled.decide': {
          if (!isOwner(dict().get('role', person.roleId))) return refuse('not_allowed');
          await deps.stalled.decide(parsed.data as Calls['stalled.decide']['args']);
          return accept(null);
        }
        case 'client.erase': {
          const { contactId, password } = parsed.data as Calls['client.erase']['args'];
          if (!isOwner(dict().get('role', person.roleId))) return refuse('not_allowed');
          const sure = await own.confirm(person, password, by);
          return sure.ok ? deps.erasures.erase(contactId, person.id) : sure;
        }
        case 'password.confirm': {
          const given = await own.confirm(person, (parsed.data as Calls['password.confirm']['args']).password, by);
          return given.ok ? accept({ untilMs: await deps.store.write((writer) => makeSure(writer, person.id, deps.clock.now())) }) : given;
        }
        case 'password.set': {
          const set = await own.setPassword(person, parsed.data as Calls['password.set']['args'], by);
          // Whoever has just set it is not asked for it in the next step.
          if (set.ok) await deps.store.write((writer) => makeSure(writer, person.id, deps.clock.now()));
          return set;
        }
        case 'person.invite': return invite(parsed.data as Calls['person.invite']['args'], person, by.base);
      }
    },
    async ownerInvite(always) {
      const owner = dict().all('person').find((person) => person.active && isOwner(dict().get('role', person.roleId)));
      if (owner && !always && (await devices.has(owner.id))) return null;
      return devices.invite(owner?.id ?? ids.next());
    },
    presets: () => deps.presets.map((preset) => ({ id: preset.meta.id, label: { ...preset.meta.label }, about: { ...preset.meta.about } })),
  };
  return desk;
}

function isOwner(role: RoleBody | null): boolean {
  return role !== null && role.sees === 'all' && role.may.includes('people');
}

/** Nobody gives a role that reaches beyond their own; an owner is never invited (R15, R17). */
function withinRole(role: RoleBody | null, own: RoleBody | null): boolean {
  return role !== null && own !== null && !isOwner(role) && isWithin(role, own);
}

/** Whoever may change people may end the devices of those they outrank, and an owner's never but their own. */
function mayChange(dict: Dictionary, by: PersonBody, otherId: string): boolean {
  const own = dict.get('role', by.roleId);
  const other = dict.get('person', otherId);
  if (by.id === otherId) return true;
  if (!own?.may.includes('people')) return false;
  return isOwner(own) || other === null || withinRole(dict.get('role', other.roleId), own);
}

function wordOf(outcome: CommandOutcome | undefined): Result<null> | Refusal {
  if (!outcome) return refuse('unavailable');
  return outcome.status === 'done' ? accept(null) : refuse(outcome.code, outcome.result);
}
