import { describeFile, type OutboundContent } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import { checkOutboundMedia, toSentFilename } from '@wabx/whatsapp';
import { refuse, type Refusal } from '../sessions/refusal.js';
import type { MediaReply } from './reply-body.js';

type SentMedia = Extract<OutboundContent, { media: unknown }>;

/** The content of a reply with a file, if the file is there, still kept, and something WhatsApp takes as this kind. */
export async function checkMedia(requests: Requests, body: MediaReply): Promise<SentMedia | Refusal> {
  const { id: fileId, ...rest } = body.media;
  const file = await requests.ask(describeFile, { fileId });
  if (!file.found || file.state === 'failed') return refuse('MEDIA_NOT_FOUND', 'There is no such file.', { fileId });
  if (file.state === 'expired')
    return refuse('MEDIA_EXPIRED', 'The file is no longer kept; upload it again.', { fileId });
  const { mimeType, size } = file;
  if (file.state === 'fetching' || file.state === 'held' || !mimeType || size === undefined) {
    return refuse('MEDIA_NOT_FOUND', 'The file has not arrived yet; try again when it has.', { fileId });
  }
  const check = checkOutboundMedia({ kind: body.type, mimeType, size });
  if (check.ok) {
    const name = rest.filename ?? file.filename;
    const filename = name === undefined ? undefined : toSentFilename(name, mimeType);
    return { kind: body.type, media: { fileId, mimeType, size, ...rest, filename } };
  }
  const asDocument = body.type !== 'document' && checkOutboundMedia({ kind: 'document', mimeType, size }).ok;
  const hint = asDocument ? ' It can be sent as a document.' : '';
  return check.refused === 'MEDIA_TOO_LARGE'
    ? refuse(
        'MEDIA_TOO_LARGE',
        `WhatsApp takes ${body.type} files of up to ${check.limitBytes} bytes; this has ${size}.${hint}`,
        {
          limitBytes: check.limitBytes,
          asDocument,
        },
      )
    : refuse('MEDIA_TYPE_UNSUPPORTED', `WhatsApp does not take ${mimeType} as ${body.type}.${hint}`, {
        allowed: check.allowed,
        asDocument,
      });
}
