import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { newId, quarantined } from '@wabx/contracts';
import { connectNats, EventPublisher, KeptEvents } from '@wabx/messaging';
import { startTestNats, type TestNats } from '@wabx/testing';
import { createHash } from 'node:crypto';

const MIB = 1024 ** 2;
const sizes = [2 * MIB, 10, 3 * MIB, 10, 10, 5 * MIB, 1 * MIB, 1 * MIB, 1 * MIB, 1 * MIB, 1 * MIB, 10];
let nats: TestNats;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  const publisher = new EventPublisher(connection);
  for (const [at, size] of sizes.entries()) {
    await publisher.publish(quarantined, newId(), {
      digest: createHash('sha256').update(String(at)).digest('hex'),
      receivedAt: new Date().toISOString(),
      faults: [{ reason: 'unparsable', detail: 'no-json', phoneNumberIds: [] }],
      signature: 'sha256=',
      rawBase64: 'A'.repeat(size),
    });
  }
});
afterAll(async () => {
  await connection?.close();
  await nats?.stop();
});

it.each([1, 3, 200])(
  'pages of %i end at 4 MiB, and a walk over them has each event once, the newest first',
  async (limit) => {
    const kept = new KeptEvents(connection, quarantined);
    const seen: number[] = [];
    for (let before: number | undefined, isLast = false; !isLast;) {
      const page = await kept.page({ limit, before, wanted: () => true });
      const bytes = page.items.map(({ data }) => data.rawBase64.length);
      expect(bytes.slice(0, -1).reduce((sum, size) => sum + size, 0)).toBeLessThan(4 * MIB);
      seen.push(...page.items.map(({ sequence }) => sequence));
      before = page.next;
      isLast = before === undefined;
    }
    expect(seen).toEqual(sizes.map((_, at) => sizes.length - at));
  },
);
