import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import type { Reaction } from '../graph-server.js';
import { acceptedCalls, bodiesTo, conversationWith } from '../outage-ledger.js';
import { startRig, type Rig } from '../sender-rig.js';

const CUSTOMERS = 12;
/** All of them mean that Meta is not well; it takes nothing meanwhile. */
const troubles: Reaction[] = [
  { httpStatus: 500, code: 131000 },
  { httpStatus: 503, code: 2 },
  { httpStatus: 400, code: 131016 },
  { httpStatus: 503, code: 133004 },
  { httpStatus: 500, code: 1 },
  { proxy: 403 },
];

let rig: Rig;

beforeAll(async () => {
  rig = await startRig({ numbers: 2 });
  for (let replica = 0; replica < 3; replica++) await rig.startSender();
});
afterAll(async () => {
  await rig?.stop();
});

it('an hour without Meta: replies leave in order afterwards, none twice, none lost', async () => {
  const customers = Array.from({ length: CUSTOMERS }, (_, at) => ({
    waId: `4477006${10_000 + at}`,
    conversationId: newId(),
    phoneNumberId: rig.phoneNumberIds[at % 2] ?? '',
  }));
  const notAfter = new Date(Date.now() + 6 * 3_600_000).toISOString();
  const replies: ReturnType<Rig['reply']>[] = [];
  const states = async () =>
    new Set(await Promise.all(replies.map(async ({ messageId }) => (await rig.send(messageId)).state)));

  for (let minute = 0; minute < 60; minute++) {
    const trouble = troubles[minute % troubles.length] ?? 'page';
    rig.graph.react(
      () => trouble,
      () => trouble,
    );
    await rig.moveClock(minute * 60);
    if (minute % 6 === 0) {
      const from = minute / 6 + 1;
      const written = customers.flatMap((customer) =>
        conversationWith(rig, customer, 1, { from, notAfter }).map((reply) => ({
          ...reply,
          phoneNumberId: customer.phoneNumberId,
        })),
      );
      replies.push(...written);
      await rig.request(...written);
    }
    // Leaders change meanwhile, and know nothing of the outage.
    const [oldest] = rig.senders();
    if (minute % 20 === 10 && oldest) {
      await rig.stopSender(oldest);
      await rig.startSender();
    }
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  expect([...(await states())].filter((state) => !['queued', 'retry_wait', 'sending'].includes(state))).toEqual([]);

  const accepted = acceptedCalls();
  rig.graph.react((call) => accepted.note(call));
  await rig.moveClock(62 * 60);
  await eventually('all are sent', () => accepted.count >= replies.length, 60_000);
  await eventually('and are settled', async () => [...(await states())].join() === 'sent', 20_000);
  expect(accepted.count).toBe(replies.length);
  const inOrder = Array.from({ length: 10 }, (_, at) => String(at + 1));
  for (const { waId } of customers) expect(bodiesTo(accepted.calls, waId)).toEqual(inOrder);
});
