import { describe, expect, it } from '@jest/globals';
import { checkOutboundMedia, fileExtensionFor, type MediaKind } from './media-limits.js';

describe('checkOutboundMedia', () => {
  it.each<[MediaKind, string, number, boolean | undefined]>([
    ['image', 'image/jpeg', 5_242_880, undefined],
    ['audio', 'audio/mpeg', 16_777_216, undefined],
    ['video', 'video/mp4', 16_777_216, undefined],
    ['document', 'application/pdf', 104_857_600, undefined],
    ['sticker', 'image/webp', 102_400, false],
    ['sticker', 'image/webp', 512_000, true],
    ['sticker', 'image/webp', 512_000, undefined],
  ])('takes %s %s of exactly %d bytes (animated: %s) and names that limit for one byte more', (...row) => {
    const [kind, mimeType, limitBytes, animated] = row;
    expect(checkOutboundMedia({ kind, mimeType, size: limitBytes, animated })).toEqual({ ok: true });
    expect(checkOutboundMedia({ kind, mimeType, size: limitBytes + 1, animated })).toEqual({
      ok: false,
      refused: 'MEDIA_TOO_LARGE',
      limitBytes,
    });
  });

  it.each<[MediaKind, string]>([
    ['image', 'image/PNG'],
    ['audio', 'audio/ogg; codecs=opus'],
    ['audio', 'audio/ogg;codecs="opus"'],
    ['document', 'text/plain; charset=utf-8'],
    ['document', 'application/zip'],
    ['document', 'image/svg+xml'],
    ['video', 'video/3gpp'],
  ])('takes as %s: %s', (kind, mimeType) => {
    expect(checkOutboundMedia({ kind, mimeType, size: 1 })).toEqual({ ok: true });
  });

  it.each<[MediaKind, string]>([
    ['image', 'image/webp'],
    ['image', 'image/heic'],
    ['image', 'image/gif'],
    ['audio', 'audio/ogg'],
    ['audio', 'audio/ogg; codecs=vorbis'],
    ['audio', 'audio/ogg; codecs=opusx'],
    ['audio', 'audio/opus'],
    ['audio', 'audio/webm'],
    ['video', 'video/webm'],
    ['video', 'video/quicktime'],
    ['sticker', 'image/png'],
    ['document', ''],
    ['document', 'pdf'],
    ['document', 'a/b\r\nX-Injected: 1'],
    ['image', 'constructor'],
  ])('refuses as %s: %j, and says what it takes', (kind, mimeType) => {
    expect(checkOutboundMedia({ kind, mimeType, size: 1 })).toEqual({
      ok: false,
      refused: 'MEDIA_TYPE_UNSUPPORTED',
      allowed: expect.arrayContaining([expect.stringContaining('/')]),
    });
  });
});

describe('fileExtensionFor', () => {
  it.each([
    ['audio/ogg; codecs=opus', 'ogg'],
    ['image/jpeg', 'jpg'],
    ['Application/PDF', 'pdf'],
    ['text/plain; charset=utf-8', 'txt'],
    ['application/octet-stream', undefined],
    ['nonsense', undefined],
  ])('%s → %s', (mimeType, extension) => {
    expect(fileExtensionFor(mimeType)).toBe(extension);
  });
});
