import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample, samples, shape } from './shape.js';
import { APP_ID, MARA, NUMBER, type Stage, startStage, TOKEN, until, WABA } from './stage.js';

const read = sample;
const requests = samples('request-');
const errors = samples('error-');

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  await stage.control('POST', '/customers', {
    id: 'ines',
    userId: 'GB.70707070808080809090',
    username: '@ines.corva',
    name: 'Ines Corva',
  });
  await stage.write({ text: 'Good morning', wamid: 'wamid.aW4tdGV4dA==' });
  const files: [string, string][] = [
    ['990001000000001', 'image/jpeg'],
    ['990001000000002', 'audio/ogg; codecs=opus'],
    ['990001000000003', 'audio/mpeg'],
    ['990001000000004', 'video/mp4'],
    ['990001000000005', 'application/pdf'],
    ['990001000000006', 'image/webp'],
  ];
  for (const [mediaId, mimeType] of files) {
    await stage.control('POST', '/media', {
      phoneNumberId: NUMBER,
      mediaId,
      mimeType,
      generate: { size: 100, seed: mediaId },
    });
  }
});
afterAll(() => stage.stop());

describe('every documented send', () => {
  it.each(requests)('%s is accepted and answered in the documented shape', async (name) => {
    const request = read(name);
    const { status, body } = await stage.graph('POST', `/${NUMBER}/messages`, request);
    const documented = request.status
      ? 'response-success.json'
      : request.recipient
        ? 'response-send-to-bsuid.json'
        : request.type === 'template'
          ? 'response-send-template-accepted.json'
          : 'response-send.json';
    expect({ status, shape: shape(body) }).toEqual({ status: 200, shape: shape(read(documented)) });
  });
});

const text = (body: unknown) => ({ type: 'text', text: { body } });
const interactive = (content: object) => ({ type: 'interactive', interactive: content });
const buttons = (list: object[]) =>
  interactive({ type: 'button', body: { text: 'Which?' }, action: { buttons: list } });
const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } });
const listOf = (sections: object[], button = 'Choose') =>
  interactive({ type: 'list', body: { text: 'What?' }, action: { button, sections } });
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `row-${from + index}`, title: 'Row' }));

