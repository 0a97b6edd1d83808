import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  deadLettered,
  eraseSends,
  newId,
  purgeSends,
  sendRequested,
  settleUnknownSends,
  type DataOf,
} from '@wabx/contracts';
import { Requests, toEvent } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
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

    const states: { state: string; attempt: number; count: number }[] = await rig.source.query(
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
    headers: { 'Nats-Msg-Id': `send:${body}` },
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
    // From when on there is history.
    const historyFrom = Date.parse(String(page.body['historyFrom']));
    expect(Date.now() - historyFrom).toBeLessThan(60_000);
    expect(rest.body['historyFrom']).toBe(page.body['historyFrom']);
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
    const replayOf = (n: number) => `send:${reply.messageId}:replay:${sequence}.${n}`;
    expect(first).toMatchObject({ status: 202, body: { messageId: replayOf(1), replays: 1 } });
    await rig.state(reply.messageId, 'sent');
    const second = await rig.api(`/v1/dead-letters/${sequence}/replay`, { method: 'POST' });
    expect(second.body).toMatchObject({ messageId: replayOf(2) });
    expect(rig.callsFor(reply.messageId)).toHaveLength(1);
  });

  it('that do not exist are 404', async () => {
    expect((await rig.api('/v1/dead-letters/999999')).status).toBe(404);
    expect((await rig.api('/v1/dead-letters/999999/replay', { method: 'POST' })).status).toBe(404);
  });

  it('are shown whole one at a time, and chosen by handler, reason, channel and time', async () => {
    const data = { ...letter('chosen'), consumer: 'media-store-messages', reason: 'Error: no space left' };
    const earlier = { ...data, streamSequence: data.streamSequence + 1, at: '2026-01-01T00:00:00.000Z' };
    await rig.publisher.publish(deadLettered, rig.channel.view.id, data);
    await rig.publisher.publish(deadLettered, rig.channel.view.id, earlier);
    const chosen = async (query: string) => (await rig.api(`/v1/dead-letters?limit=100&${query}`)).body.items.length;
    expect(await chosen('consumer=media-store-messages')).toBe(2);
    expect(await chosen('reason=no%20space')).toBe(2);
    expect(await chosen('reason=no%20space&from=2026-01-02T00:00:00Z')).toBe(1);
    expect(await chosen('reason=no%20space&to=2026-01-02T00:00:00Z')).toBe(1);
    expect(await chosen(`reason=no%20space&channelId=${rig.channel.view.id}`)).toBe(2);
    expect(await chosen(`channelId=${newId()}`)).toBe(0);
    const { body } = await rig.api('/v1/dead-letters?limit=1');
    const [{ sequence }] = body.items as { sequence: number }[] as [{ sequence: number }];
    expect((await rig.api(`/v1/dead-letters/${sequence}`)).body).toMatchObject({ ...earlier, sequence, replays: 0 });
  });

  it('are replayed by reason, each once, also by two operators on two replicas at once; it is on record', async () => {
    const replicas = [await rig.startSender(), await rig.startSender()];
    const replies = Array.from({ length: 12 }, (_, at) => rig.reply({ recipient: { waId: `4477008${10_000 + at}` } }));
    for (const reply of replies) {
      const event = toEvent(sendRequested, rig.channel.view.id, reply);
      await rig.publisher.publish(deadLettered, rig.channel.view.id, {
        ...letter(reply.messageId),
        streamSequence: reply.sequence * 1_000_000 + replies.indexOf(reply),
        reason: 'Error: the bug that was fixed',
        bodyBase64: Buffer.from(JSON.stringify(event)).toString('base64'),
      });
    }
    const before = await rig.last('WA_OUT');
    const replay = async (service: RunningService, body: object, token = rig.operator.token) => {
      const response = await fetch(`${service.url}/v1/dead-letters/replay`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, number> };
    };
    const answers = await Promise.all(
      [0, 1, 0, 1].map((at) => replay(replicas[at]!, { reason: 'the bug that was fixed' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(answers.reduce((sum, { body }) => sum + (body['replayed'] ?? NaN), 0)).toBe(12);
    expect(answers.reduce((sum, { body }) => sum + (body['skipped'] ?? NaN), 0)).toBe(36);
    expect(await rig.last('WA_OUT')).toBe(before + 12);
    for (const { messageId } of replies) {
      await rig.state(messageId, 'sent');
      expect(rig.callsFor(messageId)).toHaveLength(1);
    }

    expect((await replay(replicas[0]!, { reason: 'the bug', limit: 5 })).body).toMatchObject({
      replayed: 0,
      skipped: 5,
      nextCursor: expect.any(String),
    });
    const records = (await rig.operations()).filter(({ filter }) => filter['reason'] === 'the bug that was fixed');
    expect(new Set(records.map(({ operationId }) => operationId)).size).toBe(4);
    expect(records.filter(({ outcome }) => outcome === undefined)).toHaveLength(4);
    expect(records.reduce((sum, { outcome }) => sum + Number(outcome?.['replayed'] ?? 0), 0)).toBe(12);
    expect(records[0]).toMatchObject({ by: { keyId: rig.operator.entry.id }, action: 'dead-letter.replay' });

    expect((await replay(replicas[0]!, { reason: 'the bug' }, rig.watcher.token)).status).toBe(403);
    // What a customer wrote is for those who may read raw messages, and each look at it is on record.
    const [newest] = (await rig.api('/v1/dead-letters?limit=1')).body.items as { sequence: number }[];
    const path = `/v1/dead-letters/${newest?.sequence}`;
    const headers = { authorization: `Bearer ${rig.watcher.token}` };
    const without = await (await fetch(`${replicas[0]!.url}${path}`, { headers })).text();
    expect(JSON.parse(without)).toMatchObject({ sequence: newest?.sequence });
    expect(without).not.toMatch(/bodyBase64|headers/);
    expect((await rig.api(path)).body).toHaveProperty('bodyBase64');
    const looks = (await rig.operations()).filter(({ action }) => action === 'dead-letter.read-raw');
    expect(looks.at(-1)).toMatchObject({ by: { keyId: rig.operator.entry.id }, outcome: { read: 1 } });
    for (const [body, pointer] of [
      [{}, ''],
      [{ consumer: '' }, '/consumer'],
      [{ from: 'yesterday' }, '/from'],
      [{ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, '/to'],
    ] as const) {
      expect(await replay(replicas[0]!, body)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    }
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
    expect(await stepsOfNone()).toBe(0);
    // A copy that comes now would be new again; the streams have forgotten it long before.
    expect(await requests.ask(settleUnknownSends, { limit: 10 })).toMatchObject({ more: false });
  });

  it('forgets statuses of replies that never came after eight days, and not before', async () => {
    const never = newId();
    await rig.status({ messageId: never, status: 'delivered', waMessageId: 'wamid.never' });
    const parked = async () => {
      const rows: unknown[] = await rig.source.query('SELECT FROM status_parked WHERE message_id = $1', [never]);
      return rows.length;
    };
    await eventually('it is parked', async () => (await parked()) === 1);
    await rig.moveClock(8 * 24 * 3600 - 60);
    await requests.ask(settleUnknownSends, { limit: 100 });
    expect(await parked()).toBe(1);
    await rig.moveClock(8 * 24 * 3600 + 60);
    await requests.ask(settleUnknownSends, { limit: 100 });
    expect(await parked()).toBe(0);
    await rig.moveClock(0);
  });
});

it('what is erased leaves no step behind', async () => {
  const reply = rig.reply();
  await rig.request(reply);
  await rig.state(reply.messageId, 'sent');
  const { conversationId, phoneNumberId } = reply;
  const conversations = [{ conversationId, phoneNumberId, channelId: rig.channel.view.id }];
  const { sends } = await requests.ask(eraseSends, { conversations });
  expect(sends).toBeGreaterThan(0);
  expect((await rig.api(`/v1/sends/${reply.messageId}`)).status).toBe(404);
  expect(await stepsOfNone()).toBe(0);
});

/** How many steps there are of sends that there are not. */
async function stepsOfNone(): Promise<number> {
  const [row]: { count: number }[] = await rig.source.query(
    'SELECT count(*)::int FROM send_step WHERE NOT EXISTS (SELECT FROM send s WHERE s.message_id = send_step.message_id)',
  );
  return row?.count ?? NaN;
}

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
