import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import { deadLettered, type DataOf } from '@wabx/contracts';
import { currentTraceparent, fromWire, type EventPublisher } from '@wabx/messaging';
import type { ServiceContext } from '@wabx/runtime';
import type { DataSource } from 'typeorm';

type DeadLetter = DataOf<typeof deadLettered> & { sequence: number; replays: number };

const STREAM = deadLettered.stream;
const NO_MESSAGE_FOUND = 10037;

/** What handlers gave up on, of all services; kept by the stream for 30 days. */
export class DeadLetters {
  constructor(
    private readonly nats: ServiceContext<object>['nats'],
    private readonly publisher: EventPublisher,
    private readonly source: DataSource,
  ) {}

  /** Newest first, below the sequence `before`. */
  async list(limit: number, before?: number): Promise<{ items: DeadLetter[]; nextBefore?: number }> {
    const jsm = await jetstreamManager(this.nats, { checkAPI: false });
    const { state } = await jsm.streams.info(STREAM);
    const items: DeadLetter[] = [];
    let sequence = Math.min(state.last_seq, (before ?? Infinity) - 1);
    for (; sequence >= Math.max(1, state.first_seq) && items.length < limit; sequence -= 1) {
      const letter = await this.read(sequence);
      if (letter) items.push(letter);
    }
    const replays = await this.replaysOf(items.map((item) => item.sequence));
    for (const item of items) item.replays = replays.get(item.sequence) ?? 0;
    const hasMore = items.length === limit && sequence >= Math.max(1, state.first_seq);
    return { items, ...(hasMore ? { nextBefore: sequence + 1 } : {}) };
  }

  /**
   * Publishes the event once more, where it came from, under an id of its own: the old one would be swallowed by the
   * stream's duplicate window. Undefined when there is no such dead letter.
   */
  async replay(sequence: number): Promise<{ messageId: string; replays: number } | undefined> {
    const letter = await this.read(sequence);
    if (!letter) return undefined;
    const [row]: { replays: number }[] = await this.source.query(
      `INSERT INTO dead_letter_replay AS r (sequence, replays, replayed_at) VALUES ($1, 1, wabx.now())
       ON CONFLICT (sequence) DO UPDATE SET replays = r.replays + 1, replayed_at = excluded.replayed_at
       RETURNING replays`,
      [sequence],
    );
    const replays = row?.replays ?? 1;
    const { headers, subject, bodyBase64 } = letter;
    const originalId = headers['Nats-Msg-Id'] ?? `${letter.stream}:${letter.streamSequence}`;
    const messageId = `${originalId}:replay:${replays}`;
    await this.publisher.publishWire({
      subject,
      messageId,
      payload: Buffer.from(bodyBase64, 'base64').toString(),
      traceparent: headers['traceparent'] ?? currentTraceparent(),
      type: headers['ce-type'] ?? '',
    });
    return { messageId, replays };
  }

  private async read(sequence: number): Promise<DeadLetter | undefined> {
    const jsm = await jetstreamManager(this.nats, { checkAPI: false });
    try {
      const stored = await jsm.streams.getMessage(STREAM, { seq: sequence });
      return stored ? { ...fromWire(deadLettered, stored.data).data, sequence, replays: 0 } : undefined;
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE_FOUND) return undefined;
      throw error;
    }
  }

  private async replaysOf(sequences: number[]): Promise<Map<number, number>> {
    const rows: { sequence: number; replays: number }[] = await this.source.query(
      `SELECT sequence::int, replays FROM dead_letter_replay WHERE sequence = ANY($1::bigint[])`,
      [sequences],
    );
    return new Map(rows.map((row) => [row.sequence, row.replays]));
  }
}
