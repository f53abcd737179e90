/** What the demo process and its parent tell each other. */
import { z } from 'zod';
import { channelNames } from '#shared/model/channel.ts';

export const demoHears = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('demo-accounts'),
    accounts: z.array(z.object({ channel: z.enum(channelNames), handle: z.string().min(1), name: z.string().min(1) })).min(1),
    seed: z.number().int().optional(),
    /** Events a minute over all accounts. */
    pace: z.number().positive().max(600).optional(),
  }),
  z.object({
    type: z.literal('demo-hooks'),
    /** By handle. */
    hooks: z.record(z.string(), z.url()),
    /** The store has the opening set already. */
    resume: z.boolean().optional(),
  }),
]);
export type DemoHears = z.infer<typeof demoHears>;
export type DemoWish = Extract<DemoHears, { type: 'demo-accounts' }>['accounts'][number];

/** What connecting the account takes. Addresses change with every start of the process, the rest stays. */
export interface DemoAccount extends DemoWish {
  identity: string;
  secrets: Record<string, string>;
  endpoints: Record<string, string>;
}

export type DemoSays = { type: 'demo-ready'; accounts: DemoAccount[] } | { type: 'demo-failed'; message: string };
