import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { APP_ID, Callback, NUMBER, SECRET, type Stage, startStage, TOKEN, until, VERIFY, WABA } from '../stage.js';

// One test a bullet of the wire contract's section 1. Left out, with the reason:
// - 1.1 "PHP turns the dots into underscores", 1.2 "NestJS rawBody": they tell about receivers, not about Meta.
// - 1.5 "whether Meta switches a subscription off": not documented; here it never does.
// - 1.6 (three bullets: public certificates, mTLS, addresses of AS32934): the simulator posts from this machine, mostly
//   to http on localhost; https callbacks work, and Node refuses a certificate that it does not trust.

let stage: Stage;
let others: Callback[];
beforeEach(async () => {
  stage = await startStage();
  others = [];
});
afterEach(async () => {
  await stage.stop();
  for (const other of others) await other.stop();
});

const anotherCallback = async () => {
  const callback = await Callback.start();
  others.push(callback);
  return callback;
};
const appToken = `${APP_ID}|${SECRET}`;
const subscribe = (callback_url: string, verify_token = VERIFY) =>
  stage.graph(
    'POST',
    `/${APP_ID}/subscriptions`,
    { object: 'whatsapp_business_account', callback_url, verify_token, fields: 'messages' },
    appToken,
  );
const texts = (callback = stage.callback) => callback.items('messages').map((message) => message.text?.body);

describe('1.1 verification', () => {
  it('is a GET with hub.mode, hub.challenge and hub.verify_token, whenever a callback is saved', async () => {
    const other = await anotherCallback();
    await subscribe(other.url);
    const override = { override_callback_uri: other.url, verify_token: VERIFY };
    await stage.graph('POST', `/${WABA}/subscribed_apps`, override);
    await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: override });
    expect(other.challenges).toHaveLength(3);
    for (const query of other.challenges)
      expect([query.get('hub.mode'), query.get('hub.verify_token'), query.get('hub.challenge')]).toEqual([
        'subscribe',
        VERIFY,
        expect.stringMatching(/^\d+$/),
      ]);
  });

  it('is failed by anything but 200 and the challenge; nothing is delivered then', async () => {
    const other = await anotherCallback();
    const { status, body } = await subscribe(other.url, 'wrong token');
    expect([status, body.error.code]).toEqual([400, 2200]);
    await stage.write({ text: 'to the old callback' });
    await until(() => texts().length === 1);
    expect(other.received).toEqual([]);
  });

  it('takes the challenge alone: quotes, JSON or a newline around it are refused', async () => {
    for (const around of ['"', '\n', '{"challenge":']) {
      const other = await anotherCallback();
      other.aroundChallenge = around;
      expect((await subscribe(other.url)).body.error?.code).toBe(2200);
    }
  });

  it('may have a token of its own for each number', async () => {
    const other = await anotherCallback();
    other.verifyToken = 'the token of this number';
    const override = { override_callback_uri: other.url, verify_token: 'the token of this number' };
    expect((await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: override })).status).toBe(200);
    expect(
      (await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: { ...override, verify_token: VERIFY } }))
        .status,
    ).toBe(400);
  });
});

describe('1.2 the signature', () => {
  const signed = (body: string, secret = SECRET) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const first = async (text = 'Hello') => {
    await stage.write({ text });
    return (await until(() => stage.callback.received.length > 0 && stage.callback.received))[0]!;
  };

  it('is sha256= and 64 lower-case hex digits, keyed with the app secret, 71 characters in all', async () => {
    const { headers, body } = await first();
    expect(headers['x-hub-signature-256']).toBe(signed(body));
    expect(headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(headers['x-hub-signature-256']).toHaveLength(71);
  });

  it('is over the bytes on the wire: another serialisation of the same JSON fails', async () => {
    const { headers, body, json } = await first('Grüße @ https://example.org 🚲');
    expect(headers['x-hub-signature-256']).toBe(signed(body));
    expect(headers['x-hub-signature-256']).not.toBe(signed(JSON.stringify(json)));
  });

  it('is over the escaped form, which is what is sent: lower-case \\uxxxx, \\/ and \\u0040', async () => {
    const { body } = await first('äöå a/b c@d');
    expect(body).toContain('\\u00e4\\u00f6\\u00e5 a\\/b c\\u0040d');
    expect(body).toMatch(/^[\x20-\x7e]*$/);
  });

  it('belongs to one app: each subscribed app gets it made with its own secret', async () => {
    const other = await anotherCallback();
    await stage.control('POST', '/setup', {
      apps: [{ appId: '777', secret: 'another secret' }],
      wabas: [{ wabaId: WABA }],
      callbackUrl: other.url,
      verifyToken: VERIFY,
    });
    await stage.write();
    const [mine] = await until(() => stage.callback.received.length > 0 && stage.callback.received);
    const [theirs] = await until(() => other.received.length > 0 && other.received);
    expect(theirs!.headers['x-hub-signature-256']).toBe(signed(theirs!.body, 'another secret'));
    expect(mine!.headers['x-hub-signature-256']).toBe(signed(mine!.body));
  });

  it('wrong or missing can be sent, and what is refused comes again', async () => {
    for (const signature of ['wrong', 'missing'])
      await stage.control('POST', `/webhooks/raw?signature=${signature}`, { object: 'x' });
    const headers = stage.callback.received.map((request) => request.headers['x-hub-signature-256']);
    expect([headers[0] === signed('{"object":"x"}'), headers[1]]).toEqual([false, undefined]);
    stage.callback.statusOf = (n) => (n === 2 ? 401 : 200);
    await stage.write();
    await until(() => stage.callback.received.length === 4);
  });

  it('stands beside Content-Type, Content-Length and User-Agent', async () => {
    const { headers, body } = await first();
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(body.length),
      'user-agent': 'facebookexternalua',
    });
  });
});

