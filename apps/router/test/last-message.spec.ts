import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MessageView, SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, readEvents, startRig, text, type Rig } from './router-rig.js';

// A list of sessions says of each when something happened in it, and of its last message when, how far and by whom.

let rig: Rig;
let service: RunningService;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
});
afterAll(() => rig.stop());

const ada = () => apiOf(service, rig.agents[0].token);
const lineOf = async ({ id }: SessionView) => {
  const found = (await ada().sessions('?state=open')).find((session) => session.id === id);
  if (!found) throw new Error('the session is not in the list');
  return found;
};
const written = async (waId: string, sentAt: string) => {
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text('hello'), sentAt });
  return await ada().sessionOf(waId);
};

it("of a customer's message: when it was sent, and no author", async () => {
  const sentAt = new Date(Date.now() - 60_000).toISOString();
  const session = await written('447700300001', sentAt);
  const { lastMessage, lastActivityAt } = await lineOf(session);
  expect(lastMessage).toMatchObject({ direction: 'inbound', at: sentAt, state: 'received' });
  expect(lastMessage).not.toHaveProperty('author');
  // Activity is ours to tell: it counts from the receipt, not from a time that a telephone gives.
  expect(Date.parse(lastActivityAt ?? '')).toBeGreaterThan(Date.parse(sentAt) + 50_000);
});

it('of our reply: who wrote it, and how far it is', async () => {
  const session = await written('447700300002', new Date().toISOString());
  const reader = await readEvents(service, rig.agents[0].token);
  const reply = await ada().reply(session.id, { type: 'text', text: { body: 'good morning' }, claimEpoch: 0 });
  const message = reply.body as unknown as MessageView;
  const author = { id: rig.agents[0].extension.id, name: 'Ada' };
  const line = await lineOf(session);
  expect(line.lastMessage).toMatchObject({ id: message.id, at: message.sentAt, state: message.state, author });
  expect(line.lastActivityAt! > session.lastActivityAt!).toBe(true);
  const told = await eventually('the reply is told', () =>
    reader.events.find(({ data }) => (data['message'] as MessageView | undefined)?.id === message.id),
  );
  reader.close();
  expect(told.data['session']).toMatchObject({ lastActivityAt: line.lastActivityAt, lastMessage: { author } });
  await rig.sendChanged(message, { state: 'delivered' });
  await eventually('it is delivered', async () => (await lineOf(session)).lastMessage?.state === 'delivered');
});

it('a list is sorted by what it shows', async () => {
  for (let n = 3; n < 9; n++) await written(`44770030000${n}`, new Date(Date.now() - n * 1000).toISOString());
  const shown = (await ada().sessions('')).map(({ lastActivityAt }) => lastActivityAt!);
  expect(shown.length).toBeGreaterThan(6);
  expect(shown).toEqual([...shown].sort().reverse());
});
