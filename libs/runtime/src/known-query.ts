import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { isPublic } from './auth.js';
import { invalidInput } from './problem.js';

/**
 * A parameter that was misspelt would be no filter, and nobody would notice. A route that declares no query takes none;
 * the schemas of the others are strict. Public routes are called by strangers, who may add what they like.
 */
export class KnownQueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http' || isPublic(context.getHandler(), context.getClass())) return true;
    const { query } = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: Record<string, unknown> }>>();
    const names = Object.keys(query);
    if (names.length === 0 || declaresQuery(context)) return true;
    throw invalidInput(names.map((name) => ({ path: [name], message: 'is not a parameter of this address' })));
  }
}

function declaresQuery(context: ExecutionContext): boolean {
  const { name } = context.getHandler();
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), name) as object | undefined;
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}
