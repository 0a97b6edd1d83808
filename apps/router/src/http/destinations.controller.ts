import { Controller, Get, Query } from '@nestjs/common';
import type { ExtensionView, QueueView } from '@wabx/contracts';
import { Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { byName, Configuration } from '../directory.js';

const destinationsQuerySchema = z.strictObject({
  type: z.enum(['extension', 'queue']).optional(),
  q: z.string().trim().min(1).max(100).optional().describe('Part of the name or of the extension number'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .max(1_000)
    .transform((text) => decodeCursor(text))
    .refine((cursor) => cursor !== undefined, 'is not a cursor of this list')
    .optional(),
});

const foundSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('extension'), id: z.uuid(), name: z.string(), number: z.string() }),
    z.object({
      type: z.literal('queue'),
      id: z.uuid(),
      name: z.string(),
      agents: z.number().int().describe('How many extensions are in the queue'),
    }),
  ])
  .meta({ id: 'FoundDestination' });
const destinationsSchema = z
  .object({ items: z.array(foundSchema), nextCursor: z.string().optional() })
  .meta({ id: 'Destinations' });

/** Names and numbers are no secret among colleagues: who may transfer a session must be able to choose to whom. */
@Operations('people', 'Who calls, and to whom a session can be handed')
@Controller('v1/destinations')
export class DestinationsController {
  constructor(private readonly configuration: Configuration) {}

  @Get()
  @Operation({
    id: 'listDestinations',
    summary: 'Extensions and queues that a session can be transferred to, by name',
    scopes: ['agent', 'sessions:read', 'sessions:write', 'directory:read'],
    answers: { 200: destinationsSchema },
  })
  list(
    @Query({ schema: destinationsQuerySchema }) query: z.infer<typeof destinationsQuerySchema>,
  ): z.infer<typeof destinationsSchema> {
    const { type, q, limit, cursor } = query;
    const wanted = q?.toLowerCase();
    const isWanted = (entry: ExtensionView | QueueView) =>
      (type === undefined || entry.type === type) &&
      (wanted === undefined ||
        entry.name.toLowerCase().includes(wanted) ||
        (entry.type === 'extension' && entry.number.includes(wanted)));
    const left = this.configuration
      .destinations()
      .filter((entry) => isWanted(entry) && (cursor === undefined || byName(entry, cursor) > 0))
      .sort(byName);
    const page = left.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((entry) => this.toAnswer(entry)),
      ...(left.length > limit && last && { nextCursor: encodeCursor(last) }),
    };
  }

  private toAnswer(entry: ExtensionView | QueueView): z.infer<typeof foundSchema> {
    const { id, name } = entry;
    if (entry.type === 'extension') return { type: 'extension', id, name, number: entry.number };
    return {
      type: 'queue',
      id,
      name,
      agents: entry.agents.filter((agent) => this.configuration.extension(agent)).length,
    };
  }
}

const cursorSchema = z.tuple([z.string(), z.uuid()]);

function encodeCursor({ name, id }: { name: string; id: string }): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url');
}

function decodeCursor(text: string): { name: string; id: string } | undefined {
  try {
    const [name, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { name, id };
  } catch {
    return undefined;
  }
}
