import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import {
  projectConfiguration,
  startTestIssuer,
  startTestNats,
  testApiKey,
  type TestIssuer,
  type TestNats,
  testTrust,
} from '@wabx/testing';
import { SignJWT } from 'jose';
import { z } from 'zod';
import {
  CallerOf,
  defineService,
  Operation,
  Operations,
  startService,
  type Caller,
  type RunningService,
} from '../src/index.js';

@Operations('who', 'Who calls')
@Controller('v1')
class WhoController {
  @Get('stats')
  @Operation({ id: 'getCaller', summary: 'Who calls', scopes: ['stats:read'], answers: { 200: z.looseObject({}) } })
  stats(@CallerOf() caller: Caller) {
    return { ...caller, scopes: [...caller.scopes].sort() };
  }

  @Get('inbox')
  @Operation({ id: 'getInbox', summary: 'The inbox', scopes: ['agent'], answers: { 200: z.looseObject({}) } })
  inbox(@CallerOf() caller: Caller) {
    return { extensionId: caller.extensionId };
  }
}
@Module({})
class WhoModule {}
const who = defineService({
  name: 'who',
  about: 'Says who calls.',
  port: 0,
  config: z.object({}),
  api: [WhoController],
  module: () => ({ module: WhoModule }),
});

const AUDIENCE = 'wabx';
let nats: TestNats;
let issuer: TestIssuer;
let service: RunningService;
const ada = { type: 'extension', id: newId(), version: 1, deleted: false, number: '1001', name: 'Ada' } as const;
const gone = { type: 'extension', id: newId(), version: 2, deleted: true, number: '1002', name: 'Gone' } as const;
const key = testApiKey(['stats:read']);

beforeAll(async () => {
  nats = await startTestNats();
  await projectConfiguration(nats.url, { directory: [ada, gone], apiKeys: [key.entry] });
  issuer = await startTestIssuer(AUDIENCE);
  service = await startService(who, {
    PORT: '0',
    NATS_URL: nats.url,
    ...testTrust,
    LOG_LEVEL: 'error',
    WABX_OIDC_ISSUER: issuer.url,
    WABX_OIDC_AUDIENCE: AUDIENCE,
  });
});
afterAll(async () => {
  await service?.stop();
  await issuer?.stop();
  await nats?.stop();
});

const ask = async (token: string, path = '/v1/stats') => {
  const response = await fetch(service.url + path, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('an access token of the configured issuer', () => {
  it('opens what its scopes say, and its keys are fetched once for many calls', async () => {
    const token = await issuer.token({ scope: 'openid stats:read channels:read', name: 'Grace' });
    expect(await ask(token)).toEqual({
      status: 200,
      body: {
        keyId: 'oidc:person-1',
        address: '127.0.0.1',
        requestId: expect.any(String),
        name: 'Grace',
        scopes: ['channels:read', 'stats:read'],
        expiresAt: expect.any(String),
      },
    });
    for (let at = 0; at < 5; at += 1) await ask(await issuer.token({ scope: 'stats:read' }));
    expect(issuer.fetched()).toBe(1);
    expect((await ask(token, '/v1/inbox')).status).toBe(403);
  });

  it.each(['wabx_scopes', 'wabx_roles'])('may carry a list in %s, and unknown words open nothing', async (claim) => {
    const words = claim === 'wabx_roles' ? ['analyst', 'emperor'] : ['stats:read', 'everything'];
    expect(await ask(await issuer.token({ [claim]: words }))).toMatchObject({ body: { scopes: ['stats:read'] } });
    expect((await ask(await issuer.token({ [claim]: ['constructor', '__proto__'] }))).status).toBe(403);
  });

  it.each([
    ['its number', '1001', 200],
    ['its id', ada.id, 200],
    ['a deleted one', '1002', 403],
    ['one that nobody has', '9999', 403],
    ['none', undefined, 403],
  ])('binds an agent to an extension: %s', async (_what, wabx_extension, status) => {
    const claims = { wabx_roles: ['agent'], ...(wabx_extension === undefined ? {} : { wabx_extension }) };
    const answer = await ask(await issuer.token(claims), '/v1/inbox');
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body).toEqual({ extensionId: ada.id });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['for somebody else', () => issuer.token({ scope: 'stats:read' }, { audience: 'another' })],
    ['of another issuer', () => issuer.token({ scope: 'stats:read' }, { issuer: 'https://evil.example' })],
    ['that has expired', () => issuer.token({ scope: 'stats:read' }, { expires: '-2 minutes' })],
    ['that never ends', () => issuer.token({ scope: 'stats:read' }, { expires: null })],
    ['that lives for days', () => issuer.token({ scope: 'stats:read' }, { expires: '2 days' })],
    ['that says who somebody is', () => issuer.token({ scope: 'stats:read', typ: 'ID' })],
    ['that is for getting others', () => issuer.token({ scope: 'stats:read', typ: 'Refresh' })],
    ['of nobody', () => issuer.token({ scope: 'stats:read' }, { subject: null })],
    ['signed with a key of somebody else', () => issuer.token({ scope: 'stats:read' }, { forged: true })],
    ['without a signature', () => `${issuer.unsigned({ scope: 'stats:read' })}AAAA`],
    [
      'signed with the public key as a shared secret',
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(issuer.publicKey));
        return await new SignJWT({ scope: 'stats:read', sub: 'x' })
          .setProtectedHeader({ alg: 'HS256', kid: 'one' })
          .setIssuer(issuer.url)
          .setAudience(AUDIENCE)
          .setExpirationTime('5 minutes')
          .sign(secret);
      },
    ],
  ])('%s is refused', async (_what, make) => {
    expect(await ask(await make())).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });

  it('works with a new key of the issuer too, once it is published', async () => {
    await issuer.rotate();
    // Within half a minute of the last fetch unknown keys are not looked up again, so a new service stands for later.
    const later = await startService(who, {
      PORT: '0',
      NATS_URL: nats.url,
      ...testTrust,
      LOG_LEVEL: 'error',
      WABX_OIDC_ISSUER: issuer.url,
      WABX_OIDC_AUDIENCE: AUDIENCE,
    });
    const authorization = `Bearer ${await issuer.token({ scope: 'stats:read' })}`;
    expect((await fetch(`${later.url}/v1/stats`, { headers: { authorization } })).status).toBe(200);
    await later.stop();
  });

  it('leaves API keys as they are, also while the issuer is away', async () => {
    expect((await ask(key.token)).status).toBe(200);
    const env = { PORT: '0', NATS_URL: nats.url, ...testTrust, LOG_LEVEL: 'error', WABX_OIDC_AUDIENCE: AUDIENCE };
    const alone = await startService(who, { ...env, WABX_OIDC_ISSUER: 'http://127.0.0.1:9' });
    const statusOf = async (token: string) =>
      (await fetch(`${alone.url}/v1/stats`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await statusOf(key.token)).toBe(200);
    const token = await issuer.token({ scope: 'stats:read' }, { issuer: 'http://127.0.0.1:9' });
    expect(await statusOf(token)).toBe(503);
    await alone.stop();
  });

  it.each([
    ['without an audience', { WABX_OIDC_ISSUER: 'https://id.example.com' }],
    ['over plain http', { WABX_OIDC_ISSUER: 'http://id.example.com', WABX_OIDC_AUDIENCE: AUDIENCE }],
  ])('an issuer %s is refused at start', async (_what, env) => {
    await expect(
      startService(who, { PORT: '0', NATS_URL: nats.url, ...testTrust, LOG_LEVEL: 'error', ...env }),
    ).rejects.toThrow('WABX_OIDC');
  });
});
