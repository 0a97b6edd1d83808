import { quarantineReasonSchema } from '@wabx/contracts';
import { instantInput } from '@wabx/runtime';
import { z } from 'zod';

const REPLAYS_MAX = 100;

export const recordIdSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

const filterShape = {
  reason: quarantineReasonSchema.optional(),
  channelId: z.uuid().optional().describe('The channel of the URL that the body came to'),
  phoneNumberId: z.string().min(1).max(64).optional(),
  from: instantInput.optional(),
  to: instantInput.optional().describe('Not included'),
};
const filterSchema = z.strictObject(filterShape);
export type QuarantineFilter = z.infer<typeof filterSchema>;

const inOrder = ({ from, to }: QuarantineFilter) =>
  from === undefined || to === undefined || Date.parse(from) < Date.parse(to);
const notInOrder = { path: ['to'], message: 'must be later than from' };

export const quarantineListSchema = filterSchema
  .extend({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: recordIdSchema.optional().describe('`nextCursor` of the page before'),
  })
  .refine(inOrder, notInOrder);
export type QuarantineList = z.infer<typeof quarantineListSchema>;

/** Strict, because a filter that was misspelt would be no filter. */
export const quarantineReplaySchema = z
  .strictObject({
    ...filterShape,
    limit: z.number().int().min(1).max(REPLAYS_MAX).default(REPLAYS_MAX),
    cursor: recordIdSchema.optional().describe('`nextCursor` of the answer before'),
  })
  .refine(inOrder, notInOrder)
  .refine((body) => Object.keys(filterShape).some((name) => name in body), {
    message: `needs at least one of ${Object.keys(filterShape).join(', ')}`,
  });
export type QuarantineReplay = z.infer<typeof quarantineReplaySchema>;
