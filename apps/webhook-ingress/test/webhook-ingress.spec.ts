import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { envelopeSchema, newId } from '@wabx/contracts';
import { connectNats } from '@wabx/messaging';
import { startService, type RunningService } from '@wabx/runtime';
import {
  eventually,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  testSealingKeys,
  type TestChannel,
  type TestNats,
  testTrust,
} from '@wabx/testing';
import { signBody } from '@wabx/whatsapp';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { webhookIngress } from '../src/index.js';

const samplesDir = path.resolve('libs/whatsapp/fixtures/webhooks');
const sample = (name: string) => readFileSync(path.join(samplesDir, `${name}.json`));

/** What each of Meta's samples becomes: one row for each, and a new kind needs one sample and one row. */
const becomes: Record<string, string[]> = {
  'account-alerts': ['account account_alerts'],
  'account-update-deleted': ['account account_update'],
  'account-update-disabled': ['account account_update'],
  'account-update-partner-removed': ['account account_update'],
  'account-update-reinstated': ['account account_update'],
  'account-update-restriction': ['account account_update'],
  'account-update-violation': ['account account_update'],
  'account-update-volume-tier': ['account account_update'],
  'audio-file': ['message audio'],
  'audio-voice': ['message audio'],
  'business-capability-update': ['account business_capability_update'],
  'button-template-quick-reply': ['message button_reply'],
  'calls-connect': ['out-of-scope call'],
  'calls-status-ringing': ['out-of-scope call'],
  contacts: ['message contacts'],
  'contacts-shared-with-vcard': ['message contacts'],
  document: ['message document'],
  'edit-text': ['message edit'],
  'group-text': ['out-of-scope group'],
  image: ['message image'],
  'interactive-button-reply': ['message button_reply'],
  'interactive-call-permission-reply': ['message call_permission'],
  'interactive-list-reply': ['message list_reply'],
  'interactive-list-reply-no-description': ['message list_reply'],
  'interactive-nfm-reply': ['message flow_reply'],
  'location-current': ['message location'],
  'location-place': ['message location'],
  'message-template-status-approved': ['account message_template_status_update'],
  'message-template-status-rejected': ['account message_template_status_update'],
  'messaging-handovers-control-passed': ['account messaging_handovers'],
  order: ['message order'],
  'phone-number-name-update': ['account phone_number_name_update'],
  'phone-number-quality-update': ['account phone_number_quality_update'],
  reaction: ['message reaction'],
  'reaction-removed': ['message reaction'],
  'request-welcome-retired': ['out-of-scope request_welcome'],
  revoke: ['message revoke'],
  'security-pin-changed': ['account security'],
  'smb-message-echo': ['phone text'],
  'smb-message-echo-revoke': ['phone revoke'],
  'standby-inbound': ['account standby'],
  'status-group-read-aggregated': ['out-of-scope group', 'out-of-scope group'],
  'sticker-animated': ['message sticker'],
  'sticker-static': ['message sticker'],
  'system-customer-identity-changed': ['message system'],
  'system-user-changed-number': ['message system'],
  'system-user-changed-user-id': ['message system'],
  'unknown-future-type': ['message unknown'],
  'unsupported-131052-media-too-big': ['message unsupported'],
  'unsupported-131060-unavailable': ['message unsupported'],
  'unsupported-poll': ['message unsupported'],
  'user-preferences-stop': ['account user_preferences'],
  video: ['message video'],
};
const rowOf = (name: string): string[] | undefined =>
  becomes[name] ??
  (name.startsWith('status-')
    ? [`status ${name.split('-')[1]}`]
    : name.startsWith('text')
      ? ['message text']
      : undefined);

