import { HEAD_BYTES } from './sniff-type.js';

/** The file has more bytes than are taken. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

/**
 * Lets a file through on its way to the store, keeps its beginning for the look at its type, and ends the way with
 * {@link FileTooLarge} at the first byte too many: the count decides, never what a header announces.
 */
export function inspectBytes(bytes: AsyncIterable<Uint8Array>, bytesMax: number) {
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let sizeBytes = 0;
  return {
    head: () => Buffer.concat(head).subarray(0, HEAD_BYTES),
    bytes: (async function* () {
      for await (const chunk of bytes) {
        sizeBytes += chunk.length;
        if (sizeBytes > bytesMax) throw new FileTooLarge(`more than ${bytesMax} bytes`);
        if (headBytes < HEAD_BYTES) {
          head.push(Buffer.from(chunk.subarray(0, HEAD_BYTES - headBytes)));
          headBytes += chunk.length;
        }
        yield chunk;
      }
    })(),
  };
}
