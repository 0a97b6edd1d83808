import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connectNats } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
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
    .map(({ id, evidence }) => `${id}: ${String(evidence['fault'])}`);
const patch = async ({ id }: ProvenChannel, body: object) =>
  expect((await stage.call('PATCH', `/v1/channels/${id}`, body, { 'if-match': '*' })).status).toBe(200);
const patchNumber = async ({ id, numberId }: ProvenChannel, body: object) =>
  expect((await stage.call('PATCH', `/v1/channels/${id}/numbers/${numberId}`, body, { 'if-match': '*' })).status).toBe(
    200,
  );
const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600_000).toISOString();

/** A channel whose first message has come. */
const provenChannel = async () => {
  const channel = await stage.channel();
  await stage.says(channel);
  await eventually('the first message', async () =>
    (await examine(channel)).some(({ id, state }) => id === 'last-message-in' && state === 'ok'),
  );
  return channel;
};

type Break = (channel: ProvenChannel) => Promise<unknown>;
const { call, ...people } = { call: 'a call', person: 'a person' };

const faults: [string, string, string, Break][] = [
  [
    'a wrong app secret',
    'app-secret: wrong',
    people.person,
    (one) => patch(one, { appSecret: 'not-the-app-secret-at-all' }),
  ],
  [
    'an expired token',
    'access-token: expired',
    people.person,
    ({ accessToken }) => stage.meta('POST', `/tokens/${accessToken}/expire`),
  ],
  [
    'a token that was revoked',
    'access-token: invalid',
    people.person,
    (one) => patch(one, { accessToken: 'EAAGthisTokenWasRevoked0123' }),
  ],
  [
    'a token of a temporary kind',
    'token-expiry: temporary',
    people.person,
    ({ accessToken, appId }) => stage.meta('POST', '/tokens', { token: accessToken, appId, expiresAt: inDays(30) }),
  ],
  ...(['messaging', 'management'] as const).map((kept): [string, string, string, Break] => [
    `a scope missing (only ${kept} is there)`,
    'token-scopes: missing',
    people.person,
    ({ accessToken, appId }) =>
      stage.meta('POST', '/tokens', { token: accessToken, appId, scopes: [`whatsapp_business_${kept}`] }),
  ]),
  [
    'a token that is granted on another account',
    'token-account: not-granted',
    people.person,
    ({ accessToken, appId }) =>
      stage.meta('POST', '/tokens', { token: accessToken, appId, wabaIds: ['399999999999999'] }),
  ],
  [
    'a wrong phone number id',
    'numbers: not-found',
    people.person,
    (one) => patchNumber(one, { phoneNumberId: `9${one.phoneNumberId}` }),
  ],
  [
    'a number of another account',
    'numbers: other-account',
    people.person,
    async (one) => {
      const wabaId = `2${one.wabaId.slice(1)}`;
      const phoneNumberId = `8${one.phoneNumberId}`;
      await stage.meta('POST', '/setup', {
        wabas: [{ wabaId }],
        numbers: [{ phoneNumberId, displayPhoneNumber: one.e164, wabaId }],
        tokens: [{ token: one.accessToken, appId: one.appId, wabaIds: [one.wabaId, wabaId] }],
        subscribe: false,
      });
      await patchNumber(one, { phoneNumberId });
    },
  ],
  [
    'a phone number id of another number',
    'numbers: other-number',
    people.person,
    (one) => patchNumber(one, { e164: '+4915112345678' }),
  ],
  [
    'a number that Meta has disconnected',
    'number-health: not-connected',
    people.person,
    ({ phoneNumberId }) => stage.meta('POST', '/numbers', { phoneNumberId, status: 'BANNED' }),
  ],
  [
    'a number of bad quality',
    'number-health: quality',
    people.person,
    ({ phoneNumberId }) => stage.meta('POST', '/numbers', { phoneNumberId, qualityRating: 'RED' }),
  ],
  [
    'a number that is set too fast',
    'number-health: throughput',
    people.person,
    (one) => patchNumber(one, { sendsPerSecond: 1000 }),
  ],
  [
    'a test number',
    'test-number: test-number',
    people.person,
    ({ phoneNumberId }) => stage.meta('POST', '/numbers', { phoneNumberId, accountMode: 'SANDBOX' }),
  ],
  [
    'no app subscribed',
    'app-subscribed: none',
    call,
    ({ wabaId }) => stage.meta('POST', '/wabas', { wabaId, subscribedAppIds: [] }),
  ],
  [
    "another app's subscription in place of ours",
    'app-subscribed: another-app',
    call,
    async ({ wabaId }) => {
      await stage.meta('POST', '/setup', {
        apps: [{ appId: '555', secret: 'another', name: 'Other' }],
        subscribe: false,
      });
      await stage.meta('POST', '/wabas', { wabaId, subscribedAppIds: ['555'] });
    },
  ],
  [
    'the field not subscribed',
    'messages-field: not-subscribed',
    call,
    ({ appId }) => stage.meta('POST', '/apps', { appId, fields: ['account_update'] }),
  ],
  [
    'an override of the account elsewhere',
    'callback: account-elsewhere',
    call,
    ({ wabaId, appId }) => stage.meta('POST', '/wabas', { wabaId, overrides: [{ appId, url: stage.elsewhere }] }),
  ],
  [
    'an override of the number elsewhere',
    'callback: number-elsewhere',
    call,
    ({ phoneNumberId, appId }) =>
      stage.meta('POST', '/numbers', { phoneNumberId, overrides: [{ appId, url: stage.elsewhere }] }),
  ],
  [
    'the callback of the app elsewhere',
    'callback: app-elsewhere',
    call,
    ({ appId }) => stage.meta('POST', '/apps', { appId, callbackUrl: stage.elsewhere, verifyToken: 'theirs' }),
  ],
  [
    'a verify token that does not match',
    'handshake: wrong-token',
    call,
    async (one) => {
      const { appId, webhookUrl: callbackUrl } = one;
      const refused = stage.meta('POST', '/apps', { appId, callbackUrl, verifyToken: 'mistyped' });
      await expect(refused).rejects.toThrow('422');
      await eventually('the ingress has told', async () => redOf(await examine(one)).length > 0);
    },
  ],
  ['the media link blocked', 'media-link: blocked', people.person, async () => stage.proxy.blocked.add('/m/')],
  [
    'Meta away',
    'meta: away',
    people.person,
    () => stage.meta('POST', '/faults', { on: 'graph', effect: { httpStatus: 503 } }),
  ],
];

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

  it.each(faults)('%s makes exactly one check red: %s, put right by %s', async (_what, red, by, breakIt) => {
    const channel = await provenChannel();
    await breakIt(channel);
    const checks = await examine(channel);
    expect(redOf(checks)).toEqual([red]);
    const broken = checks.find(({ id }) => id === red.split(':')[0])!;
    for (const text of Object.values(broken.sentence)) {
      expect(text.includes(broken.at)).toBe(red === 'handshake: wrong-token');
    }
    expect(broken.repair?.sentence.en).toMatch(/\w+/);
    expect(broken.repair?.sentence['zh-CN']).toMatch(/\p{Script=Han}/u);
    for (const check of checks) {
      if (check.state === 'unknown') expect([check.id, check.dependsOn ?? []]).toEqual([check.id, expect.any(Array)]);
    }

    const path = `/v1/channels/${channel.id}/doctor/${broken.id}/repair`;
    const repaired = await stage.call('POST', path);
    if (by === people.person) {
      expect(broken.repair?.call).toBeUndefined();
      expect(repaired).toMatchObject({ status: 409, body: { code: 'NOT_REPAIRABLE' } });
      return;
    }
    expect(broken.repair?.call).toEqual({ method: 'POST', path });
    expect(repaired).toMatchObject({ status: 200, body: { id: broken.id, state: 'ok' } });
    expect(redOf(await examine(channel))).toEqual([]);
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
    const expiresAt = `${inDays(60).slice(0, 19)}.000Z`;
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
