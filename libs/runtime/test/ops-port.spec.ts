import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@wabx/embedded';
import { projectConfiguration, startTestNats, testTrust, type TestNats } from '@wabx/testing';
import { request } from 'node:http';
import { z } from 'zod';
import { defineService, startService, type RunningService } from '../src/index.js';

@Module({})
class EmptyModule {}
const empty = defineService({
  name: 'session-janitor',
  about: 'Has nothing.',
  port: 0,
  config: z.object({}),
  api: [],
  module: ({ readiness }) => {
    readiness.add('part', () => {
      throw new Error('is away');
    });
    return { module: EmptyModule };
  },
});

let nats: TestNats;
let env: Record<string, string>;
beforeAll(async () => {
  nats = await startTestNats();
  await projectConfiguration(nats.url, {});
  env = { PORT: '0', NATS_URL: nats.url, ...testTrust, LOG_LEVEL: 'error' };
});
afterAll(async () => await nats?.stop());

/** The path as it stands: `fetch` would tidy it up. */
const statusOf = (url: string, path: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('with WABX_OPS_PORT', () => {
  let service: RunningService;
  let ops = '';
  beforeAll(async () => {
    const port = await freePort();
    ops = `http://127.0.0.1:${port}`;
    service = await startService(empty, { ...env, WABX_OPS_PORT: String(port) });
  });
  afterAll(async () => await service?.stop());

  it.each([
    ['/livez', 200],
    ['/readyz', 503],
    ['/metrics', 200],
    ['/docs', 200],
    ['/docs/swagger-ui.css', 200],
    ['/openapi.json', 200],
  ])('%s is answered there, and not on the public port', async (path, status) => {
    expect(await statusOf(ops, path)).toBe(status);
    expect(await statusOf(service.url, path)).toBe(404);
  });

  it.each(['//metrics', '/metrics/', '/%6Detrics', '/metrics?a=1', '/docs-yaml', '/docs-json', '/./metrics'])(
    '%s does not lead there from the public port',
    async (path) => expect(await statusOf(service.url, path)).toBe(404),
  );
});

it('without it all of that is on the one port', async () => {
  const service = await startService(empty, env);
  expect(await statusOf(service.url, '/metrics')).toBe(200);
  await service.stop();
});

it.each([
  ['WABX_SESSION_JANITOR_PORT', 'tcp://10.96.0.1:4105'],
  ['PORT', 'tcp://10.96.0.1:4105'],
  ['WABX_OPS_PORT', 'tcp://10.96.0.1:9090'],
])('%s that Kubernetes has set for a Service is refused by its name', async (name, value) => {
  await expect(startService(empty, { ...env, [name]: value })).rejects.toThrow(
    `${name}: is an address that Kubernetes gives for a Service of that name. Set enableServiceLinks: false`,
  );
});

it('a port that is none is refused by the name of the variable that was read', async () => {
  await expect(startService(empty, { ...env, WABX_SESSION_JANITOR_PORT: 'http' })).rejects.toThrow(
    'WABX_SESSION_JANITOR_PORT: must be a port',
  );
});
