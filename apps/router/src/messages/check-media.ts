import { describeFile, type OutboundContent } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import { checkOutboundMedia, toSentFilename } from '@wabx/whatsapp';
import { refuse, type Refusal } from '../sessions/refusal.js';
import type { MediaReply } from './reply-body.js';

type SentMedia = Extract<OutboundContent, { media: unknown }>;

/** Who sends a file: what he has uploaded, and what he may read. */
export interface FileSender {
  keyId: string;
  extensionId: string | undefined;
  readsAll: boolean;
  /** What an agent may read besides: asked only for files that he has not uploaded. */
  mayRead(fileId: string, extensionId: string): Promise<boolean>;
}

/**
 * The content of a reply with a file, if the file is there, the sender's to send, still kept, and something WhatsApp takes
 * as this kind. Whether a file is there is not told to those who may not have it.
 */
export async function checkMedia(
  requests: Requests,
  sender: FileSender,
  body: MediaReply,
): Promise<SentMedia | Refusal> {
  const { id: fileId, ...rest } = body.media;
  const file = await requests.ask(describeFile, { fileId });
  if (!file.found || file.state === 'failed' || !(await maySend(sender, fileId, file))) {
    return refuse('MEDIA_NOT_FOUND', 'There is no such file, or it is not yours to send.', { fileId });
  }
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

async function maySend(
  { keyId, extensionId, readsAll, mayRead }: FileSender,
  fileId: string,
  file: { uploadedBy?: string | undefined; extensionId?: string | undefined },
): Promise<boolean> {
  if (readsAll || file.uploadedBy === keyId) return true;
  if (extensionId === undefined) return false;
  return file.extensionId === extensionId || (await mayRead(fileId, extensionId));
}
