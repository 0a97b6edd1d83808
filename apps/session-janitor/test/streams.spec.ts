import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { choreNames, consumers, newId, streamFilled, streams, type DataOf, type StreamName } from '@wabx/contracts';
import { connectNats, fromWire, provision } from '@wabx/messaging';
import { startService, type RunningService } from '@wabx/runtime';
import { eventually, startTestNats, type TestNats, testTrust } from '@wabx/testing';
import { sessionJanitor } from '../src/index.js';
import { trimStream } from '../src/streams/trim-stream.js';

// History gives way to news, and nothing else does.

const LIMIT = 1024 ** 2;
const channelId = newId();
const running: RunningService[] = [];
let nats: TestNats;
let connection: NatsConnection;
let jsm: JetStreamManager;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  jsm = await jetstreamManager(connection);
  await provision(connection, {
    maxBytes: Object.fromEntries(streams.map(({ name }) => [name, LIMIT])),
    mayLower: true,
  });
});
beforeEach(async () => {
  for (const { name } of streams) await jsm.streams.purge(name);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((janitor) => janitor.stop()));
  await provision(connection, {
    maxBytes: Object.fromEntries(streams.map(({ name }) => [name, LIMIT])),
    mayLower: true,
  });
});
afterAll(async () => {
  await connection?.close();
  await nats?.stop();
});

