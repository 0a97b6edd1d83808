import type { INestMicroservice } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { markRead, MessageView, SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import type { z } from 'zod';
import { apiOf, newWamid, readEvents, startRig, text, type Rig } from './router-rig.js';
import { startStandInSender } from './stand-in-sender.js';

// Each agent has a position in each session: what the customer wrote behind it is unread, in lists, counts and live events.

let rig: Rig;
let service: RunningService;
let other: RunningService;
let sender: INestMicroservice;
const asked: z.infer<typeof markRead.question>[] = [];
beforeAll(async () => {
  rig = await startRig();
  [service, other] = await Promise.all([rig.start(), rig.start()]);
  sender = await startStandInSender(rig.nats.url, asked);
}, 60_000);
afterAll(async () => {
  await sender?.close();
  await rig.stop();
});

const ada = () => apiOf(service, rig.agents[0].token);
const bo = () => apiOf(service, rig.agents[1].token);
const boss = () => apiOf(service, rig.supervisor);
type Seen = SessionView & { unread?: number; readUpTo?: string };
type Api = ReturnType<typeof apiOf>;

let phones = 447700700000;
let seconds = 0;
const write = async (waId: string, data: { content?: ReturnType<typeof text>; sentAt?: string } = {}) => {
  const waMessageId = newWamid();
  // One second each: their order is the order in which they are written here.
  const sentAt = new Date(Date.now() - 3_600_000 + ++seconds * 1000).toISOString();
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, waMessageId, sentAt, ...data });
  return await eventually('it is stored', async () => {
    const session = (await boss().sessions('?state=open&limit=200')).find(
      ({ customer }) => customer.phone === `+${waId}`,
    );
    return session && (await boss().messages(session.id)).find((message) => message.waMessageId === waMessageId);
  });
};
/** A session with so many messages of the customer. */
const written = async (count: number) => {
  const waId = String(++phones);
  const messages: MessageView[] = [];
  for (let n = 0; n < count; n++) messages.push(await write(waId));
  return { waId, id: messages[0]!.sessionId!, messages };
};
const seen = async (api: Api, id: string) => (await api.call('GET', `/v1/sessions/${id}`)).body as unknown as Seen;
const read = async (api: Api, id: string, body: object = {}) => {
  const answer = await api.call('POST', `/v1/sessions/${id}/read`, { showCustomer: false, ...body });
  expect(answer.status).toBe(200);
  return answer.body;
};
const unreadCount = async (api: Api) => (await api.call('GET', '/v1/sessions/counts')).body['unread'] as number;

it('what nobody has read is unread for everybody, and each agent reads for himself', async () => {
  const before = await unreadCount(ada());
  const { id, messages } = await written(3);
  expect(((await ada().sessions('?state=open')) as Seen[]).find((each) => each.id === id)?.unread).toBe(3);
  expect(await unreadCount(ada())).toBe(before + 1);
  expect(await read(ada(), id)).toEqual({ unread: 0, readUpTo: messages[2]!.id });
  expect(((await ada().sessions('?state=open')) as Seen[]).find((each) => each.id === id)?.unread).toBe(0);
  expect(await unreadCount(ada())).toBe(before);
  expect(await seen(bo(), id)).toMatchObject({ unread: 3 });
});

it('a position never goes back, whichever of two replicas is asked, and in whatever order', async () => {
  const { id, messages } = await written(5);
  const elsewhere = apiOf(other, rig.agents[0].token);
  expect(await read(ada(), id, { upTo: messages[2]!.id })).toEqual({ unread: 2, readUpTo: messages[2]!.id });
  expect(await read(elsewhere, id, { upTo: messages[0]!.id })).toEqual({ unread: 2, readUpTo: messages[2]!.id });
  const orders = [4, 1, 3, 0, 2, 3, 4, 0];
  await Promise.all(orders.map((n, at) => read(at % 2 ? ada() : elsewhere, id, { upTo: messages[n]!.id })));
  expect(await seen(ada(), id)).toMatchObject({ unread: 0, readUpTo: messages[4]!.id });
});

it('a reply of the agent moves his position and nobody else’s; what comes afterwards is unread', async () => {
  const { id, waId, messages } = await written(2);
  const events = await readEvents(other, rig.agents[0].token);
  expect((await ada().reply(id, { type: 'text', text: { body: 'yes' }, claimEpoch: 0 })).status).toBe(202);
  expect(await seen(ada(), id)).toMatchObject({ unread: 0, readUpTo: messages[1]!.id });
  expect(await seen(bo(), id)).toMatchObject({ unread: 2 });
  await eventually('the other device knows', () =>
    events.events.find(({ data }) => data['readUpTo'] === messages[1]!.id),
  );
  events.close();
  // Sent before the reply, to the second of Meta's clock, and received after it.
  await write(waId);
  expect(await seen(ada(), id)).toMatchObject({ unread: 1 });
});

