import { Controller, Delete, Get, Module, Param, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { projectConfiguration, startTestNats, testApiKey, type TestNats, testTrust } from '@wabx/testing';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  defineService,
  Operation,
  Operations,
  Problem,
  Public,
  startService,
  type RunningService,
} from '../src/index.js';

const scopes = ['stats:read'] as const;

@Operations('things', 'Things')
@Controller('v1/things')
class ThingsController {
  @Get()
  @Operation({ id: 'listThings', summary: 'All', scopes, answers: { 200: z.object({ items: z.array(z.string()) }) } })
  list() {
    return { items: [] };
  }

  @Post()
  @Operation({ id: 'makeThing', summary: 'Make one', scopes, answers: { 200: 'nothing' }, refuses: ['NAME_TAKEN'] })
  create() {
    throw new Problem('NAME_TAKEN', 'There is one already.');
  }

  @Get('broken')
  @Operation({ id: 'getBroken', summary: 'Out of order', scopes, answers: { 200: 'nothing' } })
  broken() {
    throw new Error('out of order');
  }

  @Delete(':id')
  @Operation({ id: 'removeThing', summary: 'Remove one', scopes, answers: { 204: 'nothing' } })
  remove(@Param('id', { schema: z.uuid() }) _id: string) {}
}

@Public()
@Operations('files', 'Files')
@Controller('files')
class FilesController {
  @Get('*')
  @Operation({ id: 'getFile', summary: 'A file', answers: { 200: z.object({}) } })
  file() {
    return {};
  }
}
@Module({})
class ThingsModule {}
const things = defineService({
  name: 'things',
  about: 'Has things.',
  port: 0,
  config: z.object({}),
  api: [ThingsController, FilesController],
  module: () => ({ module: ThingsModule }),
});

let nats: TestNats;
let service: RunningService;
const key = testApiKey(['stats:read']);
beforeAll(async () => {
  nats = await startTestNats();
  await projectConfiguration(nats.url, { apiKeys: [key.entry] });
  service = await startService(things, { PORT: '0', NATS_URL: nats.url, ...testTrust, LOG_LEVEL: 'error' });
});
afterAll(async () => {
  await service?.stop();
  await nats?.stop();
});

async function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${key.token}`;
  const response = await fetch(service.url + path, { method, headers: { authorization, ...headers } });
  const text = await response.text();
  const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

describe('X-Request-Id', () => {
  it.each<[string, string, number, Record<string, string>?]>([
    ['GET', '/v1/things', 200],
    ['GET', '/readyz', 200],
    ['POST', '/v1/things', 409],
    ['GET', '/v1/things/broken', 500],
    ['DELETE', '/v1/things/no-id', 422],
    ['GET', '/v1/things?nonsense=1', 422],
    ['GET', '/nothing', 404],
    ['PUT', '/v1/things', 405],
    ['GET', '/%', 400],
    ['GET', '/v1/things', 401, { authorization: 'Bearer wabx_nobody' }],
  ])('%s %s (%i): the given one comes back, and stands in every problem', async (method, path, status, more = {}) => {
    const answer = await ask(method, path, { 'x-request-id': 'call-4711:a.b', ...more });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-request-id')).toBe('call-4711:a.b');
    if (status >= 400) expect(answer.body).toMatchObject({ status, requestId: 'call-4711:a.b' });
  });

  it.each([undefined, '', ' ', 'two words', '"quoted"', 'x'.repeat(129), '<script>'])(
    'one is made where %p is given, a new one for each call',
    async (given) => {
      const headers: Record<string, string> = given === undefined ? {} : { 'x-request-id': given };
      const ids = await Promise.all(
        [1, 2].map(async () => (await ask('GET', '/v1/things', headers)).headers.get('x-request-id')),
      );
      expect(new Set(ids).size).toBe(2);
      for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('stands in the log beside what went wrong', async () => {
    const lines: string[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0),
    );
    await ask('GET', '/v1/things/broken', { 'x-request-id': 'call-4712' });
    for (const spy of spies) spy.mockRestore();
    expect(lines.join('')).toMatch(/request failed.*call-4712|call-4712.*request failed/s);
  });
});

describe('a request without a body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/x-www-form-urlencoded',
    'x/y',
  ])('may name the type %s', async (type) => {
    expect((await ask('POST', '/v1/things', { 'content-type': type })).body).toMatchObject({ code: 'NAME_TAKEN' });
    expect((await ask('DELETE', `/v1/things/${randomUUID()}`, { 'content-type': type })).status).toBe(204);
  });
});

describe('a method that an address does not take', () => {
  it.each([
    ['PUT', '/v1/things', 'GET, HEAD, POST'],
    ['DELETE', '/v1/things/', 'GET, HEAD, POST'],
    ['PATCH', '/v1/things?x=1', 'GET, HEAD, POST'],
    ['GET', '/v1/things/4711', 'DELETE'],
    ['POST', '/v1/things/broken', 'DELETE, GET, HEAD'],
    ['POST', '/livez', 'GET, HEAD'],
    ['DELETE', '/files/a/b.txt', 'GET, HEAD'],
  ])('%s %s is 405, and Allow says which it takes', async (method, path, allow) => {
    const { status, headers, body } = await ask(method, path);
    expect([status, headers.get('allow')]).toEqual([405, allow]);
    expect(body).toMatchObject({ code: 'METHOD_NOT_ALLOWED', allowed: allow.split(', ') });
  });

  it.each(['/v1/thing', '/v1/things/a/b', '/v2/things', '/', '/files'])('nothing is under %s: 404', async (path) => {
    const { status, headers } = await ask('PATCH', path);
    expect([status, headers.get('allow')]).toEqual([404, null]);
  });
});

it('every operation is described with its refusals, and every answer with its id', async () => {
  const { body } = await ask('GET', '/openapi.json');
  const { paths, components } = body as {
    paths: Record<string, Record<string, { responses: Record<string, { $ref?: string; headers?: object }> }>>;
    components: { schemas: Record<string, { properties: object }>; responses: object };
  };
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  expect(operations).toHaveLength(5);
  for (const { responses } of operations) {
    const { default: refusal, ...others } = responses;
    expect(refusal).toEqual({ $ref: '#/components/responses/Problem' });
    for (const answer of Object.values(others)) {
      expect(answer.$ref ?? Object.keys(answer.headers ?? {})).toEqual(answer.$ref ? refusal?.$ref : ['X-Request-Id']);
    }
  }
  expect(components.responses).toHaveProperty('Problem');
  // What is described is what is sent.
  const problem = (await ask('DELETE', '/v1/things/no-id')).body;
  expect(Object.keys(components.schemas['Problem']!.properties)).toEqual(expect.arrayContaining(Object.keys(problem)));
});
