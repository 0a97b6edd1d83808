import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Socket } from 'node:net';
import type { TlsOptions, TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createGraphClient, type GraphClientOptions, type GraphMessageBody, type SendOutcome } from '../src/index.js';
import { listen, misbehave, type MisbehavingServer } from './misbehaving-server.js';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const body: GraphMessageBody = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+447700900123',
  type: 'text',
  text: { body: 'Grüße 👍' },
};
const secret = 'EAAtoken-that-must-not-leak';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function server(react: (socket: Socket, received: string) => void): Promise<MisbehavingServer> {
  const started = await misbehave(react);
  cleanups.push(started.close);
  return started;
}

function client(baseUrl: string, options: Partial<GraphClientOptions> = {}) {
  const created = createGraphClient({ baseUrl, version: 'v26.0', timeoutMs: 5000, userAgent: 'wabx-test', ...options });
  cleanups.unshift(created.close);
  return created;
}

const send = (to: string, options: Partial<GraphClientOptions> = {}, more: object = {}): Promise<SendOutcome> =>
  client(to, options).sendMessage({ phoneNumberId: '410020030040051', accessToken: secret, body, ...more });

const http = (status: string, content: string | Buffer, headers = '') =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(content)}\r\n${headers}\r\n${content.toString()}`;
const isWhole = (received: string) => received.includes('\r\n\r\n') && received.endsWith('}');
const answering = (answer: string) => server((socket, received) => isWhole(received) && socket.end(answer));

describe('a send that Meta accepts', () => {
  it('is written once, with token, user agent and version, and gives the wamid', async () => {
    const meta = await answering(http('200 OK', fixture('graph/response-send.json')));
    expect(await send(meta.url)).toEqual({
      outcome: 'accepted',
      waMessageId: 'wamid.b3V0LTAwMDE=',
      messageStatus: undefined,
      contact: { input: '+447700900123', waId: '447700900123', userId: undefined },
    });
    expect(meta.received).toHaveLength(1);
    const [head, content] = meta.received[0]!.split('\r\n\r\n');
    expect(head).toMatch(/^POST \/v26\.0\/410020030040051\/messages HTTP\/1\.1\r\n/);
    expect(head).toMatch(new RegExp(`^authorization: Bearer ${secret}\r?$`, 'im'));
    expect(head).toMatch(/^user-agent: wabx-test\r?$/im);
    expect(JSON.parse(Buffer.from(content!, 'latin1').toString())).toEqual(body);
  });

  it.each([
    ['response-send-normalised-number.json', { contact: { input: '+5564955550123', waId: '556455550123' } }],
    ['response-send-to-bsuid.json', { contact: { userId: 'GB.70707070808080809090' } }],
    ['response-send-template-held.json', { messageStatus: 'held_for_quality_assessment' }],
  ])('reads %s', async (name, expected) => {
    const meta = await answering(http('200 OK', fixture(`graph/${name}`)));
    expect(await send(meta.url)).toMatchObject({ outcome: 'accepted', ...expected });
  });

  it('keeps to the path of the base URL', async () => {
    const meta = await answering(http('200 OK', fixture('graph/response-send.json')));
    await send(`${meta.url}/graph/`);
    expect(meta.received[0]).toMatch(/^POST \/graph\/v26\.0\/410020030040051\/messages /);
  });
});

describe('a send that Meta rejects in its own words', () => {
  it.each([
    ['400 Bad Request', 'error-131047-window-closed.json', { class: 'window-closed', action: 'give-up' }],
    ['400 Bad Request', 'error-131056-pair-rate.json', { class: 'pair-rate', action: 'slow-pair' }],
    ['401 Unauthorized', 'error-190-token-expired.json', { class: 'token-invalid', action: 'pause-channel' }],
    ['429 Too Many Requests', 'error-80007-waba-rate-limit.json', { class: 'account-rate', action: 'slow-account' }],
    ['500 Internal Server Error', 'error-131000-unknown.json', { class: 'temporary', action: 'retry-doubtful' }],
    ['503 Service Unavailable', 'error-2-service-unavailable.json', { class: 'temporary', action: 'retry' }],
  ])('%s with %s', async (status, name, policy) => {
    const meta = await answering(http(status, fixture(`graph/${name}`)));
    expect(await send(meta.url)).toMatchObject({
      outcome: 'rejected',
      httpStatus: Number(status.slice(0, 3)),
      error: { code: Number(/error-(\d+)/.exec(name)?.[1]), traceId: expect.any(String) },
      policy,
    });
  });

  it('tells how long Meta asks us to wait', async () => {
    const error = fixture('graph/error-130429-throughput.json');
    const meta = await answering(http('429 Too Many Requests', error, 'Retry-After: 17\r\n'));
    expect(await send(meta.url)).toMatchObject({ outcome: 'rejected', retryAfterSeconds: 17 });
    const inThePast = await answering(http('429 X', error, 'Retry-After: Mon, 23 Nov 2020 09:00:00 GMT\r\n'));
    expect(await send(inThePast.url)).toMatchObject({ outcome: 'rejected', retryAfterSeconds: 0 });
    const nonsense = await answering(http('429 X', error, 'Retry-After: soon\r\n'));
    expect(await send(nonsense.url)).toMatchObject({ outcome: 'rejected', retryAfterSeconds: undefined });
  });
});

describe('a send of which not a byte was written', () => {
  it('to a port nobody listens on', async () => {
    const gone = await misbehave(() => undefined);
    await gone.close();
    expect(await send(gone.url)).toEqual({ outcome: 'not-sent', cause: { kind: 'refused', code: 'ECONNREFUSED' } });
  });

  it('to a name that does not exist', async () => {
    expect(await send('http://graph.invalid')).toMatchObject({ outcome: 'not-sent', cause: { kind: 'dns' } });
  });

  it('to a port that does not speak TLS', async () => {
    const plain = await server((socket) => socket.end(http('400 Bad Request', '')));
    expect(await send(plain.url.replace('http:', 'https:'))).toMatchObject({
      outcome: 'not-sent',
      cause: { kind: 'tls' },
    });
    expect(plain.received.join()).not.toContain('POST');
  });

  it('to a server whose certificate is not to be trusted: it learns neither token nor text', async () => {
    const requests: unknown[] = [];
    const impostor = createHttpsServer(
      { key: fixture('tls/untrusted.key'), cert: fixture('tls/untrusted.crt') },
      (request, response) => response.end(requests.push(request.url)),
    );
    const port = await listen(impostor);
    cleanups.push(() => new Promise((resolve) => impostor.close(resolve)));
    expect(await send(`https://localhost:${port}`)).toEqual({
      outcome: 'not-sent',
      cause: { kind: 'tls', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(requests).toEqual([]);
  });

  it('to a server that never answers the TLS handshake, given up in time', async () => {
    const mute = await server(() => undefined);
    const outcome = await send(mute.url.replace('http:', 'https:'), { timeoutMs: 50 });
    expect(outcome).toEqual({ outcome: 'not-sent', cause: { kind: 'timeout' } });
  });

  it('to a server that hangs up during the TLS handshake', async () => {
    const rude = await server((socket) => socket.destroy());
    expect(await send(rude.url.replace('http:', 'https:'))).toMatchObject({ outcome: 'not-sent' });
  });

  it('given up before it began', async () => {
    const meta = await answering(http('200 OK', fixture('graph/response-send.json')));
    expect(await send(meta.url, {}, { signal: AbortSignal.abort() })).toEqual({
      outcome: 'not-sent',
      cause: { kind: 'aborted' },
    });
    expect(meta.connections).toBe(0);
  });

  it('given up while the connection is being made', async () => {
    const mute = await server(() => undefined);
    const giveUp = new AbortController();
    const sending = send(mute.url.replace('http:', 'https:'), {}, { signal: giveUp.signal });
    giveUp.abort();
    expect(await sending).toEqual({ outcome: 'not-sent', cause: { kind: 'aborted' } });
  });

  it('with a token that cannot stand in a header, and does not show in the outcome', async () => {
    const meta = await answering(http('200 OK', fixture('graph/response-send.json')));
    const outcome = await send(meta.url, {}, { accessToken: `${secret}\r\nX: y` });
    expect(outcome).toMatchObject({ outcome: 'not-sent', cause: { kind: 'invalid-request' } });
    expect(JSON.stringify(outcome)).not.toContain(secret);
  });
});

