import { createHmac } from 'node:crypto';
import { patch, type ChannelFault } from './channel-faults.js';
import type { ProvenChannel, ProvingStage } from './proving-stage.js';

const inTenDays = Math.floor(Date.now() / 1000) + 10 * 24 * 3600;

/** A webhook about the account or, with `display_phone_number`, about the number. */
const tells =
  (field: string, value: object) =>
  async ({ meta }: ProvingStage, { wabaId, appId, e164 }: ProvenChannel) => {
    const ofNumber = field.startsWith('phone_number') || field === 'security';
    await meta('POST', '/apps', { appId, fields: ['messages', field] });
    await meta('POST', '/webhooks/field', {
      wabaId,
      field,
      value: { ...(ofNumber ? { display_phone_number: e164.slice(1) } : {}), ...value },
    });
  };
const notice = (
  what: string,
  red: string,
  state: ChannelFault['state'],
  breaks: ChannelFault['breaks'],
  heals: ChannelFault['heals'] = async () => {},
): ChannelFault => ({ what, red: `account-notices:${red}`, state, by: 'a person', breaks, heals });
const update = (value: object) => tells('account_update', value);
const ban = (waba_ban_state: string) => update({ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state } });
const quality = (event: string) => tells('phone_number_quality_update', { event, current_limit: 'TIER_1K' });
const name = (decision: string) => tells('phone_number_name_update', { decision, requested_verified_name: 'Shop' });
const review = (decision: string) => tells('account_review_update', { decision });

/** What Meta tells by webhook, and how it takes it back; where it does not, its word that all may send ends it. */
const notices: readonly ChannelFault[] = [
  notice('an account that Meta has disabled', 'disabled', 'connect_failed', ban('DISABLE'), ban('REINSTATE')),
  notice(
    'an account that left us',
    'disabled',
    'connect_failed',
    update({ event: 'ACCOUNT_OFFBOARDED' }),
    update({ event: 'ACCOUNT_RECONNECTED' }),
  ),
  notice('an account that Meta has deleted', 'disabled', 'connect_failed', update({ event: 'ACCOUNT_DELETED' })),
  notice(
    'an app that the account has removed',
    'disabled',
    'connect_failed',
    update({ event: 'PARTNER_REMOVED' }),
    update({ event: 'PARTNER_ADDED' }),
  ),
  notice('an account that Meta will disable', 'restricted', 'degraded', ban('SCHEDULE_FOR_DISABLE'), ban('REINSTATE')),
  notice(
    'an account that Meta restricts for some days',
    'restricted',
    'degraded',
    update({
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: inTenDays }],
    }),
    ban('REINSTATE'),
  ),
  notice('a violation', 'violation', 'degraded', update({ event: 'ACCOUNT_VIOLATION', violation_info: {} })),
  notice('a failed review', 'review', 'degraded', review('REJECTED'), review('APPROVED')),
  notice('a number that is flagged', 'quality', 'degraded', quality('FLAGGED'), quality('UNFLAGGED')),
  notice('a name that is refused', 'name', 'degraded', name('REJECTED'), name('APPROVED')),
  notice('a PIN that somebody changed', 'security', 'degraded', tells('security', { event: 'PIN_CHANGED' })),
];

/** Meta refuses an agent's reply, in its answer or by a failed status afterwards. */
const refusal = (errorClass: string, way: 'answer' | 'status', code: number, subcode?: number): ChannelFault => ({
  what: `${code} by ${way}`,
  red: `sending:${errorClass}`,
  state: 'connect_failed',
  by: 'a person',
  breaks: async (stage, channel) => {
    const { phoneNumberId } = channel;
    await stage.says(channel);
    const effect = way === 'answer' ? { graphCode: code, ...(subcode && { subcode }) } : { failStatus: code };
    await stage.meta('POST', '/faults', { on: 'send', match: { phoneNumberId }, effect });
    await stage.replies(channel);
  },
  heals: async ({ meta }, { phoneNumberId }) => {
    const { faults } = await meta<{ faults: { id: string; match: { phoneNumberId?: string } }[] }>('GET', '/faults');
    const ours = faults.filter(({ match }) => match.phoneNumberId === phoneNumberId);
    for (const { id } of ours) await meta('DELETE', `/faults/${id}`);
  },
});
export const refusals: readonly ChannelFault[] = (['answer', 'status'] as const).flatMap((way) => [
  refusal('account-blocked', way, 131031),
  refusal('payment', way, 131042),
  refusal('payment-terms', way, 134011),
  refusal('registration', way, 133010),
  refusal('display-name', way, 131037),
  ...(way === 'answer' ? [refusal('number-gone', way, 100, 33)] : []),
]);

/** What comes to us by itself: the status follows without a look at Meta. */
export const faultsTold: readonly ChannelFault[] = [
  {
    what: 'webhooks that another app signs',
    red: 'app-secret:signed-by-another',
    state: 'degraded',
    by: 'a person',
    breaks: async (_stage, { webhookUrl }) => {
      for (let count = 0; count < 3; count += 1) {
        const signature = createHmac('sha256', 'another app').update('{}').digest('hex');
        await fetch(webhookUrl, {
          method: 'POST',
          headers: { 'x-hub-signature-256': `sha256=${signature}` },
          body: '{}',
        });
      }
    },
    heals: (stage, channel) => stage.says(channel),
  },
  {
    what: "chats that Meta's own assistant holds",
    red: 'last-message-in:standby',
    state: 'degraded',
    by: 'a person',
    breaks: async ({ meta }, { phoneNumberId, appId, customer }) => {
      await meta('POST', '/apps', { appId, fields: ['messages', 'standby'] });
      const messages = [{ from: customer, id: `wamid.${appId}`, type: 'text', text: { body: 'Hi' }, timestamp: '1' }];
      await meta('POST', '/webhooks/field', { phoneNumberId, field: 'standby', value: { standby: { messages } } });
    },
    heals: (stage, channel) => stage.says(channel),
  },
  {
    what: 'a token that is refused while replies leave',
    red: 'access-token:expired',
    firstAlert: 'sending:token-invalid',
    state: 'connect_failed',
    by: 'a person',
    breaks: async (stage, channel) => {
      await stage.says(channel);
      await stage.meta('POST', `/tokens/${channel.accessToken}/expire`);
      await stage.replies(channel);
    },
    heals: async (stage, { id, appId, wabaId }) => {
      const token = `EAAGnewTokenOf${appId}0123456789`;
      await stage.meta('POST', '/tokens', { token, appId, wabaIds: [wabaId] });
      await patch(stage, id, { accessToken: token });
    },
  },
  ...notices,
  ...refusals,
];
