import { deadLettered, type Event, type EventContract } from '@wabx/contracts';
import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { isTransientMessagingError, PermanentError } from './errors.js';
import { JETSTREAM, type HandlerExtras, type Received } from './handlers.js';
import { EventPublisher, fromWire } from './publisher.js';
import { withTrace } from './trace.js';

export type Settlement = 'handled' | 'retried' | 'dead-lettered';

export interface JetStreamServerOptions {
  connection: NatsConnection;
  /** Adds the causes that only the service knows (its database) to those that messaging knows. */
  isTransient?: (error: unknown) => boolean;
  onSettled?: (durable: string, settlement: Settlement, count: number, milliseconds: number) => void;
  log: { warn(message: string, params?: object): void; error(message: string, params?: object): void };
}

interface Subscription {
  extras: HandlerExtras;
  handler: MessageHandler;
  messages?: ConsumerMessages;
  running?: Promise<void>;
}

const PERMANENT_AFTER_FAILURES = 5;
const RETRY_DELAY_MS_MAX = 30_000;
const FAILURES_REMEMBERED_MAX = 10_000;

/**
 * Nest transport strategy over JetStream pull consumers. A handler that returns is an acknowledgement; one that throws
 * is delivered again, for ever when the cause is transient, else five times and then kept as a dead letter.
 */
export class JetStreamServer extends Server implements CustomTransportStrategy {
  override readonly transportId = JETSTREAM;
  override readonly propagatesEventHandlerErrors = true;
  private readonly subscriptions: Subscription[] = [];
  private readonly publisher: EventPublisher;
  /** Failures that were not transient, by consumer and stream sequence; deliveries would count outages too. */
  private readonly failures = new Map<string, number>();
  private stopping = false;

  constructor(private readonly options: JetStreamServerOptions) {
    super();
    this.publisher = new EventPublisher(options.connection);
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler?: boolean,
    extras?: Record<string, unknown>,
  ) {
    super.addHandler(pattern, callback, isEventHandler, extras);
    if (extras && 'spec' in extras) {
      this.subscriptions.push({ extras: extras as unknown as HandlerExtras, handler: callback });
    }
  }

  override listen(callback: (error?: unknown) => void): void {
    Promise.all(this.subscriptions.map((subscription) => this.start(subscription))).then(
      () => callback(),
      (error: unknown) => callback(error),
    );
  }

  /** Stops pulling, lets what is in hand finish. */
  override async close(): Promise<void> {
    this.stopping = true;
    for (const { messages } of this.subscriptions) messages?.stop();
    await Promise.all(this.subscriptions.map(({ running }) => running));
  }

  override on(): never {
    throw new Error('JetStreamServer has no events of its own; watch the NATS connection');
  }

  override unwrap<T>(): T {
    return this.options.connection as T;
  }

  private async start(subscription: Subscription): Promise<void> {
    const { spec } = subscription.extras;
    const consumer = await jetstream(this.options.connection).consumers.get(spec.contract.stream, spec.durable);
    // Twice the batch: the next one waits here while the present one is in the database.
    subscription.messages = await consumer.consume({ max_messages: spec.batch * 2, idle_heartbeat: 5_000 });
    subscription.running = this.pump(subscription, subscription.messages).catch((error: unknown) => {
      this.options.log.error('consumer stopped', { consumer: spec.durable, error: String(error) });
    });
  }

