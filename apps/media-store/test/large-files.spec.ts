import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFile, uploadFile } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { DirectoryObjectStore } from '../src/object-store/directory-object-store.js';
import type { ObjectStore } from '../src/object-store/object-store.js';
import { S3ObjectStore } from '../src/object-store/s3-object-store.js';
import { largeFile, sha256Of } from './large-file.js';
import {
  measureBody,
  PHONE_NUMBER_ID,
  startMediaStoreUnderTest,
  upload,
  type MediaStoreUnderTest,
} from './media-store-under-test.js';

const LIMIT = 104_857_600;
const RISE_MAX = 64 * 1024 * 1024;
// Jest runs from the root of the workspace.
const program = path.resolve('dist/media-store.js');

const s3 = {
  endpoint: process.env['WABX_TEST_S3_ENDPOINT'] ?? '',
  region: process.env['WABX_TEST_S3_REGION'] ?? 'us-east-1',
  accessKey: process.env['WABX_TEST_S3_ACCESS_KEY'] ?? '',
  secretKey: process.env['WABX_TEST_S3_SECRET_KEY'] ?? '',
  bucket: `wabx-test-${randomBytes(6).toString('hex')}`,
  log: { warn: () => undefined },
};
const onDirectory = {
  name: 'directory',
  environment: {},
  open: (directory: string) => new DirectoryObjectStore(directory),
};
const onS3 = {
  name: 'S3',
  environment: {
    WABX_OBJECT_STORE: 's3',
    S3_ENDPOINT: s3.endpoint,
    S3_REGION: s3.region,
    S3_ACCESS_KEY: s3.accessKey,
    S3_SECRET_KEY: s3.secretKey,
    S3_BUCKET: s3.bucket,
  },
  open: () => new S3ObjectStore(s3),
};

// The service as it is shipped, in a process of its own: its memory is then nobody else's.
describe.each([onDirectory, ...(s3.endpoint === '' ? [] : [onS3])])('on $name', ({ environment, open }) => {
  let store: MediaStoreUnderTest;
  let objects: ObjectStore;
  let service: ChildProcess;
  let url = '';
  const send = async (sizeBytes: number, seed = 1) =>
    await upload(url, store.keys.system.token, largeFile(sizeBytes, seed), 'large.bin', 'application/x-large');

  beforeAll(async () => {
    if (!existsSync(program)) throw new Error('media-store is not built. Run `npm test`, or `npx tsc -b` first.');
    store = await startMediaStoreUnderTest({ inThisProcess: false, environment });
    objects = open(store.directory);
    service = fork(program, { env: { ...process.env, ...store.env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [message] = (await once(service, 'message')) as [{ ready: { url: string }[] }];
    url = message.ready[0]?.url ?? '';
    expect((await send(5_000_000)).status).toBe(201);
  });
  afterAll(async () => {
    service.kill('SIGTERM');
    await once(service, 'exit');
    const { objects: left } = await objects.list({ limit: 100 });
    for (const { key } of left) await objects.delete(key);
    await store.stop();
  });

  it('100 MB are taken and given back with equal hash, while memory rises by less than 64 MB', async () => {
    const sha256 = sha256Of(largeFile(LIMIT));
    let file = { id: '', size: 0, sha256: '' };
    const taking = await rise(url, async () => {
      const answer = await send(LIMIT);
      expect(answer.status).toBe(201);
      file = (await answer.json()) as typeof file;
    });
    expect(file).toMatchObject({ size: LIMIT, sha256 });
    const giving = await rise(url, async () => {
      const authorization = `Bearer ${store.keys.system.token}`;
      const content = await fetch(`${url}/v1/media/${file.id}/content`, { headers: { authorization } });
      expect(await measureBody(content)).toEqual({ sizeBytes: LIMIT, sha256 });
    });
    expect(taking).toBeLessThan(RISE_MAX);
    expect(giving).toBeLessThan(RISE_MAX);
  }, 60_000);

  it('100 MB of a customer are fetched from Meta and uploaded to it, while memory rises by less than 64 MB', async () => {
    const sha256 = sha256Of(largeFile(LIMIT, 2));
    let fileId = '';
    const fetching = await rise(url, async () => {
      ({ fileId } = await store.receive({ size: LIMIT, chunks: () => largeFile(LIMIT, 2) }));
      const file = await eventually(
        'fetched',
        async () => {
          const answer = await store.requests.ask(describeFile, { fileId });
          return answer.found && answer.state === 'stored' && answer;
        },
        50_000,
      );
      expect(file).toMatchObject({ size: LIMIT, sha256 });
    });
    const uploading = await rise(url, async () => {
      const target = { channelId: store.channel.view.id, phoneNumberId: PHONE_NUMBER_ID };
      expect(await store.requests.ask(uploadFile, { fileId, ...target })).toMatchObject({ outcome: 'uploaded' });
    });
    expect(store.meta.uploads.at(-1)?.sizeBytes).toBeGreaterThan(LIMIT);
    expect(fetching).toBeLessThan(RISE_MAX);
    expect(uploading).toBeLessThan(RISE_MAX);
  }, 60_000);

  it('one byte more is refused with the limit named, and nothing of it is left', async () => {
    const before = await objects.list({ limit: 100 });
    const answer = await send(LIMIT + 1);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({
      code: 'FILE_TOO_LARGE',
      limit: LIMIT,
      detail: expect.stringContaining('104857600'),
    });
    expect(await objects.list({ limit: 100 })).toEqual(before);
    expect(await store.objectsOnDisk()).toHaveLength(environment === onS3.environment ? 0 : before.objects.length);
  }, 60_000);

  it('an upload that announces too much is refused before any of it is sent', async () => {
    const request = httpRequest(`${url}/v1/media`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${store.keys.system.token}`,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': 2 * LIMIT,
      },
    });
    request.flushHeaders();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    request.destroy();
  });
});

async function residentBytes(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
}

/** How far the memory of the service rises above where it was, at the worst, while the work is done. */
async function rise(url: string, work: () => Promise<void>): Promise<number> {
  const before = await residentBytes(url);
  let highest = before;
  let isDone = false;
  const watching = (async () => {
    while (!isDone) highest = Math.max(highest, await residentBytes(url));
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await watching;
  }
  return highest - before;
}
