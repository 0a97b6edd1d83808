import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createGraphClient, type GraphClientOptions } from '../src/index.js';
import { listen, misbehave } from './misbehaving-server.js';

const accessToken = 'EAAtoken';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listen(server);
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${port}`;
}

function client(baseUrl: string, options: Partial<GraphClientOptions> = {}) {
  const created = createGraphClient({ baseUrl, version: 'v26.0', timeoutMs: 5000, userAgent: 'wabx-test', ...options });
  cleanups.unshift(created.close);
  return created;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const megabyte = Buffer.alloc(1024 * 1024, 'wabx');

describe('a download', () => {
  const download = (url: string, options: Partial<GraphClientOptions> = {}) =>
    client('http://unused.invalid', options).downloadMedia({ url, accessToken });

  it('carries the token and a user agent, and streams the bytes', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const host = await serve((request, response) => {
      seen.push(request.headers);
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': megabyte.length }).end(megabyte);
    });
    const outcome = await download(`${host}/attachments/?mid=1&hash=x`);
    expect(outcome).toMatchObject({ outcome: 'ok', contentType: 'image/jpeg', contentLength: 1_048_576 });
    if (outcome.outcome !== 'ok') return;
    expect(sha256(await buffer(outcome.stream))).toBe(sha256(megabyte));
    expect(seen).toMatchObject([{ authorization: 'Bearer EAAtoken', 'user-agent': 'wabx-test' }]);
  });

  it('that is given up before anybody reads its bytes fails for whoever reads them then', async () => {
    const host = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': megabyte.length }).write('a');
    });
    const giveUp = new AbortController();
    const outcome = await client('http://unused.invalid').downloadMedia({
      url: host,
      accessToken,
      signal: giveUp.signal,
    });
    expect(outcome).toMatchObject({ outcome: 'ok' });
    giveUp.abort();
    // An error that nobody has listened to by now ends the process.
    await new Promise((resolve) => setImmediate(resolve));
    if (outcome.outcome === 'ok') await expect(buffer(outcome.stream)).rejects.toThrow();
  });

  it('shows the token to no other host, and again to its own', async () => {
    const seen: [string, string | undefined][] = [];
    const home = await serve((request, response) => {
      seen.push(['home', request.headers.authorization]);
      if (request.url === '/first') response.writeHead(302, { location: `${elsewhere}/second` }).end();
      else response.end('bytes');
    });
    const elsewhere = await serve((request, response) => {
      seen.push(['elsewhere', request.headers.authorization]);
      response.writeHead(307, { location: request.url === '/second' ? '/third' : `${home}/last` }).end();
    });
    expect(await download(`${home}/first`)).toMatchObject({ outcome: 'ok' });
    expect(seen).toEqual([
      ['home', 'Bearer EAAtoken'],
      ['elsewhere', undefined],
      ['elsewhere', undefined],
      ['home', 'Bearer EAAtoken'],
    ]);
  });

  it('goes on each hop only to hosts of the list, and only where their names lead into the open internet', async () => {
    let reached = 0;
    const inside = await serve((_, response) => {
      reached++;
      response.end('the metadata of a cloud');
    });
    const byName = inside.replace('127.0.0.1', 'localhost');
    const redirecting = (location: string) => serve((_, response) => response.writeHead(302, { location }).end());
    const fetched = async (to: string, isMediaHost: (url: URL) => boolean) => {
      const api = await redirecting(to);
      return await client(api, { isMediaHost }).downloadMedia({ url: `${api}/media`, accessToken });
    };
    // Not on the list; on it by its address; on it, but the name leads inside.
    const refused = { outcome: 'not-sent', cause: { kind: 'invalid-request', code: 'host-not-allowed' } };
    expect(await fetched(byName, () => false)).toEqual(refused);
    expect(await fetched(inside, () => true)).toEqual(refused);
    expect(await fetched(byName, () => true)).toMatchObject({ outcome: 'not-sent', cause: { code: 'EADDRNOTPUBLIC' } });
    expect(reached).toBe(0);
  });

  it('does not go round in circles', async () => {
    let requests = 0;
    const host = await serve((_, response) => {
      requests++;
      response.writeHead(302, { location: '/again' }).end();
    });
    expect(await download(host)).toMatchObject({ outcome: 'unknown', cause: { code: 'too-many-redirects' } });
    expect(requests).toBe(6);
  });

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/', ''])('does not follow a redirect to "%s"', async (location) => {
    const host = await serve((_, response) => response.writeHead(302, { location }).end());
    expect(await download(host)).toMatchObject({ outcome: 'rejected', httpStatus: 302 });
  });

  it.each(['', 'nonsense', 'file:///etc/passwd'])('does not begin at "%s"', async (url) => {
    expect(await download(url)).toEqual({ outcome: 'not-sent', cause: { kind: 'invalid-request' } });
  });

  it('of an expired URL is rejected, with the error where there is one', async () => {
    const html = await serve((_, response) => response.writeHead(404).end('<html>gone</html>'));
    expect(await download(html)).toEqual({ outcome: 'rejected', httpStatus: 404 });
    const json = await serve((_, response) =>
      response.writeHead(401, { 'retry-after': '9' }).end('{"error":{"code":190,"message":"expired"}}'),
    );
    expect(await download(json)).toMatchObject({
      outcome: 'rejected',
      httpStatus: 401,
      error: { code: 190 },
      retryAfterSeconds: 9,
    });
  });

  it('that is cut fails, it does not end as if it were whole', async () => {
    const host = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 2 * megabyte.length });
      response.write(megabyte, () => response.destroy());
    });
    const outcome = await download(host);
    if (outcome.outcome !== 'ok') throw new Error(outcome.outcome);
    await expect(buffer(outcome.stream)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  });

  it('that stalls fails after the time-out', async () => {
    const host = await serve((_, response) => void response.writeHead(200, { 'content-length': 9 }).write('half'));
    const outcome = await download(host, { timeoutMs: 100 });
    if (outcome.outcome !== 'ok') throw new Error(outcome.outcome);
    await expect(buffer(outcome.stream)).rejects.toThrow();
  });

  it('that is slow but alive may take longer than the time-out', async () => {
    const host = await serve((_, response) => {
      let left = 8;
      const timer = setInterval(() => (left-- > 0 ? response.write('x') : (clearInterval(timer), response.end())), 50);
    });
    const outcome = await download(host, { timeoutMs: 250 });
    if (outcome.outcome !== 'ok') throw new Error(outcome.outcome);
    expect((await buffer(outcome.stream)).toString()).toBe('xxxxxxxx');
  });
});

describe('an upload', () => {
  const upload = (baseUrl: string, stream: Readable, size: number, more: object = {}) =>
    client(baseUrl).uploadMedia({
      phoneNumberId: '410020030040051',
      accessToken,
      stream,
      size,
      mimeType: 'audio/ogg; codecs=opus',
      filename: 'note.ogg',
      ...more,
    });

  it('is one multipart form with all three fields, of exact length, read by an independent parser', async () => {
    const seen: { headers: IncomingMessage['headers']; form: FormData }[] = [];
    const host = await serve(async (request, response) => {
      const bytes = await buffer(request);
      const contentType = request.headers['content-type'] ?? '';
      seen.push({
        headers: request.headers,
        form: await new Response(bytes, { headers: { 'content-type': contentType } }).formData(),
      });
      expect(bytes.length).toBe(Number(request.headers['content-length']));
      response.end('{"id":"990001000000001"}');
    });
    expect(await upload(host, Readable.from([megabyte, megabyte]), 2 * megabyte.length)).toEqual({
      outcome: 'ok',
      value: { id: '990001000000001' },
    });
    const { headers, form } = seen[0]!;
    expect(headers).toMatchObject({ authorization: 'Bearer EAAtoken', 'user-agent': 'wabx-test' });
    expect(form.get('messaging_product')).toBe('whatsapp');
    expect(form.get('type')).toBe('audio/ogg; codecs=opus');
    const file = form.get('file');
    if (!(file instanceof File)) throw new Error('no file');
    expect(file.name).toBe('note.ogg');
    expect(file.type).toMatch(/^audio\/ogg;\s?codecs=opus$/);
    expect(sha256(Buffer.from(await file.arrayBuffer()))).toBe(sha256(Buffer.concat([megabyte, megabyte])));
  });

  it('keeps a file name from forging fields', async () => {
    let text = '';
    const host = await serve(async (request, response) => {
      text = (await buffer(request)).toString();
      response.end('{"id":"1"}');
    });
    const filename = 'a"\r\nContent-Type: text/html\r\n\r\n<b>.ogg';
    await upload(host, Readable.from(['x']), 1, { filename });
    expect(text).toContain('filename="a%22%0D%0AContent-Type: text/html%0D%0A%0D%0A<b>.ogg"');
  });

  it('takes from its source no more than the other side reads', async () => {
    let produced = 0;
    const source = Readable.from(
      (function* () {
        for (; produced < 100; produced++) yield megabyte;
      })(),
      { highWaterMark: 1 },
    );
    let reading: IncomingMessage | undefined;
    const host = await serve((request, response) => {
      reading = request.pause();
      request.once('end', () => response.end('{"id":"1"}'));
    });
    const uploading = upload(host, source, 100 * megabyte.length);
    // Full: nothing moves from one look to the next although there is more to send.
    for (let before = -1; produced === 0 || before !== produced;) {
      before = produced;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(produced).toBeLessThan(32);
    reading?.resume();
    expect(await uploading).toMatchObject({ outcome: 'ok' });
    expect(produced).toBe(100);
  });

  it.each([
    ['shorter than announced', () => Readable.from(['abc']), 4],
    ['longer than announced', () => Readable.from(['abc', 'de']), 4],
    [
      'broken in its middle',
      () =>
        Readable.from(
          (function* () {
            yield 'ab';
            throw new Error('disk');
          })(),
        ),
      4,
    ],
  ])('of a file %s never arrives as if it were whole', async (_, source, size) => {
    let ended = false;
    const host = await serve((request, response) => {
      request.on('error', () => undefined).on('data', () => undefined);
      request.on('end', () => (ended = true) && response.end('{"id":"1"}'));
    });
    expect(await upload(host, source(), size)).toEqual({
      outcome: 'unknown',
      cause: { kind: 'source', code: undefined },
    });
    expect(ended).toBe(false);
  });

  it('that cannot begin lets its file go, even one that fails afterwards', async () => {
    const gone = await misbehave(() => undefined);
    await gone.close();
    const source = new Readable({ read: () => undefined });
    expect(await upload(gone.url, source, 4)).toMatchObject({ outcome: 'not-sent', cause: { kind: 'refused' } });
    if (!source.closed) await once(source, 'close');
    expect(source.destroyed).toBe(true);
    source.emit('error', new Error('late'));
  });

  it('that is rejected lets its file go', async () => {
    const host = await serve((request, response) => {
      request.on('error', () => undefined).resume();
      response.writeHead(400).end('{"error":{"code":100,"message":"(#100) Param file must be a file"}}');
    });
    const source = Readable.from(['ab', 'cd']);
    expect(await upload(host, source, 4)).toMatchObject({ outcome: 'rejected', error: { code: 100 } });
    if (!source.closed) await once(source, 'close');
    expect(source.destroyed).toBe(true);
  });
});
