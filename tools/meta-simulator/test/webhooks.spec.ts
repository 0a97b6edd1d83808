import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  APP_ID,
  Callback,
  call,
  MARA,
  NUMBER,
  SECRET,
  signature,
  type Stage,
  startStage,
  TOKEN,
  until,
  VERIFY,
  WABA,
} from './stage.js';

let stage: Stage;
afterEach(() => stage.stop());

const ledger = async (query: string) => (await stage.control('GET', `/ledger?${query}`)).body.entries;

describe('a callback', () => {
  it('is asked the challenge before anything is delivered to it', async () => {
    stage = await startStage();
    const [challenge] = stage.callback.challenges;
    expect(challenge?.get('hub.mode')).toBe('subscribe');
    expect(challenge?.get('hub.challenge')).toMatch(/^\d+$/);
    expect(challenge?.get('hub.verify_token')).toBe(VERIFY);
    expect(stage.setup).toMatchObject({ status: 200, body: { callbacks: [{ appId: APP_ID, verified: true }] } });
  });

  it('that answers the challenge wrongly is refused, and hears nothing', async () => {
    stage = await startStage();
    const other = await Callback.start();
    other.verifyToken = 'another';
    const answer = await stage.control('POST', '/setup', {
      apps: [{ appId: '7', secret: 's', callbackUrl: other.url, verifyToken: VERIFY }],
      wabas: [{ wabaId: WABA }],
    });
    expect(answer).toMatchObject({ status: 422, body: { callbacks: [{ verified: false, httpStatus: 403 }] } });
    await stage.write();
    await until(() => stage.callback.items('messages').length === 1);
    await until(async () => (await ledger('kind=webhook.dropped')).length === 1);
    expect(other.received).toEqual([]);
    await other.stop();
  });

  it('set up twice is the same as once', async () => {
    stage = await startStage();
    const before = (await stage.control('GET', '/state')).body;
    await stage.control('POST', '/setup', {
      apps: [{ appId: APP_ID }],
      wabas: [{ wabaId: WABA }],
      tokens: [{ token: TOKEN, appId: APP_ID }],
      customers: [{ id: 'mara' }],
      callbackUrl: stage.callback.url,
      verifyToken: VERIFY,
    });
    expect((await stage.control('GET', '/state')).body).toEqual(before);
  });

  it('can be set and read through the Graph API with the app token', async () => {
    stage = await startStage();
    const other = await Callback.start();
    const appToken = `${APP_ID}|${SECRET}`;
    const body = {
      object: 'whatsapp_business_account',
      callback_url: other.url,
      verify_token: 'wrong',
      fields: 'messages,account_update',
    };
    expect((await stage.graph('POST', `/${APP_ID}/subscriptions`, body, appToken)).body.error.code).toBe(2200);
    expect(
      (await stage.graph('POST', `/${APP_ID}/subscriptions`, { ...body, verify_token: VERIFY }, appToken)).body,
    ).toEqual({ success: true });
    const { data } = (await stage.graph('GET', `/${APP_ID}/subscriptions`, undefined, appToken)).body;
    expect(data).toMatchObject([
      { callback_url: other.url, active: true, fields: [{ name: 'messages' }, { name: 'account_update' }] },
    ]);
    expect((await stage.graph('GET', `/${APP_ID}/subscriptions`)).body.error.code).toBe(200);
    await stage.write();
    await until(() => other.items('messages').length === 1);
    await other.stop();
  });
});