const byHandOnly = Object.fromEntries(
  choreNames.map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_SECONDS`, '3600']),
);
/** With the rights that it has in production. */
const startJanitor = async () => {
  const janitor = await startService(sessionJanitor, {
    PORT: '0',
    NATS_URL: nats.urlOf('session-janitor'),
    ...testTrust,
    LOG_LEVEL: 'error',
    LOOK_AT_STREAMS_SECONDS: '0.1',
    ...byHandOnly,
  });
  running.push(janitor);
  return janitor;
};
const stateOf = async (stream: StreamName) => (await jsm.streams.info(stream)).state;
const shareOf = async (stream: StreamName) => (await stateOf(stream)).bytes / LIMIT;
/** Events of 10 kB, until the stream holds so much of its limit. */
const fill = async (stream: StreamName, subject: string, share: number) => {
  const js = jetstream(connection);
  while ((await shareOf(stream)) < share) await js.publish(`${subject}.${channelId}`, 'x'.repeat(10_000));
};
/** As a service that handles everything would, until there is nothing more. */
const handle = async (stream: StreamName, durable: string, howMany = Infinity) => {
  const consumer = await jetstream(connection).consumers.get(stream, durable);
  const { num_pending } = await consumer.info();
  const messages = await consumer.fetch({ max_messages: Math.max(1, Math.min(num_pending, howMany)), expires: 2_000 });
  let handled = 0;
  for await (const message of messages) {
    await message.ackAck();
    if (++handled >= Math.min(num_pending, howMany)) break;
  }
};
const handleAll = async (stream: StreamName, except?: string) => {
  const durables = Object.values(consumers).filter(({ contract }) => contract.stream === stream);
  for (const { durable } of durables) {
    const { num_pending } = await jsm.consumers.info(stream, durable);
    if (durable !== except && num_pending > 0) await handle(stream, durable);
  }
};
const alerts = async () => {
  const { first_seq, last_seq } = await stateOf('WA_EVT');
  const found: DataOf<typeof streamFilled>[] = [];
  for (let seq = first_seq; seq <= last_seq; seq++) {
    const stored = await jsm.streams.getMessage('WA_EVT', { seq });
    if (stored?.subject.startsWith(streamFilled.subject)) found.push(fromWire(streamFilled, stored.data).data);
  }
  return found;
};
const levelsOf = async (stream: StreamName) =>
  (await alerts()).filter((alert) => alert.stream === stream).map(({ level }) => level);
const metricOf = async (janitor: RunningService, line: string) => {
  const text = await (await fetch(`${janitor.url}/metrics`)).text();
  const found = text.split('\n').find((entry) => entry.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? Number.NaN);
};

describe('a stream past 70 % of its limit', () => {
  it('whose events all have acknowledged loses the oldest down to 50 %, also when it is full already', async () => {
    await fill('WA_IN', 'wa.v1.in.message', 0.98);
    await handleAll('WA_IN');
    const { last_seq } = await stateOf('WA_IN');
    const janitor = await startJanitor();
    await eventually('it has room', async () => (await shareOf('WA_IN')) <= 0.5);
    const state = await stateOf('WA_IN');
    expect(await shareOf('WA_IN')).toBeGreaterThan(0.45);
    expect(state.last_seq).toBe(last_seq);
    expect(await metricOf(janitor, 'wabx_stream_removed_total{stream="WA_IN"}')).toBeGreaterThan(0);
    expect(await levelsOf('WA_IN')).toEqual([]);
  });

  it('below it keeps its history', async () => {
    await fill('WA_IN', 'wa.v1.in.message', 0.65);
    await handleAll('WA_IN');
    const before = await stateOf('WA_IN');
    const janitor = await startJanitor();
    await eventually(
      'it was looked at',
      async () => (await metricOf(janitor, 'wabx_stream_bytes{stream="WA_IN"}')) > 0,
    );
    expect((await stateOf('WA_IN')).first_seq).toBe(before.first_seq);
  });

  it('keeps from the first event on that one consumer has not acknowledged, and tells who that is', async () => {
    await fill('WA_IN', 'wa.v1.in.message', 0.3);
    await handleAll('WA_IN');
    const neededFrom = (await stateOf('WA_IN')).last_seq + 1;
    await fill('WA_IN', 'wa.v1.in.message', 0.9);
    await handleAll('WA_IN', 'media-store-messages');
    const janitor = await startJanitor();
    await eventually('the rest is gone', async () => (await stateOf('WA_IN')).first_seq === neededFrom);
    await fill('WA_IN', 'wa.v1.in.message', 0.75);
    await eventually('70 % is told', async () => (await levelsOf('WA_IN')).at(-1) === 'filling');
    await fill('WA_IN', 'wa.v1.in.message', 0.86);
    await eventually('85 % is told', async () => (await levelsOf('WA_IN')).at(-1) === 'nearly-full');
    const { num_pending } = await jsm.consumers.info('WA_IN', 'media-store-messages');
    await handleAll('WA_IN', 'media-store-messages');
    expect((await stateOf('WA_IN')).first_seq).toBe(neededFrom);
    expect((await alerts()).at(-1)?.heldBy[0]).toMatchObject({ missing: false });
    await eventually(
      'its backlog is measured',
      async () =>
        (await metricOf(janitor, 'wabx_consumer_backlog{stream="WA_IN",consumer="media-store-messages"}')) ===
        num_pending,
    );
    // It is back: everything that it missed is there, and then is history.
    await handle('WA_IN', 'media-store-messages');
    await eventually('it is well again', async () => (await levelsOf('WA_IN')).at(-1) === 'ok');
    expect(await shareOf('WA_IN')).toBeLessThan(0.7);
  });

  it('is not held by a consumer of rare events that acknowledged its last long ago', async () => {
    const rare = consumers.channelAccount.durable;
    await fill('WA_IN', 'wa.v1.in.message', 0.85);
    await jetstream(connection).publish(`wa.v1.in.account.${channelId}`, 'x');
    await handleAll('WA_IN', rare);
    await startJanitor();
    await eventually('it has room', async () => (await shareOf('WA_IN')) <= 0.5);
    expect((await jsm.consumers.info('WA_IN', rare)).num_pending).toBe(1);
  });

  it('keeps everything for a consumer that is expected and missing, and it begins at the beginning when it is back', async () => {
    await fill('WA_IN', 'wa.v1.in.message', 0.6);
    await handleAll('WA_IN');
    const before = await stateOf('WA_IN');
    await startJanitor();
    await jsm.consumers.delete('WA_IN', 'router-messages');
    await fill('WA_IN', 'wa.v1.in.message', 0.9);
    for (const durable of ['media-store-messages', 'outbound-sender-messages']) await handle('WA_IN', durable);
    await eventually('85 % is told', async () => (await levelsOf('WA_IN')).at(-1) === 'nearly-full');
    expect((await alerts()).at(-1)?.heldBy).toContainEqual({ consumer: 'router-messages', backlog: 0, missing: true });
    expect((await stateOf('WA_IN')).first_seq).toBe(before.first_seq);
    await provision(connection, { maxBytes: { WA_IN: LIMIT }, mayLower: true });
    await handle('WA_IN', 'router-messages');
    await eventually('it is well again', async () => (await levelsOf('WA_IN')).at(-1) === 'ok');
  });

  it('waits for a consumer of another version while it lives, and for a reader that acknowledges nothing not at all', async () => {
    await jsm.consumers.add('WA_IN', { durable_name: 'of-the-next-version', ack_policy: AckPolicy.Explicit });
    await jsm.consumers.add('WA_IN', { durable_name: 'a-reader', ack_policy: AckPolicy.None });
    await fill('WA_IN', 'wa.v1.in.message', 0.9);
    await handleAll('WA_IN');
    const before = await stateOf('WA_IN');
    await startJanitor();
    await eventually('85 % is told', async () => (await levelsOf('WA_IN')).at(-1) === 'nearly-full');
    expect((await stateOf('WA_IN')).first_seq).toBe(before.first_seq);
    await jsm.consumers.delete('WA_IN', 'of-the-next-version');
    await eventually('it has room', async () => (await shareOf('WA_IN')) <= 0.5);
    await jsm.consumers.delete('WA_IN', 'a-reader');
  });

  it('waits 48 hours for a consumer of another version that gives no sign of life, and no longer', async () => {
    const hour = 3_600_000;
    await jsm.consumers.add('WA_IN', { durable_name: 'given-up', ack_policy: AckPolicy.Explicit });
    await fill('WA_IN', 'wa.v1.in.message', 0.9);
    await handleAll('WA_IN');
    const before = await stateOf('WA_IN');
    await trimStream(jsm, 'WA_IN', Date.now() + 47 * hour);
    expect((await stateOf('WA_IN')).first_seq).toBe(before.first_seq);
    await trimStream(jsm, 'WA_IN', Date.now() + 49 * hour);
    expect(await shareOf('WA_IN')).toBeLessThanOrEqual(0.5);
    await jsm.consumers.delete('WA_IN', 'given-up');
  });

  it('is held by a stopped consumer with its own events alone: what others handled goes, and it finds all of its own', async () => {
    const stopped = consumers.channelAccount.durable;
    const own: number[] = [];
    const tell = async () =>
      own.push((await jetstream(connection).publish(`wa.v1.in.account.${channelId}`, 'x'.repeat(100))).seq);
    await tell();
    await fill('WA_IN', 'wa.v1.in.message', 0.3);
    await tell();
    await fill('WA_IN', 'wa.v1.in.status', 0.5);
    await tell();
    const janitor = await startJanitor();
    await fill('WA_IN', 'wa.v1.in.message', 0.84);
    await eventually('it is told', async () => (await levelsOf('WA_IN')).at(-1) === 'filling');
    expect((await alerts()).at(-1)?.heldBy.map(({ consumer }) => consumer)).toContain(stopped);
    await handleAll('WA_IN', stopped);
    await fill('WA_IN', 'wa.v1.in.message', 0.86);
    await handleAll('WA_IN', stopped);
    await eventually('it has room', async () => (await shareOf('WA_IN')) <= 0.5);
    await eventually('it is well', async () => (await levelsOf('WA_IN')).at(-1) === 'ok');
    expect(await metricOf(janitor, 'wabx_stream_removed_total{stream="WA_IN"}')).toBeGreaterThan(0);
    const consumer = await jetstream(connection).consumers.get('WA_IN', stopped);
    const found: number[] = [];
    for await (const message of await consumer.fetch({ max_messages: own.length, expires: 2_000 })) {
      await message.ackAck();
      found.push(message.seq);
      if (found.length === own.length) break;
    }
    expect(found).toEqual(own);
  });
});

describe('what only people read', () => {
  it.each(['WA_QUARANTINE', 'WA_DEAD'] as const)(
    '%s takes what is new when it is full: the oldest goes',
    async (stream) => {
      const subject = stream === 'WA_DEAD' ? 'wa.v1.dead' : 'wa.v1.quarantine';
      await startJanitor();
      await fill(stream, subject, 0.86);
      await eventually('85 % is told', async () => (await levelsOf(stream)).at(-1) === 'nearly-full');
      const { first_seq, last_seq } = await stateOf(stream);
      for (let more = 0; more < 50; more++) {
        await jetstream(connection).publish(`${subject}.${channelId}`, 'x'.repeat(10_000));
      }
      const after = await stateOf(stream);
      expect(after.last_seq).toBe(last_seq + 50);
      expect(after.first_seq).toBeGreaterThan(first_seq);
    },
  );
});
