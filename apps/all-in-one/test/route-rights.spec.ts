import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, scopes, serviceNames, type Scope, type ServiceName } from '@wabx/contracts';
import { eventually, startTestIssuer, type TestIssuer } from '@wabx/testing';
import { routes, type Opener } from './route-table.js';
import { apiOf, startWholeStack, type WholeStack } from './whole-stack.js';

// Every route of every service, as OpenAPI tells them, against every scope alone: it opens for those in the table, and no other.

const AUDIENCE = 'wabx';
let issuer: TestIssuer;
let stack: WholeStack;
let extensionId: string;
const keys = new Map<Scope, string>();
/** `GET router /v1/sessions`, as in the table. */
const found: string[] = [];

beforeAll(async () => {
  issuer = await startTestIssuer(AUDIENCE);
  stack = await startWholeStack({ env: { WABX_OIDC_ISSUER: issuer.url, WABX_OIDC_AUDIENCE: AUDIENCE } });
  const config = apiOf(stack.services['channel-config'], stack.keys.admin);
  ({ id: extensionId } = (await config('POST', '/v1/extensions', { number: '1777', name: 'Eve' })).body as {
    id: string;
  });
  for (const scope of scopes) {
    const body = { name: scope, scopes: [scope], ...(scope === 'agent' ? { extensionId } : {}) };
    const { token } = (await config('POST', '/v1/api-keys', body)).body as { token: string };
    keys.set(scope, token);
  }
  for (const name of serviceNames) {
    const { paths } = (await (await fetch(`${stack.services[name].url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    for (const [path, methods] of Object.entries(paths)) {
      found.push(...Object.keys(methods).map((method) => `${method.toUpperCase()} ${name} ${path}`));
    }
    const isKnown = (token: string) => async () => (await statusOf(`GET ${name} /v1/none`, token)) !== 401;
    for (const token of keys.values()) await eventually(`${name} knows the keys`, isKnown(token));
  }
}, 90_000);
afterAll(async () => {
  await stack?.stop();
  await issuer?.stop();
}, 60_000);

/** Nothing that is named is there, and every body is empty: what is let in does no harm. */
async function statusOf(route: string, token: string | undefined): Promise<number> {
  const [method = '', name, path = ''] = route.split(' ');
  const url = stack.services[name as ServiceName].url + path.replaceAll(/\{\w+\}/g, newId());
  const stop = new AbortController();
  const response = await fetch(url, {
    method,
    signal: stop.signal,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(method === 'GET' ? {} : { 'content-type': 'application/json', 'if-match': '"0"' }),
    },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  const { status, headers } = response;
  // No cache keeps what one caller may see, and no browser takes it for something else.
  expect([route, headers.get('x-content-type-options'), headers.get('cache-control')]).toEqual([
    route,
    'nosniff',
    expect.stringContaining('no-store'),
  ]);
  // Whoever is let in meets a service that has the rights that it needs itself.
  expect([route, status < 500]).toEqual([route, true]);
  if (!headers.get('content-type')?.includes('event-stream')) await response.arrayBuffer();
  stop.abort();
  return status;
}
const nameOf = (opener: Opener) => {
  if (opener === 'public') return 'everybody';
  return 'all' in opener ? opener.all.join(' and ') : opener.join(' or ');
};
const isOpen = (status: number) => status !== 401 && status !== 403;

it('the table has every route, and no other', () => {
  expect([...found].sort()).toEqual(Object.keys(routes).sort());
});

describe.each(Object.entries(routes))('%s', (route, wanted) => {
  it(`opens for ${nameOf(wanted)}`, async () => {
    // A key changes nothing where none is needed.
    if (wanted === 'public') {
      return expect(await statusOf(route, keys.get('agent'))).toBe(await statusOf(route, undefined));
    }
    expect(await statusOf(route, undefined)).toBe(401);
    expect(await statusOf(route, `${keys.get('agent')}x`)).toBe(401);
    const opened: Scope[] = [];
    for (const scope of scopes) if (isOpen(await statusOf(route, keys.get(scope)))) opened.push(scope);
    const alone: readonly Scope[] = 'all' in wanted ? [] : wanted;
    expect(opened.sort()).toEqual([...alone].sort());
    if ('all' in wanted)
      expect(isOpen(await statusOf(route, await issuer.token({ scope: wanted.all.join(' ') })))).toBe(true);
    // A person with the role agent is what an agent's key is.
    const person = await issuer.token({ wabx_roles: 'agent', wabx_extension: extensionId });
    expect(await statusOf(route, person)).toBe(await statusOf(route, keys.get('agent')));
  });
});
