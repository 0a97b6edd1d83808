import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceNames } from '@wabx/contracts';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startWholeStack, type WholeStack } from './whole-stack.js';

// What holds for every service, whatever its routes are; route-rights.spec.ts has what holds for every route.

let stack: WholeStack;
beforeAll(async () => void (stack = await startWholeStack()), 90_000);
afterAll(async () => await stack?.stop(), 60_000);

const [longHeader, longPath] = ['x'.repeat(20_000), 'x'.repeat(5_000)];
const head = (line: string, ...headers: string[]) => [`${line} HTTP/1.1`, 'host: x', 'connection: close', ...headers];

describe.each(serviceNames)('%s', (name) => {
  const answerTo = async (lines: string[], body = '') => {
    const { hostname, port } = new URL(stack.services[name].url);
    const socket = connect({ port: Number(port), host: hostname });
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    const [first = '', ...rest] = ((await text(socket)).split('\r\n\r\n')[0] ?? '').split('\r\n');
    const headers = Object.fromEntries(rest.map((line) => line.toLowerCase().split(/: (.*)/s)));
    return { status: Number(first.split(' ')[1]), headers: headers as Record<string, string> };
  };
  const key = () => `authorization: Bearer ${stack.keys.admin}`;

  it.each<[what: string, status: number, lines: () => string[], body?: string]>([
    ['the page of its API', 200, () => head('GET /docs')],
    ['a file of that page', 200, () => head('GET /docs/swagger-ui.css')],
    ['the description of its API', 200, () => head('GET /openapi.json')],
    ['that it lives', 200, () => head('GET /livez')],
    ['that it is ready', 200, () => head('GET /readyz')],
    ['its metrics', 200, () => head('GET /metrics')],
    ['an address where nothing is', 404, () => head('GET /nothing')],
    ['an address where nothing is, asked for its head', 404, () => head('HEAD /nothing')],
    ['an address that cannot be decoded', 400, () => head('GET /%')],
    ['a long address', 404, () => head(`GET /${longPath}`)],
    ['a method that the address does not take', 405, () => head('PATCH /livez')],
    ['the question of a browser what it may', 404, () => head('OPTIONS /v1/nothing', 'origin: http://evil.example')],
    ['a body without a key', 401, () => head('POST /v1/nothing', 'content-length: 2'), '{}'],
    ['a body that is no JSON', 404, () => head('POST /v1/nothing', 'content-length: 1', key()), '{'],
    ['headers that are too large', 431, () => head('GET /livez', `x-long: ${longHeader}`)],
    ['what is no HTTP', 400, () => ['nonsense']],
  ])(
    'answers %s with %i, for no cache, as nothing else, and with a policy for pages',
    async (_, status, lines, body = '') => {
      const answer = await answerTo(lines(), body);
      expect(answer).toMatchObject({
        status,
        headers: { 'cache-control': expect.stringContaining('no-store'), 'x-content-type-options': 'nosniff' },
      });
      if (status >= 400) expect(answer.headers['content-type']).toMatch('application/problem+json');
      const isPage = answer.headers['content-type']?.startsWith('text/html');
      if (isPage) expect(answer.headers['content-security-policy']).toMatch("default-src 'self'");
      // Nobody else's page may read any of it.
      expect(Object.keys(answer.headers).filter((header) => header.startsWith('access-control-'))).toEqual([]);
    },
  );
});
