/** The administrator's commands over one team's data: reads what is asked, does it, says it in plain lines; the exit code is the answer (R18). */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareFolder } from '#db/core/open-database.ts';
import { StorageError, withStorageErrors } from '#db/core/storage-error.ts';
import { erasedListName, openErasedList } from '#server/host/erased-list.ts';
import { elsewhereName } from '#server/host/open-store.ts';
import type { StorePlace } from '#server/host/open-store.ts';
import { AdminError } from '#server/admin/admin-error.ts';
import { backUp, setSafe } from '#server/admin/backup.ts';
import { givePassword, giveToken, initTeam, secretFrom } from '#server/admin/people-tasks.ts';
import { alone, fillerOf, labelOf, wholeOf, withStore } from '#server/admin/place.ts';
import type { AdminPorts } from '#server/admin/place.ts';
import { restore } from '#server/admin/restore.ts';
import type { Restored } from '#server/admin/restore.ts';
import { readStatus } from '#server/admin/status.ts';
import { verifyStore } from '#server/admin/verify.ts';

export const adminUsage = `npm run admin -- COMMAND [flags]
  init      --preset NAME --owner LOGIN [--name NAME] [--team NAME] [--with-password]   makes a team; the password comes on standard input, else an invitation is printed
  password  --login LOGIN                       the new password comes on standard input
  token     --login LOGIN [--name NAME]         prints a token for a program, once
  status    [--json]                            how the team's store stands
  verify                                        counts everything again; exit code 3 when something is wrong
  backup    --to FILE [--unlocked]              while servers run; the passphrase comes on standard input, or --unlocked
  restore   --from FILE [--unlocked]            while no server runs
  every command: --data DIR (the server's folder, with its keys) and, for a team on PostgreSQL, --store postgres://… (or PULT_STORE, where a password must stand in no argument list)`;

const flags = {
  data: { type: 'string' }, store: { type: 'string' }, preset: { type: 'string' }, owner: { type: 'string' }, name: { type: 'string' }, team: { type: 'string' }, login: { type: 'string' },
  to: { type: 'string' }, from: { type: 'string' }, json: { type: 'boolean' }, unlocked: { type: 'boolean' }, 'with-password': { type: 'boolean' },
} as const;
type Flags = { [Name in keyof typeof flags]?: (typeof flags)[Name]['type'] extends 'string' ? string : boolean };

export const exitCodes = { done: 0, failed: 1, usage: 2, faults: 3 } as const;
const listed = 100;

/** `unsafeDisk`: a test's own PostgreSQL. Answers the exit code. */
export async function runAdmin(args: readonly string[], ports: AdminPorts, unsafeDisk = false): Promise<number> {
  try {
    const { command, given } = read(args);
    const place: StorePlace = { data: resolve(wanted(given, 'data')), address: given.store ?? ports.store, unsafeDisk };
    return await run(command, given, place, ports);
  } catch (error) {
    if (!(error instanceof AdminError) && !(error instanceof StorageError)) throw error;
    ports.complain(error.message);
    return error.code === 'usage' ? exitCodes.usage : error.code === 'found_faults' ? exitCodes.faults : exitCodes.failed;
  }
}

function read(args: readonly string[]): { command: string; given: Flags } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
    if (positionals.length !== 1) throw new AdminError('usage', adminUsage);
    return { command: positionals[0]!, given: values };
  } catch (error) {
    throw error instanceof AdminError ? error : new AdminError('usage', `${(error as Error).message.split('. ')[0]}.\n${adminUsage}`);
  }
}

function wanted(given: Flags, flag: 'data' | 'preset' | 'owner' | 'login' | 'to' | 'from'): string {
  const value = given[flag];
  if (value === undefined || value === '') throw new AdminError('usage', `--${flag} is missing.\n${adminUsage}`);
  return value;
}

