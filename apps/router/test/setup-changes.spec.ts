import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, releaseSessions, sessionsAt, type ChannelView, type SessionView } from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually, testApiKey, testChannel } from '@wabx/testing';
import { apiOf, readEvents, startRig, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
let requests: Requests;

beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
  requests = new Requests({ url: rig.nats.url, name: 'test' });
});
afterAll(async () => {
  await requests.close();
  await rig.stop();
});

const boss = () => apiOf(service, rig.supervisor);
const api = (agent: { token: string }) => apiOf(service, agent.token);
let phones = 0;
const newPhone = () => `4477005${String(++phones).padStart(5, '0')}`;

async function newAgent() {
  const id = newId();
  const key = testApiKey(['agent'], id);
  const extension = { type: 'extension' as const, id, version: 1, deleted: false, number: '2001', name: 'Dee' };
  await rig.configure({ directory: [extension], apiKeys: [key.entry] });
  return { ...key, extension };
}

/** A queue of these agents, with a number of a channel of its own that leads to it. */
async function newQueue(agents: string[], phoneNumberId: string) {
  const queue = {
    type: 'queue' as const,
    id: newId(),
    version: 1,
    deleted: false,
    name: 'Night',
    assignmentMode: 'manual' as const,
    agents,
  };
  const destination = { type: 'queue' as const, id: queue.id };
  const { view } = await testChannel([{ phoneNumberId, e164: '+12025550190', destination }]);
  await rig.configure({ directory: [queue], channels: [view] });
  return { queue, channel: view };
}

async function opened(phoneNumberId: string, channelId: string, phone = newPhone()): Promise<SessionView> {
  await rig.receive({ phoneNumberId, waId: phone, channelId });
  return await boss().sessionOf(phone);
}
const now = async ({ id }: SessionView) =>
  (await boss().call('GET', `/v1/sessions/${id}`)).body as unknown as SessionView;
const isOrphaned = async ({ id }: SessionView) =>
  (await boss().sessions('?orphaned=true&limit=200')).some((session) => session.id === id);
const lastStep = async ({ id }: SessionView) =>
  ((await boss().call('GET', `/v1/sessions/${id}/timeline`)).body['items'] as Record<string, unknown>[]).at(-1);

describe('an extension that is deleted', () => {
  it('gives its sessions back to where they came from, and the answer says how many', async () => {
    const [dee, eve] = [await newAgent(), await newAgent()];
    const { channel } = await newQueue([dee.extension.id, eve.extension.id], '600001');
    const [taken, own] = [await opened('600001', channel.id), await opened('600001', channel.id)];
    await api(dee).call('POST', `/v1/sessions/${taken.id}/claim`);
    await boss().call('POST', `/v1/sessions/${own.id}/transfer`, { to: { type: 'extension', id: dee.extension.id } });
    const heard = await readEvents(service, eve.token);

    await rig.configure({ directory: [{ ...dee.extension, version: 2, deleted: true }] });
    const released = await requests.ask(releaseSessions, { extensionId: dee.extension.id });

    // Whoever was first, the router's own look at the change or the question.
    expect([
      { toQueues: 1, orphaned: 1 },
      { toQueues: 0, orphaned: 0 },
    ]).toContainEqual(released);
    await eventually('both are released', async () => !(await now(taken)).assignee && !(await now(own)).assignee);
    expect((await api(eve).sessions()).map(({ id }) => id)).toEqual([taken.id]);
    await eventually('the colleague hears', () =>
      Promise.resolve(
        heard.events.some(({ type, data }) => type === 'session.released' && data['sessionId'] === taken.id),
      ),
    );
    heard.close();
    expect(await isOrphaned(own)).toBe(true);
    expect(await isOrphaned(taken)).toBe(false);
    expect(await lastStep(taken)).toMatchObject({ change: 'released', details: { reason: 'extension-deleted' } });
  });
});

