import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { operationPerformed } from '@wabx/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { RunningService } from '@wabx/runtime';
import { eventually, testApiKey } from '@wabx/testing';
import { apiOf, startRig, text, type Rig } from './router-rig.js';

// Shared quick replies are everybody's to use and administrators' to change; own ones are nobody else's.

let rig: Rig;
let service: RunningService;
let administrator: string;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
  const key = testApiKey(['directory:read', 'directory:write']);
  administrator = key.token;
  await rig.configure({ apiKeys: [key.entry] });
  await eventually('the key is known', async () => (await admin().call('GET', '/v1/quick-replies')).status === 200);
});
afterAll(() => rig.stop());

const admin = () => apiOf(service, administrator);
const ada = () => apiOf(service, rig.agents[0].token);
const bo = () => apiOf(service, rig.agents[1].token);
type Api = ReturnType<typeof apiOf>;
const add = (api: Api, scope: 'own' | 'shared', shortcut: string, body: string) =>
  api.call('POST', '/v1/quick-replies', { scope, shortcut, text: body });
const shortcuts = async (api: Api, query = '') =>
  ((await api.call('GET', `/v1/quick-replies${query}`)).body['items'] as { shortcut: string }[]).map(
    ({ shortcut }) => shortcut,
  );

it('an agent has the shared ones and his own, finds them by a part of them, and pages through them', async () => {
  for (const [api, scope, shortcut, body] of [
    [admin(), 'shared', 'hours', 'We are open from 9 to 5.'],
    [admin(), 'shared', '营业时间', '我们周六下午营业。'],
    [ada(), 'own', 'bye', 'See you at the workshop!'],
    [ada(), 'own', 'hours', 'Ask me on Monday.'],
    [bo(), 'own', 'thanks', 'Thank you.'],
  ] as const) {
    expect(await add(api, scope, shortcut, body)).toMatchObject({ status: 201, body: { scope, shortcut, text: body } });
  }
  expect(await shortcuts(ada())).toEqual(['bye', 'hours', 'hours', '营业时间']);
  expect(await shortcuts(ada(), '?scope=own')).toEqual(['bye', 'hours']);
  expect(await shortcuts(bo())).toEqual(['hours', 'thanks', '营业时间']);
  expect(await shortcuts(admin())).toEqual(['hours', '营业时间']);
  expect(await shortcuts(ada(), `?q=${encodeURIComponent('周六')}`)).toEqual(['营业时间']);
  expect(await shortcuts(ada(), '?q=WORKSHOP')).toEqual(['bye']);
  const pages: string[] = [];
  let cursor = '';
  do {
    const { body } = await ada().call('GET', `/v1/quick-replies?limit=1${cursor && `&cursor=${cursor}`}`);
    pages.push(...(body['items'] as { shortcut: string }[]).map(({ shortcut }) => shortcut));
    cursor = (body['nextCursor'] as string | undefined) ?? '';
  } while (cursor);
  expect(pages).toEqual(['bye', 'hours', 'hours', '营业时间']);
});

it('nobody touches those of another agent, and only administrators touch shared ones', async () => {
  const own = (await add(ada(), 'own', 'mine', 'Mine.')).body['id'] as string;
  const shared = (await add(admin(), 'shared', 'ours', 'Ours.')).body['id'] as string;
  for (const api of [bo(), admin()]) {
    for (const method of ['PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { text: 'x' } : undefined;
      const answer = await api.call(method, `/v1/quick-replies/${own}`, body);
      expect(answer).toMatchObject({ status: 404, body: { code: 'QUICK_REPLY_NOT_FOUND' } });
    }
  }
  expect(await ada().call('PATCH', `/v1/quick-replies/${shared}`, { text: 'x' })).toMatchObject({ status: 403 });
  expect(await ada().call('DELETE', `/v1/quick-replies/${shared}`)).toMatchObject({ status: 403 });
  expect(await add(ada(), 'shared', 'x', 'x')).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  expect(await add(admin(), 'own', 'x', 'x')).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  expect(await ada().call('PATCH', `/v1/quick-replies/${own}`, { text: 'Still mine.' })).toMatchObject({
    status: 200,
    body: { shortcut: 'mine', text: 'Still mine.' },
  });
  expect((await ada().call('DELETE', `/v1/quick-replies/${own}`)).status).toBe(200);
  expect((await ada().call('DELETE', `/v1/quick-replies/${own}`)).status).toBe(404);
});

it('what is done to shared ones is for the audit, what agents do to their own is not', async () => {
  const shared = (await add(admin(), 'shared', 'audited', 'One.')).body['id'] as string;
  const own = (await add(ada(), 'own', 'unaudited', 'One.')).body['id'] as string;
  for (const [api, id] of [
    [ada(), own],
    [admin(), shared],
  ] as const) {
    await api.call('PATCH', `/v1/quick-replies/${id}`, { text: 'Two.' });
    await api.call('DELETE', `/v1/quick-replies/${id}`);
  }
  const told = async (id: string) => {
    const jsm = await jetstreamManager(rig.connection);
    const { state } = await jsm.streams.info('WA_EVT');
    const found: unknown[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await jsm.streams.getMessage('WA_EVT', { seq });
      if (message?.subject.startsWith(`${operationPerformed.subject}.`) && message.string().includes(id))
        found.push(message.json<{ data: unknown }>().data);
    }
    return found;
  };
  const deeds = await eventually('all is told', async () => {
    const found = await told(shared);
    return found.length === 3 && found;
  });
  expect(deeds).toMatchObject([
    { action: 'quick-reply.create', after: { text: 'One.' } },
    { action: 'quick-reply.update', before: { text: 'One.' }, after: { text: 'Two.' } },
    { action: 'quick-reply.delete', before: { text: 'Two.' } },
  ]);
  expect(await told(own)).toEqual([]);
});

it('a shortcut is there once, whoever of two comes first', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => add(bo(), 'own', 'once', 'x')));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  const other = (await add(bo(), 'own', 'other', 'x')).body['id'] as string;
  expect(await bo().call('PATCH', `/v1/quick-replies/${other}`, { shortcut: 'Once' })).toMatchObject({
    status: 409,
    body: { code: 'SHORTCUT_TAKEN' },
  });
  const renamed = await bo().call('PATCH', `/v1/quick-replies/${other}`, { shortcut: 'other', text: 'y' });
  expect(renamed).toMatchObject({ status: 200 });
});

it('placeholders are filled for a session that the agent sees, and unknown ones are refused', async () => {
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: '447700950001', content: text('hello') });
  const { id: sessionId } = await ada().sessionOf('447700950001');
  const body = 'Hello {customer.name}, this is {agent.name} of {channel.name}.';
  const { id } = (await add(admin(), 'shared', 'hello', body)).body as { id: string };
  const fill = (api: Api) => api.call('POST', `/v1/quick-replies/${id}/fill`, { sessionId });
  expect(await fill(bo())).toMatchObject({
    status: 200,
    body: { text: `Hello Customer 447700950001, this is Bo of ${rig.channel.name}.`, missing: [] },
  });
  expect(await fill(apiOf(service, rig.agents[2].token))).toMatchObject({ status: 404 });
  const refused = await add(ada(), 'own', 'wrong', 'Dear {customer.firstname}');
  expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining('customer.firstname') } });
});
