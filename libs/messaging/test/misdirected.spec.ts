import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  consumers,
  deadLettered,
  forgetFacts,
  messageReceived,
  newId,
  NO_CHANNEL,
  releaseSessions,
  subjectOf,
} from '@wabx/contracts';
import { Answers, connectNats, EventPublisher, KeptEvents, natsConnectOptions, Requests } from '@wabx/messaging';
import { eventually, startTestNats, type TestNats } from '@wabx/testing';
import 'reflect-metadata';

// The broker delivers an answer wherever the request says; see docs/security.md.

let nats: TestNats;
let admin: NatsConnection;
let server: INestMicroservice;
const released: unknown[] = [];
const forgotten: unknown[] = [];

@Controller()
class Owner {
  @Answers(releaseSessions)
  release(question: { extensionId: string }) {
    released.push(question);
    return Promise.resolve({ toQueues: 0, orphaned: 0 });
  }

  @Answers(forgetFacts)
  forget(question: unknown) {
    forgotten.push(question);
    return Promise.resolve({ done: 0, more: false });
  }
}

@Module({ controllers: [Owner] })
class OwnerModule {}

beforeAll(async () => {
  nats = await startTestNats();
  admin = await connectNats({ url: nats.url, name: 'test' });
  server = await NestFactory.createMicroservice(OwnerModule, {
    transport: Transport.NATS,
    options: natsConnectOptions({ url: nats.url, name: 'owner' }),
    logger: false,
  });
  await server.listen();
});
afterAll(async () => {
  await server?.close();
  await admin?.close();
  await nats?.stop();
});

it('a stored event that is delivered where questions are asked is none, whatever is in it', async () => {
  const { contract, durable } = consumers.outboundMessages;
  const question = { pattern: releaseSessions.subject, id: '1', data: { extensionId: newId() } };
  // outbound-sender replays, so it may publish what it then takes.
  const own = await connectNats({ url: nats.urlOf('outbound-sender'), name: 'outbound-sender' });
  own.publish(subjectOf(messageReceived, NO_CHANNEL), JSON.stringify(question));
  await own.flush();
  const delivered = async () =>
    (await (await jetstreamManager(admin)).consumers.info(contract.stream, durable)).delivered;
  own.publish(`$JS.API.CONSUMER.MSG.NEXT.${contract.stream}.${durable}`, JSON.stringify({ batch: 1 }), {
    reply: releaseSessions.subject,
  });
  await eventually('it is delivered', async () => (await delivered()).consumer_seq === 1);
  await own.close();
  // A question comes after it on the same connection, and is answered.
  const requests = new Requests({ url: nats.url, name: 'asker' });
  const extensionId = newId();
  await requests.ask(releaseSessions, { extensionId });
  await requests.close();
  expect(released).toEqual([{ extensionId }]);
});

it('an answer of the server that is delivered where questions are asked is none', async () => {
  const janitor = await connectNats({ url: nats.urlOf('session-janitor'), name: 'session-janitor' });
  for (const reply of [releaseSessions.subject, forgetFacts.subject]) {
    for (const ask of ['INFO', 'STREAM.INFO.WA_EVT']) janitor.publish(`$JS.API.${ask}`, '', { reply });
  }
  await janitor.flush();
  await janitor.close();
  const requests = new Requests({ url: nats.url, name: 'asker' });
  await requests.ask(forgetFacts, { limit: 7 });
  await requests.close();
  expect(forgotten).toEqual([{ limit: 7 }]);
});

it('a list of what is kept for people leaves out what is none', async () => {
  const subject = subjectOf(deadLettered, NO_CHANNEL);
  const event = {
    consumer: 'router-messages',
    stream: 'WA_IN',
    streamSequence: 1,
    subject: 'x',
    reason: 'x',
    deliveries: 1,
    at: new Date().toISOString(),
    headers: {},
    bodyBase64: '',
  };
  await admin.request(subject, 'stray');
  await new EventPublisher(admin).publish(deadLettered, NO_CHANNEL, event);
  await admin.request(subject, JSON.stringify({ type: 'io.nats.jetstream.api.v1.account_info_response' }));
  const kept = new KeptEvents(admin, deadLettered);
  expect((await kept.page({ limit: 10, wanted: () => true })).items).toMatchObject([{ data: event, sequence: 2 }]);
  const all: unknown[] = [];
  for await (const one of kept.oldestFirst()) all.push(one.sequence);
  expect(all).toEqual([2]);
  expect(await kept.read(1)).toBeUndefined();
});
