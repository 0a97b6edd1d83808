import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { messageStored, newId, sendChanged, type DataOf, type MessageState } from '@wabx/contracts';
import { connectNats, EventPublisher } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import { startService, type RunningService } from '@wabx/runtime';
import {
  createTestDatabase,
  eventually,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  type TestDatabase,
  type TestNats,
  testTrust,
} from '@wabx/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DataSource } from 'typeorm';
import { FactStore } from '../src/fact-store.js';
import { stats } from '../src/index.js';
import type { ChannelCounts, Point } from '../src/reports.js';
import { sendFact, storedFact, type Fact } from '../src/to-fact.js';
import { changed, channelId, phoneNumberId, stored } from './message-events.js';
import { adminUrl, statsOwner } from './stats-owner.js';

let nats: TestNats;
let connection: NatsConnection;
let publisher: EventPublisher;
let database: TestDatabase;
let source: DataSource;
let service: RunningService;

const key = testApiKey(['stats:read']);
const otherKey = testApiKey(['channels:read']);

beforeAll(async () => {
  nats = await startTestNats();
  database = await createTestDatabase({ adminUrl, owners: [statsOwner] });
  source = await database.dataSourceOf('stats');
  connection = await connectNats({ url: nats.url, name: 'test' });
  publisher = new EventPublisher(connection);
  await projectConfiguration(nats.url, { apiKeys: [key.entry, otherKey.entry] });
  service = await startService(stats, {
    PORT: '0',
    NATS_URL: nats.url,
    ...testTrust,
    DATABASE_URL: database.urlOf('stats'),
    LOG_LEVEL: 'error',
  });
});
afterAll(async () => {
  await service?.stop();
  await connection?.close();
  await database?.drop();
  await nats?.stop();
});
beforeEach(async () => {
  await source.query('DELETE FROM message_fact');
  await source.query('DELETE FROM counter');
});
afterEach(async () => {
  await setClockOffset(database.adminUrl, 0);
});

const get = async (path: string, token = key.token) =>
  await fetch(`${service.url}/v1/stats/${path}`, { headers: { authorization: `Bearer ${token}` } });
const report = async <Item>(path: string): Promise<{ from?: string; to?: string; tz: string; items: Item[] }> => {
  const response = await get(path);
  expect(response.status).toBe(200);
  return (await response.json()) as { tz: string; items: Item[] };
};

const clockAt = async (instant: string) =>
  await setClockOffset(database.adminUrl, (Date.parse(instant) - Date.now()) / 1000);
const receivedAt = async (...instants: string[]) =>
  await new FactStore(source).record(
    instants.map((instant) => storedFact(stored({ counted: 'received', at: new Date(instant).toISOString() }))),
  );
const receivedIn = async (query: string) => {
  const { items } = await report<ChannelCounts>(`channels?${query}`);
  return items.reduce((sum, item) => sum + item.received, 0);
};

describe('counting events', () => {
  it('counts what router and sender publish, per channel and number', async () => {
    const at = '2026-11-23T10:00:00.000Z';
    const second = { channelId: newId(), phoneNumberId: '2002' };
    const messages: DataOf<typeof messageStored>[] = [
      stored({ counted: 'received', at }),
      stored({ counted: 'received', at }),
      stored({ counted: 'apart', at }),
      ...Array.from({ length: 5 }, () => stored({ counted: 'sent', at })),
      stored({ counted: 'received', at, ...second }),
    ];
    const sent = messages.filter(({ counted }) => counted === 'sent');
    const last: MessageState[] = ['read', 'delivered', 'sent', 'failed', 'queued'];
    for (const [index, { message }] of sent.entries()) {
      const error = last[index] === 'failed' ? { class: 'undeliverable', code: 131026 } : undefined;
      await publisher.publish(sendChanged, channelId, changed(message.id, 2, last[index]!, error));
      await publisher.publish(sendChanged, channelId, changed(message.id, 1, 'accepted'));
    }
    for (const data of messages) await publisher.publish(messageStored, data.session.channelId, data);

    const items = await eventually('all counted', async () => {
      const { items } = await report<ChannelCounts>('channels');
      const [first] = items.filter((item) => item.channelId === channelId);
      return items.length === 2 && first?.sent.pending === 1 && first.sent.total === 5 && items;
    });
    expect(items).toContainEqual({
      channelId,
      phoneNumberId,
      received: 2,
      sent: { total: 5, succeeded: 3, failed: 1, pending: 1 },
      delivered: 2,
      read: 1,
      apart: 1,
    });
    expect(items).toContainEqual(expect.objectContaining({ ...second, received: 1 }));
    expect(await report<ChannelCounts>(`channels?phoneNumberId=2002`)).toMatchObject({ items: [second] });

    expect(await report('failures')).toMatchObject({
      items: [{ channelId, phoneNumberId, errorClass: 'undeliverable', errorCode: 131026, count: 1 }],
    });
    expect(await (await get('selfcheck')).json()).toMatchObject({
      messages: 9,
      parked: 0,
      differences: 0,
      examples: [],
    });
  });

  it('shows a configured number that has no messages yet', async () => {
    const destination = { type: 'queue' as const, id: newId() };
    const channel = await testChannel([{ phoneNumberId: '3003', e164: '+4930123456', destination }]);
    await projectConfiguration(nats.url, { channels: [channel.view] });
    const items = await eventually('the number is known', async () => {
      const { items } = await report<ChannelCounts>('channels?phoneNumberId=3003');
      return items.length > 0 && items;
    });
    expect(items).toEqual([
      {
        channelId: channel.view.id,
        phoneNumberId: '3003',
        received: 0,
        sent: { total: 0, succeeded: 0, failed: 0, pending: 0 },
        delivered: 0,
        read: 0,
        apart: 0,
      },
    ]);
  });
});