let nats: TestNats;
let connection: NatsConnection;
let channel: TestChannel;
let other: TestChannel;
let ingress: RunningService;
const ops = testApiKey(['ops:read', 'ops:write']);

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  const destination = { type: 'queue' as const, id: newId() };
  channel = await testChannel([
    { phoneNumberId: '410020030040051', e164: '+12025550143', destination },
    { phoneNumberId: '410020030040052', e164: '+12025550144', destination },
  ]);
  other = await testChannel([{ phoneNumberId: '777', e164: '+12025550199', destination }]);
  await projectConfiguration(nats.url, { channels: [channel.view, other.view], apiKeys: [ops.entry] });
  ingress = await startService(webhookIngress, {
    PORT: '0',
    NATS_URL: nats.url,
    ...testTrust,
    WABX_SEALING_KEYS: testSealingKeys,
    WABX_TRUST_PROXY: 'loopback',
    LOG_LEVEL: 'error',
  });
});
afterAll(async () => {
  await ingress.stop();
  await connection.close();
  await nats.stop();
});

const urlOf = ({ view }: TestChannel) => `${ingress.url}/webhooks/whatsapp/${view.webhookKey}`;
const post = (body: Buffer, signature: string | undefined, to = channel) =>
  fetch(urlOf(to), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature ? { 'x-hub-signature-256': signature } : {}) },
    body,
  });
const deliver = (body: Buffer, to = channel) => post(body, signBody(body, to.appSecret), to);

const lastSequence = async (stream: string) =>
  (await (await jetstreamManager(connection)).streams.info(stream)).state.last_seq;

/** What lies in a stream after the sequence, in words. */
const published = async (stream: string, after: number) => {
  const jsm = await jetstreamManager(connection);
  const { state } = await jsm.streams.info(stream);
  const found: { subject: string; channelId: string; data: Record<string, unknown> }[] = [];
  for (let seq = after + 1; seq <= state.last_seq; seq++) {
    const message = await jsm.streams.getMessage(stream, { seq });
    if (!message) continue;
    const { channelId, data } = envelopeSchema.parse(message.json());
    found.push({ subject: message.subject, channelId, data: data as Record<string, unknown> });
  }
  return found;
};
const inWords = ({ subject, data }: Awaited<ReturnType<typeof published>>[number]) => {
  const family = subject.split('.')[3];
  if (family === 'message') {
    const { kind } = data['content'] as { kind: string };
    return `${data['origin'] === 'phone' ? 'phone' : 'message'} ${kind}`;
  }
  if (family === 'status') return `status ${String(data['status'])}`;
  if (family === 'account') return `account ${String(data['field'])}`;
  return `out-of-scope ${String(data['reason'])}`;
};

describe("each of Meta's samples, rightly signed,", () => {
  const names = readdirSync(samplesDir).map((file) => path.basename(file, '.json'));

  it.each(names.filter((name) => name !== 'history' && name !== 'status-for-message-not-ours'))(
    '%s is answered 200 and becomes what the table says',
    async (name) => {
      const expected = rowOf(name);
      if (!expected) throw new Error(`the table has no row for ${name}`);
      const [from, held] = [await lastSequence('WA_IN'), await lastSequence('WA_QUARANTINE')];
      // The samples share ids, and an id that was there before is rightly swallowed.
      const body = Buffer.from(sample(name).toString().replaceAll('"wamid.', `"wamid.${name}.`));
      expect((await deliver(body)).status).toBe(200);
      expect((await published('WA_IN', from)).map(inWords)).toEqual(expected);
      expect(await lastSequence('WA_QUARANTINE')).toBe(held);
    },
  );

  it('history is answered 200 and tells about the account only', async () => {
    const from = await lastSequence('WA_IN');
    expect((await deliver(sample('history'))).status).toBe(200);
    const events = await published('WA_IN', from);
    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map(inWords))).toEqual(new Set(['account history']));
  });

  it('a status of a message that is not ours is passed on: its owner decides', async () => {
    const from = await lastSequence('WA_IN');
    expect((await deliver(sample('status-for-message-not-ours'))).status).toBe(200);
    expect((await published('WA_IN', from)).map(inWords)).toEqual([expect.stringMatching(/^status /)]);
  });

  it.each(names)(
    '%s with a wrong signature, or none, is answered 401 and leaves nothing but a counter',
    async (name) => {
      const before = [await lastSequence('WA_IN'), await lastSequence('WA_QUARANTINE')];
      const body = sample(name);
      for (const signature of [signBody(body, 'not the secret'), undefined]) {
        const answer = await post(body, signature);
        expect(answer.status).toBe(401);
        expect(await answer.text()).not.toMatch(/[0-9a-f]{64}/);
      }
      expect([await lastSequence('WA_IN'), await lastSequence('WA_QUARANTINE')]).toEqual(before);
    },
  );
});

