import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { channelChanged, sendChanged, newId, type DataOf } from '@wabx/contracts';
import { connectNats, EventPublisher, fromWire } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import { eventually } from '@wabx/testing';
import { startProvingStage, type ProvenChannel, type ProvingStage } from '../proving-stage.js';

const DAY = 24 * 3600;

let stage: ProvingStage;
let connection: Awaited<ReturnType<typeof connectNats>>;
const heard: { channelId: string; data: DataOf<typeof channelChanged> }[] = [];

beforeAll(async () => {
  stage = await startProvingStage();
  connection = await connectNats({ url: stage.nats.url, name: 'test' });
  connection.subscribe(`${channelChanged.subject}.*`, {
    callback: (_, message) => void heard.push(fromWire(channelChanged, message.data)),
  });
}, 60_000);
afterAll(async () => {
  await connection?.close();
  await stage?.stop();
}, 60_000);
afterEach(async () => {
  await stage.meta('DELETE', '/faults');
  await setClockOffset(stage.database.adminUrl, 0);
});

interface Shown {
  status: { state: string; reason?: string; sentence?: { en: string } };
  accessToken: { checkedAt?: string; expiresAt: string | null };
}
const shown = async ({ id }: ProvenChannel) => (await stage.call('GET', `/v1/channels/${id}`)).body as Shown;
const becomes = (channel: ProvenChannel, state: string) =>
  eventually(state, async () => [await shown(channel)].find(({ status }) => status.state === state), 20_000);
const metrics = async () => await (await fetch(`${stage.configUrl}/metrics`)).text();
const refuse = async ({ id, phoneNumberId }: ProvenChannel) =>
  new EventPublisher(connection).publish(sendChanged, id, {
    messageId: newId(),
    phoneNumberId,
    attempt: 1,
    state: 'queued',
    stateNo: 1,
    at: new Date().toISOString(),
    error: { code: 190, class: 'token-invalid', sentence: { en: 'x', 'zh-CN': 'x' } },
  });

describe('the health watch', () => {
  it('finds a new channel connected without anybody asking, with an event and a metric', async () => {
    const channel = await stage.channel();
    await becomes(channel, 'connected');
    expect((await shown(channel)).accessToken).toMatchObject({ expiresAt: null, checkedAt: expect.any(String) });
    await eventually('the event', () =>
      heard.some(({ channelId, data }) => channelId === channel.id && data.change === 'status'),
    );
    expect(await metrics()).toMatch(/wabx_channel_status_changes_total\{state="connected"\} [1-9]/);
  });

  it('says when our app is not subscribed, and is content again after the repair', async () => {
    const channel = await stage.channel();
    await stage.meta('POST', '/wabas', { wabaId: channel.wabaId, subscribedAppIds: [] });
    await stage.call('GET', `/v1/channels/${channel.id}/doctor`);
    expect((await becomes(channel, 'subscription_invalid')).status).toMatchObject({
      reason: 'app-subscribed:none',
      sentence: { en: expect.stringContaining('No app is subscribed') },
    });
    await stage.call('POST', `/v1/channels/${channel.id}/doctor/app-subscribed/repair`);
    await becomes(channel, 'connected');
  });

  it.each([
    ['does not answer', { cut: 'before' }],
    ['answers with an error of its own', { httpStatus: 503 }],
    ['answers nonsense', { httpStatus: 200, body: '<html>' }],
  ])('changes nothing when Meta %s', async (_what, effect) => {
    const channel = await stage.channel();
    await becomes(channel, 'connected');
    const before = await shown(channel);
    await stage.meta('POST', '/faults', { on: 'graph', effect });
    const failed = await checksOf('no-answer');
    await setClockOffset(stage.database.adminUrl, 3600);
    await eventually('a look without an answer', async () => (await checksOf('no-answer')) > failed, 20_000);
    expect(await shown(channel)).toEqual(before);
  });
  const checksOf = async (outcome: string) =>
    Number(
      new RegExp(`wabx_channel_health_checks_total\\{outcome="${outcome}"\\} (\\d+)`).exec(await metrics())?.[1] ?? 0,
    );

  it('turns to failed within a minute of the first authentication error, and inbound goes on', async () => {
    const channel = await stage.channel();
    await becomes(channel, 'connected');
    await stage.meta('POST', `/tokens/${channel.accessToken}/expire`);
    const started = performance.now();
    await refuse(channel);
    expect((await becomes(channel, 'connect_failed')).status.reason).toMatch(/:(token-invalid|expired)$/);
    expect(performance.now() - started).toBeLessThan(60_000);

    await stage.says(channel, 'Are you there?');
    await eventually('the message came in', async () => {
      const { body } = await stage.call('GET', `/v1/channels/${channel.id}/doctor`);
      const { checks } = body as { checks: { id: string; state: string }[] };
      return checks.some(({ id, state }) => id === 'last-message-in' && state === 'ok');
    });
    expect((await shown(channel)).status.state).toBe('connect_failed');
  });

  it('does not take one refusal for more than it is: a token that Meta calls valid is connected again', async () => {
    const channel = await stage.channel();
    await becomes(channel, 'connected');
    await refuse(channel);
    await eventually('the refusal and the look after it', () => {
      const states = heard.filter(({ channelId }) => channelId === channel.id).map(({ data }) => data.status.state);
      return states.join().endsWith('connect_failed,connected');
    });
    await becomes(channel, 'connected');
  });

  it('alerts at 14, 7, 3 and 1 days before a token ends, once each, and fails when it has ended', async () => {
    const channel = await stage.channel();
    await becomes(channel, 'connected');
    const now = Date.now();
    await stage.meta('POST', '/tokens', {
      token: channel.accessToken,
      appId: channel.appId,
      expiresAt: new Date(now + 20 * DAY * 1000).toISOString(),
    });
    await stage.call('GET', `/v1/channels/${channel.id}/doctor`);
    const alerts = () =>
      heard.flatMap(({ channelId, data: { alert } }) =>
        channelId === channel.id && alert?.kind === 'token-expiring' ? [alert.daysLeft] : [],
      );
    // Each a little later than the threshold, and each looked at twice.
    for (const [daysLeft, expected] of [
      [15, []],
      [13.9, [14]],
      [10, [14]],
      [6.9, [14, 7]],
      [2.9, [14, 7, 3]],
      [0.9, [14, 7, 3, 1]],
      [0.5, [14, 7, 3, 1]],
    ] as const) {
      await setClockOffset(stage.database.adminUrl, (20 - daysLeft) * DAY);
      await rounds(2);
      await eventually(`alerts with ${daysLeft} days left`, () => alerts().length === expected.length);
      expect(alerts()).toEqual(expected);
      if (daysLeft < 14) await becomes(channel, 'token_expiring');
    }
    await setClockOffset(stage.database.adminUrl, 21 * DAY);
    await becomes(channel, 'connect_failed');
    await rounds(2);
    expect(alerts()).toEqual([14, 7, 3, 1]);
  });

  /** So many whole rounds of the watch: a channel of its own is made due and looked at, one after the other. */
  const rounds = async (count: number) => {
    for (let at = 0; at < count; at += 1) {
      const seen = (await checksOf('answered')) + (await checksOf('no-answer'));
      await stage.lookIsDue();
      await eventually(
        'a round',
        async () => (await checksOf('answered')) + (await checksOf('no-answer')) > seen,
        20_000,
      );
    }
  };
});
