import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { documentOf, type DescribedService } from './api/document.js';

/** `/docs` for people and `/openapi.json` for programs; made when somebody asks for it. */
export function describeApi(app: NestFastifyApplication, service: DescribedService): void {
  const make = () => documentOf(`wabx ${service.name}`, service.about, [service]) as unknown as OpenAPIObject;
  SwaggerModule.setup('docs', app, make, { jsonDocumentUrl: 'openapi.json' });
}
