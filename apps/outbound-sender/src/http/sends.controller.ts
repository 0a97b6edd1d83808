import { Controller, Get, Param } from '@nestjs/common';
import { messageStateSchema, sendDecisionSchema, sendErrorSchema } from '@wabx/contracts';
import { Operation, Operations, Problem } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { acceptedAttempts } from '../rules/delivery-status.js';
import { sendColumns, type Send } from '../store/send.js';

const instant = z.iso.datetime();
const stepSchema = z.object({
  at: instant,
  attempt: z.number().int(),
  state: messageStateSchema,
  reason: z.string().optional(),
  error: sendErrorSchema.optional(),
});

/** Never the content nor the customer: who may read those reads them in the session. */
const sendViewSchema = z
  .object({
    messageId: z.uuid(),
    sessionId: z.uuid(),
    channelId: z.uuid(),
    phoneNumberId: z.string(),
    conversationId: z.uuid(),
    sequence: z.number().int(),
    state: messageStateSchema,
    stateNo: z.number().int(),
    attempt: z.number().int(),
    reason: z.string().optional(),
    waMessageId: z.string().optional(),
    error: sendErrorSchema.optional(),
    /** Attempts that Meta shows it has accepted and not reported as failed; more than one is a double. */
    acceptedAttempts: z.array(z.number().int()),
    /** The last thing that a person decided about it. */
    decision: sendDecisionSchema.optional(),
    acceptedAt: instant,
    notAfter: instant,
    nextAt: instant.optional(),
    /** Oldest first. */
    timeline: z.array(stepSchema),
  })
  .meta({ id: 'Send' });

@Operations('sends', 'Replies on their way to Meta')
@Controller('v1/sends')
export class SendsController {
  constructor(private readonly source: DataSource) {}

  @Get(':messageId')
  @Operation({
    id: 'getSend',
    summary: 'One reply on its way to Meta: its state and every step of every attempt',
    scopes: ['ops:read', 'sessions:read'],
    answers: { 200: sendViewSchema },
    refuses: ['SEND_NOT_FOUND'],
  })
  async send(@Param('messageId', { schema: z.uuid() }) messageId: string): Promise<z.infer<typeof sendViewSchema>> {
    const [send]: Send[] = await this.source.query(`SELECT ${sendColumns('s')} FROM send s WHERE message_id = $1`, [
      messageId,
    ]);
    if (!send) throw new Problem('SEND_NOT_FOUND', `There is no send for message ${messageId}.`);
    const steps: Pick<Send, 'attempt' | 'state' | 'reason' | 'error' | 'changed_at'>[] = await this.source.query(
      `SELECT attempt, state, reason, error, at AS changed_at FROM send_step WHERE message_id = $1 ORDER BY at, id`,
      [messageId],
    );
    return {
      messageId,
      sessionId: send.session_id,
      channelId: send.channel_id,
      phoneNumberId: send.phone_number_id,
      conversationId: send.conversation_id,
      sequence: send.sequence,
      state: send.state,
      stateNo: send.state_no,
      attempt: send.attempt,
      ...toDetails(send),
      ...(send.wa_message_id ? { waMessageId: send.wa_message_id } : {}),
      ...(send.decision ? { decision: send.decision } : {}),
      acceptedAttempts: acceptedAttempts(send.evidence),
      acceptedAt: send.accepted_at.toISOString(),
      notAfter: send.not_after.toISOString(),
      ...(send.next_at ? { nextAt: send.next_at.toISOString() } : {}),
      timeline: [
        { at: send.accepted_at.toISOString(), attempt: 0, state: 'accepted' as const },
        ...steps.map((step) => ({
          at: step.changed_at.toISOString(),
          attempt: step.attempt,
          state: step.state,
          ...toDetails(step),
        })),
      ],
    };
  }
}

function toDetails({ reason, error }: Pick<Send, 'reason' | 'error'>) {
  return { ...(reason ? { reason } : {}), ...(error ? { error: sendErrorSchema.parse(error) } : {}) };
}