async function run(command: string, given: Flags, place: StorePlace, ports: AdminPorts): Promise<number> {
  const { print, clock } = ports;
  switch (command) {
    case 'init': {
      const owner = wanted(given, 'owner');
      await initTeam(place, { preset: wanted(given, 'preset'), owner, name: given.name ?? owner, team: given.team ?? 'Pult', withPassword: given['with-password'] === true }, ports);
      print(`The team is made in ${labelOf(place)}.`);
      print(keysLine(place));
      return exitCodes.done;
    }
    case 'password':
      await givePassword(place, wanted(given, 'login'), ports);
      print('The password is set.');
      return exitCodes.done;
    case 'token':
      print(await giveToken(place, wanted(given, 'login'), given.name ?? 'Program', ports));
      return exitCodes.done;
    case 'status': {
      const status = await wholeOf(place).snapshot((snapshot) => readStatus(snapshot, clock.now()));
      if (given.json === true) print(JSON.stringify(status));
      else for (const [name, value] of Object.entries(status)) print(`${name}: ${name === 'at' ? timeOf(Number(value)) : typeof value === 'object' && value !== null ? (listOf(value) || 'none') : String(value ?? 'none')}`);
      return exitCodes.done;
    }
    case 'verify': {
      const verdict = await wholeOf(place).snapshot(verifyStore);
      print(`${verdict.rows} rows of ${verdict.roots} roots, ${verdict.files} files, ${verdict.faults.length} faults.`);
      for (const fault of verdict.faults.slice(0, listed)) print(`  ${fault}`);
      if (verdict.faults.length > listed) print(`  … and ${verdict.faults.length - listed} more`);
      return verdict.faults.length > 0 ? exitCodes.faults : exitCodes.done;
    }
    case 'backup': {
      const to = resolve(wanted(given, 'to'));
      const made = await backUp(wholeOf(place), { to, passphrase: await passphraseOf(given, ports), now: clock.now(), program: ports.program, fillRandom: ports.fillRandom });
      await withStore(place, ports, false, ({ store }) => setSafe(store, made.head));
      print(`Backed up to ${to}: ${sum(made.end.rows)} rows and ${made.end.files} files, up to change ${made.head.seq} of ${timeOf(made.head.at)}. Read again and found whole.`);
      print(`Keep the folder ${join(place.data, 'keys')} too, apart from it: without it the accounts' tokens and the passwords can't be opened. Beside it ${erasedListName} says who must not come back.`);
      return exitCodes.done;
    }
    case 'restore': {
      const from = resolve(wanted(given, 'from'));
      const passphrase = await passphraseOf(given, ports);
      const report = await alone(place, () => putBack(place, from, passphrase, ports));
      for (const line of told(report)) print(line);
      print(keysLine(place));
      const erased = openErasedList(join(place.data, erasedListName)).read().length;
      if (erased > 0) print(`Clients erased for good: ${erased}. Those that the back-up still knows are erased again when the server starts, before it answers anybody.`);
      return exitCodes.done;
    }
    default: throw new AdminError('usage', `"${command}" is no command.\n${adminUsage}`);
  }
}

/** No back-up holds them. */
const keysLine = ({ data }: StorePlace): string =>
  `The key of this server's secrets is ${join(data, 'keys', 'secrets.key')}: copy the folder ${join(data, 'keys')} to a safe place and to every other server of the team. Without it accounts' tokens and passwords can't be opened.`;

const passphraseOf = async (given: Flags, ports: AdminPorts): Promise<string | null> => (given.unlocked === true ? null : secretFrom(ports, 'The passphrase'));

/** In a folder of its own beside, so that what is there stays whole until the moment it is exchanged. */
async function putBack(place: StorePlace, from: string, passphrase: string | null, ports: AdminPorts): Promise<Restored> {
  const now = ports.clock.now();
  if (place.address !== null) return restore({ from, passphrase, now, epochBefore: 0, fill: fillerOf(place, ports.fillRandom) });
  const coming = join(place.data, 'restoring');
  const stamp = join(place.data, `before-restore-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
  let going = stamp;
  for (let n = 2; existsSync(going); n += 1) going = `${stamp}-${n}`;
  return withStorageErrorsOf(place.data, async () => {
    const before = existsSync(join(place.data, 'team.db')) ? await epochOf(place) : 0;
    rmSync(coming, { recursive: true, force: true });
    prepareFolder(coming);
    try {
      const report = await restore({ from, passphrase, now, epochBefore: before, fill: fillerOf({ ...place, data: coming }, ports.fillRandom) });
      const names = ['team.db', 'team.db-wal', 'team.db-shm', 'blobs', 'hosted'].filter((name) => existsSync(join(place.data, name)));
      if (names.length > 0) mkdirSync(going, { mode: 0o700 });
      for (const name of names) renameSync(join(place.data, name), join(going, name));
      for (const name of ['blobs', 'team.db']) renameSync(join(coming, name), join(place.data, name));
      // From now on the team is kept in this folder.
      rmSync(join(place.data, elsewhereName), { force: true });
      if (names.length > 0) ports.print(`What was there before lies in ${going}.`);
      return report;
    } finally {
      rmSync(coming, { recursive: true, force: true });
    }
  });
}

/** Of a store that is too damaged to say it, nothing is known: consoles then tell the order apart by its marks. */
async function epochOf(place: StorePlace): Promise<number> {
  return wholeOf(place).snapshot((snapshot) => snapshot.reader.head().then((head) => head.epoch)).catch((error: unknown) => {
    if (error instanceof StorageError) return 0;
    throw error;
  });
}

async function withStorageErrorsOf<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return withStorageErrors(path, () => {
      throw error;
    });
  }
}

function told(report: Restored): string[] {
  const { from, accounts } = report;
  const lines = [
    `Restored: ${sum(report.rows)} rows and ${report.files} files, up to change ${from.seq} of ${timeOf(from.at)}; this is epoch ${report.epoch} now.`,
    `Held until a person decides (Settings, Consoles): ${report.heldEffects} that may have gone out, ${report.heldAlarms} timers that may have run.`,
    `Ended, because they may have been used since: ${report.invitationsEnded} invitations. Devices and people that were signed out or dismissed after the back-up are as they were before: look through them.`,
    'Consoles bring back by themselves what they still keep of the time since.',
  ];
  if (accounts.length > 0) lines.push(`Messages that came after ${timeOf(from.at)} and before now may be missing here:`);
  for (const account of accounts) lines.push(`  ${account.channel} ${account.name} (${account.id})`);
  return lines;
}

const timeOf = (at: number): string => (at === 0 ? 'none' : new Date(at).toISOString());
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, n) => all + n, 0);
const listOf = (counts: object): string => Object.entries(counts).map(([name, n]) => `${name} ${n}`).join(', ');
