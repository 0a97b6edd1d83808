import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { quarantinedBodySchema } from '@wabx/contracts';
import { EventPublisher } from '@wabx/messaging';
import { audited, type Caller, CallerOf, invalidInput, Operation, Operations, Problem } from '@wabx/runtime';
import { z } from 'zod';
import type { Intake } from './intake.js';
import {
  quarantineListSchema,
  quarantineReplaySchema,
  recordIdSchema,
  type QuarantineList,
  type QuarantineReplay,
} from './quarantine-query.js';
import { Quarantine, type Held } from './quarantine.js';

const itemSchema = quarantinedBodySchema
  .omit({ rawBase64: true, signature: true })
  .extend({
    id: z.string(),
    channelId: z.string(),
    reason: z.string().describe('Of the first fault'),
    detail: z.string().describe('Of the first fault'),
    phoneNumberId: z.string().optional().describe('The first number of the first fault'),
  })
  .meta({ id: 'Quarantined' });
const pageSchema = z.object({
  items: z.array(itemSchema),
  nextCursor: z.string().optional(),
  historyFrom: z.iso
    .datetime()
    .optional()
    .describe('When the oldest record came; older ones are settled, older than 14 days, or gave way to newer ones'),
});
const recordSchema = itemSchema
  .extend({
    rawBase64: z.string().optional().describe('The whole body as Meta sent it; only with the scope sessions:raw'),
  })
  .meta({ id: 'QuarantinedBody' });
const replayedSchema = z.object({
  published: z.number().int().describe('Items passed on; those that were there before are recognised'),
  quarantined: z.number().int().describe('Faults that the body still has'),
  settled: z.boolean().describe('Nothing of the body is unusable any more: the record is gone'),
});
const replayedManySchema = z.object({
  settled: z.number().int().describe('Records that are gone now'),
  remaining: z.number().int().describe('Records whose fault is still there'),
  published: z.number().int().describe('Items passed on; those that were there before are recognised'),
  nextCursor: z.string().optional().describe('There may be more: call again with it'),
});

type Replayed = Record<'settled' | 'remaining' | 'published', number>;

@Operations('quarantine', 'What Meta sent and nobody understood')
@Controller('v1/quarantine')
export class QuarantineController {
  constructor(
    private readonly quarantine: Quarantine,
    private readonly publisher: EventPublisher,
  ) {}

  @Get()
  @Operation({
    id: 'listQuarantined',
    summary: 'What is in quarantine, newest first; a page may hold less than its limit and have a next',
    scopes: ['ops:read'],
    answers: { 200: pageSchema },
  })
  async list(@Query({ schema: quarantineListSchema }) { limit, cursor, ...filter }: QuarantineList) {
    const { items, next, historyFrom } = await this.quarantine.page(filter, limit, cursor);
    return { items: items.map(toItem), ...(next ? { nextCursor: String(next) } : {}), historyFrom };
  }

  @Get(':id')
  @Operation({
    id: 'getQuarantined',
    summary: 'One record; with the scope sessions:raw also what Meta sent, which is put on record',
    scopes: ['ops:read'],
    answers: { 200: recordSchema },
    refuses: ['NOT_FOUND'],
  })
  async find(
    @Param('id', { schema: recordIdSchema }) id: number,
    @CallerOf() by: Caller,
  ): Promise<z.infer<typeof recordSchema>> {
    const record = await this.recordOf(id);
    if (!by.scopes.has('sessions:raw')) return toItem(record);
    const operation = { by, action: 'quarantine.read-raw' as const, targetId: String(id), filter: {} };
    const whole = async () => ({ ...toItem(record), rawBase64: record.data.rawBase64 });
    return await audited(this.publisher, operation, { read: 1 }, whole);
  }

  @Post('replay')
  @Operation({
    id: 'replayQuarantine',
    body: { mediaType: 'application/json', schema: quarantineReplaySchema },
    summary: 'Take in again what the filter chooses, say after an update; nothing is doubled',
    scopes: ['ops:write'],
    answers: { 200: replayedManySchema },
  })
  async replayMany(@Body() body: unknown, @CallerOf() by: Caller): Promise<z.infer<typeof replayedManySchema>> {
    const { limit, cursor, ...filter } = readBody(body);
    const { items, next } = await this.quarantine.page(filter, limit, cursor);
    const operation = { by, action: 'quarantine.replay' as const, targetId: '*', filter };
    const done = { settled: 0, remaining: 0, published: 0 };
    await audited(this.publisher, operation, done, async () => {
      // In the order they came.
      for (const record of items.reverse()) await this.replayOne(record, done);
    });
    return { ...done, ...(next ? { nextCursor: String(next) } : {}) };
  }

  @Post(':id/replay')
  @Operation({
    id: 'replayQuarantined',
    summary: 'Take a body in again, say after an update; nothing is doubled',
    scopes: ['ops:write'],
    answers: { 200: replayedSchema },
    refuses: ['NOT_FOUND', 'CHANNEL_GONE'],
  })
  async replay(
    @Param('id', { schema: recordIdSchema }) id: number,
    @CallerOf() by: Caller,
  ): Promise<z.infer<typeof replayedSchema>> {
    const record = await this.recordOf(id);
    const operation = { by, action: 'quarantine.replay' as const, targetId: String(id), filter: {} };
    const done = { settled: 0, remaining: 0, published: 0 };
    return await audited(this.publisher, operation, done, async () => {
      const intake = await this.replayOne(record, done);
      if (!intake) throw new Problem('CHANNEL_GONE', 'The channel of this record was deleted.');
      const { published, faults } = intake;
      return { settled: faults.length === 0, published, quarantined: faults.length };
    });
  }

  private async replayOne(record: Held, done: Replayed): Promise<Intake | undefined> {
    const intake = await this.quarantine.replay(record);
    done[intake?.faults.length === 0 ? 'settled' : 'remaining']++;
    done.published += intake?.published ?? 0;
    return intake;
  }

  private async recordOf(id: number): Promise<Held> {
    const record = await this.quarantine.find(id);
    if (!record) throw new Problem('NOT_FOUND', 'There is no such record in quarantine.');
    return record;
  }
}

/** The ingress gets every body as bytes. */
function readBody(body: unknown): QuarantineReplay {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.isBuffer(body) ? body.toString() : '');
  } catch {
    throw new Problem('BAD_REQUEST', 'The body is not JSON.');
  }
  const parsed = quarantineReplaySchema.safeParse(json);
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  return parsed.data;
}

function toItem({ sequence, channelId, data }: Held): z.infer<typeof itemSchema> {
  const [{ reason, detail, phoneNumberIds: [phoneNumberId] = [] } = { reason: '', detail: '' }] = data.faults;
  return itemSchema.parse({ ...data, reason, detail, phoneNumberId, id: String(sequence), channelId });
}
