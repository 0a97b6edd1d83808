import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, readEvents, startRig, text, type LiveReader, type Rig } from './router-rig.js';

// Colleagues see who else has a session open and who writes in it, over whichever replica; nothing of it is kept.

let rig: Rig;
let service: RunningService;
let other: RunningService;
beforeAll(async () => {
  rig = await startRig();
  [service, other] = await Promise.all([rig.start(), rig.start()]);
}, 60_000);
afterAll(() => rig.stop());

const readers: LiveReader[] = [];
const listen = async (on: RunningService, token: string) => {
  const reader = await readEvents(on, token);
  readers.push(reader);
  return reader;
};
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});

let phones = 447700900000;
const opened = async (number = rig.numbers.queue, token = rig.supervisor): Promise<SessionView> => {
  const waId = String(++phones);
  await rig.receive({ phoneNumberId: number, waId, content: text('hello') });
  return await apiOf(service, token).sessionOf(waId);
};
const show = (on: RunningService, agent: 0 | 1 | 2, { id }: SessionView, state: string) =>
  apiOf(on, rig.agents[agent].token).call('PUT', `/v1/sessions/${id}/presence`, { state });
const extension = (agent: 0 | 1 | 2) => {
  const { id, name, number } = rig.agents[agent].extension;
  return { id, name, number };
};
const statesAt = (reader: LiveReader, { id }: SessionView) =>
  reader.events
    .filter(({ type, data }) => type === 'session.presence' && data['sessionId'] === id)
    .map(({ data }) => data['state']);

it('who sees the session is told over every replica, and nobody else; not the agent himself', async () => {
  const session = await opened();
  const own = await listen(other, rig.agents[0].token);
  const colleague = await listen(other, rig.agents[1].token);
  const stranger = await listen(other, rig.agents[2].token);
  const supervisor = await listen(service, rig.supervisor);
  expect(await show(service, 0, session, 'viewing')).toMatchObject({ status: 200, body: { items: [] } });
  await show(service, 0, session, 'viewing');
  await show(service, 0, session, 'typing');
  await show(service, 0, session, 'left');
  for (const reader of [colleague, supervisor]) {
    await eventually('all is told', () => statesAt(reader, session).includes('left'));
    // What is said again is no change.
    expect(statesAt(reader, session)).toEqual(['viewing', 'typing', 'left']);
    const { id, data } = reader.events.find(({ type }) => type === 'session.presence')!;
    expect(data).toMatchObject({ sessionId: session.id, extension: extension(0) });
    // There is nothing to resume.
    expect(id).toBe('');
  }
  // These have had everything up to a later event.
  const later = await opened(rig.numbers.extension);
  await eventually('the stranger hears something', () =>
    stranger.events.some(({ data }) => data['sessionId'] === later.id),
  );
  expect(statesAt(stranger, session)).toEqual([]);
  expect(statesAt(own, session)).toEqual([]);
});

it('who comes later learns from the answer who is there', async () => {
  const session = await opened();
  await show(service, 0, session, 'typing');
  const present = await eventually('the other replica knows', async () => {
    const { body } = await show(other, 1, session, 'viewing');
    return (body['items'] as unknown[]).length > 0 && body;
  });
  expect(present).toEqual({ items: [{ extension: extension(0), state: 'typing' }] });
});

it('who says nothing any more is told to have left, and is in no answer', async () => {
  const session = await opened();
  const colleague = await listen(other, rig.agents[1].token);
  await show(service, 0, session, 'viewing');
  await eventually('it is over', () => statesAt(colleague, session).includes('left'), 20_000);
  expect(statesAt(colleague, session)).toEqual(['viewing', 'left']);
  expect((await show(other, 1, session, 'viewing')).body).toEqual({ items: [] });
}, 30_000);

it('once a colleague has taken the session, he alone and supervisors are told', async () => {
  const session = await opened();
  const claimed = await apiOf(service, rig.agents[0].token).call('POST', `/v1/sessions/${session.id}/claim`);
  expect(claimed).toMatchObject({ status: 200, body: { assignee: { id: extension(0).id } } });
  const colleague = await listen(service, rig.agents[1].token);
  const supervisor = await listen(service, rig.supervisor);
  await show(other, 0, session, 'typing');
  await eventually('the supervisor is told', () => statesAt(supervisor, session).includes('typing'));
  expect(statesAt(colleague, session)).toEqual([]);
  expect(await show(service, 1, session, 'viewing')).toMatchObject({ status: 403, body: { code: 'NOT_OWNER' } });
});

it('only an agent who sees the session is present in it, and not too often', async () => {
  const session = await opened(rig.numbers.extension);
  expect(await show(service, 0, session, 'viewing')).toMatchObject({ status: 404 });
  expect(await show(service, 2, session, 'asleep')).toMatchObject({ status: 422 });
  const boss = apiOf(service, rig.supervisor);
  const path = `/v1/sessions/${session.id}/presence`;
  expect(await boss.call('PUT', path, { state: 'viewing' })).toMatchObject({ status: 403 });
  const answers = await Promise.all(Array.from({ length: 150 }, () => show(service, 2, session, 'viewing')));
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ status: 429, body: { code: 'PRESENCE_TOO_OFTEN' } });
});
