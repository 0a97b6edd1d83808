import { applyDecorators, Catch, Logger, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import {
  Ctx,
  EventPattern,
  MessagePattern,
  NatsContext,
  Payload,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import type { MsgHdrs } from '@nats-io/transport-node';
import type { ConsumerSpec, Event, EventContract, RequestContract } from '@wabx/contracts';
import { inSpan, validTraceparent } from '@wabx/telemetry';
import { throwError, type Observable } from 'rxjs';
import type { z } from 'zod';

const log = new Logger('requests');

/** Marks handlers that belong to {@link JetStreamServer}. */
export const JETSTREAM = Symbol('jetstream');

/** An event with its place in the stream; `sequence` is the order for people. */
export type Received<C extends EventContract> = Event<C> & { sequence: number };

export interface HandlerExtras {
  spec: ConsumerSpec;
  batch: boolean;
}

/** Nest would turn every error into "Internal server error"; the strategy must see the real one to decide. */
@Catch()
class PassThroughFilter implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/** A decorator for methods that can be called like `Method`; they may take less than they are given. */
type Handles<Method> = <Actual extends Method>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Actual>,
) => void;

const subscribe = (spec: ConsumerSpec, batch: boolean): MethodDecorator =>
  applyDecorators(
    EventPattern<string>(spec.durable, JETSTREAM, { spec, batch } satisfies HandlerExtras),
    UseFilters(PassThroughFilter),
  );

/**
 * The method gets one event at a time, several at once in parallel. It returns: acknowledged. It throws: delivered
 * again with back-off; see {@link PermanentError}.
 */
export function OnEvent<C extends EventContract>(spec: ConsumerSpec<C>) {
  return subscribe(spec as unknown as ConsumerSpec, false) as Handles<(event: Received<C>) => Promise<void>>;
}

/**
 * The method gets 1 to `spec.batch` events and must handle them in one transaction. When it throws something that
 * another try would not cure, the batch is run again one by one, so that one bad event costs its neighbours nothing.
 */
export function OnEvents<C extends EventContract>(spec: ConsumerSpec<C>) {
  return subscribe(spec as unknown as ConsumerSpec, true) as Handles<(events: Received<C>[]) => Promise<void>>;
}

/** The method answers this request; the question is validated before, the answer by the type. */
export function Answers<Question extends z.ZodType, Answer extends z.ZodType>(
  contract: RequestContract<Question, Answer>,
) {
  return ((
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<(question: unknown, context?: unknown) => unknown>,
  ) => {
    const method = descriptor.value;
    if (!method) return;
    descriptor.value = async function (this: unknown, question: unknown, context?: unknown) {
      // A stored event that somebody lets the broker deliver here keeps its subject, and is no question.
      if (!(context instanceof NatsContext) || context.getSubject() !== contract.subject) {
        log.warn('what is no question was delivered as one', { subject: contract.subject });
        throw new RpcException('no question');
      }
      const parsed = contract.question.safeParse(question);
      if (!parsed.success) throw new RpcException(`bad question on ${contract.subject}: ${parsed.error.message}`);
      try {
        const parent = validTraceparent(traceparentOf(context)) ?? null;
        return await inSpan(`answer ${contract.subject}`, { kind: 'server', parent }, async () =>
          method.call(this, parsed.data),
        );
      } catch (error) {
        // Nest would log the whole error, and a database's error carries the statement with its parameters.
        const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
        log.warn('request failed', { subject: contract.subject, reason });
        throw new RpcException('failed');
      }
    };
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    MessagePattern(contract.subject, Transport.NATS)(target, key, descriptor);
  }) as (
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<(question: z.infer<Question>) => Promise<z.infer<Answer>>>,
  ) => void;
}

function traceparentOf(context: NatsContext): unknown {
  const head = context.getHeaders() as MsgHdrs | undefined;
  return head?.get('traceparent');
}
