import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sample, samples, shape } from '../shape.js';
import { APP_ID, MARA, NUMBER, SECRET, type Stage, startStage, until, VERIFY, WABA } from '../stage.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- samples of every shape */

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

const names = samples('', 'webhooks/');
const bodies = new Map(names.map((name) => [name, sample(`webhooks/${name}`)]));
const valueOf = (name: string) => bodies.get(name).entry[0].changes[0].value;
const fieldOf = (name: string) => bodies.get(name).entry[0].changes[0].field as string;
const isMessage = (name: string) => fieldOf(name) === 'messages' && valueOf(name).messages && valueOf(name).contacts;
const allFields = [...new Set(names.map(fieldOf))];

async function startOver(customers: object[] = []): Promise<void> {
  await stage.control('POST', '/reset', {});
  await stage.control('POST', '/setup', {
    apps: [{ appId: APP_ID, secret: SECRET, fields: allFields }],
    numbers: [{ phoneNumberId: NUMBER, displayPhoneNumber: '+1 202-555-0143', wabaId: WABA }],
    tokens: [{ token: 'token-of-the-desk', appId: APP_ID }],
    customers,
    callbackUrl: stage.callback.url,
    verifyToken: VERIFY,
  });
  stage.callback.received.length = 0;
}
const heard = (count = 1) =>
  until(() => stage.callback.received.length >= count && stage.callback.received.map(({ json }) => json));

describe('every message of the reference, told as the customer wrote it', () => {
  it.each(names.filter(isMessage))('%s', async (name) => {
    const { contacts, messages } = valueOf(name);
    const [contact] = contacts;
    const [{ from, from_user_id: _id, from_parent_user_id: _parent, id, timestamp, type, ...rest }] = messages;
    const { [type]: content, ...extra } = rest;
    const waId = contact.wa_id;
    await startOver([
      {
        id: 'writer',
        waId,
        name: contact.profile?.name,
        userId: contact.user_id ?? null,
        parentUserId: contact.parent_user_id,
        username: contact.profile?.username,
        hidesNumber: from === undefined,
        identityKeyHash: contact.identity_key_hash,
      },
    ]);
    const { status } = await stage.control('POST', '/customers/writer/messages', {
      phoneNumberId: NUMBER,
      type,
      ...(content !== undefined && { [type]: content }),
      wamid: id,
      timestamp,
      extra,
    });
    expect(status).toBe(201);
    expect((await heard())[0]).toEqual(bodies.get(name));
  });
});

describe('every other field, status and account event of the reference', () => {
  it.each(names.filter((name) => !isMessage(name)))('%s', async (name) => {
    await startOver();
    const { time } = bodies.get(name).entry[0];
    const place = time === undefined ? { phoneNumberId: NUMBER } : { wabaId: WABA };
    await stage.control('POST', '/webhooks/field', {
      ...place,
      field: fieldOf(name),
      value: valueOf(name),
      metadata: 'metadata' in valueOf(name),
    });
    const [body] = (await heard()) as [any];
    if (time !== undefined) body.entry[0].time = time;
    expect(body).toEqual(bodies.get(name));
  });
});

describe('2.1 the envelope', () => {
  beforeEach(() => startOver([{ id: 'mara', waId: MARA, name: 'Mara Velden', userId: 'GB.90817263544536271809' }]));

  it('has a time on events of the account, and none on messages', async () => {
    await stage.control('POST', '/webhooks/field', {
      wabaId: WABA,
      field: 'account_update',
      value: { event: 'ACCOUNT_DELETED' },
    });
    await stage.write();
    const times = (await heard(2)).map(({ entry }) => [entry[0].changes[0].field, typeof entry[0].time]);
    expect(times.sort()).toEqual([
      ['account_update', 'number'],
      ['messages', 'undefined'],
    ]);
  });

  it('has ids as strings and the display number in digits', async () => {
    await stage.write();
    const [body] = (await heard()) as [any];
    expect([body.entry[0].id, body.entry[0].changes[0].value.metadata]).toEqual([
      WABA,
      { display_phone_number: '12025550143', phone_number_id: NUMBER },
    ]);
  });
});

describe('2.3 system messages', () => {
  it('a new number makes a new user id, known to every number the customer wrote to', async () => {
    await startOver([{ id: 'mara', waId: MARA, name: 'Mara Velden', userId: 'GB.90817263544536271809' }]);
    await stage.write();
    const { body } = await stage.control('POST', '/customers/mara/change-number', { waId: '447700900999' });
    expect(body).toMatchObject({ waId: '447700900999' });
    const system = (await heard(2)).find(({ entry }) => entry[0].changes[0].value.messages[0].type === 'system');
    expect(shape(system)).toEqual(shape(bodies.get('system-user-changed-number.json')));
    expect(system.entry[0].changes[0].value.messages[0]).toMatchObject({
      from: MARA,
      system: { wa_id: '447700900999', previous_user_id: 'GB.90817263544536271809', user_id: body.userId },
    });
    await stage.write({ text: 'It is me' });
    const written = (await heard(3)).find(
      ({ entry }) => entry[0].changes[0].value.messages[0].text?.body === 'It is me',
    );
    expect(written.entry[0].changes[0].value.contacts[0]).toMatchObject({
      wa_id: '447700900999',
      user_id: body.userId,
    });
  });

  it('a new user id alone has neither from nor wa_id', async () => {
    await startOver([{ id: 'ines', userId: 'GB.70707070808080809090', username: '@ines.corva', name: 'Ines Corva' }]);
    await stage.write({ text: 'Hi' }, 'ines');
    await stage.control('POST', '/customers/ines/change-number', {});
    const system = (await heard(2)).find(({ entry }) => entry[0].changes[0].value.messages[0].type === 'system');
    expect(shape(system)).toEqual(shape(bodies.get('system-user-changed-user-id.json')));
  });
});

