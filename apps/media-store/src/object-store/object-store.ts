import type { Readable } from 'node:stream';

/** What a put has stored, counted and hashed while the bytes went by. */
export interface StoredObject {
  sizeBytes: number;
  /** Hex. */
  sha256: string;
}

/** First and last byte, both inside the object and both part of the answer. */
export interface ByteRange {
  first: number;
  last: number;
}

export interface ListedObject {
  key: string;
  sizeBytes: number;
  storedAt: Date;
}

/**
 * Where the bytes of files are. A key names one object for ever; nobody writes to a key twice on purpose. Failures of
 * the store itself are an {@link ObjectStoreError}; a failure of the given stream is thrown as it is.
 */
export interface ObjectStore {
  /** Stores all of `bytes` or nothing at all: a reader never sees a part of an object. Holds 5 MiB of it at most. */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<StoredObject>;
  /** The bytes, or those of the range; undefined when there is no such object. The caller reads or destroys the stream. */
  get(key: string, range?: ByteRange): Promise<Readable | undefined>;
  stat(key: string): Promise<{ sizeBytes: number } | undefined>;
  /** An object that is not there counts as deleted. */
  delete(key: string): Promise<void>;
  /** Up to `limit` objects in an order of the store's own; `next` goes on after them and is missing at the end. */
  list(options: { limit: number; after?: string | undefined }): Promise<{ objects: ListedObject[]; next?: string }>;
  /** Throws away what puts have left behind whose process was killed. */
  sweep(): Promise<void>;
}

/** The store did not do what it was asked; another try may succeed. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError';
}

/** Runs one call to the store and says, when it fails, what was tried. */
export async function storeCall<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new ObjectStoreError(`object store: ${what} failed: ${reasonOf(cause)}`, { cause });
  }
}

/** The stable name of a failure of the system or of S3. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

function reasonOf(cause: unknown): string {
  return (
    [errorCode(cause), cause instanceof Error ? cause.message : undefined].filter(Boolean).join(' ') || 'no reason'
  );
}
