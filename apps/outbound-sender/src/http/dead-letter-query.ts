import { instantInput } from '@wabx/runtime';
import { z } from 'zod';

const REPLAYS_MAX = 100;

export const sequenceSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const filterShape = {
  consumer: z.string().min(1).max(128).optional().describe('The handler that gave up, such as router-messages'),
  reason: z.string().min(1).max(500).optional().describe('A part of the reason'),
  channelId: z.string().min(1).max(64).optional(),
  from: instantInput.optional(),
  to: instantInput.optional().describe('Not included'),
};
const filterSchema = z.strictObject(filterShape);
export type DeadLetterFilter = z.infer<typeof filterSchema>;

const inOrder = ({ from, to }: DeadLetterFilter) =>
  from === undefined || to === undefined || Date.parse(from) < Date.parse(to);
const notInOrder = { path: ['to'], message: 'must be later than from' };

export const deadLetterListSchema = filterSchema
  .extend({
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: sequenceSchema.optional().describe('`nextCursor` of the page before'),
  })
  .refine(inOrder, notInOrder);
export type DeadLetterList = z.infer<typeof deadLetterListSchema>;

/** Strict, because a filter that was misspelt would be no filter. */
export const deadLetterReplaySchema = z
  .strictObject({
    ...filterShape,
    limit: z.number().int().min(1).max(REPLAYS_MAX).default(REPLAYS_MAX),
    cursor: sequenceSchema.optional().describe('`nextCursor` of the answer before'),
  })
  .refine(inOrder, notInOrder)
  .refine((body) => Object.keys(filterShape).some((name) => name in body), {
    message: `needs at least one of ${Object.keys(filterShape).join(', ')}`,
  });
export type DeadLetterReplay = z.infer<typeof deadLetterReplaySchema>;
