import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { messageReceived, newId } from '@wabx/contracts';
import { eventually, fullestWindow } from '@wabx/testing';
import { startRig, text, type Rig } from './sender-rig.js';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
  await rig.startSender();
  await rig.startSender();
});
afterAll(async () => {
  await rig?.stop();
});

it('two senders on one number never start more than 80 calls in any second', async () => {
  const replies = Array.from({ length: 600 }, (_, at) => rig.reply({ recipient: { waId: `4477009${10_000 + at}` } }));
  await rig.request(...replies);
  await eventually('all calls', () => rig.graph.calls.length === 600, 60_000);
  const at = rig.graph.calls.map((call) => call.atMs);
  expect(fullestWindow(at)).toBeLessThanOrEqual(80);
  expect(new Set(rig.graph.calls.map((call) => call.body.biz_opaque_callback_data)).size).toBe(600);
}, 70_000);

it('one conversation with forty replies waiting does not delay the first of another', async () => {
  const conversationId = newId();
  const many = Array.from({ length: 40 }, (_, at) => rig.reply({ conversationId, content: text(String(at)) }));
  await rig.request(...many);
  await eventually('it has begun', () => rig.callsFor(many[0]!.messageId).length === 1);
  const other = rig.reply({ recipient: { waId: '447700900777' } });
  await rig.request(other);
  await rig.state(many.at(-1)!.messageId, 'sent');
  const order = rig.graph.calls.map((call) => call.body.biz_opaque_callback_data.split('.')[1]);
  expect(order.indexOf(other.messageId)).toBeGreaterThan(-1);
  // It came when the first of the many had left, and did not wait for half of them.
  expect(order.indexOf(other.messageId) - order.indexOf(many[0]!.messageId)).toBeLessThan(20);
});

it('one customer gets 45 at once, then waits as Meta demands, and the reply says why', async () => {
  const conversationId = newId();
  const replies = Array.from({ length: 46 }, () => rig.reply({ conversationId, recipient: { waId: '447700900888' } }));
  await rig.request(...replies);
  const last = replies.at(-1)!;
  await eventually('waits', async () => (await rig.send(last.messageId)).reason === 'pair-rate');
  const sent = rig.graph.calls.filter((call) => call.body.to === '+447700900888').length;
  expect(sent).toBeLessThanOrEqual(45);
  await rig.moveClock(300);
  await rig.state(last.messageId, 'sent');
  await rig.moveClock(0);
});

it('what comes in is counted towards the rate, and the rates are told', async () => {
  const received = Array.from({ length: 200 }, (_, at) => ({
    phoneNumberId: rig.phoneNumberId,
    waMessageId: `wamid.in-${at}`,
    origin: 'customer' as const,
    customer: { waId: '447700900123' },
    sentAt: new Date().toISOString(),
    receivedAt: new Date().toISOString(),
    content: { kind: 'text' as const, text: { body: 'hello' } },
    raw: {},
  }));
  await Promise.all(received.map((data) => rig.publisher.publish(messageReceived, rig.channel.view.id, data)));
  const rate = await eventually('20/s of the last ten seconds', async () => {
    const { body } = await rig.api('/v1/rates');
    const [item] = body.items as { inboundPerSecond: number; pacedPerSecond: number; limitPerSecond: number }[];
    return item?.inboundPerSecond === 20 && item;
  });
  expect(rate).toMatchObject({ limitPerSecond: 80, pacedPerSecond: 75, slowedTo: 1, waiting: 0, sending: 0 });

  const before = rig.graph.calls.length;
  const replies = Array.from({ length: 90 }, (_, at) => rig.reply({ recipient: { waId: `4477019${10_000 + at}` } }));
  await rig.request(...replies);
  await eventually('all calls', () => rig.graph.calls.length === before + 90, 20_000);
  const at = rig.graph.calls.slice(before).map((call) => call.atMs);
  // 80 less the 20 that came in.
  expect(fullestWindow(at)).toBeLessThanOrEqual(66);
});

const slowedTo = async () => {
  const { body } = await rig.api('/v1/rates');
  return (body.items as { slowedTo: number }[])[0]?.slowedTo;
};

it('a rate that Meta complains about is lowered for everybody', async () => {
  rig.graph.react((_call, n) => (n === 1 ? { httpStatus: 400, code: 130429 } : 'accept'));
  const reply = rig.reply();
  await rig.request(reply);
  await rig.state(reply.messageId, 'sent');
  expect(await slowedTo()).toBeCloseTo(0.7);
});

it('a rate that a status complains about is lowered too, unless that was long on its way', async () => {
  await rig.source.query('UPDATE number_rate SET slowed_at = NULL');
  const reply = rig.reply();
  const { messageId } = reply;
  await rig.request(reply);
  await rig.state(messageId, 'sent');
  const at = new Date(Date.now() - 120_000).toISOString();
  await rig.status({ messageId, status: 'failed', code: 130429, at });
  await eventually('sent again', () => rig.callsFor(messageId).length === 2);
  expect(await slowedTo()).toBe(1);

  await rig.state(messageId, 'sent');
  await rig.status({ messageId, attempt: 2, status: 'failed', code: 130429 });
  await rig.state(messageId, 'retry_wait');
  expect(await slowedTo()).toBeCloseTo(0.7);
  await rig.state(messageId, 'sent');
});
