import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { problemSchema } from '../problem.js';
import { Schemas, type JsonSchema } from './json-schema.js';
import type { Answer, Opener } from './operation.js';
import { byStatus, refusalsOf } from './refusals.js';
import type { DescribedRoute } from './routes.js';

/** What a document tells of a service. */
export interface DescribedService {
  name: string;
  about: string;
  port: number;
  routes: readonly DescribedRoute[];
}

/** An OpenAPI 3.1 document. */
export interface ApiDocument {
  openapi: string;
  info: object;
  servers: object[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
}

/** Of the address and the headers of a request together, by Node. */
const HEAD_LENGTH_MAX = 16 * 1024;
const PREFIX = '#/components/schemas/';
const PROBLEM = { $ref: '#/components/responses/Problem' };
const REQUEST_ID = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };

/** The API of one service, or of several: then every path says which port it has. */
export function documentOf(title: string, about: string, services: readonly DescribedService[]): ApiDocument {
  const schemas = new Schemas(PREFIX);
  const paths: ApiDocument['paths'] = {};
  const tags = new Map<string, string>();
  const [only] = services.length === 1 ? services : [];
  for (const service of services) {
    for (const route of service.routes) {
      const url = route.url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}');
      tags.set(route.group.name, route.group.description);
      paths[url] ??= only ? {} : { servers: [serverOf(service)] };
      paths[url][route.method] = describe(route, schemas);
    }
  }
  const problem = schemas.output(problemSchema);
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '1',
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: 'The maintainers of wabx' },
    },
    servers: only ? [serverOf(only)] : services.map(serverOf),
    tags: [...tags]
      .map(([name, description]) => ({ name, description }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    paths,
    components: {
      schemas: schemas.all(),
      headers: {
        RequestId: {
          description: "The request's own X-Request-Id, or one that was made for it; it is in our log",
          schema: { type: 'string' },
        },
      },
      responses: {
        Problem: {
          description: 'A refusal: `code` says which, `detail` what to do (RFC 9457)',
          headers: REQUEST_ID,
          content: { 'application/problem+json': { schema: problem } },
        },
      },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key (wabx_<id>_<secret>) or an access token of the configured OIDC issuer. Each operation names in `x-scopes` the scopes that open it.',
        },
      },
    },
  };
}

function serverOf({ name, port }: DescribedService): object {
  return { url: `http://127.0.0.1:${port}`, description: `${name}, on the machine itself` };
}

function describe(route: DescribedRoute, schemas: Schemas): object {
  const { operation, isPublic } = route;
  const body = bodyOf(route, schemas);
  const parameters = parametersOf(route, schemas);
  const headers = Object.fromEntries(
    (operation.answerHeaders ?? []).map(({ name, description }) => [name, { description, schema: { type: 'string' } }]),
  );
  const answers = Object.entries(operation.answers).map(([status, answer]) => [
    status,
    { ...answerOf(Number(status), answer, schemas), headers: { ...REQUEST_ID, ...headers } },
  ]);
  return {
    operationId: operation.id,
    tags: [route.group.name],
    summary: operation.summary,
    description: [operation.description ?? `${operation.summary}.`, scopesSentence(operation.scopes)].join(' ').trim(),
    security: isPublic ? [] : [{ bearer: [] }],
    ...(operation.scopes && { 'x-scopes': 'all' in operation.scopes ? operation.scopes : { any: operation.scopes } }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: { ...Object.fromEntries(answers), ...refusals(route, schemas), default: PROBLEM },
  };
}

/** Problems of the operation by their statuses, all of one schema, which names every code that it can have. */
function refusals(route: DescribedRoute, schemas: Schemas): Record<string, object> {
  const codes = refusalsOf(route);
  const { id } = route.operation;
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}Problem`;
  const schema = schemas.output(problemSchema.and(z.looseObject({ code: z.enum(codes) })).meta({ id: name }));
  const content = { 'application/problem+json': { schema } };
  return Object.fromEntries(
    [...byStatus(codes)].map(([status, ofStatus]) => [
      status,
      { description: ofStatus.map(asCode).join(', '), headers: REQUEST_ID, content },
    ]),
  );
}

function scopesSentence(scopes: Opener | undefined): string {
  if (scopes === undefined) return '';
  if ('all' in scopes) return `Needs the scopes ${scopes.all.map(asCode).join(' and ')}.`;
  return `Needs ${scopes.length > 1 ? 'one of the scopes' : 'the scope'} ${scopes.map(asCode).join(', ')}.`;
}

const asCode = (name: string) => `\`${name}\``;

function parametersOf({ path, query, operation }: DescribedRoute, schemas: Schemas): object[] {
  const inPath = Object.entries(path).map(([name, schema]) => ({
    ...lifted(name, schema ? schemas.input(schema) : { type: 'string', maxLength: HEAD_LENGTH_MAX }),
    in: 'path',
    required: true,
  }));
  const inHeaders = (operation.headers ?? []).map(({ name, description, required, lengthMax, example }) => ({
    name,
    in: 'header',
    description,
    required: required ?? false,
    schema: {
      type: 'string',
      maxLength: lengthMax ?? HEAD_LENGTH_MAX,
      ...(example !== undefined && { examples: [example] }),
    },
  }));
  const given = query ? schemas.input(query) : {};
  const required = (given['required'] ?? []) as string[];
  const inQuery = Object.entries((given['properties'] ?? {}) as Record<string, JsonSchema>).map(([name, schema]) => ({
    ...lifted(name, schema),
    in: 'query',
    required: required.includes(name),
  }));
  return [...inPath, ...inQuery, ...inHeaders];
}

/** What describes a parameter stands beside its schema. */
function lifted(name: string, { description, ...schema }: JsonSchema): object {
  return { name, ...(description !== undefined && { description }), schema };
}

function bodyOf({ body, operation }: DescribedRoute, schemas: Schemas): object | undefined {
  const { mediaType, schema } = operation.body ?? { mediaType: 'application/json', schema: body };
  if (!schema) return undefined;
  return {
    required: !schema.safeParse(undefined).success,
    content: { [mediaType]: { schema: schemas.input(schema) } },
  };
}

function answerOf(status: number, answer: Answer, schemas: Schemas): { description: string; content?: object } {
  const description = STATUS_CODES[status] ?? 'Answer';
  if (answer === 'nothing') return { description };
  if (answer instanceof z.ZodType) {
    return { description, content: { 'application/json': { schema: schemas.output(answer) } } };
  }
  const { mediaType, event } = answer;
  const events = event && { contentMediaType: 'application/json', contentSchema: schemas.output(event) };
  const schema = answer.schema ? schemas.output(answer.schema) : { type: 'string', ...events };
  return { description: answer.description, content: { [mediaType]: { schema } } };
}
