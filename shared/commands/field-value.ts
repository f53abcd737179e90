/** A value of a preset field as commands carry it. */
import { z } from 'zod';
import type { FieldValue } from '#shared/model/bodies.ts';

export const fieldValueSchema: z.ZodType<FieldValue, FieldValue> = z.union([
  z.string().max(10_000), z.number(), z.boolean(), z.null(), z.array(z.string().max(200)).max(200),
  z.strictObject({ minor: z.number().int(), currency: z.string().length(3) }), z.strictObject({ at: z.number() }),
]);
