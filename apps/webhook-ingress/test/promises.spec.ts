import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { messageReceived, newId, quarantined, type EventContract } from '@wabx/contracts';
import { connectNats, fromWire } from '@wabx/messaging';
import { KeyRing, sealingKeysSchema, sealPurpose, startService, type RunningService } from '@wabx/runtime';
import {
  eventually,
  projectConfiguration,
  startTestNats,
  testChannel,
  testSealingKeys,
  type TestChannel,
  type TestNats,
  testTrust,
} from '@wabx/testing';
import { signBody } from '@wabx/whatsapp';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { webhookIngress } from '../src/index.js';

// What a 200 means, and when there is none, beyond what Meta's samples show.

let nats: TestNats;
let connection: NatsConnection;
let channel: TestChannel;
let sister: TestChannel;
const running: RunningService[] = [];
const destination = { type: 'queue' as const, id: newId() };

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  channel = await testChannel([{ phoneNumberId: '1', e164: '+12025550143', destination }]);
  // Another channel of the same app: Meta signs for both with the same secret, and posts to either URL.
  const ring = new KeyRing(sealingKeysSchema.parse(testSealingKeys));
  const id = newId();
  sister = await testChannel([{ phoneNumberId: '2', e164: '+12025550144', destination }], {
    id,
    sealedAppSecrets: [await ring.seal(channel.appSecret, sealPurpose.appSecret(id))],
  });
  // The secret is being exchanged: what Meta still signs with the previous one is taken.
  channel.view.sealedAppSecrets.push(await ring.seal('the-previous-secret', sealPurpose.appSecret(channel.view.id)));
  await projectConfiguration(nats.url, { channels: [channel.view, sister.view] });
});
afterEach(async () => {
  nats.resume();
  for (const ingress of running.splice(0)) await ingress.stop();
});
afterAll(async () => {
  await connection?.close();
  await nats?.stop();
});