  private async pump({ extras, handler }: Subscription, messages: ConsumerMessages): Promise<void> {
    const { spec, batch } = extras;
    const waiting: JsMsg[] = [];
    const inHand = new Set<JsMsg>();
    let wake: () => void = () => {};
    let ended = false;

    const reader = (async () => {
      for await (const message of messages) {
        waiting.push(message);
        wake();
      }
      ended = true;
      wake();
    })();
    const keepAlive = setInterval(() => {
      for (const message of [...waiting, ...inHand]) message.working();
    }, spec.ackWaitSeconds * 400);

    const parallel = batch ? 1 : spec.batch;
    const working = new Set<Promise<void>>();
    while (!(ended && waiting.length === 0)) {
      if (waiting.length === 0 || working.size >= parallel) {
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), ...working]);
        continue;
      }
      if (this.stopping) {
        // Not begun: give back at once so that another replica takes them.
        for (const message of waiting.splice(0)) message.nak(1);
        continue;
      }
      const taken = waiting.splice(0, batch ? spec.batch : 1);
      for (const message of taken) inHand.add(message);
      const work = this.work(extras, handler, taken).finally(() => {
        for (const message of taken) inHand.delete(message);
        working.delete(work);
        wake();
      });
      working.add(work);
    }
    await Promise.all(working);
    clearInterval(keepAlive);
    await reader;
  }

  private async work({ spec, batch }: HandlerExtras, handler: MessageHandler, messages: JsMsg[]): Promise<void> {
    const startedAt = performance.now();
    const decoded: { message: JsMsg; event: Received<EventContract> }[] = [];
    for (const message of messages) {
      try {
        const event: Event = fromWire(spec.contract, message.data);
        decoded.push({ message, event: { ...event, sequence: message.seq } });
      } catch (error) {
        await this.giveUp(spec.durable, message, `undecodable: ${String(error)}`);
      }
    }
    const [first] = decoded;
    if (!first) return;
    const settle = (settlement: Settlement, count: number) =>
      this.options.onSettled?.(spec.durable, settlement, count, performance.now() - startedAt);
    try {
      await withTrace(first.event.traceparent, () =>
        this.call(handler, batch ? decoded.map(({ event }) => event) : first.event),
      );
      for (const { message } of decoded) {
        this.failures.delete(this.failureKey(spec.durable, message));
        message.ack();
      }
      settle('handled', decoded.length);
    } catch (error) {
      if (!this.isTransient(error) && decoded.length > 1) {
        for (const { message } of decoded) await this.work({ spec, batch }, handler, [message]);
        return;
      }
      for (const { message } of decoded) settle(await this.fail(spec.durable, message, error), 1);
    }
  }

  private async call(handler: MessageHandler, payload: unknown): Promise<void> {
    const result: unknown = await handler(payload, { durable: true });
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }

  private async fail(durable: string, message: JsMsg, error: unknown): Promise<Settlement> {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (!this.isTransient(error)) {
      const key = this.failureKey(durable, message);
      const failures = (this.failures.get(key) ?? 0) + 1;
      if (error instanceof PermanentError || failures >= PERMANENT_AFTER_FAILURES) {
        this.failures.delete(key);
        return await this.giveUp(durable, message, reason);
      }
      this.remember(key, failures);
    }
    this.options.log.warn('event will be delivered again', {
      consumer: durable,
      sequence: message.seq,
      deliveries: message.info.deliveryCount,
      reason,
    });
    message.nak(Math.min(RETRY_DELAY_MS_MAX, 200 * 2 ** Math.min(message.info.deliveryCount - 1, 10)));
    return 'retried';
  }

  /** Dead letter first, then the acknowledgement: nothing is ever in neither place. */
  private async giveUp(durable: string, message: JsMsg, reason: string): Promise<Settlement> {
    try {
      await this.publisher.publish(deadLettered, message.subject.split('.').at(-1) ?? '', {
        consumer: durable,
        stream: message.info.stream,
        streamSequence: message.seq,
        subject: message.subject,
        reason: reason.slice(0, 2_000),
        deliveries: message.info.deliveryCount,
        at: new Date().toISOString(),
        headers: Object.fromEntries(
          (message.headers?.keys() ?? []).map((key) => [key, message.headers?.get(key) ?? '']),
        ),
        bodyBase64: Buffer.from(message.data).toString('base64'),
      });
    } catch (error) {
      this.options.log.error('dead letter could not be stored', {
        consumer: durable,
        sequence: message.seq,
        error: String(error),
      });
      message.nak(RETRY_DELAY_MS_MAX / 6);
      return 'retried';
    }
    this.options.log.error('event became a dead letter', { consumer: durable, sequence: message.seq, reason });
    message.ack();
    return 'dead-lettered';
  }

  private isTransient(error: unknown): boolean {
    return isTransientMessagingError(error) || (this.options.isTransient?.(error) ?? false);
  }

  private failureKey(durable: string, message: JsMsg): string {
    return `${durable}:${message.seq}`;
  }

  private remember(key: string, failures: number): void {
    this.failures.set(key, failures);
    const [oldest] = this.failures.keys();
    if (this.failures.size > FAILURES_REMEMBERED_MAX && oldest !== undefined) this.failures.delete(oldest);
  }
}
