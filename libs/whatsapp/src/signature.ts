import { createHmac, timingSafeEqual } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

export type SignatureCheck = { valid: true; form: 'raw' | 'escaped'; secretIndex: number } | { valid: false };

const headerShape = /^sha256=[0-9a-f]{64}$/i;

/** Meta's bodies come escaped; a large one is not written anew for what should not happen. */
const ESCAPED_BYTES_MAX = 64 * 1024;

/** Hashed without a pause. A body of 4 MB in one piece would hold up every other request for 10 ms. */
const SLICE_BYTES = 16 * 1024;

/** Whether there is anything to check at all; false before a body is read saves reading it. */
export function looksSigned(header: unknown): header is string {
  return typeof header === 'string' && headerShape.test(header);
}

/**
 * Checks `X-Hub-Signature-256` over the bytes as they were received, against every secret given (current and previous
 * during a rotation). `form: 'escaped'` means that only the body with non-ASCII written as `\uXXXX` matched, which Meta
 * documents for Messenger: worth counting, it should not happen.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 */
export async function verifySignature(request: {
  rawBody: Buffer;
  header: string | undefined;
  secrets: readonly string[];
}): Promise<SignatureCheck> {
  // The shape is checked first because timingSafeEqual throws on unequal lengths.
  const { header } = request;
  if (!looksSigned(header) || request.secrets.length === 0) return { valid: false };
  const claimed = Buffer.from(header.slice('sha256='.length), 'hex');

  const raw = await secretThatSigned(request.rawBody, claimed, request.secrets);
  if (raw !== undefined) return { valid: true, form: 'raw', secretIndex: raw };

  const escaped = escapeNonAscii(request.rawBody);
  const secretIndex = escaped && (await secretThatSigned(escaped, claimed, request.secrets));
  return secretIndex === undefined ? { valid: false } : { valid: true, form: 'escaped', secretIndex };
}

/** The header value Meta would send for this body: for simulators and tests. */
export function signBody(rawBody: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
}

async function secretThatSigned(
  body: Buffer,
  claimed: Buffer,
  secrets: readonly string[],
): Promise<number | undefined> {
  for (const [index, secret] of secrets.entries()) {
    // An empty secret is a missing one: anybody could sign with it.
    if (secret !== '' && timingSafeEqual(await hmacInSlices(body, secret), claimed)) return index;
  }
  return undefined;
}

async function hmacInSlices(body: Buffer, secret: string): Promise<Buffer> {
  const hmac = createHmac('sha256', secret);
  for (let from = 0; from < body.length; from += SLICE_BYTES) {
    if (from > 0) await setImmediate();
    hmac.update(body.subarray(from, from + SLICE_BYTES));
  }
  return hmac.digest();
}

/** Nothing to try again where the body is plain ASCII or no UTF-8 at all. */
function escapeNonAscii(body: Buffer): Buffer | undefined {
  if (body.length > ESCAPED_BYTES_MAX || body.every((byte) => byte < 0x80)) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    // Without the u flag each half of a surrogate pair is escaped by itself, as JSON does.
    const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return Buffer.from(text.replace(/[^\x00-\x7f]/g, escape), 'ascii');
  } catch {
    return undefined;
  }
}
