export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'sticker';

const kB = 1024;
const MB = 1024 * kB;

/**
 * What WhatsApp takes from us, with the file extension each type goes by.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
 */
export const mediaLimits = {
  image: { bytesMax: 5 * MB, types: { 'image/jpeg': 'jpg', 'image/png': 'png' } },
  audio: {
    bytesMax: 16 * MB,
    types: {
      'audio/aac': 'aac',
      'audio/amr': 'amr',
      'audio/mpeg': 'mp3',
      'audio/mp4': 'm4a',
      // Plain audio/ogg is refused: the codec has to be named, and only Opus in mono is played.
      'audio/ogg; codecs=opus': 'ogg',
    },
  },
  video: { bytesMax: 16 * MB, types: { 'video/mp4': 'mp4', 'video/3gpp': '3gp' } },
  document: {
    bytesMax: 100 * MB,
    types: {
      'text/plain': 'txt',
      'application/pdf': 'pdf',
      'application/msword': 'doc',
      'application/vnd.ms-excel': 'xls',
      'application/vnd.ms-powerpoint': 'ppt',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
    },
  },
  sticker: { bytesMax: 500 * kB, bytesMaxStatic: 100 * kB, types: { 'image/webp': 'webp' } },
} as const;

export type OutboundMediaCheck =
  | { ok: true }
  | { ok: false; refused: 'MEDIA_TOO_LARGE'; limitBytes: number }
  | { ok: false; refused: 'MEDIA_TYPE_UNSUPPORTED'; allowed: string[] };

/**
 * Whether WhatsApp would take this file as this kind. Any MIME type passes as a document: Meta documents eight, but
 * delivers others too. A sticker not known to be static may be as large as an animated one.
 */
export function checkOutboundMedia(file: {
  kind: MediaKind;
  mimeType: string;
  /** In bytes. */
  size: number;
  animated?: boolean;
}): OutboundMediaCheck {
  const mimeType = comparableType(file.mimeType);
  const allowed: string[] = Object.keys(mediaLimits[file.kind].types);
  const takesType = file.kind === 'document' ? mimeType !== undefined : mimeType && allowed.includes(mimeType);
  if (!takesType) return { ok: false, refused: 'MEDIA_TYPE_UNSUPPORTED', allowed };

  const isStaticSticker = file.kind === 'sticker' && file.animated === false;
  const limitBytes = isStaticSticker ? mediaLimits.sticker.bytesMaxStatic : mediaLimits[file.kind].bytesMax;
  return file.size > limitBytes ? { ok: false, refused: 'MEDIA_TOO_LARGE', limitBytes } : { ok: true };
}

/** Without a dot. Meta goes by the extension of an uploaded file: Opus called .mp4 fails later with 131053. */
export function fileExtensionFor(mimeType: string): string | undefined {
  return extensions.get(comparableType(mimeType) ?? '');
}

const extensions = new Map(Object.values(mediaLimits).flatMap(({ types }) => Object.entries<string>(types)));

const mimeShape = /^([a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*)\s*(?:;(.*))?$/i;

/** Type and subtype; of the parameters only the codec of Ogg makes a difference. */
function comparableType(mimeType: string): string | undefined {
  const [, type, parameters = ''] = mimeShape.exec(mimeType.trim()) ?? [];
  if (type === undefined) return undefined;
  const codec = /(?:^|;)\s*codecs\s*=\s*"?opus"?\s*(?:;|$)/i.test(parameters) ? '; codecs=opus' : '';
  return type.toLowerCase() === 'audio/ogg' ? `audio/ogg${codec}` : type.toLowerCase();
}
