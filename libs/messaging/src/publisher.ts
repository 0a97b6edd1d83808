import { envelopeSchema, newId, subjectOf, type DataOf, type Event, type EventContract } from '@wabx/contracts';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { beginSpan, currentTraceparent, isTracing } from '@wabx/telemetry';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { NewerEventError } from './errors.js';
import { Publications } from './publications.js';

/** An event as it lies on the wire. */
export interface WireEvent {
  subject: string;
  messageId: string;
  payload: string;
  /** Of the event in the payload, where it is known without a look into it. */
  traceparent?: string | undefined;
}

/** Puts validated data into its envelope; throws a ZodError when our own data breaks our own contract. */
export function toEvent<C extends EventContract>(
  contract: C,
  channelId: string,
  data: DataOf<C>,
  traceparent = currentTraceparent(),
): Event<C> {
  return {
    id: newId(),
    type: contract.type,
    v: contract.v,
    occurredAt: new Date().toISOString(),
    channelId,
    traceparent,
    data: contract.data.parse(data) as DataOf<C>,
  };
}

/** The bytes, subject and dedupe id of an event; for the outbox and for direct publishing alike. */
export function toWire<C extends EventContract>(contract: C, event: Event<C>): WireEvent {
  return {
    subject: subjectOf(contract, event.channelId),
    messageId: contract.messageId(event.data, event),
    payload: JSON.stringify(event),
    traceparent: event.traceparent,
  };
}

/** A fact on its way through an outbox. */
export interface OutboxFact {
  subject: string;
  /** Facts of one key leave in the order they were written. */
  orderKey?: string;
  payload: Event;
  /** None: the envelope says everything. */
  headers: Record<string, never>;
}

/** The outbox entry of a fact, of the trace in hand unless another is named; its dedupe id is given by the outbox. */
export function toOutboxFact<C extends EventContract>(
  contract: C,
  channelId: string,
  data: DataOf<C>,
  { orderKey, traceparent }: { orderKey?: string; traceparent?: string | undefined } = {},
): OutboxFact {
  const event = toEvent(contract, channelId, data, traceparent);
  return { subject: subjectOf(contract, channelId), ...(orderKey ? { orderKey } : {}), payload: event, headers: {} };
}

/** Publishes to JetStream; a promise that resolves means stored. */
export class EventPublisher {
  private readonly publications: Publications;

  constructor(connection: NatsConnection, options: { timeoutMs?: number } = {}) {
    this.publications = new Publications(connection, options.timeoutMs ?? 2_500);
  }

  /** Stores one event. `duplicate` says that JetStream already had it. Throws when it is not known to be stored. */
  async publish<C extends EventContract>(
    contract: C,
    channelId: string,
    data: DataOf<C>,
  ): Promise<{ duplicate: boolean }> {
    return await this.publishWire(toWire(contract, toEvent(contract, channelId, data)));
  }

  /** Publishes what an outbox kept, under the outbox's own id. */
  async publishOutboxEntry(entry: { msgId: string; subject: string; payload: string }): Promise<void> {
    await this.publishWire({
      subject: entry.subject,
      messageId: entry.msgId,
      payload: entry.payload,
      traceparent: isTracing() ? traceparentIn(entry.payload) : undefined,
    });
  }

  async publishWire(event: WireEvent): Promise<{ duplicate: boolean }> {
    const head = headers();
    head.set('Nats-Msg-Id', toHeader(event.messageId));
    if (!isTracing()) return await this.publications.publish(event.subject, event.payload, head);
    const destination = event.subject.slice(0, event.subject.lastIndexOf('.'));
    const attributes = { 'messaging.system': 'nats', 'messaging.destination.name': destination };
    const span = beginSpan(`publish ${destination}`, { kind: 'producer', parent: event.traceparent, attributes });
    head.set('traceparent', span.traceparent);
    try {
      const ack = await this.publications.publish(event.subject, event.payload, head);
      span.end();
      return ack;
    } catch (error) {
      span.end(error);
      throw error;
    }
  }
}

/** Of an event as an outbox kept it. */
function traceparentIn(payload: string): string | undefined {
  return (JSON.parse(payload) as Partial<Event>).traceparent;
}

const fitForHeader = /^[!-~]([ -~]{0,510}[!-~])?$/;

/** The id itself where a header can carry it, else its hash: ids are made of Meta's, and those of anything at all. */
function toHeader(messageId: string): string {
  if (fitForHeader.test(messageId)) return messageId;
  return `sha256:${createHash('sha256').update(messageId).digest('hex')}`;
}

/**
 * Parses the bytes of an event of this contract; throws when they are not one. Fields that this program does not know are
 * left out. Within one version kinds and words may come to be known, and nothing else changes.
 *
 * @throws NewerEventError when a newer program may be able to read it
 */
export function fromWire<C extends EventContract>(contract: C, payload: Uint8Array): Event<C> {
  const envelope = envelopeSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
  if (envelope.type !== contract.type || envelope.v < contract.v) {
    throw new Error(`expected ${contract.type} v${contract.v}, got ${envelope.type} v${envelope.v}`);
  }
  if (envelope.v > contract.v) throw new NewerEventError(`${contract.type} is of version ${envelope.v}`);
  const { data, error } = contract.data.safeParse(envelope.data);
  if (error?.issues.some((issue) => isUnknownWord(issue, envelope.data))) {
    throw new NewerEventError(`${contract.type} holds a kind that is not known: ${error.message}`, { cause: error });
  }
  if (error) throw error;
  return { ...envelope, data: data as DataOf<C> };
}

/** One of a list that this program knows fewer of, or a kind of content that it has no case for; missing is damaged. */
function isUnknownWord(issue: z.core.$ZodIssue, data: unknown): boolean {
  const isOfList = issue.code === 'invalid_value' || (issue.code === 'invalid_union' && issue.errors.length === 0);
  const at = (value: unknown, key: PropertyKey) => (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return isOfList && typeof issue.path.reduce(at, data) === 'string';
}
