import { Controller } from '@nestjs/common';
import { newId, sendTest, withdrawTest } from '@wabx/contracts';
import { Answers } from '@wabx/messaging';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { Decisions } from '../messages/decisions.js';
import { ReplyStore } from '../messages/reply-store.js';
import { isRefusal, type Actor } from '../sessions/refusal.js';

type Question<Contract extends { question: z.ZodType }> = z.infer<Contract['question']>;
type Answer<Contract extends { answer: z.ZodType }> = Promise<z.infer<Contract['answer']>>;

/** Whoever proves a channel has its answer go the way of every reply: through here, outbound-sender and Meta. */
@Controller()
export class TestMessages {
  constructor(
    private readonly source: DataSource,
    private readonly replies: ReplyStore,
    private readonly decisions: Decisions,
  ) {}

  @Answers(sendTest)
  async send({ sessionId, text, by }: Question<typeof sendTest>): Answer<typeof sendTest> {
    const [session] = (await this.source.query('SELECT claim_epoch FROM session WHERE id = $1', [sessionId])) as {
      claim_epoch: number;
    }[];
    const body = { type: 'text' as const, text: { body: text }, claimEpoch: session?.claim_epoch ?? 0 };
    const idempotency = { caller: 'channel-test', keyId: 'channel-test', key: newId() };
    const actor = proverOf(by);
    const outcome = await this.replies.accept(actor, sessionId, body, idempotency, {
      isTest: true,
      extensionId: undefined,
      readsAll: false,
    });
    return isRefusal(outcome)
      ? { outcome: 'refused', code: outcome.refused, detail: outcome.detail }
      : { outcome: 'taken', messageId: outcome.answer.id };
  }

  @Answers(withdrawTest)
  async withdraw({ sessionId, messageId, by }: Question<typeof withdrawTest>): Answer<typeof withdrawTest> {
    const actor = proverOf(by);
    const outcome = await this.decisions.decide(actor, { sessionId, messageId, decision: 'withdraw' });
    return { outcome: isRefusal(outcome) ? 'refused' : 'asked' };
  }
}

/** A supervisor: who proves a channel takes no session from anybody. */
function proverOf(name: string): Actor {
  return { kind: 'supervisor', keyId: 'channel-test', name };
}