describe('2.4 usernames', () => {
  const inbound = async () => {
    await stage.write({ text: 'Hi' }, 'ines');
    const bodiesHeard = await until(() => stage.callback.items('messages').length > 0 && stage.callback.received);
    return bodiesHeard.at(-1)!.json.entry[0].changes[0].value;
  };

  it('adopted with a hidden number: wa_id and from become missing keys, user ids and username stay', async () => {
    await startOver([{ id: 'ines', waId: '447700900456', name: 'Ines Corva' }]);
    await stage.control('PATCH', '/customers/ines', { username: '@ines.corva', hidesNumber: true });
    const { contacts, messages } = await inbound();
    expect(Object.keys(contacts[0]).sort()).toEqual(['profile', 'user_id']);
    expect(contacts[0].profile.username).toBe('@ines.corva');
    expect([messages[0].from, typeof messages[0].from_user_id]).toEqual([undefined, 'string']);
  });

  it('a user id has two letters of a country, a dot and alphanumerics', async () => {
    await startOver([{ id: 'ines', waId: '447700900456' }]);
    expect((await inbound()).messages[0].from_user_id).toMatch(/^GB\.[0-9A-Za-z]{1,128}$/);
  });
});

describe('2.5 statuses', () => {
  beforeEach(async () => {
    await startOver([{ id: 'mara', waId: MARA, name: 'Mara Velden', userId: 'GB.90817263544536271809' }]);
    await stage.write();
  });
  const statusOf = (wamid: string, status: string) =>
    until(() => stage.callback.items('statuses').find((item) => item.id === wamid && item.status === status));
  const sendOne = async (message: object = { type: 'text', text: { body: 'x' } }) =>
    (await stage.send(message)).body.messages[0].id as string;

  it.each([
    ['status-delivered.json', 'delivered'],
    ['status-read.json', 'read'],
  ])('%s comes by itself', async (name, status) => {
    const own = await statusOf(await sendOne(), status);
    // Pricing stands on the first status only.
    const { pricing: _pricing, ...documented } = valueOf(name).statuses[0];
    expect(shape(own)).toEqual(shape(documented));
  });

  it.each([
    ['status-sent-with-callback-data.json', 'sent', { biz_opaque_callback_data: 'abc' }],
    ['status-sent.json', 'sent', {}],
  ])('%s comes by itself', async (name, status, more) => {
    const own = await statusOf(await sendOne({ type: 'text', text: { body: 'x' }, ...more }), status);
    expect(shape(own)).toEqual(shape(valueOf(name).statuses[0]));
  });

  it('played comes once, for a voice note that was sent', async () => {
    const { mediaId: id } = (
      await stage.control('POST', '/media', {
        phoneNumberId: NUMBER,
        mimeType: 'audio/ogg; codecs=opus',
        generate: { size: 10 },
      })
    ).body;
    const wamid = await sendOne({ type: 'audio', audio: { id, voice: true } });
    await statusOf(wamid, 'read');
    await stage.control('POST', '/customers/mara/play', { wamid });
    const played = await statusOf(wamid, 'played');
    expect(shape(played)).toEqual(shape(valueOf('status-played.json').statuses[0]));
    expect((await stage.control('POST', '/customers/mara/play', { wamid })).status).toBe(409);
  });

  it('a failed one has code, title, message, details and href, and no contacts', async () => {
    await stage.control('PATCH', '/customers/mara', { blocked: true });
    const own = await statusOf(await sendOne(), 'failed');
    expect(shape(own)).toEqual(shape(valueOf('status-failed-131026-undeliverable.json').statuses[0]));
    expect(own.errors[0]).toMatchObject({ code: 131026, title: own.errors[0].message });
  });

  it('users with read receipts off never give read', async () => {
    await stage.control('PATCH', '/settings', { autoRead: false });
    const wamid = await sendOne();
    await statusOf(wamid, 'delivered');
    await stage.control('POST', '/clock', { advanceSeconds: 60 });
    expect(stage.callback.statusesOf(wamid)).not.toContain('read');
  });
});

describe('2.6 other fields', () => {
  it('an app hears only the fields it asked for', async () => {
    await startOver();
    await stage.control('POST', '/apps', { appId: APP_ID, fields: ['messages'] });
    const told = await stage.control('POST', '/webhooks/field', { wabaId: WABA, field: 'security', value: {} });
    expect(told.body).toEqual({ deliveries: 0 });
  });
});
