import { describe, expect, it } from '@jest/globals';
import { parseWebhook } from './parse-webhook.js';
import type { WebhookItem } from './webhook-item.js';

const metadata = { display_phone_number: '12025550143', phone_number_id: '410020030040051' };
const text = (id: string, more: object = {}) => ({
  id,
  from: '447700900123',
  timestamp: '1795424407',
  type: 'text',
  text: { body: 'Hi' },
  ...more,
});

function parse(value: object, field = 'messages'): WebhookItem[] {
  const changes = [{ field, value: { metadata, ...value } }];
  const body = { object: 'whatsapp_business_account', entry: [{ id: '300', changes }] };
  const parsed = parseWebhook(Buffer.from(JSON.stringify(body)));
  if (!parsed.ok) throw new Error(`unreadable: ${parsed.reason}`);
  return parsed.items;
}

const parseMessage = (message: object, value: object = {}) => parse({ messages: [message], ...value })[0];

describe('who wrote', () => {
  it('a business-scoped id where a number belongs is not taken for a number', () => {
    const contacts = [{ wa_id: 'GB.9081726354', profile: { name: 'Mara' } }];
    const item = parseMessage(text('wamid.1', { from: 'GB.9081726354' }), { contacts });
    expect(item).toMatchObject({ from: { userId: 'GB.9081726354', name: 'Mara', waId: undefined } });
  });

  it.each(['undefined', '', 'abc', '12', '44 77', '+', 'user-87', '1234567890123456789012', {}, null])(
    '%j is no number',
    (from) => {
      expect(parseMessage(text('wamid.1', { from }))).not.toHaveProperty('from.waId');
    },
  );

  it.each(['+5215512345678', '+52 1 55 1234 5678', '+52 (1) 55-1234-5678', '\u202a+52\u00a01 55 1234\u20115678\u202c'])(
    '%j is laid out for people, and a number',
    (from) => {
      expect(parseMessage(text('wamid.1', { from }))).toMatchObject({ from: { waId: '5215512345678' } });
    },
  );

  it.each([
    '0',
    'null',
    'undefined',
    'GB.',
    '<USER_ID>',
    'gb.12',
    'GB.1 2',
    'GB.1_2',
    'GB.ENT.1',
    7,
    {},
    `GB.${'1'.repeat(129)}`,
  ])('a user id of %j is nobody, so two strangers who both have it stay two', (id) => {
    const contacts = [{ wa_id: '447700900123', user_id: id, parent_user_id: id, profile: { name: 'Mara' } }];
    const item = parseMessage(text('wamid.1', { from_user_id: id, from_parent_user_id: id }), { contacts });
    expect(item).toMatchObject({ from: { waId: '447700900123', userId: undefined, name: 'Mara' } });
  });

  it.each(['ru.012888455', 'FR.0128886abc_DEF-9', 'GB.1'])(
    'what is like a user id in the place of the number, %j, is all there is to answer to',
    (from) => {
      expect(parseMessage(text('wamid.1', { from }))).toMatchObject({ from: { waId: undefined, userId: from } });
    },
  );

  it.each(['', ' ', '\u200b', '\u00a0', '\t\n', '\0', '\u3164', '\u2800', '\u202e', '\ufe0f', '\ud83d', null, {}])(
    'a name of %j is none',
    (name) => {
      const contacts = [{ wa_id: '447700900123', profile: { name, username: name } }];
      expect(parseMessage(text('wamid.1'), { contacts })).toMatchObject({
        from: { name: undefined, username: undefined },
      });
    },
  );

  it.each([
    ['a\nb\r\nc\u0007', 'a b c'],
    ['\u202eevil', 'evil'],
    [' 👩\u200d👧 ', '👩\u200d👧'],
    ['.', '.'],
    [42, '42'],
    ['名'.repeat(5_000), '名'.repeat(200)],
    ['😀'.repeat(300), '😀'.repeat(200)],
  ])('the name %j is %j', (name, wanted) => {
    const contacts = [{ wa_id: '447700900123', profile: { name } }];
    expect(parseMessage(text('wamid.1'), { contacts })).toMatchObject({ from: { name: wanted } });
  });

  it.each([
    ['558581234567', '5585981234567'],
    ['5491123456789', '541123456789'],
    ['5215512345678', '525512345678'],
    ['447700900123', '12025550143'],
  ])('whose number is %s and whose block says %s has the name of the block', (from, wa_id) => {
    const contacts = [{ wa_id, profile: { name: 'Mara' } }];
    expect(parseMessage(text('wamid.1', { from }), { contacts })).toMatchObject({ from: { waId: from, name: 'Mara' } });
  });

  it('among several, a block goes to whom it names, else to whose number ends like its own, and to nobody else', () => {
    const contacts = [
      { wa_id: '447700900456', profile: { name: 'Tomasz' } },
      { wa_id: '5585981234567', profile: { name: 'Ines' } },
      { wa_id: '12025550199', profile: { name: 'Whose' } },
    ];
    const froms = ['447700900456', '558581234567', '447700900123', '447700900124'];
    const messages = froms.map((from, n) => text(`wamid.${n}`, { from }));
    const names = parse({ metadata, messages, contacts }).map((item) => item.kind === 'message' && item.from?.name);
    expect(names).toEqual(['Tomasz', 'Ines', undefined, undefined]);
  });

  it('a block of somebody else who wrote as well is never borrowed', () => {
    const contacts = [{ wa_id: '447700900456', profile: { name: 'Tomasz' } }];
    const messages = [text('wamid.1', { from: '447700900456' }), text('wamid.2')];
    expect(parse({ metadata, messages, contacts })).toMatchObject([
      { from: { name: 'Tomasz' } },
      { contact: undefined, from: { waId: '447700900123', name: undefined } },
    ]);
  });

  it('the only contact block describes a sender who is not named otherwise', () => {
    const contacts = [{ user_id: 'GB.7070', profile: { username: 'ines' } }];
    expect(parseMessage(text('wamid.1', { from: undefined }), { contacts })).toMatchObject({
      from: { userId: 'GB.7070', username: 'ines' },
    });
  });

  it('a history tells our part from the customer’s by the number', () => {
    const value = {
      metadata: { ...metadata, display_phone_number: '+1 (202) 555-0143' },
      history: [{ threads: [{ id: '447700900123', messages: [text('wamid.1', { from: '12025550143' })] }] }],
    };
    expect(parse(value, 'history')[1]).toMatchObject({
      source: 'history',
      from: undefined,
      to: { waId: '447700900123' },
    });
  });
});
