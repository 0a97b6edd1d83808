import { Client } from 'minio';
import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import type { TlsFiles } from '@wabx/runtime';
import {
  errorCode,
  storeCall,
  type ByteRange,
  type ListedObject,
  type ObjectStore,
  type StoredObject,
} from './object-store.js';

export interface S3Options {
  /** http(s)://host[:port] */
  endpoint: string;
  region: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  /** Of an https endpoint: whom to believe and what to show of oneself. */
  tls?: TlsFiles | undefined;
  log: { warn(message: string, params?: object): void };
}

// The smallest part that S3 takes; one of them is what an upload holds in memory.
const PART_BYTES = 5 * 1024 * 1024;
const SILENT_MS_MAX = 60_000;
const LIFECYCLE_PREFIX = 'media/';
const LIFECYCLE_ID = 'wabx-media';

/** Files are deleted by their rows; this is when the bucket itself forgets what was missed. */
export const LIFECYCLE_DAYS = 31;

/** Objects in a bucket of any S3 server. Makes the bucket when it is missing. */
export class S3ObjectStore implements ObjectStore {
  private readonly client: Client;
  private readonly bucket: string;
  private bucketReady: Promise<void> | undefined;

  constructor(private readonly options: S3Options) {
    const { protocol, hostname, port } = new URL(options.endpoint);
    const secure = protocol === 'https:';
    this.bucket = options.bucket;
    this.client = new Client({
      endPoint: hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      useSSL: secure,
      region: options.region,
      accessKey: options.accessKey,
      secretKey: options.secretKey,
      transport: transportThatGivesUp(secure ? https : http),
      ...(options.tls ? { transportAgent: new https.Agent({ keepAlive: true, ...options.tls }) } : {}),
      // Its own retries print to the console; ours know what they retry.
      retryOptions: { disableRetry: true },
    });
  }

