import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sample, shape } from '../shape.js';
import { APP_ID, NUMBER, SECRET, type Stage, startStage, TOKEN, WABA } from '../stage.js';

// One test a point of section 5. Left out, with the reason:
// - 1 `messaging_limit_tier` and `whatsapp_business_manager_messaging_limit`: they belong to the portfolio, which is not a
//   thing here.
// - 3 "Temporary dashboard tokens die after about 24 h": `expiresAt` of a token says when it dies.

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.stop());

const appToken = `${APP_ID}|${SECRET}`;
const fieldsOf = async (fields: string) => (await stage.graph('GET', `/${NUMBER}?fields=${fields}`)).body;

describe('5 health of a channel', () => {
  it('1 the fields of a number come when asked for, few without asking, an unknown one is 100', async () => {
    const all =
      'id,display_phone_number,verified_name,status,quality_rating,code_verification_status,name_status,platform_type,' +
      'account_mode,throughput,health_status,webhook_configuration';
    expect(Object.keys(await fieldsOf(all)).sort()).toEqual(all.split(',').sort());
    const { body } = await stage.graph('GET', `/${NUMBER}`);
    expect(Object.keys(body).sort()).toEqual(
      ['id', 'display_phone_number', 'verified_name', 'quality_rating', 'code_verification_status'].sort(),
    );
    expect((await fieldsOf('shoe_size')).error.code).toBe(100);
  });

  it.each([
    ['status', 'status', ['CONNECTED', 'PENDING', 'DISCONNECTED', 'FLAGGED', 'RESTRICTED', 'RATE_LIMITED', 'BANNED']],
    ['quality_rating', 'qualityRating', ['GREEN', 'YELLOW', 'RED', 'NA', 'UNKNOWN']],
    ['code_verification_status', 'codeVerificationStatus', ['VERIFIED', 'NOT_VERIFIED', 'EXPIRED']],
    ['name_status', 'nameStatus', ['APPROVED', 'AVAILABLE_WITHOUT_REVIEW', 'DECLINED', 'PENDING_REVIEW', 'NONE']],
  ])('1 %s can take its documented values', async (field, name, values) => {
    for (const value of values) {
      await stage.control('POST', '/numbers', { phoneNumberId: NUMBER, [name]: value });
      expect((await fieldsOf(field))[field]).toBe(value);
    }
  });

  it('1 throughput is STANDARD, and HIGH for a number of 1000 a second', async () => {
    expect((await fieldsOf('throughput')).throughput).toEqual({ level: 'STANDARD' });
    await stage.control('POST', '/numbers', { phoneNumberId: NUMBER, throughput: 1000 });
    expect((await fieldsOf('throughput')).throughput).toEqual({ level: 'HIGH' });
  });

  it('2 health_status follows the number, and can be set whole', async () => {
    expect(await fieldsOf('health_status')).toEqual(sample('response-health-status-available.json'));
    await stage.control('POST', '/numbers', { phoneNumberId: NUMBER, status: 'BANNED' });
    expect((await fieldsOf('health_status')).health_status.can_send_message).toBe('BLOCKED');
    const { health_status: healthStatus } = sample('response-health-status-blocked.json');
    await stage.control('POST', '/numbers', { phoneNumberId: NUMBER, healthStatus });
    expect(await fieldsOf('health_status')).toEqual(sample('response-health-status-blocked.json'));
  });

  it('3 debug_token is asked with <app-id>|<secret>, tells expiry (0 = never), scopes and why it is invalid', async () => {
    const debug = async (token: string) =>
      (await stage.graph('GET', `/debug_token?input_token=${token}`, undefined, appToken)).body.data;
    expect(await debug(TOKEN)).toMatchObject({ app_id: APP_ID, is_valid: true, expires_at: 0, type: 'SYSTEM_USER' });
    await stage.control('POST', `/tokens/${TOKEN}/expire`);
    expect(shape(await debug(TOKEN))).toMatchObject(
      shape({ is_valid: false, error: { code: 1, message: '', subcode: 1 } }) as object,
    );
  });

  it('4 subscribed_apps lists, POST subscribes, DELETE ends it; the fields stand in subscriptions, by app token', async () => {
    const list = async () => (await stage.graph('GET', `/${WABA}/subscribed_apps`)).body;
    const [{ whatsapp_business_api_data: app }] = (await list()).data;
    expect(app.id).toBe(APP_ID);
    await stage.graph('DELETE', `/${WABA}/subscribed_apps`);
    expect(await list()).toEqual(sample('response-subscribed-apps-none.json'));
    await stage.graph('POST', `/${WABA}/subscribed_apps`);
    expect((await list()).data).toHaveLength(1);
    const subscriptions = await stage.graph('GET', `/${APP_ID}/subscriptions`, undefined, appToken);
    expect(subscriptions.body.data[0].fields.map(({ name }: { name: string }) => name)).toEqual(['messages']);
    expect((await stage.graph('GET', `/${APP_ID}/subscriptions`)).status).toBe(403);
  });

  it('5 sending needs whatsapp_business_messaging, numbers and subscriptions whatsapp_business_management', async () => {
    for (const scope of ['messaging', 'management']) {
      const scopes = [`whatsapp_business_${scope}`];
      await stage.control('POST', '/tokens', { token: scope, appId: APP_ID, scopes });
    }
    const statuses = async (token: string) => [
      (await stage.send({ type: 'text', text: { body: 'x' } }, token)).status,
      (await stage.graph('GET', `/${NUMBER}`, undefined, token)).status,
      (await stage.graph('GET', `/${WABA}/subscribed_apps`, undefined, token)).status,
    ];
    expect(await statuses('messaging')).toEqual([200, 403, 403]);
    expect(await statuses('management')).toEqual([403, 200, 200]);
  });

  it('6 register takes messaging_product and a pin', async () => {
    const { body } = await stage.graph('POST', `/${NUMBER}/register`, { messaging_product: 'whatsapp', pin: '123456' });
    expect(body).toEqual({ success: true });
    expect((await stage.graph('POST', `/${NUMBER}/register`, { messaging_product: 'whatsapp' })).body.error.code).toBe(
      131008,
    );
  });
});
