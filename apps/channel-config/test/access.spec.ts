import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiKeysView, scopes } from '@wabx/contracts';
import {
  defineService,
  newApiKey,
  Operation,
  Operations,
  roles,
  startService,
  type RunningService,
} from '@wabx/runtime';
import { eventually, testTrust } from '@wabx/testing';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { anExtension, startConfiguration, type Configuration } from './running-configuration.js';

@Operations('anything', 'Anything')
@Controller('v1/anything')
class AnythingController {
  @Get()
  @Operation({
    id: 'getAnything',
    summary: 'Anything',
    scopes: ['stats:read'],
    answers: { 200: z.object({ seen: z.boolean() }) },
  })
  read() {
    return { seen: true };
  }
}
@Module({})
class AnotherModule {}
const another = defineService({
  name: 'another',
  about: 'Any other service: it knows keys only by what is projected.',
  port: 0,
  config: z.object({}),
  api: [AnythingController],
  module: () => ({ module: AnotherModule }),
});

let config: Configuration;
let call: Configuration['call'];
let elsewhere: RunningService;

beforeAll(async () => {
  config = await startConfiguration();
  ({ call } = config);
  elsewhere = await startService(another, { PORT: '0', NATS_URL: config.nats.url, ...testTrust, LOG_LEVEL: 'error' });
});
afterAll(async () => {
  await elsewhere?.stop();
  await config?.stop();
});

const ask = async (token: string) => (await call('GET', '/v1/anything', { url: elsewhere.url, token })).status;
const makeKey = async (body: Record<string, unknown>) =>
  (await call('POST', '/v1/api-keys', { body: { name: 'K', ...body } })).body;

