/** Who may connect: invitations that work once, devices with a token each, tickets that betray a cloned copy (R16, R17, S97). */
import { createHash } from 'node:crypto';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { createIdSource } from '#shared/base/ids.ts';
import type { Store, StoredDevice } from '#db/server/store.ts';
import { randomKey } from '#server/ports.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';

const invitationMs = 72 * 3_600_000;

export interface Enrolled { device: string; token: string; personId: string }

export interface Devices {
  /** A code that lets one device enrol as this person: once, for 72 hours. Only its hash is stored. */
  invite(person: string): Promise<string>;
  enrol(code: string, kind: StoredDevice['kind']): Promise<Result<Enrolled, 'bad_invite'>>;
  /** A device for a console that this server itself runs for a person. */
  admit(person: string, kind: StoredDevice['kind']): Promise<Enrolled>;
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

export function createDevices(store: Store, clock: Pick<ServerClock, 'now'>, fillRandom: FillRandom): Devices {
  const ids = createIdSource(() => clock.now(), fillRandom);
  const fresh = (person: string, kind: StoredDevice['kind']): { row: StoredDevice; token: string } => {
    const token = randomKey(fillRandom);
    const at = clock.now();
    return { token, row: { device: ids.next(), person, tokenHash: sha256(token), kind, ticket: '', confirmed: '', cursor: 0, seenAt: at, createdAt: at, revokedAt: null, name: '', version: '', nextHash: null, deadHash: null, rotatedAt: at, copyOf: null } };
  };
  return {
    async invite(person) {
      const code = randomKey(fillRandom);
      await store.write((writer) => writer.putInvitation({ hash: sha256(code), person, expiresAt: clock.now() + invitationMs, usedAt: null }));
      return code;
    },
    enrol: (code, kind) =>
      store.write(async (writer) => {
        const invitation = await writer.invitation(sha256(code));
        const at = clock.now();
        if (!invitation || invitation.usedAt !== null || invitation.expiresAt <= at) return refuse('bad_invite');
        await writer.putInvitation({ ...invitation, usedAt: at });
        const { row, token } = fresh(invitation.person, kind);
        await writer.putDevice(row);
        return accept({ device: row.device, token, personId: row.person });
      }),
    admit: (person, kind) =>
      store.write(async (writer) => {
        const { row, token } = fresh(person, kind);
        // A person's hosted console is one device for ever; each start gives it a new token.
        const before = kind === 'hosted' ? (await writer.devices({ person })).find((device) => device.kind === 'hosted') : undefined;
        const device = before?.device ?? row.device;
        await writer.putDevice({ ...row, device, createdAt: before?.createdAt ?? row.createdAt });
        return { device, token, personId: person };
      }),
    async byToken(token) {
      const [device] = await store.read((reader) => reader.devices({ tokenHash: sha256(token) }));
      return device && device.revokedAt === null ? device : null;
    },
    revoke: (device) =>
      store.write(async (writer) => {
        const [row] = await writer.devices({ device });
        if (row) await writer.putDevice({ ...row, revokedAt: clock.now() });
      }),
    async invited(code) {
      const invitation = await store.read((reader) => reader.invitation(sha256(code)));
      return invitation && invitation.usedAt === null && invitation.expiresAt > clock.now() ? invitation.person : null;
    },
    has: (person) => store.read(async (reader) => (await reader.devices({ person })).some((device) => device.kind !== 'hosted' && device.revokedAt === null)),
  };
}