describe('times', () => {
  // Clocks in Berlin go forward on 2026-03-29 at 01:00 UTC: that day has 23 hours.
  const days: [string, string][] = [
    ['2026-02-28T22:59:00Z', 'before March'],
    ['2026-02-28T23:00:00Z', '1 March'],
    ['2026-03-23T22:59:00Z', '23 March, the last minute'],
    ['2026-03-23T23:00:00Z', '24 March, the first minute'],
    ['2026-03-28T22:59:00Z', '28 March, the last minute'],
    ['2026-03-28T23:00:00Z', '29 March, the first minute'],
    ['2026-03-29T21:59:00Z', '29 March, the last minute'],
    ['2026-03-29T22:00:00Z', '30 March, the first minute'],
    ['2026-03-31T21:59:00Z', '31 March, the last minute'],
    ['2026-03-31T22:00:00Z', '1 April'],
  ];

  it.each([
    ['today', 'Europe/Berlin', 1, '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z'],
    ['yesterday', 'Europe/Berlin', 2, '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['last7days', 'Europe/Berlin', 5, '2026-03-23T23:00:00.000Z', '2026-03-30T22:00:00.000Z'],
    ['last30days', 'Europe/Berlin', 7, '2026-02-28T23:00:00.000Z', '2026-03-30T22:00:00.000Z'],
    ['thisMonth', 'Europe/Berlin', 8, '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['all', 'Europe/Berlin', 10, undefined, undefined],
    // In Auckland it is the evening of the 30th as well, eleven hours ahead of Berlin.
    ['today', 'Pacific/Auckland', 2, '2026-03-29T11:00:00.000Z', '2026-03-30T11:00:00.000Z'],
    ['today', 'Asia/Kathmandu', 2, '2026-03-29T18:15:00.000Z', '2026-03-30T18:15:00.000Z'],
  ])('%s in %s is told by the moved clock and that zone', async (range, tz, received, from, to) => {
    await receivedAt(...days.map(([instant]) => instant));
    await clockAt('2026-03-30T08:00:00Z');
    expect(await receivedIn(`range=${range}&tz=${tz}`)).toBe(received);
    const { from: first, to: next } = await report(`channels?range=${range}&tz=${tz}`);
    expect([first, next]).toEqual([from, to]);
  });

  it('takes days to their end and instants to the quarter hour', async () => {
    await receivedAt(...days.map(([instant]) => instant));
    expect(await receivedIn('from=2026-03-29&to=2026-03-29&tz=Europe/Berlin')).toBe(2);
    expect(await receivedIn('from=2026-03-28&to=2026-03-29&tz=Europe/Berlin')).toBe(3);
    expect(await receivedIn('from=2026-03-28T23:00:00Z&to=2026-03-29T21:45:00Z')).toBe(1);
    expect(await receivedIn('from=2026-03-28T22:45:00Z&to=2026-03-29T22:15:00Z')).toBe(4);
  });

  it('begins a day at its first moment also where midnight is skipped or comes twice', async () => {
    // Cairo 2026-04-24: 00:00 is skipped. Havana 2026-11-01: 01:00 becomes 00:00 again.
    const { from: cairo } = await report('channels?from=2026-04-24&to=2026-04-24&tz=Africa/Cairo');
    const { from: havana, to } = await report('channels?from=2026-11-01&to=2026-11-01&tz=America/Havana');
    expect(cairo).toBe('2026-04-23T22:00:00.000Z');
    expect([havana, to]).toEqual(['2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z']);
  });

  it.each([
    ['the short day of Berlin', '2026-03-29', 'Europe/Berlin', 23, ['00:00', '01:00', '03:00', '04:00']],
    ['the long day of Berlin', '2026-10-25', 'Europe/Berlin', 25, ['00:00', '01:00', '02:00', '02:00', '03:00']],
    [
      'the half-hour change of Lord Howe',
      '2026-10-04',
      'Australia/Lord_Howe',
      24,
      ['00:00', '01:00', '02:30', '03:00'],
    ],
    ['a zone off the full hour', '2026-10-04', 'Asia/Kathmandu', 24, ['00:00', '01:00', '02:00']],
  ])('%s has its own hours', async (_name, day, tz, hours, begin) => {
    const { items, from } = await report<Point>(`timeseries?interval=hour&from=${day}&to=${day}&tz=${tz}`);
    expect(items.map(({ localStart }) => localStart.slice(11)).slice(0, begin.length)).toEqual(begin);
    expect(items).toHaveLength(hours);
    expect(items[0]!.start).toBe(from);
  });

  it('adds up to the same by hour, by day and in total', async () => {
    await receivedAt(...days.map(([instant]) => instant));
    const total = async (interval: string) => {
      const { items } = await report<Point>(`timeseries?interval=${interval}&range=all&tz=Europe/Berlin`);
      return items.reduce((sum, { received }) => sum + received, 0);
    };
    expect([await total('hour'), await total('day'), await receivedIn('range=all')]).toEqual([10, 10, 10]);
    const { items } = await report<Point>('timeseries?interval=day&from=2026-03-27&to=2026-03-30&tz=Europe/Berlin');
    expect(items.map(({ localStart, received }) => [localStart, received])).toEqual([
      ['2026-03-27T00:00', 0],
      ['2026-03-28T00:00', 1],
      ['2026-03-29T00:00', 2],
      ['2026-03-30T00:00', 1],
    ]);
  });
});

describe('the routes', () => {
  it.each([
    'channels?range=today&tz=Europe/Atlantis',
    'channels?range=today&tz=CET',
    'channels?range=sometimes',
    'channels?from=2026-03-28',
    'channels?from=2026-03-29&to=2026-03-28',
    'channels?from=2026-03-28T10:10:00Z&to=2026-03-29',
    'channels.csv?tz=nowhere',
    'timeseries?range=today',
    'timeseries?interval=hour&from=1990-01-01&to=2026-01-01',
    'failures?tz=Mars/Olympus_Mons',
  ])('refuses %s with what is wrong', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({
      code: 'INVALID_INPUT',
      errors: [{ pointer: expect.stringMatching(/^\/\w/) }],
    });
  });

  it('needs the scope stats:read', async () => {
    expect((await get('channels', otherKey.token)).status).toBe(403);
    expect((await get('channels.csv', 'none')).status).toBe(401);
  });

  it('gives the reports as CSV', async () => {
    const message = stored({ counted: 'sent', at: '2026-11-23T10:00:00.000Z' });
    const facts: Fact[] = [
      storedFact(stored({ counted: 'received', at: '2026-11-23T10:00:00.000Z' })),
      storedFact(message),
      sendFact(changed(message.message.id, 1, 'failed', { class: 'window-closed' })),
    ];
    await new FactStore(source).record(facts);
    const csv = async (path: string) => {
      const response = await get(path);
      expect(response.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="\w+\.csv"$/);
      return await response.text();
    };
    expect(await csv(`channels.csv?channelId=${channelId}`)).toBe(
      'channelId,phoneNumberId,received,sent,succeeded,failed,pending,delivered,read,apart\r\n' +
        `${channelId},${phoneNumberId},1,1,0,1,0,0,0,0\r\n`,
    );
    expect(await csv(`timeseries.csv?interval=day&tz=Asia/Shanghai&from=2026-11-23&to=2026-11-23`)).toBe(
      'start,localStart,received,sent,succeeded,failed,pending,delivered,read,apart\r\n' +
        '2026-11-22T16:00:00.000Z,2026-11-23T00:00,1,1,0,1,0,0,0,0\r\n',
    );
    expect(await csv('failures.csv')).toBe(
      `channelId,phoneNumberId,errorClass,errorCode,count\r\n${channelId},${phoneNumberId},window-closed,,1\r\n`,
    );
  });

  it('are described', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, { get: { parameters: { name: string; required: boolean }[] } }>;
    };
    expect(Object.keys(document.paths).sort()).toEqual(
      ['channels', 'channels.csv', 'failures', 'failures.csv', 'selfcheck', 'timeseries', 'timeseries.csv'].map(
        (name) => `/v1/stats/${name}`,
      ),
    );
    const parameters = document.paths['/v1/stats/channels']!.get.parameters;
    expect(parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['range', 'from', 'to', 'tz', 'channelId', 'phoneNumberId']),
    );
    expect(parameters.every(({ required }) => !required)).toBe(true);
  });
});
