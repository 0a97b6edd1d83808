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
const change = (value: object, field = 'messages') => ({ field, value: { metadata, ...value } });
const body = (...changes: unknown[]) => ({ object: 'whatsapp_business_account', entry: [{ id: '300', changes }] });

function parse(value: unknown): WebhookItem[] {
  const parsed = parseWebhook(Buffer.from(JSON.stringify(value)));
  if (!parsed.ok) throw new Error(`unreadable: ${parsed.reason}`);
  return parsed.items;
}

const parseMessage = (message: object, value: object = {}) => parse(body(change({ messages: [message], ...value })))[0];

describe('a batch', () => {
  it('gives up nothing over several entries, numbers, changes and lists', () => {
    const second = { metadata: { display_phone_number: '12025550144', phone_number_id: '410020030040052' } };
    const items = parse({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '300',
          changes: [
            change({
              contacts: [
                { wa_id: '447700900456', profile: { name: 'Tomasz' } },
                { wa_id: '447700900123', profile: { name: 'Mara' } },
              ],
              messages: [text('wamid.1'), text('wamid.2', { from: '447700900456' })],
              statuses: [{ id: 'wamid.o1', status: 'sent', timestamp: '1795424820', recipient_id: '447700900123' }],
            }),
            change({ ...second, messages: [text('wamid.3')] }),
          ],
        },
        {
          id: '301',
          time: 1795424400,
          changes: [
            { field: 'account_update', value: { event: 'ACCOUNT_DELETED' } },
            change({ messages: [text('wamid.4')] }),
          ],
        },
      ],
    });
    expect(
      items.map((item) => [item.kind, item.wabaId, item.phoneNumberId, 'id' in item ? item.id : undefined]),
    ).toEqual([
      ['message', '300', '410020030040051', 'wamid.1'],
      ['message', '300', '410020030040051', 'wamid.2'],
      ['status', '300', '410020030040051', 'wamid.o1'],
      ['message', '300', '410020030040052', 'wamid.3'],
      ['account', '301', undefined, undefined],
      ['message', '301', '410020030040051', 'wamid.4'],
    ]);
    expect(items.flatMap((item) => (item.kind === 'message' ? [item.from?.name] : []))).toEqual([
      'Mara',
      'Tomasz',
      undefined,
      undefined,
    ]);
  });

  it('keeps a duplicate inside one post: telling them apart is the receiver’s part', () => {
    expect(parse(body(change({ messages: [text('wamid.1'), text('wamid.1')] })))).toHaveLength(2);
  });

  it('a broken element becomes malformed and its neighbours are read', () => {
    const items = parse({
      object: 'whatsapp_business_account',
      entry: [
        null,
        'text',
        { id: '300' },
        {
          id: '300',
          changes: [
            7,
            { value: {} },
            { field: 'messages', value: 'text' },
            change({ messages: 'wamid.0' }),
            change({ messages: [null, { id: 'wamid.1' }, text(''), text('wamid.2', { timestamp: 'soon', from: 7 })] }),
            change({ statuses: ['sent', { id: 'wamid.o' }], messages: [text('wamid.3')] }),
            { field: 'messages', value: { messages: [text('wamid.4')] } },
          ],
        },
      ],
    });
    expect(items.map((item) => (item.kind === 'malformed' ? item.reason : item.kind))).toEqual([
      'entry-not-an-object',
      'entry-not-an-object',
      'entry-without-changes',
      'change-without-field',
      'change-without-field',
      'value-not-an-object',
      'messages-not-a-list',
      'message-not-an-object',
      'message',
      'message-without-id',
      'message',
      'status-not-an-object',
      'status-without-status',
      'message',
      'no-phone-number-id',
    ]);
  });

  it('names what it does not know instead of dropping it', () => {
    const items = parse(
      body(
        change({ messages: [text('wamid.1')], holograms: [1] }),
        change({ flows: 1 }, 'flows'),
        { field: 'teleport', value: 'text' },
        change({ groups: [] }, 'group_lifecycle_update'),
        change({ message_echoes: [text('wamid.2')] }, 'message_echoes'),
        change({}),
      ),
    );
    expect(items.map((item) => (item.kind === 'out-of-scope' ? item.reason : item.kind))).toEqual([
      'message',
      'field:messages.holograms',
      'field:flows',
      'field:teleport',
      'group',
      'field:message_echoes',
      'empty',
    ]);
  });
});

