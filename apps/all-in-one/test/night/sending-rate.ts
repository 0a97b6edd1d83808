import { afterEach, expect, it } from '@jest/globals';
import { newId, settleUnknownSends, type MessageState } from '@wabx/contracts';
import { eventually, fullestWindow } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import {
  startSendingStage,
  WARM_UP_NUMBER,
  type Call,
  type Program,
  type Reply,
  type SendingStage,
} from '../sending-stage.js';

let stage: SendingStage;
afterEach(() => stage.stop(), 60_000);

/** Written in turns, so that the customers' own limits (one in 6 s) hold nobody up. */
async function queue(conversations: number, each: number, from?: string): Promise<Reply[]> {
  const all = Array.from({ length: conversations }, (_, n) => ({ id: newId(), waId: String(447701000000 + n) }));
  await stage.meta('POST', '/setup', { customers: all.map(({ waId }) => ({ waId, name: waId })) });
  const replies = Array.from({ length: each }, (_, n) =>
    all.map((conversation) => stage.reply(conversation, { kind: 'text', text: { body: String(n) } }, from)),
  ).flat();
  await stage.request(replies);
  await eventually('all are queued', async () => (await stage.states(from)).queued === replies.length, 120_000);
  return replies;
}

/**
 * As in the world, the senders have been at work before, and so has Meta: code that has hardly run is several times slower.
 * What takes the place of a killed sender is new.
 */
async function warmUp(): Promise<void> {
  const replies = await queue(8_000, 1, WARM_UP_NUMBER);
  await stage.openNumber(WARM_UP_NUMBER);
  const delivered = async () => (await stage.states(WARM_UP_NUMBER)).delivered === replies.length;
  await eventually('they are warm', delivered, 120_000);
}

/** Kills one of the senders every two seconds, the oldest that has not been, and starts another in its place. */
function keepKilling(senders: Program[]) {
  let over = false;
  const starting: Promise<unknown>[] = [];
  const killing = (async () => {
    let kills = 0;
    for (; !over; kills += 1) {
      await delay(2_000);
      senders.shift()?.child.kill('SIGKILL');
      starting.push(stage.startSender().then((sender) => senders.push(sender)));
    }
    return kills;
  })();
  return async () => {
    over = true;
    const kills = await killing;
    await Promise.all(starting);
    return kills;
  };
}

const startSenders = (count: number) => Promise.all(Array.from({ length: count }, () => stage.startSender()));
const ended: MessageState[] = ['sent', 'delivered', 'read'];

/** Until nothing moves but what a killed process left behind, of which nobody knows. */
const untilSent = (replies: Reply[]) =>
  eventually(
    'all that can be sent is sent',
    async () => {
      // As the janitor does from time to time; asked all the time it would take a quarter of a processor.
      await delay(1_000);
      await stage.requests.ask(settleUnknownSends, { limit: 1_000 });
      const states = await stage.states();
      const done = ended.reduce((sum, state) => sum + (states[state] ?? 0), 0);
      return done + (states.unknown ?? 0) >= replies.length;
    },
    240_000,
  );

/** Calls per second until this share had left; what a kill in the last moment holds back is not the pace. */
function sustained(calls: Call[], share: number): number {
  const most = calls.slice(0, Math.floor(calls.length * share));
  return most.length / ((most.at(-1)!.atMs - most[0]!.atMs) / 1000);
}

function expectInOrderAndOnce(calls: Call[], replies: Reply[]): void {
  const sequenceOf = new Map(replies.map(({ messageId, sequence }) => [messageId, sequence]));
  const accepted = calls.filter((call) => call.accepted);
  expect(new Set(accepted.map(({ messageId }) => messageId)).size).toBe(accepted.length);
  const lastOf = new Map<string, number>();
  for (const { to, messageId } of accepted) {
    const sequence = sequenceOf.get(messageId) ?? 0;
    expect(sequence).toBeGreaterThan(lastOf.get(to) ?? 0);
    lastOf.set(to, sequence);
  }
}

