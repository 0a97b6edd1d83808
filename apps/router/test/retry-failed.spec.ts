import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MessageView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, startRig, type Rig } from './router-rig.js';

let rig: Rig;
let router: RunningService;
let customers = 447700970000;

beforeAll(async () => {
  rig = await startRig();
  router = await rig.start();
});
afterAll(async () => {
  await rig?.stop();
});

const ada = () => apiOf(router, rig.agents[0].token);
const bo = () => apiOf(router, rig.agents[1].token);
const boss = () => apiOf(router, rig.supervisor);
const errorOf = (code: number, errorClass: string) => ({
  code,
  class: errorClass,
  next: 'failed-retry' as const,
  sentence: { en: 'x', 'zh-CN': 'x' },
});
const unpaid = errorOf(131042, 'payment');

/** A reply of an agent that failed for that reason. */
async function failedReply(agent: typeof ada, error: typeof unpaid, wroteSecondsAgo = 0): Promise<MessageView> {
  const waId = String((customers += 1));
  const sentAt = new Date(Date.now() - wroteSecondsAgo * 1000).toISOString();
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, sentAt });
  const { id } = await boss().sessionOf(waId);
  const { claimEpoch } = (await agent().call('POST', `/v1/sessions/${id}/claim`)).body;
  const { body } = await agent().reply(id, { type: 'text', text: { body: 'Saturday, ten' }, claimEpoch });
  const message = body as unknown as MessageView;
  await rig.sendChanged(message, { state: 'failed', error });
  return await eventually('it failed', async () =>
    (await boss().messages(id)).find((one) => one.id === message.id && one.state === 'failed'),
  );
}
const retry = (api: ReturnType<typeof boss>, body: object) => api.call('POST', '/v1/messages/failed/retry', body);
const decided = async () => (await rig.decisions()).map(({ messageId, decision }) => `${decision} ${messageId}`);

it('all that failed for one reason go again in one action, once, the oldest first; nothing else does', async () => {
  const failed = [await failedReply(ada, unpaid), await failedReply(bo, unpaid), await failedReply(ada, unpaid)];
  const other = await failedReply(ada, errorOf(131026, 'undeliverable'));
  const late = await failedReply(ada, unpaid, 86_400 - 3_600);
  await rig.moveClock(3_700);

  // An agent sends again what they may.
  expect(await retry(ada(), { class: 'payment' })).toMatchObject({
    status: 200,
    body: { retried: 2, refused: [], tooLate: 1, more: false },
  });
  expect(await retry(boss(), { code: 131042, channel: rig.channelId, number: rig.numbers.queue })).toMatchObject({
    body: { retried: 1, refused: [], tooLate: 1, more: false },
  });
  expect((await retry(boss(), { class: 'payment' })).body).toMatchObject({ retried: 0 });
  const [one, two, three] = failed.map(({ id }) => `retry ${id}`);
  await eventually('they are handed over', async () => (await decided()).length >= 3);
  expect(await decided()).toEqual([one, three, two]);
  expect((await decided()).join()).not.toContain(other.id);
  expect((await decided()).join()).not.toContain(late.id);
  await rig.moveClock(0);
});

it('only by a reason, for a time and a channel', async () => {
  const failed = await failedReply(ada, unpaid);
  expect(await retry(boss(), {})).toMatchObject({ status: 422 });
  expect(await retry(boss(), { class: 'payment', channel: failed.id })).toMatchObject({ body: { retried: 0 } });
  const from = failed.sentAt;
  expect(await retry(boss(), { class: 'payment', from, to: from })).toMatchObject({ body: { retried: 0 } });
  expect(await retry(boss(), { class: 'payment', from })).toMatchObject({ body: { retried: 1 } });
  expect(await retry(apiOf(router, rig.auditor), { class: 'payment' })).toMatchObject({ status: 403 });
});
