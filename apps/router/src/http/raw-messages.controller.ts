import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EventPublisher } from '@wabx/messaging';
import { audited, CallerOf, Problem, Scopes, type Caller } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const rawSchema = z
  .object({
    messageId: z.uuid(),
    waMessageId: z.string(),
    raw: z.unknown().describe("The element of the webhook's list, as Meta sent it"),
  })
  .meta({ id: 'RawMessage' });
type RawMessage = z.infer<typeof rawSchema>;

/** What Meta sent for a message: more than anybody is shown, so each look at it is on record. */
@ApiTags('messages')
@Controller('v1/messages')
export class RawMessagesController {
  constructor(
    private readonly source: DataSource,
    private readonly publisher: EventPublisher,
  ) {}

  @Get(':id/raw')
  @Scopes('sessions:raw')
  @ApiOperation({ summary: 'What Meta sent for a message; recorded in the audit' })
  @ApiOkResponse({ standardSchema: rawSchema })
  async find(@Param('id', { schema: z.uuid() }) id: string, @CallerOf() by: Caller): Promise<RawMessage> {
    const operation = { by, action: 'message.read-raw' as const, targetId: id, filter: {} };
    const done = { read: 0 };
    return await audited(this.publisher, operation, done, async () => {
      const [found] = (await this.source.query(
        `SELECT id AS "messageId", wa_message_id AS "waMessageId", details->'raw' AS raw FROM message
          WHERE id = $1 AND details->'raw' IS NOT NULL`,
        [id],
      )) as RawMessage[];
      if (!found) throw new Problem(404, 'NOT_FOUND', 'There is no such message, or nothing that Meta sent for it.');
      done.read++;
      return found;
    });
  }
}
