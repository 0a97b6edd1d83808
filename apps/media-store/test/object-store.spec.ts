import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'minio';
import { DirectoryObjectStore } from '../src/object-store/directory-object-store.js';
import { ObjectStoreError, type ObjectStore } from '../src/object-store/object-store.js';
import { S3ObjectStore } from '../src/object-store/s3-object-store.js';
import { asAsync, largeFile, measure, sha256Of } from './large-file.js';

const MEGABYTE = 1024 * 1024;
const env = (name: string) => process.env[`WABX_TEST_S3_${name}`] ?? '';
const s3 = {
  endpoint: env('ENDPOINT'),
  region: env('REGION') || 'us-east-1',
  accessKey: env('ACCESS_KEY'),
  secretKey: env('SECRET_KEY'),
  bucket: `wabx-test-${randomBytes(6).toString('hex')}`,
  log: { warn: () => undefined },
};
const hasS3 = s3.endpoint !== '' && s3.accessKey !== '' && s3.secretKey !== '';

it('an S3 server is there where one is required', () => {
  expect({ required: process.env['WABX_REQUIRE_S3'] === '1', present: hasS3 }).not.toEqual({
    required: true,
    present: false,
  });
});

interface Subject {
  name: string;
  open(): Promise<ObjectStore>;
  /** Names of what failed puts have left behind. */
  remains(): Promise<string[]>;
  close(): Promise<void>;
}

