import { describe, expect, it } from '@jest/globals';
import type { OutboundContent } from '@wabx/contracts';
import { opaqueIdOf, parseOpaqueId } from './opaque-id.js';
import { toGraphPayload, type FileReference } from './to-graph-payload.js';

const messageId = '01a2078b-8819-7668-acfe-ebd8aa333a9d';
const fileId = '01a2078b-8819-7668-acfe-ebd8aa333a9e';
const send = (content: OutboundContent | null, more = {}) => ({
  message_id: messageId,
  attempt: 2,
  recipient: { waId: '447700900123' },
  content,
  reply_to: null,
  ...more,
});
const text = (body: string): OutboundContent => ({ kind: 'text', text: { body } });
const file = { fileId, mimeType: 'image/jpeg', size: 1000 };
const link = { link: 'https://files.example.org/m/abc/frame.jpg' };

describe('what each kind of reply becomes for Meta', () => {
  it.each<[string, OutboundContent, FileReference | undefined, object]>([
    ['text', text('Hello'), undefined, { type: 'text', text: { body: 'Hello' } }],
    [
      'text with preview',
      { kind: 'text', text: { body: 'See https://example.org', previewUrl: true } },
      undefined,
      { type: 'text', text: { body: 'See https://example.org', preview_url: true } },
    ],
    [
      'image by link',
      { kind: 'image', media: { ...file, caption: 'The frame' } },
      link,
      { type: 'image', image: { ...link, caption: 'The frame' } },
    ],
    ['image by upload', { kind: 'image', media: file }, { id: '99' }, { type: 'image', image: { id: '99' } }],
    [
      'video',
      { kind: 'video', media: { ...file, caption: 'Ride' } },
      link,
      { type: 'video', video: { ...link, caption: 'Ride' } },
    ],
    [
      'document',
      { kind: 'document', media: { ...file, filename: 'offer.pdf', caption: 'Your offer' } },
      link,
      { type: 'document', document: { ...link, filename: 'offer.pdf', caption: 'Your offer' } },
    ],
    [
      'voice note',
      { kind: 'audio', media: { ...file, voice: true, caption: 'has none' } },
      { id: '99' },
      { type: 'audio', audio: { id: '99', voice: true } },
    ],
    ['audio', { kind: 'audio', media: { ...file, voice: false } }, link, { type: 'audio', audio: link }],
    ['sticker', { kind: 'sticker', media: file }, link, { type: 'sticker', sticker: link }],
    [
      'location',
      { kind: 'location', location: { latitude: 51.5, longitude: -0.12, name: 'Workshop' } },
      undefined,
      { type: 'location', location: { latitude: 51.5, longitude: -0.12, name: 'Workshop' } },
    ],
    [
      'contacts',
      { kind: 'contacts', contacts: [{ name: { formatted_name: 'Workshop desk', first_name: 'Workshop' } }] },
      undefined,
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Workshop desk', first_name: 'Workshop' } }] },
    ],
    [
      'reaction',
      { kind: 'reaction', reaction: { target: 'wamid.x', emoji: '👍' } },
      undefined,
      { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
    ],
    [
      'reaction taken back',
      { kind: 'reaction', reaction: { target: 'wamid.x' } },
      undefined,
      { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '' } },
    ],
    [
      'interactive',
      {
        kind: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Which time?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'sat', title: 'Saturday' } }] },
        },
      },
      undefined,
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Which time?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'sat', title: 'Saturday' } }] },
        },
      },
    ],
  ])('%s', (_name, content, reference, expected) => {
    // Exactly: what Meta does not expect beside a kind, such as the caption of an audio, it refuses.
    expect(toGraphPayload(send(content), reference)).toEqual({
      outcome: 'body',
      body: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '+447700900123',
        biz_opaque_callback_data: `v1.${messageId}.2`,
        ...expected,
      },
    });
  });
});

describe('to whom it goes', () => {
  it.each([
    [{ waId: '447700900123' }, { to: '+447700900123' }],
    [{ waId: '5511987654321', userId: 'BR.1' }, { to: '+5511987654321' }],
    [{ userId: 'GB.707070' }, { recipient: 'GB.707070' }],
  ])('%j', (recipient, expected) => {
    expect(toGraphPayload(send(text('x'), { recipient }))).toMatchObject({ outcome: 'body', body: expected });
  });

  it('is nobody: refused here, not sent to a stranger', () => {
    expect(toGraphPayload(send(text('x'), { recipient: {} }))).toMatchObject({
      outcome: 'refused',
      error: { class: 'recipient-missing' },
    });
  });
});

it('quotes the message it answers, but a reaction never does', () => {
  const quoting = { reply_to: 'wamid.question' };
  expect(toGraphPayload(send(text('x'), quoting))).toMatchObject({
    body: { context: { message_id: 'wamid.question' } },
  });
  const reaction = toGraphPayload(send({ kind: 'reaction', reaction: { target: 'wamid.x', emoji: '👍' } }, quoting));
  expect(reaction).toMatchObject({ outcome: 'body' });
  expect(reaction.outcome === 'body' && 'context' in reaction.body).toBe(false);
});

it.each([
  ['a text that is too long', text('x'.repeat(4097))],
  ['a text without content', text('')],
  ['interactive without its parts', { kind: 'interactive', interactive: { type: 'button' } } as const],
  ['a file without link and id', { kind: 'image', media: file } as const],
])('%s is refused with the place of the fault', (_name, content) => {
  const payload = toGraphPayload(send(content));
  expect(payload).toMatchObject({ outcome: 'refused', error: { class: 'request-invalid' } });
  expect(payload.outcome === 'refused' && payload.error.details).toMatch(/\w+: /);
});

describe('the opaque id', () => {
  it('comes back as message and attempt', () => {
    expect(parseOpaqueId(opaqueIdOf(messageId, 3))).toEqual({ messageId, attempt: 3 });
  });

  it.each([
    undefined,
    '',
    'order-17',
    `v2.${messageId}.1`,
    `v1.${messageId}`,
    `v1.${messageId}.0`,
    `v1.${messageId}.1x`,
  ])('of others (%s) is not taken for ours', (foreign) => expect(parseOpaqueId(foreign)).toBeUndefined());
});
