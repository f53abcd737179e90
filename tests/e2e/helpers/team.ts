/** A team of real processes: an owner's console with the server inside, further consoles that join it, and simulated networks in the test. */
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import type { InstagramSimulator, SimulatedAccount } from '#channels/instagram/simulator.ts';
import { openPort } from '#tests/e2e/helpers/port-client.ts';
import type { PortClient } from '#tests/e2e/helpers/port-client.ts';
import { freePort, readyAddress, run, temporaryFolder } from '#tests/e2e/helpers/processes.ts';
import type { Folder, Running } from '#tests/e2e/helpers/processes.ts';
import type { TeamView } from '#shared/queries/rows.ts';

export interface Console {
  readonly process: Running;
  readonly folder: Folder;
  readonly port: number;
  /** A fresh address with a key, for a window. */
  freshAddress(): Promise<string>;
  /** The person's port without a window. */
  readonly hand: PortClient;
  /** Signs `hand` in anew, as after the console moved to another team. */
  signInAgain(): Promise<void>;
  /** Ends the process as it stands (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on the same folder, so on the same port. */
  startAgain(): Promise<void>;
}

export interface Team {
  readonly instagram: InstagramSimulator;
  readonly account: SimulatedAccount;
  readonly accountId: string;
  readonly owner: Console;
  /** Starts one more console for a new person with a seat of their own. */
  join(person: { login: string; name: string; roleId?: string; seatName?: string }): Promise<Console>;
  /** A link for a window that the server hosts. */
  invite(person: { login: string; name: string; roleId?: string; seatName?: string }): Promise<string>;
  close(): Promise<void>;
}

export async function startTeam(options: { undoMs?: number } = {}): Promise<Team> {
  const open: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const step of open.reverse()) await step();
  };
  try {
    const instagram = await createInstagramSimulator({ now: () => Date.now() });
    open.push(() => instagram.close());
    const account = instagram.account({ username: 'sweets.07', name: 'Медова Хмара' });
    const owner = await startConsole([], open);
    await owner.hand.call('host.setupTeam', { presetId: 'confectionery', teamName: 'Сім ложок', ownerName: 'Олена Гай' });
    await owner.signInAgain();
    const ready = await owner.hand.until(async () => {
      const view = await owner.hand.query<TeamView>('team.view', {});
      return view.team !== null && view.me !== null && view;
    }, 'the team');
    // Round the clock: what is tested must not depend on the hour of the day.
    await owner.hand.press('team.update', { set: { hours: [], ...(options.undoMs === undefined ? {} : { undoMs: options.undoMs }) } });
    const { accountId } = await owner.hand.call('account.connect', {
      channel: 'instagram', accountId: null, secrets: { token: account.token, appSecret: account.appSecret }, endpoints: { graph: instagram.url },
      name: 'Медова Хмара', code: 'МХ', colour: 3, group: ready.team!.groups[0]!.id,
    });
    const { url } = await owner.hand.call('account.webhook', { accountId });
    account.setHook(url);
    const invitation = (person: { login: string; name: string; roleId?: string; seatName?: string }): Promise<{ link: string; code: string }> =>
      owner.hand.call('person.invite', {
        login: person.login, name: person.name, roleId: person.roleId ?? 'operator', seatId: null, seatName: person.seatName ?? `Seat of ${person.login}`, personId: null,
      });
    return {
      instagram, account, accountId, owner, close,
      invite: async (person) => (await invitation(person)).link,
      async join(person) {
        const { code } = await invitation(person);
        return startConsole(['--server', `http://127.0.0.1:${owner.port}`, '--invite', code], open);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A console on a folder of its own, with a free port that it keeps over its restarts. */
export async function startConsole(args: readonly string[], open: (() => Promise<void> | void)[]): Promise<Console> {
  const folder = temporaryFolder();
  open.push(() => folder.remove());
  let process = run('console', ['--data', folder.path, '--port', String(await freePort()), ...args]);
  open.push(() => process.stop());
  const address = await readyAddress(process);
  let hand = await openPort(address);
  open.push(() => hand.close());
  const freshAddress = async (): Promise<string> => {
    const second = run('console', ['--data', folder.path]);
    const found = await readyAddress(second);
    await second.stop();
    return found;
  };
  const signIn = async (at: string): Promise<void> => {
    hand.close();
    hand = await openPort(at);
  };
  // An invitation counts once: a restart goes without it.
  const lasting = args.slice(0, args.includes('--invite') ? args.indexOf('--invite') : args.length);
  return {
    folder,
    port: Number(new URL(address).port),
    freshAddress,
    get process() { return process; },
    get hand() { return hand; },
    signInAgain: async () => signIn(await freshAddress()),
    kill: () => process.kill(),
    async startAgain() {
      process = run('console', ['--data', folder.path, ...lasting]);
      await signIn(await readyAddress(process));
    },
  };
}
