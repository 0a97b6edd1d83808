import { createCipheriv, createHash } from 'node:crypto';

const CHUNK = Buffer.alloc(64 * 1024);

/** Bytes that look random, are the same each time, and of which only one chunk exists at a time. */
export function* largeFile(sizeBytes: number, seed = 1): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  for (let left = sizeBytes; left > 0; left -= CHUNK.length) {
    yield cipher.update(CHUNK.subarray(0, Math.min(left, CHUNK.length)));
  }
}

export async function* asAsync(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield chunk;
}

export function sha256Of(chunks: Iterable<Buffer>): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** Size and hash of a stream, read as fast as it comes and never held. */
export async function measure(bytes: AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