describe('messages reach subscribed apps only', () => {
  it('nobody hears after DELETE subscribed_apps, and again after POST', async () => {
    stage = await startStage();
    await stage.graph('DELETE', `/${WABA}/subscribed_apps`);
    expect((await stage.graph('GET', `/${WABA}/subscribed_apps`)).body).toEqual({ data: [] });
    expect((await stage.write({ text: 'lost' })).body.deliveries).toBe(0);
    await stage.graph('POST', `/${WABA}/subscribed_apps`);
    expect((await stage.write({ text: 'heard' })).body.deliveries).toBe(1);
    await until(() => stage.callback.items('messages').length === 1);
    expect(stage.callback.items('messages')[0].text.body).toBe('heard');
  });

  it('a number’s override comes before the account’s, and that before the app’s', async () => {
    stage = await startStage();
    const [ofWaba, ofNumber] = [await Callback.start(), await Callback.start()];
    await stage.graph('POST', `/${WABA}/subscribed_apps`, { override_callback_uri: ofWaba.url, verify_token: VERIFY });
    await stage.write();
    await until(() => ofWaba.items('messages').length === 1);
    await stage.graph('POST', `/${NUMBER}`, {
      webhook_configuration: { override_callback_uri: ofNumber.url, verify_token: VERIFY },
    });
    await stage.write();
    await until(() => ofNumber.items('messages').length === 1);
    expect((await stage.graph('GET', `/${NUMBER}?fields=webhook_configuration`)).body).toEqual({
      webhook_configuration: {
        phone_number: ofNumber.url,
        whatsapp_business_account: ofWaba.url,
        application: stage.callback.url,
      },
      id: NUMBER,
    });
    await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: { override_callback_uri: '' } });
    await stage.graph('POST', `/${WABA}/subscribed_apps`);
    await stage.write();
    await until(() => stage.callback.items('messages').length === 1);
    await ofWaba.stop();
    await ofNumber.stop();
  });

  it('an override before the app is subscribed is refused with 100', async () => {
    stage = await startStage();
    await stage.graph('DELETE', `/${WABA}/subscribed_apps`);
    const { body } = await stage.graph('POST', `/${NUMBER}`, {
      webhook_configuration: { override_callback_uri: stage.callback.url, verify_token: VERIFY },
    });
    expect(body.error.code).toBe(100);
  });
});

describe('a webhook on the wire', () => {
  it('is signed over its exact bytes, with /, @ and all beyond ASCII escaped', async () => {
    stage = await startStage();
    await stage.write({ text: 'Grüße an a@b/c 🚲' });
    const [first] = await until(() => stage.callback.received.length > 0 && stage.callback.received);
    expect(first!.headers['x-hub-signature-256']).toBe(signature(first!.body));
    expect(first!.headers['user-agent']).toBe('facebookexternalua');
    expect(first!.headers['content-type']).toBe('application/json');
    expect(first!.body).toContain('Gr\\u00fc\\u00dfe an a\\u0040b\\/c \\ud83d\\udeb2');
    expect(first!.body).toMatch(/^[\x20-\x7e]*$/);
    expect(first!.json.entry[0].changes[0].value.messages[0].text.body).toBe('Grüße an a@b/c 🚲');
  });

  it('of a text has the documented envelope', async () => {
    stage = await startStage();
    const { wamid } = (await stage.write({ text: 'Hi', timestamp: 1795424400 })).body;
    const [first] = await until(() => stage.callback.received.length === 1 && stage.callback.received);
    expect(first!.json).toEqual({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: WABA,
          changes: [
            {
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '12025550143', phone_number_id: NUMBER },
                contacts: [{ profile: { name: 'Mara Velden' }, wa_id: MARA, user_id: 'GB.90817263544536271809' }],
                messages: [
                  {
                    from: MARA,
                    from_user_id: 'GB.90817263544536271809',
                    id: wamid,
                    timestamp: '1795424400',
                    text: { body: 'Hi' },
                    type: 'text',
                  },
                ],
              },
              field: 'messages',
            },
          ],
        },
      ],
    });
  });

  it('of a customer who hides the number has neither wa_id nor from', async () => {
    stage = await startStage();
    await stage.control('POST', '/customers', { id: 'ines', userId: 'GB.707', username: '@ines.corva', name: 'Ines' });
    await stage.write({ text: 'Hi' }, 'ines');
    await until(() => stage.callback.received.length === 1);
    const { contacts, messages } = stage.callback.received[0]!.json.entry[0].changes[0].value;
    expect(contacts).toEqual([{ profile: { name: 'Ines', username: '@ines.corva' }, user_id: 'GB.707' }]);
    expect(messages[0]).toMatchObject({ from_user_id: 'GB.707' });
    expect(messages[0]).not.toHaveProperty('from');
  });

  it('carries any kind of message as it was given, quotes and extras too', async () => {
    stage = await startStage();
    const sent: [object, object][] = [
      [
        { type: 'location', location: { latitude: 1.5, longitude: 2 } },
        { type: 'location', location: { latitude: 1.5, longitude: 2 } },
      ],
      [
        { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
        { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
      ],
      [
        {
          type: 'interactive',
          interactive: { type: 'button_reply', button_reply: { id: 'a', title: 'A' } },
          replyTo: 'wamid.q',
        },
        { type: 'interactive', context: { from: '12025550143', id: 'wamid.q' } },
      ],
      [
        { type: 'unsupported', unsupported: { type: 'pin' }, extra: { errors: [{ code: 131051 }] } },
        { type: 'unsupported', errors: [{ code: 131051 }] },
      ],
      [
        { type: 'hologram', hologram: { beam: 1 } },
        { type: 'hologram', hologram: { beam: 1 } },
      ],
    ];
    for (const [message] of sent) expect((await stage.write(message)).status).toBe(201);
    const messages = await until(
      () => stage.callback.items('messages').length === sent.length && stage.callback.items('messages'),
    );
    for (const [, expected] of sent) expect(messages).toContainEqual(expect.objectContaining(expected));
  });
});

