import { mediaChanged, NO_CHANNEL, type DataOf } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { enqueue } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';

export interface MediaFact {
  channelId: string | undefined;
  data: DataOf<typeof mediaChanged>;
}

/** Facts about one file leave in the order they came true: `stored` never overtakes a failure before it. */
export async function enqueueFacts(tx: EntityManager, facts: readonly MediaFact[]): Promise<void> {
  await enqueue(
    tx,
    facts.map(({ channelId, data }) =>
      toOutboxFact(mediaChanged, channelId ?? NO_CHANNEL, data, { orderKey: data.fileId }),
    ),
  );
}
