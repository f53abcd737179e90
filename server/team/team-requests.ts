/** What consoles may ask of the team beside the socket, as schemas: strict, with limits. */
import { z } from 'zod';
import { idSchema } from '#shared/base/ids.ts';
import { channelNames } from '#shared/model/channel.ts';
import type { TeamCallName } from '#shared/sync/team-calls.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
/** Names and values of secrets and addresses. */
const values = z.record(z.string().regex(/^(?!constructor$|prototype$)[A-Za-z][A-Za-z0-9]{0,39}$/), z.string().max(4096)).refine((all) => Object.keys(all).length <= 12);

export const enrolSchema = z.strictObject({ invite: text(200), deviceName: z.string().max(80) });
export const setupSchema = z.strictObject({ ...enrolSchema.shape, presetId: text(64), teamName: text(80), ownerName: text(80) });

const secretsArgs = { channel: z.enum(channelNames), secrets: values, endpoints: values };
const connectSchema = z.strictObject({
  ...secretsArgs, accountId: idSchema<string>().nullable(), name: text(80), code: text(2), colour: z.number().int().min(1).max(16), group: z.string().max(64),
});
export type ConnectArgs = z.output<typeof connectSchema>;

export const callSchemas: Record<TeamCallName, z.ZodType> = {
  'account.check': z.strictObject(secretsArgs),
  'account.connect': connectSchema,
  'account.webhook': z.strictObject({ accountId: idSchema<string>() }),
  'device.list': z.strictObject({}),
  'device.end': z.strictObject({ deviceId: idSchema<string>() }),
  'held.list': z.strictObject({}),
  'held.decide': z.strictObject({ ids: z.array(z.string().max(300)).min(1).max(1000), verdict: z.enum(['send', 'drop']) }),
  'stalled.list': z.strictObject({}),
  'stalled.decide': z.strictObject({ keys: z.array(z.string().max(300)).min(1).max(1000), verdict: z.enum(['again', 'drop']) }),
  'client.erase': z.strictObject({ contactId: idSchema<string>(), password: z.string().max(512).nullable() }),
  'password.confirm': z.strictObject({ password: z.string().max(512) }),
  'password.set': z.strictObject({ current: z.string().max(512).nullable(), next: z.string().max(512) }),
  'person.invite': z.strictObject({
    name: text(80), login: text(40), roleId: text(64), seatId: idSchema<string>().nullable(), seatName: text(60).nullable(), personId: idSchema<string>().nullable(),
  }),
};