describe('1.3 size, batches, order, duplicates', () => {
  it('a body may have up to 3 MB', async () => {
    await stage.write({ type: 'text', text: { body: 'x' }, extra: { padding: 'p'.repeat(2_900_000) } });
    const [post] = await until(() => stage.callback.received.length > 0 && stage.callback.received, 10_000);
    expect(post!.body.length).toBeGreaterThan(2_900_000);
  });

  it('one POST may hold many events of several numbers and accounts, grouped as chance has it, and loses none', async () => {
    await stage.control('POST', '/setup', {
      numbers: [
        { phoneNumberId: '511', displayPhoneNumber: '+1 202-555-0144', wabaId: WABA },
        { phoneNumberId: '522', displayPhoneNumber: '+1 202-555-0145', wabaId: '888' },
      ],
      apps: [{ appId: APP_ID, secret: SECRET }],
    });
    await stage.control('PATCH', '/settings', { batchMax: 1000, batchWindowMs: 300 });
    const numbers = [NUMBER, '511', '522'];
    for (let index = 0; index < 60; index += 1)
      await stage.write({ text: `${index}`, phoneNumberId: numbers[Math.floor(index / 2) % 3] });
    const heard = await until(() => {
      const entries: { changes: { value: { messages: { text: { body: string } }[] } }[] }[] =
        stage.callback.received.flatMap(({ json }) => json.entry);
      const values = entries.flatMap(({ changes }) => changes.map(({ value }) => value));
      const messages = values.flatMap((value) => value.messages);
      return messages.length === 60 && { values, messages };
    });
    expect(new Set(heard.messages.map((message) => message.text.body)).size).toBe(60);
    expect(stage.callback.received.length).toBeLessThan(30);
    const shapes = stage.callback.received.flatMap(({ json }) => [
      json.entry.length > 1 && 'entries',
      json.entry.some((entry: { changes: object[] }) => entry.changes.length > 1) && 'changes',
    ]);
    expect(shapes).toEqual(expect.arrayContaining(['entries', 'changes']));
    expect(heard.values.some((value) => value.messages.length > 1)).toBe(true);
    const { webhooks } = (await stage.control('GET', '/ledger/summary')).body;
    expect(webhooks).toMatchObject({ events: 60, delivered: 60 });
  });

  it('events may overtake each other', async () => {
    await stage.control('PATCH', '/settings', { reorderShare: 0.5, reorderDelayMs: 100 });
    for (let index = 0; index < 20; index += 1) await stage.write({ text: `${index}` });
    const order = await until(() => texts().length === 20 && texts());
    expect([...order].sort((left, right) => Number(left) - Number(right))).not.toEqual(order);
  });

  it('a retry goes to all subscribed apps, also to one that had answered 200', async () => {
    const other = await anotherCallback();
    await stage.control('POST', '/setup', {
      apps: [{ appId: '777', secret: 'another secret' }],
      wabas: [{ wabaId: WABA }],
      callbackUrl: other.url,
      verifyToken: VERIFY,
    });
    other.statusOf = (n) => (n === 0 ? 500 : 200);
    await stage.write({ text: 'twice' });
    await until(() => texts(other).length === 2 && texts().length === 2);
  });

  it('what got its 200 may come again all the same', async () => {
    await stage.control('PATCH', '/settings', { repeatShare: 1 });
    await stage.write({ text: 'again' });
    await until(() => texts().length === 2);
    expect(stage.callback.received[0]!.body).toBe(stage.callback.received[1]!.body);
  });

  it('there is no call that gives past webhooks', async () => {
    expect((await stage.graph('GET', `/${NUMBER}/messages`)).status).toBe(400);
    expect((await stage.graph('GET', `/${WABA}/webhooks`)).status).toBe(400);
  });

  it('a late retry keeps the timestamp of the message', async () => {
    stage.callback.statusOf = (n) => (n < 2 ? 503 : 200);
    await stage.write({ timestamp: 1795424687 });
    await until(() => stage.callback.received.length === 3);
    expect(stage.callback.items('messages').map((message) => message.timestamp)).toEqual(Array(3).fill('1795424687'));
  });
});

