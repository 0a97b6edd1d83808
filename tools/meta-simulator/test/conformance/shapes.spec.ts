import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample, samples, shape } from '../shape.js';
import { APP_ID, NUMBER, SECRET, type Stage, startStage, TOKEN, WABA } from '../stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  await stage.write();
});
afterAll(() => stage.stop());

describe('any answer of the reference can be had by a rule', () => {
  it.each(samples('response-'))('%s, to the byte', async (name) => {
    const body = JSON.stringify(sample(name));
    await stage.control('POST', '/faults', { on: 'send', times: 1, effect: { httpStatus: 200, body } });
    const answer = await stage.sendText();
    expect([answer.status, answer.text]).toEqual([200, body]);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  it.each(samples('error-'))('%s, by its code', async (name) => {
    const { error } = sample(name);
    await stage.control('POST', '/faults', {
      on: 'send',
      times: 1,
      effect: {
        graphCode: error.code,
        subcode: error.error_subcode,
        message: error.message,
        details: error.error_data?.details,
      },
    });
    const { body } = await stage.sendText();
    expect(shape(body)).toEqual(shape({ error }));
    expect({ ...body.error, fbtrace_id: '' }).toEqual({ ...error, fbtrace_id: '' });
  });
});

describe('and comes by itself where the situation is there', () => {
  const graph = (path: string, method = 'GET', body?: unknown, token = TOKEN) => stage.graph(method, path, body, token);
  const keysOf = (name: string) => Object.keys(sample(name)).join(',');
  const appToken = `${APP_ID}|${SECRET}`;
  const send = (message: object) => async () => (await stage.send(message)).body;
  const template = (name: string) => ({ type: 'template', template: { name, language: { code: 'en_US' } } });
  const upload = () => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('file', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg');
    return graph(`/${NUMBER}/media`, 'POST', form);
  };
  const debug = async (token: string) =>
    (await graph(`/debug_token?input_token=${token}`, 'GET', undefined, appToken)).body;
  const addToken = (token: string, expiresInMs: number) =>
    stage.control('POST', '/tokens', {
      token,
      appId: APP_ID,
      expiresAt: new Date(Date.now() + expiresInMs).toISOString(),
    });
  const overrideOf = { override_callback_uri: '', verify_token: 'verify-token' };

  const situations: [name: string, make: () => Promise<unknown>][] = [
    ['response-send.json', send({ type: 'text', text: { body: 'x' } })],
    [
      'response-send-to-bsuid.json',
      send({ to: undefined, recipient: 'GB.90817263544536271809', type: 'text', text: { body: 'x' } }),
    ],
    [
      'response-send-normalised-number.json',
      async () => {
        await stage.control('POST', '/customers', { waId: '556455550123' });
        return (await stage.send({ to: '+5564955550123', type: 'text', text: { body: 'x' } })).body;
      },
    ],
    ['response-send-template-accepted.json', send(template('order_update'))],
    [
      'response-send-template-held.json',
      async () => {
        const templates = [{ name: 'held', messageStatus: 'held_for_quality_assessment' }];
        await stage.control('POST', '/wabas', { wabaId: WABA, templates });
        return (await stage.send(template('held'))).body;
      },
    ],
    ['response-success.json', async () => (await graph(`/${WABA}/subscribed_apps`, 'POST')).body],
    ['response-media-upload.json', async () => (await upload()).body],
    ['response-media-get.json', async () => (await graph(`/${(await upload()).body.id}`)).body],
    [
      'response-phone-number.json',
      async () => (await graph(`/${NUMBER}?fields=${keysOf('response-phone-number.json')}`)).body,
    ],
    [
      'response-phone-number-degraded.json',
      async () => (await graph(`/${NUMBER}?fields=${keysOf('response-phone-number-degraded.json')}`)).body,
    ],
    ['response-health-status-available.json', async () => (await graph(`/${NUMBER}?fields=health_status`)).body],
    [
      'response-health-status-blocked.json',
      async () => {
        const { health_status: healthStatus } = sample('response-health-status-blocked.json');
        await stage.control('POST', '/numbers', { phoneNumberId: NUMBER, healthStatus });
        return (await graph(`/${NUMBER}?fields=health_status`)).body;
      },
    ],
    [
      'response-phone-number-webhook-configuration.json',
      async () => {
        const override_callback_uri = stage.callback.url;
        await graph(`/${WABA}/subscribed_apps`, 'POST', { ...overrideOf, override_callback_uri });
        await graph(`/${NUMBER}`, 'POST', { webhook_configuration: { ...overrideOf, override_callback_uri } });
        return (await graph(`/${NUMBER}?fields=webhook_configuration`)).body;
      },
    ],
    ['response-subscribed-apps.json', async () => (await graph(`/${WABA}/subscribed_apps`)).body],
    [
      'response-debug-token-permanent.json',
      async () => {
        const { scopes } = sample('response-debug-token-permanent.json').data;
        await stage.control('POST', '/tokens', { token: TOKEN, appId: APP_ID, scopes });
        return debug(TOKEN);
      },
    ],
    [
      'response-debug-token-expiring.json',
      async () => {
        await stage.control('POST', '/tokens', {
          token: 'day',
          appId: APP_ID,
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
          scopes: sample('response-debug-token-expiring.json').data.scopes,
        });
        return debug('day');
      },
    ],
    [
      'response-debug-token-invalid.json',
      async () => {
        await addToken('gone', -1000);
        return debug('gone');
      },
    ],
    [
      'response-subscribed-apps-none.json',
      async () => {
        await graph(`/${WABA}/subscribed_apps`, 'DELETE');
        return (await graph(`/${WABA}/subscribed_apps`)).body;
      },
    ],
  ];

  it.each(situations)('%s', async (name, make) => {
    expect(shape(await make())).toEqual(shape(sample(name)));
  });

  it('no answer of the reference is left out', () => {
    expect(situations.map(([name]) => name).sort()).toEqual(samples('response-').sort());
  });
});
