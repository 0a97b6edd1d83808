import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { apiKeysView, NO_CHANNEL, serviceNames, type ApiKeyView, type ServiceName } from '@wabx/contracts';
import { connectNats, inboxOf } from '@wabx/messaging';
import { newApiKey, startService } from '@wabx/runtime';
import { router } from '@wabx/router';
import { eventually } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { apiOf, startWholeStack, type WholeStack } from './whole-stack.js';

// A password of NATS opens no door: keys of the API are what channel-config has signed, whoever else gets something into
// their bucket.

const STREAM = `KV_${apiKeysView.bucket}`;
const subjectOfKey = (id: string) => `$KV.${apiKeysView.bucket}.${id}`;

interface Recorded {
  subject: string;
  body: string;
  head: Record<string, string>;
}

let stack: WholeStack;
let admin: NatsConnection;
/** Of an administrator, revoked; and its value of before, as everybody who follows the bucket has seen it. */
let revoked: { id: string; token: string; before: Recorded };
/** Made up: its value would open everything. */
let forged: { token: string; value: Recorded };

beforeAll(async () => {
  stack = await startWholeStack({ logLevel: 'error' });
  admin = await connectNats({ url: stack.nats.url, name: 'test' });
  const config = apiOf(stack.services['channel-config'], stack.keys.admin);
  const scopes = ['keys:write', 'ops:read', 'sessions:read'];
  const made = (await config('POST', '/v1/api-keys', { name: 'was an administrator', scopes })).body as ApiKeyView & {
    token: string;
  };
  const before = await eventually('its value', () => recorded(made.id));
  await config('DELETE', `/v1/api-keys/${made.id}`);
  await eventually('it is revoked', async () => (await recorded(made.id))?.body.includes('"revoked":true'));
  revoked = { id: made.id, token: made.token, before };

  const { id, token, secretSha256 } = newApiKey();
  const value = { ...(JSON.parse(before.body) as ApiKeyView), id, secretSha256, version: 1_000 };
  forged = { token, value: { ...before, subject: subjectOfKey(id), body: JSON.stringify(value) } };
}, 120_000);
afterAll(async () => {
  await admin?.close();
  await stack?.stop();
});

async function recorded(id: string): Promise<Recorded | undefined> {
  const jsm = await jetstreamManager(admin);
  const kept = await jsm.streams.getMessage(STREAM, { last_by_subj: subjectOfKey(id) });
  if (!kept) return undefined;
  const head = { 'Wabx-Signature': kept.header.get('Wabx-Signature') };
  return { subject: kept.subject, body: kept.string(), head };
}

/** Every route that needs a key asks the same guard; this one answers 401 before it looks for anything. */
const doors: Partial<Record<ServiceName, string>> = {
  'webhook-ingress': '/v1/quarantine',
  'channel-config': '/v1/api-keys',
  router: '/v1/sessions',
  'outbound-sender': '/v1/dead-letters',
  'media-store': '/v1/media/00000000-0000-4000-8000-000000000000',
  'session-janitor': '/v1/runs',
  stats: '/v1/stats/channels',
  console: '/sign-ins',
};

async function opened(token: string): Promise<string[]> {
  const tried = serviceNames.map(async (name) => {
    const { status } = await apiOf(stack.services[name], token)('GET', doors[name] ?? '/');
    return status === 401 ? [] : [`${name} ${status}`];
  });
  return (await Promise.all(tried)).flat();
}

async function refusedBy(name: ServiceName): Promise<number> {
  const text = await (await fetch(`${stack.services[name].url}/metrics`)).text();
  const counts = [...text.matchAll(/^wabx_configuration_refused_total\{bucket="api-keys".*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

function publish(connection: NatsConnection, subject: string, { body, head }: Recorded): void {
  const set = headers();
  for (const [name, value] of Object.entries(head)) set.set(name, value);
  connection.publish(subject, body, { headers: set });
}

describe.each<[ServiceName, string, string]>([
  ['webhook-ingress', 'WA_QUARANTINE', `wa.v1.quarantine.${NO_CHANNEL}`],
  ['session-janitor', 'WA_EVT', `wa.v1.evt.janitor.${NO_CHANNEL}`],
])('with the password of %s alone', (name, stream, own) => {
  /** What it may publish comes back to it from the stream, and the broker delivers where the request says. */
  const sendBy = async (value: Recorded) => {
    const connection = await connectNats({ url: stack.nats.urlOf(name), name });
    const inbox = `${inboxOf(name)}.trick`;
    const ask = async (subject: string, question: object, reply: string) => {
      connection.publish(subject, JSON.stringify(question), { reply });
      await connection.flush();
      await delay(100);
    };
    publish(connection, own, value);
    const config = { name: 'trick', ack_policy: 'none', deliver_policy: 'last', filter_subject: own };
    const create = `$JS.API.CONSUMER.CREATE.${stream}.trick`;
    await ask(`${create}.${own}`, { stream_name: stream, config }, inbox);
    await ask(create, { stream_name: stream, config }, inbox);
    // Into the stream of the bucket, though under the subject of before; from there under one of the bucket.
    await ask(`$JS.API.CONSUMER.MSG.NEXT.${stream}.trick`, { batch: 1 }, value.subject);
    await ask(`$JS.API.DIRECT.GET.${STREAM}`, { last_by_subj: own }, value.subject);
    // As it is, as an answer, and the value of another key.
    publish(connection, value.subject, value);
    await ask(`$JS.API.STREAM.MSG.GET.${stream}`, { last_by_subj: own }, value.subject);
    const other = subjectOfKey(stack.keys.admin.split('_')[1] ?? '');
    await ask(`$JS.API.DIRECT.GET.${STREAM}`, { last_by_subj: other }, value.subject);
    await connection.close();
  };

  it('a made-up key opens no door, and a revoked one stays dead', async () => {
    await sendBy(forged.value);
    await sendBy(revoked.before);
    await delay(500);
    expect(await opened(forged.token)).toEqual([]);
    expect(await opened(revoked.token)).toEqual([]);
    expect(await opened(stack.keys.admin)).not.toEqual([]);
  });
});

describe('whoever writes into the bucket', () => {
  it('a made-up key opens no door, and every service says so', async () => {
    const before = await Promise.all(serviceNames.map(refusedBy));
    publish(admin, forged.value.subject, forged.value);
    for (const [at, name] of serviceNames.entries())
      await eventually(`${name} counts it`, async () => (await refusedBy(name)) > (before[at] ?? 0));
    expect(await opened(forged.token)).toEqual([]);
  });

  it('a revoked key stays dead, its old value is counted and gone within moments', async () => {
    const before = await Promise.all(serviceNames.map(refusedBy));
    publish(admin, revoked.before.subject, revoked.before);
    for (const [at, name] of serviceNames.entries())
      await eventually(`${name} counts it`, async () => (await refusedBy(name)) > (before[at] ?? 0));
    expect(await opened(revoked.token)).toEqual([]);
    await eventually('the bucket is right', async () => (await recorded(revoked.id))?.body.includes('"revoked":true'));
    // A service that starts now has seen no other version.
    const late = await startService(router, {
      PORT: '0',
      NATS_URL: stack.nats.urlOf('router'),
      DATABASE_URL: stack.database.urlOf('router'),
      ...stack.trust,
    });
    expect((await apiOf(late, revoked.token)('GET', '/v1/sessions')).status).toBe(401);
    expect((await apiOf(late, stack.keys.admin)('GET', '/v1/sessions')).status).toBe(200);
    await late.stop();
  });
});
