import { appOfAppToken, isExpired } from './access.js';
import type { GraphAnswer, GraphCall } from './call.js';
import type { Refusal } from './errors.js';

const USER_ID = '122001002003004';

/** `GET /debug_token?input_token=…`, asked with an app token or any token of the same app. */
export function debugToken({ world, access, parameters }: GraphCall): GraphAnswer | { refusal: Refusal } {
  const input = parameters['input_token'];
  if (typeof input !== 'string' || input === '')
    return { refusal: { code: 100, message: '(#100) The parameter input_token is required' } };
  const appOfInput = appOfAppToken(world, input);
  if (appOfInput)
    return {
      body: {
        data: { app_id: appOfInput.appId, type: 'APP', application: appOfInput.name, is_valid: true, scopes: [] },
      },
    };
  const token = world.registry.tokens.get(input);
  if (!token || token.appId !== access.app.appId) {
    const error = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' };
    return { body: { data: { error, is_valid: false, scopes: [] } } };
  }
  const expiresAt = token.expiresAt === null ? 0 : Math.floor(Date.parse(token.expiresAt) / 1000);
  const type = token.type ?? (expiresAt === 0 ? 'SYSTEM_USER' : 'USER');
  const who = { app_id: token.appId, type, application: access.app.name };
  if (isExpired(token, world.clock.now())) {
    const error = { code: 190, message: 'Error validating access token: Session has expired.', subcode: 463 };
    return {
      body: { data: { ...who, error, expires_at: expiresAt, is_valid: false, scopes: [], user_id: USER_ID } },
    };
  }
  const target_ids = token.wabaIds ?? [...world.registry.wabas.keys()];
  const granular = token.scopes
    .filter((scope) => scope.startsWith('whatsapp_'))
    .map((scope) => ({ scope, target_ids }));
  return {
    body: {
      data: {
        ...who,
        data_access_expires_at: expiresAt === 0 ? 0 : expiresAt + 90 * 24 * 3600,
        expires_at: expiresAt,
        is_valid: true,
        issued_at: Math.floor(Date.parse(token.issuedAt ?? new Date(world.clock.now()).toISOString()) / 1000),
        scopes: token.scopes,
        ...(type === 'SYSTEM_USER' && { granular_scopes: granular }),
        user_id: USER_ID,
      },
    },
  };
}
