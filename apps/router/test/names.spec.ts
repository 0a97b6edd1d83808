import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MessageView, SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, readEvents, startRig, text, type Rig } from './router-rig.js';

// People see names: of the channel, of where a session is, of who has it, and of who did something with it.

let rig: Rig;
let service: RunningService;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
});
afterAll(() => rig.stop());

const ada = () => apiOf(service, rig.agents[0].token);
const boss = () => apiOf(service, rig.supervisor);
let phones = 447700500000;
const opened = async (): Promise<SessionView> => {
  const waId = String(++phones);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text('hello') });
  return await ada().sessionOf(waId);
};
const queue = () => ({ type: 'queue', id: rig.queue.id, name: 'Sales' });

it('stand in lists, views and live events', async () => {
  const reader = await readEvents(service, rig.agents[0].token);
  const session = await opened();
  const names = { channelId: rig.channelId, channelName: rig.channel.name, destination: queue() };
  expect(session).toMatchObject(names);
  await ada().call('POST', `/v1/sessions/${session.id}/claim`);
  const claimed = await eventually('the claim is told', () =>
    reader.events.find(({ type, data }) => type === 'session.claimed' && data['sessionId'] === session.id),
  );
  const [extension] = [rig.agents[0].extension];
  expect(claimed.data).toMatchObject({
    session: { ...names, assignee: { id: extension.id, name: 'Ada' } },
    actor: { type: 'extension', id: extension.id, name: 'Ada', number: '1001' },
  });
  await ada().reply(session.id, { type: 'text', text: { body: 'good morning' }, claimEpoch: 1 });
  const told = await eventually('the reply is told', () =>
    reader.events.find(({ type, data }) => {
      const message = data['message'] as MessageView | undefined;
      return type === 'message' && message?.direction === 'outbound' && message.sessionId === session.id;
    }),
  );
  expect(told.data).toMatchObject({ message: { author: { id: extension.id, name: 'Ada' } }, session: names });
  reader.close();
});

it('stand in the timeline, also of supervisors and of where a session went', async () => {
  const session = await opened();
  const to = { type: 'extension', id: rig.agents[2].extension.id };
  await boss().call('POST', `/v1/sessions/${session.id}/transfer`, { to });
  const { body } = await boss().call('GET', `/v1/sessions/${session.id}/timeline`);
  expect(body['items']).toEqual([
    { eventNo: 1, change: 'opened', at: expect.any(String) },
    {
      eventNo: 3,
      change: 'transferred',
      at: expect.any(String),
      actor: { type: 'supervisor', name: expect.stringContaining('test') },
      details: { to: { ...to, name: 'Cy', number: '1003' } },
    },
  ]);
});

it('are still there when an extension or a queue is not', async () => {
  const session = await opened();
  await ada().call('POST', `/v1/sessions/${session.id}/claim`);
  await ada().reply(session.id, { type: 'text', text: { body: 'good evening' }, claimEpoch: 1 });
  await ada().call('POST', `/v1/sessions/${session.id}/close`);
  await rig.configure({
    directory: [
      { ...rig.agents[0].extension, version: 2, deleted: true },
      { ...rig.queue, version: 2, deleted: true },
    ],
  });
  await eventually('both are gone', async () => {
    const { body } = await boss().call('GET', '/v1/destinations');
    return !(body['items'] as { name: string }[]).some(({ name }) => name === 'Ada' || name === 'Sales');
  });
  const seen = (await boss().call('GET', `/v1/sessions/${session.id}`)).body as unknown as SessionView;
  expect(seen).toMatchObject({ destination: queue(), assignee: { name: 'Ada' } });
  expect((await boss().messages(session.id)).at(-1)).toMatchObject({ author: { name: 'Ada' } });
  const { body } = await boss().call('GET', `/v1/sessions/${session.id}/timeline`);
  expect((body['items'] as object[]).at(-1)).toMatchObject({
    change: 'closed',
    actor: { name: 'Ada', number: '1001' },
  });
});