const start = async () => {
  const ingress = await startService(webhookIngress, {
    PORT: '0',
    NATS_URL: nats.urlOf('webhook-ingress'),
    ...testTrust,
    WABX_SEALING_KEYS: testSealingKeys,
    LOG_LEVEL: 'error',
  });
  running.push(ingress);
  return ingress;
};
const post = async (ingress: RunningService, body: Buffer, signature = signBody(body, channel.appSecret)) => {
  const response = await fetch(`${ingress.url}/webhooks/whatsapp/${channel.view.webhookKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body: new Uint8Array(body),
  });
  await response.arrayBuffer();
  return response.status;
};
const readyz = async (ingress: RunningService) => {
  const response = await fetch(`${ingress.url}/readyz`);
  const body = (await response.json()) as { parts?: Record<string, string>; warnings?: Record<string, string> };
  return { status: response.status, body };
};
const text = (body: string, more: object = {}) => ({
  from: '447700900123',
  id: `wamid.${newId()}`,
  timestamp: '1795424407',
  type: 'text',
  text: { body },
  ...more,
});
const bodyOf = (messages: object[], phoneNumberId = '1') =>
  Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '3',
          changes: [{ field: 'messages', value: { metadata: { phone_number_id: phoneNumberId }, messages } }],
        },
      ],
    }),
  );
const metric = async (ingress: RunningService, line: string) => {
  const metrics = await (await fetch(`${ingress.url}/metrics`)).text();
  return Number(
    metrics
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.split(' ')[1] ?? 0,
  );
};
const last = async (stream: string) => (await (await jetstreamManager(connection)).streams.info(stream)).state.last_seq;
const factsOf = async <C extends EventContract>(contract: C, after: number) => {
  const manager = await jetstreamManager(connection);
  const found = [];
  for (let seq = after + 1; seq <= (await last(contract.stream)); seq++) {
    const message = await manager.streams.getMessage(contract.stream, { seq });
    if (message?.subject.startsWith(`${contract.subject}.`)) found.push(fromWire(contract, message.data));
  }
  return found;
};

describe('a signature', () => {
  it('with the previous secret holds while the secret is being exchanged', async () => {
    const body = bodyOf([text('old secret')]);
    expect(await post(await start(), body, signBody(body, 'the-previous-secret'))).toBe(200);
  });

  it('over the escaped form of the body holds too, and is counted', async () => {
    const ingress = await start();
    const body = bodyOf([text('Grüße aus Köln 😀')]);
    const escaped = body
      .toString()
      .replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const from = await last('WA_IN');
    expect(await post(ingress, body, signBody(Buffer.from(escaped), channel.appSecret))).toBe(200);
    const [event] = await factsOf(messageReceived, from);
    expect(event?.data.content).toEqual({ kind: 'text', text: { body: 'Grüße aus Köln 😀' } });
    expect(await metric(ingress, 'wabx_webhook_signature_form_total{form="escaped"}')).toBe(1);
  });
});

it("a message of another channel's number of the same app goes to that channel, whatever URL it came to", async () => {
  const from = await last('WA_IN');
  expect(await post(await start(), bodyOf([text('for the sister')], '2'))).toBe(200);
  const events = await factsOf(messageReceived, from);
  expect(events.map(({ channelId }) => channelId)).toEqual([sister.view.id]);
});

it("a copy that Meta's assistant had is not taken for the message itself, nor an echo for it: ids name the kind", async () => {
  const message = text('handed over');
  const standby = bodyOf([message]).toString().replace('"field":"messages"', '"field":"standby"');
  const echoes = bodyOf([message]).toString().replace('"field":"messages"', '"field":"smb_message_echoes"');
  const echo = echoes.replace('"messages":[', '"message_echoes":[').replace('"from":', '"to":"447700900123","from":');
  const ingress = await start();
  const from = await last('WA_IN');
  for (const body of [standby, echo, bodyOf([message]).toString()]) {
    for (let n = 0; n < 2; n++) expect(await post(ingress, Buffer.from(body))).toBe(200);
  }
  expect((await factsOf(messageReceived, from)).map(({ data }) => data.origin)).toEqual(['phone', 'customer']);
  expect(await last('WA_IN')).toBe(from + 3);
});

it('a text of one letter takes less than 900 bytes of its stream, and a status less than 700', async () => {
  const ingress = await start();
  const manager = await jetstreamManager(connection);
  const bytes = async () => (await manager.streams.info('WA_IN')).state.bytes;
  const before = await bytes();
  expect(await post(ingress, bodyOf([text('a')]))).toBe(200);
  const message = (await bytes()) - before;
  const status = { id: `wamid.${newId()}`, status: 'delivered', timestamp: '1795424407', recipient_id: '447700900123' };
  const body = JSON.parse(bodyOf([]).toString()) as { entry: { changes: { value: object }[] }[] };
  Object.assign(body.entry[0]!.changes[0]!.value, { statuses: [status] });
  expect(await post(ingress, Buffer.from(JSON.stringify(body)))).toBe(200);
  // 810 and 653 when this was written.
  expect(message).toBeLessThan(900);
  expect((await bytes()) - before - message).toBeLessThan(700);
});

describe('a large body', () => {
  it('of 3 MB and a thousand messages becomes a thousand events', async () => {
    const from = await last('WA_IN');
    const body = bodyOf(Array.from({ length: 1_000 }, () => text('x'.repeat(2_900))));
    expect(body.length).toBeGreaterThan(3_000_000);
    expect(await post(await start(), body)).toBe(200);
    expect(await last('WA_IN')).toBe(from + 1_000);
  });

  it('with one message too large to be an event keeps that one raw and passes its neighbours on', async () => {
    const [from, held] = [await last('WA_IN'), await last('WA_QUARANTINE')];
    // Five bytes in the body, 22 in the event.
    const huge = text('huge', { numbers: '@' });
    const body = bodyOf([text('before'), huge, text('after')]).toString();
    const grown = Buffer.from(body.replace('"@"', `[${'1e20,'.repeat(500_000)}1]`));
    expect(await post(await start(), grown)).toBe(200);
    expect((await factsOf(messageReceived, from)).map(({ data }) => data.content)).toEqual([
      { kind: 'text', text: { body: 'before' } },
      { kind: 'text', text: { body: 'after' } },
    ]);
    expect((await factsOf(quarantined, held)).flatMap(({ data }) => data.faults.map(({ reason }) => reason))).toEqual([
      'too-large',
    ]);
  });
});

describe('a webhook that is not stored', () => {
  it('because the stream is full is counted and logged by that cause, once for all that come within a minute', async () => {
    const ingress = await start();
    const errors: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((line) => {
      errors.push(String(line));
      return true;
    });
    const body = bodyOf([text('kept out')]);
    const manager = await jetstreamManager(connection);
    const { max_bytes } = (await manager.streams.info('WA_IN')).config;
    const { bytes } = (await manager.streams.info('WA_IN')).state;
    await manager.streams.update('WA_IN', { max_bytes: Math.max(1, bytes) });
    try {
      expect([await post(ingress, body), await post(ingress, body)]).toEqual([503, 503]);
      await eventually('it is not ready', async () => (await readyz(ingress)).status === 503);
      expect((await readyz(ingress)).body.parts?.['stream WA_IN']).toMatch(/takes nothing more: \d+ % of its limit/);
      await manager.streams.update('WA_IN', { max_bytes: Math.ceil(bytes / 0.9) + 5_000 });
      await eventually('it is ready and says what is coming', async () => (await readyz(ingress)).status === 200);
      expect((await readyz(ingress)).body.warnings?.['stream WA_IN']).toMatch(/^\d\d % of its limit$/);
    } finally {
      await manager.streams.update('WA_IN', { max_bytes });
      write.mockRestore();
    }
    expect(await metric(ingress, 'wabx_webhooks_total{outcome="stream-full"}')).toBe(2);
    const lines = errors.filter((line) => line.includes('webhooks answered with 503'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/stream-full/);
    expect(await post(ingress, body)).toBe(200);
  });
});

describe('while NATS hangs', () => {
  it('more than 200 at once are refused at once, and the others are not told 200; none is lost', async () => {
    const ingress = await start();
    const bodies = Array.from({ length: 250 }, () => bodyOf([text('waiting')]));
    const from = await last('WA_IN');
    nats.pause();
    const statuses = await Promise.all(bodies.map((body) => post(ingress, body)));
    expect(new Set(statuses)).toEqual(new Set([503]));
    nats.resume();
    expect(await metric(ingress, 'wabx_webhooks_total{outcome="overloaded"}')).toBe(50);
    expect(await metric(ingress, 'wabx_webhooks_total{outcome="nats-no-answer"}')).toBe(200);
    const again = await Promise.all(bodies.slice(0, 200).map((body) => post(ingress, body)));
    expect(new Set(again)).toEqual(new Set([200]));
    for (const body of bodies.slice(200)) expect(await post(ingress, body)).toBe(200);
    expect(await last('WA_IN')).toBe(from + 250);
  });

  it('a stop lets what was begun end with its 200, and cuts no connection', async () => {
    const ingress = await start();
    const from = await last('WA_IN');
    let begun = 0;
    const count = () => void begun++;
    subscribe('http.server.request.start', count);
    nats.pause();
    const answers = Array.from({ length: 50 }, () => post(ingress, bodyOf([text('in hand')])));
    await eventually('all are in hand', () => begun === 50);
    unsubscribe('http.server.request.start', count);
    running.splice(running.indexOf(ingress), 1);
    const stopped = ingress.stop();
    nats.resume();
    expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
    await stopped;
    expect(await last('WA_IN')).toBe(from + 50);
    await expect(post(ingress, bodyOf([text('too late')]))).rejects.toThrow();
  });
});

it('the URL of a channel that was deleted is answered for the others of its app, and for nobody else', async () => {
  const ingress = await start();
  const gone = { ...channel.view, version: 2, deleted: true, numbers: [], sealedAppSecrets: [], verifyTokenSha256: '' };
  await projectConfiguration(nats.url, { channels: [gone] });
  const before = await last('WA_IN');
  const body = bodyOf([text('to the sister')], '2');
  await eventually('the change is seen', async () => (await post(ingress, bodyOf([text('to the deleted')]))) === 200);
  expect(await post(ingress, body)).toBe(200);
  expect((await factsOf(messageReceived, before)).map(({ channelId, data }) => [channelId, data.content])).toEqual([
    [sister.view.id, { kind: 'text', text: { body: 'to the sister' } }],
  ]);
  expect(await post(ingress, body, signBody(body, 'another-secret'))).toBe(401);
  const shake = async (token: string) =>
    (
      await fetch(
        `${ingress.url}/webhooks/whatsapp/${gone.webhookKey}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${token}`,
      )
    ).status;
  expect([await shake(sister.verifyToken), await shake(channel.verifyToken), await shake('')]).toEqual([200, 403, 403]);
});
