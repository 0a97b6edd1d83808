import { afterEach, expect, it } from '@jest/globals';
import { newId, settleUnknownSends, type MessageState } from '@wabx/contracts';
import { eventually, fullestWindow } from '@wabx/testing';
import { once } from 'node:events';
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

/** Code that has hardly run is several times slower. What takes the place of a killed sender is new. */
async function warmUp(): Promise<void> {
  const replies = await queue(1_000, 1, WARM_UP_NUMBER);
  await stage.openNumber(WARM_UP_NUMBER);
  const delivered = async () => (await stage.states(WARM_UP_NUMBER)).delivered === replies.length;
  await eventually('they are warm', delivered, 120_000);
}

/** The sender that leads the number, by its own metrics. */
const leaderOf = (senders: Program[]): Promise<Program> =>
  eventually('one leads the number', async () => {
    const led = await Promise.all(
      senders.map(async ({ url }) => {
        const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(500) });
        return Number(/^wabx_numbers_led(?:\{.*\})? (\d+)/m.exec(await response.text())?.[1]);
      }),
    );
    return senders.find((_, at) => led[at] === 1);
  });

interface Disturbance {
  atMs: number;
  how: 'kill' | 'freeze';
  whom: 'leader' | 'follower';
}

/** Each ten seconds one sender is killed and replaced, or frozen for five seconds: by turns the leader and another one. */
function keepDisturbing(senders: Program[]) {
  let over = false;
  const done: Disturbance[] = [];
  const disturbing = (async () => {
    for (let n = 0; !over; n += 1) {
      await delay(5_000);
      const how = n % 2 === 0 ? 'kill' : 'freeze';
      const whom = n % 4 < 2 ? 'leader' : 'follower';
      const leader = await leaderOf(senders);
      const victim = whom === 'leader' ? leader : senders.find((sender) => sender !== leader)!;
      done.push({ atMs: Date.now(), how, whom });
      victim.child.kill(how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
      await delay(5_000);
      if (how === 'freeze') victim.child.kill('SIGCONT');
      else senders.splice(senders.indexOf(victim), 1, await stage.startSender());
    }
  })();
  return async () => {
    over = true;
    await disturbing;
    return done;
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

/** The longest time without a call in the seconds after a moment; calls that were under way then do not count. */
function longestPauseMs(calls: Call[], fromMs: number, seconds = 6): number {
  const later = calls.map(({ atMs }) => atMs).filter((atMs) => atMs > fromMs + 100 && atMs <= fromMs + seconds * 1000);
  const times = [fromMs, ...later];
  return Math.max(...times.slice(1).map((atMs, at) => atMs - (times[at] ?? atMs)));
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

it('four senders, one killed or frozen each ten seconds, keep the limit in every second and lose and double nothing', async () => {
  stage = await startSendingStage({ settings: { enforceWindow: false, autoRead: false } });
  const senders = await startSenders(4);
  await warmUp();
  // From here on the customers' phones are off: what is measured is the way out.
  await stage.meta('PATCH', '/settings', { deliveredDelayMs: 3_600_000 });
  const replies = await queue(1_000, 5);
  await stage.openNumber();
  const stopDisturbing = keepDisturbing(senders);
  await untilSent(replies).finally(stopDisturbing);
  const disturbances = await stopDisturbing();

  const calls = await stage.calls();
  const fullest = fullestWindow(calls.map(({ atMs }) => atMs));
  const states = await stage.states();
  const endMs = calls.at(-1)!.atMs;
  const ofLeader = disturbances.filter(({ whom, atMs }) => whom === 'leader' && atMs < endMs - 6_000);
  const pausesMs = ofLeader.map(({ atMs }) => Math.round(longestPauseMs(calls, atMs)));
  console.log(JSON.stringify({ disturbances: disturbances.length, calls: calls.length, fullest, pausesMs, states }));
  expect(fullest).toBeLessThanOrEqual(80);
  expectInOrderAndOnce(calls, replies);
  expect(ofLeader.length).toBeGreaterThanOrEqual(2);
  expect(Math.max(...pausesMs)).toBeLessThanOrEqual(3_000);
  // Lost is none: what did not reach Meta is what a killed leader had due within 100 ms.
  const reached = new Set(calls.filter(({ accepted }) => accepted).map(({ messageId }) => messageId));
  const missing = (await stage.sends()).filter(({ messageId }) => !reached.has(messageId));
  expect(missing.filter(({ state }) => state !== 'unknown')).toEqual([]);
  const kills = disturbances.filter(({ how, whom }) => how === 'kill' && whom === 'leader');
  expect(missing.length).toBeLessThanOrEqual(kills.length * 8);
});

it('a sender that is told to stop hands its number on within a second, and leaves nothing unknown', async () => {
  stage = await startSendingStage({ settings: { enforceWindow: false, autoRead: false } });
  await stage.meta('POST', '/faults', { on: 'send', probability: 1, effect: { answerDelayMs: 1_500 } });
  const senders = await startSenders(3);
  const replies = await queue(1_200, 1);
  await stage.openNumber();
  const pausesMs: number[] = [];
  for (let stopped = 0; stopped < 2; stopped += 1) {
    const before = (await stage.calls()).length;
    await eventually('it is busy', async () => (await stage.calls()).length > before + 80, 30_000);
    const leader = await leaderOf(senders);
    senders.splice(senders.indexOf(leader), 1);
    const toldAtMs = Date.now();
    leader.child.kill('SIGTERM');
    await once(leader.child, 'exit');
    await delay(4_000);
    pausesMs.push(Math.round(longestPauseMs(await stage.calls(), toldAtMs, 4)));
  }
  await eventually('all have left', async () => (await stage.states()).queued === undefined, 60_000);
  await delay(3_000);
  const calls = await stage.calls();
  console.log(JSON.stringify({ pausesMs, calls: calls.length, states: await stage.states() }));
  expect((await stage.states()).unknown ?? 0).toBe(0);
  expectInOrderAndOnce(calls, replies);
  expect(calls).toHaveLength(replies.length);
  expect(fullestWindow(calls.map(({ atMs }) => atMs))).toBeLessThanOrEqual(80);
  expect(Math.max(...pausesMs)).toBeLessThanOrEqual(1_000);
});

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
  const many = await queue(1, 500);
  await stage.openNumber();
  await eventually('it has begun', async () => (await stage.calls()).length > 10);
  const others = Array.from({ length: 10 }, (_, n) => ({ id: newId(), waId: String(447701900000 + n) }));
  await stage.meta('POST', '/setup', { customers: others.map(({ waId }) => ({ waId, name: waId })) });
  const delaysMs: number[] = [];
  for (const other of others) {
    const reply = stage.reply(other, { kind: 'text', text: { body: 'first' } });
    const askedAtMs = Date.now();
    await stage.request([reply]);
    const call = await eventually('it is there', async () =>
      (await stage.calls()).find(({ messageId }) => messageId === reply.messageId),
    );
    delaysMs.push(Math.round(call.atMs - askedAtMs));
  }
  console.log(JSON.stringify({ delaysMs }));
  expect(Math.max(...delaysMs)).toBeLessThan(1_000);
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
