import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ProblemCode } from '../problem-codes.js';
import { problemSchema, Problem, problemBody } from '../problem.js';
import { Schemas, type JsonSchema } from './json-schema.js';
import { refusalsOf } from './refusals.js';
import type { DescribedRoute } from './routes.js';

/** No setting of an installation: the test suite turns it on for every service that it starts. */
export const checksAnswers = process.env['WABX_CHECK_ANSWERS'] === 'true';

/** Headers that callers act on; the others are those of every HTTP server. */
const DESCRIBED_HEADERS = ['etag', 'idempotency-replayed'];

/** What every service has and the description leaves out. */
const UNDESCRIBED = /^\/(livez|readyz|metrics|openapi\.json|docs.*)?$/;

/**
 * Compares every answer with the description of its operation: a status that is not described, a member too many or too
 * few, another type. What does not fit is answered with a 500 that says where, so that the test that sees it fails.
 */
export function checkAnswers(fastify: FastifyInstance, routes: readonly DescribedRoute[], log: LoggerService): void {
  const known = new Map(routes.map((route) => [`${route.method.toUpperCase()} ${route.url}`, route]));
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { url, config } = request.routeOptions;
    if (url === undefined || config.beside !== undefined || request.method === 'HEAD' || UNDESCRIBED.test(url))
      return done(null, payload);
    const route = known.get(`${request.method} ${url}`);
    const fault = faultOf(route, reply, payload);
    if (fault === undefined) return done(null, payload);
    const place = `${request.method} ${url}`;
    log.error('an answer is not as it is described', { place, fault });
    const problem = new Problem('INTERNAL', `${place}: ${fault}`);
    void reply.status(500).type('application/problem+json').removeHeader('content-length');
    done(null, JSON.stringify(problemBody(problem, request.id)));
  });
}

function faultOf(route: DescribedRoute | undefined, reply: FastifyReply, payload: unknown): string | undefined {
  const { statusCode: status } = reply;
  const type = String(reply.getHeader('content-type') ?? '').split(';')[0];
  if (type === 'application/problem+json') return misfit(problemSchema, payload) ?? untoldCode(route, payload);
  if (!route) return 'the route is not described';
  const headers = (route.operation.answerHeaders ?? []).map(({ name }) => name.toLowerCase());
  const untold = DESCRIBED_HEADERS.find((name) => reply.hasHeader(name) && !headers.includes(name));
  if (untold !== undefined) return `the header ${untold} is not described`;
  const answer = route.operation.answers[status];
  if (answer === undefined) return `the status ${status} is not described`;
  if (answer === 'nothing') return payload ? `${status} has a body, and is described to have none` : undefined;
  if (answer instanceof z.ZodType) {
    return type === 'application/json' ? misfit(answer, payload) : `${status} is ${type}, and is described as JSON`;
  }
  return type === answer.mediaType || answer.mediaType === '*/*'
    ? undefined
    : `${status} is ${type}, not ${answer.mediaType}`;
}

/** Of a refusal that its operation does not name. */
function untoldCode(route: DescribedRoute | undefined, payload: unknown): string | undefined {
  const { code } = JSON.parse(String(payload)) as { code: ProblemCode };
  return !route || refusalsOf(route).includes(code) ? undefined : `the code ${code} is not described`;
}

/** In tests, where a value is not what its schema describes; undefined where it fits, and always elsewhere. */
export function misfitOf(schema: z.ZodType, value: unknown): string | undefined {
  return checksAnswers ? misfit(schema, JSON.stringify(value)) : undefined;
}

function misfit(schema: z.ZodType, json: unknown): string | undefined {
  const result = strictly(schema).safeParse(JSON.parse(String(json)));
  return result.success ? undefined : z.prettifyError(result.error);
}

const strict = new WeakMap<z.ZodType, z.ZodType>();

/** The schema as the description tells it, and no member more. */
function strictly(schema: z.ZodType): z.ZodType {
  const present = strict.get(schema);
  if (present) return present;
  const schemas = new Schemas('#/$defs/', true);
  const root: JsonSchema = schemas.output(schema);
  const made = z.fromJSONSchema({ ...root, $defs: schemas.all() } as Parameters<typeof z.fromJSONSchema>[0], {
    registry: z.registry(), // the global one would take the names twice
  });
  strict.set(schema, made);
  return made;
}