describe('orphaned', () => {
  it('finds what nobody can see, whatever the reason; it is counted, and closed sessions leave it', async () => {
    const dee = await newAgent();
    const { queue, channel } = await newQueue([dee.extension.id], '600011');
    const [waiting, claimed] = [await opened('600011', channel.id), await opened('600011', channel.id)];
    await api(dee).call('POST', `/v1/sessions/${claimed.id}/claim`);
    const figure = async () => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      return Number(/^wabx_sessions_orphaned (\d+)$/m.exec(metrics)?.[1]);
    };
    const before = await figure();
    expect(await isOrphaned(waiting)).toBe(false);

    await rig.configure({ directory: [{ ...queue, version: 2, agents: [] }] });
    await eventually('the emptied queue is nobody', () => isOrphaned(waiting));
    expect(await isOrphaned(claimed)).toBe(false);
    // A scrape within two seconds of another gets the same figure.
    await eventually('the metric says so', async () => (await figure()) === before + 1);
    const counts = (await boss().call('GET', '/v1/sessions/counts')).body;
    expect(counts['orphaned']).toBe(before + 1);
    expect(await requests.ask(sessionsAt, { queueId: queue.id })).toEqual({ open: 1 });

    await rig.configure({ directory: [{ ...queue, version: 3 }] });
    await eventually('somebody is there again', async () => !(await isOrphaned(waiting)));
    await rig.configure({ directory: [{ ...queue, version: 4, deleted: true }] });
    await eventually('the queue is gone', () => isOrphaned(waiting));
    await boss().call('POST', `/v1/sessions/${waiting.id}/close`);
    expect(await isOrphaned(waiting)).toBe(false);
    await eventually('the metric says so', async () => (await figure()) === before);
  });
});

describe('a channel that is deleted', () => {
  it('closes its sessions with a record, and refuses replies with the reason', async () => {
    const dee = await newAgent();
    const { channel } = await newQueue([dee.extension.id], '600021');
    const session = await opened('600021', channel.id);
    expect(await requests.ask(sessionsAt, { channelId: channel.id })).toEqual({ open: 1 });

    await rig.configure({ channels: [{ ...channel, version: 2, deleted: true, numbers: [] }] });
    await eventually('it is closed', async () => (await now(session)).state === 'closed');
    expect(await lastStep(session)).toMatchObject({ change: 'closed', details: { reason: 'channel-deleted' } });
    const reply = await api(dee).reply(session.id, { type: 'text', text: { body: 'hi' }, claimEpoch: 0 });
    expect(reply).toMatchObject({ status: 409, body: { code: 'CHANNEL_GONE' } });
  });
});

describe('a number that moves to another channel', () => {
  const without = (channel: ChannelView): ChannelView => ({ ...channel, version: 2, numbers: [] });

  it('takes its open sessions along: the next message of each customer finds its session', async () => {
    const dee = await newAgent();
    const { queue, channel: old } = await newQueue([dee.extension.id], '600031');
    const { view: other } = await testChannel([]);
    await rig.configure({ channels: [other] });
    // One of them is known in the other channel already, from another number of it.
    const [stranger, known] = [newPhone(), newPhone()];
    await rig.receive({ phoneNumberId: '600032', waId: known, channelId: other.id });
    await boss().sessionOf(known);
    const sessions = [await opened('600031', old.id, stranger)];
    await rig.receive({ phoneNumberId: '600031', waId: known, channelId: old.id });
    sessions.push(
      await eventually('a session of the known one', async () =>
        (await boss().sessions('?number=600031')).find(({ customer }) => customer.phone === `+${known}`),
      ),
    );

    const numbers = old.numbers.map((number) => ({ ...number, destination: { type: 'queue' as const, id: queue.id } }));
    await rig.configure({ channels: [without(old), { ...other, version: 2, numbers }] });
    for (const session of sessions) {
      await eventually('it is there', async () => (await now(session)).channelId === other.id);
      expect(await lastStep(session)).toMatchObject({ change: 'moved', details: { from: old.id, to: other.id } });
    }
    for (const waId of [stranger, known]) await rig.receive({ phoneNumberId: '600031', waId, channelId: other.id });
    for (const session of sessions) {
      await eventually('the next message joins it', async () => (await boss().messages(session.id)).length === 2);
    }
    const reply = await api(dee).reply(sessions[0]!.id, { type: 'text', text: { body: 'hi' }, claimEpoch: 0 });
    expect(reply.status).toBe(202);
    expect(await boss().sessions('?number=600031&state=open')).toHaveLength(2);
  });
});
