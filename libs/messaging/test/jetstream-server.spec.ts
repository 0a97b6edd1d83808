import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { INestMicroservice } from '@nestjs/common';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  consumers,
  deadLettered,
  ingressObserved,
  messageReceived,
  newId,
  sendChanged,
  type DataOf,
} from '@wabx/contracts';
import {
  connectNats,
  EventPublisher,
  fromWire,
  JetStreamServer,
  OnEvent,
  OnEvents,
  PermanentError,
  toEvent,
  TransientError,
  type Received,
} from '@wabx/messaging';
import { eventually, startTestNats, type TestNats } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import 'reflect-metadata';
import { z } from 'zod';

const channelId = newId();
const quiet = { warn: () => {}, error: () => {} };

let nats: TestNats;
let connection: NatsConnection;
let publisher: EventPublisher;
let server: INestMicroservice | undefined;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  publisher = new EventPublisher(connection);
});
afterAll(async () => {
  await connection.close();
  await nats.stop();
});
beforeEach(async () => {
  const jsm = await jetstreamManager(connection);
  for (const stream of ['WA_EVT', 'WA_DEAD']) await jsm.streams.purge(stream);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const serve = async (
  controller: new () => object,
  options: Partial<ConstructorParameters<typeof JetStreamServer>[0]> = {},
) => {
  @Module({ controllers: [controller] })
  class TestModule {}
  server = await NestFactory.createMicroservice(TestModule, {
    strategy: new JetStreamServer({ connection, log: quiet, ...options }),
    logger: false,
  });
  await server.listen();
};

const change = (n: number): DataOf<typeof sendChanged> => ({
  messageId: newId(),
  phoneNumberId: '410020030040051',
  attempt: 1,
  state: 'sent',
  stateNo: n,
  at: new Date().toISOString(),
});

const deadLetters = async () => {
  const jsm = await jetstreamManager(connection);
  const { state } = await jsm.streams.info('WA_DEAD');
  const found: DataOf<typeof deadLettered>[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++) {
    const message = await jsm.streams.getMessage('WA_DEAD', { seq });
    if (message) found.push(fromWire(deadLettered, message.data).data);
  }
  return found;
};

const unacknowledged = async (durable: string) => {
  const info = await (await jetstreamManager(connection)).consumers.info('WA_EVT', durable);
  return info.num_ack_pending + info.num_pending;
};

describe('a batch of events', () => {
  it('loses nothing when one of a hundred can never be handled', async () => {
    const stored: number[] = [];
    @Controller()
    class Handler {
      @OnEvents(consumers.routerSends)
      async handle(events: Received<typeof sendChanged>[]) {
        if (events.some(({ data }) => data.stateNo === 42)) throw new PermanentError('poison');
        stored.push(...events.map(({ data }) => data.stateNo));
      }
    }
    for (let n = 1; n <= 100; n++) await publisher.publish(sendChanged, channelId, change(n));
    await serve(Handler);
    await eventually('all but the poison', () => stored.length === 99);
    expect(new Set(stored).size).toBe(99);
    expect(stored).not.toContain(42);
    const [dead] = await eventually('the dead letter', async () => {
      const letters = await deadLetters();
      return letters.length === 1 && letters;
    });
    expect(dead).toMatchObject({ consumer: 'router-sends', reason: 'PermanentError: poison' });
    await eventually('nothing left over', async () => (await unacknowledged('router-sends')) === 0);
  });

  it('is delivered in batches while a backlog waits', async () => {
    const sizes: number[] = [];
    @Controller()
    class Handler {
      @OnEvents(consumers.routerSends)
      async handle(events: Received<typeof sendChanged>[]) {
        sizes.push(events.length);
        await delay(5); // the time of a transaction, in which the next batch gathers
      }
    }
    await Promise.all(Array.from({ length: 300 }, (_, n) => publisher.publish(sendChanged, channelId, change(n + 1))));
    await serve(Handler);
    await eventually('all handled', () => sizes.reduce((sum, size) => sum + size, 0) === 300);
    expect(Math.max(...sizes)).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(consumers.routerSends.batch);
  });

  it('gathers what comes in the time of a batch under way', async () => {
    const batches: number[][] = [];
    let release = () => {};
    const first = new Promise<void>((resolve) => (release = resolve));
    @Controller()
    class Handler {
      @OnEvents(consumers.routerSends)
      async handle(events: Received<typeof sendChanged>[]) {
        batches.push(events.map(({ data }) => data.stateNo));
        if (batches.length === 1) await first;
      }
    }
    await serve(Handler);
    await publisher.publish(sendChanged, channelId, change(1));
    await eventually('the first is under way', () => batches.length === 1);
    // However slow the machine, nobody has waited too long.
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    await Promise.all([2, 3, 4].map((n) => publisher.publish(sendChanged, channelId, change(n))));
    await eventually('delivered', async () => (await unacknowledged('router-sends')) === 4);
    clock.mockRestore();
    release();
    await eventually('all handled', () => batches.flat().length === 4);
    expect(batches.map((batch) => batch.length)).toEqual([1, 3]);
  });

  it('gathers what nobody waits for', async () => {
    const batches: number[][] = [];
    @Controller()
    class Handler {
      @OnEvents(consumers.statsSends)
      async handle(events: Received<typeof sendChanged>[]) {
        batches.push(events.map(({ data }) => data.stateNo));
      }
    }
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    await serve(Handler);
    for (const n of [1, 2, 3]) {
      await publisher.publish(sendChanged, channelId, change(n));
      await eventually('delivered', async () => (await unacknowledged('stats-sends')) === n);
    }
    expect(batches).toEqual([]);
    clock.mockRestore();
    await eventually('all handled', () => batches.length > 0);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('does not wait for a batch that is stuck: two others go on beside it, and no more', async () => {
    let release = () => {};
    const stuck = new Promise<void>((resolve) => (release = resolve));
    const began: number[] = [];
    const ended: number[] = [];
    @Controller()
    class Handler {
      @OnEvents(consumers.routerSends)
      async handle(events: Received<typeof sendChanged>[]) {
        const numbers = events.map(({ data }) => data.stateNo);
        began.push(...numbers);
        if (numbers.some((n) => n <= 3)) await stuck;
        ended.push(...numbers);
      }
    }
    await serve(Handler);
    const publishAndSee = async (n: number) => {
      await publisher.publish(sendChanged, channelId, change(n));
      await eventually(`${n} begun`, () => began.includes(n));
    };
    await publishAndSee(1);
    await publishAndSee(2);
    await publishAndSee(4);
    await eventually('the third goes on', () => ended.includes(4));
    await publishAndSee(3);
    await publisher.publish(sendChanged, channelId, change(5));
    await eventually('delivered and waiting', async () => (await unacknowledged('router-sends')) === 4);
    expect(began).not.toContain(5);
    release();
    await eventually('all ended', () => ended.length === 5);
  });
});

describe('a failing handler', () => {
  it('is tried again for as long as the cause is transient', async () => {
    let tries = 0;
    @Controller()
    class Handler {
      @OnEvent(consumers.statsSends)
      async handle() {
        tries++;
        if (tries <= 7) throw new TransientError('away');
      }
    }
    await publisher.publish(sendChanged, channelId, change(1));
    await serve(Handler);
    await eventually('as many tries as would make a dead letter of a bug', () => tries >= 5);
    expect(await deadLetters()).toHaveLength(0);
    tries = 100; // the outage ends
    await eventually('handled in the end', async () => (await unacknowledged('stats-sends')) === 0);
  });

  it('becomes a dead letter after five failures that no wait would cure', async () => {
    let tries = 0;
    @Controller()
    class Handler {
      @OnEvent(consumers.statsSends)
      async handle() {
        tries++;
        throw new Error('a bug');
      }
    }
    await publisher.publish(sendChanged, channelId, change(1));
    await serve(Handler);
    const [dead] = await eventually('the dead letter', async () => {
      const letters = await deadLetters();
      return letters.length === 1 && letters;
    });
    expect(tries).toBe(5);
    expect(dead).toMatchObject({ reason: 'Error: a bug', deliveries: 1 });
  });

  it('never sees an event that is not what its contract says; that is a dead letter at once', async () => {
    let tries = 0;
    @Controller()
    class Handler {
      @OnEvent(consumers.channelIngress)
      async handle(event: Received<typeof ingressObserved>) {
        tries += event.data.count;
      }
    }
    await jetstream(connection).publish(`wa.v1.evt.ingress.${channelId}`, '{"not":"an event"}');
    await publisher.publish(ingressObserved, channelId, {
      fact: 'handshake-ok',
      at: new Date().toISOString(),
      count: 3,
    });
    await serve(Handler);
    await eventually('the good one', () => tries === 3);
    await eventually('the dead letter', async () => (await deadLetters()).length === 1);
  });
});

describe('an event of a newer version', () => {
  /** How the version before knew the contract: without stickers, and with fewer subjects for its consumer. */
  const content = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: z.object({ body: z.string() }) }),
  ]);
  const before = {
    ...consumers.routerMessages,
    contract: { ...messageReceived, data: messageReceived.data.extend({ content }) },
  } as unknown as typeof consumers.routerMessages;
  const texts = (kinds: string[]) => {
    @Controller()
    class Older {
      @OnEvents(before)
      async handle(events: Received<typeof messageReceived>[]) {
        kinds.push(...events.map(({ data }) => data.content.kind));
      }
    }
    return Older;
  };
  const message = (id: string, sent: DataOf<typeof messageReceived>['content']): DataOf<typeof messageReceived> => ({
    phoneNumberId: '410020030040051',
    waMessageId: id,
    origin: 'customer',
    customer: { waId: '447700900123' },
    sentAt: new Date().toISOString(),
    receivedAt: new Date().toISOString(),
    content: sent,
    raw: {},
  });
  const sticker = { kind: 'sticker' as const, media: { fileId: newId(), mediaId: '1' } };
  const text = { kind: 'text' as const, text: { body: 'hello' } };

  beforeEach(async () => void (await (await jetstreamManager(connection)).streams.purge('WA_IN')));

  it('waits, counted and without holding up others, and a newer reader handles it', async () => {
    const older: string[] = [];
    const settled: string[] = [];
    await publisher.publish(messageReceived, channelId, message(newId(), sticker));
    await publisher.publish(messageReceived, channelId, message(newId(), text));
    await serve(texts(older), { onSettled: (_, settlement) => settled.push(settlement) });
    await eventually('it has come twice', () => settled.filter((one) => one === 'postponed').length >= 2);
    expect(older).toEqual(['text']);
    expect(await deadLetters()).toEqual([]);

    const newer: string[] = [];
    @Controller()
    class Newer {
      @OnEvents(consumers.routerMessages)
      async handle(events: Received<typeof messageReceived>[]) {
        newer.push(...events.map(({ data }) => data.content.kind));
      }
    }
    // Side by side, as in a rolling update.
    @Module({ controllers: [Newer] })
    class NewerModule {}
    const second = await NestFactory.createMicroservice(NewerModule, {
      strategy: new JetStreamServer({ connection, log: quiet }),
      logger: false,
    });
    await second.listen();
    await eventually('the newer one has it', () => newer.includes('sticker'), 30_000);
    expect(await deadLetters()).toEqual([]);
    await second.close();
  }, 60_000);

  it('waits too when it is of a higher version or on a subject that its consumer did not take before', async () => {
    const settled: string[] = [];
    const js = jetstream(connection);
    const event = toEvent(messageReceived, channelId, message(newId(), text));
    await js.publish(`wa.v1.in.message.${channelId}`, JSON.stringify({ ...event, v: 2 }));
    const jsm = await jetstreamManager(connection);
    await jsm.consumers.update('WA_IN', 'router-messages', { filter_subject: 'wa.v1.in.>' });
    await js.publish(`wa.v1.in.message-of-tomorrow.${channelId}`, JSON.stringify({ ...event, type: 'of.tomorrow' }));
    await serve(texts([]), { onSettled: (_, settlement) => settled.push(settlement) });
    await eventually('both have come', () => settled.length >= 2);
    expect(new Set(settled)).toEqual(new Set(['postponed']));
    await jsm.consumers.update('WA_IN', 'router-messages', { filter_subject: 'wa.v1.in.message.*' });
  });

  it('is a dead letter when nobody could read it in time', async () => {
    await publisher.publish(messageReceived, channelId, message(newId(), sticker));
    await serve(texts([]), { newerReaderWithinMs: 300 });
    const [dead] = await eventually('the dead letter', async () => {
      const letters = await deadLetters();
      return letters.length === 1 && letters;
    });
    expect(dead?.reason).toMatch(/^undecodable: NewerEventError: message.received holds a kind that is not known/);
    expect(dead?.deliveries).toBeGreaterThan(1);
  });

  it('that is damaged waits for nobody', async () => {
    const settled: string[] = [];
    const event = toEvent(messageReceived, channelId, message(newId(), text));
    const damaged = { ...event, data: { ...event.data, content: { kind: 'text' } } };
    await jetstream(connection).publish(`wa.v1.in.message.${channelId}`, JSON.stringify(damaged));
    await serve(texts([]), { onSettled: (_, settlement) => settled.push(settlement) });
    await eventually('the dead letter', async () => (await deadLetters()).length === 1);
    await eventually('counted', () => settled.length === 1);
    expect(settled).toEqual(['undecodable']);
  });
});