describe('1.4 the answer', () => {
  it.each([201, 202, 204, 302, 400, 500])('%i is a failed delivery; the body does not matter', async (status) => {
    stage.callback.statusOf = (n) => (n === 0 ? status : 200);
    await stage.write();
    await until(() => stage.callback.received.length === 2);
  });

  it('deliveries are concurrent: nothing waits for a slow one', async () => {
    await stage.control('POST', '/faults', { on: 'webhook', times: 1, effect: { delayMs: 60_000 } });
    await stage.write({ text: 'held up' });
    await stage.write({ text: 'not held up' });
    await until(() => texts().includes('not held up'));
    expect(texts()).not.toContain('held up');
  });

  it('a body may come slowly, and comes whole', async () => {
    await stage.control('POST', '/faults', { on: 'webhook', times: 1, effect: { slowBodyMs: 200 } });
    await stage.write({ text: 'piece by piece' });
    await until(() => texts().includes('piece by piece'));
  });
});

describe('1.5 retries', () => {
  it('go on for seven days with falling frequency, and then end', async () => {
    stage.callback.statusOf = () => 500;
    const { wamid } = (await stage.write()).body;
    const attempts = async () =>
      (await stage.control('GET', `/ledger?kind=webhook.attempt&wamid=${wamid}`)).body.entries as { outcome: string }[];
    for (let hour = 0; hour < 6.9 * 24; hour += 12) {
      const before = (await attempts()).length;
      await stage.control('POST', '/clock', { advanceSeconds: 12 * 3600 });
      await until(async () => (await attempts()).length > before);
    }
    await stage.control('POST', '/clock', { advanceSeconds: 24 * 3600 });
    const last = await until(async () => {
      const made = await attempts();
      return made.at(-1)?.outcome === 'gaveUp' && made;
    });
    expect(last.filter(({ outcome }) => outcome === 'retry').length).toBeGreaterThan(10);
  });

  it('an app that is not published is told nothing', async () => {
    await stage.control('POST', '/apps', { appId: APP_ID, live: false });
    expect((await stage.write()).body.deliveries).toBe(0);
  });
});

describe('1.7 overrides', () => {
  const override = (url: string) => ({ override_callback_uri: url, verify_token: VERIFY });

  it('a number’s comes first, then the account’s, then the app’s own; each can be taken back', async () => {
    const [ofWaba, ofNumber] = [await anotherCallback(), await anotherCallback()];
    await stage.graph('POST', `/${WABA}/subscribed_apps`, override(ofWaba.url));
    await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: override(ofNumber.url) });
    await stage.write({ text: 'one' });
    await until(() => texts(ofNumber).includes('one'));
    await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: { override_callback_uri: '' } });
    await stage.write({ text: 'two' });
    await until(() => texts(ofWaba).includes('two'));
    await stage.graph('POST', `/${WABA}/subscribed_apps`);
    await stage.write({ text: 'three' });
    await until(() => texts().includes('three'));
    expect([texts(ofNumber), texts(ofWaba), texts()]).toEqual([['one'], ['two'], ['three']]);
  });

  it('needs a subscribed app, else 100; the address has at most 200 characters', async () => {
    const tooLong = override(`${stage.callback.url}?${'x'.repeat(200)}`);
    expect((await stage.graph('POST', `/${WABA}/subscribed_apps`, tooLong)).status).toBe(400);
    await stage.graph('DELETE', `/${WABA}/subscribed_apps`);
    const { body } = await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: override(stage.callback.url) });
    expect(body.error.code).toBe(100);
  });

  it('is followed by messages and the like; account events go to the app’s own callback', async () => {
    const other = await anotherCallback();
    const fields = ['messages', 'calls', 'account_update', 'message_template_status_update', 'group_lifecycle_update'];
    await stage.control('POST', '/apps', { appId: APP_ID, fields });
    await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: override(other.url) });
    for (const field of fields)
      await stage.control('POST', '/webhooks/field', { phoneNumberId: NUMBER, field, value: { of: field } });
    const fieldsAt = (callback: Callback) => callback.received.map(({ json }) => json.entry[0].changes[0].field).sort();
    await until(() => other.received.length === 3 && stage.callback.received.length === 2);
    expect(fieldsAt(other)).toEqual(['calls', 'group_lifecycle_update', 'messages']);
    expect(fieldsAt(stage.callback)).toEqual(['account_update', 'message_template_status_update']);
  });

  it('is read back with webhook_configuration', async () => {
    await stage.graph('POST', `/${NUMBER}`, { webhook_configuration: override(stage.callback.url) });
    const { body } = await stage.graph('GET', `/${NUMBER}?fields=webhook_configuration`, undefined, TOKEN);
    expect(body.webhook_configuration).toEqual({ phone_number: stage.callback.url, application: stage.callback.url });
  });
});
