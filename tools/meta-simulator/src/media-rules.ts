import { extname } from 'node:path';

export type MediaClass = 'audio' | 'document' | 'image' | 'sticker' | 'video';
export const mediaClasses: readonly MediaClass[] = ['audio', 'document', 'image', 'sticker', 'video'];

export function isMediaClass(type: string): type is MediaClass {
  return (mediaClasses as readonly string[]).includes(type);
}

/** What WhatsApp takes, by MIME type without parameters (reference: media types). */
const typesOf: Record<Exclude<MediaClass, 'document'>, readonly string[]> = {
  audio: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  image: ['image/jpeg', 'image/png'],
  sticker: ['image/webp'],
  video: ['video/mp4', 'video/3gpp'],
};

const MB = 1024 * 1024;
export const maxBytesOf: Record<MediaClass, number> = {
  audio: 16 * MB,
  document: 100 * MB,
  image: 5 * MB,
  sticker: 500 * 1024,
  video: 16 * MB,
};

const extensions: Record<string, readonly string[]> = {
  '.aac': ['audio/aac'],
  '.amr': ['audio/amr'],
  '.mp3': ['audio/mpeg'],
  '.m4a': ['audio/mp4'],
  '.ogg': ['audio/ogg'],
  '.jpg': ['image/jpeg'],
  '.jpeg': ['image/jpeg'],
  '.png': ['image/png'],
  '.webp': ['image/webp'],
  '.mp4': ['video/mp4', 'audio/mp4'],
  '.3gp': ['video/3gpp'],
  '.pdf': ['application/pdf'],
};

export function bareType(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase();
}

/** May a message of this class carry this type? */
export function fitsClass(mediaClass: MediaClass, mimeType: string): boolean {
  const type = bareType(mimeType);
  return mediaClass === 'document'
    ? type.includes('/') && type !== 'application/octet-stream'
    : typesOf[mediaClass].includes(type);
}

/** Is the type taken by an upload? OGG only as `audio/ogg; codecs=opus`; any valid application or text type is a document. */
export function isUploadable(mimeType: string): boolean {
  const type = bareType(mimeType);
  if (type === 'audio/ogg') return /codecs\s*=\s*"?opus/i.test(mimeType);
  return /^(application|text)\/[\w.+-]+$/.test(type) || Object.values(typesOf).some((types) => types.includes(type));
}

/** The largest upload of a type: the limit of the class it would be sent as. */
export function maxUploadBytes(mimeType: string): number {
  const type = bareType(mimeType);
  const found = (['audio', 'image', 'sticker', 'video'] as const).find((name) => typesOf[name].includes(type));
  return maxBytesOf[found ?? 'document'];
}

/** Meta believes the extension: what it contradicts becomes a type that no message can carry. */
export function typeAsStored(mimeType: string, filename: string | undefined): string {
  const known = extensions[extname(filename ?? '').toLowerCase()];
  return known && !known.includes(bareType(mimeType)) ? 'application/octet-stream' : mimeType;
}

export const listedTypes = `${Object.values(typesOf).flat().join(', ')}, application/pdf, text/plain`;
