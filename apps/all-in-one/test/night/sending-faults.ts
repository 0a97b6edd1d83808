import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, settleUnknownSends, type MessageState } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { startDoor, type Door } from '../door.js';
import { startSendingStage, type Reply, type SendingStage } from '../sending-stage.js';

const CONVERSATIONS = 1_500;
const REPLIES_EACH = 2;
const GRAPH_TIMEOUT_SECONDS = 3;
/** Statuses of these customers never come; nine in a hundred of all. */
const MUTE = '447702';
const isMute = (n: number) => n % 11 === 0;

let stage: SendingStage;
let door: Door;
beforeAll(async () => {
  // A fast number: complaints about the rate, which are some of the faults, slow it down to a tenth.
  stage = await startSendingStage({ sendsPerSecond: 1_000, settings: { enforceWindow: false, autoRead: false } });
  door = await startDoor(stage.simulatorUrl);
  const env = { WABX_GRAPH_URL: door.url, WABX_GRAPH_TIMEOUT_SECONDS: String(GRAPH_TIMEOUT_SECONDS) };
  await Promise.all([stage.startSender(env), stage.startSender(env)]);
}, 120_000);
afterAll(async () => {
  await door?.close();
  await stage?.stop();
}, 60_000);

const lateMs = GRAPH_TIMEOUT_SECONDS * 1000 + 5_000;
const faults = [
  { effect: { httpStatus: 500, graphCode: 131000 } },
  { effect: { httpStatus: 500 } },
  { effect: { httpStatus: 429, graphCode: 4 } },
  { effect: { graphCode: 130429 } },
  { effect: { graphCode: 131056 } },
  // Accepted, but the answer comes too late.
  { effect: { answerDelayMs: lateMs } },
  // Not accepted, and no answer.
  { effect: { delayMs: lateMs, cut: 'before' } },
  { effect: { cut: 'before' } },
  { effect: { cut: 'after' } },
  { effect: { garbage: true } },
  // The statuses come before the answer.
  { effect: { answerDelayMs: 700 } },
];

/** One line of the ledger about a send, with what its sender could make of it. */
interface Call {
  messageId: string;
  attempt: number;
  accepted: boolean;
  /** No answer, or one that proves nothing. */
  isAmbiguous: boolean;
}

it('with three of ten calls going wrong in every way nothing is doubled or lost, and people are asked about what nobody knows', async () => {
  const conversations = Array.from({ length: CONVERSATIONS }, (_, n) => ({
    id: newId(),
    waId: String((isMute(n) ? Number(`${MUTE}000000`) : 447701000000) + n),
  }));
  await stage.meta('POST', '/setup', { customers: conversations.map(({ waId }) => ({ waId, name: waId })) });
  await stage.meta('POST', '/faults', { on: 'webhook.status', match: { textContains: MUTE }, effect: { drop: true } });
  for (const fault of faults) {
    await stage.meta('POST', '/faults', { on: 'send', probability: 0.3 / faults.length, ...fault });
  }
  const replies = Array.from({ length: REPLIES_EACH }, (_, n) =>
    conversations.map((conversation) => stage.reply(conversation, { kind: 'text', text: { body: String(n) } })),
  ).flat();
  await door.shut();
  await stage.request(replies);
  await eventually('all are taken over', async () => (await stage.sends()).length === replies.length, 60_000);
  await stage.openNumber();
  await delay(2_000);
  await door.open();
  const doorway = openAndShut();
  await untilSettled(replies).finally(doorway.end);
  await untilAllStatusesAreRead();
  await stage.moveClock(16 * 60);
  await eventually('nobody waits for evidence any more', async () => {
    await stage.requests.ask(settleUnknownSends, { limit: 1_000 });
    return !(await stage.states()).unknown;
  });

  const calls = await callsByMessage();
  const informed = await informedAttempts();
  const sends = await stage.sends();
  const doubles = [...calls].filter(([, own]) => own.filter(({ accepted }) => accepted).length > 1);
  expect(doubles).toEqual([]);
  const ends: MessageState[] = ['sent', 'delivered', 'read', 'failed', 'needs_review'];
  expect(sends.filter(({ state }) => !ends.includes(state))).toEqual([]);
  expect(sends).toHaveLength(replies.length);
  const lies = sends.filter(
    ({ messageId, state }) => state === 'failed' && calls.get(messageId)?.some(({ accepted }) => accepted),
  );
  expect(lies).toEqual([]);
  // Of the last attempt Meta gave no answer that proves anything, and no status; or it got lost on its way to Meta.
  const undecidable = sends.flatMap(({ messageId, attempt }) => {
    const last = calls.get(messageId)?.find((call) => call.attempt === attempt);
    const isKnown = attempt === 0 || informed.has(`v1.${messageId}.${attempt}`);
    return !isKnown && (last?.isAmbiguous ?? true) ? [messageId] : [];
  });
  const inReview = sends.filter(({ state }) => state === 'needs_review').map(({ messageId }) => messageId);
  console.log(
    JSON.stringify({
      replies: replies.length,
      calls: [...calls.values()].flat().length,
      ambiguous: [...calls.values()].flat().filter(({ isAmbiguous }) => isAmbiguous).length,
      doorShut: door.shuts(),
      states: await stage.states(),
    }),
  );
  expect(inReview.sort()).toEqual(undecidable.sort());
  expect(inReview.length).toBeGreaterThan(replies.length * 0.02);
});

