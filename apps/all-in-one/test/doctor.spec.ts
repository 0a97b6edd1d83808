import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connectNats } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { faultsAtMeta, statusBecomes, statusOf } from './channel-faults.js';
import { startProvingStage, type ProvenChannel, type ProvingStage } from './proving-stage.js';

interface Check {
  id: string;
  state: string;
  evidence: Record<string, unknown>;
  at: string;
  dependsOn?: string[];
  sentence: { en: string; 'zh-CN': string };
  repair?: { sentence: { en: string; 'zh-CN': string }; call?: { method: string; path: string } };
}

let stage: ProvingStage;
beforeAll(async () => {
  stage = await startProvingStage();
}, 60_000);
afterAll(async () => await stage?.stop(), 60_000);
afterEach(async () => {
  stage.proxy.blocked.clear();
  await stage.meta('DELETE', '/faults');
});

const examine = async ({ id }: ProvenChannel): Promise<Check[]> => {
  const { status, body } = await stage.call('GET', `/v1/channels/${id}/doctor`);
  expect(status).toBe(200);
  return (body as { checks: Check[] }).checks;
};
const redOf = (checks: Check[]) =>
  checks
    .filter(({ state }) => state === 'failed' || state === 'warning')
    .map(({ id, evidence }) => `${id}:${String(evidence['fault'])}`);
const patch = async ({ id }: ProvenChannel, body: object) =>
  expect((await stage.call('PATCH', `/v1/channels/${id}`, body, { 'if-match': '*' })).status).toBe(200);
/** A channel whose first message has come. */
const provenChannel = async () => {
  const channel = await stage.channel();
  await stage.says(channel);
  await eventually('the first message', async () =>
    (await examine(channel)).some(({ id, state }) => id === 'last-message-in' && state === 'ok'),
  );
  return channel;
};

