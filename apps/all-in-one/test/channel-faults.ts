import { eventually } from '@wabx/testing';
import type { ProvenChannel, ProvingStage } from './proving-stage.js';

/** Something that goes wrong with a channel, as it does at Meta or on the way, and how it is put right there. */
export interface ChannelFault {
  what: string;
  /** `<check>:<fault>`: the one check of the doctor that is red, and the reason of the status. */
  red: string;
  /** What the same mistake turns red besides, as a fault that is put right by itself. */
  alsoRed?: string[];
  /** The alert that comes before a look has found the cause. */
  firstAlert?: string;
  /** Seconds after which it has healed; a minute unless Meta allows too few calls. */
  healsWithin?: number;
  state: 'connect_failed' | 'subscription_invalid' | 'degraded' | 'token_expiring';
  /** Who repairs it: a call of ours to Meta, or a person. */
  by: 'a call' | 'a person';
  breaks: (stage: ProvingStage, channel: ProvenChannel) => Promise<unknown>;
  heals: (stage: ProvingStage, channel: ProvenChannel) => Promise<unknown>;
}

const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600_000).toISOString();
export const patch = async ({ call }: ProvingStage, path: string, body: object) => {
  const { status } = await call('PATCH', `/v1/channels/${path}`, body, { 'if-match': '*' });
  if (status !== 200) throw new Error(`${path}: ${status}`);
};
const goodToken = {
  type: 'SYSTEM_USER',
  expiresAt: null,
  scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
};
const token =
  (change: object) =>
  ({ meta }: ProvingStage, { accessToken, appId, wabaId }: ProvenChannel) =>
    meta('POST', '/tokens', { token: accessToken, appId, wabaIds: [wabaId], ...goodToken, ...change });
const number =
  (change: object) =>
  ({ meta }: ProvingStage, { phoneNumberId }: ProvenChannel) =>
    meta('POST', '/numbers', { phoneNumberId, ...change });
const ofNumber = (
  what: string,
  red: string,
  state: ChannelFault['state'],
  bad: object,
  good: object,
): ChannelFault => ({
  what,
  red: `number-health:${red}`,
  state,
  by: 'a person',
  breaks: number(bad),
  heals: number(good),
});
const withStatus = (status: string, red: string, state: ChannelFault['state'] = 'connect_failed') =>
  ofNumber(`a number that Meta calls ${status}`, red, state, { status }, { status: 'CONNECTED' });
