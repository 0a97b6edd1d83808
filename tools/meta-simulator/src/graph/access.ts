import type { FastifyRequest } from 'fastify';
import type { AccessToken, App } from '../registry.js';
import type { World } from '../world.js';
import type { Refusal } from './errors.js';

/** Who calls: an app by itself (`<app-id>|<secret>`) or with a user's or system user's token. */
export interface Access {
  app: App;
  token?: AccessToken;
}

export function authenticate(world: World, request: FastifyRequest): { access: Access } | { refusal: Refusal } {
  const given = tokenOf(request);
  if (!given) return { refusal: { code: 104 } };
  const byApp = appOfAppToken(world, given);
  if (byApp) return { access: { app: byApp } };
  const token = world.registry.tokens.get(given);
  const app = world.registry.apps.get(token?.appId ?? '');
  if (!token || !app) return { refusal: { code: 190 } };
  if (isExpired(token, world.clock.now())) {
    return { refusal: { code: 190, message: 'Error validating access token: Session has expired.', subcode: 463 } };
  }
  return { access: { app, token } };
}

export function appOfAppToken(world: World, token: string): App | undefined {
  const [appId = '', secret] = token.split('|');
  const app = world.registry.apps.get(appId);
  return secret !== undefined && app?.secret === secret ? app : undefined;
}

export function isExpired({ expiresAt }: AccessToken, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}

/** Undefined = allowed. An object of somebody else is answered as if it did not exist. */
export function refuseWithout(
  access: Access,
  wabaId: string,
  scope: string,
  method: string,
  id: string,
): Refusal | undefined {
  const { token } = access;
  if (!token) return { code: 200 };
  if (token.wabaIds && !token.wabaIds.includes(wabaId)) return noSuchObject(method, id);
  return token.scopes.includes(scope) ? undefined : { code: 10 };
}

export function noSuchObject(method: string, id: string): Refusal {
  return {
    code: 100,
    subcode: 33,
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation.',
  };
}

function tokenOf(request: FastifyRequest): string | undefined {
  const header = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
  const { access_token: inQuery } = request.query as Record<string, unknown>;
  return header ?? (typeof inQuery === 'string' && inQuery !== '' ? inQuery : undefined);
}