  async put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<StoredObject> {
    await this.ensureBucket();
    const hash = createHash('sha256');
    const part = Buffer.allocUnsafe(PART_BYTES);
    let filled = 0;
    let sizeBytes = 0;
    let upload: MultipartUpload | undefined;
    try {
      for await (const chunk of bytes) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        for (let taken = 0; taken < chunk.length;) {
          const length = Math.min(PART_BYTES - filled, chunk.length - taken);
          part.set(chunk.subarray(taken, taken + length), filled);
          filled += length;
          taken += length;
          if (filled < PART_BYTES) continue;
          upload ??= await MultipartUpload.begin(this.client, this.bucket, key);
          await upload.add(part);
          filled = 0;
        }
      }
      const rest = part.subarray(0, filled);
      if (!upload) await storeCall('put', () => this.client.putObject(this.bucket, key, rest, filled));
      else await upload.complete(rest);
    } catch (error) {
      // Not the client's own stream upload: it never notices that its source has failed.
      await upload?.abort();
      throw error;
    }
    return { sizeBytes, sha256: hash.digest('hex') };
  }

  async get(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const length = range ? range.last - range.first + 1 : 0;
    return await storeCall('get', () =>
      this.client.getPartialObject(this.bucket, key, range?.first ?? 0, length).catch(undefinedIfMissing),
    );
  }

  async stat(key: string): Promise<{ sizeBytes: number } | undefined> {
    const found = await storeCall('stat', () => this.client.statObject(this.bucket, key).catch(undefinedIfMissing));
    return found && { sizeBytes: found.size };
  }

  async delete(key: string): Promise<void> {
    await storeCall('delete', () => this.client.removeObject(this.bucket, key).catch(undefinedIfMissing));
  }

  async list({ limit, after = '' }: { limit: number; after?: string | undefined }) {
    const page = await storeCall('list', () =>
      this.client.listObjectsV2Query(this.bucket, '', '', '', limit, after).catch(undefinedIfMissing),
    );
    const objects: ListedObject[] = (page?.objects ?? []).flatMap(({ name, size, lastModified }) =>
      name === undefined || lastModified === undefined
        ? []
        : [{ key: name, sizeBytes: size, storedAt: new Date(lastModified) }],
    );
    const last = objects.at(-1)?.key;
    return { objects, ...(page?.isTruncated && last !== undefined && { next: last }) };
  }

  /** The bucket's rule aborts uploads that nobody completes; see {@link ensureBucket}. */
  async sweep(): Promise<void> {
    await this.ensureBucket();
  }

  /** Once per process, and again after a failure: the store may come up later than we do. */
  private ensureBucket(): Promise<void> {
    this.bucketReady ??= storeCall(`prepare bucket ${this.bucket}`, async () => {
      if (!(await this.client.bucketExists(this.bucket))) {
        await this.client.makeBucket(this.bucket, this.options.region).catch(ignoreOwnBucket);
      }
      await this.ensureLifecycle();
    }).catch((error: unknown) => {
      this.bucketReady = undefined;
      throw error;
    });
    return this.bucketReady;
  }

  /** The second net. Rules of the bucket's owner are never touched, and a store without rules will do. */
  private async ensureLifecycle(): Promise<void> {
    try {
      if (await this.hasLifecycle()) return;
      await this.client.setBucketLifecycle(this.bucket, {
        Rule: [
          {
            ID: LIFECYCLE_ID,
            Status: 'Enabled',
            Filter: { Prefix: LIFECYCLE_PREFIX },
            Expiration: { Days: LIFECYCLE_DAYS },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      });
    } catch (error) {
      this.options.log.warn('the bucket has no expiry rule of ours; expiry goes by the database alone', {
        bucket: this.bucket,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  private async hasLifecycle(): Promise<boolean> {
    try {
      return (await this.client.getBucketLifecycle(this.bucket)) !== null;
    } catch (error) {
      if (errorCode(error) === 'NoSuchLifecycleConfiguration') return false;
      throw error;
    }
  }
}

/** One upload in parts, which leaves nothing behind when it is aborted. */
class MultipartUpload {
  private readonly parts: { part: number; etag: string }[] = [];

  private constructor(
    private readonly client: Client,
    private readonly bucket: string,
    private readonly key: string,
    private readonly uploadId: string,
  ) {}

  static async begin(client: Client, bucket: string, key: string): Promise<MultipartUpload> {
    const id = await storeCall('begin upload', () => client.initiateNewMultipartUpload(bucket, key, {}));
    return new MultipartUpload(client, bucket, key, id);
  }

  async add(bytes: Buffer): Promise<void> {
    const partNumber = this.parts.length + 1;
    const { etag } = await storeCall('upload part', () =>
      this.client.uploadPart(
        { bucketName: this.bucket, objectName: this.key, uploadID: this.uploadId, partNumber, headers: {} },
        bytes,
      ),
    );
    this.parts.push({ part: partNumber, etag });
  }

  async complete(rest: Buffer): Promise<void> {
    if (rest.length > 0) await this.add(rest);
    await storeCall('complete upload', () =>
      this.client.completeMultipartUpload(this.bucket, this.key, this.uploadId, this.parts),
    );
  }

  /** Best effort: what it cannot remove, the bucket's rule does after a day. */
  async abort(): Promise<void> {
    await this.client.abortMultipartUpload(this.bucket, this.key, this.uploadId).catch(() => undefined);
  }
}

/** The client knows no time-outs: a connection on which nothing moves any more is ended here. */
function transportThatGivesUp(transport: Pick<typeof http, 'request'>): Pick<typeof http, 'request'> {
  return {
    request: (...input: unknown[]) => {
      const request = (transport.request as (...given: unknown[]) => http.ClientRequest)(...input);
      request.setTimeout(SILENT_MS_MAX, () => {
        request.destroy(Object.assign(new Error(`silent for ${SILENT_MS_MAX} ms`), { code: 'ETIMEDOUT' }));
      });
      return request;
    },
  };
}

function undefinedIfMissing(error: unknown): undefined {
  if (['NoSuchKey', 'NotFound', 'NoSuchBucket'].includes(errorCode(error) ?? '')) return undefined;
  throw error;
}

/** Another replica may have made it in the same moment. */
function ignoreOwnBucket(error: unknown): void {
  if (['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'].includes(errorCode(error) ?? '')) return;
  throw error;
}
