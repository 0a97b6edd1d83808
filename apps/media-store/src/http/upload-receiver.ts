import '@fastify/multipart';
import { limits } from '@wabx/contracts';
import { filledFilename } from '@wabx/whatsapp';
import type { FastifyRequest } from 'fastify';
import { FileTooLarge, inspectBytes } from '../files/inspect-bytes.js';
import { objectKeyOf, type FileStore } from '../files/file-store.js';
import { sniffType } from '../files/sniff-type.js';
import type { ObjectStore } from '../object-store/object-store.js';
import { badUpload, tooLarge, tooManyUploads } from './problems.js';

/** Each holds one part of 5 MiB and the buffers of its connections. */
const UPLOADS_AT_ONCE_MAX = 8;
const SILENT_MS_MAX = 60_000;
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

/** Takes uploads into the store as they come, and leaves nothing of those that do not come whole. */
export class UploadReceiver {
  private running = 0;

  constructor(
    private readonly files: FileStore,
    private readonly objects: ObjectStore,
    private readonly silentMsMax = SILENT_MS_MAX,
  ) {}

  /** Throws a Problem: 413 at the first byte too many, 422 without a file, 503 when too many are under way. */
  async receive(request: FastifyRequest, by: { keyId: string; extensionId: string | undefined }): Promise<Upload> {
    if (this.running >= UPLOADS_AT_ONCE_MAX) throw tooManyUploads();
    if (Number(request.headers['content-length'] ?? 0) > limits.fileBytes + WRAPPING_BYTES_MAX) throw tooLarge();
    this.running += 1;
    try {
      return await this.store(request, by);
    } finally {
      this.running -= 1;
    }
  }

  private async store(
    request: FastifyRequest,
    by: { keyId: string; extensionId: string | undefined },
  ): Promise<Upload> {
    request.raw.setTimeout(this.silentMsMax, () => request.raw.destroy());
    // One byte more than is taken: that one is what makes a file too large.
    const options = { limits: { fileSize: limits.fileBytes + 1, files: 1, fields: 10 }, throwFileSizeLimit: false };
    const part = request.isMultipart() ? await request.file(options) : undefined;
    if (!part) throw badUpload('Send the file as multipart/form-data, in a field named file.');

    // From here on the silence is ours.
    part.file.once('end', () => request.raw.setTimeout(0));

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
      return { ...stored, expiresAt };
    } catch (error) {
      // What cannot be deleted now is found by the reconciliation: no row speaks of it.
      await this.objects.delete(objectKey).catch(() => undefined);
      throw error instanceof FileTooLarge ? tooLarge() : error;
    }
  }
}
