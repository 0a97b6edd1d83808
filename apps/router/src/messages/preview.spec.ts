import { expect, it } from '@jest/globals';
import { inboundContentSchema } from '@wabx/contracts';
import { previewOf } from './preview.js';
import type { Content } from './shown-content.js';

const fileId = '01890a5d-ac96-774b-bcce-b302099a8057';
const rows: [content: Content, en: string, zh: string][] = [
  [{ kind: 'text', text: { body: 'Hello' } }, 'Hello', 'Hello'],
  [{ kind: 'image', media: { fileId } }, '📷 Photo', '📷 照片'],
  [{ kind: 'image', media: { fileId, caption: 'my bike' } }, '📷 my bike', '📷 my bike'],
  [{ kind: 'video', media: { fileId } }, '🎬 Video', '🎬 视频'],
  [{ kind: 'audio', media: { fileId, voice: true } }, '🎤 Voice message', '🎤 语音消息'],
  [{ kind: 'audio', media: { fileId } }, '🎵 Audio', '🎵 音频'],
  [{ kind: 'document', media: { fileId, filename: 'offer.pdf' } }, '📄 offer.pdf', '📄 offer.pdf'],
  [{ kind: 'sticker', media: { fileId } }, '🩷 Sticker', '🩷 贴纸'],
  [{ kind: 'location', location: { latitude: 1, longitude: 2 } }, '📍 Location', '📍 位置'],
  [{ kind: 'contacts', contacts: [{ name: { formattedName: 'Mara' } }] }, '👤 Mara', '👤 Mara'],
  [{ kind: 'contacts', contacts: [] }, '👤 Contact', '👤 联系人'],
  [{ kind: 'button_reply', buttonReply: { id: 'p', title: 'Yes' } }, '🔘 Yes', '🔘 Yes'],
  [{ kind: 'list_reply', listReply: {} }, '🔘 Choice from a list', '🔘 列表选项'],
  [{ kind: 'flow_reply', flowReply: { response: {} } }, '📝 Form filled in', '📝 已填写表单'],
  [{ kind: 'call_permission', callPermission: { response: 'accept' } }, '📞 Calls allowed', '📞 允许来电'],
  [{ kind: 'order', order: { items: [{}, {}] } }, '🛒 Order, 2 items', '🛒 订单，2 项商品'],
  [{ kind: 'reaction', reaction: { target: 'x', emoji: '👍' } }, 'Reacted 👍', '回应了 👍'],
  [{ kind: 'edit', edit: { target: 'x' } }, '✏️ Edited a message', '✏️ 编辑了消息'],
  [{ kind: 'revoke', revoke: { target: 'x' } }, '🚫 Deleted a message', '🚫 删除了消息'],
  [{ kind: 'system', system: { type: 'x' } }, 'ℹ️ Notice from WhatsApp', 'ℹ️ WhatsApp 通知'],
  [
    { kind: 'unsupported', unsupported: { errors: [] } },
    '⚠️ Message that WhatsApp does not pass on',
    '⚠️ WhatsApp 未转发的消息',
  ],
  [{ kind: 'unknown', unknown: { type: 'poll' } }, '⚠️ Message of an unknown kind', '⚠️ 未知类型的消息'],
  [{ kind: 'interactive', interactive: { body: { text: 'Which?' } } }, '🔘 Which?', '🔘 Which?'],
];

it.each(rows)('%j', (content, en, zh) => {
  expect(previewOf(content)).toEqual({ en, 'zh-CN': zh });
});

it('every kind that can come in has a row', () => {
  const kinds = inboundContentSchema.options.map((option) => option.shape.kind.value);
  expect(kinds.filter((kind) => !rows.some(([content]) => content.kind === kind))).toEqual([]);
});

it('what was deleted is not read in a preview, and what is long is cut between characters', () => {
  expect(previewOf({ kind: 'text', text: { body: 'secret' } }, { isRevoked: true }).en).toBe('🚫 Deleted message');
  const { en } = previewOf({ kind: 'text', text: { body: '🚲'.repeat(500) } });
  expect([...en]).toHaveLength(200);
});
