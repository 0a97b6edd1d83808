import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { accountChanged, ingressObserved, type DataOf } from '@wabx/contracts';
import { EventPublisher } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  aChannel,
  anExtension,
  aPhoneNumberId,
  startConfiguration,
  type Configuration,
} from './running-configuration.js';

let configuration: Configuration;
let publisher: EventPublisher;
let one: string;
let other: string;
const wabaId = '300100200300400';

beforeAll(async () => {
  configuration = await startConfiguration();
  publisher = new EventPublisher(configuration.connection);
  const { id: extensionId } = await anExtension(configuration);
  const create = async (e164: string) => {
    const numbers = [{ e164, phoneNumberId: aPhoneNumberId(), destination: { type: 'extension', id: extensionId } }];
    const { body } = await configuration.call('POST', '/v1/channels', { body: aChannel({ wabaId, numbers }) });
    return String(body.id);
  };
  one = await create('+12025550143');
  other = await create('+12025550144');
});
afterAll(() => configuration?.stop());

let told = 0;
const tell = async (field: string, value: object, more: Partial<DataOf<typeof accountChanged>> = {}) => {
  const digest = createHash('sha256').update(JSON.stringify(value)).digest('hex');
  const receivedAt = new Date(Date.now() + ++told).toISOString();
  await publisher.publish(accountChanged, one, { field, wabaId, digest, receivedAt, value, ...more });
};
const noticesOf = async (channelId: string, query = ''): Promise<{ field: string; value: object }[]> =>
  (await configuration.call('GET', `/v1/channels/${channelId}/notices${query}`)).body.items;
const newest = (channelId: string, value: object) =>
  eventually('kept', async () => {
    const [notice] = await noticesOf(channelId);
    return isDeepStrictEqual(notice?.value, value);
  });
const checkOf = async (id: string): Promise<{ state: string; evidence: Record<string, unknown> }> => {
  const { body } = await configuration.call('GET', `/v1/channels/${one}/doctor`);
  return body.checks.find((check: { id: string }) => check.id === id);
};

it('a notice of the account is kept for all its channels, one about a number for the channel of the number', async () => {
  const ban = { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED' }] };
  await tell('account_update', ban);
  const flagged = { display_phone_number: '1 (202) 555-0144', event: 'FLAGGED' };
  await tell('phone_number_quality_update', flagged);
  await newest(other, flagged);
  expect(await noticesOf(one)).toMatchObject([{ field: 'account_update', value: ban }]);
  expect(await noticesOf(other)).toMatchObject([{ value: flagged }, { value: ban }]);
  expect(await noticesOf(other, '?field=account_update')).toHaveLength(1);
});

it('stand in the order in which Meta told them, whichever was kept first, and page by page', async () => {
  const moments = ['2030-01-03', '2030-01-01', '2030-01-02'];
  for (const day of moments) {
    await tell('security', { day }, { receivedAt: `${day}T00:00:00.000Z` });
    await eventually('kept', async () => JSON.stringify(await noticesOf(one, '?field=security')).includes(day));
  }
  const first = await configuration.call('GET', `/v1/channels/${one}/notices?field=security&limit=2`);
  const rest = await configuration.call(
    'GET',
    `/v1/channels/${one}/notices?field=security&limit=2&cursor=${first.body.nextCursor}`,
  );
  const days = [...first.body.items, ...rest.body.items].map(({ value }: { value: { day: string } }) => value.day);
  expect(days).toEqual(moments.toSorted().reverse());
  const source = await configuration.database.dataSourceOf('config');
  await source.query(`DELETE FROM account_notice WHERE value ? 'day'`);
});

it('each is kept once, and nothing of what customers write or have', async () => {
  const before = await noticesOf(one);
  const value = { event: 'PIN_CHANGED' };
  for (const field of ['standby', 'history', 'smb_app_state_sync', 'user_preferences'])
    await tell(field, { text: 'Hi' });
  for (let n = 0; n < 3; n++) await tell('security', value);
  await newest(one, value);
  expect(await noticesOf(one)).toHaveLength(before.length + 1);
});

it('the doctor names what stands, and no longer what Meta has taken back', async () => {
  const disabled = (state: string) => ({ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: state, n: ++told } });
  for (const [state, found] of [
    ['SCHEDULE_FOR_DISABLE', { state: 'warning', evidence: { fault: 'restricted' } }],
    ['DISABLE', { state: 'failed', evidence: { fault: 'disabled' } }],
    // What is left is the PIN that somebody changed, above.
    ['REINSTATE', { state: 'warning', evidence: { field: 'security', fault: 'security' } }],
  ] as const) {
    const value = disabled(state);
    await tell('account_update', value);
    await newest(one, value);
    expect(await checkOf('account-notices')).toMatchObject(found);
  }
});

it('what Meta tells of an account is a reason of the status of all its channels at once, Meta reachable or not', async () => {
  await tell('account_update', { event: 'ACCOUNT_OFFBOARDED' });
  const statusOf = async (channelId: string) =>
    (await configuration.call('GET', `/v1/channels/${channelId}`)).body.status as { state: string; reason?: string };
  for (const channelId of [one, other]) {
    const what = `the account has left, of ${channelId === one ? 'one' : 'the other'}`;
    await eventually(what, async () => (await statusOf(channelId)).reason === 'account-notices:disabled');
    expect((await statusOf(channelId)).state).toBe('connect_failed');
  }
  await tell('account_update', { event: 'ACCOUNT_RECONNECTED' });
  await eventually('back', async () => (await statusOf(other)).reason !== 'account-notices:disabled');
});

it('hundreds of notices about templates hide no ban', async () => {
  await tell('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', n: ++told } });
  const about = (n: number) => ({ event: 'PAUSED', message_template_id: n });
  await Promise.all(Array.from({ length: 250 }, (_, n) => tell('message_template_status_update', about(n))));
  await eventually('all are kept', async () => {
    const [counted] = await configuration.sql(`SELECT count(*) FROM account_notice WHERE value->>'event' = 'PAUSED'`);
    return Number((counted as { count: string }).count) === 2 * 250;
  });
  expect(await checkOf('account-notices')).toMatchObject({ state: 'failed', evidence: { fault: 'disabled' } });
});

it('standby traffic is not taken for messages that arrive', async () => {
  const observe = (fact: DataOf<typeof ingressObserved>['fact'], at: Date) =>
    publisher.publish(ingressObserved, one, { fact, at: at.toISOString(), count: 1 });
  await observe('message-received', new Date(Date.now() - 60_000));
  await eventually('arrives', async () => (await checkOf('last-message-in')).state === 'ok');
  await observe('standby-received', new Date());
  await eventually('standby', async () => (await checkOf('last-message-in')).evidence['fault'] === 'standby');
});
