import { deadLettered, type Event, type EventContract } from '@wabx/contracts';
import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { setTimeout as delay } from 'node:timers/promises';
import { isObservable, lastValueFrom } from 'rxjs';
import { consumptionOf, within, type Consumption } from './consumption.js';
import { isTransientMessagingError, NewerEventError, PermanentError } from './errors.js';
import { JETSTREAM, type HandlerExtras } from './handlers.js';
import { EventPublisher, fromWire } from './publisher.js';

/**
 * `postponed`: the event is of a newer version and waits for a program that can read it. Both `dead-lettered` and
 * `undecodable` ones lie in the stream of dead letters.
 */
export type Settlement = 'handled' | 'retried' | 'postponed' | 'dead-lettered' | 'undecodable';

export interface JetStreamServerOptions {
  connection: NatsConnection;
  /** Adds the causes that only the service knows (its database) to those that messaging knows. */
  isTransient?: (error: unknown) => boolean;
  /** How long an event that only a newer program can read waits for one; 24 hours by default. */
  newerReaderWithinMs?: number;
  onSettled?: (durable: string, settlement: Settlement, count: number, milliseconds: number) => void;
  log: { warn(message: string, params?: object): void; error(message: string, params?: object): void };
}

interface Subscription {
  extras: HandlerExtras;
  handler: MessageHandler;
  messages?: ConsumerMessages;
  running?: Promise<void>;
}

/**
 * Of one consumer in one process. While one waits for the database another is put together; handlers commute, so it is
 * the same as three replicas.
 */
const BATCHES_AT_ONCE = 3;
/**
 * A batch that is not full waits for the one under way, because what it costs is the transaction and not the events in
 * it; but no longer than this, or one that waits for a lock would hold up the rest.
 */
const ALONE_MS_MAX = 100;
const PERMANENT_AFTER_FAILURES = 5;
const RETRY_IN_PLACE_MS = 50;
const RETRY_DELAY_MS_MAX = 30_000;
/** A rolling update takes minutes; after it every event is soon seen by a program that can read it. */
const POSTPONED_MS_MAX = 60_000;
const NEWER_READER_WITHIN_MS = 24 * 3_600_000;

/**
 * Nest transport strategy over JetStream pull consumers. A handler that returns is an acknowledgement; one that throws
 * is delivered again, for ever when the cause is transient, else five times and then kept as a dead letter.
 */
export class JetStreamServer extends Server implements CustomTransportStrategy {
  override readonly transportId = JETSTREAM;
  override readonly propagatesEventHandlerErrors = true;
  private readonly subscriptions: Subscription[] = [];
  private readonly publisher: EventPublisher;
  private readonly startedAtMs = Date.now();
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
    // The next batch waits here while the present ones are in the database.
    const max_messages = spec.batch * (BATCHES_AT_ONCE + 1);
    subscription.messages = await consumer.consume({ max_messages, idle_heartbeat: 5_000 });
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
    let waitsSinceMs = 0;

    const reader = (async () => {
      for await (const message of messages) {
        if (waiting.push(message) === 1) waitsSinceMs = performance.now();
        wake();
      }
      ended = true;
      wake();
    })();
    const keepAlive = setInterval(() => {
      for (const message of [...waiting, ...inHand]) message.working();
    }, spec.ackWaitSeconds * 400);