describe('the doctor', () => {
  it('finds nothing wrong with a channel that works, and shows its evidence', async () => {
    const checks = await examine(await provenChannel());
    expect(checks.filter(({ state }) => state !== 'ok').map(({ id, state }) => `${id} ${state}`)).toEqual([
      'last-reply-delivered unknown',
    ]);
    for (const { sentence } of checks) expect([sentence.en, sentence['zh-CN']]).not.toContain('');
    expect(checks).toContainEqual(
      expect.objectContaining({ id: 'access-token', evidence: { type: 'SYSTEM_USER', expiresAt: null } }),
    );
  });

  const single = faultsAtMeta.filter(({ alsoRed }) => alsoRed === undefined);
  it.each(single)('$what makes exactly one check red: $red, put right by $by', async ({ red, by, breaks }) => {
    const channel = await provenChannel();
    await breaks(stage, channel);
    const checks = await examine(channel);
    expect(redOf(checks)).toEqual([red]);
    const broken = checks.find(({ id }) => id === red.split(':')[0])!;
    for (const text of Object.values(broken.sentence)) {
      expect(text.includes(broken.at)).toBe(false);
    }
    expect(broken.repair?.sentence.en).toMatch(/\w+/);
    expect(broken.repair?.sentence['zh-CN']).toMatch(/\p{Script=Han}/u);
    for (const check of checks) {
      if (check.state === 'unknown') expect([check.id, check.dependsOn ?? []]).toEqual([check.id, expect.any(Array)]);
    }

    const path = `/v1/channels/${channel.id}/doctor/${broken.id}/repair`;
    const repaired = await stage.call('POST', path);
    if (by === 'a person') {
      expect(broken.repair?.call).toBeUndefined();
      expect(repaired).toMatchObject({ status: 409, body: { code: 'NOT_REPAIRABLE' } });
      return;
    }
    expect(broken.repair?.call).toEqual({ method: 'POST', path });
    expect(repaired).toMatchObject({ status: 200, body: { id: broken.id, state: 'ok' } });
    expect(redOf(await examine(channel))).toEqual([]);
    expect(await statusOf(stage, channel)).toMatchObject({ state: 'connected', reasons: [] });
    const { wamid } = await stage.says(channel, 'Does it work again?');
    await eventually('the message is delivered to us', async () => {
      const { entries } = await stage.meta<{ entries: { outcome: string; url: string }[] }>(
        'GET',
        `/ledger?kind=webhook.attempt&wamid=${encodeURIComponent(wamid)}`,
      );
      return entries.some(({ outcome, url }) => outcome === 'delivered' && url === channel.webhookUrl);
    });
  });

  it('tells that a stream fills, and that it is full, with who holds it', async () => {
    const channel = await provenChannel();
    const admin = await connectNats({ url: stage.nats.url, name: 'test' });
    const jsm = await jetstreamManager(admin);
    const limitTo = async (share: number) => {
      const { bytes } = (await jsm.streams.info('WA_OUT')).state;
      await jsm.streams.update('WA_OUT', { max_bytes: Math.max(1, Math.floor(bytes / share)) });
    };
    const before = (await jsm.streams.info('WA_OUT')).config.max_bytes;
    const found = async () => (await examine(channel)).find(({ id }) => id === 'streams');
    try {
      await jetstream(admin).publish(`wa.v1.out.nobody.${channel.id}`, 'x'.repeat(100_000));
      for (const [share, state, fault] of [
        [0.75, 'warning', 'filling'],
        [0.9, 'warning', 'nearly-full'],
        [1, 'failed', 'full'],
      ] as const) {
        await limitTo(share);
        expect(await found()).toMatchObject({
          state,
          evidence: { fault, streams: [{ stream: 'WA_OUT', percent: expect.any(Number), heldBy: expect.any(Array) }] },
          repair: { sentence: { 'zh-CN': expect.stringMatching(/\p{Script=Han}/u) } },
        });
      }
    } finally {
      await jsm.streams.update('WA_OUT', { max_bytes: before });
      await admin.close();
    }
    expect(await found()).toMatchObject({ state: 'ok' });
  });

  it('a media link that is blocked makes exactly one check red', async () => {
    const channel = await provenChannel();
    stage.proxy.blocked.add('/m/');
    expect(redOf(await examine(channel))).toEqual(['media-link:blocked']);
  });

  it('an outage of Meta makes nothing else red, and the status stays', async () => {
    const channel = await provenChannel();
    await statusBecomes(stage, channel, 'connected', ({ state }) => state === 'connected');
    await stage.meta('POST', '/faults', { on: 'graph', effect: { httpStatus: 503 } });
    expect(redOf(await examine(channel))).toEqual(['meta:away']);
    expect(await statusOf(stage, channel)).toMatchObject({ state: 'connected', reasons: [] });
  });

  it('a callback that was never verified and a wrong verify token: the token is the fault, and the call mends both', async () => {
    const channel = await stage.channel();
    const { appId, appSecret, webhookUrl } = channel;
    await fetch(`${stage.simulator.url}/v26.0/${appId}/subscriptions`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${appId}|${appSecret}` },
    });
    const sql = await stage.database.dataSourceOf('config');
    const never = () =>
      sql.query(`DELETE FROM channel_seen WHERE channel_id = $1 AND fact = 'handshake-ok'`, [channel.id]);
    await never();
    expect(redOf(await examine(channel))).toEqual(['callback:none']);
    await expect(
      stage.meta('POST', '/apps', { appId, callbackUrl: webhookUrl, verifyToken: 'mistyped' }),
    ).rejects.toThrow('422');
    await eventually(
      'the ingress has told',
      async () => redOf(await examine(channel)).join() === 'handshake:wrong-token',
    );
    const repaired = await stage.call('POST', `/v1/channels/${channel.id}/doctor/handshake/repair`);
    expect(repaired).toMatchObject({ status: 200, body: { state: 'ok' } });
    expect(redOf(await examine(channel))).toEqual([]);
  });

  it("one stranger's wrong handshake is not a fault of the channel", async () => {
    const channel = await provenChannel();
    await fetch(`${channel.webhookUrl}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guessed`);
    const sql = await stage.database.dataSourceOf('config');
    await eventually('the ingress has told', async () => {
      const rows: unknown[] = await sql.query(
        `SELECT FROM channel_seen WHERE channel_id = $1 AND fact = 'handshake-wrong-token'`,
        [channel.id],
      );
      return rows.length > 0;
    });
    expect(redOf(await examine(channel))).toEqual([]);
    expect((await statusOf(stage, channel)).state).toBe('connected');
  });

  it.each([
    ['Brazil', '+5564955550123', '+55 64 5555-0123'],
    ['Mexico', '+529993700779', '+52 1 999 370 0779'],
    ['Argentina', '+541155550123', '+54 9 11 5555-0123'],
  ])("%s's two forms of a number are one number", async (_country, e164, displayPhoneNumber) => {
    const channel = await stage.channel();
    const path = `/v1/channels/${channel.id}/numbers/${channel.numberId}`;
    expect((await stage.call('PATCH', path, { e164 }, { 'if-match': '*' })).status).toBe(200);
    await stage.meta('POST', '/numbers', { phoneNumberId: channel.phoneNumberId, displayPhoneNumber });
    expect(redOf(await examine(channel))).toEqual([]);
  });

  it('names what a fault hides, and nothing red for it', async () => {
    const channel = await provenChannel();
    await stage.meta('POST', `/tokens/${channel.accessToken}/expire`);
    const checks = await examine(channel);
    expect(checks.find(({ id }) => id === 'numbers')).toMatchObject({
      state: 'unknown',
      dependsOn: ['access-token', 'token-account'],
      sentence: { en: expect.stringContaining('access token') },
    });
    expect(checks.find(({ id }) => id === 'app-secret')).toMatchObject({ state: 'ok' });
  });

  it('learns the app and the account of a channel that names neither, and the expiry of its token', async () => {
    const channel = await stage.channel();
    await patch(channel, { appId: null, wabaId: null });
    const inTwoMonths = new Date(Date.now() + 60 * 24 * 3600_000).toISOString();
    const expiresAt = `${inTwoMonths.slice(0, 19)}.000Z`;
    await stage.meta('POST', '/tokens', { token: channel.accessToken, appId: channel.appId, expiresAt: null });
    await examine(channel);
    const { body } = await stage.call('GET', `/v1/channels/${channel.id}`);
    expect(body).toMatchObject({ appId: channel.appId, wabaId: channel.wabaId, accessToken: { expiresAt: null } });
    await stage.meta('POST', '/tokens', { token: channel.accessToken, appId: channel.appId, expiresAt });
    await examine(channel);
    const after = await stage.call('GET', `/v1/channels/${channel.id}`);
    expect(after.body).toMatchObject({ accessToken: { expiresAt, checkedAt: expect.any(String) } });
  });
});
