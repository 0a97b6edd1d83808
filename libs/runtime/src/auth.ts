import {
  createParamDecorator,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AccessReports } from './access-reports.js';
import type { ApiKeys } from './api-key.js';
import { operationOf, type Opener } from './api/operation.js';
import { callerOfKey, type Caller } from './caller.js';
import { FailedSignIns } from './failed-sign-ins.js';
import type { OidcTokens } from './oidc.js';
import { Problem } from './problem.js';

const PUBLIC = 'wabx:public';
const JWT = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** Open to the world: Meta, health checks, the API's description. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);

/** The {@link Caller} of the request. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<Calling>();
  if (!caller) throw new Error('CallerOf on a public route');
  return caller;
});

export function isPublic(handler: object, controller: object): boolean {
  return [handler, controller].some((owner) => Reflect.getMetadata(PUBLIC, owner) === true);
}

export type Calling = FastifyRequest & { caller?: Caller };

/** Finds out who calls, once for each request. */
export class Callers {
  constructor(
    private readonly keys: ApiKeys,
    private readonly failures: FailedSignIns,
    private readonly reports: AccessReports,
    /** Undefined where no issuer is configured: then only keys open anything. */
    private readonly oidc?: OidcTokens,
  ) {}

  /** Throws a Problem, or rejects with one, when it is nobody. A key is checked without waiting for anything. */
  of(request: Calling): Caller | Promise<Caller> {
    if (request.caller) return request.caller;
    const refuse = (error: unknown) => {
      if (error instanceof Problem && error.status === 401) this.reports.refused(request, 401);
      throw this.failures.answerTo(error, request);
    };
    const accept = (found: Caller) => {
      request.caller = { ...found, address: request.ip, requestId: request.id };
      this.reports.cameIn(request.caller);
      return request.caller;
    };
    try {
      const caller = this.find(request);
      return caller instanceof Promise ? caller.then(accept, refuse) : accept(caller);
    } catch (error) {
      return refuse(error);
    }
  }

  private find(request: FastifyRequest): Caller | Promise<Caller> {
    const { authorization } = request.headers;
    const jwt = this.oidc && JWT.exec(authorization ?? '')?.[1];
    if (this.oidc === undefined || jwt === undefined) {
      return callerOfKey(this.keys.verify(authorization));
    }
    return this.oidc.verify(jwt);
  }
}

/** Refuses everything that does not say who may use it. */
export class ScopeGuard implements CanActivate {
  constructor(private readonly callers: Callers) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    if (isPublic(context.getHandler(), context.getClass())) return true;
    const wanted = operationOf(context.getHandler())?.scopes ?? [];
    const caller = this.callers.of(context.switchToHttp().getRequest<Calling>());
    return caller instanceof Promise ? caller.then((one) => admit(one, wanted)) : admit(caller, wanted);
  }
}

function admit(caller: Caller, wanted: Opener): boolean {
  const isOpen =
    'all' in wanted
      ? wanted.all.every((scope) => caller.scopes.has(scope))
      : wanted.some((scope) => caller.scopes.has(scope));
  if (isOpen) return true;
  const names = 'all' in wanted ? wanted.all.join(' and ') : wanted.join(' or ');
  throw new Problem('SCOPE_MISSING', `This needs a key with the scope ${names || '(none)'}.`);
}