it('a stop lets the event in hand finish and leaves the others for the next replica', async () => {
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let isInHand = false;
  const finished: number[] = [];
  @Controller()
  class Slow {
    @OnEvents(consumers.routerSends)
    async handle(events: Received<typeof sendChanged>[]) {
      isInHand = true;
      await held;
      finished.push(...events.map(({ data }) => data.stateNo));
    }
  }
  await publisher.publish(sendChanged, channelId, change(1));
  await serve(Slow);
  // Delivered is not in hand: a busy consumer gathers first.
  await eventually('in hand', () => isInHand);
  const closing = server?.close();
  release();
  await closing;
  server = undefined;
  expect(finished).toEqual([1]);
  await eventually('acknowledged', async () => (await unacknowledged('router-sends')) === 0);
});

it('consumers go on by themselves after the broker was killed and came back', async () => {
  const seen: number[] = [];
  @Controller()
  class Handler {
    @OnEvents(consumers.routerSends)
    async handle(events: Received<typeof sendChanged>[]) {
      seen.push(...events.map(({ data }) => data.stateNo));
    }
  }
  await serve(Handler);
  await publisher.publish(sendChanged, channelId, change(1));
  await eventually('before', () => seen.includes(1));
  await nats.kill();
  await expect(publisher.publish(sendChanged, channelId, change(2))).rejects.toThrow();
  await nats.restart();
  await eventually('after', async () => {
    await publisher.publish(sendChanged, channelId, change(3));
    return seen.includes(3);
  });
});