it('a message that comes late is unread although those after it were read, until it is read as well', async () => {
  const waId = String(++phones);
  const first = await write(waId);
  const newest = await write(waId, { sentAt: new Date().toISOString() });
  const id = first.sessionId!;
  await read(ada(), id);
  const late = await write(waId);
  expect(late.late).toBe(true);
  expect(await seen(ada(), id)).toMatchObject({ unread: 1, readUpTo: newest.id });
  expect(await read(ada(), id)).toEqual({ unread: 0, readUpTo: newest.id });
});

it('the other devices of the agent learn of it, also after they come back, and nobody else does', async () => {
  const { id, messages } = await written(2);
  const [device, colleague, supervisor] = await Promise.all([
    readEvents(other, rig.agents[0].token),
    readEvents(service, rig.agents[1].token),
    readEvents(service, rig.supervisor),
  ]);
  await read(ada(), id, { upTo: messages[0]!.id });
  const told = await eventually('the device is told', () =>
    device.events.find(({ type, data }) => type === 'session.read' && data['sessionId'] === id),
  );
  expect(told.data).toMatchObject({ readUpTo: messages[0]!.id, unread: 1 });
  device.close();
  // What moved nothing is not told.
  await read(ada(), id, { upTo: messages[0]!.id });
  await read(ada(), id);
  const again = await readEvents(other, rig.agents[0].token, told.id);
  const next = await eventually('it is told again', () => again.events.find(({ type }) => type === 'session.read'));
  expect(next.data).toMatchObject({ sessionId: id, readUpTo: messages[1]!.id, unread: 0 });
  again.close();
  const marker = await written(1);
  for (const reader of [colleague, supervisor]) {
    await eventually('later events are there', () => reader.events.find(({ data }) => data['sessionId'] === marker.id));
    expect(reader.events.filter(({ type }) => type === 'session.read')).toEqual([]);
    reader.close();
  }
});

it('the customer is shown it only where that is wanted, and up to the same message', async () => {
  const { id, messages } = await written(3);
  asked.length = 0;
  await read(ada(), id, { upTo: messages[0]!.id });
  expect(asked).toEqual([]);
  const shown = await read(ada(), id, { upTo: messages[1]!.id, showCustomer: true });
  expect(shown).toEqual({ messageId: messages[1]!.id, unread: 1, readUpTo: messages[1]!.id });
  expect(asked).toMatchObject([{ waMessageId: messages[1]!.waMessageId, typing: false }]);
});

it('a caller without an extension has no position', async () => {
  const { id } = await written(1);
  expect(await read(boss(), id)).toEqual({});
  expect(await seen(boss(), id)).not.toHaveProperty('unread');
  expect((await boss().call('GET', '/v1/sessions/counts')).body).not.toHaveProperty('unread');
});

it('nobody reads in a session that he does not see, nor up to a message of another one', async () => {
  const { id } = await written(1);
  const foreign = await written(1);
  const cy = apiOf(service, rig.agents[2].token);
  expect(await cy.call('POST', `/v1/sessions/${id}/read`, { showCustomer: false })).toMatchObject({ status: 404 });
  const body = { upTo: foreign.messages[0]!.id, showCustomer: false };
  expect(await ada().call('POST', `/v1/sessions/${id}/read`, body)).toMatchObject({ status: 422 });
  expect(await seen(ada(), id)).toMatchObject({ unread: 1 });
});

it('in a closed session nothing is unread', async () => {
  const { id } = await written(2);
  const before = await unreadCount(ada());
  await boss().call('POST', `/v1/sessions/${id}/close`);
  expect(await seen(ada(), id)).toMatchObject({ unread: 0 });
  expect(await unreadCount(ada())).toBe(before - 1);
});

it('no more than a hundred are counted', async () => {
  const waId = String(++phones);
  const first = await write(waId);
  for (let n = 0; n < 120; n++) {
    const sentAt = new Date(Date.now() - 1_000_000 + n * 1000).toISOString();
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId, sentAt });
  }
  const id = first.sessionId!;
  await eventually('all are stored', async () => {
    const page = await boss().call('GET', `/v1/sessions/${id}/messages?limit=200`);
    return (page.body['items'] as MessageView[]).length === 121;
  });
  expect(await seen(ada(), id)).toMatchObject({ unread: 100 });
});
