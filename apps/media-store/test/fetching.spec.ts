import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeFile } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { largeFile, sha256Of } from './large-file.js';
import { measureBody, startMediaStoreUnderTest, type MediaStoreUnderTest } from './media-store-under-test.js';

let store: MediaStoreUnderTest;
beforeAll(async () => {
  store = await startMediaStoreUnderTest();
});
afterAll(async () => await store.stop());
afterEach(async () => {
  await store.moveClock(0);
  store.meta.faults = { expiredUrls: 0, cutDownloads: 0, shortDownloads: 0, limitedLookUps: 0 };
});

const pdf = (sizeBytes: number, seed = 1) => ({
  size: sizeBytes,
  chunks: function* () {
    yield Buffer.from('%PDF-1.7\n');
    yield* largeFile(sizeBytes - 9, seed);
  },
});
const row = async (id: string) => {
  const [found]: Record<string, unknown>[] = await store.source.query('SELECT * FROM file WHERE id = $1', [id]);
  return found;
};
const isIn = async (id: string, state: string) =>
  await eventually(`file is ${state}`, async () => (await row(id))?.['state'] === state);
/** Lets a waiting file come due without waiting. */
const due = async (id: string) => await store.source.query('UPDATE file SET next_at = wabx.now() WHERE id = $1', [id]);
const failedOnce = async (id: string, error: string) =>
  await eventually(`${error} is written down`, async () => (await row(id))?.['error'] === error);
const callsAbout = (mediaId: string) => store.meta.calls.filter((call) => call.endsWith(` ${mediaId}`));