let directory = '';
const directorySubject: Subject = {
  name: 'directory',
  open: async () => {
    directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-objects-`));
    return new DirectoryObjectStore(directory);
  },
  remains: async () => await readdir(path.join(directory, 'incoming')),
  close: async () => await rm(directory, { recursive: true, force: true }),
};

const s3Subject: Subject = {
  name: 'S3',
  open: async () => new S3ObjectStore(s3),
  remains: async () => {
    const remains: string[] = [];
    for await (const { key } of s3Client().listIncompleteUploads(s3.bucket, '', true)) remains.push(key);
    return remains;
  },
  close: async () => {
    const client = s3Client();
    const names: string[] = [];
    for await (const { name } of client.listObjectsV2(s3.bucket, '', true)) names.push(name ?? '');
    if (names.length > 0) await client.removeObjects(s3.bucket, names);
    await client.removeBucket(s3.bucket);
  },
};

function s3Client(): Client {
  const { hostname, port, protocol } = new URL(s3.endpoint);
  return new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: protocol === 'https:',
    region: s3.region,
    accessKey: s3.accessKey,
    secretKey: s3.secretKey,
  });
}

describe.each([directorySubject, ...(hasS3 ? [s3Subject] : [])])('an object store on $name', (subject) => {
  let store: ObjectStore;
  beforeAll(async () => {
    store = await subject.open();
  });
  afterAll(async () => await subject.close());

  const key = () => `media/${randomUUID()}/1`;
  const text = async (stored: AsyncIterable<Uint8Array> | undefined) => {
    if (!stored) return undefined;
    const chunks: Uint8Array[] = [];
    for await (const chunk of stored) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  const put = async (name: string, content: string) => await store.put(name, asAsync([Buffer.from(content)]));
  const allKeys = async (limit: number) => {
    const keys: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.list({ limit, after });
      keys.push(...page.objects.map((object) => object.key));
      after = page.next;
    } while (after !== undefined);
    return keys;
  };

  it('gives back 100 MB exactly as they came, and their size and hash', async () => {
    const name = key();
    const wanted = { sizeBytes: 100 * MEGABYTE, sha256: sha256Of(largeFile(100 * MEGABYTE)) };
    expect(await store.put(name, asAsync(largeFile(100 * MEGABYTE)))).toEqual(wanted);
    expect(await store.stat(name)).toEqual({ sizeBytes: wanted.sizeBytes });
    expect(await measure((await store.get(name))!)).toEqual(wanted);
    await store.delete(name);
  }, 60_000);

  it.each([0, 1, 5 * MEGABYTE - 1, 5 * MEGABYTE, 5 * MEGABYTE + 1, 10 * MEGABYTE])(
    'keeps a file of %i bytes whole',
    async (sizeBytes) => {
      const name = key();
      const wanted = { sizeBytes, sha256: sha256Of(largeFile(sizeBytes)) };
      expect(await store.put(name, asAsync(largeFile(sizeBytes)))).toEqual(wanted);
      expect(await measure((await store.get(name))!)).toEqual(wanted);
    },
  );

  it.each([
    [{ first: 0, last: 0 }, '0'],
    [{ first: 0, last: 9 }, '0123456789'],
    [{ first: 3, last: 5 }, '345'],
    [{ first: 9, last: 9 }, '9'],
  ])('answers the range %j with %j', async (range, wanted) => {
    const name = key();
    await put(name, '0123456789');
    expect(await text(await store.get(name, range))).toBe(wanted);
  });

  it('says that an object is missing instead of failing', async () => {
    const name = key();
    expect(await store.get(name)).toBeUndefined();
    expect(await store.get(name, { first: 0, last: 3 })).toBeUndefined();
    expect(await store.stat(name)).toBeUndefined();
    await store.delete(name);
  });

  it('forgets an object that is deleted, and deleting it again is no error', async () => {
    const name = key();
    await put(name, 'x');
    await store.delete(name);
    await store.delete(name);
    expect(await store.get(name)).toBeUndefined();
    expect(await allKeys(1000)).not.toContain(name);
  });

  it.each([
    'media/x',
    'media/with space and +plus & 100 %.txt',
    'media/图片 🙂 é.jpg',
    'media/quote\'"<>:|?*.bin',
    'media/..%2f..%2fescape',
    'media/a/../../../../escape',
  ])('takes %j for a name and nothing else', async (name) => {
    const neighbour = key();
    await put(name, 'mine');
    await put(neighbour, 'other');
    expect(await text(await store.get(name))).toBe('mine');
    expect(await allKeys(1000)).toEqual(expect.arrayContaining([name, neighbour]));
    await store.delete(name);
    expect(await store.get(name)).toBeUndefined();
    expect(await text(await store.get(neighbour))).toBe('other');
  });

  it.each([0, 3 * MEGABYTE, 12 * MEGABYTE])(
    'leaves nothing of a file whose sender goes away after %i bytes',
    async (sentBytes) => {
      const name = key();
      const gone = new Error('the sender is gone');
      const broken = async function* () {
        yield* largeFile(sentBytes);
        throw gone;
      };
      await expect(store.put(name, broken())).rejects.toBe(gone);
      expect(await store.get(name)).toBeUndefined();
      expect(await allKeys(1000)).not.toContain(name);
      expect(await subject.remains()).toEqual([]);
    },
  );

  it('shows no part of a file that is still arriving', async () => {
    const name = key();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let sawNothing: boolean | undefined;
    const slow = async function* () {
      yield* largeFile(6 * MEGABYTE);
      sawNothing = (await store.get(name)) === undefined && (await store.stat(name)) === undefined;
      release();
      yield Buffer.from('the end');
    };
    const storing = store.put(name, slow());
    await held;
    expect(sawNothing).toBe(true);
    expect((await storing).sizeBytes).toBe(6 * MEGABYTE + 7);
  });

  it('lists every object once, page by page, with its size and when it was stored', async () => {
    const names = Array.from({ length: 25 }, () => `media/list-${randomUUID()}`);
    const before = Date.now();
    for (const name of names) await put(name, name);
    const listed = await allKeys(4);
    expect(listed.filter((name) => names.includes(name)).sort()).toEqual([...names].sort());
    expect(new Set(listed).size).toBe(listed.length);
    const { objects } = await store.list({ limit: 1000 });
    const one = objects.find((object) => object.key === names[0])!;
    expect(one.sizeBytes).toBe(one.key.length);
    expect(Math.abs(one.storedAt.getTime() - before)).toBeLessThan(60_000);
  });

  it('stores and serves many files at once', async () => {
    const names = Array.from({ length: 20 }, key);
    await Promise.all(names.map((name, at) => store.put(name, asAsync(largeFile(100_000 + at, at)))));
    const read = await Promise.all(names.map(async (name) => await measure((await store.get(name))!)));
    expect(read).toEqual(
      names.map((_, at) => ({ sizeBytes: 100_000 + at, sha256: sha256Of(largeFile(100_000 + at, at)) })),
    );
  });

  it('survives a reader that stops reading', async () => {
    const name = key();
    await store.put(name, asAsync(largeFile(8 * MEGABYTE)));
    const reader = (await store.get(name))!;
    await reader[Symbol.asyncIterator]().next();
    reader.destroy();
    expect((await measure((await store.get(name))!)).sizeBytes).toBe(8 * MEGABYTE);
  });
});

it('a directory throws away what a killed process left behind, and only that', async () => {
  const store = await directorySubject.open();
  try {
    await store.put('media/kept', asAsync([Buffer.from('kept')]));
    const abandoned = path.join(directory, 'incoming', 'abandoned');
    await writeFile(abandoned, 'half');
    await writeFile(path.join(directory, 'incoming', 'under-way'), 'half');
    await utimes(abandoned, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
    await store.sweep();
    expect(await readdir(path.join(directory, 'incoming'))).toEqual(['under-way']);
    expect(await store.stat('media/kept')).toEqual({ sizeBytes: 4 });
  } finally {
    await directorySubject.close();
  }
});

it('an S3 server that is away is an ObjectStoreError in every call', async () => {
  const store = new S3ObjectStore({ ...s3, endpoint: `http://127.0.0.1:${await freePort()}`, accessKey: 'a' });
  for (const call of [
    () => store.put('media/x', asAsync([Buffer.from('x')])),
    () => store.get('media/x'),
    () => store.stat('media/x'),
    () => store.delete('media/x'),
    () => store.list({ limit: 1 }),
  ]) {
    await expect(call()).rejects.toBeInstanceOf(ObjectStoreError);
  }
});