describe('statuses of a send', () => {
  it('sent, delivered and read come with the opaque id, pricing on the first', async () => {
    stage = await startStage();
    await stage.write();
    const wamid = (await stage.sendText('Hi', { biz_opaque_callback_data: 'msg:1' })).body.messages[0].id;
    await until(() => stage.callback.statusesOf(wamid).length === 3);
    expect(stage.callback.statusesOf(wamid).sort()).toEqual(['delivered', 'read', 'sent']);
    const sent = stage.callback.items('statuses').find(({ status }) => status === 'sent');
    expect(sent).toEqual({
      id: wamid,
      status: 'sent',
      timestamp: expect.stringMatching(/^\d{10}$/),
      recipient_id: MARA,
      recipient_user_id: 'GB.90817263544536271809',
      biz_opaque_callback_data: 'msg:1',
      pricing: { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
    });
    expect(stage.callback.items('statuses').every((item) => item.biz_opaque_callback_data === 'msg:1')).toBe(true);
  });

  it('to a user id have no recipient_id, and the username on delivered and read only', async () => {
    stage = await startStage();
    await stage.control('POST', '/customers', { id: 'ines', userId: 'GB.707', username: '@ines.corva', name: 'Ines' });
    await stage.write({ text: 'Hi' }, 'ines');
    await stage.send({ to: undefined, recipient: 'GB.707', type: 'text', text: { body: 'Hello Ines' } });
    await until(() => stage.callback.items('statuses').length === 3);
    const names = stage.callback.received.flatMap(({ json }) => {
      const { statuses, contacts } = json.entry[0].changes[0].value;
      return statuses
        ? [[statuses[0].status, statuses[0].recipient_id, contacts[0].profile.username, contacts[0].wa_id]]
        : [];
    });
    expect(names.sort()).toEqual([
      ['delivered', undefined, '@ines.corva', undefined],
      ['read', undefined, '@ines.corva', undefined],
      ['sent', undefined, undefined, undefined],
    ]);
  });

  it('read waits for the customer when nobody reads by themselves, and played follows', async () => {
    stage = await startStage({ autoRead: false });
    await stage.write();
    const wamid = (await stage.sendText()).body.messages[0].id;
    await until(() => stage.callback.statusesOf(wamid).length === 2);
    expect((await stage.control('POST', '/customers/mara/read')).body).toEqual({ read: 1 });
    await until(() => stage.callback.statusesOf(wamid).includes('read'));
    expect((await stage.control('POST', '/customers/mara/play', { wamid })).body).toEqual({ played: true });
    await until(() => stage.callback.statusesOf(wamid).includes('played'));
  });

  it('a reaction of ours is sent and nothing more', async () => {
    stage = await startStage();
    const inbound = (await stage.write()).body.wamid;
    const wamid = (await stage.send({ type: 'reaction', reaction: { message_id: inbound, emoji: '👍' } })).body
      .messages[0].id;
    const text = (await stage.sendText()).body.messages[0].id;
    await until(() => stage.callback.statusesOf(text).length === 3);
    expect(stage.callback.statusesOf(wamid)).toEqual(['sent']);
  });

  it('failed names the code and has no contacts', async () => {
    stage = await startStage();
    await stage.write();
    await stage.control('PATCH', '/customers/mara', { blocked: true });
    const wamid = (await stage.sendText()).body.messages[0].id;
    await until(() => stage.callback.statusesOf(wamid).includes('failed'));
    const { value } = stage.callback.received.at(-1)!.json.entry[0].changes[0];
    expect(value).not.toHaveProperty('contacts');
    expect(value.statuses[0]).toMatchObject({
      recipient_id: MARA,
      errors: [
        {
          code: 131026,
          title: 'Message undeliverable',
          message: 'Message undeliverable',
          error_data: { details: 'Message Undeliverable.' },
        },
      ],
    });
    expect(value.statuses[0]).not.toHaveProperty('recipient_user_id');
    expect(stage.callback.statusesOf(wamid)).toEqual(['failed']);
  });
});

describe('delivery', () => {
  it('is tried again, with growing delays, on anything but 200', async () => {
    stage = await startStage();
    stage.callback.statusOf = (n) => [503, 204, 302, 401][n] ?? 200;
    await stage.write();
    await until(() => stage.callback.received.length === 5);
    expect(new Set(stage.callback.received.map(({ body }) => body)).size).toBe(1);
    const attempts = await until(async () => {
      const entries = await ledger('kind=webhook.attempt');
      return entries.length === 5 && entries;
    });
    expect(attempts.map((entry: { httpStatus: number; outcome: string }) => [entry.httpStatus, entry.outcome])).toEqual(
      [
        [503, 'retry'],
        [204, 'retry'],
        [302, 'retry'],
        [401, 'retry'],
        [200, 'delivered'],
      ],
    );
  });

  it('waits for an endpoint that is away', async () => {
    stage = await startStage();
    const gone = await Callback.start();
    const url = gone.url;
    await stage.control('POST', '/setup', { apps: [{ appId: APP_ID }], callbackUrl: url, verifyToken: VERIFY });
    await gone.stop();
    await stage.write();
    await until(async () =>
      (await ledger('kind=webhook.attempt')).some((entry: { error?: string }) => entry.error === 'ECONNREFUSED'),
    );
    await stage.control('POST', '/setup', {
      apps: [{ appId: APP_ID }],
      callbackUrl: stage.callback.url,
      verifyToken: VERIFY,
    });
    await until(() => stage.callback.items('messages').length === 1);
  });

  it('is given up after seven simulated days', async () => {
    stage = await startStage({ retryScale: 1 });
    stage.callback.statusOf = () => 500;
    await stage.write();
    await until(
      async () =>
        (await stage.control('GET', '/ledger/summary')).body.deliveries.waitingForRetry === 1 &&
        stage.callback.received.length === 2,
    );
    await stage.control('POST', '/clock', { advanceSeconds: 7 * 24 * 3600 });
    await until(async () => (await stage.control('GET', '/ledger/summary')).body.webhooks.gaveUp === 1);
    expect((await stage.control('GET', '/ledger/summary')).body.deliveries).toEqual({
      ready: 0,
      inFlight: 0,
      waitingForRetry: 0,
    });
  });

  it('is concurrent: a slow answer does not hold up the next message', async () => {
    stage = await startStage();
    await stage.control('POST', '/faults', {
      on: 'webhook.message',
      match: { textContains: 'slow' },
      effect: { delayMs: 60_000 },
    });
    await stage.write({ text: 'slow' });
    await stage.write({ text: 'fast' });
    await until(() => stage.callback.items('messages').some(({ text }) => text.body === 'fast'));
    expect(stage.callback.items('messages')).toHaveLength(1);
  });
});

describe('a raw body', () => {
  const raw = (body: string, query = '') =>
    fetch(`${stage.simulator.url}/_sim/webhooks/raw${query}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    }).then((answer) => answer.json());

  it('is posted byte for byte, signed rightly, wrongly or not at all, and the answer is told', async () => {
    stage = await startStage();
    stage.callback.statusOf = (n) => [200, 401, 403][n] ?? 200;
    const body = '{ "object" :"whatsapp_business_account", "ü": 1}';
    expect(await raw(body)).toMatchObject({ status: 200, body: 'ok' });
    expect(await raw(body, '?signature=wrong')).toMatchObject({ status: 401 });
    expect(await raw(body, '?signature=missing')).toMatchObject({ status: 403 });
    const { received } = stage.callback;
    expect(received.map((item) => item.body)).toEqual([body, body, body]);
    expect(received[0]!.headers['x-hub-signature-256']).toBe(signature(body));
    expect(received[1]!.headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(received[1]!.headers['x-hub-signature-256']).not.toBe(signature(body));
    expect(received[2]!.headers).not.toHaveProperty('x-hub-signature-256');
  });

  it('teaches the simulator who wrote, so that an answer is within the window', async () => {
    stage = await startStage();
    const body = readFileSync(new URL('../fixtures/webhook-text.json', import.meta.url), 'utf8').replace(
      /"timestamp": "\d+"/,
      `"timestamp": "${Math.floor(Date.now() / 1000)}"`,
    );
    await raw(body);
    const wamid = (await stage.send({ to: '+447700900456', type: 'text', text: { body: 'Hi Tomasz' } })).body
      .messages[0].id;
    await until(() => stage.callback.statusesOf(wamid).length === 3);
    expect((await stage.send({ to: undefined, status: 'read', message_id: 'wamid.dG9tYXN6' })).body).toEqual({
      success: true,
    });
  });

  it('without a callback answers 409', async () => {
    stage = await startStage();
    await stage.control('POST', '/reset', {});
    const { status } = await call(`${stage.simulator.url}/_sim/webhooks/raw`, 'POST', {});
    expect(status).toBe(409);
  });
});
