import type { OutboundContent } from '@wabx/contracts';
import { graphMessageBodySchema, type GraphMessageBody } from '@wabx/whatsapp';
import { opaqueIdOf } from './opaque-id.js';
import { ownError } from './send-errors.js';
import type { Send } from './store/send.js';

/** A file as Meta gets it: a link that it fetches, or the id of an upload. */
export type FileReference = { link: string } | { id: string };

export type GraphPayload =
  { outcome: 'body'; body: GraphMessageBody } | { outcome: 'refused'; error: ReturnType<typeof ownError> };

/**
 * The body of `POST /{phone-number-id}/messages` for a reply. What Meta would certainly refuse is refused here, with
 * the place of the fault; the router has checked it before, so this is the last line, not the first.
 */
export function toGraphPayload(
  send: Pick<Send, 'message_id' | 'attempt' | 'recipient' | 'content' | 'reply_to'>,
  file?: FileReference,
): GraphPayload {
  const addressee = toAddressee(send.recipient);
  if (!addressee) return { outcome: 'refused', error: ownError('recipient-missing') };
  if (!send.content) return { outcome: 'refused', error: ownError('unreadable') };
  // A reaction names its message itself; Meta refuses a context beside it.
  const quotes = send.reply_to !== null && send.content.kind !== 'reaction';
  const parsed = graphMessageBodySchema.safeParse({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...addressee,
    ...(quotes ? { context: { message_id: send.reply_to } } : {}),
    biz_opaque_callback_data: opaqueIdOf(send.message_id, send.attempt),
    type: send.content.kind,
    ...toBody(send.content, file),
  });
  if (parsed.success) return { outcome: 'body', body: parsed.data };
  const places = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return { outcome: 'refused', error: ownError('request-invalid', places.slice(0, 3).join('; ')) };
}

/** With the plus: without it Meta puts the business's own country in front and may write to a stranger. */
function toAddressee({ waId, userId }: Send['recipient']): { to: string } | { recipient: string } | undefined {
  if (waId) return { to: `+${waId.replace(/^\+/, '')}` };
  return userId ? { recipient: userId } : undefined;
}

function toBody(content: OutboundContent, file: FileReference | undefined): Record<string, unknown> {
  switch (content.kind) {
    case 'text': {
      const { body, previewUrl } = content.text;
      return { text: previewUrl === undefined ? { body } : { body, preview_url: previewUrl } };
    }
    case 'image':
    case 'video':
      return { [content.kind]: { ...file, ...optional({ caption: content.media.caption }) } };
    case 'document': {
      const { caption, filename } = content.media;
      return { document: { ...file, ...optional({ caption, filename }) } };
    }
    case 'audio':
      return { audio: { ...file, ...optional({ voice: content.media.voice || undefined }) } };
    case 'sticker':
      return { sticker: { ...file } };
    case 'location':
      return { location: content.location };
    case 'contacts':
      return { contacts: content.contacts };
    case 'reaction':
      return { reaction: { message_id: content.reaction.target, emoji: content.reaction.emoji ?? '' } };
    case 'interactive':
      return { interactive: content.interactive };
  }
}

function optional<T extends Record<string, unknown>>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
