import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deadLettered, newId, purgeSends, settleUnknownSends, type DataOf } from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { startRig, type Rig } from './sender-rig.js';

let rig: Rig;
let requests: Requests;

beforeAll(async () => {
  rig = await startRig();
  requests = new Requests({ url: rig.nats.url, name: 'test' });
});
beforeEach(() => rig.graph.react(() => 'accept'));
afterAll(async () => {
  await requests?.close();
  await rig?.stop();
});

describe('a stop', () => {
  it('lets the calls under way end and gives the rest back: nothing becomes unknown, nothing goes twice', async () => {
    const first = await rig.startSender();
    let answer: () => void = () => {};
    const wait = new Promise<void>((resolve) => (answer = resolve));
    rig.graph.react(() => ({ wait, then: 'accept' }));
    const replies = Array.from({ length: 60 }, (_, at) => rig.reply({ recipient: { waId: `4477009${10_000 + at}` } }));
    await rig.request(...replies);
    await eventually('some calls are under way', () => rig.graph.calls.length >= 10);
    const stopped = rig.stopSender(first);
    answer();
    await stopped;

    const source = await rig.database.dataSourceOf('outbound');
    const states: { state: string; attempt: number; count: number }[] = await source.query(
      `SELECT state, attempt, count(*)::int FROM send GROUP BY 1, 2 ORDER BY 1`,
    );
    const called = rig.graph.calls.length;
    expect(called).toBeLessThan(60);
    expect(states).toEqual([
      { state: 'queued', attempt: 0, count: 60 - called },
      { state: 'sent', attempt: 1, count: called },
    ]);

    await rig.startSender();
    await eventually('all are called', () => rig.graph.calls.length === 60);
    expect(new Set(rig.graph.calls.map((call) => call.body.to)).size).toBe(60);
  });
});

describe('dead letters', () => {
  const letter = (body: string): DataOf<typeof deadLettered> => ({
    consumer: 'router-messages',
    stream: 'WA_OUT',
    streamSequence: Math.floor(Math.random() * 1_000_000),
    subject: `wa.v1.out.send.${rig.channel.view.id}`,
    reason: 'PermanentError: could not be handled',
    deliveries: 5,
    at: new Date().toISOString(),
    headers: { 'Nats-Msg-Id': `send:${body}`, 'ce-type': 'send.requested' },
    bodyBase64: Buffer.from(body).toString('base64'),
  });

  it('are listed newest first, page by page, without what the customer wrote', async () => {
    const letters = [letter('one'), letter('two'), letter('three')];
    for (const data of letters) await rig.publisher.publish(deadLettered, rig.channel.view.id, data);
    const page = await rig.api('/v1/dead-letters?limit=2');
    expect(page.status).toBe(200);
    const sequences = (items: unknown[]) => (items as { streamSequence: number }[]).map((item) => item.streamSequence);
    expect(sequences(page.body.items)).toEqual([letters[2]!.streamSequence, letters[1]!.streamSequence]);
    const rest = await rig.api(`/v1/dead-letters?limit=2&cursor=${String(page.body['nextCursor'])}`);
    expect(sequences(rest.body.items)).toEqual([letters[0]!.streamSequence]);
    expect(rest.body['nextCursor']).toBeUndefined();
    expect(JSON.stringify([page.body, rest.body])).not.toMatch(/bodyBase64|headers/);
  });

  it('replayed reach their handlers again, though the stream has seen their id', async () => {
    const reply = rig.reply();
    // The first time it comes damaged, so its handler gives it up.
    const damaged = { ...reply, content: { kind: 'text' } };
    const envelope = (data: unknown) =>
      JSON.stringify({
        id: newId(),
        type: 'send.requested',
        v: 1,
        occurredAt: new Date().toISOString(),
        channelId: rig.channel.view.id,
        traceparent: '',
        data,
      });
    await rig.publisher.publishWire({
      subject: `wa.v1.out.send.${rig.channel.view.id}`,
      messageId: `send:${reply.messageId}`,
      payload: envelope(damaged),
      traceparent: '',
      type: 'send.requested',
    });
    const mine = await eventually('it is a dead letter', async () => {
      const { body } = await rig.api('/v1/dead-letters');
      return (body.items as { consumer: string; sequence: number; reason: string }[]).find(
        (item) => item.consumer === 'outbound-sender-sends',
      );
    });
    expect(mine.reason).toMatch(/undecodable/);

    const whole = { ...letter(''), streamSequence: 1, bodyBase64: Buffer.from(envelope(reply)).toString('base64') };
    await rig.publisher.publish(deadLettered, rig.channel.view.id, {
      ...whole,
      headers: { 'Nats-Msg-Id': `send:${reply.messageId}` },
    });
    const { body } = await rig.api('/v1/dead-letters?limit=1');
    const [{ sequence }] = body.items as { sequence: number }[] as [{ sequence: number }];
    const first = await rig.api(`/v1/dead-letters/${sequence}/replay`, { method: 'POST' });
    expect(first).toMatchObject({ status: 202, body: { messageId: `send:${reply.messageId}:replay:1`, replays: 1 } });
    await rig.state(reply.messageId, 'sent');
    const second = await rig.api(`/v1/dead-letters/${sequence}/replay`, { method: 'POST' });
    expect(second.body).toMatchObject({ messageId: `send:${reply.messageId}:replay:2` });
    expect(rig.callsFor(reply.messageId)).toHaveLength(1);
  });

  it('that do not exist are 404', async () => {
    expect((await rig.api('/v1/dead-letters/999999/replay', { method: 'POST' })).status).toBe(404);
  });
});

describe('the janitor', () => {
  it('forgets ended sends after 45 days, and never those that wait for a person or for Meta', async () => {
    const reply = rig.reply();
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
    const waiting = rig.reply({ phoneNumberId: 'not-configured', notAfter: '2100-01-01T00:00:00.000Z' });
    await rig.request(waiting);
    await rig.state(waiting.messageId, 'queued');
    expect(await requests.ask(purgeSends, { limit: 1000 })).toEqual({ done: 0, more: false });
    await rig.moveClock(46 * 24 * 3600);
    const { done } = await requests.ask(purgeSends, { limit: 1000 });
    expect(done).toBeGreaterThan(0);
    await rig.moveClock(0);
    expect((await rig.api(`/v1/sends/${reply.messageId}`)).status).toBe(404);
    expect((await rig.api(`/v1/sends/${waiting.messageId}`)).status).toBe(200);
    // A copy that comes now would be new again; the streams have forgotten it long before.
    expect(await requests.ask(settleUnknownSends, { limit: 10 })).toMatchObject({ more: false });
  });
});

it('a send is told to operators without its content and its customer', async () => {
  const reply = rig.reply();
  await rig.request(reply);
  await rig.state(reply.messageId, 'sent');
  const { body } = await rig.api(`/v1/sends/${reply.messageId}`);
  expect(JSON.stringify(body)).not.toMatch(/bicycle|447700900123/);
  expect((body['timeline'] as unknown as { state: string }[]).map((step) => step.state)).toEqual([
    'accepted',
    'queued',
    'sending',
    'sent',
  ]);
});
