/** Who may connect: invitations that work once, devices with a token each, tickets that betray a cloned copy (R16, R17, S97). */
import { createHash } from 'node:crypto';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { createIdSource } from '#shared/base/ids.ts';
import type { Store, StoredDevice } from '#db/server/store.ts';
import { randomKey } from '#server/ports.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';

const invitationMs = 72 * 3_600_000;

const dayMs = 24 * 3_600_000;
/** Other servers' sign-outs reach this one's lines within a second. */
const watchMs = 700;
/** Calls that were under way when a token was exchanged still bring the one before. */
const graceMs = 2 * 60_000;
/** A window of a browser ends after this much idling, and after this long in any case (R14). */
const windowIdleMs = dayMs / 2;
const windowLongestMs = 30 * dayMs;

export interface Enrolled { device: string; token: string; personId: string }
/** What a list of devices shows of a new one. */
export interface DeviceSays { name: string; copyOf?: string | null }

export interface Devices {
  /** A code that lets one device enrol as this person: once, for 72 hours. Only its hash is stored. */
  invite(person: string): Promise<string>;
  enrol(code: string, kind: StoredDevice['kind'], says?: DeviceSays): Promise<Result<Enrolled, 'bad_invite'>>;
  /** A device for a console that this server itself runs for a person. */
  admit(person: string, kind: StoredDevice['kind'], says?: DeviceSays): Promise<Enrolled>;
  /** A device that signs in anew: another token, at once. */
  renew(device: string): Promise<Enrolled>;
  /** A day-old token is to be replaced: the next one, told once to whoever holds it; null = it is young (R16). */
  nextToken(device: string): Promise<string | null>;
  /** Whoever holds this device is here. */
  seen(device: string): Promise<void>;
  /** Of one person, or of all: not those a server runs itself, nor those signed out for more than a month. */
  list(person: string | null): Promise<StoredDevice[]>;
  /** The device that a token is or was of, signed out or not: a known one (R13). */
  known(token: string): Promise<StoredDevice | null>;
  /** Calls the listener with each device that is signed out, when it is; answers what takes it away. */
  onEnded(listener: (device: string) => void): () => void;
  /** Looks each second for devices that another server of the team has signed out (S39); answers what ends it. */
  watch(): () => void;
  /** The device a token belongs to; null = unknown or revoked. */
  byToken(token: string): Promise<StoredDevice | null>;
  revoke(device: string): Promise<void>;
  /** Whom a code would enrol; null = used, late or unknown. Nothing is spent. */
  invited(code: string): Promise<string | null>;
  /** Whether a device of this person is signed in. */
  has(person: string): Promise<boolean>;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function createDevices(store: Store, clock: ServerClock, fillRandom: FillRandom): Devices {
  const ids = createIdSource(() => clock.now(), fillRandom);
  const enders = new Set<(device: string) => void>();
  const ended = (device: string): void => {
    for (const listener of [...enders]) listener(device);
  };
  const end = (device: string, copied: boolean): Promise<void> =>
    store.write(async (writer) => {
      const [row] = await writer.devices({ device });
      if (row && row.revokedAt === null) await writer.putDevice({ ...row, nextHash: null, revokedAt: clock.now(), ...(copied ? { copyOf: device } : {}) });
    }).then(() => ended(device));
  const fresh = (person: string, kind: StoredDevice['kind'], says: DeviceSays = { name: '' }): { row: StoredDevice; token: string } => {
    const token = randomKey(fillRandom);
    const at = clock.now();
    return { token, row: { device: ids.next(), person, tokenHash: sha256(token), kind, ticket: '', confirmed: '', cursor: 0, seenAt: at, createdAt: at, revokedAt: null, name: says.name.slice(0, 80), version: '', nextHash: null, deadHash: null, rotatedAt: at, copyOf: says.copyOf ?? null } };
  };
  return {
    async invite(person) {
      const code = randomKey(fillRandom);
      await store.write((writer) => writer.putInvitation({ hash: sha256(code), person, expiresAt: clock.now() + invitationMs, usedAt: null }));
      return code;
    },
    enrol: (code, kind, says) =>
      store.write(async (writer) => {
        const invitation = await writer.invitation(sha256(code));
        const at = clock.now();
        if (!invitation || invitation.usedAt !== null || invitation.expiresAt <= at) return refuse('bad_invite');
        await writer.putInvitation({ ...invitation, usedAt: at });
        const { row, token } = fresh(invitation.person, kind, says);
        await writer.putDevice(row);
        return accept({ device: row.device, token, personId: row.person });
      }),
    admit: (person, kind, says) =>
      store.write(async (writer) => {
        const { row, token } = fresh(person, kind, says);
        // A person's hosted console is one device for ever; each start gives it a new token.
        const before = kind === 'hosted' ? (await writer.devices({ person })).find((device) => device.kind === 'hosted') : undefined;
        const device = before?.device ?? row.device;
        await writer.putDevice({ ...row, device, createdAt: before?.createdAt ?? row.createdAt });
        return { device, token, personId: person };
      }),
    async byToken(token) {
      const hash = sha256(token);
      const [device] = await store.read((reader) => reader.devices({ tokenHash: hash }));
      if (!device || device.revokedAt !== null) return null;
      const now = clock.now();
      if (device.kind === 'window' && (now - device.seenAt > windowIdleMs || now - device.createdAt > windowLongestMs)) return null;
      if (device.tokenHash === hash) return device;
      if (device.nextHash === hash) {
        const used: StoredDevice = { ...device, tokenHash: hash, nextHash: null, deadHash: device.tokenHash, rotatedAt: now };
        await store.write((writer) => writer.putDevice(used));
        return used;
      }
      if (now - device.rotatedAt < graceMs) return device;
      // The token before, long after its end: somebody holds a copy of the folder, and nobody knows which of the two is the thief (R16).
      await end(device.device, true);
      return null;
    },
    renew: (device) =>
      store.write(async (writer) => {
        const [row] = await writer.devices({ device });
        if (!row) throw new Error('no such device');
        const token = randomKey(fillRandom);
        await writer.putDevice({ ...row, tokenHash: sha256(token), nextHash: null, deadHash: row.tokenHash, rotatedAt: clock.now(), seenAt: clock.now() });
        return { device, token, personId: row.person };
      }),
    nextToken: (device) =>
      store.write(async (writer) => {
        const [row] = await writer.devices({ device });
        if (!row || row.revokedAt !== null || clock.now() - row.rotatedAt < dayMs) return null;
        const token = randomKey(fillRandom);
        await writer.putDevice({ ...row, nextHash: sha256(token) });
        return token;
      }),
    seen: (device) =>
      store.write(async (writer) => {
        const [row] = await writer.devices({ device });
        if (row) await writer.putDevice({ ...row, seenAt: clock.now() });
      }),
    async list(person) {
      const rows = await store.read((reader) => reader.devices(person === null ? 'all' : { person }));
      return rows.filter((row) => row.kind !== 'hosted' && (row.revokedAt === null || clock.now() - row.revokedAt < 30 * dayMs));
    },
    known: async (token) => (await store.read((reader) => reader.devices({ tokenHash: sha256(token) })))[0] ?? null,
    revoke: (device) => end(device, false),
    onEnded(listener) {
      enders.add(listener);
      return () => void enders.delete(listener);
    },
    watch() {
      let known: Set<string> | null = null;
      let stopped = false;
      let cancel = (): void => {};
      const look = async (): Promise<void> => {
        const gone = (await store.read((reader) => reader.devices('all'))).filter((row) => row.revokedAt !== null).map((row) => row.device);
        for (const device of gone) if (known !== null && !known.has(device) && !stopped) ended(device);
        known = new Set(gone);
      };
      const next = (): void => {
        // A store that is out of reach is asked again.
        void look().catch(() => undefined).then(() => {
          if (!stopped) cancel = clock.after(watchMs, next);
        });
      };
      next();
      return () => {
        stopped = true;
        cancel();
      };
    },
    async invited(code) {
      const invitation = await store.read((reader) => reader.invitation(sha256(code)));
      return invitation && invitation.usedAt === null && invitation.expiresAt > clock.now() ? invitation.person : null;
    },
    has: (person) => store.read(async (reader) => (await reader.devices({ person })).some((device) => device.kind !== 'hosted' && device.revokedAt === null)),
  };
}
