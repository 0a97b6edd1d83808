import { Registry } from 'prom-client';
import { MediaMetrics } from '../src/metrics.js';
import multipart from '@fastify/multipart';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFile, newId, uploadFile } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import type { Problem } from '@wabx/runtime';
import fastify from 'fastify';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { FileStore } from '../src/files/file-store.js';
import { UploadReceiver } from '../src/http/upload-receiver.js';
import { DirectoryObjectStore } from '../src/object-store/directory-object-store.js';
import { largeFile, sha256Of } from './large-file.js';
import {
  measureBody,
  PHONE_NUMBER_ID,
  startMediaStoreUnderTest,
  type MediaStoreUnderTest,
} from './media-store-under-test.js';
import { problem, requestsTo, text } from './requests.js';

let store: MediaStoreUnderTest;
let uploaded: ReturnType<typeof requestsTo>['uploaded'];
beforeAll(async () => {
  store = await startMediaStoreUnderTest();
  ({ uploaded } = requestsTo(store));
});
afterAll(async () => await store.stop());

describe('an upload', () => {
  it('is described by what arrived and comes back as it was', async () => {
    const file = await uploaded(largeFile(300_000), { filename: '..\\Liste 图.bin', type: 'application/x-list' });
    expect(file).toMatchObject({
      mimeType: 'application/x-list',
      size: 300_000,
      sha256: sha256Of(largeFile(300_000)),
      filename: 'Liste 图.bin',
    });
    expect(Math.abs(Date.parse(file.expiresAt) - Date.now() - 72 * 3_600_000)).toBeLessThan(60_000);
    const described = await store.get(`/v1/media/${file.id}`, store.keys.system);
    expect(await described.json()).toEqual({
      ...file,
      direction: 'outbound',
      state: 'stored',
      createdAt: expect.stringMatching(/Z$/),
    });
    const content = await store.get(`/v1/media/${file.id}/content`, store.keys.system);
    expect(await measureBody(content)).toEqual({ sizeBytes: 300_000, sha256: file.sha256 });
    expect(content.headers.get('content-disposition')).toBe(
      `attachment; filename="Liste _.bin"; filename*=UTF-8''Liste%20%E5%9B%BE.bin`,
    );
  });

  it.each([
    [
      'without a file',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n',
      422,
    ],
    [
      'that is empty',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n\r\n--b--\r\n',
      422,
    ],
    [
      'that ends within its file',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
      400,
    ],
    ['that ends before its file', 'multipart/form-data; boundary=b', '--b\r\ncontent-disp', 400],
    ['that never begins', 'multipart/form-data; boundary=b', 'abc', 400],
    ['with an empty body', 'multipart/form-data; boundary=b', '', 422],
    ['that is JSON', 'application/json', '{}', 422],
    ['that is no form', 'application/pdf', '%PDF-', 415],
  ])('%s is refused', async (_what, type, body, status) => {
    const answer = await fetch(`${store.url()}/v1/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${store.keys.system.token}`, 'content-type': type },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('of a client that goes away in the middle leaves nothing', async () => {
    const before = await store.objectsOnDisk();
    const { hostname, port } = new URL(store.url());
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      `POST /v1/media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${store.keys.system.token}\r\n` +
        'content-type: multipart/form-data; boundary=b\r\ncontent-length: 50000000\r\n\r\n' +
        '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n',
    );
    for (const chunk of largeFile(8_000_000)) if (!socket.write(chunk)) await once(socket, 'drain');
    await eventually('the file is arriving', async () => (await store.objectsOnDisk()).length > before.length);
    socket.destroy();
    await eventually('nothing is left', async () => (await store.objectsOnDisk()).length === before.length);
    const rows = await store.source.query(`SELECT 1 FROM file WHERE size > 400000 AND direction = 'outbound'`);
    expect(rows).toEqual([]);
  });

  it.each([
    ['falls silent', []],
    ['sends a byte now and then', Array.from({ length: 200 }, () => 'x')],
    ['has not even begun its file', undefined],
  ])('of a client that %s is ended with the reason, and leaves nothing', async (_, drops) => {
    const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-silent-`));
    const files = new FileStore(store.source);
    const pace = { everyMs: 100, bytesMin: 1024 };
    const receiver = new UploadReceiver(
      files,
      new DirectoryObjectStore(directory),
      new MediaMetrics(new Registry()),
      pace,
    );
    const server = fastify();
    await server.register(multipart);
    server.post('/', async (request, reply) => {
      const by = { keyId: 'k', extensionId: undefined };
      return await receiver
        .receive(request, by)
        .catch((error: Problem) => reply.code(error.status).headers(error.headers).send({ code: error.code }));
    });
    const { hostname, port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(port), hostname);
    const answer = readAll(socket);
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\n');
    socket.write('content-length: 50000\r\n\r\n');
    if (drops) socket.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF');
    const dripping = setInterval(() => socket.writable && socket.write(drops?.pop() ?? ''), 10);
    expect(await answer).toMatch(/^HTTP\/1.1 408 [^]*UPLOAD_TOO_SLOW/);
    clearInterval(dripping);
    const incoming = path.join(directory, 'incoming');
    await eventually('nothing is left', async () => !existsSync(incoming) || (await readdir(incoming)).length === 0);
    await server.close();
    await rm(directory, { recursive: true });
  });

  it('needs a key that may', async () => {
    expect(await problem(await store.upload(text('x'), { key: store.keys.stats }))).toMatchObject({
      status: 403,
      code: 'SCOPE_MISSING',
    });
    const nobody = await fetch(`${store.url()}/v1/media`, { method: 'POST' });
    expect(nobody.status).toBe(401);
  });

  it('beyond four of a caller are answered 429, beyond eight of all 503, and there is room again afterwards', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const before = (await store.objectsOnDisk()).length;
    const slow = (count: number, key: MediaStoreUnderTest['keys']['writer']) =>
      Array.from({ length: count }, () =>
        store.upload(
          (async function* () {
            yield* largeFile(200_000);
            await held;
            yield Buffer.from('end');
          })(),
          { key },
        ),
      );
    const arriving = slow(4, store.keys.system);
    await eventually('four are arriving', async () => (await store.objectsOnDisk()).length === before + 4);
    const ofOne = await store.upload(text('x'));
    expect(ofOne.headers.get('retry-after')).toBe('5');
    expect(await problem(ofOne)).toMatchObject({ status: 429, code: 'TOO_MANY_UPLOADS', limit: 4 });

    arriving.push(...slow(4, store.keys.writer));
    await eventually('eight are arriving', async () => (await store.objectsOnDisk()).length === before + 8);
    const refused = await store.upload(text('x'), { key: store.keys.agent });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await problem(refused)).toMatchObject({ status: 503, code: 'UPLOADS_BUSY' });
    release();
    expect((await Promise.all(arriving)).map(({ status }) => status)).toEqual(Array(8).fill(201));
    await uploaded(text('x'));
  });
});

describe('who may read', () => {
  it('a file: who uploaded it, that extension, and nobody else but the router', async () => {
    const { id } = await uploaded(text('mine'), { key: store.keys.agent });
    const status = async (key: { token: string }, route = '') =>
      (await store.get(`/v1/media/${id}${route}`, key)).status;
    for (const route of ['', '/content']) {
      expect(await status(store.keys.agent, route)).toBe(200);
      expect(await status(store.keys.sameExtension, route)).toBe(200);
      expect(await status(store.keys.system, route)).toBe(200);
      expect(await status(store.keys.otherAgent, route)).toBe(404);
      expect(await status(store.keys.writer, route)).toBe(403);
    }
    store.allow(store.extensions.other, id);
    expect(await status(store.keys.otherAgent)).toBe(200);
  });

  it('a file of a customer: the agents that the router names, and for others there is no such file', async () => {
    const { fileId } = await store.receive({ size: 5, chunks: () => text('hello') });
    await eventually('stored', async () => (await store.requests.ask(describeFile, { fileId })).found);
    const route = `/v1/media/${fileId}/content`;
    const { requestId: _, ...nothing } = await problem(
      await store.get(`/v1/media/${newId()}/content`, store.keys.agent),
    );
    expect(await problem(await store.get(route, store.keys.agent))).toEqual({
      ...nothing,
      requestId: expect.any(String),
    });
    store.allow(store.extensions.one, fileId);
    await eventually('content', async () => (await store.get(route, store.keys.agent)).status === 200);
    expect((await store.get(route, store.keys.otherAgent)).status).toBe(404);
  });

  it('nothing by a name that is no id', async () => {
    expect((await store.get('/v1/media/..%2f..%2fetc', store.keys.system)).status).toBe(422);
  });
});

describe('reading', () => {
  it('answers ranges, as a video player asks for them', async () => {
    const { id, sha256 } = await uploaded(text('0123456789'));
    const range = async (value: string, more = {}) =>
      await store.get(`/v1/media/${id}/content`, store.keys.system, { range: value, ...more });
    const part = await range('bytes=2-4');
    expect([
      part.status,
      part.headers.get('content-range'),
      part.headers.get('content-length'),
      await part.text(),
    ]).toEqual([206, 'bytes 2-4/10', '3', '234']);
    expect(await (await range('bytes=-3')).text()).toBe('789');
    expect(await (await range('bytes=7-')).text()).toBe('789');
    const beyond = await range('bytes=10-');
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    expect((await range('bytes=2-4', { 'if-range': `"${sha256}"` })).status).toBe(206);
    expect((await range('bytes=2-4', { 'if-range': '"another"' })).status).toBe(200);
  });

  it('answers HEAD with the size and no byte', async () => {
    const { id } = await uploaded(largeFile(100_000));
    const head = await store.get(`/v1/media/${id}/content`, store.keys.system, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '100000', '']);
  });

  it.each([
    ['image/png', 'inline', '\x89PNG\r\n\x1a\n'],
    ['audio/ogg; codecs=opus', 'inline', 'OggS....OpusHead'],
    ['application/pdf', 'attachment', '%PDF-1.7'],
    ['text/html', 'attachment', '<html><script>'],
    ['image/svg+xml', 'attachment', '<svg onload="x">'],
  ])('gives a browser %s as %s, and never as a page of ours', async (type, kind, head) => {
    const { id, mimeType } = await uploaded([Buffer.from(head, 'latin1')]);
    expect(mimeType).toBe(type);
    const { headers } = await store.get(`/v1/media/${id}/content`, store.keys.system);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toMatch(new RegExp(`^${kind};`));
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a file on its way to Meta', () => {
  const target = () => ({ channelId: store.channel.view.id, phoneNumberId: PHONE_NUMBER_ID });

  it('is uploaded for one number under a name that fits its type', async () => {
    const { id } = await uploaded([Buffer.from('OggS....OpusHead')], { filename: 'voice.mp4', type: 'video/mp4' });
    expect(await store.requests.ask(uploadFile, { fileId: id, ...target() })).toEqual({
      outcome: 'uploaded',
      mediaId: expect.stringMatching(/^uploaded-/),
    });
    const sent = store.meta.uploads.at(-1)!;
    expect(sent.phoneNumberId).toBe(PHONE_NUMBER_ID);
    expect(sent.head).toContain('filename="voice.ogg"');
    expect(sent.head).toContain('audio/ogg; codecs=opus');
  });

  it('is gone when it is not there, and refused with the reason when Meta refuses', async () => {
    expect(await store.requests.ask(uploadFile, { fileId: newId(), ...target() })).toEqual({ outcome: 'gone' });
    const { id } = await uploaded(text('x'));
    const good = store.meta.accessToken;
    store.meta.accessToken = 'another';
    expect(await store.requests.ask(uploadFile, { fileId: id, ...target() })).toEqual({
      outcome: 'refused',
      reason: 'token-invalid',
    });
    store.meta.accessToken = good;
  });
});

describe('without the router', () => {
  it('an agent is told to try again, and reads what it uploaded itself', async () => {
    const own = await uploaded(text('own'), { key: store.keys.agent });
    store.routerGoesAway();
    expect((await store.get(`/v1/media/${own.id}`, store.keys.agent)).status).toBe(200);
    expect(await problem(await store.get(`/v1/media/${own.id}`, store.keys.otherAgent))).toMatchObject({ status: 503 });
    expect((await store.get(`/v1/media/${own.id}`, store.keys.system)).status).toBe(200);
  });
});

it('the service describes its routes', async () => {
  const answer = await store.get('/openapi.json', undefined);
  const { paths } = (await answer.json()) as { paths: Record<string, object> };
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/v1/media', '/v1/media/{id}', '/v1/media/{id}/content', '/m/{path}']),
  );
});
