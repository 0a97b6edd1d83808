import { deadLettered } from '@wabx/contracts';
import { KeptEvents, type EventPublisher, type Kept, type KeptPage } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import type { ServiceContext } from '@wabx/runtime';
import type { DataSource } from 'typeorm';
import type { DeadLetterFilter } from './dead-letter-query.js';

export type DeadLetter = Kept<typeof deadLettered> & { replays: number };

/** What handlers gave up on, of all services; kept by the stream for 30 days. */
export class DeadLetters {
  private readonly kept: KeptEvents<typeof deadLettered>;

  constructor(
    nats: ServiceContext<object>['nats'],
    private readonly publisher: EventPublisher,
    private readonly source: DataSource,
  ) {
    this.kept = new KeptEvents(nats, deadLettered);
  }

  async find(sequence: number): Promise<DeadLetter | undefined> {
    const letter = await this.kept.read(sequence);
    return letter && (await this.withReplays([letter]))[0];
  }

  /** Newest first, below the sequence `before`. */
  async page(
    filter: DeadLetterFilter,
    limit: number,
    before?: number,
  ): Promise<Omit<KeptPage<typeof deadLettered>, 'items'> & { items: DeadLetter[] }> {
    const wanted = (letter: Kept<typeof deadLettered>) => fits(letter, filter);
    const { items, ...rest } = await this.kept.page({ limit, before, since: filter.from, wanted });
    return { items: await this.withReplays(items), ...rest };
  }

  /**
   * Publishes the event once more, where it came from, under an id of its own: the old one would be swallowed by the
   * stream's duplicate window. Answers that id.
   */
  async replay(letter: DeadLetter): Promise<{ messageId: string; replays: number }> {
    return await inTransaction(this.source, async (tx) => {
      const [row]: { replays: number }[] = await tx.query(
        `INSERT INTO dead_letter_replay AS r (sequence, replays, replayed_at) VALUES ($1, 1, wabx.now())
         ON CONFLICT (sequence) DO UPDATE SET replays = r.replays + 1, replayed_at = excluded.replayed_at
         RETURNING replays`,
        [letter.sequence],
      );
      const replays = row?.replays ?? 1;
      return { messageId: await this.publish(letter, replays), replays };
    });
  }

  /**
   * The same for a letter that nobody has replayed yet; false when somebody has. Published before it is committed: what
   * is cut off in between is replayed again under the same id, and whoever comes at the same time waits for the outcome.
   */
  async replayFirst(letter: DeadLetter): Promise<boolean> {
    return await inTransaction(this.source, async (tx) => {
      const claimed: unknown[] = await tx.query(
        `INSERT INTO dead_letter_replay (sequence, replays, replayed_at) VALUES ($1, 1, wabx.now())
         ON CONFLICT DO NOTHING RETURNING sequence`,
        [letter.sequence],
      );
      if (claimed.length === 0) return false;
      await this.publish(letter, 1);
      return true;
    });
  }

  private async publish({ sequence, data }: DeadLetter, replays: number): Promise<string> {
    const { headers, subject, stream, streamSequence, bodyBase64 } = data;
    const originalId = headers['Nats-Msg-Id'] ?? `${stream}:${streamSequence}`;
    // Several handlers may have given up on the same event: each letter has replays of its own.
    const messageId = `${originalId}:replay:${sequence}.${replays}`;
    await this.publisher.publishWire({
      subject,
      messageId,
      payload: Buffer.from(bodyBase64, 'base64').toString(),
    });
    return messageId;
  }

  private async withReplays(letters: Kept<typeof deadLettered>[]): Promise<DeadLetter[]> {
    const rows: { sequence: number; replays: number }[] = await this.source.query(
      `SELECT sequence::int, replays FROM dead_letter_replay WHERE sequence = ANY($1::bigint[])`,
      [letters.map(({ sequence }) => sequence)],
    );
    const replays = new Map(rows.map((row) => [row.sequence, row.replays]));
    return letters.map((letter) => ({ ...letter, replays: replays.get(letter.sequence) ?? 0 }));
  }
}

function fits({ channelId, data }: Kept<typeof deadLettered>, filter: DeadLetterFilter): boolean {
  const at = Date.parse(data.at);
  return (
    (filter.consumer === undefined || filter.consumer === data.consumer) &&
    (filter.reason === undefined || data.reason.includes(filter.reason)) &&
    (filter.channelId === undefined || filter.channelId === channelId) &&
    (filter.from === undefined || Date.parse(filter.from) <= at) &&
    (filter.to === undefined || at < Date.parse(filter.to))
  );
}
