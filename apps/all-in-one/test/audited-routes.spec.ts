import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceName } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { randomUUID } from 'node:crypto';
import { auditedRoutes, openStage, unrecordedRoutes } from './audited-routes.js';
import { routes } from './route-table.js';
import { apiOf, startWholeStack, type WholeStack } from './whole-stack.js';

// Every route that changes something leaves an entry in the audit, or says why not.

let stack: WholeStack;
let stage: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => {
  stack = await startWholeStack();
  stage = await openStage(stack);
}, 60_000);
afterAll(async () => {
  await stage?.close();
  await stack?.stop();
}, 60_000);

interface Entry {
  action: string;
  by: { keyId: string; name: string; address?: string; requestId?: string };
}
const config = () => apiOf(stack.services['channel-config'], stack.keys.admin);
const audit = async (query: string) =>
  ((await config()('GET', `/v1/audit?limit=200&${query}`)).body as { items: Entry[] }).items;

it('no route is forgotten, and none is in both lists', () => {
  const changing = Object.keys(routes).filter((route) => !route.startsWith('GET '));
  expect([...Object.keys(auditedRoutes), ...Object.keys(unrecordedRoutes)].sort()).toEqual(changing.sort());
});

describe.each(Object.entries(auditedRoutes))('%s', (route, { action, does }) => {
  it(`is on record as ${action}, with who, from where and which request`, async () => {
    const [method = '', service] = route.split(' ');
    const requestId = randomUUID();
    const { path, body, headers } = await does(stage);
    const call = apiOf(stack.services[service as ServiceName], stack.keys.admin);
    const answer = await call(method, path, body, { ...headers, 'x-request-id': requestId });
    expect([answer, Math.floor(answer.status / 100)]).toEqual([answer, 2]);
    const entry = await eventually('it is on record', async () =>
      (await audit(`action=${action}`)).find(({ by }) => by.requestId === requestId),
    );
    const keyId = stack.keys.admin.split('_')[1];
    expect(entry.by).toEqual({ keyId, name: 'bootstrap', address: '127.0.0.1', requestId });
  });
});

it('no secret and no word about a customer is in any of it', async () => {
  const source = await stack.database.dataSourceOf('config');
  const [{ all }] = await source.query('SELECT string_agg(a::text, chr(10)) AS all FROM audit a');
  expect(all).toContain('channel.update');
  const secrets = [...stage.planted, ...Object.values(stack.secrets), ...Object.values(stack.keys).map(secretOf)];
  expect(secrets.length).toBeGreaterThan(20);
  expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  expect(all).not.toMatch(/447700|Good morning/);
});

const secretOf = (token: string) => token.split('_').slice(2).join('_');

it('what an agent does in his own sessions is on their timeline, not in the audit', async () => {
  const { id } = await stage.session();
  const requestId = randomUUID();
  const ada = apiOf(stack.services.router, stack.keys.ada);
  expect((await ada('POST', `/v1/sessions/${id}/close`, undefined, { 'x-request-id': requestId })).status).toBe(200);
  // By a supervisor, after it: when that is there, everything before it is.
  const later = await stage.session();
  await apiOf(stack.services.router, stack.keys.admin)('POST', `/v1/sessions/${later.id}/close`);
  await eventually('on record', async () => (await audit(`target=${later.id}`)).length > 0);
  expect(await audit(`target=${id}`)).toEqual([]);
});

it('a reply of a supervisor shows who wrote it, with the name of that time', async () => {
  const { id, claimEpoch } = await stage.session();
  const admin = apiOf(stack.services.router, stack.keys.admin);
  const body = { type: 'text', text: { body: 'Good morning.' }, claimEpoch };
  await admin('POST', `/v1/sessions/${id}/messages`, body, { 'idempotency-key': randomUUID() });
  const writtenBy = { keyId: stack.keys.admin.split('_')[1], name: 'bootstrap' };
  const { items } = (await admin('GET', `/v1/sessions/${id}/messages`)).body as { items: object[] };
  expect(items.at(-1)).toMatchObject({ direction: 'outbound', writtenBy });
  expect((await admin('GET', `/v1/sessions/${id}`)).body).toMatchObject({ lastMessage: { writtenBy } });
});
