import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sample, shape } from '../shape.js';
import { APP_ID, MARA, NUMBER, type Stage, startStage, until, WABA } from '../stage.js';
import { bodyOf, changeOf, fieldBody, isMessage, names, startOver as startOverWith, told } from './told.js';

// One test a bullet or row of sections 2.4–2.6; 2.1–2.3 are in section-2-messages.spec.ts. Left out, with the reason:
// - 2.4 "The number is still sent if exchanged in the last 30 days, or in the contact book": `hidesNumber` of a customer says
//   whether it may be shown; the simulator does not decide that by itself.
// - 2.4, 2.5 identity key, state machine, "unknown values: store, ignore, 200": advice to receivers.
// - 2.5 `deleted`, `warning`: of the old product; they exist in no sample.
// - 2.5 "not delivered within 30 days is dropped": phones here are always on; a rule that drops statuses shows the same.
// - 2.5 "charged after 1,000 free ones a month": the simulator keeps no bill; a charged status can be told as it is.
// - 2.6 "group_*, flows, …: store and ignore": their content is nowhere described; any field can be told.

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

const valueOf = (name: string) => changeOf(bodyOf(name.replace('.json', ''))).value;
const startOver = (customers: object[] = []) => startOverWith(stage, ['messages', 'security'], customers);
const heard = (count = 1) =>
  until(() => stage.callback.received.length >= count && stage.callback.received.map(({ json }) => json));

