import { headers } from '@nats-io/transport-node';
import { ClientNats, NatsRecordBuilder } from '@nestjs/microservices';
import type { RequestContract } from '@wabx/contracts';
import { currentTraceparent, inSpan, isTracing } from '@wabx/telemetry';
import { firstValueFrom, timeout } from 'rxjs';
import type { z } from 'zod';
import { natsConnectOptions, type NatsOptions } from './connection.js';
import { TransientError } from './errors.js';

/** Asks another service over core NATS, through Nest's own NATS transport. */
export class Requests {
  private readonly client: ClientNats;

  constructor(
    options: NatsOptions,
    private readonly onAsked: (
      subject: string,
      outcome: 'answered' | 'failed',
      milliseconds: number,
    ) => void = () => {},
  ) {
    this.client = new ClientNats(natsConnectOptions({ ...options, name: `${options.name}-requests` }));
  }

  /** The answer, or a {@link TransientError} when nobody answered within the contract's deadline. */
  async ask<Question extends z.ZodType, Answer extends z.ZodType>(
    contract: RequestContract<Question, Answer>,
    question: z.infer<Question>,
  ): Promise<z.infer<Answer>> {
    return await inSpan(`ask ${contract.subject}`, { kind: 'client' }, () => this.send(contract, question));
  }

  private async send<Question extends z.ZodType, Answer extends z.ZodType>(
    contract: RequestContract<Question, Answer>,
    question: z.infer<Question>,
  ): Promise<z.infer<Answer>> {
    const startedAt = performance.now();
    const asked = (outcome: 'answered' | 'failed') =>
      this.onAsked(contract.subject, outcome, performance.now() - startedAt);
    try {
      const answer: unknown = await firstValueFrom(
        this.client
          .send(contract.subject, withTraceparent(contract.question.parse(question) as object))
          .pipe(timeout(contract.deadlineMs)),
      );
      const parsed = contract.answer.parse(answer);
      asked('answered');
      return parsed;
    } catch (cause) {
      asked('failed');
      throw new TransientError(
        `no answer on ${contract.subject}: ${cause instanceof Error ? cause.message : JSON.stringify(cause)}`,
        {
          cause,
        },
      );
    }
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

function withTraceparent(question: object): object {
  if (!isTracing()) return question;
  const head = headers();
  head.set('traceparent', currentTraceparent());
  return new NatsRecordBuilder(question).setHeaders(head).build();
}
