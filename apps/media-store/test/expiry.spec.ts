import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFile, expireMedia, newId } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { randomBytes } from 'node:crypto';
import { FileExpiry } from '../src/files/file-expiry.js';
import { reconcileObjects } from '../src/files/reconciliation.js';
import { signLink } from '../src/links/signed-link.js';
import { DirectoryObjectStore } from '../src/object-store/directory-object-store.js';
import { linkKeys, startMediaStoreUnderTest, type MediaStoreUnderTest } from './media-store-under-test.js';
import { problem, requestsTo, text } from './requests.js';

let store: MediaStoreUnderTest;
let uploaded: ReturnType<typeof requestsTo>['uploaded'];
let link: ReturnType<typeof requestsTo>['link'];
let linked: ReturnType<typeof requestsTo>['linked'];
beforeAll(async () => {
  store = await startMediaStoreUnderTest();
  ({ uploaded, link, linked } = requestsTo(store));
});
afterAll(async () => await store.stop());
afterEach(async () => await store.moveClock(0));

describe('a link for WhatsApp', () => {
  it('opens the file without a login, under the public URL, with type, size, range and HEAD', async () => {
    const file = await uploaded(text('%PDF-1.7 hello'), { filename: 'Angebot 图.pdf' });
    const { url, pathname, expiresAt } = await linked(file.id);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4100\/m\/.+\/Angebot%20%E5%9B%BE\.pdf$/);
    const lifeSeconds = (Date.parse(expiresAt) - Date.now()) / 1000;
    expect(lifeSeconds).toBeGreaterThan(3_540);
    expect(lifeSeconds).toBeLessThanOrEqual(3_600);
    const got = await store.get(pathname, undefined);
    expect([got.status, got.headers.get('content-type'), got.headers.get('content-length'), await got.text()]).toEqual([
      200,
      'application/pdf',
      '14',
      '%PDF-1.7 hello',
    ]);
    expect(await (await store.get(pathname, undefined, { range: 'bytes=0-3' })).text()).toBe('%PDF');
    const head = await store.get(pathname, undefined, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '14']);
    expect((await store.get(pathname, undefined, {}, 'DELETE')).status).toBe(405);
  });

  it('that was tampered with opens nothing', async () => {
    const { id } = await uploaded(text('secret'));
    const other = await uploaded(text('other'));
    const { pathname } = await linked(id);
    const [, , token = ''] = pathname.split('/');
    const [key, expiry, file, signature = ''] = token.split('.');
    const otherFile = other.id.replaceAll('-', '');
    for (const bad of [
      [key, expiry, otherFile, signature],
      [key, (Number.parseInt(expiry!, 36) + 1).toString(36), file, signature],
      ['other', expiry, file, signature],
      [key, expiry, file, signature.slice(0, -2) + (signature.endsWith('AA') ? 'BB' : 'AA')],
      [key, expiry, file],
    ]) {
      expect((await store.get(`/m/${bad.join('.')}/x.pdf`, undefined)).status).toBe(404);
    }
    const forged = signLink([{ id: key!, key: randomBytes(32) }], { fileId: id, expiresAtSeconds: 4_000_000_000 });
    expect((await store.get(`/m/${forged}/x.pdf`, undefined)).status).toBe(404);
  });

  it('is over after an hour, by the clock of the database', async () => {
    const { id } = await uploaded(text('for an hour'));
    const { pathname } = await linked(id);
    await store.moveClock(3_590);
    expect((await store.get(pathname, undefined)).status).toBe(200);
    await store.moveClock(3_601);
    expect(await problem(await store.get(pathname, undefined))).toMatchObject({ status: 410, code: 'FILE_EXPIRED' });
    expect((await store.get((await linked(id)).pathname, undefined)).status).toBe(200);
  });

  it('never lives longer than its file', async () => {
    const { id, expiresAt } = await uploaded(text('nearly over'));
    await store.moveClock(72 * 3_600 - 600);
    expect(Date.parse((await linked(id)).expiresAt)).toBeLessThanOrEqual(Date.parse(expiresAt));
  });

  it('is not made for a file that is not there', async () => {
    expect(await link(newId())).toEqual({ outcome: 'gone' });
  });
});

