import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { deadLettered } from '@wabx/contracts';
import { CallerOf, Problem, Scopes, type Caller } from '@wabx/runtime';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { DeadLetters } from './dead-letters.js';

/** Without headers and body: they are a customer's message. */
const deadLetterSchema = deadLettered.data
  .omit({ headers: true, bodyBase64: true })
  .extend({ sequence: z.number().int(), replays: z.number().int() })
  .meta({ id: 'DeadLetter' });
const pageSchema = z.object({ items: z.array(deadLetterSchema), nextCursor: z.string().optional() });
const replayedSchema = z.object({ messageId: z.string(), replays: z.number().int() });

const sequenceSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** From `nextCursor`. */
  cursor: sequenceSchema.optional(),
});

@ApiTags('dead letters')
@Controller('v1/dead-letters')
export class DeadLettersController {
  private readonly log = new Logger('dead-letters');

  constructor(private readonly deadLetters: DeadLetters) {}

  @Get()
  @Scopes('ops:read')
  @ApiOperation({ summary: 'Events that a handler of any service gave up on, newest first' })
  @ApiOkResponse({ standardSchema: pageSchema })
  async list(
    @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ): Promise<z.infer<typeof pageSchema>> {
    const { items, nextBefore } = await this.deadLetters.list(limit, cursor);
    return {
      items: items.map((item) => deadLetterSchema.parse(item)),
      ...(nextBefore === undefined ? {} : { nextCursor: String(nextBefore) }),
    };
  }

  @Post(':sequence/replay')
  @HttpCode(202)
  @Scopes('ops:write')
  @ApiOperation({ summary: 'Hands the event to its handlers once more; whoever handled it before ignores it' })
  @ApiOkResponse({ standardSchema: replayedSchema })
  async replay(
    @Param('sequence', { schema: sequenceSchema }) sequence: number,
    @CallerOf() caller: Caller,
  ): Promise<z.infer<typeof replayedSchema>> {
    const replayed = await this.deadLetters.replay(sequence);
    if (!replayed) throw new Problem(404, 'DEAD_LETTER_NOT_FOUND', `There is no dead letter ${sequence}.`);
    this.log.log('dead letter replayed', { sequence, replays: replayed.replays, by: caller.keyId });
    return replayed;
  }
}
