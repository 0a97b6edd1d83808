import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** 100 MB, the most that WhatsApp takes of anything. */
export const MAX_MEDIA_BYTES = 104_857_600;

const mediaSchema = z.strictObject({
  id: z.string(),
  phoneNumberId: z.string(),
  mimeType: z.string(),
  filename: z.string().optional(),
  /** Who brought it. */
  from: z.enum(['business', 'customer']),
  createdAtMs: z.number(),
  size: z.number(),
  /** Hex. */
  sha256: z.string(),
  /** The bytes are made from the seed whenever they are read, and take no room on disk. */
  generated: z.strictObject({ seed: z.string() }).optional(),
});
export type Media = z.infer<typeof mediaSchema>;
type NewMedia = Omit<Media, 'size' | 'sha256' | 'generated'>;

const DAY_MS = 24 * 3600 * 1000;

/** Ids of received files live 7 days, of uploads 30. */
export function isGone(media: Pick<Media, 'from' | 'createdAtMs'>, now: number): boolean {
  return now - media.createdAtMs > (media.from === 'customer' ? 7 : 30) * DAY_MS;
}

/** Media of both directions: bytes and a description side by side in one folder; nothing of it in memory. */
export class MediaFiles {
  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<MediaFiles> {
    await mkdir(folder, { recursive: true });
    return new MediaFiles(folder);
  }

  async find(id: string): Promise<Media | undefined> {
    if (!/^\d+$/.test(id)) return undefined;
    const text = await readFile(this.#path(id, 'json'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : mediaSchema.parse(JSON.parse(text));
  }

  /** Takes the bytes as they come; at most `MAX_MEDIA_BYTES` + 1 are expected from the caller. */
  async store(media: NewMedia, bytes: Readable): Promise<Media> {
    try {
      const { sha256, size } = await measure(bytes, createWriteStream(this.#path(media.id, 'bin')));
      return await this.describe({ ...media, sha256, size });
    } catch (error) {
      await this.remove(media.id);
      throw new Error('the file did not arrive whole', { cause: error });
    }
  }

  /** A file of so many bytes that nobody has to upload; the same seed gives the same bytes. */
  async generate(media: NewMedia, size: number, seed: string): Promise<Media> {
    const { sha256 } = await measure(generatedBytes(seed, size));
    return this.describe({ ...media, size, sha256, generated: { seed } });
  }

  read(media: Media): Readable {
    return media.generated
      ? generatedBytes(media.generated.seed, media.size)
      : createReadStream(this.#path(media.id, 'bin'));
  }

  async remove(id: string): Promise<void> {
    await rm(this.#path(id, 'json'), { force: true });
    await rm(this.#path(id, 'bin'), { force: true });
  }

  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await mkdir(this.folder, { recursive: true });
  }

  /** Writes, or replaces, what is known about a stored file. */
  async describe(media: Media): Promise<Media> {
    const draft = `${this.#path(media.id, 'json')}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(media));
    await rename(draft, this.#path(media.id, 'json'));
    return media;
  }

  #path(id: string, ending: string): string {
    return join(this.folder, `${id}.${ending}`);
  }
}

/** Size and hex SHA-256 of a stream, written to `target` on the way if there is one. */
export async function measure(
  bytes: Readable,
  target?: NodeJS.WritableStream,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const tap = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      size += chunk.length;
      if (target) yield chunk;
    }
  };
  if (target) await pipeline(bytes, tap, target);
  else for await (const _ of tap(bytes));
  return { sha256: hash.digest('hex'), size };
}

const BLOCK_BYTES = 65_536;

function generatedBytes(seed: string, size: number): Readable {
  const block = createHash('shake256', { outputLength: BLOCK_BYTES }).update(seed).digest();
  const blocks = function* (): Generator<Buffer> {
    for (let start = 0; start < size; start += BLOCK_BYTES) {
      const copy = Buffer.from(block.subarray(0, Math.min(BLOCK_BYTES, size - start)));
      // The position makes every block different: a lost or doubled one changes the hash.
      if (copy.length >= 8) copy.writeDoubleBE(start, 0);
      yield copy;
    }
  };
  return Readable.from(blocks(), { objectMode: false });
}
