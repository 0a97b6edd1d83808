import { fileExtensionFor } from './outgoing/media-limits.js';

const BYTES_MAX = 240;
/** More than any name has; what is longer is cut before anything looks at it twice. */
const [HEAD_MAX, TAIL_MAX] = [900, 100];

/** Control, format and direction characters, halves of pairs, line ends; the joiners of Persian and of emoji stay. */
const unfit = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const edges = /^[\s.\u200c\u200d]+|(?<![\s.\u200c\u200d])[\s.\u200c\u200d]+$/g;
/** Names that Windows gives to devices. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
const extensionShape = /\.[^.\s]{1,16}$/u;

/**
 * A file name from outside, made fit to be shown, put into a header and saved: no path, no control or direction
 * characters, nothing that a file system refuses, 240 bytes at most with its extension kept. Undefined when nothing is left.
 */
export function safeFilename(given: string | undefined): string | undefined {
  const base = (given ?? '').replaceAll('\\', '/').split('/').at(-1) ?? '';
  const bounded = base.length > HEAD_MAX + TAIL_MAX ? base.slice(0, HEAD_MAX) + base.slice(-TAIL_MAX) : base;
  const name = bounded
    .normalize('NFC')
    .replaceAll(unfit, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(edges, '')
    .replace(device, '_$1');
  if (name === '') return undefined;
  const extension = extensionShape.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - extension.length);
  return cut(stem, BYTES_MAX - Buffer.byteLength(extension)).replaceAll(edges, '') + extension;
}

/** The safe name, filled from the type where there is none, or none that says what the file is. */
export function filledFilename(given: string | undefined, mimeType: string | undefined): string | undefined {
  const name = safeFilename(given);
  const extension = mimeType === undefined ? undefined : extensionOf(mimeType);
  const kind = /^(image|video|audio)\//.exec(mimeType ?? '')?.[1] ?? 'document';
  if (name === undefined) return extension === undefined ? undefined : `${kind}.${extension}`;
  return extension === undefined || extensionShape.test(name) ? name : safeFilename(`${name}.${extension}`);
}

/** Types that customers send, though WhatsApp takes them from nobody else. */
const receivedExtensions: Record<string, string> = {
  'application/json': 'json',
  'application/rtf': 'rtf',
  'application/vnd.rar': 'rar',
  'application/x-7z-compressed': '7z',
  'application/xml': 'xml',
  'application/zip': 'zip',
  'audio/3gpp': '3gp',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/webm': 'weba',
  'image/avif': 'avif',
  'image/bmp': 'bmp',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'image/svg+xml': 'svg',
  'image/tiff': 'tiff',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/vcard': 'vcf',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
};

function extensionOf(mimeType: string): string | undefined {
  const type = mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  return fileExtensionFor(mimeType) ?? (Object.hasOwn(receivedExtensions, type) ? receivedExtensions[type] : undefined);
}

/** Cut between characters as people count them; one that is longer than all there is room for, between its parts. */
function cut(text: string, bytesMax: number): string {
  const characters = Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment);
  const whole = fitting(characters, bytesMax);
  return whole === '' ? fitting([...text], bytesMax) : whole;
}

function fitting(parts: readonly string[], bytesMax: number): string {
  let bytes = 0;
  const end = parts.findIndex((part) => (bytes += Buffer.byteLength(part)) > bytesMax);
  return parts.slice(0, end === -1 ? undefined : end).join('');
}
