import { createHmac } from 'node:crypto';

/**
 * JSON as Meta puts it on the wire: `/` and `@` escaped, everything beyond ASCII as `\uxxxx` in lower-case hex.
 * None of these can stand outside a string in JSON, so replacing them in the finished text is safe.
 */
export function toWireJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replaceAll('@', '\\u0040')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The value of `X-Hub-Signature-256` over exactly these bytes. */
export function signatureOf(body: Buffer | string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}