const broken: [what: string, message: Record<string, unknown>, code: number][] = [
  ['no messaging_product', { messaging_product: undefined, ...text('x') }, 131008],
  ['nobody to send to', { to: undefined, ...text('x') }, 131008],
  ['a recipient that is no number', { to: '+12', ...text('x') }, 131009],
  ['the business itself', { to: '+1 (202) 555-0143', ...text('x') }, 131021],
  ['a type that does not exist', { type: 'poll', poll: {} }, 131051],
  ['a misspelt parameter', { ...text('x'), previewUrl: true }, 100],
  ['an unknown key in the content', { type: 'text', text: { body: 'x', bold: true } }, 100],
  ['content that is no object', { type: 'text', text: 'x' }, 100],
  ['no content', { type: 'text' }, 131008],
  ['no body', { type: 'text', text: {} }, 131008],
  ['an empty body', text(''), 131009],
  ['a body of 4097 characters', text('é'.repeat(4097)), 131009],
  ['a body that is a number', text(7), 100],
  ['opaque data of 513 characters', { ...text('x'), biz_opaque_callback_data: 'o'.repeat(513) }, 131009],
  ['a media message without id and link', { type: 'image', image: { caption: 'x' } }, 131008],
  [
    'a media message with id and link',
    { type: 'image', image: { id: '990001000000001', link: 'https://example.org/a.jpg' } },
    131009,
  ],
  ['a media id that does not exist', { type: 'image', image: { id: '1' } }, 131009],
  ['a link that is no web address', { type: 'image', image: { link: 'ftp://example.org/a.jpg' } }, 131009],
  ['a caption on audio', { type: 'audio', audio: { id: '990001000000003', caption: 'x' } }, 100],
  [
    'a caption of 1025 characters',
    { type: 'image', image: { id: '990001000000001', caption: 'c'.repeat(1025) } },
    131009,
  ],
  ['a place beyond the pole', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009],
  ['a location without longitude', { type: 'location', location: { latitude: 1 } }, 131008],
  [
    'a contact with only a formatted name',
    { type: 'contacts', contacts: [{ name: { formatted_name: 'Desk' } }] },
    131009,
  ],
  ['no contacts', { type: 'contacts', contacts: [] }, 131009],
  [
    'a birthday in another order',
    { type: 'contacts', contacts: [{ name: { formatted_name: 'D', first_name: 'D' }, birthday: '01-02-1990' }] },
    131009,
  ],
  ['four buttons', buttons(['a', 'b', 'c', 'd'].map((id) => reply(id, id))), 131009],
  ['two buttons with one id', buttons([reply('a', 'A'), reply('a', 'B')]), 131009],
  ['a button title of 21 characters', buttons([reply('a', 't'.repeat(21))]), 131009],
  ['a button id with blanks around', buttons([reply(' a ', 'A')]), 131009],
  [
    'a list of 11 rows',
    listOf([
      { title: 'One', rows: rows(6) },
      { title: 'Two', rows: rows(5, 6) },
    ]),
    131009,
  ],
  ['two sections, one without title', listOf([{ title: 'One', rows: rows(1) }, { rows: rows(1, 1) }]), 131009],
  ['a list button of 21 characters', listOf([{ rows: rows(1) }], 'b'.repeat(21)), 131009],
  ['an interactive type that does not exist', interactive({ type: 'carousel2', body: { text: 'x' } }), 131009],
  [
    'a link button without address',
    interactive({
      type: 'cta_url',
      body: { text: 'x' },
      action: { name: 'cta_url', parameters: { display_text: 'Go' } },
    }),
    131008,
  ],
  [
    'a flow without id and name',
    interactive({
      type: 'flow',
      body: { text: 'x' },
      action: { name: 'flow', parameters: { flow_message_version: '3', flow_cta: 'Go' } },
    }),
    131008,
  ],
  [
    'a flow label with emoji',
    interactive({
      type: 'flow',
      body: { text: 'x' },
      action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Go 🚀' } },
    }),
    131009,
  ],
  ['a reaction to nothing known', { type: 'reaction', reaction: { message_id: 'wamid.unknown', emoji: '👍' } }, 131009],
  ['a reaction without message', { type: 'reaction', reaction: { emoji: '👍' } }, 131008],
  [
    'a reaction that quotes',
    { type: 'reaction', context: { message_id: 'x' }, reaction: { message_id: 'wamid.aW4tdGV4dA==', emoji: '👍' } },
    100,
  ],
  ['a template without language', { type: 'template', template: { name: 'x' } }, 131008],
  ['a read mark for an unknown message', { to: undefined, status: 'read', message_id: 'wamid.unknown' }, 131009],
  ['a read mark without message', { to: undefined, status: 'read' }, 131008],
];

