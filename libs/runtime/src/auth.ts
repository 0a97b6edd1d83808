import {
  createParamDecorator,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { ApiKeyView, Scope } from '@wabx/contracts';
import type { FastifyRequest } from 'fastify';
import type { ApiKeys } from './api-key.js';
import { Problem } from './problem.js';

/** Who calls: an API key with its scopes; an agent's key is bound to an extension. */
export interface Caller {
  keyId: string;
  name: string;
  scopes: ReadonlySet<Scope>;
  extensionId: string | undefined;
}

const SCOPES = 'wabx:scopes';
const PUBLIC = 'wabx:public';

/** Any one of these scopes opens the route. */
export const Scopes = (...scopes: Scope[]): CustomDecorator => SetMetadata(SCOPES, scopes);

/** Open to the world: Meta, health checks, the API's description. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);

/** The {@link Caller} of the request. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>();
  if (!caller) throw new Error('CallerOf on a public route');
  return caller;
});

/** Refuses everything that does not say who may use it. */
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets)) return true;
    const wanted = this.reflector.getAllAndOverride<Scope[] | undefined>(SCOPES, targets);
    const request = context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>();
    const caller = toCaller(this.keys.verify(request.headers.authorization));
    if (!wanted?.some((scope) => caller.scopes.has(scope))) {
      throw new Problem(403, 'SCOPE_MISSING', `This needs a key with the scope ${wanted?.join(' or ') ?? '(none)'}.`);
    }
    request.caller = caller;
    return true;
  }
}

function toCaller(entry: ApiKeyView): Caller {
  return { keyId: entry.id, name: entry.name, scopes: new Set(entry.scopes), extensionId: entry.extensionId };
}
