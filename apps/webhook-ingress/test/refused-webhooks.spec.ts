import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { startService, type RunningService } from '@wabx/runtime';
import {
  projectConfiguration,
  startTestNats,
  testChannel,
  testSealingKeys,
  testTrust,
  type TestChannel,
  type TestNats,
} from '@wabx/testing';
import { signBody } from '@wabx/whatsapp';
import { webhookIngress } from '../src/index.js';

let nats: TestNats;
let channel: TestChannel;
let ingress: RunningService;
const BODY = JSON.stringify({ secret: 'what a stranger wrote' });

beforeAll(async () => {
  nats = await startTestNats();
  const destination = { type: 'queue' as const, id: newId() };
  channel = await testChannel([{ phoneNumberId: '1', e164: '+12025550143', destination }]);
  await projectConfiguration(nats.url, { channels: [channel.view] });
  ingress = await startService(webhookIngress, {
    PORT: '0',
    NATS_URL: nats.urlOf('webhook-ingress'),
    ...testTrust,
    WABX_SEALING_KEYS: testSealingKeys,
    LOG_LEVEL: 'warn',
  });
});
afterAll(async () => {
  await ingress?.stop();
  await nats?.stop();
});

const post = async (key: string, signature: string) => {
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  return (await fetch(`${ingress.url}/webhooks/whatsapp/${key}`, { method: 'POST', headers, body: BODY })).status;
};

it('a refused webhook leaves a line with the reason and the channel, never its content, and a flood of them ten', async () => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  try {
    expect(await post('nobody', signBody(Buffer.from(BODY), 'a guess'))).toBe(401);
    for (let at = 0; at < 30; at++) {
      expect(await post(channel.view.webhookKey, signBody(Buffer.from(BODY), 'a guess'))).toBe(401);
    }
  } finally {
    write.mockRestore();
  }
  const refused = lines
    .filter((line) => line.includes('a webhook is refused'))
    .map((line) => JSON.parse(line) as object);
  expect(refused[0]).toMatchObject({
    level: 'warn',
    service: 'webhook-ingress',
    params: { reason: 'unknown-address' },
  });
  expect(refused[1]).toMatchObject({ params: { reason: 'signature-invalid', channelId: channel.view.id } });
  expect(refused).toHaveLength(11);
  expect(lines.join('')).not.toMatch(/stranger|nobody|guess|[0-9a-f]{64}/);
});
