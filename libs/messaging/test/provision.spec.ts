import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { views } from '@wabx/contracts';
import { startNats } from '@wabx/embedded';
import { assertProvisioned, connectNats, provision } from '@wabx/messaging';
import { startTestNats, type TestNats } from '@wabx/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const GIB = 1024 ** 3;
const day = 24 * 3600 * 1e9;
let nats: TestNats;
let connection: NatsConnection;
let jsm: JetStreamManager;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  jsm = await jetstreamManager(connection);
});
afterAll(async () => {
  await connection?.close();
  await nats?.stop();
});
beforeEach(async () => await provision(connection, { mayLower: true }));

const configOf = async (stream: string) => (await jsm.streams.info(stream)).config;

describe('limits of streams', () => {
  it('are what the migration is told, and grow and shrink with it', async () => {
    await provision(connection, { maxBytes: { WA_IN: 16 * GIB }, maxAgeSeconds: { WA_OUT: 9 * 24 * 3600 } });
    expect(await configOf('WA_IN')).toMatchObject({ max_bytes: 16 * GIB, max_age: 8 * day });
    expect(await configOf('WA_OUT')).toMatchObject({ max_bytes: 2 * GIB, max_age: 9 * day });
    await provision(connection, { maxBytes: { WA_IN: 4 * GIB }, mayLower: true });
    expect(await configOf('WA_IN')).toMatchObject({ max_bytes: 4 * GIB });
    expect(await configOf('WA_OUT')).toMatchObject({ max_age: 8 * day });
  });

  it('stay as they are where they are larger and nobody has said that they may be lowered, and that is told', async () => {
    await jsm.streams.update('WA_IN', { max_bytes: 16 * GIB, max_age: 20 * day });
    const lines: string[] = [];
    await provision(connection, { print: (line) => lines.push(line) });
    expect(await configOf('WA_IN')).toMatchObject({ max_bytes: 16 * GIB, max_age: 20 * day });
    expect(lines).toEqual([
      `NATS: WA_IN keeps max_bytes ${16 * GIB}, more than ${8 * GIB}; --lower changes it`,
      `NATS: WA_IN keeps max_age ${20 * day}, more than ${8 * day}; --lower changes it`,
    ]);
  });

  it('of a server without room end the migration with what to do', async () => {
    const storeDir = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-small-`));
    const small = await startNats({ storeDir, syncAlways: false, maxFileStoreBytes: 10 * GIB });
    const other = await connectNats({ url: small.url, name: 'test' });
    try {
      await expect(provision(other)).rejects.toThrow(
        /stream WA_EVT \(insufficient storage.*Raise max_file_store.*or ask for less with WABX_WA_IN_MAX_BYTES/,
      );
      await expect(provision(connection, { replicas: 3 })).rejects.toThrow(/WABX_STREAM_REPLICAS to 1.*three servers/);
    } finally {
      await other.close();
      await small.stop();
      await rm(storeDir, { recursive: true, force: true });
    }
  });
});

describe('a service starts', () => {
  const starts = () => assertProvisioned(connection, 'all of it');

  it('where the operator has given more room', async () => {
    await jsm.streams.update('WA_IN', { max_bytes: -1, max_age: 0, duplicate_window: 1_200 * 1e9 });
    await starts();
  });

  it('where a newer version takes more subjects and reads them with the same consumer', async () => {
    await jsm.streams.update('WA_OUT', { subjects: ['wa.v1.out.>', 'wa.v2.out.>'] });
    await jsm.consumers.update('WA_OUT', 'outbound-sender-sends', { filter_subject: 'wa.v1.out.>' });
    await starts();
    // And the older migration does not take it away.
    await provision(connection);
    expect((await configOf('WA_OUT')).subjects).toEqual(['wa.v1.out.>', 'wa.v2.out.>']);
    const { config } = await jsm.consumers.info('WA_OUT', 'outbound-sender-sends');
    expect(config.filter_subject).toBe('wa.v1.out.>');
    await provision(connection, { mayLower: true });
    expect((await configOf('WA_OUT')).subjects).toEqual(['wa.v1.out.>']);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['a consumer is missing', () => jsm.consumers.delete('WA_IN', 'router-messages'), /router-messages is missing/],
    ['a bucket is missing', () => jsm.streams.delete(`KV_${views[0]?.bucket}`), /bucket .* is missing/],
    [
      'a consumer does not take all that it should',
      () => jsm.consumers.update('WA_IN', 'router-messages', { filter_subject: 'wa.v1.in.message.some' }),
      /router-messages: filter_subject should be/,
    ],
    [
      'a consumer gives up after some deliveries',
      () => jsm.consumers.update('WA_IN', 'router-messages', { max_deliver: 5 }),
      /router-messages: max_deliver should be -1, is 5/,
    ],
    [
      'an event is delivered again before its handler may be through',
      () => jsm.consumers.update('WA_IN', 'router-messages', { ack_wait: 1e9 }),
      /ack_wait should be/,
    ],
    [
      'a full stream lets go what nobody has read',
      () => jsm.streams.update('WA_IN', { discard: 'old' as never }),
      /stream WA_IN: discard should be "new"/,
    ],
    [
      'a stream remembers duplicates for a shorter time',
      () => jsm.streams.update('WA_IN', { duplicate_window: 1e9 }),
      /duplicate_window should be/,
    ],
  ])('not where %s', async (_what, weaken, sentence) => {
    await weaken();
    await expect(starts()).rejects.toThrow(sentence);
  });
});
