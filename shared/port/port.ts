/**
 * The whole contract between a window and its console, over a MessagePort (Electron) or one WebSocket (browser): same frames, JSON-safe.
 * In a browser the first frame is `auth`; a port handed over by Electron's main is trusted by its origin and sends none.
 */
import type { StalledList } from '#shared/port/stalled.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import type { LocalKind } from '#shared/queries/define-query.ts';
import type { DraftKind } from '#shared/queries/rows.ts';
import type { Language } from '#shared/model/language.ts';
import type { KeyProtection } from '#shared/port/host.ts';
import type { ChannelName } from '#shared/model/channel.ts';

export type UpFrame =
  /** `key`: from the printed address, once, 10 minutes. `token`: kept in sessionStorage. `invite`: a person's invitation. `login`, `password`: where a server shows the page. */
  | { t: 'auth'; key?: string; token?: string; invite?: string; login?: string; password?: string }
  | { t: 'query'; id: number; name: string; params: unknown }
  /** `commandId` is made once per press and repeated with it: a press counts once. */
  | { t: 'command'; id: number; name: string; input: unknown; commandId: string; label: string; expect?: Record<string, unknown> }
  | { t: 'call'; id: number; name: CallName; args: unknown };

export type DownFrame =
  | { t: 'auth'; ok: true; token: string | null; mediaKey: string; host: HostInfo }
  | { t: 'auth'; ok: false; code: 'bad_key' | 'used_key' | 'bad_token' | 'bad_invite' | 'not_ready' | 'sign_in' | 'bad_login' | 'too_many_tries' | 'busy' }
  | { t: 'answer'; id: number; ok: true; value: unknown }
  | { t: 'answer'; id: number; ok: false; code: string; data: Record<string, unknown> }
  /** Something changed: queries that read any of these kinds are worth asking again. `roots`: the talks the records show in; absent = any. */
  | { t: 'changed'; kinds: (RecordKind | LocalKind)[]; roots?: string[] }
  | { t: 'status'; status: SyncStatus }
  /** The server's word on a press of this window's person. */
  | { t: 'outcome'; commandId: string; ok: boolean; code: string; data: Record<string, unknown>; result: Record<string, unknown> }
  /** The console moved to another team's data (demo ↔ own): the page starts anew. */
  | { t: 'restart' }
  | { t: 'mediaKey'; mediaKey: string };

export interface HostInfo {
  /** Where the console runs: in Electron, in a console process with a browser window, or inside the server. */
  kind: 'electron' | 'console' | 'hosted';
  demo: boolean;
  /** False until a team has been set up: the window shows the first run. */
  ready: boolean;
  version: string;
  platform: string;
  language: Language | null;
  /** Where this console's data lies, for whoever sits at it; null when hosted: a guest learns no path of a server. */
  dataFolder: string | null;
  /** Who may work at this console, and what it waits for; null when hosted: the server's own sign-in stands before it. */
  seats: SeatsInfo | null;
  /** How the keys of its files are kept; null when hosted. */
  keys: KeyProtection | null;
  /** Whose window it is, when hosted: what a tab repeats is repeated in nobody else's name (S99). */
  personId?: string;
}

/** start: a new start of the program · key: somebody pressed for it · idle: nobody was here · away: 72 hours without the server. */
export type LockWhy = 'start' | 'key' | 'idle' | 'away';

export interface SeatsInfo {
  locked: LockWhy | null;
  /** Whose copy is shown. */
  current: string | null;
  /** Address of the team server this console has joined; null = the team lives here. */
  joined: string | null;
  people: { personId: string; name: string; hasPin: boolean }[];
  /** Nobody is signed in at this team's server: `new` here, signed out from afar, or a folder that was copied. */
  signIn?: { serverUrl: string; why: 'new' | 'signed_out' | 'copied' } | undefined;
}

export interface SyncStatus {
  /** connecting · live · offline (server not reachable) · rejected (sign-in no longer valid). */
  state: 'connecting' | 'live' | 'offline' | 'rejected';
  /** When the copy was last known to equal the server's, console's clock. */
  syncedAt: number | null;
  /** Presses waiting for the server. */
  pending: number;
  /** Progress of the first copy, 0…1; null when done. */
  firstCopy: number | null;
  /** Why rejected or offline: code with a text in every language. */
  code: string;
}

/** What a press returns at once. 'shown': decided on the local copy and queued; 'waiting': the server decides. */
export type CommandAnswer = { state: 'shown' | 'waiting'; result: Record<string, unknown> };