/** What shows when Meta is looked at. */
export const faultsAtMeta: readonly ChannelFault[] = [
  {
    what: 'a wrong app secret',
    red: 'app-secret:wrong',
    state: 'subscription_invalid',
    by: 'a person',
    breaks: (stage, { id }) => patch(stage, id, { appSecret: 'not-the-app-secret-at-all' }),
    heals: (stage, { id, appSecret }) => patch(stage, id, { appSecret }),
  },
  {
    what: 'an expired token',
    red: 'access-token:expired',
    state: 'connect_failed',
    by: 'a person',
    breaks: ({ meta }, { accessToken }) => meta('POST', `/tokens/${accessToken}/expire`),
    heals: token({}),
  },
  {
    what: 'a token that was revoked',
    red: 'access-token:invalid',
    state: 'connect_failed',
    by: 'a person',
    breaks: (stage, { id }) => patch(stage, id, { accessToken: 'EAAGthisTokenWasRevoked0123' }),
    heals: (stage, { id, accessToken }) => patch(stage, id, { accessToken }),
  },
  {
    what: 'a token of a temporary kind',
    red: 'token-expiry:temporary',
    state: 'token_expiring',
    by: 'a person',
    breaks: token({ type: 'USER', expiresAt: inDays(30) }),
    heals: token({}),
  },
  {
    what: "a system user's token that ends",
    red: 'token-expiry:soon',
    state: 'token_expiring',
    by: 'a person',
    breaks: token({ expiresAt: inDays(5) }),
    heals: token({}),
  },
  ...(['messaging', 'management'] as const).map((kept): ChannelFault => ({
    what: `a scope missing (only ${kept} is there)`,
    red: 'token-scopes:missing',
    state: 'connect_failed',
    by: 'a person',
    breaks: token({ scopes: [`whatsapp_business_${kept}`] }),
    heals: token({}),
  })),
  {
    what: 'a token that is granted on another account',
    red: 'token-account:not-granted',
    state: 'connect_failed',
    by: 'a person',
    breaks: token({ wabaIds: ['399999999999999'] }),
    heals: token({}),
  },
  {
    what: 'a wrong phone number id',
    red: 'numbers:not-found',
    state: 'connect_failed',
    by: 'a person',
    breaks: (stage, { id, numberId, phoneNumberId }) =>
      patch(stage, `${id}/numbers/${numberId}`, { phoneNumberId: `9${phoneNumberId}` }),
    heals: (stage, { id, numberId, phoneNumberId }) => patch(stage, `${id}/numbers/${numberId}`, { phoneNumberId }),
  },
  {
    what: 'a number of another account',
    red: 'numbers:other-account',
    state: 'connect_failed',
    by: 'a person',
    breaks: async (stage, one) => {
      const wabaId = `2${one.wabaId.slice(1)}`;
      const phoneNumberId = `8${one.phoneNumberId}`;
      await stage.meta('POST', '/setup', {
        wabas: [{ wabaId }],
        numbers: [{ phoneNumberId, displayPhoneNumber: one.e164, wabaId }],
        tokens: [{ token: one.accessToken, appId: one.appId, wabaIds: [one.wabaId, wabaId] }],
        subscribe: false,
      });
      await patch(stage, `${one.id}/numbers/${one.numberId}`, { phoneNumberId });
    },
    heals: (stage, { id, numberId, phoneNumberId }) => patch(stage, `${id}/numbers/${numberId}`, { phoneNumberId }),
  },
  {
    what: 'a phone number id of another number',
    red: 'numbers:other-number',
    state: 'connect_failed',
    by: 'a person',
    breaks: (stage, { id, numberId }) => patch(stage, `${id}/numbers/${numberId}`, { e164: '+4915112345678' }),
    heals: (stage, { id, numberId, e164 }) => patch(stage, `${id}/numbers/${numberId}`, { e164 }),
  },
  withStatus('BANNED', 'banned'),
  withStatus('DISCONNECTED', 'disconnected'),
  withStatus('PENDING', 'pending'),
  withStatus('UNVERIFIED', 'pending'),
  withStatus('OFFLINE', 'disconnected'),
  withStatus('MIGRATED', 'gone'),
  withStatus('DELETED', 'gone'),
  withStatus('SOMETHING_NEW', 'not-connected'),
  withStatus('RESTRICTED', 'restricted', 'degraded'),
  withStatus('RATE_LIMITED', 'restricted', 'degraded'),
  withStatus('FLAGGED', 'flagged', 'degraded'),
  ofNumber(
    'a number that may send nothing',
    'blocked',
    'connect_failed',
    { healthStatus: { can_send_message: 'BLOCKED' } },
    { healthStatus: { can_send_message: 'AVAILABLE' } },
  ),
  ofNumber(
    'a number that may send little',
    'limited',
    'degraded',
    { healthStatus: { can_send_message: 'LIMITED' } },
    { healthStatus: { can_send_message: 'AVAILABLE' } },
  ),
  ofNumber('a declined name', 'name-declined', 'degraded', { nameStatus: 'DECLINED' }, { nameStatus: 'APPROVED' }),
  ofNumber(
    'an expired verification',
    'code-expired',
    'degraded',
    { codeVerificationStatus: 'EXPIRED' },
    { codeVerificationStatus: 'VERIFIED' },
  ),
  ofNumber('a number of bad quality', 'quality', 'degraded', { qualityRating: 'RED' }, { qualityRating: 'GREEN' }),
  {
    what: 'a number that is set too fast',
    red: 'number-health:throughput',
    state: 'degraded',
    by: 'a person',
    breaks: (stage, { id, numberId }) => patch(stage, `${id}/numbers/${numberId}`, { sendsPerSecond: 1000 }),
    heals: (stage, { id, numberId }) => patch(stage, `${id}/numbers/${numberId}`, { sendsPerSecond: 80 }),
  },
  {
    what: 'the app id of another app',
    red: 'app-secret:another-app',
    state: 'subscription_invalid',
    by: 'a person',
    breaks: (stage, { id, appId }) => patch(stage, id, { appId: `9${appId}` }),
    heals: (stage, { id, appId }) => patch(stage, id, { appId }),
  },
  {
    what: 'a test number',
    healsWithin: 300,
    red: 'test-number:test-number',
    state: 'degraded',
    by: 'a person',
    breaks: number({ accountMode: 'SANDBOX' }),
    heals: number({ accountMode: 'LIVE' }),
  },
  {
    what: 'a queue without agents',
    red: 'destinations:nobody',
    state: 'degraded',
    by: 'a person',
    breaks: async (stage, { id, numberId, name }) => {
      const { body } = await stage.call('POST', '/v1/queues', { name: `Queue of ${name}` });
      const destination = { type: 'queue', id: (body as { id: string }).id };
      await patch(stage, `${id}/numbers/${numberId}?confirm=true`, { destination });
    },
    heals: (stage, { id, numberId }) => patch(stage, `${id}/numbers/${numberId}`, { destination: stage.destination }),
  },
  {
    what: 'no app subscribed',
    red: 'app-subscribed:none',
    state: 'subscription_invalid',
    by: 'a call',
    breaks: ({ meta }, { wabaId }) => meta('POST', '/wabas', { wabaId, subscribedAppIds: [] }),
    heals: ({ meta }, { wabaId, appId }) => meta('POST', '/wabas', { wabaId, subscribedAppIds: [appId] }),
  },
  {
    what: "another app's subscription in place of ours",
    red: 'app-subscribed:another-app',
    state: 'subscription_invalid',
    by: 'a call',
    breaks: async ({ meta }, { wabaId }) => {
      await meta('POST', '/setup', { apps: [{ appId: '555', secret: 'another', name: 'Other' }], subscribe: false });
      await meta('POST', '/wabas', { wabaId, subscribedAppIds: ['555'] });
    },
    heals: ({ meta }, { wabaId, appId }) => meta('POST', '/wabas', { wabaId, subscribedAppIds: [appId] }),
  },
  {
    what: 'the field not subscribed',
    red: 'messages-field:not-subscribed',
    state: 'subscription_invalid',
    by: 'a call',
    breaks: ({ meta }, { appId }) => meta('POST', '/apps', { appId, fields: ['account_update'] }),
    heals: ({ meta }, { appId }) => meta('POST', '/apps', { appId, fields: ['messages'] }),
  },
  {
    what: "the field not subscribed at another system's callback",
    red: 'callback:app-elsewhere',
    alsoRed: ['messages-field:elsewhere'],
    state: 'subscription_invalid',
    by: 'a call',
    breaks: ({ meta, elsewhere }, { appId }) =>
      meta('POST', '/apps', { appId, callbackUrl: elsewhere, verifyToken: 'theirs', fields: ['account_update'] }),
    heals: ({ meta }, { appId, webhookUrl, verifyToken }) =>
      meta('POST', '/apps', { appId, callbackUrl: webhookUrl, verifyToken, fields: ['messages'] }),
  },
  {
    what: 'an override of the account elsewhere',
    red: 'callback:account-elsewhere',
    state: 'subscription_invalid',
    by: 'a call',
    breaks: ({ meta, elsewhere: url }, { wabaId, appId }) =>
      meta('POST', '/wabas', { wabaId, overrides: [{ appId, url }] }),
    heals: ({ meta }, { wabaId }) => meta('POST', '/wabas', { wabaId, overrides: [] }),
  },
  {
    what: 'an override of the number elsewhere',
    red: 'callback:number-elsewhere',
    state: 'subscription_invalid',
    by: 'a call',
    breaks: ({ meta, elsewhere: url }, { phoneNumberId, appId }) =>
      meta('POST', '/numbers', { phoneNumberId, overrides: [{ appId, url }] }),
    heals: number({ overrides: [] }),
  },
  {
    what: 'the callback of the app elsewhere',
    red: 'callback:app-elsewhere',
    state: 'subscription_invalid',
    by: 'a call',
    breaks: ({ meta, elsewhere }, { appId }) =>
      meta('POST', '/apps', { appId, callbackUrl: elsewhere, verifyToken: 'theirs' }),
    heals: ({ meta }, { appId, webhookUrl, verifyToken }) =>
      meta('POST', '/apps', { appId, callbackUrl: webhookUrl, verifyToken }),
  },
  {
    what: "the app's callback belonging to a channel that was deleted",
    red: 'callback:app-deleted-channel',
    state: 'subscription_invalid',
    by: 'a call',
    breaks: async ({ call, meta, ingressKnows }, { appId, appSecret }) => {
      const made = await call('POST', '/v1/channels', {
        name: `Old of ${appId}`,
        appId,
        appSecret,
        accessToken: 'EAAGsomeTokenOfTheOldChannel',
      });
      const old = made.body as { id: string; webhookUrl: string; verifyToken: string };
      await ingressKnows(old);
      await meta('POST', '/apps', { appId, callbackUrl: old.webhookUrl, verifyToken: old.verifyToken });
      await call('DELETE', `/v1/channels/${old.id}?confirm=true`, undefined, { 'if-match': '*' });
    },
    heals: ({ meta }, { appId, webhookUrl, verifyToken }) =>
      meta('POST', '/apps', { appId, callbackUrl: webhookUrl, verifyToken }),
  },
];

