import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { startService, type RunningService } from '@wabx/runtime';
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
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { webhookIngress } from '../src/index.js';

// The one door that is open to the world: what somebody without the secret sends costs next to nothing.

const MIB = 1024 ** 2;
// Jest runs from the root of the workspace.
const program = path.resolve('dist/webhook-ingress.js');
const good = `sha256=${'0'.repeat(64)}`;
let nats: TestNats;
let channel: TestChannel;
let ingress: RunningService;

const env = () => ({
  PORT: '0',
  NATS_URL: nats.urlOf('webhook-ingress'),
  WABX_SEALING_KEYS: testSealingKeys,
  ...testTrust,
  LOG_LEVEL: 'error',
});

beforeAll(async () => {
  nats = await startTestNats();
  channel = await testChannel([
    { phoneNumberId: '1', e164: '+12025550143', destination: { type: 'queue', id: newId() } },
  ]);
  await projectConfiguration(nats.url, { channels: [channel.view] });
  ingress = await startService(webhookIngress, env());
});
afterAll(async () => {
  await ingress?.stop();
  await nats?.stop();
});

it('an address is refused as unknown only when the channels are known: before, Meta is asked to send again', async () => {
  const emptyNats = await startTestNats();
  const early = await startService(webhookIngress, { ...env(), NATS_URL: emptyNats.urlOf('webhook-ingress') });
  const post = async () => {
    const headers = { 'x-hub-signature-256': good };
    return (await fetch(`${early.url}/webhooks/whatsapp/unknown`, { method: 'POST', headers, body: '{}' })).status;
  };
  try {
    expect(await post()).toBe(503);
    await projectConfiguration(emptyNats.url, {});
    await eventually('the channels are known', async () => (await post()) === 401);
  } finally {
    await early.stop();
    await emptyNats.stop();
  }
});

/** The head of a request alone: what is answered while not a byte of the body has come. */
const answerToHead = (path: string, headers: Record<string, string>) =>
  new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(ingress.url);
    const socket = connect(Number(port), hostname, () => {
      const lines = Object.entries({ host: 'x', 'content-length': String(4 * MIB), ...headers });
      socket.write(
        `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`,
      );
    });
    socket.setTimeout(3_000, () => socket.destroy(new Error('no answer: it waits for the body')));
    socket.once('data', (data) => {
      resolve(data.toString().split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.once('error', reject);
  });

it.each([
  ['an unknown key', () => '/webhooks/whatsapp/unknown', { 'x-hub-signature-256': good }],
  ['no signature', () => `/webhooks/whatsapp/${channel.view.webhookKey}`, {}],
  [
    'a signature of another form',
    () => `/webhooks/whatsapp/${channel.view.webhookKey}`,
    { 'x-hub-signature-256': 'x' },
  ],
  ['no API key, where one is needed', () => '/v1/quarantine/replay', {}],
  ['no API key, where there is no route', () => '/nothing', {}],
])('%s is refused before a byte of the body is read', async (_, path, headers) => {
  expect(await answerToHead(path(), headers as Record<string, string>)).toBe('HTTP/1.1 401 Unauthorized');
});

// As it is shipped, in a process of its own: its memory is then nobody else's.
it('a hundred large bodies with a wrong signature at once cost little memory, and good webhooks pass between them', async () => {
  if (!existsSync(program)) throw new Error('webhook-ingress is not built. Run `npm test`, or `npm run build` first.');
  const served = fork(program, {
    env: { PATH: process.env['PATH'], ...env() },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = (await once(served, 'message')) as [{ ready: { url: string }[] }];
  const url = message.ready[0]?.url ?? '';
  const target = new URL(`/webhooks/whatsapp/${channel.view.webhookKey}`, url);
  const agent = new Agent({ maxSockets: Infinity });
  const post = (body: Buffer, signature: string) =>
    new Promise<number | undefined>((resolve) => {
      const headers = { 'content-length': body.length, 'x-hub-signature-256': signature };
      const sent = request(target, { agent, method: 'POST', headers }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode));
      });
      sent.once('error', () => resolve(undefined));
      sent.end(body);
    });
  const small = (n: number) => Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [], n }));
  const pass = async (n: number) => expect(await post(small(n), signBody(small(n), channel.appSecret))).toBe(200);
  for (let n = 0; n < 20; n++) await pass(n);
  const body = Buffer.from('é'.repeat(2 * MIB - 1));
  const before = await residentBytes(url);
  let [peak, passed, isOver] = [before, 0, false];
  const flood = Promise.all(Array.from({ length: 100 }, () => post(body, good))).finally(() => (isOver = true));
  const watching = (async () => {
    while (!isOver) peak = Math.max(peak, await residentBytes(url));
  })();
  while (!isOver) await pass(passed++);
  await watching;
  agent.destroy();
  served.kill();
  await once(served, 'exit');
  expect(new Set(await flood)).toEqual(new Set([401]));
  expect(passed).toBeGreaterThan(0);
  expect((peak - before) / MIB).toBeLessThan(150);
}, 60_000);

async function residentBytes(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
}
