import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { channelsView, messageStored, subjectOf } from '@wabx/contracts';
import { connectNats, fromWire, LiveView } from '@wabx/messaging';
import { eventually, testSigning } from '@wabx/testing';
import { startProvingStage, type ProvenChannel, type ProvingStage } from '../proving-stage.js';

let stage: ProvingStage;
let connection: Awaited<ReturnType<typeof connectNats>>;
let view: LiveView<typeof channelsView>;
beforeAll(async () => {
  stage = await startProvingStage({ withRouter: true });
  connection = await connectNats({ url: stage.nats.url, name: 'test' });
  view = await LiveView.open(channelsView, connection, testSigning.verify, () => undefined);
}, 60_000);
afterAll(async () => {
  view?.close();
  await connection?.close();
  await stage?.stop();
}, 60_000);
afterEach(async () => {
  await stage.meta('DELETE', '/faults');
});

interface Proof {
  passed: boolean;
  failedHop?: string;
  hops: { hop: string; state: string; sentence: { en: string }; evidence?: Record<string, unknown> }[];
}
/** The customer writes, then somebody presses the button. */
const prove = async (channel: ProvenChannel, waitSeconds = 30): Promise<Proof> => {
  await stage.says(channel, 'Test');
  const { status, body } = await stage.call('POST', `/v1/channels/${channel.id}/test`, {
    customer: `+${channel.customer}`,
    waitSeconds,
  });
  expect(status).toBe(200);
  return body as Proof;
};

const planted: [string, string, number, (channel: ProvenChannel) => Promise<unknown>][] = [
  [
    'the webhooks go elsewhere',
    'webhook',
    1,
    ({ wabaId, appId }) => stage.meta('POST', '/wabas', { wabaId, overrides: [{ appId, url: stage.elsewhere }] }),
  ],
  [
    'the app secret is wrong',
    'signature',
    1,
    async ({ id }) => {
      const before = view.get(id)?.sealedAppSecrets[0];
      const path = `/v1/channels/${id}`;
      await stage.call('PATCH', path, { appSecret: 'not-the-secret-of-this-app' }, { 'if-match': '*' });
      await stage.call('POST', `${path}/secret/close-rotation`);
      await eventually('the ingress knows', () => view.get(id)?.sealedAppSecrets.includes(before ?? '') === false);
    },
  ],
  [
    'the phone number id is wrong',
    'number',
    1,
    async ({ id, numberId, phoneNumberId: right }) => {
      const phoneNumberId = `7${right}`;
      await stage.call('PATCH', `/v1/channels/${id}/numbers/${numberId}`, { phoneNumberId }, { 'if-match': '*' });
      await eventually('the ingress knows', () => view.get(id)?.numbers[0]?.phoneNumberId === phoneNumberId);
    },
  ],
  ['the token has expired', 'send', 30, ({ accessToken }) => stage.meta('POST', `/tokens/${accessToken}/expire`)],
  [
    'statuses do not come back',
    'status',
    30,
    () => stage.meta('POST', '/faults', { on: 'webhook.status', effect: { drop: true } }),
  ],
  [
    'Meta gives the reply up',
    'delivery',
    30,
    () => stage.meta('POST', '/faults', { on: 'send', effect: { failStatus: 131026 } }),
  ],
];

describe('the test of a channel', () => {
  it('passes where both directions work', async () => {
    const proof = await prove(await stage.channel());
    expect(proof.hops.map(({ hop, state }) => `${hop} ${state}`)).toEqual(
      ['webhook', 'signature', 'number', 'router', 'reply', 'send', 'status', 'delivery', 'feed'].map(
        (hop) => `${hop} ok`,
      ),
    );
    expect(proof).toMatchObject({ passed: true });
  }, 90_000);

  it.each(planted)(
    'names the hop when %s: %s',
    async (_what, hop, waitSeconds, breakIt) => {
      const channel = await stage.channel();
      await breakIt(channel);
      const proof = await prove(channel, waitSeconds);
      expect(proof).toMatchObject({ passed: false, failedHop: hop });
      expect(proof.hops.find((one) => one.hop === hop)).toMatchObject({
        state: 'failed',
        sentence: { en: expect.any(String) },
      });
    },
    90_000,
  );

  it('goes the way of every reply: agents see it, marked as a test, and it counts as nothing that was sent', async () => {
    const channel = await stage.channel();
    const counted: string[] = [];
    const tap = connection.subscribe(subjectOf(messageStored, channel.id), {
      callback: (_error, { data }) => {
        const { message, counted: as } = fromWire(messageStored, data).data;
        if (message.direction === 'outbound') counted.push(`${as} ${String(message.test)}`);
      },
    });
    expect(await prove(channel)).toMatchObject({ passed: true });
    tap.unsubscribe();
    expect(counted).toEqual(['apart true']);
  }, 90_000);

  it('names the feed when nobody is there to see it', async () => {
    const queue = { name: 'Nobody', agents: [] };
    const { body: empty } = await stage.call('POST', '/v1/queues', queue);
    const channel = await stage.channel();
    const number = `/v1/channels/${channel.id}/numbers/${channel.numberId}?confirm=true`;
    const destination = { type: 'queue', id: (empty as { id: string }).id };
    expect((await stage.call('PATCH', number, { destination }, { 'if-match': '*' })).status).toBe(200);
    await eventually('the router knows', () => view.get(channel.id)?.numbers[0]?.destination.type === 'queue');
    expect(await prove(channel)).toMatchObject({ passed: false, failedHop: 'feed' });
  }, 90_000);

  it('names the sender when that is away, and the test does not arrive when it is back', async () => {
    const channel = await stage.channel();
    await stage.stopService(stage.sender);
    const proof = await prove(channel);
    expect(proof).toMatchObject({ passed: false, failedHop: 'send' });
    expect(proof.hops.find(({ hop }) => hop === 'send')?.evidence).toEqual({ reason: 'outbound-sender says nothing' });
    await stage.startSender();
    const later = await prove(channel);
    expect(later).toMatchObject({ passed: true });
    const { total } = await stage.meta<{ total: number }>('GET', `/sends?phoneNumberId=${channel.phoneNumberId}`);
    expect(total).toBe(1);
  }, 120_000);

  it('names the router when that is away, and no reply is sent', async () => {
    const channel = await stage.channel();
    await stage.stopService(stage.router);
    expect(await prove(channel)).toMatchObject({ passed: false, failedHop: 'router' });
    const { total } = await stage.meta<{ total: number }>('GET', `/sends?phoneNumberId=${channel.phoneNumberId}`);
    expect(total).toBe(0);
  }, 90_000);

  it('refuses a number that is none', async () => {
    const { id } = await stage.channel();
    const answer = await stage.call('POST', `/v1/channels/${id}/test`, { customer: '0049' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/customer' }] } });
  });
});
