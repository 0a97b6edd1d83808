import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, settleUnknownSends, type DataOf, type SendDecision, type sendRequested } from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { startRig, type Rig } from './sender-rig.js';

let rig: Rig;
let requests: Requests;

beforeAll(async () => {
  rig = await startRig();
  await rig.startSender({ WABX_GRAPH_TIMEOUT_SECONDS: '3' });
  await rig.startSender({ WABX_GRAPH_TIMEOUT_SECONDS: '3' });
  requests = new Requests({ url: rig.nats.url, name: 'test' });
});
afterEach(async () => {
  rig.graph.react(() => 'accept');
  await rig.moveClock(0);
});
afterAll(async () => {
  await requests?.close();
  await rig?.stop();
});

type Reply = DataOf<typeof sendRequested>;

/** A reply that Meta refused, as the agent sees it. */
async function failed(request: Partial<Reply> = {}): Promise<{ reply: Reply; stateNo: number }> {
  rig.graph.react(() => ({ httpStatus: 400, code: 131026 }));
  const reply = rig.reply(request);
  await rig.request(reply);
  const { stateNo } = await rig.state(reply.messageId, 'failed');
  rig.graph.react(() => 'accept');
  return { reply, stateNo };
}

/** A reply of which nobody knows whether Meta took it. */
async function inReview(): Promise<{ reply: Reply; stateNo: number }> {
  rig.graph.react(() => 'accept-without-answer');
  const reply = rig.reply();
  await rig.request(reply);
  await rig.state(reply.messageId, 'unknown');
  rig.graph.react(() => 'accept');
  await rig.moveClock(16 * 60);
  await requests.ask(settleUnknownSends, { limit: 100 });
  const { stateNo } = await rig.state(reply.messageId, 'needs_review');
  return { reply, stateNo };
}

/** Everything decided before has been handled: a later decision on a later reply was. */
async function untilHandled(): Promise<void> {
  const { reply, stateNo } = await failed();
  await rig.decide(reply, 'retry', stateNo);
  await rig.state(reply.messageId, 'sent');
}

describe('a failed reply', () => {
  it('that is retried goes out once more, as attempt 2, however many retries there were', async () => {
    const { reply, stateNo } = await failed();
    await Promise.all([1, 2, 3, 4, 5].map(() => rig.decide(reply, 'retry', stateNo)));
    await rig.state(reply.messageId, 'sent');
    await untilHandled();
    expect(rig.callsFor(reply.messageId).map((call) => call.body.biz_opaque_callback_data)).toEqual([
      `v1.${reply.messageId}.1`,
      `v1.${reply.messageId}.2`,
    ]);
    const { timeline, attempt, decision } = await rig.send(reply.messageId);
    expect({ attempt, decision }).toEqual({ attempt: 2, decision: 'retry' });
    expect(timeline.map((step) => `${step.attempt} ${step.state}`)).toEqual([
      '0 accepted',
      '0 queued',
      '1 sending',
      '1 failed',
      '1 queued',
      '2 sending',
      '2 sent',
    ]);
  });

  it('goes before those of its conversation that still wait, and never beside one that is under way', async () => {
    const conversationId = newId();
    const { reply: first, stateNo } = await failed({ conversationId });
    let answer: () => void = () => {};
    const wait = new Promise<void>((resolve) => (answer = resolve));
    rig.graph.react((_call, n) => (n === 1 ? { wait, then: 'accept' } : 'accept'));
    const [second, third] = [rig.reply({ conversationId }), rig.reply({ conversationId })];
    await rig.request(second, third);
    await eventually('the second is under way', () => rig.callsFor(second.messageId).length === 1);
    await rig.decide(first, 'retry', stateNo);
    await rig.state(first.messageId, 'queued');
    const other = rig.reply();
    await rig.request(other);
    await rig.state(other.messageId, 'sent');
    expect(rig.callsFor(first.messageId)).toHaveLength(1);
    answer();
    await rig.state(third.messageId, 'sent');
    const order = rig.graph.calls.map((call) => call.body.biz_opaque_callback_data);
    const places = [`v1.${second.messageId}.1`, `v1.${first.messageId}.2`, `v1.${third.messageId}.1`];
    expect(places.map((id) => order.indexOf(id))).toEqual(
      [...places.map((id) => order.indexOf(id))].sort((a, b) => a - b),
    );
  });

  it('that Meta delivered after all is not sent again: the status came before the decision', async () => {
    const { reply, stateNo } = await failed();
    await rig.status({ messageId: reply.messageId, status: 'delivered' });
    await rig.state(reply.messageId, 'delivered');
    await rig.decide(reply, 'retry', stateNo);
    await untilHandled();
    expect(await rig.send(reply.messageId)).toMatchObject({ state: 'delivered', attempt: 1 });
    expect(rig.callsFor(reply.messageId)).toHaveLength(1);
  });

  it('whose window had shut goes out when the customer has written again', async () => {
    const reply = rig.reply({ notAfter: new Date(Date.now() - 1_000).toISOString() });
    await rig.request(reply);
    const { stateNo } = await rig.state(reply.messageId, 'failed');
    await rig.decide(reply, 'retry', stateNo, new Date(Date.now() + 3_600_000).toISOString());
    expect(await rig.state(reply.messageId, 'sent')).toMatchObject({ attempt: 1 });
  });
});

describe('a reply that needs a person', () => {
  it.each<[SendDecision, string, number]>([
    ['resend', 'sent', 2],
    ['treat-as-sent', 'sent', 1],
    ['discard', 'failed', 1],
  ])('decided to %s ends %s', async (decision, state, calls) => {
    const { reply, stateNo } = await inReview();
    await rig.decide(reply, decision, stateNo);
    expect(await rig.state(reply.messageId, state)).toMatchObject({ attempt: calls, decision });
    await untilHandled();
    expect(rig.callsFor(reply.messageId)).toHaveLength(calls);
    const facts = await rig.facts(reply.messageId);
    expect(facts.at(-1)).toMatchObject({ state, decision, attempt: calls });
  });

  it('is not touched by a decision that was made for a failed one', async () => {
    const { reply, stateNo } = await inReview();
    await rig.decide(reply, 'retry', stateNo);
    await untilHandled();
    expect(await rig.send(reply.messageId)).toMatchObject({ state: 'needs_review', attempt: 1 });
  });

  it('was sent again although the first had arrived: it shows as delivered, and the double is told', async () => {
    const { reply, stateNo } = await inReview();
    await rig.decide(reply, 'resend', stateNo);
    await rig.state(reply.messageId, 'sent');
    await rig.status({ messageId: reply.messageId, attempt: 1, status: 'delivered' });
    expect(await rig.state(reply.messageId, 'delivered')).toMatchObject({ attempt: 2, decision: 'resend' });
    const metrics = await Promise.all(rig.senders().map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
    expect(metrics.map((text) => Number(/^wabx_sends_double_total (\d+)$/m.exec(text)?.[1])).sort()).toEqual([0, 1]);
  });
});