describe('a file of a customer', () => {
  it('is fetched, kept as it was and announced with size, hash, type and end', async () => {
    const file = pdf(3_000_000);
    const { fileId, mediaId } = await store.receive(file, { filename: '../Angebot\u202e 图.pdf' });
    await isIn(fileId, 'stored');
    const sha256 = sha256Of(file.chunks());
    const [fact] = await eventually('fact', () => store.factsOf(fileId).length > 0 && store.factsOf(fileId));
    expect(fact).toMatchObject({
      state: 'stored',
      size: 3_000_000,
      sha256,
      mimeType: 'application/pdf',
      filename: 'Angebot 图.pdf',
    });
    const keptSeconds = (Date.parse(fact!.expiresAt!) - Date.now()) / 1000;
    expect(keptSeconds).toBeGreaterThan(72 * 3600 - 60);
    expect(keptSeconds).toBeLessThanOrEqual(72 * 3600);
    expect(callsAbout(mediaId)).toEqual([`GET media ${mediaId}`, `GET download ${mediaId}`]);

    const content = await store.get(`/v1/media/${fileId}/content`, store.keys.system);
    expect(content.status).toBe(200);
    expect(await measureBody(content)).toEqual({ sizeBytes: 3_000_000, sha256 });
    expect(await store.requests.ask(describeFile, { fileId })).toMatchObject({ found: true, state: 'stored', sha256 });
  });

  it('is called what it is, not what the sender calls it', async () => {
    const html = Buffer.from('<!doctype html><script>alert(1)</script>');
    const sent = { size: html.length, chunks: () => [html], mimeType: 'image/jpeg' };
    const { fileId } = await store.receive(sent, { filename: 'photo.jpg' });
    await isIn(fileId, 'stored');
    const content = await store.get(`/v1/media/${fileId}/content`, store.keys.system);
    expect(content.headers.get('content-type')).toBe('text/html');
    expect(content.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(content.headers.get('content-security-policy')).toContain('sandbox');
    expect(content.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is fetched once, however often its message comes', async () => {
    const { fileId, mediaId, publishAgain } = await store.receive(pdf(10_000));
    await isIn(fileId, 'stored');
    await publishAgain('a second copy');
    await publishAgain('a third copy');
    const after = await store.receive(pdf(10_001));
    await isIn(after.fileId, 'stored');
    expect(callsAbout(mediaId)).toHaveLength(2);
    expect(store.factsOf(fileId)).toHaveLength(1);
  });

  it('is looked up again when its URL has expired', async () => {
    store.meta.faults.expiredUrls = 1;
    const { fileId, mediaId } = await store.receive(pdf(10_000));
    await isIn(fileId, 'stored');
    expect(callsAbout(mediaId)).toEqual(
      ['media', 'download', 'media', 'download'].map((kind) => `GET ${kind} ${mediaId}`),
    );
  });

  it.each(['cutDownloads', 'shortDownloads'] as const)(
    'that comes to 60 %% only is never shown, and comes whole the next time (%s)',
    async (fault) => {
      store.meta.faults[fault] = 1;
      const file = pdf(2_000_000, 7);
      const { fileId } = await store.receive(file);
      await failedOnce(fileId, 'unreachable');
      const early = await store.get(`/v1/media/${fileId}/content`, store.keys.system);
      expect(early.status).toBe(409);
      expect(await early.json()).toMatchObject({ code: 'FILE_NOT_READY' });

      await due(fileId);
      await isIn(fileId, 'stored');
      const content = await store.get(`/v1/media/${fileId}/content`, store.keys.system);
      expect(await measureBody(content)).toEqual({ sizeBytes: 2_000_000, sha256: sha256Of(file.chunks()) });
      const { object_key } = (await row(fileId))!;
      expect(object_key).toBe(`media/${fileId}/2`);
    },
  );

  it('that Meta says is gone is asked for once more, then given up and announced', async () => {
    const { fileId, mediaId } = await store.receive(pdf(10), { atMeta: false });
    await failedOnce(fileId, 'gone');
    expect((await row(fileId))?.['state']).toBe('fetching');
    await due(fileId);
    await isIn(fileId, 'failed');
    await eventually('fact', () =>
      store.factsOf(fileId).some(({ state, error }) => state === 'failed' && error === 'gone'),
    );
    expect(callsAbout(mediaId)).toHaveLength(2);
    const content = await store.get(`/v1/media/${fileId}/content`, store.keys.system);
    expect([content.status, ((await content.json()) as { code: string }).code]).toEqual([410, 'FILE_FAILED']);
  });

  it('that is larger than 100 MB is given up without being taken, whatever Meta announces', async () => {
    const told = await store.receive({ size: 104_857_601, chunks: () => [Buffer.from('x')] });
    await isIn(told.fileId, 'failed');
    expect((await row(told.fileId))?.['error']).toBe('too-large');
    expect(callsAbout(told.mediaId)).toEqual([`GET media ${told.mediaId}`]);
  });

  it('waits while the token is refused, which is told once, and comes with the new token', async () => {
    const good = store.meta.accessToken;
    store.meta.accessToken = 'another token by now';
    const { fileId } = await store.receive(pdf(10_000));
    await failedOnce(fileId, 'auth');
    await due(fileId);
    await eventually('second attempt', async () => Number((await row(fileId))?.['attempts']) >= 2);
    await failedOnce(fileId, 'auth');
    expect((await row(fileId))?.['state']).toBe('fetching');

    await store.rotateAccessToken('another token by now');
    await isIn(fileId, 'stored');
    await eventually('facts', () => store.factsOf(fileId).length === 2);
    expect(store.factsOf(fileId).map(({ state, error }) => [state, error])).toEqual([
      ['failed', 'auth'],
      ['stored', undefined],
    ]);
    await store.rotateAccessToken(good);
    store.meta.accessToken = good;
  });

  it('whose message is older than seven days is given up without asking Meta', async () => {
    const old = await store.receive(pdf(10), { sentAt: new Date(Date.now() - 7 * 24 * 3_600_000 - 60_000) });
    await isIn(old.fileId, 'failed');
    expect(await row(old.fileId)).toMatchObject({ error: 'gone', refused_at: null });
    await eventually('fact', () => store.factsOf(old.fileId).some(({ error }) => error === 'gone'));
    expect(callsAbout(old.mediaId)).toEqual([]);
  });

  it('comes before files that were asked for already and before older ones', async () => {
    let release: () => void = () => undefined;
    store.meta.hold = new Promise((resolve) => (release = resolve));
    try {
      // As many as are fetched at once, each held at its last byte.
      const busy = await Promise.all([1, 2, 3, 4].map(() => store.receive(pdf(10_000))));
      await eventually('all hands are full', () => busy.every(({ mediaId }) => callsAbout(mediaId).length === 2));
      const hoursAgo = (hours: number) => ({ sentAt: new Date(Date.now() - hours * 3_600_000) });
      const tried = await store.receive(pdf(10_001), hoursAgo(0.5));
      const old = await store.receive(pdf(10_002), hoursAgo(48));
      const fresh = await store.receive(pdf(10_003));
      const waiting = [tried, old, fresh];
      await eventually('all are written down', async () =>
        (await Promise.all(waiting.map(({ fileId }) => row(fileId)))).every(Boolean),
      );
      await store.source.query('UPDATE file SET attempts = 1 WHERE id = $1', [tried.fileId]);
      release();
      for (const { fileId } of waiting) await isIn(fileId, 'stored');
      const order = store.meta.calls.flatMap((call) =>
        waiting.flatMap((file) => (call === `GET media ${file.mediaId}` ? [file] : [])),
      );
      expect(order.indexOf(fresh)).toBeLessThan(order.indexOf(old));
      expect(order.indexOf(old)).toBeLessThan(order.indexOf(tried));
    } finally {
      release();
      store.meta.hold = Promise.resolve();
    }
  });
});

describe('look-ups of a number', () => {
  const forgetRefusals = async () => {
    await store.source.query('UPDATE file SET refused_at = NULL');
    await store.source.query('DELETE FROM number_hold');
  };
  beforeEach(forgetRefusals);
  afterEach(forgetRefusals);
  const media = async (fileId: string) => {
    const answer = await store.get(`/v1/media/${fileId}`, store.keys.system);
    return (await answer.json()) as { state: string; heldUntil?: string };
  };

  it('rest for a minute after four that Meta refused, and every file that waits says so and until when', async () => {
    const refused = await Promise.all([1, 2, 3, 4].map(() => store.receive(pdf(10), { atMeta: false })));
    for (const { fileId } of refused) await failedOnce(fileId, 'gone');
    const waiting = await store.receive(pdf(5_000));
    const held = await eventually('the fact', () =>
      store.factsOf(waiting.fileId).find(({ state }) => state === 'held'),
    );
    const secondsHeld = (Date.parse(held.heldUntil ?? '') - Date.now()) / 1000;
    expect(secondsHeld).toBeGreaterThan(30);
    expect(secondsHeld).toBeLessThanOrEqual(60);
    expect(held.error).toBe('gone');
    expect(await media(waiting.fileId)).toMatchObject({ state: 'held', heldUntil: held.heldUntil });
    const content = await store.get(`/v1/media/${waiting.fileId}/content`, store.keys.system);
    expect([content.status, await content.json()]).toEqual([409, expect.objectContaining({ code: 'FILE_NOT_READY' })]);
    for (const { fileId } of refused) {
      expect(store.factsOf(fileId).map(({ state }) => state)).toContain('held');
    }
    // A file of another number, announced later, overtakes it: the service has looked and passed it over.
    const other = await store.receive({ ...pdf(5_000), phoneNumberId: '209999' });
    await isIn(other.fileId, 'stored');
    expect(await row(waiting.fileId)).toMatchObject({ state: 'fetching', attempts: 0 });
    await store.moveClock(61);
    await isIn(waiting.fileId, 'stored');
  });

  it('are held for as long as Meta says when Meta limits them itself', async () => {
    store.meta.faults.limitedLookUps = 1;
    const limited = await store.receive(pdf(5_000));
    await failedOnce(limited.fileId, 'limited');
    const next = await store.receive(pdf(5_000));
    const held = await eventually('the fact', () => store.factsOf(next.fileId).find(({ state }) => state === 'held'));
    expect(held.error).toBe('limited');
    expect((Date.parse(held.heldUntil ?? '') - Date.now()) / 1000).toBeGreaterThan(60);
    expect(await media(next.fileId)).toMatchObject({ state: 'held' });
    await store.moveClock(400);
    await isIn(next.fileId, 'stored');
    await isIn(limited.fileId, 'stored');
  });
});

describe('the stream of messages', () => {
  it('is not held up by a file that comes slowly', async () => {
    let release: () => void = () => undefined;
    store.meta.hold = new Promise((resolve) => (release = resolve));
    try {
      const slow = await store.receive(pdf(100_000));
      await eventually('slow download has begun', () => callsAbout(slow.mediaId).length === 2);
      const text = await store.receive(pdf(100_000));
      // Written down, and so acknowledged, while the first one is still coming.
      await eventually('the next message is taken', async () => (await row(text.fileId)) !== undefined);
      expect((await row(slow.fileId))?.['state']).toBe('fetching');
      release();
      await isIn(slow.fileId, 'stored');
      await isIn(text.fileId, 'stored');
    } finally {
      release();
      store.meta.hold = Promise.resolve();
    }
  });

  it('gives a file that was being fetched when the service stopped to the next one, at once', async () => {
    let release: () => void = () => undefined;
    store.meta.hold = new Promise((resolve) => (release = resolve));
    const { fileId, mediaId } = await store.receive(pdf(100_000));
    await eventually('download has begun', () => callsAbout(mediaId).length === 2);
    await store.stopService();
    release();
    store.meta.hold = Promise.resolve();
    expect(await row(fileId)).toMatchObject({ state: 'fetching', attempts: 0 });
    expect((await store.objectsOnDisk()).filter((name) => !name.endsWith('.bin'))).toEqual([]);
    await store.startService();
    await isIn(fileId, 'stored');
  });
});
