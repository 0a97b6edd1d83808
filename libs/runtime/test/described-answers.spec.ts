import { Controller, Get, Module, Res } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { projectConfiguration, startTestNats, testApiKey, testTrust, type TestNats } from '@wabx/testing';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  defineService,
  type ApiDocument,
  Operation,
  Operations,
  Problem,
  startService,
  type RunningService,
} from '../src/index.js';

// The whole suite relies on it: an answer that is not as its operation describes it becomes a 500.

const scopes = ['stats:read'] as const;
const shapeSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('circle'), radius: z.number() }),
    z.object({ kind: z.literal('text_box'), text: z.string() }),
    z.object({ kind: z.enum(['dot', 'cross']) }).meta({ id: 'Mark' }),
  ])
  .meta({ id: 'Shape' });
const answerSchema = z
  .object({ id: z.uuid(), at: z.iso.datetime(), note: z.string().optional(), shapes: z.array(shapeSchema) })
  .meta({ id: 'Answered' });
const right = { id: '0198f2f0-6a5e-7cc0-9c62-2f1f0d6d6c55', at: '2026-11-30T10:00:00.000Z', shapes: [] };

/** What each address answers, whatever its type promises. */
const answers: Record<string, { status?: number; body: unknown; etag?: string }> = {
  right: { body: { ...right, note: 'n', shapes: [{ kind: 'circle', radius: 1 }] } },
  'member-too-many': { body: { ...right, secret: 1 } },
  'member-too-many-deep-inside': { body: { ...right, shapes: [{ kind: 'circle', radius: 1, text: 'no' }] } },
  'member-missing': { body: { ...right, at: undefined } },
  'other-type': { body: { ...right, at: 'yesterday' } },
  'other-status': { status: 202, body: right },
  'no-json': { body: 'right' },
  'header-too-many': { body: right, etag: '"1"' },
};

@Operations('answers', 'Answers')
@Controller('v1/answers')
class AnswersController {
  @Get('nothing')
  @Operation({ id: 'getNothing', summary: 'Nothing', scopes, answers: { 200: 'nothing' } })
  nothing(@Res() reply: FastifyReply): void {
    void reply.send(right);
  }

  @Get('refused')
  @Operation({ id: 'getRefused', summary: 'Refused', scopes, answers: { 200: answerSchema } })
  refused(): void {
    throw new Problem('NAME_TAKEN', 'There is one already.', { errors: 'none' });
  }

  @Get('untold')
  @Operation({ id: 'getUntold', summary: 'Refused', scopes, answers: { 200: answerSchema }, refuses: ['IN_USE'] })
  untold(): void {
    throw new Problem('NAME_TAKEN', 'There is one already.');
  }

  @Get('told')
  @Operation({ id: 'getTold', summary: 'Refused', scopes, answers: { 200: answerSchema }, refuses: ['NAME_TAKEN'] })
  told(): void {
    throw new Problem('NAME_TAKEN', 'There is one already.');
  }

  @Get(':name')
  @Operation({ id: 'getAnswer', summary: 'An answer', scopes, answers: { 200: answerSchema } })
  answer(@Res() reply: FastifyReply): void {
    const { status = 200, body, etag } = answers[(reply.request.params as { name: string }).name]!;
    if (etag) void reply.header('etag', etag);
    void reply.status(status).send(body);
  }
}

@Controller('v1/hidden')
class HiddenController {
  @Get()
  @Operation({ id: 'getHidden', summary: 'Not in the list of the service', scopes, answers: { 200: answerSchema } })
  hidden() {
    return right;
  }
}

@Controller('v1/naked')
class NakedController {
  @Get()
  read() {
    return right;
  }
}

@Module({})
class AnswersModule {}
const definition = defineService({
  name: 'answers',
  about: 'Answers.',
  port: 0,
  config: z.object({}),
  api: [AnswersController],
  module: () => ({ module: AnswersModule, controllers: [HiddenController] }),
});

let nats: TestNats;
let service: RunningService;
const key = testApiKey(['stats:read']);
beforeAll(async () => {
  nats = await startTestNats();
  await projectConfiguration(nats.url, { apiKeys: [key.entry] });
  // What does not fit is logged as an error, and is meant here.
  service = await startService(definition, {
    PORT: '0',
    NATS_URL: nats.url,
    ...testTrust,
    WABX_ANSWERS_LOG_LEVEL: 'error',
  });
});
afterAll(async () => {
  await service?.stop();
  await nats?.stop();
});

async function get(path: string) {
  const response = await fetch(service.url + path, { headers: { authorization: `Bearer ${key.token}` } });
  return { status: response.status, body: (await response.json()) as { code?: string; detail?: string } };
}

it('an answer as it is described goes through', async () => {
  expect(await get('/v1/answers/right')).toMatchObject({ status: 200, body: { note: 'n' } });
});

it.each([
  ['member-too-many', /secret/],
  ['member-too-many-deep-inside', /shapes\[0\]/],
  ['member-missing', /at/],
  ['other-type', /at/],
  ['other-status', /202 is not described/],
  ['no-json', /described as JSON/],
  ['header-too-many', /the header etag is not described/],
  ['nothing', /described to have none/],
  ['refused', /errors/],
  ['untold', /the code NAME_TAKEN is not described/],
])('%s is a 500 that says where', async (name, where) => {
  const { status, body } = await get(`/v1/answers/${name}`);
  expect([status, body.code]).toEqual([500, 'INTERNAL']);
  expect(body.detail).toMatch(where);
});

it('a refusal that the operation names goes through, and is described with its code', async () => {
  expect(await get('/v1/answers/told')).toMatchObject({ status: 409, body: { code: 'NAME_TAKEN' } });
  const { body } = (await get('/openapi.json')) as unknown as { body: ApiDocument };
  expect(body.paths['/v1/answers/told']?.['get']).toMatchObject({
    responses: {
      409: {
        description: '`NAME_TAKEN`',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/GetToldProblem' } } },
      },
    },
  });
  const codes = JSON.stringify(body.components['schemas']?.['GetToldProblem']);
  expect(codes).toMatch(/"enum":\[.*"INTERNAL".*"NAME_TAKEN".*"UNAUTHENTICATED".*\]/);
  expect(codes).not.toContain('IN_USE');
});

it('a route that the service does not name is a 500', async () => {
  expect(await get('/v1/hidden')).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
});

it('a route without a description ends the start', async () => {
  const naked = { ...definition, api: [NakedController] };
  await expect(startService(naked, { PORT: '0', NATS_URL: nats.url, ...testTrust })).rejects.toThrow(
    /NakedController.read needs/,
  );
});

it('the branches of a union have names, and are told apart by their field', async () => {
  const { body } = (await get('/openapi.json')) as unknown as {
    body: { components: { schemas: Record<string, object> } };
  };
  expect(body.components.schemas).toMatchObject({
    Shape: {
      oneOf: [
        { $ref: '#/components/schemas/ShapeCircle' },
        { $ref: '#/components/schemas/ShapeTextBox' },
        { $ref: '#/components/schemas/Mark' },
      ],
      discriminator: {
        propertyName: 'kind',
        mapping: {
          circle: '#/components/schemas/ShapeCircle',
          text_box: '#/components/schemas/ShapeTextBox',
          dot: '#/components/schemas/Mark',
          cross: '#/components/schemas/Mark',
        },
      },
    },
    ShapeTextBox: { properties: { kind: { const: 'text_box' } } },
  });
});
