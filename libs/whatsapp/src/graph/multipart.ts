import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { SourceError } from './failure-cause.js';

export type FileToUpload = {
  stream: Readable;
  /** In bytes; the stream must have exactly so many. */
  size: number;
  mimeType: string;
  filename: string;
};

/** A multipart/form-data body with one file at its end, of known length and never whole in memory. */
export function multipartForm(
  fields: Record<string, string>,
  file: FileToUpload,
): { contentType: string; contentLength: number; body: Readable } {
  const boundary = `wabx-${randomUUID()}`;
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  const disposition = `Content-Disposition: form-data; name="file"; filename="${quoted(file.filename)}"`;
  const type = `Content-Type: ${file.mimeType.replace(/[\r\n]/g, ' ')}`;
  const head = Buffer.from(`${texts.join('')}--${boundary}\r\n${disposition}\r\n${type}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const body = Readable.from(parts(head, file, tail), { objectMode: false });
  // A request that never leaves reads nothing: the file is let go all the same, and its failing is nobody's crash.
  body.once('close', () => file.stream.destroy());
  file.stream.on('error', () => undefined);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.length + file.size + tail.length,
    body,
  };
}

async function* parts(head: Buffer, file: FileToUpload, tail: Buffer): AsyncGenerator<Buffer> {
  yield head;
  yield* exactly(file.stream, file.size);
  yield tail;
}

/** Too short or too long a file must not arrive as if it were whole. */
async function* exactly(stream: Readable, size: number): AsyncGenerator<Buffer> {
  let left = size;
  try {
    for await (const chunk of stream) {
      const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      left -= bytes.length;
      if (left < 0) throw new Error('longer than announced');
      yield bytes;
    }
    if (left > 0) throw new Error('shorter than announced');
  } catch (cause) {
    throw new SourceError('the file to upload could not be read', { cause });
  }
}

/** As browsers do it: https://html.spec.whatwg.org/#multipart-form-data */
function quoted(value: string): string {
  return value.replace(/\r\n|\r|\n/g, '%0D%0A').replace(/"/g, '%22');
}
