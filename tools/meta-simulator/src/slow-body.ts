import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

const PIECES = 10;

/** The same bytes in ten pieces over so many milliseconds; a stream is held up before each of its chunks. */
export function slowly(body: Buffer | Readable, overMs: number): Readable {
  const pieces = async function* (): AsyncGenerator<Buffer> {
    if (!Buffer.isBuffer(body)) {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        await wait(overMs / PIECES, undefined, { ref: false });
        yield chunk;
      }
      return;
    }
    const size = Math.max(1, Math.ceil(body.length / PIECES));
    for (let start = 0; start < body.length; start += size) {
      await wait(overMs / PIECES, undefined, { ref: false });
      yield body.subarray(start, start + size);
    }
  };
  return Readable.from(pieces(), { objectMode: false });
}