/** The doctor's red checks as the names of reasons. */
export async function redChecks({ call }: ProvingStage, { id }: ProvenChannel): Promise<string[]> {
  const { body } = await call('GET', `/v1/channels/${id}/doctor`);
  const { checks } = body as { checks: { id: string; state: string; evidence: Record<string, unknown> }[] };
  return checks.flatMap((check) =>
    check.state === 'failed' || check.state === 'warning' ? [`${check.id}:${String(check.evidence['fault'])}`] : [],
  );
}

export interface ShownStatus {
  state: string;
  reason?: string;
  /** Since when. */
  at: string;
  reasons: { check: string; fault: string; since: string; sentence: object; repair: { call?: object } }[];
}

export async function statusOf({ call }: ProvingStage, { id }: ProvenChannel): Promise<ShownStatus> {
  return ((await call('GET', `/v1/channels/${id}`)).body as { status: ShownStatus }).status;
}

/** Waits, without opening the doctor, for a status of which `fits` is true. */
export async function statusBecomes(
  stage: ProvingStage,
  channel: ProvenChannel,
  what: string,
  fits: (status: ShownStatus) => boolean,
): Promise<ShownStatus> {
  return await eventually(`${channel.name}: ${what}`, async () => [await statusOf(stage, channel)].find(fits), 60_000);
}
