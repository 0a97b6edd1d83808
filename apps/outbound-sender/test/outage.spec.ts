import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { acceptedCalls, bodiesTo, conversationWith } from './outage-ledger.js';
import { startRig, type Rig } from './sender-rig.js';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
  await rig.startSender();
});
afterAll(async () => {
  await rig?.stop();
});

it('60 s without Meta under 20 customers cost no reply: they wait, are shown as waiting, and leave in order', async () => {
  const customers = Array.from({ length: 20 }, (_, at) => ({ waId: `4477007${10_000 + at}`, conversationId: newId() }));
  const replies = customers.flatMap((customer) => conversationWith(rig, customer, 3));
  const trouble = { httpStatus: 500, code: 131000 } as const;
  rig.graph.react(
    () => trouble,
    () => ({ httpStatus: 503, code: 2 }),
  );
  await rig.request(...replies);
  await eventually('somebody asks whether Meta answers', () => rig.graph.probes.length > 1, 15_000);
  const called = rig.graph.calls.length;
  // Five failures, and what was on its way by then.
  expect(called).toBeLessThanOrEqual(20);
  await rig.moveClock(60);
  await eventually('Meta is asked again', () => rig.graph.probes.length > 2, 15_000);
  // No customer's reply was the probe.
  expect(rig.graph.calls.length).toBe(called);
  const states = await Promise.all(replies.map(async ({ messageId }) => await rig.send(messageId)));
  for (const { state, reason, error } of states) {
    expect([state, state === 'retry_wait' ? error?.next : reason]).toEqual(
      state === 'retry_wait' ? ['retry_wait', 'tried-again'] : ['queued', 'meta-away'],
    );
  }

  const accepted = acceptedCalls();
  rig.graph.react((call) => accepted.note(call));
  await eventually('all go on', async () => accepted.count === replies.length, 25_000);
  for (const reply of replies) await rig.state(reply.messageId, 'sent');
  for (const { waId } of customers) expect(bodiesTo(accepted.calls, waId)).toEqual(['1', '2', '3']);
});
