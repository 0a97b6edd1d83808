import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { deadLettered } from '@wabx/contracts';
import { EventPublisher } from '@wabx/messaging';
import { audited, type Caller, CallerOf, Operation, Operations, Problem } from '@wabx/runtime';
import { z } from 'zod';
import {
  deadLetterListSchema,
  deadLetterReplaySchema,
  sequenceSchema,
  type DeadLetterList,
  type DeadLetterReplay,
} from './dead-letter-query.js';
import { DeadLetters, type DeadLetter } from './dead-letters.js';

/** Without headers and body: they are a customer's message. */
const deadLetterSchema = deadLettered.data
  .omit({ headers: true, bodyBase64: true })
  .extend({ sequence: z.number().int(), channelId: z.string(), replays: z.number().int() })
  .meta({ id: 'DeadLetter' });
const wholeSchema = deadLettered.data
  .partial({ headers: true, bodyBase64: true })
  .extend(deadLetterSchema.pick({ sequence: true, channelId: true, replays: true }).shape)
  .meta({ id: 'DeadLetterWithEvent' });
const pageSchema = z.object({
  items: z.array(deadLetterSchema),
  nextCursor: z.string().optional(),
  historyFrom: z.iso
    .datetime()
    .optional()
    .describe('When the oldest letter came; older ones are older than 30 days, or gave way to newer ones'),
});
const replayedSchema = z.object({ messageId: z.string(), replays: z.number().int() });
const replayedManySchema = z.object({
  replayed: z.number().int(),
  skipped: z.number().int().describe('Somebody had replayed these before'),
  nextCursor: z.string().optional().describe('There may be more: call again with it'),
});

@Operations('dead letters', 'Events that a handler gave up on')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly publisher: EventPublisher,
  ) {}

  @Get()
  @Operation({
    id: 'listDeadLetters',
    summary:
      'Events that a handler of any service gave up on, newest first; a page may hold less than its limit and have a next',
    scopes: ['ops:read'],
    answers: { 200: pageSchema },
  })
  async list(
    @Query({ schema: deadLetterListSchema }) { limit, cursor, ...filter }: DeadLetterList,
  ): Promise<z.infer<typeof pageSchema>> {
    const { items, next, historyFrom } = await this.deadLetters.page(filter, limit, cursor);
    return {
      items: items.map((letter) => deadLetterSchema.parse(flat(letter))),
      ...(next === undefined ? {} : { nextCursor: String(next) }),
      historyFrom,
    };
  }

  @Get(':sequence')
  @Operation({
    id: 'getDeadLetter',
    summary: 'One dead letter; with the scope sessions:raw also the event itself, which is put on record',
    scopes: ['ops:read'],
    answers: { 200: wholeSchema },
    refuses: ['DEAD_LETTER_NOT_FOUND'],
  })
  async find(
    @Param('sequence', { schema: sequenceSchema }) sequence: number,
    @CallerOf() by: Caller,
  ): Promise<z.infer<typeof wholeSchema>> {
    const letter = flat(await this.letterOf(sequence));
    if (!by.scopes.has('sessions:raw')) return deadLetterSchema.parse(letter);
    const operation = { by, action: 'dead-letter.read-raw' as const, targetId: String(sequence), filter: {} };
    return await audited(this.publisher, operation, { read: 1 }, async () => wholeSchema.parse(letter));
  }

  @Post('replay')
  @Operation({
    id: 'replayDeadLetters',
    summary: 'Hands those that the filter chooses, and nobody has replayed, to their handlers once more',
    scopes: ['ops:write'],
    answers: { 202: replayedManySchema },
  })
  async replayMany(
    @Body({ schema: deadLetterReplaySchema }) { limit, cursor, ...filter }: DeadLetterReplay,
    @CallerOf() by: Caller,
  ): Promise<z.infer<typeof replayedManySchema>> {
    const { items, next } = await this.deadLetters.page(filter, limit, cursor);
    const done = { replayed: 0, skipped: 0 };
    await audited(this.publisher, { by, action: 'dead-letter.replay', targetId: '*', filter }, done, async () => {
      // In the order they came.
      for (const letter of items.reverse()) {
        done[(await this.deadLetters.replayFirst(letter)) ? 'replayed' : 'skipped']++;
      }
    });
    return { ...done, ...(next === undefined ? {} : { nextCursor: String(next) }) };
  }

  @Post(':sequence/replay')
  @Operation({
    id: 'replayDeadLetter',
    summary: 'Hands the event to its handlers once more; whoever handled it before ignores it',
    scopes: ['ops:write'],
    answers: { 202: replayedSchema },
    refuses: ['DEAD_LETTER_NOT_FOUND'],
  })
  async replay(
    @Param('sequence', { schema: sequenceSchema }) sequence: number,
    @CallerOf() by: Caller,
  ): Promise<z.infer<typeof replayedSchema>> {
    const letter = await this.letterOf(sequence);
    const operation = { by, action: 'dead-letter.replay' as const, targetId: String(sequence), filter: {} };
    const done = { replays: 0 };
    return await audited(this.publisher, operation, done, async () => {
      const replayed = await this.deadLetters.replay(letter);
      done.replays = replayed.replays;
      return replayed;
    });
  }

  private async letterOf(sequence: number): Promise<DeadLetter> {
    const letter = await this.deadLetters.find(sequence);
    if (!letter) throw new Problem('DEAD_LETTER_NOT_FOUND', `There is no dead letter ${sequence}.`);
    return letter;
  }
}

function flat({ sequence, channelId, replays, data }: DeadLetter) {
  return { ...data, sequence, channelId, replays };
}
