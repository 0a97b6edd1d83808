import { JetStreamApiError, type ApiError } from '@nats-io/jetstream';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { newInbox } from './connection.js';
import { TransientError } from './errors.js';

interface Publication {
  subject: string;
  payload: string;
  headers: MsgHdrs;
  deadline: number;
  resolve(ack: { duplicate: boolean }): void;
  reject(error: unknown): void;
}

const NO_RESPONDERS = 503;
/** So few that a stream which writes each to disk has not long been idle when they come. */
const IN_ONE_WRITE_MAX = 8;

/**
 * Publications on their way into JetStream, any number at once: one subscription for all acknowledgements, one timer for
 * all deadlines, and what is published within one turn of the event loop leaves in a few writes. The client's own `publish`
 * makes a timer and two errors with stack traces for each message and writes each by itself, which is most of the time
 * that an ingress under load spends on NATS.
 */
export class Publications {
  private readonly inbox: string;
  private readonly sent = new Map<string, Publication>();
  private queued: Publication[] = [];
  private count = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly timeoutMs: number,
  ) {
    this.inbox = newInbox(connection);
    connection.subscribe(`${this.inbox}.*`, {
      // An error is the end of the subscription, and then the deadlines speak.
      callback: (error, message) => {
        if (!error) this.settle(message);
      },
    });
  }

  /**
   * Resolves when the stream has it. Rejects with a {@link TransientError} when nobody said so in time, which leaves open
   * whether it is stored; with a JetStreamApiError when the stream refused it.
   */
  publish(subject: string, payload: string, headers: MsgHdrs): Promise<{ duplicate: boolean }> {
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + this.timeoutMs;
      const waiting = this.queued.push({ subject, payload, headers, deadline, resolve, reject });
      if (waiting === IN_ONE_WRITE_MAX) this.sendQueued();
      else if (waiting === 1) setImmediate(() => this.sendQueued());
    });
  }

  private sendQueued(): void {
    const publications = this.queued;
    this.queued = [];
    for (const publication of publications) {
      const { subject, payload, headers } = publication;
      const reply = `${this.inbox}.${++this.count}`;
      this.sent.set(reply, publication);
      try {
        this.connection.publish(subject, payload, { headers, reply });
      } catch (error) {
        this.sent.delete(reply);
        publication.reject(error);
      }
    }
    this.watchDeadlines();
  }

  private settle(message: Msg): void {
    const publication = this.sent.get(message.subject);
    // Later than its deadline: whoever published was told that it is not known.
    if (!publication) return;
    this.sent.delete(message.subject);
    if (message.headers?.code === NO_RESPONDERS) {
      publication.reject(new TransientError(`no stream takes ${publication.subject}`));
      return;
    }
    const ack = message.json<{ duplicate?: boolean; error?: ApiError }>();
    if (ack.error) publication.reject(new JetStreamApiError(ack.error));
    else publication.resolve({ duplicate: ack.duplicate ?? false });
  }

  /** The oldest stands first: all have the same time. */
  private watchDeadlines(): void {
    const [oldest] = this.sent.values();
    if (this.timer !== undefined || !oldest) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const now = performance.now();
      for (const [reply, publication] of this.sent) {
        if (publication.deadline > now) break;
        this.sent.delete(reply);
        publication.reject(new TransientError(`no acknowledgement within ${this.timeoutMs} ms`));
      }
      this.watchDeadlines();
    }, oldest.deadline - performance.now()).unref();
  }
}
