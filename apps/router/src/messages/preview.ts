import type { Content } from './shown-content.js';

/** A message in a few words, for lists of sessions. */
export interface Preview {
  en: string;
  'zh-CN': string;
}

const LENGTH_MAX = 200;

/** What is shown of a message, in one line. Words of people are the same in both languages. */
export function previewOf(content: Content, { isRevoked = false } = {}): Preview {
  const { en, 'zh-CN': zh } = isRevoked ? say('🚫 Deleted message', '🚫 已删除的消息') : inWords(content);
  return { en: cut(en), 'zh-CN': cut(zh) };
}

function inWords(content: Content): Preview {
  switch (content.kind) {
    case 'text':
    case 'note':
      return asWritten(content.text.body);
    case 'image':
      return captioned('📷', content.media.caption, 'Photo', '照片');
    case 'video':
      return captioned('🎬', content.media.caption, 'Video', '视频');
    case 'audio':
      return content.media.voice ? say('🎤 Voice message', '🎤 语音消息') : say('🎵 Audio', '🎵 音频');
    case 'document':
      return captioned('📄', content.media.caption ?? content.media.filename, 'Document', '文档');
    case 'sticker':
      return say('🩷 Sticker', '🩷 贴纸');
    case 'location':
      return captioned('📍', content.location.name ?? content.location.address, 'Location', '位置');
    case 'contacts':
      return captioned('👤', nameOf(content.contacts[0]), 'Contact', '联系人');
    case 'button_reply':
      return captioned('🔘', content.buttonReply.title ?? content.buttonReply.id, 'Button', '按钮');
    case 'list_reply':
      return captioned('🔘', content.listReply.title ?? content.listReply.id, 'Choice from a list', '列表选项');
    case 'flow_reply':
      return say('📝 Form filled in', '📝 已填写表单');
    case 'call_permission':
      return content.callPermission.response === 'accept'
        ? say('📞 Calls allowed', '📞 允许来电')
        : say('📞 Calls not allowed', '📞 不允许来电');
    case 'order': {
      const { length } = content.order.items;
      return say(`🛒 Order, ${length} ${length === 1 ? 'item' : 'items'}`, `🛒 订单，${length} 项商品`);
    }
    case 'interactive':
      return captioned('🔘', bodyOf(content.interactive), 'Buttons', '按钮');
    case 'reaction': {
      const { emoji } = content.reaction;
      return emoji ? say(`Reacted ${emoji}`, `回应了 ${emoji}`) : say('Took a reaction back', '撤回了回应');
    }
    case 'edit':
      return say('✏️ Edited a message', '✏️ 编辑了消息');
    case 'revoke':
      return say('🚫 Deleted a message', '🚫 删除了消息');
    case 'system':
      return captioned('ℹ️', content.system.body, 'Notice from WhatsApp', 'WhatsApp 通知');
    case 'unsupported':
      return say('⚠️ Message that WhatsApp does not pass on', '⚠️ WhatsApp 未转发的消息');
    case 'unknown':
      return say('⚠️ Message of an unknown kind', '⚠️ 未知类型的消息');
  }
}

const say = (en: string, zh: string): Preview => ({ en, 'zh-CN': zh });
const asWritten = (text: string): Preview => say(text, text);

function captioned(sign: string, words: string | undefined, en: string, zh: string): Preview {
  return words?.trim() ? asWritten(`${sign} ${words}`) : say(`${sign} ${en}`, `${sign} ${zh}`);
}

function nameOf(contact: Record<string, unknown> | undefined): string | undefined {
  const name = contact?.['name'];
  if (typeof name !== 'object' || name === null) return undefined;
  const { formattedName, formatted_name: asMeta, firstName } = name as Record<string, unknown>;
  return [formattedName, asMeta, firstName].find((given) => typeof given === 'string');
}

/** Of buttons and lists the text above them, which Meta calls the body. */
export function bodyOf({ body }: Record<string, unknown>): string | undefined {
  const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : undefined;
  return typeof text === 'string' ? text : undefined;
}

function cut(text: string): string {
  // A character may take two units.
  return text.length <= LENGTH_MAX
    ? text
    : Array.from(text.slice(0, 2 * LENGTH_MAX))
        .slice(0, LENGTH_MAX)
        .join('');
}
