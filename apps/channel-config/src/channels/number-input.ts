import { destinationSchema, limits } from '@wabx/contracts';
import { z } from 'zod';

const SENDS_PER_SECOND_MAX = 1_000;

const fields = {
  e164: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number such as +8613800138000'),
  phoneNumberId: z.string().regex(/^\d{1,32}$/, "must be Meta's phone number id: digits only"),
  destination: destinationSchema.strict(),
  sendsPerSecond: z.number().int().min(1).max(SENDS_PER_SECOND_MAX),
};

export const numberInput = z
  .strictObject({ ...fields, sendsPerSecond: fields.sendsPerSecond.default(limits.sendsPerSecond) })
  .meta({ id: 'NewNumber' });
export type NewNumber = z.infer<typeof numberInput>;

export const numberPatchSchema = z.strictObject(fields).partial().meta({ id: 'NumberPatch' });
export type NumberPatch = z.infer<typeof numberPatchSchema>;
