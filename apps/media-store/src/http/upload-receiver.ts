import '@fastify/multipart';
import { limits } from '@wabx/contracts';
import { filledFilename } from '@wabx/whatsapp';
import type { FastifyRequest } from 'fastify';
import { FileTooLarge, inspectBytes } from '../files/inspect-bytes.js';
import { objectKeyOf, type FileStore } from '../files/file-store.js';
import { sniffType } from '../files/sniff-type.js';
import type { MediaMetrics } from '../metrics.js';
import type { ObjectStore } from '../object-store/object-store.js';
import { badUpload, brokenForm, tooLarge, tooManyOfOne, tooManyUploads, tooSlow } from './problems.js';
import { uploadPace, watchPace } from './upload-pace.js';

/** Each holds one part of 5 MiB and the buffers of its connections. */
const UPLOADS_AT_ONCE_MAX = 8;
/** Of one key or person: others find places too. */
const UPLOADS_PER_CALLER_MAX = 4;
// The boundary and the headers around the file.
const WRAPPING_BYTES_MAX = 64 * 1024;

export interface Upload {
  id: string;
  mimeType: string;
  size: number;
  sha256: string;
  filename: string | undefined;
  expiresAt: string;
}

export interface Uploader {
  keyId: string;
  extensionId: string | undefined;
}

/** Takes uploads into the store as they come, and leaves nothing of those that do not come whole. */
export class UploadReceiver {
  /** The callers of those that are under way. */
  private readonly running: string[] = [];

  constructor(
    private readonly files: FileStore,
    private readonly objects: ObjectStore,
    private readonly metrics: MediaMetrics,
    private readonly pace = uploadPace,
  ) {}

  /**
   * Throws a Problem: 413 at the first byte too many, 422 without a file, 408 when it comes too slowly, 429 when the caller
   * has too many under way, 503 when all have.
   */
  async receive(request: FastifyRequest, by: Uploader): Promise<Upload> {
    if (this.running.filter((caller) => caller === by.keyId).length >= UPLOADS_PER_CALLER_MAX) {
      throw tooManyOfOne(UPLOADS_PER_CALLER_MAX);
    }
    if (this.running.length >= UPLOADS_AT_ONCE_MAX) throw tooManyUploads();
    if (Number(request.headers['content-length'] ?? 0) > limits.fileBytes + WRAPPING_BYTES_MAX) throw tooLarge();
    this.running.push(by.keyId);
    const pace = watchPace(request.raw, this.pace, tooSlow);
    try {
      return await this.store(request, by, pace.broken);
    } catch (error) {
      throw isBrokenForm(error) ? brokenForm() : error;
    } finally {
      pace.end();
      this.running.splice(this.running.indexOf(by.keyId), 1);
    }
  }

  private async store(request: FastifyRequest, by: Uploader, broken: Promise<never>): Promise<Upload> {
    // One byte more than is taken: that one is what makes a file too large.
    const options = { limits: { fileSize: limits.fileBytes + 1, files: 1, fields: 10 }, throwFileSizeLimit: false };
    const part = request.isMultipart() ? await Promise.race([request.file(options), broken]) : undefined;
    if (!part) throw badUpload('Send the file as multipart/form-data, in a field named file.');
    broken.catch((reason: Error) => part.file.destroy(reason));

    const id = this.files.newFileId();
    const objectKey = objectKeyOf(id, 1);
    const inspected = inspectBytes(part.file, limits.fileBytes);
    try {
      const { sizeBytes: size, sha256 } = await this.objects.put(objectKey, inspected.bytes);
      if (size === 0) throw badUpload('The file is empty.');
      const mimeType = sniffType(inspected.head(), { declared: part.mimetype, filename: part.filename });
      const filename = filledFilename(part.filename, mimeType);
      const stored = { id, mimeType, size, sha256, filename };
      const { expiresAt } = await this.files.addUpload({
        ...stored,
        objectKey,
        uploadedBy: by.keyId,
        extensionId: by.extensionId,
        retentionSeconds: limits.mediaRetentionSeconds,
      });
      this.metrics.countBytes('from-agents', size);
      return { ...stored, expiresAt };
    } catch (error) {
      // What cannot be deleted now is found by the reconciliation: no row speaks of it.
      await this.objects.delete(objectKey).catch(() => undefined);
      throw error instanceof FileTooLarge ? tooLarge() : error;
    }
  }
}

/** The parser of forms throws errors without a code. */
function isBrokenForm(error: unknown): boolean {
  return error instanceof Error && /unexpected end of multipart data|malformed part header/i.test(error.message);
}
