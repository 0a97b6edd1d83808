import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { graphMessageBodySchema } from './message-body.js';

const folder = new URL('../../fixtures/graph/', import.meta.url);
const sample = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

// Starting a conversation, or kinds no agent can send.
const notSent = /template|flow|cta-url|contact-info|location-request|mark-read/;
const requests = readdirSync(folder).filter((name) => name.startsWith('request-'));

const body = (type: string, content: unknown, more: object = {}) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+447700900123',
  type,
  [type]: content,
  ...more,
});
const row = (n: number) => ({ id: `row-${n}`, title: `Row ${n}` });
const list = (sections: object[]) =>
  body('interactive', { type: 'list', body: { text: 'Which?' }, action: { button: 'Choose', sections } });
const buttons = (...replies: object[]) =>
  body('interactive', {
    type: 'button',
    body: { text: 'Which?' },
    action: { buttons: replies.map((reply) => ({ type: 'reply', reply })) },
  });

const accepts = (value: unknown) => graphMessageBodySchema.safeParse(value).success;

describe('graphMessageBodySchema', () => {
  it.each(requests.filter((name) => !notSent.test(name)))('accepts %s as it is, and keeps all of it', (name) => {
    expect(graphMessageBodySchema.parse(sample(name))).toEqual(sample(name));
  });

  it.each(requests.filter((name) => notSent.test(name)))('does not know %s', (name) => {
    expect(accepts(sample(name))).toBe(false);
  });

  it.each([
    ['a text of 4096 emoji', body('text', { body: '👍'.repeat(4096) })],
    ['a caption of 1024', body('image', { id: '1', caption: 'x'.repeat(1024) })],
    [
      'ten rows in two sections',
      list([
        { title: 'A', rows: [1, 2, 3, 4, 5].map(row) },
        { title: 'B', rows: [6, 7, 8, 9, 10].map(row) },
      ]),
    ],
    ['coordinates as numbers', body('location', { latitude: -90, longitude: 180 })],
  ])('accepts %s', (_, value) => {
    expect(accepts(value)).toBe(true);
  });

  it.each([
    ['a text of 4097', body('text', { body: 'x'.repeat(4097) })],
    ['an empty text', body('text', { body: '' })],
    ['a caption of 1025', body('image', { id: '1', caption: 'x'.repeat(1025) })],
    ['a file by id and by link', body('image', { id: '1', link: 'https://example.org/a.jpg' })],
    ['a file by neither', body('image', {})],
    ['a link that is no web address', body('image', { link: 'file:///etc/passwd' })],
    ['no addressee', body('text', { body: 'Hi' }, { to: undefined })],
    ['a number without plus', body('text', { body: 'Hi' }, { to: '447700900123' })],
    ['an opaque id of 513', body('text', { body: 'Hi' }, { biz_opaque_callback_data: 'x'.repeat(513) })],
    ['a reaction that quotes', body('reaction', { message_id: 'w', emoji: '👍' }, { context: { message_id: 'w' } })],
    ['a latitude of 91', body('location', { latitude: '91', longitude: '0' })],
    ['a contact with a formatted name only', body('contacts', [{ name: { formatted_name: 'Olga' } }])],
    ['no contacts', body('contacts', [])],
    ['eleven rows', list([{ rows: Array.from({ length: 11 }, (_, n) => row(n)) }])],
    ['two rows with one id', list([{ rows: [row(1), row(1)] }])],
    ['two sections without titles', list([{ rows: [row(1)] }, { rows: [row(2)] }])],
    ['four buttons', buttons(...[1, 2, 3, 4].map((n) => ({ id: `${n}`, title: `${n}` })))],
    ['two buttons with one title', buttons({ id: 'a', title: 'Yes' }, { id: 'b', title: 'Yes' })],
    ['a button id that ends in a blank', buttons({ id: 'a ', title: 'Yes' })],
    ['a button title of 21', buttons({ id: 'a', title: 'x'.repeat(21) })],
  ])('refuses %s', (_, value) => {
    expect(accepts(value)).toBe(false);
  });
});
