import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { z } from 'zod';
import { isPublic } from '../auth.js';
import { groupOf, operationOf, type OperationSpec } from './operation.js';

/** A route with all that is said about it in its controller. */
export interface DescribedRoute {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As Fastify writes it: `/v1/sessions/:id`. */
  url: string;
  operation: OperationSpec;
  group: { name: string; description: string };
  isPublic: boolean;
  path: Record<string, z.ZodType | undefined>;
  query?: z.ZodType;
  body?: z.ZodType;
}

interface Argument {
  data?: unknown;
  schema?: z.ZodType;
}

/** Every route of these controllers. Throws where one is not described. */
export function routesOf(controllers: readonly Type[]): DescribedRoute[] {
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(prototype)
      .filter((name) => name !== 'constructor' && Reflect.hasMetadata(METHOD_METADATA, prototype[name] ?? {}))
      .map((name) => describe(controller, name, prototype[name] ?? {}));
  });
}

function describe(controller: Type, name: string, handler: object): DescribedRoute {
  const operation = operationOf(handler);
  const group = groupOf(controller);
  if (!operation || !group) throw new Error(`${controller.name}.${name} needs @Operation, and its class @Operations`);
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  const parts = [controller, handler].map((owner) => Reflect.getMetadata(PATH_METADATA, owner) as string);
  const url = `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;
  const given = (type: RouteParamtypes): Argument[] =>
    Object.entries((Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, Argument>)
      .filter(([key]) => key.startsWith(`${type}:`))
      .map(([, argument]) => argument);
  const schemas = new Map(given(RouteParamtypes.PARAM).map(({ data, schema }) => [data, schema]));
  const [query] = given(RouteParamtypes.QUERY);
  const [body] = given(RouteParamtypes.BODY);
  return {
    method: method.toLowerCase() as DescribedRoute['method'],
    url,
    operation,
    group,
    isPublic: isPublic(handler, controller),
    path: Object.fromEntries(parametersIn(url).map((parameter) => [parameter, schemas.get(parameter)])),
    ...(query?.schema && { query: query.schema }),
    ...(body?.schema && { body: body.schema }),
  };
}

/** `/v1/channels/:channelId/numbers/:id` has two; a wildcard is called `path`. */
function parametersIn(url: string): string[] {
  return url
    .split('/')
    .filter((part) => part.startsWith(':') || part === '*')
    .map((part) => (part === '*' ? 'path' : part.slice(1)));
}
