const BYTES_MAX = 255;

/**
 * A file name from outside, made fit to be shown, put into a header and saved: no path, no control or direction
 * characters, nothing that a file system refuses, 255 bytes at most with its extension kept. Undefined when nothing is left.
 */
export function safeFilename(given: string | undefined): string | undefined {
  const name = (given ?? '')
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^.*[/\\]/s, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/^[\s.]+|[\s.]+$/g, '');
  if (name === '') return undefined;
  const extension = /\.[^.\s]{1,16}$/u.exec(name)?.[0] ?? '';
  return cut(name.slice(0, name.length - extension.length), BYTES_MAX - Buffer.byteLength(extension)) + extension;
}

/** RFC 6266: the name in ASCII for who knows no better, and as it is. */
export function contentDisposition(kind: 'inline' | 'attachment', filename: string | undefined): string {
  if (filename === undefined) return kind;
  const ascii = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(filename).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function cut(text: string, bytesMax: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    kept += character;
  }
  return kept;
}