describe('2.3 system messages', () => {
  it('a new number makes a new user id, known to every number the customer wrote to', async () => {
    await startOver([{ id: 'mara', waId: MARA, name: 'Mara Velden', userId: 'GB.90817263544536271809' }]);
    await stage.write();
    const { body } = await stage.control('POST', '/customers/mara/change-number', { waId: '447700900999' });
    expect(body).toMatchObject({ waId: '447700900999' });
    const system = (await heard(2)).find(({ entry }) => entry[0].changes[0].value.messages[0].type === 'system');
    expect(shape(system)).toEqual(shape(sample('webhooks/system-user-changed-number.json')));
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
    expect(shape(system)).toEqual(shape(sample('webhooks/system-user-changed-user-id.json')));
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

describe('2.4 presence', () => {
  const ines = { id: 'ines', waId: MARA, name: 'Ines', userId: 'GB.70707070808080809090', username: '@ines.corva' };
  const addresses = { number: { to: `+${MARA}` }, 'user id': { to: undefined, recipient: ines.userId } };
  const shownKeys = ['wa_id', 'user_id', 'username'];
  const toNumber = ['recipient_id', 'recipient_user_id'];

  it.each<[string, boolean, string[], string[]]>([
    ['may be shown', false, shownKeys, ['from', 'from_user_id']],
    ['may not be shown', true, ['user_id', 'username'], ['from_user_id']],
  ])('inbound, the number %s', async (_what, hidesNumber, contactKeys, keys) => {
    await startOver([{ ...ines, hidesNumber }]);
    await stage.write({}, 'ines');
    const { contacts, messages } = changeOf((await heard())[0]).value;
    expect(present({ ...contacts[0], ...contacts[0].profile }, shownKeys)).toEqual(contactKeys);
    expect(present(messages[0], ['from', 'from_user_id'])).toEqual(keys);
  });

  it.each<[string, keyof typeof addresses, boolean, string[] | undefined, string[]]>([
    ['sent', 'number', true, ['wa_id', 'user_id'], toNumber],
    ['delivered', 'number', true, shownKeys, toNumber],
    ['read', 'number', true, shownKeys, toNumber],
    ['failed', 'number', true, undefined, ['recipient_id']],
    ['sent', 'user id', true, ['user_id'], ['recipient_user_id']],
    ['sent', 'user id', false, ['wa_id', 'user_id'], ['recipient_user_id']],
    ['delivered', 'user id', true, ['user_id', 'username'], ['recipient_user_id']],
    ['read', 'user id', true, ['user_id', 'username'], ['recipient_user_id']],
    ['failed', 'user id', true, undefined, ['recipient_user_id']],
  ])('status %s, sent to a %s, number hidden: %s', async (status, address, hidesNumber, contactKeys, keys) => {
    await startOver([{ ...ines, hidesNumber, blocked: status === 'failed' }]);
    await stage.write({}, 'ines');
    expect((await stage.sendText('x', addresses[address])).status).toBe(200);
    const value = await until(() =>
      stage.callback.received
        .map(({ json }) => changeOf(json).value)
        .find((item) => item.statuses?.[0].status === status),
    );
    const contact = value.contacts?.[0];
    expect(contact && present({ ...contact, ...contact.profile }, shownKeys)).toEqual(contactKeys);
    expect(present(value.statuses[0], toNumber)).toEqual(keys);
  });

  it('a parent user id has ENT after the country; one body may have the user id in from and wa_id', async () => {
    const body = bodyOf('text-parent-bsuid');
    expect(changeOf(await told(stage, body)).value.contacts[0].parent_user_id).toMatch(/^[A-Z]{2}\.ENT\.[0-9A-Za-z]+$/);
    const value = {
      ...valueOf('text'),
      contacts: [],
      messages: [{ ...valueOf('text').messages[0], from: ines.userId }],
    };
    const { status } = await stage.control('POST', '/webhooks/field', {
      phoneNumberId: NUMBER,
      field: 'messages',
      value,
    });
    expect(status).toBeLessThan(300);
    const from = (await heard(2)).map((item) => changeOf(item).value.messages[0].from);
    expect(from).toContain(ines.userId);
  });

  function present(item: object, keys: string[]): string[] {
    return keys.filter((key) => key in item);
  }
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

  it('a reaction we send yields sent only', async () => {
    const { wamid } = (await stage.write()).body;
    const own = await sendOne({ type: 'reaction', reaction: { message_id: wamid, emoji: '👍' } });
    const later = await sendOne();
    await statusOf(later, 'read');
    expect(stage.callback.statusesOf(own)).toEqual(['sent']);
  });

  it('delivered can be left out: then only read', async () => {
    const match = { status: 'delivered' };
    await stage.control('POST', '/faults', { on: 'webhook.status', match, times: 1, effect: { drop: true } });
    const wamid = await sendOne();
    await statusOf(wamid, 'read');
    await stage.control('DELETE', '/faults');
    expect(stage.callback.statusesOf(wamid).sort()).toEqual(['read', 'sent']);
  });

  it('failed may follow sent', async () => {
    const wamid = await sendOne();
    await statusOf(wamid, 'sent');
    const [late] = valueOf('status-failed-131053-link-404').statuses;
    const value = { statuses: [{ ...late, id: wamid }] };
    await stage.control('POST', '/webhooks/field', { phoneNumberId: NUMBER, field: 'messages', value, metadata: true });
    expect((await statusOf(wamid, 'failed')).errors[0].code).toBe(131053);
  });

  it('conversation is omitted; pricing comes once, free_customer_service for a reply and regular for a template', async () => {
    const template = { type: 'template', template: { name: 't', language: { code: 'en' } } };
    for (const [message, type, category] of [
      [undefined, 'free_customer_service', 'service'],
      [template, 'regular', 'utility'],
    ] as const) {
      const wamid = await sendOne(message);
      await statusOf(wamid, 'read');
      const own = await until(() => {
        const items = stage.callback.items('statuses').filter(({ id }) => id === wamid);
        return items.length === 3 && items;
      });
      expect(own.some((item) => 'conversation' in item)).toBe(false);
      expect(own.filter((item) => 'pricing' in item).map(({ pricing }) => pricing)).toMatchObject([
        { pricing_model: 'PMP', type, category },
      ]);
    }
  });

  const samplesOf: [string, string[]][] = [
    ['status: sent', ['status-sent', 'status-for-message-not-ours']],
    ['status: delivered', ['status-delivered', 'status-delivered-utility-template']],
    ['status: read', ['status-read']],
    ['status: played', ['status-played']],
    ['recipient_user_id without recipient_id', ['status-delivered-bsuid-only', 'status-failed-131000-bsuid-target']],
    ['recipient_type group with recipient_participant_id', ['status-group-read-aggregated']],
    ['recipient_identity_key_hash', ['status-sent-identity-hash']],
    ['biz_opaque_callback_data', ['status-sent-with-callback-data']],
    [
      'conversation: in a free entry point, and before v24.0',
      ['status-sent-free-entry-point', 'status-sent-legacy-conversation'],
    ],
    ['pricing: replies cost money since 1 Oct 2026', ['status-delivered-billable-service']],
    ...names
      .filter((name) => name.startsWith('status-failed-'))
      .map((name): [string, string[]] => [`errors: ${name}`, [name]]),
  ];
  it.each(samplesOf)('%s', async (_bullet, own) => {
    for (const name of own) expect(await told(stage, bodyOf(name))).toEqual(bodyOf(name));
  });

  it('no sample of a status is without its row', () => {
    const listed = new Set(samplesOf.flatMap(([, own]) => own));
    expect(names.filter((name) => name.startsWith('status-') && !listed.has(name))).toEqual([]);
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
  const at = 1795424400;
  const template = {
    message_template_id: 1122334455667788,
    message_template_name: 't',
    message_template_language: 'en_GB',
  };
  const ofField = (field: string) =>
    names.map(bodyOf).filter((body) => changeOf(body).field === field && !isMessage(body));
  const account = (event: string, more: object = {}) => fieldBody('account_update', { event, ...more }, at);
  const ban = (waba_ban_state: string) =>
    account('DISABLED_UPDATE', { ban_info: { waba_ban_state, waba_ban_date: 'today' } });
  const templateEvents =
    'APPROVED REJECTED PENDING PAUSED DISABLED FLAGGED REINSTATED IN_APPEAL LOCKED LIMIT_EXCEEDED ARCHIVED DELETED PENDING_DELETION';
  const rows: [string, object[]][] = [
    [
      'account_update',
      [
        ...ofField('account_update'),
        account('ACCOUNT_OFFBOARDED'),
        account('ACCOUNT_RECONNECTED'),
        ban('SCHEDULE_FOR_DISABLE'),
      ],
    ],
    ['phone_number_quality_update', ofField('phone_number_quality_update')],
    ['phone_number_name_update', ofField('phone_number_name_update')],
    ['message_template_status_update', ofField('message_template_status_update')],
    ...templateEvents
      .split(' ')
      .map((event): [string, object[]] => [
        `message_template_status_update ${event}`,
        [fieldBody('message_template_status_update', { event, ...template, reason: 'NONE' }, at)],
      ]),
    ...['message_template_quality_update', 'template_category_update', 'message_template_components_update'].map(
      (field): [string, object[]] => [field, [fieldBody(field, template, at)]],
    ),
    ['account_alerts', ofField('account_alerts')],
    ['account_review_update', [fieldBody('account_review_update', { decision: 'APPROVED' }, at)]],
    ['business_capability_update', ofField('business_capability_update')],
    ['security', ofField('security')],
    ['smb_message_echoes', ofField('smb_message_echoes')],
    ['history', ofField('history')],
    ['smb_app_state_sync', [fieldBody('smb_app_state_sync', { ...head(), state_sync: [{ type: 'contact' }] })]],
    ['user_preferences', ofField('user_preferences')],
    ['calls', ofField('calls')],
    ['standby', ofField('standby')],
    ['messaging_handovers', ofField('messaging_handovers')],
  ];
  it.each(rows)('%s', async (_row, bodies) => {
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) expect(await told(stage, body)).toEqual(body);
  });

  it('no sample of another field is without its row', () => {
    const fields = new Set(names.map((name) => changeOf(bodyOf(name)).field as string));
    const listed = new Set(rows.map(([row]) => row));
    expect([...fields].filter((field) => field !== 'messages' && !listed.has(field))).toEqual([]);
  });

  function head(): object {
    const { messaging_product, metadata } = valueOf('text');
    return { messaging_product, metadata };
  }

  it('an app hears only the fields it asked for', async () => {
    await startOver();
    await stage.control('POST', '/apps', { appId: APP_ID, fields: ['messages'] });
    const told = await stage.control('POST', '/webhooks/field', { wabaId: WABA, field: 'security', value: {} });
    expect(told.body).toEqual({ deliveries: 0 });
  });
});
