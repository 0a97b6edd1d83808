import { Controller, Get, Param } from '@nestjs/common';
import { EventPublisher } from '@wabx/messaging';
import { audited, type Caller, CallerOf, Operation, Operations, Problem } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const rawSchema = z
  .object({
    messageId: z.uuid(),
    waMessageId: z.string().nullable(),
    raw: z.unknown().describe("The element of the webhook's list, as Meta sent it; null where Meta sent none"),
    changes: z
      .array(z.object({ waMessageId: z.string(), sentAt: z.iso.datetime(), raw: z.unknown() }))
      .describe('What Meta sent about the message later: reactions, edits, that it was deleted; oldest first'),
  })
  .meta({ id: 'RawMessage' });
type RawMessage = z.infer<typeof rawSchema>;

/** What Meta sent for a message: more than anybody is shown, so each look at it is on record. */
@Operations('messages', 'What was written, and replies to it')
@Controller('v1/messages')
export class RawMessagesController {
  constructor(
    private readonly source: DataSource,
    private readonly publisher: EventPublisher,
  ) {}

  @Get(':id/raw')
  @Operation({
    id: 'getRawMessage',
    summary: 'What Meta sent for a message; recorded in the audit',
    scopes: ['sessions:raw'],
    answers: { 200: rawSchema },
    refuses: ['NOT_FOUND'],
  })
  async find(@Param('id', { schema: z.uuid() }) id: string, @CallerOf() by: Caller): Promise<RawMessage> {
    const operation = { by, action: 'message.read-raw' as const, targetId: id, filter: {} };
    const done = { read: 0 };
    return await audited(this.publisher, operation, done, async () => {
      const [found] = (await this.source.query(
        `SELECT m.id AS "messageId", m.wa_message_id AS "waMessageId", m.details->'raw' AS raw,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('waMessageId', c.wa_message_id, 'raw', c.raw, 'sentAt',
                          to_char(c.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY c.sent_at), '[]')
                 FROM raw_change c WHERE c.phone_number_id = m.phone_number_id AND c.target = m.wa_message_id) AS changes
         FROM message m WHERE m.id = $1`,
        [id],
      )) as RawMessage[];
      if (!found || (!found.raw && found.changes.length === 0))
        throw new Problem('NOT_FOUND', 'There is no such message, or nothing that Meta sent for it.');
      done.read++;
      return found;
    });
  }
}