if (hasS3) {
  it('a bucket of ours forgets files by itself, one with rules of its owner is left as it is', async () => {
    const client = s3Client();
    const ours = { ...s3, bucket: `${s3.bucket}-ours` };
    const foreign = { ...s3, bucket: `${s3.bucket}-foreign` };
    const rule = { ID: 'owner', Status: 'Enabled', Filter: { Prefix: 'x/' }, Expiration: { Days: 3 } };
    await client.makeBucket(foreign.bucket, s3.region);
    await client.setBucketLifecycle(foreign.bucket, { Rule: [rule] });
    try {
      for (const options of [ours, foreign]) await new S3ObjectStore(options).sweep();
      const rules = async (bucket: string) => JSON.stringify(await client.getBucketLifecycle(bucket));
      expect(await rules(ours.bucket)).toContain('wabx-media');
      expect(await rules(foreign.bucket)).toContain('owner');
      expect(await rules(foreign.bucket)).not.toContain('wabx-media');
    } finally {
      for (const { bucket } of [ours, foreign]) await client.removeBucket(bucket);
    }
  });

  it('an S3 server that comes up after us is used without a restart', async () => {
    const port = await freePort();
    const bucket = `${s3.bucket}-late`;
    const store = new S3ObjectStore({ ...s3, bucket, endpoint: `http://127.0.0.1:${port}` });
    const put = () => store.put('media/x', asAsync([Buffer.from('x')]));
    await expect(put()).rejects.toBeInstanceOf(ObjectStoreError);

    const { hostname, port: realPort } = new URL(s3.endpoint);
    const sockets: Socket[] = [];
    const proxy = createServer((socket) => {
      const upstream = connect(Number(realPort), hostname);
      socket.pipe(upstream).pipe(socket);
      sockets.push(socket, upstream);
    }).listen(port, '127.0.0.1');
    await once(proxy, 'listening');
    try {
      expect(await put()).toMatchObject({ sizeBytes: 1 });
      await store.delete('media/x');
      await s3Client().removeBucket(bucket);
    } finally {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