describe('API keys', () => {
  it('work at every service within a second, and are refused everywhere within two once revoked', async () => {
    const { id, token } = await makeKey({ scopes: ['stats:read'] });
    await eventually('the key works elsewhere', async () => (await ask(token)) === 200, 1_000);
    expect((await call('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    await eventually('the key is refused elsewhere', async () => (await ask(token)) === 401, 2_000);
    expect((await call('GET', `/v1/api-keys/${id}`)).body).toMatchObject({ id, revoked: true });
    expect((await call('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
  });

  it('grant no scope that their maker does not have, and are an agent only for who may write in every session', async () => {
    const maker = await makeKey({ scopes: ['keys:write', 'stats:read'] });
    const { id: extensionId } = (await call('POST', '/v1/extensions', { body: { number: '1777', name: 'Eve' } })).body;
    await eventually(
      'it works',
      async () => (await call('GET', '/v1/api-keys', { token: maker.token })).status === 200,
    );
    const grant = async (scopes: string[], more: object = {}) => {
      const body = { name: 'Granted', scopes, ...more };
      const answer = await call('POST', '/v1/api-keys', { token: maker.token, body });
      return [answer.status, answer.body.code, answer.body.scopes];
    };
    expect((await grant(['stats:read', 'keys:write']))[0]).toBe(201);
    for (const scope of scopes.filter((one) => !['stats:read', 'keys:write', 'agent'].includes(one))) {
      expect(await grant(['stats:read', scope])).toEqual([403, 'SCOPE_BEYOND_OWN', [scope]]);
    }
    expect(await grant(['agent'], { extensionId })).toEqual([403, 'SCOPE_BEYOND_OWN', ['agent']]);
  });

  it('end when they were made to, and not in the past', async () => {
    const expiresAt = new Date(Date.now() + 2_000).toISOString();
    const made = await makeKey({ scopes: ['stats:read'], expiresAt });
    expect(made).toMatchObject({ expiresAt, revoked: false });
    await eventually('the key works elsewhere', async () => (await ask(made.token)) === 200, 1_500);
    await eventually('the key is over', async () => (await ask(made.token)) === 401);
    const past = { name: 'P', scopes: ['stats:read'], expiresAt: '2020-01-01T00:00:00Z' };
    expect((await call('POST', '/v1/api-keys', { body: past })).status).toBe(422);
  });

  it('that are revoked leave nothing to compare with in any memory', async () => {
    const view = await config.view(apiKeysView);
    const made = await makeKey({ scopes: ['stats:read'] });
    await eventually('it is there', () => view.get(made.id)?.secretSha256);
    await call('DELETE', `/v1/api-keys/${made.id}`);
    await eventually('it is revoked', () => view.get(made.id)?.revoked);
    expect(view.get(made.id)).toEqual({
      id: made.id,
      version: 2,
      name: 'K',
      secretSha256: '',
      scopes: [],
      revoked: true,
    });
  });

  it('show their token once and never again', async () => {
    const made = await makeKey({ scopes: ['stats:read', 'stats:read'] });
    const { token, ...rest } = made;
    expect(token).toMatch(new RegExp(`^wabx_${made.id}_[\\w-]{43}$`));
    expect(rest).toEqual({
      id: made.id,
      name: 'K',
      scopes: ['stats:read'],
      revoked: false,
      createdAt: expect.any(String),
    });
    expect((await call('GET', `/v1/api-keys/${made.id}`)).body).toEqual(rest);
    const list = await call('GET', '/v1/api-keys?limit=200');
    expect(list.body.items).toContainEqual(rest);
    // The secret is all behind the second underscore, and may begin with one.
    expect(list.text).not.toContain(token.split('_').slice(2).join('_'));
  });

  it('open only what their scopes say', async () => {
    const { token } = await makeKey({ scopes: ['channels:read', 'directory:write'] });
    await eventually('the key is known', async () => (await call('GET', '/v1/channels', { token })).status === 200);
    const statusOf = async (method: string, path: string, body?: unknown) =>
      (await call(method, path, { token, ...(body === undefined ? {} : { body }) })).status;
    expect(await statusOf('POST', '/v1/channels', {})).toBe(403);
    expect(await statusOf('GET', '/v1/extensions')).toBe(403);
    expect(await statusOf('POST', '/v1/extensions', {})).toBe(422);
    expect(await statusOf('GET', '/v1/api-keys')).toBe(403);
    expect(await statusOf('GET', '/v1/audit')).toBe(403);
  });

  it('of agents are bound to an extension that exists, and end with it', async () => {
    expect(await call('POST', '/v1/api-keys', { body: { name: 'A', scopes: ['agent'] } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/extensionId' }] },
    });
    expect(
      await call('POST', '/v1/api-keys', { body: { name: 'A', scopes: ['agent'], extensionId: randomUUID() } }),
    ).toMatchObject({ status: 422, body: { errors: [{ pointer: '/extensionId' }] } });

    const extension = await anExtension(config);
    const key = await makeKey({ scopes: ['agent', 'stats:read'], extensionId: extension.id });
    await eventually('the key works elsewhere', async () => (await ask(key.token)) === 200, 1_000);
    await call('DELETE', `/v1/extensions/${extension.id}`, { ifMatch: '"1"' });
    await eventually('the key is refused elsewhere', async () => (await ask(key.token)) === 401, 2_000);
  });

  it.each([
    ['an unknown scope', { name: 'K', scopes: ['everything'] }, '/scopes/0'],
    ['no scope', { name: 'K', scopes: [] }, '/scopes'],
    ['no name', { scopes: ['stats:read'] }, '/name'],
  ])('with %s are refused', async (_what, body, pointer) => {
    expect(await call('POST', '/v1/api-keys', { body })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    });
  });
});

describe('the bootstrap key', () => {
  it('has every scope but that of an agent, and only its hash is kept', async () => {
    const { body } = await call('GET', `/v1/api-keys/${config.admin.id}`);
    expect(body).toMatchObject({ name: 'bootstrap', scopes: expect.arrayContaining(['keys:write', 'ops:write']) });
    expect(body.scopes).not.toContain('agent');
  });

  it('is refused at start when it is not as long as every other key', async () => {
    const key = 'wabx_bootstrap_short';
    const failure = await config.start({ WABX_BOOTSTRAP_KEY: key }).catch((error: unknown) => String(error));
    expect(failure).toContain('WABX_BOOTSTRAP_KEY: must be wabx_');
    expect(failure).not.toContain(key);
  });

  it('gives way to a new one, and stays revoked once it was revoked', async () => {
    const view = await config.view(apiKeysView);
    const next = newApiKey();
    const replica = await config.start({ WABX_BOOTSTRAP_KEY: next.token });
    await eventually('the old one is revoked', () => view.get(config.admin.id)?.revoked);
    await eventually(
      'the new one works',
      async () => (await call('GET', '/v1/channels', { token: next.token })).status === 200,
    );

    const administrator = { name: 'Administrator', scopes: roles['administrator'] };
    await call('POST', '/v1/api-keys', { token: next.token, body: administrator });
    expect((await call('DELETE', `/v1/api-keys/${next.id}`, { token: next.token })).status).toBe(204);
    await replica.stop();
    await config.start({ WABX_BOOTSTRAP_KEY: next.token });
    await config.start();
    expect(view.get(next.id)).toMatchObject({ revoked: true });
    expect(view.get(config.admin.id)).toMatchObject({ revoked: true });
    const last = newApiKey();
    await config.start({ WABX_BOOTSTRAP_KEY: last.token });
    await eventually('a third one works', async () => (await ask(last.token)) === 200);
  });
});
