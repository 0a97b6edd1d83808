import { z } from 'zod';

/** Where a message stands in the order for people: sent at, to the microsecond; position in the stream; id. */
const placeShape = [z.iso.datetime({ precision: 6 }), z.string().regex(/^\d+$/), z.uuid()] as const;
export type Place = [sentAt: string, position: string, id: string];

const directionSchema = z.enum(['older', 'newer']);
export type Direction = z.infer<typeof directionSchema>;

/** What a walk goes on from. */
const cursorSchema = z.tuple([directionSchema, ...placeShape]);

export function encodeCursor(direction: Direction, place: Place): string {
  return Buffer.from([direction, ...place].join(' ')).toString('base64url');
}

/** A list of messages that is walked from its beginning. */
export const messagePageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .max(200)
    .transform((text) => cursorSchema.safeParse(Buffer.from(text, 'base64url').toString().split(' ')).data)
    .refine((cursor) => cursor !== undefined, 'is not a cursor of this list')
    .optional()
    .describe('`nextCursor` of the page before'),
});

const starts = ['cursor', 'before', 'after', 'around'] as const;

/** A conversation, which is opened at its end or beside one of its messages. */
export const messageQuerySchema = messagePageSchema
  .extend({
    order: z.enum(['newest', 'oldest']).default('newest').describe('Which page is the first'),
    before: z.uuid().optional().describe('Id of a message: the page that ends right before it'),
    after: z.uuid().optional().describe('Id of a message: the page that begins right after it'),
    around: z.uuid().optional().describe('Id of a message: the page in whose middle it is'),
  })
  .check(({ value, issues }) => {
    const [start, ...others] = starts.filter((each) => value[each] !== undefined);
    for (const other of others) {
      issues.push({ code: 'custom', input: value, path: [other], message: `cannot be given together with ${start}` });
    }
  });
export type MessageQuery = z.infer<typeof messageQuerySchema>;
