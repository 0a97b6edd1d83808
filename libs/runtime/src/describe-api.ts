import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemSchema } from './problem.js';
import { z } from 'zod';

/** `/docs` for people and `/openapi.json` for programs. */
export function describeApi(app: NestFastifyApplication, { name, about }: { name: string; about: string }): void {
  const options = new DocumentBuilder()
    .setTitle(`wabx ${name}`)
    .setDescription(about)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An API key (wabx_<id>_<secret>) or an access token of the configured OIDC issuer',
    })
    .addSecurityRequirements('bearer')
    .build();
  SwaggerModule.setup('docs', app, () => withProblems(SwaggerModule.createDocument(app, options)), {
    jsonDocumentUrl: 'openapi.json',
  });
}

/** Every operation can refuse, and every answer says by which id the call is found again. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const headers = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
  const problem = { $ref: '#/components/responses/Problem' };
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.put, item.post, item.patch, item.delete]) {
      if (!operation) continue;
      for (const answer of Object.values(operation.responses)) {
        if (answer && !('$ref' in answer)) answer.headers = { ...answer.headers, ...headers };
      }
      operation.responses['default'] ??= problem;
    }
  }
  const { $schema: _, ...schema } = z.toJSONSchema(problemSchema);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: schema as object },
    headers: {
      RequestId: {
        description: "The request's own X-Request-Id, or one that was made for it; it is in our log",
        schema: { type: 'string' },
      },
    },
    responses: {
      Problem: {
        description: 'A refusal: `code` says which, `detail` what to do (RFC 9457)',
        headers,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
  return document;
}