it.each([
  { limit: 80, conversations: 1_000, each: 5, mean: 72, share: 0.98, statuses: {} },
  // Meta's statuses come after the run: on two processors, with Meta's own work on them, there is no room for the way in.
  { limit: 1_000, conversations: 10_000, each: 1, mean: 900, share: 0.98, statuses: { sentDelayMs: 20_000 } },
  // Over in five seconds, in which two are killed. What was written after a reply that one of them had begun waits for thirty.
  { limit: 1_000, conversations: 1_000, each: 5, mean: 900, share: 0.95, statuses: { sentDelayMs: 20_000 } },
])(
  'four senders, one killed every two seconds, keep the limit of $limit/s in every second and use it, $each of each conversation',
  async ({ limit, conversations, each, mean, share, statuses }) => {
    stage = await startSendingStage({
      sendsPerSecond: limit,
      settings: { enforceWindow: false, autoRead: false },
    });
    const senders = await startSenders(4);
    await warmUp();
    // From here on the customers' phones are off: what is measured is the way out.
    await stage.meta('PATCH', '/settings', { deliveredDelayMs: 3_600_000, ...statuses });
    const replies = await queue(conversations, each);
    await stage.openNumber();
    const stopKilling = keepKilling(senders);
    await untilSent(replies).finally(stopKilling);
    const kills = await stopKilling();

    const calls = await stage.calls();
    const fullest = fullestWindow(calls.map(({ atMs }) => atMs));
    const states = await stage.states();
    const unknown = (states.unknown ?? 0) + (states.sending ?? 0);
    console.log(
      JSON.stringify({ limit, kills, calls: calls.length, fullest, perSecond: sustained(calls, share), unknown }),
    );
    expect(fullest).toBeLessThanOrEqual(limit);
    expectInOrderAndOnce(calls, replies);
    // Lost is none: what did not reach Meta is what a person will be asked about.
    const reached = new Set(calls.filter(({ accepted }) => accepted).map(({ messageId }) => messageId));
    const missing = (await stage.sends()).filter(({ messageId }) => !reached.has(messageId));
    expect(missing.filter(({ state }) => !['sending', 'unknown'].includes(state))).toEqual([]);
    expect(sustained(calls, share)).toBeGreaterThanOrEqual(mean);
  },
);

it('with 20 messages a second coming in, both directions together stay below 80/s over any ten seconds', async () => {
  stage = await startSendingStage({ settings: { enforceWindow: false, autoRead: false } });
  await startSenders(2);
  const replies = await queue(1_000, 3);
  let over = false;
  const inbound: number[] = [];
  const writing = (async () => {
    for (let n = 0; !over; n++) {
      const due = delay(50);
      await stage.meta('POST', `/customers/${447701000000 + (n % 1_000)}/messages`, {
        phoneNumberId: stage.phoneNumberId,
        type: 'text',
        text: 'And the saddle?',
      });
      inbound.push(Date.now());
      await due;
    }
  })();
  // The rate follows what came in over the last ten seconds.
  await delay(10_000);
  await stage.openNumber();
  await untilSent(replies);
  over = true;
  await writing;
  const calls = (await stage.calls()).map(({ atMs }) => atMs);
  const both = [...inbound.filter((at) => at >= calls[0]! && at <= calls.at(-1)!), ...calls];
  const fullest = fullestWindow(both, 10_000);
  const perSecond = inbound.length / ((inbound.at(-1)! - inbound[0]!) / 1000);
  console.log(JSON.stringify({ inboundPerSecond: perSecond, fullestTenSeconds: fullest }));
  expect(perSecond).toBeGreaterThan(15);
  expect(fullest).toBeLessThanOrEqual(800);
});

it('five hundred replies in one conversation delay the first one of another by less than a second', async () => {
  stage = await startSendingStage({ settings: { enforceWindow: false, autoRead: false } });
  await startSenders(2);
  const [many] = await Promise.all([queue(1, 500)]);
  await stage.openNumber();
  await eventually('it has begun', async () => (await stage.calls()).length > 10);
  const other = { id: newId(), waId: '447701900000' };
  await stage.meta('POST', '/setup', { customers: [{ waId: other.waId, name: 'the other' }] });
  const reply = stage.reply(other, { kind: 'text', text: { body: 'first' } });
  const askedAtMs = Date.now();
  await stage.request([reply]);
  const call = await eventually('it is there', async () =>
    (await stage.calls()).find(({ messageId }) => messageId === reply.messageId),
  );
  expect(call.atMs - askedAtMs).toBeLessThan(1_000);
  expect((await stage.calls()).length).toBeLessThan(many.length);
});

it('a hundred replies to one customer keep the limit of the pair: 45 at once, then one in six seconds', async () => {
  stage = await startSendingStage({ settings: { enforceWindow: false, autoRead: false, pairRateLimit: true } });
  await startSenders(2);
  const replies = await queue(1, 100);
  await stage.openNumber();
  const accepted = async () => (await stage.calls()).length;
  await eventually('the burst', async () => (await accepted()) === 45, 30_000);
  // What the burst has borrowed is waited for: nothing for 45 times six seconds, then one each six.
  let movedSeconds = 0;
  const move = async (seconds: number) => {
    movedSeconds += seconds;
    await stage.meta('POST', '/clock', { advanceSeconds: seconds });
    await stage.moveClock(movedSeconds);
  };
  await move(45 * 6 - 60);
  await delay(1_000);
  expect(await accepted()).toBe(45);
  await move(60);
  while ((await accepted()) < replies.length) {
    const before = await accepted();
    await eventually('the next one', async () => (await accepted()) > before, 3_000).catch(() => move(6));
  }
  const refused = (await stage.calls()).filter((call) => !call.accepted);
  expect(refused).toEqual([]);
});