    const parallel = batch ? BATCHES_AT_ONCE : spec.batch;
    const working = new Set<Promise<void>>();
    /** How long what waits has to wait for more of it still. */
    const patienceMs = () => {
      if (!batch || ended || waiting.length >= spec.batch) return 0;
      const longestMs = working.size === 0 ? spec.gatherMs : Math.max(spec.gatherMs, ALONE_MS_MAX);
      return Math.max(0, waitsSinceMs + longestMs - performance.now());
    };
    const mayBegin = () => waiting.length > 0 && working.size < parallel && patienceMs() === 0;
    while (!(ended && waiting.length === 0)) {
      if (this.stopping && waiting.length > 0) {
        // Not begun: give back at once so that another replica takes them.
        for (const message of waiting.splice(0)) message.nak(1);
        continue;
      }
      if (!mayBegin()) {
        const waits = waiting.length > 0 && working.size < parallel;
        const patience = waits ? setTimeout(() => wake(), patienceMs()) : undefined;
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), ...working]);
        clearTimeout(patience);
        continue;
      }
      const taken = waiting.splice(0, batch ? spec.batch : 1);
      waitsSinceMs = performance.now();
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
    const settle = (settlement: Settlement, count: number) =>
      this.options.onSettled?.(spec.durable, settlement, count, performance.now() - startedAt);
    const decoded: Consumption[] = [];
    for (const message of messages) {
      try {
        const event = { ...decode(spec.contract, message), sequence: message.seq };
        decoded.push(consumptionOf(spec.durable, message, event));
      } catch (error) {
        const settlement = await this.settleUnread(spec.durable, message, error);
        settle(settlement === 'dead-lettered' ? 'undecodable' : settlement, 1);
      }
    }
    if (decoded.length === 0) return;
    const settleOne = (one: Consumption, settlement: Settlement) => {
      one.end(settlement);
      settle(settlement, 1);
    };
    try {
      await this.call({ spec, batch }, handler, decoded);
      for (const { message, end } of decoded) {
        message.ack();
        end('handled');
      }
      settle('handled', decoded.length);
    } catch (error) {
      if (this.isTransient(error)) {
        for (const one of decoded) settleOne(one, this.deliverAgain(spec.durable, one.message, error));
        return;
      }
      // One of them is bad, or all are: each for itself, so that it costs its neighbours nothing.
      const failed = decoded.length > 1 ? undefined : error;
      for (const one of decoded) settleOne(one, await this.handleAlone({ spec, batch }, handler, one, failed));
    }
  }

  /**
   * Tries one event until it is handled or has failed too often for a reason that no wait would cure. The tries happen
   * here, one after the other: the server's count of deliveries would mix outages with failures.
   */
  private async handleAlone(
    extras: HandlerExtras,
    handler: MessageHandler,
    one: Consumption,
    firstFailure: unknown,
  ): Promise<Settlement> {
    const { durable } = extras.spec;
    const { message } = one;
    let error = firstFailure;
    for (let failures = error === undefined ? 0 : 1; ; failures++) {
      if (error !== undefined) {
        if (error instanceof PermanentError || failures >= PERMANENT_AFTER_FAILURES) {
          return await this.giveUp(durable, message, describe(error));
        }
        this.options.log.warn('event failed, trying again', {
          consumer: durable,
          sequence: message.seq,
          failures,
          reason: describe(error),
        });
        await delay(RETRY_IN_PLACE_MS * 2 ** (failures - 1));
      }
      try {
        await this.call(extras, handler, [one]);
        message.ack();
        return 'handled';
      } catch (failure) {
        if (this.isTransient(failure)) return this.deliverAgain(durable, message, failure);
        error = failure;
      }
    }
  }

  private async call({ spec, batch }: HandlerExtras, handler: MessageHandler, taken: Consumption[]): Promise<void> {
    const events = taken.map(({ event }) => event);
    await within(spec.durable, events, async () => {
      const result: unknown = await handler(batch ? events : events[0], { durable: true });
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    });
  }

  /** Something we depend on is away: back to the stream, for any replica, with a growing delay and without an end. */
  private deliverAgain(durable: string, message: JsMsg, error: unknown): Settlement {
    this.options.log.warn('event will be delivered again', {
      consumer: durable,
      sequence: message.seq,
      deliveries: message.info.deliveryCount,
      reason: describe(error),
    });
    message.nak(Math.min(RETRY_DELAY_MS_MAX, 200 * 2 ** Math.min(message.info.deliveryCount - 1, 10)));
    return 'retried';
  }

  /** What only a newer program can read waits for one; what nobody can read is a dead letter at once. */
  private async settleUnread(durable: string, message: JsMsg, error: unknown): Promise<Settlement> {
    const reason = `undecodable: ${String(error)}`;
    if (!(error instanceof NewerEventError)) return await this.giveUp(durable, message, reason);
    // Counted from our own start, or a backlog of more than a day would be buried by the first old program that starts.
    const waitsSinceMs = Math.max(message.time.getTime(), this.startedAtMs);
    if (Date.now() - waitsSinceMs > (this.options.newerReaderWithinMs ?? NEWER_READER_WITHIN_MS)) {
      return await this.giveUp(durable, message, reason);
    }
    const { deliveryCount } = message.info;
    if (deliveryCount === 1) {
      this.options.log.warn('event waits for a newer version of this service', {
        consumer: durable,
        sequence: message.seq,
      });
    }
    message.nak(Math.min(POSTPONED_MS_MAX, 500 * 2 ** Math.min(deliveryCount - 1, 10)));
    return 'postponed';
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
}

function decode(contract: EventContract, message: JsMsg): Event {
  // A newer version has given the consumer a wider filter.
  if (!message.subject.startsWith(`${contract.subject}.`)) {
    throw new NewerEventError(`${message.subject} is not for this version`);
  }
  return fromWire(contract, message.data);
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
