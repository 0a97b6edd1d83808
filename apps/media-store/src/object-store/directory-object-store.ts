import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import {
  errorCode,
  storeCall,
  type ByteRange,
  type ListedObject,
  type ObjectStore,
  type StoredObject,
} from './object-store.js';

// Longer than a put may stand still, so that a sweep never takes the file of one that is still running.
const ABANDONED_AFTER_MS = 10 * 60_000;
const DATA = '.bin';
const SIDECAR = '.json';

const sidecarSchema = z.object({ key: z.string(), sizeBytes: z.number(), sha256: z.string(), storedAt: z.string() });

/**
 * Objects as files below one directory. The path is the hash of the key, so no key can lead out of it; a sidecar keeps
 * the key itself. An object appears by one rename, after its bytes are on the disk.
 */
export class DirectoryObjectStore implements ObjectStore {
  private readonly incoming: string;
  private readonly objects: string;

  constructor(directory: string) {
    this.incoming = path.join(directory, 'incoming');
    this.objects = path.join(directory, 'objects');
  }

  async put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<StoredObject> {
    const temporary = path.join(this.incoming, randomUUID());
    const place = this.placeOf(key);
    const file = await storeCall('create', async () => {
      await mkdir(this.incoming, { recursive: true });
      return await open(temporary, 'wx', 0o640);
    });
    try {
      const stored = await writeAll(file, bytes);
      await storeCall('publish', async () => {
        await file.close();
        await mkdir(path.dirname(place), { recursive: true });
        // The sidecar first: what has no data file does not exist, so no crash can leave an object without its key.
        await this.writeSidecar(place, { key, ...stored, storedAt: new Date().toISOString() });
        await rename(temporary, place + DATA);
        await syncDirectory(path.dirname(place));
      });
      return stored;
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable | undefined> {
    // Opened here and not by the stream, so that a missing file is an answer and not a broken stream.
    const file = await storeCall('open', () => open(this.placeOf(key) + DATA, 'r').catch(undefinedIfMissing));
    return file?.createReadStream({ ...(range && { start: range.first, end: range.last }) });
  }

  async stat(key: string): Promise<{ sizeBytes: number } | undefined> {
    const found = await storeCall('stat', () => stat(this.placeOf(key) + DATA).catch(undefinedIfMissing));
    return found && { sizeBytes: found.size };
  }

  async delete(key: string): Promise<void> {
    await storeCall('delete', async () => {
      const place = this.placeOf(key);
      await unlink(place + DATA).catch(undefinedIfMissing);
      await unlink(place + SIDECAR).catch(undefinedIfMissing);
    });
  }

  async list({ limit, after = '' }: { limit: number; after?: string | undefined }) {
    return await storeCall('list', async () => {
      const objects: ListedObject[] = [];
      let last = after;
      for (const folder of await sortedNames(this.objects)) {
        if (folder < after.slice(0, folder.length)) continue;
        for (const name of await sortedNames(path.join(this.objects, folder))) {
          const hash = folder + name.slice(0, -DATA.length);
          if (!name.endsWith(DATA) || hash <= after) continue;
          if (objects.length === limit) return { objects, next: last };
          const listed = await this.read(path.join(this.objects, folder, name.slice(0, -DATA.length)));
          if (listed) objects.push(listed);
          last = hash;
        }
      }
      return { objects };
    });
  }

  async sweep(): Promise<void> {
    await storeCall('sweep', async () => {
      for (const name of await sortedNames(this.incoming)) {
        const file = path.join(this.incoming, name);
        const found = await stat(file).catch(undefinedIfMissing);
        if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) await rm(file, { force: true });
      }
    });
  }

  private placeOf(key: string): string {
    const hash = createHash('sha256').update(key).digest('hex');
    return path.join(this.objects, hash.slice(0, 2), hash.slice(2));
  }

  private async writeSidecar(place: string, sidecar: z.infer<typeof sidecarSchema>): Promise<void> {
    const temporary = path.join(this.incoming, randomUUID());
    const file = await open(temporary, 'wx', 0o640);
    try {
      await file.writeFile(JSON.stringify(sidecar));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, place + SIDECAR);
  }

  private async read(place: string): Promise<ListedObject | undefined> {
    const text = await readFile(place + SIDECAR, 'utf8').catch(undefinedIfMissing);
    if (text === undefined) return undefined; // deleted meanwhile
    const { key, sizeBytes, storedAt } = sidecarSchema.parse(JSON.parse(text));
    return { key, sizeBytes, storedAt: new Date(storedAt) };
  }
}

async function writeAll(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<StoredObject> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    sizeBytes += chunk.length;
    // Chunk by chunk: a pipeline into the handle's own write stream was seen to end a process without a word.
    await storeCall('write', () => file.writeFile(chunk));
  }
  await storeCall('flush', () => file.sync());
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** The rename itself survives a power cut only when its directory is flushed too. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return; // directories cannot be opened there
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sortedNames(directory: string): Promise<string[]> {
  return ((await readdir(directory).catch(undefinedIfMissing)) ?? []).sort();
}

function undefinedIfMissing(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
