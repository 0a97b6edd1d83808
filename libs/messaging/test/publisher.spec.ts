import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { JetStreamApiError, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { limits, newId, sendChanged, statusReceived, subjectOf } from '@wabx/contracts';
import { connectNats, EventPublisher, fromWire, toEvent, TransientError, type WireEvent } from '@wabx/messaging';
import { eventually, startTestNats, type TestNats } from '@wabx/testing';

let nats: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;
let publisher: EventPublisher;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  manager = await jetstreamManager(connection);
  publisher = new EventPublisher(connection, { timeoutMs: 1_000 });
});
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

const wire = (change: Partial<WireEvent> = {}): WireEvent => ({
  subject: subjectOf(sendChanged, newId()),
  messageId: newId(),
  payload: '{}',
  ...change,
});

it('an event of the version before is read, whatever it carried besides', () => {
  const data = {
    phoneNumberId: '1',
    waMessageId: 'wamid.1',
    status: 'delivered',
    at: new Date().toISOString(),
    receivedAt: new Date().toISOString(),
    recipient: { waId: '447700900123' },
    errors: [],
  };
  const event = toEvent(statusReceived, newId(), data);
  const before = { ...event, data: { ...data, raw: { id: 'wamid.1', status: 'delivered' } } };
  expect(fromWire(statusReceived, Buffer.from(JSON.stringify(before))).data).toMatchObject(data);
});

const stored = async () => (await manager.streams.info('WA_EVT')).state.messages;

it('a thousand at once are stored, each once, under the ids they were given', async () => {
  const before = await stored();
  const events = Array.from({ length: 1_000 }, () => wire());
  const first = await Promise.all(events.map((event) => publisher.publishWire(event)));
  expect(first.every(({ duplicate }) => !duplicate)).toBe(true);
  const second = await Promise.all(events.map((event) => publisher.publishWire(event)));
  expect(second.every(({ duplicate }) => duplicate)).toBe(true);
  expect(await stored()).toBe(before + 1_000);
});

it('two publishers of one connection do not take each other’s acknowledgements', async () => {
  const [one, two] = [new EventPublisher(connection), new EventPublisher(connection)];
  const event = wire();
  await one.publishWire(event);
  const answers = await Promise.all([one.publishWire(wire()), two.publishWire(event), one.publishWire(wire())]);
  expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, true, false]);
});

it('what no stream takes is refused at once, and its neighbours are stored', async () => {
  const lost = publisher.publishWire(wire({ subject: 'wa.v1.nowhere' }));
  const neighbour = publisher.publishWire(wire());
  await expect(lost).rejects.toThrow(new TransientError('no stream takes wa.v1.nowhere'));
  await expect(neighbour).resolves.toEqual({ duplicate: false });
});

it('what is larger than the server takes is refused by itself', async () => {
  const huge = publisher.publishWire(wire({ payload: 'x'.repeat(limits.natsMaxPayloadBytes + 1) }));
  const neighbour = publisher.publishWire(wire());
  await expect(huge).rejects.toThrow(/max_payload/);
  await expect(neighbour).resolves.toEqual({ duplicate: false });
});

it('a stream that is full says so', async () => {
  await manager.streams.update('WA_OUT', { max_bytes: 1_000 });
  const subject = `wa.v1.out.send.${newId()}`;
  const refused = publisher.publishWire(wire({ subject, payload: 'x'.repeat(2_000) }));
  await expect(refused).rejects.toThrow(JetStreamApiError);
  await expect(refused).rejects.toThrow(/maximum bytes/);
});

it('a broker that does not answer is a transient failure, and what is published after it is back is stored', async () => {
  await nats.kill();
  const during = Promise.allSettled([publisher.publishWire(wire()), publisher.publishWire(wire())]);
  for (const result of await during) {
    expect(result).toEqual({ status: 'rejected', reason: new TransientError('no acknowledgement within 1000 ms') });
  }
  await nats.restart();
  const event = wire();
  await eventually('published again', () => publisher.publishWire(event));
  await expect(publisher.publishWire(event)).resolves.toEqual({ duplicate: true });
});