describe('a body that is no webhook of WhatsApp', () => {
  it.each([
    ['no JSON', 'x', 'not-json'],
    ['a list', '[]', 'not-an-object'],
    ['null', 'null', 'not-an-object'],
    ['another product', '{"object":"page","entry":[]}', 'other-object'],
    ['no object', '{"entry":[]}', 'other-object'],
    ['no entries', '{"object":"whatsapp_business_account"}', 'no-entries'],
    ['entries that are no list', '{"object":"whatsapp_business_account","entry":{}}', 'no-entries'],
  ])('%s', (_, bytes, reason) => {
    expect(parseWebhook(Buffer.from(bytes))).toEqual({ ok: false, reason });
  });
});

describe('older, newer and odd shapes', () => {
  it('a voice message of the old form is an audio', () => {
    expect(
      parseMessage(text('wamid.1', { type: 'voice', voice: { id: 880001, mime_type: 'audio/ogg' } })),
    ).toMatchObject({ content: { type: 'audio', media: { id: '880001' } } });
  });

  it('an unknown message of the old form is unsupported, with its error', () => {
    const errors = [{ code: '131051', details: 'Message type is not currently supported', title: 'Unsupported' }];
    expect(parseMessage(text('wamid.1', { type: 'unknown', errors }))).toMatchObject({
      content: {
        type: 'unsupported',
        errors: [{ code: 131051, title: 'Unsupported', details: 'Message type is not currently supported' }],
      },
    });
  });

  it('interactive without its object is unsupported, explained by the errors beside it, which are no account trouble', () => {
    const items = parse(
      body(
        change({
          messages: [text('wamid.1', { type: 'interactive' })],
          errors: [{ code: 131000, title: 'Something went wrong' }],
        }),
      ),
    );
    expect(items).toMatchObject([
      {
        kind: 'message',
        content: { type: 'unsupported', subtype: 'interactive', errors: [{ code: 131000 }] },
      },
    ]);
    expect(items).toHaveLength(1);
  });

  it('errors beside whole messages, or alone, are account trouble', () => {
    const errors = [{ code: 130429, title: 'Rate limit hit' }];
    expect(parse(body(change({ messages: [text('wamid.1')], errors }), change({ errors })))).toMatchObject([
      { kind: 'message' },
      { kind: 'account', field: 'messages', errors: [{ code: 130429 }], phoneNumberId: '410020030040051' },
      { kind: 'account', field: 'messages', errors: [{ code: 130429 }] },
    ]);
  });

  it.each(['text', 'image', 'location', 'contacts', 'button', 'reaction', 'order', 'system', 'edit', 'revoke'])(
    'a %s without its object stays a message the agent sees',
    (type) => {
      expect(parseMessage({ id: 'wamid.1', timestamp: '1795424407', type })).toMatchObject({
        kind: 'message',
        content: { type: 'unsupported', subtype: type, errors: [] },
      });
    },
  );

  it.each(['constructor', 'toString', 'hasOwnProperty'])('a type called "%s" is unknown', (type) => {
    expect(parseMessage(text('wamid.1', { type }))).toMatchObject({ kind: 'message', content: { type: 'unknown' } });
  });

  it('an interactive answer of a new kind is unknown and kept', () => {
    const interactive = { type: 'product', product: { id: 'SKU' } };
    expect(parseMessage(text('wamid.1', { type: 'interactive', interactive }))).toMatchObject({
      content: { type: 'unknown', receivedType: 'interactive.product', value: interactive },
    });
  });

  it.each(['[1,2]', '"text"', 'null', '{broken', ''])('a flow may answer %s: the text is kept', (response_json) => {
    const interactive = { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json } };
    const item = parseMessage(text('wamid.1', { type: 'interactive', interactive }));
    expect(item).toMatchObject({ content: { type: 'flow-reply', responseJson: response_json } });
    expect(item).not.toHaveProperty('content.response');
  });

  it('a template button tap without context is read', () => {
    const button = { payload: 'YES', text: 'Yes' };
    expect(parseMessage(text('wamid.1', { type: 'button', button }))).toMatchObject({
      context: undefined,
      content: { type: 'button-reply', origin: 'template', id: 'YES', title: 'Yes' },
    });
  });

  it('an empty emoji takes the reaction back', () => {
    const reaction = { message_id: 'wamid.o1', emoji: '' };
    expect(parseMessage(text('wamid.1', { type: 'reaction', reaction }))).toMatchObject({
      content: { type: 'reaction', messageId: 'wamid.o1', emoji: undefined },
    });
  });

  it('customer_changed_number is the other name of user_changed_number; a new system type is kept by name', () => {
    const changed = { type: 'customer_changed_number', new_wa_id: '447700900999', body: 'changed' };
    expect(parseMessage(text('wamid.1', { type: 'system', system: changed }))).toMatchObject({
      content: { subtype: 'user_changed_number', waId: '447700900999' },
    });
    expect(parseMessage(text('wamid.1', { type: 'system', system: { type: 'user_moved' } }))).toMatchObject({
      content: { subtype: 'other', receivedSubtype: 'user_moved' },
    });
  });

  it.each([
    undefined,
    null,
    {},
    { type: 'text', text: {} },
    { type: 'edit', edit: { original_message_id: 'wamid.2', message: {} } },
    { type: 'reaction', reaction: { message_id: 'wamid.2' } },
    { type: 'poll' },
  ])('an edit to %j tells that there was one, and no new content', (message) => {
    const edit = { original_message_id: 'wamid.0', message };
    expect(parseMessage(text('wamid.1', { type: 'edit', edit }))).toMatchObject({
      content: { type: 'edit', originalMessageId: 'wamid.0', content: undefined },
    });
  });

  it('an edited caption is read', () => {
    const image = { id: '88', caption: 'now right', mime_type: 'image/jpeg' };
    const edit = { original_message_id: 'wamid.0', message: { type: 'image', image } };
    expect(parseMessage(text('wamid.1', { type: 'edit', edit }))).toMatchObject({
      content: { type: 'edit', content: { type: 'image', media: { id: '88', caption: 'now right' } } },
    });
  });

  it('numbers as strings and strings as numbers mean the same', () => {
    const location = { latitude: '51.5', longitude: '-0.1', name: 7 };
    expect(
      parse({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: 300100200300400,
            changes: [
              {
                field: 'messages',
                value: {
                  metadata: { display_phone_number: 12025550143, phone_number_id: 410020030040051 },
                  messages: [{ id: 'wamid.1', from: 447700900123, timestamp: 1795424407, type: 'location', location }],
                },
              },
            ],
          },
        ],
      }),
    ).toMatchObject([
      {
        wabaId: '300100200300400',
        phoneNumberId: '410020030040051',
        displayPhoneNumber: '12025550143',
        from: { waId: '447700900123' },
        sentAt: new Date('2026-11-23T09:00:07Z'),
        content: { latitude: 51.5, longitude: -0.1, name: '7' },
      },
    ]);
  });

  it.each([
    '1795424407123',
    1795424407123,
    '1795424407123000',
    '1795424407.123',
    '+1795424407.123',
    '1.795424407123e9',
    ' 1.795424407123E+12 ',
    '2026-11-23T09:00:07.123Z',
    '2026-11-23T10:00:07.123+01:00',
  ])('a time stamp as %j is the same instant', (timestamp) => {
    expect(parseMessage(text('wamid.1', { timestamp }))).toMatchObject({
      sentAt: new Date('2026-11-23T09:00:07.123Z'),
    });
  });

  it.each([
    undefined,
    null,
    '',
    0,
    -5,
    '31536000',
    'soon',
    {},
    [1795424407],
    true,
    '9e99',
    '4444444444',
    '2026-99-99T00:00',
  ])('a time stamp of %j is none, and costs neither message nor status', (timestamp) => {
    const statuses = [{ id: 'wamid.o', status: 'read', timestamp }];
    const items = parse(body(change({ messages: [text('wamid.1', { timestamp })], statuses })));
    expect(items).toMatchObject([{ kind: 'message' }, { kind: 'status' }]);
    expect(items[0]).toHaveProperty('sentAt', undefined);
    expect(items[1]).toHaveProperty('at', undefined);
  });

  it.each([
    ['image', { caption: 'no id' }, { media: { caption: 'no id' } }],
    ['document', { filename: 'a.pdf' }, { media: { filename: 'a.pdf' } }],
    ['location', { latitude: 95, longitude: 0, name: 'Nowhere' }, { name: 'Nowhere' }],
    ['location', { latitude: null, longitude: 1, address: '1 Road' }, { address: '1 Road' }],
    ['location', { latitude: '1.2e-5', longitude: '-7.7e1' }, { latitude: 1.2e-5, longitude: -77 }],
    ['contacts', [null, 7, { phones: 'x' }], { contacts: [{ raw: 7 }, { phones: [] }] }],
    ['button', { payload: 'YES' }, { type: 'button-reply', id: 'YES', title: undefined }],
    ['button', { text: 'Yes' }, { type: 'button-reply', id: 'Yes', title: 'Yes' }],
    [
      'interactive',
      { type: 'button_reply', button_reply: { id: 'b1', title: '' } },
      { type: 'button-reply', id: 'b1' },
    ],
    ['interactive', { button_reply: { id: 'b1' } }, { type: 'button-reply', id: 'b1' }],
    ['interactive', { type: 'list_reply', list_reply: { description: 'only this' } }, { description: 'only this' }],
    ['interactive', { type: 'nfm_reply', nfm_reply: { body: 'Sent' } }, { type: 'flow-reply', body: 'Sent' }],
    ['interactive', { type: 'nfm_reply', nfm_reply: { response_json: { a: 1 } } }, { response: { a: 1 } }],
    [
      'order',
      {
        product_items: [
          null,
          'x',
          { quantity: 'two' },
          { item_price: `1${'0'.repeat(400)}` },
          { quantity: '9007199254740993' },
        ],
      },
      {
        items: [
          { raw: null },
          { raw: 'x' },
          { quantity: 'two' },
          { price: `1${'0'.repeat(400)}` },
          { quantity: '9007199254740993' },
        ],
      },
    ],
    ['order', { product_items: { product_retailer_id: 's' } }, { items: [{ productId: 's', quantity: undefined }] }],
  ])('a %s of which only %j can be read shows that', (type, value, content) => {
    expect(parseMessage(text('wamid.1', { type, [type]: value }))).toMatchObject({ content });
  });

  it.each([
    ['location', { latitude: 95, longitude: 0 }],
    ['image', {}],
    ['image', { mime_type: 'image/jpeg' }],
    ['contacts', 'no list'],
    ['button', { payload: {}, text: null }],
    ['order', {}],
  ])('a %s of which nothing can be shown (%j) is unsupported', (type, value) => {
    expect(parseMessage(text('wamid.1', { type, [type]: value }))).toMatchObject({ content: { type: 'unsupported' } });
  });

  it('a type that was left out is the name of the content that is there', () => {
    const edit = { original_message_id: 'wamid.0', message: { text: { body: 'Ho' } } };
    expect(parseMessage({ ...text('wamid.1'), type: undefined })).toMatchObject({
      content: { type: 'text', body: 'Hi' },
    });
    expect(parseMessage(text('wamid.1', { type: 'edit', edit }))).toMatchObject({
      content: { content: { body: 'Ho' } },
    });
  });

  it.each([
    ['a\0b', '{"a":"x\\u0000y","\\u0000":["\\ud83d"]}', { a: 'x\ufffdy', '\ufffd': ['\ufffd'] }],
    ['an id', '{"id":112233445566778899,"much":1e400}', { id: '112233445566778899', much: '1e400' }],
    ['a prototype', '{"__proto__":{"x":1},"ok":"yes"}', { ok: 'yes' }],
  ])('text within text is made storable as well: %s', (_, response_json, response) => {
    const interactive = { type: 'nfm_reply', nfm_reply: { response_json } };
    expect(parseMessage(text('wamid.1', { type: 'interactive', interactive }))).toMatchObject({
      content: { response },
    });
    const edit = { original_message_id: 'wamid.0', message: { type: 'interactive', interactive } };
    expect(parseMessage(text('wamid.1', { type: 'edit', edit }))).toMatchObject({ content: { content: { response } } });
  });

  it.each(['{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000), '['.repeat(6_000), '{broken', '[1]'])(
    'an answer of a flow that is no plain object stays as its text',
    (response_json) => {
      const interactive = { type: 'nfm_reply', nfm_reply: { response_json } };
      const item = parseMessage(text('wamid.1', { type: 'interactive', interactive }));
      expect(item).toMatchObject({ content: { type: 'flow-reply', responseJson: response_json } });
      expect(item).not.toHaveProperty('content.response');
    },
  );

  it.each([null, {}, []])('%j in the place of a list costs nothing, and tells nothing', (empty) => {
    const value = { messages: [text('wamid.1')], statuses: empty, contacts: empty, errors: empty };
    expect(parse(body(change(value)))).toMatchObject([{ kind: 'message', id: 'wamid.1' }]);
  });

  it('the one element in the place of its list is read, and a change that lost its field is told by its lists', () => {
    expect(parse(body(change({ messages: text('wamid.1') })))).toMatchObject([{ kind: 'message', id: 'wamid.1' }]);
    expect(parse(body({ value: { metadata, messages: [text('wamid.1')] } }))).toMatchObject([{ id: 'wamid.1' }]);
  });

  it('an optional field of the wrong kind costs only itself', () => {
    const odd = { context: 'none', referral: [], text: { body: 'Hi', preview: {} } };
    expect(
      parseMessage(text('wamid.1', odd), { contacts: [{ profile: 'Mara', wa_id: '447700900123' }] }),
    ).toMatchObject({ from: { waId: '447700900123' }, context: undefined, content: { type: 'text', body: 'Hi' } });
  });

  it('standby statuses and echoes are told apart from ours, whether one level deep or two', () => {
    const statuses = [{ id: 'wamid.o', status: 'read', timestamp: '1795424820' }];
    const message_echoes = [text('wamid.1', { from: '12025550143', to: '447700900123' })];
    const errors = [{ code: 130429 }];
    const expected = [
      { kind: 'status', source: 'standby' },
      { kind: 'message', source: 'standby-echo', to: { waId: '447700900123' } },
      { kind: 'account', errors: [{ code: 130429 }] },
    ];
    expect(parse(body(change({ standby: { statuses, message_echoes, errors } }, 'standby')))).toMatchObject(expected);
    expect(parse(body(change({ statuses, message_echoes, errors }, 'standby')))).toMatchObject(expected);
  });

  it('a refused history is an account fact with its error', () => {
    const errors = [{ code: 2593109, title: 'History sync is turned off by the business' }];
    expect(parse(body(change({ history: [{ errors }] }, 'history')))).toMatchObject([
      { kind: 'account', field: 'history', errors: [{ code: 2593109 }] },
    ]);
  });
});