/** Services that are neither queries nor commands: they carry secrets or bytes, or concern this host alone. */
export interface Calls {
  /** First run: a demo team with live traffic, or a team of one's own from a preset. The page restarts afterwards. */
  'host.startDemo': { args: Record<string, never>; value: null };
  'host.leaveDemo': { args: Record<string, never>; value: null };
  'host.setupTeam': { args: { presetId: string; teamName: string; ownerName: string }; value: null };
  'host.presets': { args: Record<string, never>; value: { id: string; label: Record<string, string>; about: Record<string, string> }[] };
  'host.join': { args: { serverUrl: string; invite: string }; value: null };
  /** Shuts the window until one of its people opens it; `no_pin` where nobody has one. */
  'seat.lock': { args: { why: 'key' | 'idle' }; value: null };
  'seat.unlock': { args: { personId: string; pin: string }; value: null };
  /** null takes it away. */
  'seat.setPin': { args: { pin: string | null }; value: null };
  /** Signs a person in at this console: the first, another of a pair, or one again. `serverUrl`: null = the one it knows. */
  'seat.signIn': { args: { serverUrl: string | null; login: string; password: string }; value: null };
  'draft.save': { args: { conversationId: string; kind: DraftKind; text: string }; value: null };
  'outbox.dismiss': { args: { commandId: string }; value: null };
  /** Live check of a token against the network: who it belongs to. Nothing is stored. */
  'account.check': { args: AccountSecretsArgs; value: { identity: string; handle: string; name: string; tokenExpiresAt: number | null } };
  /** Stores the secrets sealed on the server and makes (or renews) the account. */
  'account.connect': { args: AccountSecretsArgs & { accountId: string | null; name: string; code: string; colour: number; group: string }; value: { accountId: string } };
  /** Addresses and token to paste into the network's settings. */
  'account.webhook': { args: { accountId: string }; value: { url: string; verifyToken: string; reachable: boolean } };
  /** The person's own devices; of all people for whoever may change people. */
  'device.list': { args: Record<string, never>; value: { login: string; hasPassword: boolean; devices: DeviceLine[] } };
  'device.end': { args: { deviceId: string }; value: null };
  /** What a restore has held because it may have gone out before (S69): of the whole team, for its owner. */
  'held.list': { args: Record<string, never>; value: HeldList };
  /** send: it goes out, or runs, now; drop: never. Those that are decided already are left as they are. */
  'held.decide': { args: { ids: string[]; verdict: 'send' | 'drop' }; value: null };
  /** What could not be done and waits for somebody to look: for the team's owner (S16, S64, S70). */
  'stalled.list': { args: Record<string, never>; value: StalledList };
  /** again: failed timers are due now; drop: never. */
  'stalled.decide': { args: { keys: string[]; verdict: 'again' | 'drop' }; value: null };
  /** A client is erased for good, everywhere (S72): an owner's word, with their password again where they have one. */
  'client.erase': { args: { contactId: string; password: string | null }; value: { talks: number; deals: number } };
  /** Their password again, before commands and calls that answer `confirm_needed` (R15): it holds for some minutes. */
  'password.confirm': { args: { password: string }; value: { untilMs: number } };
  /** `current`: null only where none has been set yet. */
  'password.set': { args: { current: string | null; next: string }; value: null };
  'person.invite': { args: { name: string; login: string; roleId: string; seatId: string | null; seatName: string | null; personId: string | null }; value: { link: string; code: string } };
  /** Begins an upload; bytes follow by HTTP PUT /upload/ID (browser) or by `file.bytes`. */
  'file.add': { args: { name: string; contentType: string; base64: string }; value: { hash: string; sizeBytes: number; contentType: string } };
  /** Renewed key for `/media/HASH?k=`. */
  'media.key': { args: Record<string, never>; value: { mediaKey: string } };
  'session.end': { args: Record<string, never>; value: null };
  'settings.get': { args: Record<string, never>; value: LocalSettings };
  'settings.set': { args: Partial<LocalSettings>; value: LocalSettings };
}

/** A console or a window that is signed in, or was until lately. */
export interface DeviceLine {
  id: string;
  personId: string;
  name: string;
  kind: 'console' | 'window';
  version: string;
  /** The one this is asked from. */
  here: boolean;
  /** It is connected now. */
  live: boolean;
  seenAt: number;
  createdAt: number;
  endedAt: number | null;
  /** By how many changes its copy is behind the team's; null = a window has no copy of its own. */
  behind: number | null;
  /** The device whose folder it was copied from; its own id: its key was used in two places, and it was ended for that (R16, S97). */
  copyOf: string | null;
}

export interface HeldList {
  /** null = this team was never put back from a back-up. */
  restored: { at: number; madeAt: number } | null;
  /** Oldest first; of very many, the first. */
  held: HeldLine[];
}

/** A message that waits for a word, or a timer (`message` null). */
export interface HeldLine {
  id: string;
  at: number;
  message: { conversationId: string; accountId: string; text: string; files: number } | null;
  /** Command that the timer would give; '' for a message. */
  command: string;
}

export interface AccountSecretsArgs {
  channel: ChannelName;
  /** Named as the channel's form names them: `token`, `appSecret` … */
  secrets: Record<string, string>;
  endpoints: Record<string, string>;
}

export type CallName = keyof Calls;

/** Settings of this console and person, kept beside the outbox. */
export interface LocalSettings {
  language: Language | null;
  theme: 'light' | 'dark' | 'system';
  singleKeys: boolean;
  enterSends: boolean;
  sound: boolean;
  cardOpen: boolean;
  /** Minutes without a key or a touch after which the window locks; 0 = never. */
  lockAfter: number;
  mutedAccounts: string[];
  /** Action id → physical key, where the person changed it. */
  keys: Record<string, string>;
}