describe('what is broken is refused with the documented code', () => {
  it.each(broken)('%s', async (_what, message, code) => {
    const { status, body } = await stage.send(message);
    expect({ status, code: body.error?.code }).toEqual({ status: 400, code });
    expect(body.error).toMatchObject({ type: 'OAuthException', error_data: { messaging_product: 'whatsapp' } });
    expect(body.error.fbtrace_id).toMatch(/^A[\w-]{22}$/);
  });

  it('a body that is no JSON', async () => {
    const response = await fetch(`${stage.simulator.url}/v26.0/${NUMBER}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: '{"messaging_product":',
    });
    expect([response.status, JSON.parse(await response.text()).error.code]).toEqual([400, 131008]);
  });

  it.each(errors.filter((name) => !/error-(100-media|104|190)/.test(name)))(
    '%s can be produced by a rule',
    async (name) => {
      const documented = read(name);
      await stage.control('POST', '/faults', { on: 'send', times: 1, effect: { graphCode: documented.error.code } });
      const { body } = await stage.sendText();
      expect(shape(body)).toEqual(shape(documented));
      expect([body.error.code, body.error.message]).toEqual([documented.error.code, documented.error.message]);
    },
  );
});

describe('a token', () => {
  it('that is missing is 401 with 104', async () => {
    const { status, body } = await stage.send(text('x'), null);
    expect({ status, shape: shape(body) }).toEqual({ status: 401, shape: shape(read('error-104-token-missing.json')) });
  });

  it('that nobody knows is 401 with 190', async () => {
    const { status, body } = await stage.send(text('x'), 'nobody');
    expect([status, body.error.code]).toEqual([401, 190]);
  });

  it('that has expired is 401 with 190 and subcode 463', async () => {
    await stage.control('POST', '/tokens', { token: 'short', appId: APP_ID });
    expect((await stage.send(text('x'), 'short')).status).toBe(200);
    await stage.control('POST', '/tokens/short/expire');
    const { status, body } = await stage.send(text('x'), 'short');
    expect({ status, shape: shape(body) }).toEqual({ status: 401, shape: shape(read('error-190-token-expired.json')) });
  });

  it('without the messaging scope is 403 with 10', async () => {
    await stage.control('POST', '/tokens', {
      token: 'manager',
      appId: APP_ID,
      scopes: ['whatsapp_business_management'],
    });
    const { status, body } = await stage.send(text('x'), 'manager');
    expect([status, body.error.code]).toEqual([403, 10]);
  });

  it('of another account sees no such number: 100 with subcode 33', async () => {
    await stage.control('POST', '/tokens', { token: 'stranger', appId: APP_ID, wabaIds: ['999'] });
    const { status, body } = await stage.send(text('x'), 'stranger');
    expect([status, body.error.code, body.error.error_subcode]).toEqual([400, 100, 33]);
  });
});

describe('who is meant', () => {
  it('a number may be typed with blanks, hyphens and brackets', async () => {
    const { body } = await stage.send({ to: '+44 (7700) 900-123', ...text('x') });
    expect(body.contacts).toEqual([{ input: '+44 (7700) 900-123', wa_id: MARA }]);
  });

  it('a Brazilian number with the ninth digit reaches the WhatsApp id without it', async () => {
    await stage.control('POST', '/customers', { waId: '556455550123', name: 'Caio Brandt' });
    const { body } = await stage.send({ to: '+5564955550123', ...text('x') });
    expect(shape(body)).toEqual(shape(read('response-send-normalised-number.json')));
    expect(body.contacts[0].wa_id).toBe('556455550123');
  });

  it('to wins over recipient', async () => {
    const { body } = await stage.send({ recipient: 'GB.70707070808080809090', ...text('x') });
    expect(body.contacts).toEqual([{ input: `+${MARA}`, wa_id: MARA }]);
  });
});

describe('mark as read', () => {
  it('marks the earlier ones too, and shows typing when asked', async () => {
    const first = (await stage.write({ text: 'one' })).body.wamid;
    const second = (await stage.write({ text: 'two' })).body.wamid;
    const { status } = await stage.send({
      to: undefined,
      status: 'read',
      message_id: second,
      typing_indicator: { type: 'text' },
    });
    expect(status).toBe(200);
    const { messages } = (await stage.control('GET', '/customers/mara/messages')).body;
    const seen = (wamid: string) => messages.find((message: { wamid: string }) => message.wamid === wamid);
    expect([seen(first).markedRead, seen(second).markedRead, seen(second).typingShown]).toEqual([true, true, true]);
  });
});

describe('what was accepted', () => {
  it('is listed with its content, opaque id and the statuses that reached the business', async () => {
    await stage.write();
    await stage.sendText('For the list', { biz_opaque_callback_data: 'conv:1;msg:42' });
    const [sent] = await until(async () => {
      const { sends } = (await stage.control('GET', '/sends?opaqueId=conv:1;msg:42')).body;
      return (
        sends[0]?.statuses.length === 3 &&
        sends[0].statuses.every((item: { delivered: boolean }) => item.delivered) &&
        sends
      );
    });
    expect(sent).toMatchObject({
      type: 'text',
      content: { body: 'For the list' },
      to: `+${MARA}`,
      phoneNumberId: NUMBER,
      customerId: 'mara',
    });
  });

  it('belongs to the account that the number belongs to', async () => {
    const { body } = await stage.graph('GET', `/${WABA}/phone_numbers`);
    expect(body.data.map((number: { id: string }) => number.id)).toEqual([NUMBER]);
  });
});