/** Now and then Meta cannot be reached at all for a moment. */
function openAndShut() {
  let over = false;
  const running = (async () => {
    while (!over) {
      await delay(4_000);
      await door.shut();
      await delay(500);
      await door.open();
    }
  })();
  return {
    end: async () => {
      over = true;
      await running;
    },
  };
}

/** Until every reply has left, and all that holds others back has been waited for. */
const untilSettled = (replies: Reply[]) =>
  eventually(
    'every reply has an outcome, or none that anybody knows of',
    async () => {
      await stage.requests.ask(settleUnknownSends, { limit: 1_000 });
      const { queued = 0, sending = 0, retry_wait = 0 } = await stage.states();
      return queued + sending + retry_wait === 0 && (await stage.sends()).length === replies.length;
    },
    240_000,
  );

/**
 * A status may be late, and who asks for a decision before it is there asks in vain. Meta makes the last ones when the
 * calls that it holds up have ended, and delivers them in its own time.
 */
async function untilAllStatusesAreRead(): Promise<void> {
  await delay(lateMs);
  await eventually(
    'every status is delivered and read',
    async () => {
      const { deliveries } = await stage.meta<{ deliveries: Record<string, number> }>('GET', '/ledger/summary');
      const open = Object.values(deliveries).reduce((sum, count) => sum + count, 0);
      const { num_pending, num_ack_pending } = await stage.consumer('WA_IN', 'outbound-sender-statuses');
      return open + num_pending + num_ack_pending === 0;
    },
    120_000,
  );
}

interface Line {
  at: string;
  opaqueId?: string;
  status: number | null;
  code?: number;
  cut?: string;
  ms: number;
  wamid?: string;
  answer?: unknown;
  request: { biz_opaque_callback_data: string };
  outcome?: string;
}

async function callsByMessage(): Promise<Map<string, Call[]>> {
  const calls = new Map<string, Call[]>();
  for (const { status, code, cut, ms, wamid, answer, request } of await stage.ledger<Line>(
    'kind=graph.request&route=send',
  )) {
    const [, messageId = '', attempt = ''] = request.biz_opaque_callback_data.split('.');
    const isAnswered = code !== undefined || (status === 200 && typeof answer === 'object');
    const isAmbiguous = cut !== undefined || !isAnswered || ms >= GRAPH_TIMEOUT_SECONDS * 1000;
    const call = { messageId, attempt: Number(attempt), accepted: wamid !== undefined, isAmbiguous };
    calls.set(
      messageId,
      [...(calls.get(messageId) ?? []), call].sort((one, other) => one.attempt - other.attempt),
    );
  }
  return calls;
}

/** Opaque ids of which a status was taken by the ingress. */
async function informedAttempts(): Promise<Set<string>> {
  const attempts = await stage.ledger<Line>('kind=webhook.attempt');
  return new Set(attempts.flatMap(({ opaqueId, outcome }) => (opaqueId && outcome === 'delivered' ? [opaqueId] : [])));
}