describe('after 72 hours', () => {
  it('and a minute a file is gone: link 410, content 410, row expired and announced, object deleted', async () => {
    const file = await uploaded(text('short life'));
    const customer = await store.receive({ size: 5, chunks: () => text('hello') });
    const state = async (fileId: string) => {
      const answer = await store.requests.ask(describeFile, { fileId });
      return answer.found && answer.state;
    };
    await eventually('stored', async () => (await state(customer.fileId)) === 'stored');
    const { pathname } = await linked(file.id);
    // Signed by us for longer than the file lives: then the file's own end counts.
    const [keyId = '', secret = ''] = linkKeys.split(':');
    const longKey = { id: keyId, key: Buffer.from(secret, 'base64') };
    const long = signLink([longKey], { fileId: file.id, expiresAtSeconds: 4_000_000_000 });
    expect((await store.get(`/m/${long}/a.pdf`, undefined)).status).toBe(200);

    await store.moveClock(72 * 3_600 + 60);
    for (const route of [pathname, `/m/${long}/a.pdf`]) {
      expect(await problem(await store.get(route, undefined))).toMatchObject({ status: 410, code: 'FILE_EXPIRED' });
    }
    for (const route of ['', '/content']) {
      const answer = await store.get(`/v1/media/${file.id}${route}`, store.keys.system);
      expect(await problem(answer)).toMatchObject({ status: 410, code: 'FILE_EXPIRED' });
    }
    expect(await state(file.id)).toBe('expired');
    expect(await link(file.id)).toEqual({ outcome: 'gone' });

    let answer = await store.requests.ask(expireMedia, { limit: 2 });
    expect(answer).toEqual({ done: 2, more: true });
    for (let calls = 0; answer.more && calls < 100; calls += 1) {
      answer = await store.requests.ask(expireMedia, { limit: 50 });
    }
    expect(answer).toEqual({ done: expect.any(Number), more: false });
    expect(await store.objectsOnDisk()).toEqual([]);
    for (const [fileId, channelId] of [
      [file.id, 'none'],
      [customer.fileId, store.channel.view.id],
    ]) {
      const fact = await eventually('fact', () =>
        store.facts.find(({ data }) => data.fileId === fileId && data.state === 'expired'),
      );
      expect(fact.channelId).toBe(channelId);
    }
    expect(await store.requests.ask(expireMedia, { limit: 50 })).toEqual({ done: 0, more: false });
  });

  it('an object that could not be deleted is deleted by the next run', async () => {
    const { id } = await uploaded(text('stays a little'));
    await store.moveClock(72 * 3_600 + 60);
    const real = new DirectoryObjectStore(store.directory);
    const warnings: string[] = [];
    const log = { warn: (message: string) => void warnings.push(message) };
    const broken = Object.assign(Object.create(real) as DirectoryObjectStore, {
      delete: () => Promise.reject(new Error('disk on fire')),
    });
    expect(await new FileExpiry(store.source, broken, log).expire(100)).toEqual({ done: 1, more: false });
    expect(warnings).toHaveLength(1);
    expect(await store.objectsOnDisk()).toHaveLength(1);
    expect((await store.get(`/v1/media/${id}/content`, store.keys.system)).status).toBe(410);
    expect(await new FileExpiry(store.source, real, log).expire(100)).toEqual({ done: 1, more: false });
    expect(await store.objectsOnDisk()).toEqual([]);
  });

  it('and 45 days more nothing is left of it', async () => {
    const { id } = await uploaded(text('forgotten'));
    await store.moveClock((72 + 45 * 24) * 3_600 + 60);
    const { directory, source } = store;
    const expiry = new FileExpiry(source, new DirectoryObjectStore(directory), { warn: () => undefined });
    await expiry.expire(1_000);
    expect(await source.query('SELECT 1 FROM file WHERE id = $1', [id])).toEqual([]);
  });
});

it('an object that no row speaks of is found and deleted, others are left alone', async () => {
  const kept = await uploaded(text('kept'));
  const objects = new DirectoryObjectStore(store.directory);
  const put = async (key: string) =>
    await objects.put(
      key,
      (async function* () {
        yield Buffer.from('orphan');
      })(),
    );
  const orphan = `media/${newId()}/1`;
  const earlierAttempt = `media/${kept.id}/2`;
  for (const key of [orphan, earlierAttempt, 'somebody/else']) await put(key);
  expect(await reconcileObjects(store.source, objects, { limit: 500 })).toEqual({ deleted: 0 }); // too young
  let deleted = 0;
  let after: string | undefined;
  do {
    const page = await reconcileObjects(store.source, objects, { limit: 2, after, olderThanMs: 0 });
    deleted += page.deleted;
    after = page.next;
  } while (after !== undefined);
  expect(deleted).toBe(2);
  expect(await objects.stat(orphan)).toBeUndefined();
  expect(await objects.stat('somebody/else')).toBeDefined();
  expect((await store.get(`/v1/media/${kept.id}/content`, store.keys.system)).status).toBe(200);
  await objects.delete('somebody/else');
});
