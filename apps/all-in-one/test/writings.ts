/**
 * The ways in which a secret would be found written down: as it is, in a URL, as hexadecimal digits, and inside something
 * that as a whole is base64, also twice, as a kept message is that keeps a body.
 */
export function writingsOf(secret: string | Buffer): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const once = insideBase64(bytes);
  const twice = once.flatMap((text) => insideBase64(Buffer.from(text)));
  const asText = typeof secret === 'string' ? [secret, encodeURIComponent(secret)] : [];
  const base64 = [...once, ...twice].flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
  return [...new Set([...asText, hex, ...base64])];
}

/** What stays the same of these bytes wherever they stand in what is encoded: three beginnings, without the ends. */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const firstOwn = Math.ceil((before * 8) / 6);
    const lastOwn = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(firstOwn, lastOwn);
  });
}