it('wrong signatures are counted', async () => {
  await post(sample('text'), undefined);
  const metrics = await (await fetch(`${ingress.url}/metrics`)).text();
  expect(Number(/wabx_webhooks_total\{outcome="signature-invalid"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
});

describe('the handshake', () => {
  const ask = (token: string, challenge = '1158201444', key = channel.view.webhookKey, from = '192.0.2.250') =>
    fetch(
      `${ingress.url}/webhooks/whatsapp/${key}?hub.mode=subscribe&hub.challenge=${encodeURIComponent(challenge)}&hub.verify_token=${token}`,
      { headers: { 'x-forwarded-for': from } },
    );

  it('with the right token answers the challenge alone, as plain text', async () => {
    const answer = await ask(channel.verifyToken);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await answer.text()).toBe('1158201444');
  });

  it('with any other token, or to an unknown URL, is 403 and echoes nothing', async () => {
    for (const answer of [
      await ask('wrong'),
      await ask(other.verifyToken),
      await ask(channel.verifyToken, '1', 'no-such-key'),
    ]) {
      expect(answer.status).toBe(403);
      expect(await answer.text()).toBe('');
    }
  });

  it.each([
    ['to one callback, from many addresses', () => other.view.webhookKey, (at: number) => `198.51.100.${at}`],
    ['from one address, to callbacks that there are not', () => newId(), () => '192.0.2.1'],
  ])('with wrong tokens %s is slowed down; the right token and webhooks never are', async (_, key, from) => {
    const statuses = new Set<number>();
    for (let at = 0; at < 60; at++) statuses.add((await ask('wrong', '1', key(), from(at))).status);
    const slowed = await ask('wrong', '1', key(), from(60));
    expect([...statuses]).toEqual([403]);
    expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await slowed.json()).toMatchObject({ code: 'TOO_MANY_FAILURES' });
    expect(await (await ask(other.verifyToken, '7', other.view.webhookKey, from(60))).text()).toBe('7');
    const headers = { 'x-forwarded-for': from(60) };
    expect((await fetch(urlOf(channel), { method: 'POST', body: '{}', headers })).status).toBe(401);
    expect((await deliver(sample('text'))).status).toBe(200);
    const metrics = await (await fetch(`${ingress.url}/metrics`)).text();
    expect(Number(/wabx_wrong_verify_tokens_total\{answer="429"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
  });
});

describe('a callback that was entered with a slash at its end', () => {
  it('takes webhooks and the handshake', async () => {
    const from = await lastSequence('WA_IN');
    const body = Buffer.from(sample('text').toString().replace('wamid.', 'wamid.slash.'));
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signBody(body, channel.appSecret) };
    expect((await fetch(`${urlOf(channel)}/`, { method: 'POST', headers, body })).status).toBe(200);
    expect((await published('WA_IN', from)).map(inWords)).toEqual(['message text']);
    const handshake = `?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${channel.verifyToken}`;
    expect(await (await fetch(`${urlOf(channel)}/${handshake}`)).text()).toBe('7');
  });
});

it('the same webhook five times is one event', async () => {
  const body = Buffer.from(sample('text').toString().replace('wamid.aW4tdGV4dA==', 'wamid.five-times'));
  const from = await lastSequence('WA_IN');
  const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(body)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(await published('WA_IN', from)).toHaveLength(1);
});

describe('a number', () => {
  const withNumber = (phoneNumberId: string, wamid: string) =>
    Buffer.from(
      sample('text').toString().replace('410020030040051', phoneNumberId).replace('wamid.aW4tdGV4dA==', wamid),
    );

  it('that nobody has configured goes to quarantine with 200, and is replayed by itself once it is configured', async () => {
    const body = withNumber('123456123', 'wamid.later');
    const from = await lastSequence('WA_IN');
    expect((await deliver(body)).status).toBe(200);
    expect(await published('WA_IN', from)).toHaveLength(0);
    const listed = await call('GET', '/v1/quarantine?limit=1');
    const [record] = listed.items as { id: string; reason: string }[];
    expect(record).toMatchObject({ reason: 'unknown-number', phoneNumberId: '123456123' });

    const destination = { type: 'queue' as const, id: newId() };
    const number = { id: newId(), phoneNumberId: '123456123', e164: '+16315551181', destination, sendsPerSecond: 80 };
    const view = { ...channel.view, version: 2, numbers: [...channel.view.numbers, number] };
    await projectConfiguration(nats.url, { channels: [view] });
    await eventually('replayed', async () => (await published('WA_IN', from)).length === 1);
    await eventually('gone', async () => {
      const { status } = await call('POST', `/v1/quarantine/${record?.id}/replay`);
      return status === 404;
    });
    expect(await published('WA_IN', from)).toHaveLength(1);
  });

  it('of a channel with another app secret is not spoken for by ours', async () => {
    const from = await lastSequence('WA_IN');
    expect((await deliver(withNumber('777', 'wamid.foreign'))).status).toBe(200);
    expect(await published('WA_IN', from)).toHaveLength(0);
    expect((await call('GET', '/v1/quarantine?limit=1')).items).toMatchObject([
      { faults: [{ reason: 'secret-of-another-app', phoneNumberIds: ['777'] }] },
    ]);
  });

  const call = async (method: string, route: string) => {
    const answer = await fetch(ingress.url + route, { method, headers: { authorization: `Bearer ${ops.token}` } });
    return (await answer.json()) as { items?: unknown[]; published?: number; quarantined?: number; status?: number };
  };
});

it('one malformed item of a batch goes to quarantine and costs its neighbours nothing', async () => {
  const batch = JSON.parse(sample('text').toString()) as { entry: { changes: { value: { messages: object[] } }[] }[] };
  const messages = batch.entry[0]?.changes[0]?.value.messages ?? [];
  const [first] = messages;
  messages.splice(0, 1, { ...first, id: 'wamid.one' }, { nonsense: true }, { ...first, id: 'wamid.two' });
  const from = await lastSequence('WA_IN');
  const held = await lastSequence('WA_QUARANTINE');
  expect((await deliver(Buffer.from(JSON.stringify(batch)))).status).toBe(200);
  expect((await published('WA_IN', from)).map(({ data }) => data['waMessageId'])).toEqual(['wamid.one', 'wamid.two']);
  expect(await lastSequence('WA_QUARANTINE')).toBe(held + 1);
});

it.each([
  ['not JSON', Buffer.from('{"object":'), 200],
  ['something else of ours to sign', Buffer.from('{"object":"page"}'), 200],
  ['a body of 3 MB', Buffer.from(JSON.stringify({ object: 'x', pad: 'ü'.repeat(1_400_000) })), 200],
])('%s, rightly signed, is kept and answered 200', async (_, body, status) => {
  const held = await lastSequence('WA_QUARANTINE');
  expect((await deliver(body)).status).toBe(status);
  expect(await lastSequence('WA_QUARANTINE')).toBe(held + 1);
});

it('a body over 4 MB is refused with 413', async () => {
  const body = Buffer.alloc(4 * 1024 * 1024 + 1, 0x20);
  expect((await deliver(body)).status).toBe(413);
});

// Last: it takes the broker away.
it('without NATS the answer is 503 within three seconds and never 200; after it is back everything is taken once', async () => {
  const body = Buffer.from(sample('text').toString().replace('wamid.aW4tdGV4dA==', 'wamid.outage'));
  const from = await lastSequence('WA_IN');
  await nats.kill();
  for (let n = 0; n < 3; n++) {
    const startedAt = performance.now();
    expect((await deliver(body)).status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  }
  expect((await fetch(`${ingress.url}/livez`)).status).toBe(200);
  await nats.restart();
  await eventually('taken', async () => (await deliver(body)).status === 200);
  expect((await deliver(body)).status).toBe(200);
  // The test's own connection comes back in its own time.
  const events = await eventually('read back', () => published('WA_IN', from));
  expect(events.map(({ data }) => data['waMessageId'])).toEqual(['wamid.outage']);
});
