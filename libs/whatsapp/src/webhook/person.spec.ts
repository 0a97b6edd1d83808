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

  it.each(['undefined', '', 'abc', '12', '4477 00', {}, null])('%j is no number', (from) => {
    expect(parseMessage(text('wamid.1', { from }))).not.toHaveProperty('from.waId');
  });

  it('a plus is dropped, nothing else is changed', () => {
    expect(parseMessage(text('wamid.1', { from: '+5215512345678' }))).toMatchObject({
      from: { waId: '5215512345678' },
    });
  });

  it('a contact block of somebody else is never borrowed', () => {
    const contacts = [{ wa_id: '447700900456', profile: { name: 'Tomasz' } }];
    expect(parseMessage(text('wamid.1'), { contacts })).toMatchObject({
      contact: undefined,
      from: { waId: '447700900123' },
    });
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
