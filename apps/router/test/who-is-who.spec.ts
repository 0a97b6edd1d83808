import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, scopes, type ExtensionView, type QueueView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually, startTestIssuer, testApiKey, type TestIssuer } from '@wabx/testing';
import { apiOf, startRig, type Rig } from './router-rig.js';

const AUDIENCE = 'wabx';

let rig: Rig;
let service: RunningService;
let issuer: TestIssuer;
beforeAll(async () => {
  rig = await startRig();
  issuer = await startTestIssuer(AUDIENCE);
  service = await rig.start({ WABX_OIDC_ISSUER: issuer.url, WABX_OIDC_AUDIENCE: AUDIENCE });
});
afterAll(async () => {
  await rig.stop();
  await issuer.stop();
});

const get = (path: string, token: string) => apiOf(service, token).call('GET', path);
const me = async (token: string) => (await get('/v1/me', token)).body;

describe('GET /v1/me', () => {
  it('tells an agent which extension they are, and in which queues', async () => {
    const [ada] = rig.agents;
    expect(await me(ada.token)).toEqual({
      kind: 'key',
      id: expect.any(String),
      name: expect.any(String),
      scopes: ['agent'],
      extension: { id: ada.extension.id, number: '1001', name: 'Ada' },
      queues: [
        { id: expect.any(String), name: 'Everybody', assignmentMode: 'none' },
        { id: rig.queue.id, name: 'Sales', assignmentMode: 'manual' },
        { id: rig.autoQueue.id, name: 'Support', assignmentMode: 'auto' },
      ],
    });
  });

  it('tells who is in no queue, and who is no extension', async () => {
    expect(await me(rig.agents[2].token)).toMatchObject({ extension: { name: 'Cy' }, queues: [] });
    const supervisor = await me(rig.supervisor);
    expect(supervisor).toMatchObject({ kind: 'key', scopes: ['sessions:read', 'sessions:write'], queues: [] });
    expect(supervisor).not.toHaveProperty('extension');
  });

  it('tells a person of the issuer when their token ends', async () => {
    const token = await issuer.token({ scope: 'agent', name: 'Bo Brandt', wabx_extension: '1002' });
    expect(await me(token)).toMatchObject({
      kind: 'person',
      id: 'oidc:person-1',
      name: 'Bo Brandt',
      extension: { number: '1002', name: 'Bo' },
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('tells when a key that ends does', async () => {
    const { token, entry } = testApiKey(['sessions:read']);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    await rig.configure({ apiKeys: [{ ...entry, expiresAt }] });
    await eventually('the key is known', async () => (await get('/v1/me', token)).status === 200);
    expect(await me(token)).toMatchObject({ kind: 'key', id: entry.id, expiresAt });
  });

  it('is open to every scope there is, and to nobody without a key', async () => {
    const keys = scopes.map((scope) => testApiKey([scope]));
    await rig.configure({ apiKeys: keys.map(({ entry }) => entry) });
    await eventually('the keys are known', async () => (await get('/v1/me', keys.at(-1)!.token)).status === 200);
    for (const { token, entry } of keys) expect(await me(token)).toMatchObject({ scopes: entry.scopes, queues: [] });
    expect((await get('/v1/me', 'wabx_nobody')).status).toBe(401);
  });
});

interface Page {
  items: { type: string; name: string; number?: string; agents?: number }[];
  nextCursor?: string;
}
const destinations = async (query = '', token = rig.agents[2].token) =>
  (await get(`/v1/destinations${query}`, token)).body as unknown as Page;

describe('GET /v1/destinations', () => {
  it('shows an agent of no queue every extension and queue, by name', async () => {
    expect(await destinations()).toEqual({
      items: [
        { type: 'extension', id: rig.agents[0].extension.id, name: 'Ada', number: '1001' },
        { type: 'extension', id: rig.agents[1].extension.id, name: 'Bo', number: '1002' },
        { type: 'extension', id: rig.agents[2].extension.id, name: 'Cy', number: '1003' },
        { type: 'queue', id: expect.any(String), name: 'Everybody', agents: 2 },
        { type: 'queue', id: rig.queue.id, name: 'Sales', agents: 2 },
        { type: 'queue', id: rig.autoQueue.id, name: 'Support', agents: 2 },
      ],
    });
    expect((await get('/v1/destinations', rig.operator)).body).toMatchObject({ code: 'SCOPE_MISSING' });
  });

  it('finds by type, and by part of a name or number', async () => {
    const names = async (query: string) => (await destinations(query)).items.map(({ name }) => name);
    expect(await names('?type=queue')).toEqual(['Everybody', 'Sales', 'Support']);
    expect(await names('?q=SAL')).toEqual(['Sales']);
    expect(await names('?q=100&type=extension')).toEqual(['Ada', 'Bo', 'Cy']);
    expect(await names('?q=1003')).toEqual(['Cy']);
    expect((await get('/v1/destinations?typ=queue', rig.supervisor)).status).toBe(422);
    expect((await get('/v1/destinations?cursor=nonsense', rig.supervisor)).status).toBe(422);
  });

  it('shows each once over all pages, also where names are the same', async () => {
    const twins = ['Twin', 'Twin', 'twin'].map((name, index): ExtensionView => ({
      type: 'extension',
      id: newId(),
      version: 1,
      deleted: false,
      number: `200${index}`,
      name,
    }));
    await rig.configure({ directory: twins });
    await eventually('they are known', async () => (await destinations('?q=200')).items.length === 3);
    const whole = (await destinations()).items;
    for (const limit of [1, 2, 4]) {
      const seen: Page['items'] = [];
      let cursor: string | undefined;
      do {
        const page = await destinations(`?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
        seen.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual(whole);
    }
  });

  it('leaves out what was deleted, and does not count agents who were', async () => {
    const left: ExtensionView = { ...rig.agents[1].extension, version: 2, deleted: true };
    const closed: QueueView = { ...rig.autoQueue, version: 2, deleted: true };
    await rig.configure({ directory: [left, closed] });
    await eventually('both are gone', async () => {
      const { items } = await destinations();
      return !items.some(({ name }) => name === 'Bo' || name === 'Support');
    });
    expect((await destinations('?q=sales')).items).toMatchObject([{ agents: 1 }]);
  });
});

it('describes both answers', async () => {
  const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
    paths: Record<string, { get: { responses: Record<string, { content?: Record<string, unknown> }> } }>;
  };
  for (const path of ['/v1/me', '/v1/destinations']) {
    expect(paths[path]?.get.responses['200']?.content?.['application/json']).toHaveProperty('schema');
  }
});
