import { Controller } from '@nestjs/common';
import { eraseSends } from '@wabx/contracts';
import { Answers } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { deleteSteps } from './store/record-changes.js';

type Question = z.infer<typeof eraseSends.question>;

/** A customer is erased: nothing of what was written to them is kept or sent any more. */
@Controller()
export class EraseSendsController {
  constructor(private readonly source: DataSource) {}

  @Answers(eraseSends)
  async erase({ conversations }: Question): Promise<z.infer<typeof eraseSends.answer>> {
    return await inTransaction(this.source, async (tx) => {
      // The mark stays, and locks the conversation: a request that is still on its way finds it and is dropped.
      const ids = (
        (await tx.query(
          `INSERT INTO conversation (conversation_id, channel_id, phone_number_id, erased_at)
           SELECT "conversationId", "channelId", "phoneNumberId", wabx.now()
             FROM jsonb_to_recordset($1::jsonb) AS r ("conversationId" uuid, "channelId" uuid, "phoneNumberId" text)
            ORDER BY 1
           ON CONFLICT (conversation_id) DO UPDATE
              SET erased_at = excluded.erased_at, head = NULL, ready_at = NULL, hole_since = NULL
           RETURNING conversation_id`,
          [JSON.stringify(conversations)],
        )) as { conversation_id: string }[]
      ).map(({ conversation_id }) => conversation_id);
      const gone = (await tx.query(
        `WITH gone AS (DELETE FROM send WHERE conversation_id = ANY($1::uuid[]) RETURNING message_id),
              parked AS (DELETE FROM status_parked WHERE message_id IN (SELECT message_id FROM gone)),
              noted AS (INSERT INTO erased_send (message_id, erased_at) SELECT message_id, wabx.now() FROM gone
                        ON CONFLICT DO NOTHING)
         SELECT message_id FROM gone`,
        [ids],
      )) as { message_id: string }[];
      await deleteSteps(tx, gone);
      return { sends: gone.length };
    });
  }
}