describe('a send without proof either way', () => {
  const accepted = fixture('graph/response-send.json').toString();

  it.each<[string, (socket: Socket) => void, object]>([
    ['the connection ends without an answer', (socket) => socket.end(), { kind: 'reset', code: 'UND_ERR_SOCKET' }],
    ['the connection is reset', (socket) => socket.resetAndDestroy(), { kind: 'reset', code: 'ECONNRESET' }],
    ['the head of the answer is cut', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'), { kind: 'reset' }],
    [
      'the body of the answer is cut',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n${accepted}`),
      { kind: 'reset', httpStatus: 200 },
    ],
    [
      'the body of a rejection is cut',
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 500\r\n\r\n{"error":{"code":100}}'),
      { kind: 'reset', httpStatus: 400 },
    ],
    [
      'a chunked answer is cut',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"mes\r\n'),
      { kind: 'reset', httpStatus: 200 },
    ],
    ['the answer is no HTTP', (socket) => socket.end('nonsense\r\n\r\n'), { kind: 'invalid-answer' }],
    ['200 without a body', (socket) => socket.end(http('200 OK', '')), { kind: 'invalid-answer', httpStatus: 200 }],
    [
      '200 without a wamid',
      (socket) => socket.end(http('200 OK', '{"messaging_product":"whatsapp","messages":[]}')),
      { kind: 'invalid-answer', httpStatus: 200 },
    ],
    [
      '200 with an error inside',
      (socket) => socket.end(http('200 OK', '{"error":{"code":131000}}')),
      { kind: 'invalid-answer', httpStatus: 200 },
    ],
    [
      '200 with a page of a captive portal',
      (socket) => socket.end(http('200 OK', '<html>Please log in</html>')),
      { kind: 'invalid-answer', httpStatus: 200 },
    ],
    [
      '502 with a page of a proxy',
      (socket) => socket.end(http('502 Bad Gateway', '<html>502</html>', 'Retry-After: 3\r\n')),
      { kind: 'invalid-answer', httpStatus: 502, retryAfterSeconds: 3 },
    ],
    [
      '504 without a body',
      (socket) => socket.end(http('504 Gateway Timeout', '')),
      { kind: 'invalid-answer', httpStatus: 504 },
    ],
    [
      'an answer that never ends',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n${' '.repeat(1_100_000)}`),
      { kind: 'invalid-answer', code: 'too-long', httpStatus: 200 },
    ],
  ])('%s', async (_, react, cause) => {
    const meta = await server((socket, received) => isWhole(received) && react(socket));
    expect(await send(meta.url)).toEqual({ outcome: 'unknown', cause: expect.objectContaining(cause) });
    expect(meta.received).toHaveLength(1); // and it is not tried again
  });

  it.each([
    ['403 Forbidden', '<html>403</html>', 'Retry-After: 7\r\n', 403],
    ['407 Proxy Authentication Required', '<html>407</html>', '', 407],
    ['413 Payload Too Large', '<html>413</html>', '', 413],
    ['429 Too Many Requests', '<html>429</html>', 'Retry-After: 7\r\n', 429],
    ['400 Bad Request', '', '', 400],
    ['404 Not Found', '{"detail":"no such route"}', '', 404],
    ['307 Temporary Redirect', '', 'Location: http://127.0.0.1:1/\r\n', 307],
  ])('%s without a word of Graph proves that Meta took nothing: %j', async (status, body, head, httpStatus) => {
    const meta = await server((socket, received) => isWhole(received) && socket.end(http(status, body, head)));
    const retryAfterSeconds = head.startsWith('Retry-After') ? 7 : undefined;
    const cause = { kind: 'invalid-answer', httpStatus, retryAfterSeconds };
    expect(await send(meta.url)).toEqual({ outcome: 'not-sent', cause });
    expect(meta.received).toHaveLength(1);
  });

  it.each<[string, (socket: Socket) => void, object]>([
    ['no answer comes', () => undefined, { kind: 'timeout' }],
    ['the answer stops in its middle', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'), {}],
  ])('%s in time', async (_, react, cause) => {
    const meta = await server((socket, received) => isWhole(received) && react(socket));
    expect(await send(meta.url, { timeoutMs: 100 })).toMatchObject({
      outcome: 'unknown',
      cause: { kind: 'timeout', ...cause },
    });
  });

  it('the caller gives up after it was written', async () => {
    const giveUp = new AbortController();
    const meta = await server((_, received) => isWhole(received) && giveUp.abort());
    expect(await send(meta.url, {}, { signal: giveUp.signal })).toEqual({
      outcome: 'unknown',
      cause: { kind: 'aborted' },
    });
  });
});

describe('a send that may be written at certain moments only', () => {
  it('is asked for its permission with the connection in hand, directly before the first byte', async () => {
    const meta = await answering(http('200 OK', fixture('graph/response-send.json')));
    const asked: string[] = [];
    const mayWrite = () => asked.push(meta.received.join('')) > 0;
    expect(await send(meta.url, {}, { mayWrite })).toMatchObject({ outcome: 'accepted' });
    expect(asked).toEqual(['']);
  });

  it('is not written after a refusal, and its connection serves the next one', async () => {
    const keepAlive = http('200 OK', fixture('graph/response-send.json'), 'Connection: keep-alive\r\n');
    const meta = await server((socket, received) => isWhole(received) && socket.write(keepAlive));
    const graph = client(meta.url);
    const once = (mayWrite: () => boolean) =>
      graph.sendMessage({ phoneNumberId: '1', accessToken: secret, body, mayWrite });
    expect(await once(() => false)).toEqual({ outcome: 'not-sent', cause: { kind: 'aborted', code: undefined } });
    expect(meta.received.join('')).toBe('');
    expect(await once(() => true)).toMatchObject({ outcome: 'accepted' });
    expect(await once(() => false)).toMatchObject({ outcome: 'not-sent' });
    expect(await once(() => true)).toMatchObject({ outcome: 'accepted' });
    // A call that begins in the moment in which another ends may open a second connection.
    expect(meta.connections).toBeLessThanOrEqual(2);
    expect(meta.received.join('').match(/POST/g)).toHaveLength(2);
  });

  it('is not asked while there is no connection', async () => {
    const gone = await misbehave(() => undefined);
    await gone.close();
    const asked: string[] = [];
    const outcome = await send(gone.url, {}, { mayWrite: () => Boolean(asked.push('asked')) });
    expect(outcome).toMatchObject({ outcome: 'not-sent', cause: { kind: 'refused' } });
    expect(asked).toEqual([]);
  });
});

describe('connections', () => {
  const keepAlive = http('200 OK', fixture('graph/response-send.json'), 'Connection: keep-alive\r\n');

  it('few connections serve many sends', async () => {
    const meta = await server((socket, received) => isWhole(received) && socket.write(keepAlive));
    const graph = client(meta.url);
    for (let n = 0; n < 50; n++) {
      const sent = await graph.sendMessage({ phoneNumberId: '1', accessToken: secret, body });
      expect(sent.outcome).toBe('accepted');
    }
    // A call that begins in the moment in which another ends may open a second one.
    expect(meta.connections).toBeLessThanOrEqual(2);
  });

  it('many sends at once all get one', async () => {
    const meta = await server((socket, received) => isWhole(received) && socket.write(keepAlive));
    const graph = client(meta.url);
    const sent = await Promise.all(
      Array.from({ length: 200 }, () => graph.sendMessage({ phoneNumberId: '1', accessToken: secret, body })),
    );
    expect(new Set(sent.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
  });

  it('one that hangs while it is opened is given up, though somebody waits for it', async () => {
    const mute = await server(() => undefined);
    const outcome = await send(mute.url.replace('http:', 'https:'), { timeoutMs: 60_000 });
    expect(outcome).toEqual({ outcome: 'not-sent', cause: { kind: 'timeout' } });
  }, 10_000);

  it.each([
    ['says that it closes', keepAlive.replace('keep-alive', 'close')],
    ['keeps it for a second only', keepAlive.replace('Connection:', 'Keep-Alive: timeout=1\r\nConnection:')],
    ['answers more than it was asked', `${keepAlive}${keepAlive}`],
  ])('one on which Meta %s is not written to again', async (_, answer) => {
    const meta = await server((socket, received) => isWhole(received) && socket.write(answer));
    const graph = client(meta.url);
    for (let n = 1; n <= 3; n++) {
      const sent = await graph.sendMessage({ phoneNumberId: '1', accessToken: secret, body });
      expect(sent.outcome).toBe('accepted');
      expect(meta.connections).toBe(n);
    }
  });

  it('what comes without a request is not taken for the next answer', async () => {
    const late = http('400 Bad Request', fixture('graph/error-131047-window-closed.json'));
    const meta = await server((socket, received) => {
      if (!isWhole(received)) return;
      socket.write(keepAlive);
      setTimeout(() => socket.write(late), 20);
    });
    const graph = client(meta.url);
    const once = () => graph.sendMessage({ phoneNumberId: '1', accessToken: secret, body });
    expect(await once()).toMatchObject({ outcome: 'accepted' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await once()).toMatchObject({ outcome: 'accepted' });
    expect(meta.connections).toBe(2);
  });

  it('over TLS they name the host, and the second takes up the session of the first', async () => {
    const names = new Set<string>();
    const tls: TlsOptions = {
      key: fixture('tls/untrusted.key'),
      cert: fixture('tls/untrusted.crt'),
      SNICallback: (name, done) => done(null, void names.add(name)),
    };
    const seen: unknown[] = [];
    const meta = createHttpsServer(tls, (request, response) => {
      seen.push([(request.socket as TLSSocket).isSessionReused(), request.headers.host]);
      response.writeHead(200, { connection: 'close' }).end(fixture('graph/response-send.json'));
    });
    const port = await listen(meta);
    cleanups.push(() => new Promise((resolve) => meta.close(resolve)));
    // Whom to trust a process learns at its start.
    const env = { NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('../fixtures/tls/untrusted.crt', import.meta.url)) };
    const script = `
      import { createGraphClient } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      const graph = createGraphClient({
        baseUrl: 'https://localhost:${port}', version: 'v26.0', timeoutMs: 5000, userAgent: 'wabx-test',
      });
      const send = () => graph.sendMessage({ phoneNumberId: '1', accessToken: 'x', body: ${JSON.stringify(body)} });
      console.log((await send()).outcome, (await send()).outcome);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
    expect(stdout).toBe('accepted accepted\n');
    const host = `localhost:${port}`;
    expect(seen).toEqual([
      [false, host],
      [true, host],
    ]);
    expect(names).toEqual(new Set(['localhost']));
  });

  it('a connection that Meta closes after each answer is not written to again', async () => {
    const meta = await server((socket, received) => isWhole(received) && socket.end(keepAlive));
    const graph = client(meta.url);
    for (let n = 0; n < 20; n++) {
      const sent = await graph.sendMessage({ phoneNumberId: '1', accessToken: secret, body });
      expect(sent.outcome).not.toBe('unknown');
    }
  });

  it('a server that dies between two sends makes the second not-sent', async () => {
    const sockets: Socket[] = [];
    const meta = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(keepAlive));
    });
    const graph = client(`http://127.0.0.1:${await listen(meta)}`);
    expect(await graph.sendMessage({ phoneNumberId: '1', accessToken: secret, body })).toMatchObject({
      outcome: 'accepted',
    });
    const closed = new Promise((resolve) => meta.close(resolve));
    sockets.forEach((socket) => socket.destroy());
    await closed;
    expect(await graph.sendMessage({ phoneNumberId: '1', accessToken: secret, body })).toMatchObject({
      outcome: 'not-sent',
    });
  });
});
