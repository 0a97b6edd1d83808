import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { closeIdleSessions, messageReceived, newId, type QueueView, type SessionView } from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually, projectConfiguration, testChannel } from '@wabx/testing';
import { apiOf, newWamid, readEvents, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
});
afterAll(() => rig.stop());

const ada = () => apiOf(service, rig.agents[0].token);
const bo = () => apiOf(service, rig.agents[1].token);
const cy = () => apiOf(service, rig.agents[2].token);
const boss = () => apiOf(service, rig.supervisor);

let phones = 447700800000;
const opened = async (phoneNumberId = rig.numbers.queue, words = 'hello') => {
  const waId = String(++phones);
  await rig.receive({ phoneNumberId, waId, content: text(words) });
  return await boss().sessionOf(waId);
};
const timelineOf = async (id: string) =>
  (await boss().call('GET', `/v1/sessions/${id}/timeline`)).body['items'] as Record<string, unknown>[];

it('a transfer hands over the whole history with a note, and who gave it away loses it', async () => {
  const session = await opened(rig.numbers.queue, 'the first words');
  await ada().call('POST', `/v1/sessions/${session.id}/claim`);
  const reader = await readEvents(service, rig.agents[2].token);
  const to = { type: 'extension', id: rig.agents[2].extension.id };
  const moved = await ada().call('POST', `/v1/sessions/${session.id}/transfer`, { to, note: 'Speaks only Polish' });
  expect(moved.body).toMatchObject({ destination: to, assignee: { id: to.id }, claimEpoch: 2 });
  expect((await cy().messages(session.id)).map(({ content }) => content)).toEqual([text('the first words')]);
  expect((await ada().call('GET', `/v1/sessions/${session.id}`)).status).toBe(404);
  expect((await timelineOf(session.id)).at(-1)).toMatchObject({
    change: 'transferred',
    actor: { type: 'extension', id: rig.agents[0].extension.id, name: 'Ada', number: '1001' },
    note: 'Speaks only Polish',
    details: { to: { ...to, name: 'Cy', number: '1003' } },
  });
  await eventually('the new owner hears of it', () =>
    reader.events.some(({ type, data }) => type === 'session.transferred' && data['note'] === 'Speaks only Polish'),
  );
  reader.close();
  const nowhere = { to: { type: 'queue', id: newId() } };
  expect((await boss().call('POST', `/v1/sessions/${session.id}/transfer`, nowhere)).body).toMatchObject({
    code: 'UNKNOWN_DESTINATION',
  });
});

it('sessions of a deleted queue are orphans, and are moved together; what cannot be moved is told', async () => {
  const doomed: QueueView = { ...rig.autoQueue, id: newId(), name: 'Doomed' };
  await projectConfiguration(rig.nats.url, { directory: [doomed] });
  const sessions = [await opened(), await opened(), await opened()];
  const to = { type: 'queue', id: doomed.id };
  const ids = sessions.map(({ id }) => id).sort();
  const transferAll = async (destination: object) =>
    (await boss().call('POST', '/v1/sessions/transfer', { sessionIds: ids, to: destination })).body['items'];
  await eventually('the queue is known', async () =>
    ((await transferAll(to)) as { code: string }[]).every(({ code }) => code === 'TRANSFERRED'),
  );
  const orphans = async () => (await boss().sessions('?orphaned=true')).map(({ id }) => id).sort();
  expect(await orphans()).toEqual([]);
  await projectConfiguration(rig.nats.url, { directory: [{ ...doomed, version: 2, deleted: true }] });
  await eventually('they are orphans', async () => (await orphans()).join() === ids.join());
  expect(await ada().sessions('?orphaned=true')).toEqual([]);
  await boss().call('POST', `/v1/sessions/${ids[1]}/close`);
  const moved = await transferAll({ type: 'queue', id: rig.queue.id });
  expect(moved).toMatchObject([
    { id: ids[0], code: 'TRANSFERRED', claimEpoch: expect.any(Number) },
    { id: ids[1], code: 'SESSION_CLOSED' },
    { id: ids[2], code: 'TRANSFERRED', claimEpoch: expect.any(Number) },
  ]);
  // What is closed waits for nobody.
  expect(await orphans()).toEqual([]);
  expect((await ada().sessions()).map(({ id }) => id)).toEqual(expect.arrayContaining([ids[0], ids[2]]));
});

it('a session is filed away by each agent for himself', async () => {
  const session = await opened();
  const shown = async (api: ReturnType<typeof ada>, archived: boolean) =>
    (await api.sessions(`?archived=${archived}`)).some(({ id }) => id === session.id);
  expect(await shown(ada(), false)).toBe(true);
  await ada().call('POST', `/v1/sessions/${session.id}/archive`);
  expect([await shown(ada(), true), await shown(ada(), false)]).toEqual([true, false]);
  expect([await shown(bo(), true), await shown(bo(), false)]).toEqual([false, true]);
  await ada().call('POST', `/v1/sessions/${session.id}/unarchive`);
  expect([await shown(ada(), true), await shown(ada(), false)]).toEqual([false, true]);
});

it("a channel's own idle time ends its sessions, and their record says by whom", async () => {
  const phoneNumberId = '410020030049999';
  const { view } = await testChannel(
    [{ phoneNumberId, e164: '+12025550199', destination: { type: 'queue', id: rig.queue.id } }],
    { settings: { sessionIdleSeconds: 600, mediaRetentionSeconds: 259_200, mediaDelivery: 'link' } },
  );
  await projectConfiguration(rig.nats.url, { channels: [view] });
  const usual = await opened();
  const waId = String(++phones);
  const at = new Date().toISOString();
  await rig.publisher.publish(messageReceived, view.id, {
    phoneNumberId,
    waMessageId: newWamid(),
    origin: 'customer',
    customer: { waId },
    sentAt: at,
    receivedAt: at,
    content: text('hello'),
    raw: {},
  });
  const secondsOf = ({ idleClosesAt, openedAt }: SessionView) =>
    (Date.parse(idleClosesAt) - Date.parse(openedAt)) / 1000;
  const hasty = await boss().sessionOf(waId);
  expect([secondsOf(usual), secondsOf(hasty)].map(Math.round)).toEqual([86_400, 600]);
  await rig.moveClock(601);
  const requests = new Requests({ url: rig.nats.url, name: 'test-janitor' });
  await requests.ask(closeIdleSessions, { limit: 100 });
  await requests.close();
  const stateOf = async ({ id }: SessionView) => (await boss().call('GET', `/v1/sessions/${id}`)).body['state'];
  expect([await stateOf(usual), await stateOf(hasty)]).toEqual(['open', 'closed']);
  const end = (await timelineOf(hasty.id)).at(-1);
  expect(end).toMatchObject({ change: 'closed', details: { reason: 'idle' } });
  expect(end).not.toHaveProperty('actor');
  await rig.moveClock(0);
});

it('nothing between us and an agent collects live events before passing them on', async () => {
  const abort = new AbortController();
  const { headers } = await fetch(`${service.url}/v1/events`, {
    headers: { authorization: `Bearer ${rig.agents[0].token}` },
    signal: abort.signal,
  });
  abort.abort();
  expect(headers.get('content-type')).toContain('text/event-stream');
  expect(headers.get('cache-control')).toContain('no-transform');
  expect(headers.get('x-accel-buffering')).toBe('no');
});
