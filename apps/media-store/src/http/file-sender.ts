import { Problem } from '@wabx/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { isReadable, type StoredFile } from '../files/file-store.js';
import { contentDisposition } from './content-disposition.js';
import type { MediaMetrics } from '../metrics.js';
import type { ObjectStore } from '../object-store/object-store.js';
import { parseRange } from './byte-range.js';
import { expired, notReadable } from './problems.js';

// What a browser shows without running anything of it. Not SVG and not PDF: those have scripts.
const SHOWN_INLINE =
  /^(image\/(jpeg|png|webp|gif)|audio\/(aac|amr|mpeg|mp4|ogg|wav|flac|3gpp)(; codecs=opus)?|video\/(mp4|3gpp|webm|ogg|quicktime))$/;

/** Answers a GET or HEAD with a file or a range of it, so that no browser takes it for a page of ours. */
export class FileSender {
  constructor(
    private readonly objects: ObjectStore,
    private readonly metrics: MediaMetrics,
  ) {}

  /** Throws a Problem while the answer has not begun: why there is nothing to read, or 416. */
  async send(file: StoredFile, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!isReadable(file)) throw notReadable(file);
    const etag = `"${file.sha256}"`;
    const ifRange = request.headers['if-range'];
    const asked = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
    const range = parseRange(asked, file.size);
    if (range === 'unsatisfiable') {
      throw new Problem(
        'RANGE_NOT_SATISFIABLE',
        `The file has ${file.size} bytes.`,
        { size: file.size },
        {
          'content-range': `bytes */${file.size}`,
        },
      );
    }
    const bytes =
      request.method === 'HEAD'
        ? Readable.from([])
        : await this.objects.get(file.objectKey, range === 'all' ? undefined : range);
    // The row says stored: the object is deleted after its row, so this is a file that is just ending.
    if (!bytes) throw expired();

    const length = range === 'all' ? file.size : range.last - range.first + 1;
    void reply.status(range === 'all' ? 200 : 206).headers({
      'content-type': file.mimeType,
      'content-length': length,
      'content-disposition': contentDisposition(
        SHOWN_INLINE.test(file.mimeType) ? 'inline' : 'attachment',
        file.filename,
      ),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      etag,
      ...(range !== 'all' && { 'content-range': `bytes ${range.first}-${range.last}/${file.size}` }),
    });
    if (request.method !== 'HEAD') bytes.once('end', () => this.metrics.countBytes('to-readers', length));
    await reply.send(bytes);
  }
}
