import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageView, SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, readEvents, startRig, type Rig } from './router-rig.js';

let rig: Rig;
let routers: [RunningService, RunningService];
let session: SessionView;
let customers = 447700950000;

beforeAll(async () => {
  rig = await startRig();
  routers = [await rig.start(), await rig.start()];
});
beforeEach(async () => {
  const waId = String((customers += 1));
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId });
  session = await apiOf(routers[0], rig.supervisor).sessionOf(waId);
});
afterAll(async () => {
  await rig.stop();
});

const ada = (router = routers[0]) => apiOf(router, rig.agents[0].token);
const codes = (answers: { status: number; body: Record<string, unknown> }[]) =>
  answers.map(({ status, body }) => (status < 300 ? String(status) : String(body['code']))).sort();
const decidedAbout = async (id: string) => (await rig.decisions()).filter(({ messageId }) => messageId === id);

/** A reply of which outbound-sender says that. */
async function replyThat(is: Parameters<Rig['sendChanged']>[1]): Promise<MessageView> {
  const { claimEpoch } = (await ada().call('GET', `/v1/sessions/${session.id}`)).body;
  const { body } = await ada().reply(session.id, { type: 'text', text: { body: 'Saturday, ten' }, claimEpoch });
  const message = body as unknown as MessageView;
  await rig.sendChanged(message, is);
  return await known(message.id, is);
}

/** The message, once it shows what outbound-sender said of it. */
async function known(id: string, is: Partial<MessageView>): Promise<MessageView> {
  return await eventually(`${id} shows ${JSON.stringify(is)}`, async () => {
    const found = (await ada().messages(session.id)).find((message) => message.id === id);
    return found?.state === is.state && found?.attempt === is.attempt && found;
  });
}

const decide = (message: MessageView, how: 'retry' | 'resolve', body: object, router = routers[0]) =>
  ada(router).call('POST', `/v1/sessions/${session.id}/messages/${message.id}/${how}`, body);

describe('a failed reply', () => {
  it('is tried again once, however many people press at two routers; the next failure can be decided anew', async () => {
    const message = await replyThat({ state: 'failed', attempt: 1 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => decide(message, 'retry', { attempt: 1 }, routers[at % 2])),
    );
    expect(codes(answers)).toEqual(['202', ...Array.from({ length: 19 }, () => 'NOT_RETRYABLE')]);
    const [decision, ...others] = await eventually('it is handed over', async () => {
      const found = await decidedAbout(message.id);
      return found.length > 0 && found;
    });
    expect(others).toEqual([]);
    expect(decision).toMatchObject({ decision: 'retry', notAfter: session.replyWindowClosesAt });

    await rig.sendChanged(message, { state: 'failed', attempt: 2, decision: 'retry' });
    expect(await known(message.id, { state: 'failed', attempt: 2 })).toMatchObject({ decision: 'retry' });
    // Whoever still looks at the first failure does not decide about the second.
    expect(codes([await decide(message, 'retry', { attempt: 1 })])).toEqual(['NOT_RETRYABLE']);
    expect(codes([await decide(message, 'retry', { attempt: 2 })])).toEqual(['202']);
    await eventually('it is handed over as well', async () => (await decidedAbout(message.id)).length === 2);
  });

  it('is not tried again when the window is shut; what was refused can be done when it is open', async () => {
    const message = await replyThat({ state: 'failed', attempt: 1 });
    await rig.moveClock(25 * 3600);
    expect(codes([await decide(message, 'retry', { attempt: 1 })])).toEqual(['WINDOW_CLOSED']);
    await rig.moveClock(0);
    expect(codes([await decide(message, 'retry', { attempt: 1 })])).toEqual(['202']);
  });

  it('stands in the timeline with who decided, and the agents who may answer are told', async () => {
    const message = await replyThat({ state: 'failed', attempt: 1 });
    const reader = await readEvents(routers[1], rig.agents[1].token);
    await decide(message, 'retry', { attempt: 1 });
    const { body } = await ada().call('GET', `/v1/sessions/${session.id}/timeline`);
    expect((body['items'] as object[]).at(-1)).toMatchObject({
      change: 'message-decided',
      actor: { type: 'extension', id: rig.agents[0].extension.id, name: 'Ada', number: '1001' },
      details: { messageId: message.id, decision: 'retry', attempt: 1 },
    });
    await eventually('a colleague hears of it', () =>
      reader.events.some(({ type, data }) => type === 'session.message-decided' && data['sessionId'] === session.id),
    );
    reader.close();
  });
});

describe('a failed reply of a session that was closed', () => {
  const close = () => ada().call('POST', `/v1/sessions/${session.id}/close`);
  const state = async () => (await ada().call('GET', `/v1/sessions/${session.id}`)).body['state'];

  it('is tried again while the window is open, and the session is open again with that on record', async () => {
    const message = await replyThat({ state: 'failed', attempt: 1 });
    await close();
    expect(codes([await decide(message, 'retry', { attempt: 1 })])).toEqual(['202']);
    expect(await state()).toBe('open');
    const { body } = await ada().call('GET', `/v1/sessions/${session.id}/timeline`);
    expect((body['items'] as { change: string }[]).map(({ change }) => change)).toEqual([
      'opened',
      'closed',
      'reopened',
      'message-decided',
    ]);
    await eventually('it is handed over', async () => (await decidedAbout(message.id)).length === 1);
  });

  it('is tried again without opening the session when the customer has another one by now', async () => {
    const message = await replyThat({ state: 'failed', attempt: 1 });
    await close();
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: session.customer.phone!.slice(1) });
    const others = `?state=open&customer=${session.customer.id}`;
    await eventually('another session', async () => (await ada().sessions(others)).length > 0);
    expect(codes([await decide(message, 'retry', { attempt: 1 })])).toEqual(['202']);
    expect(await state()).toBe('closed');
  });
});

describe('a reply that has not left', () => {
  const withdraw = ({ id }: Pick<MessageView, 'id'>, router = routers[0], token = rig.agents[0].token) =>
    apiOf(router, token).call('DELETE', `/v1/sessions/${session.id}/messages/${id}`);

  it('is withdrawn once, however many people press at two routers, and handed over with its place', async () => {
    const { body: message } = await ada().reply(session.id, { type: 'text', text: { body: 'wrong' }, claimEpoch: 0 });
    const id = String(message['id']);
    const answers = await Promise.all([0, 1, 0, 1].map((at) => withdraw({ id }, routers[at])));
    expect(codes(answers)).toEqual(['202', 'NOT_WITHDRAWABLE', 'NOT_WITHDRAWABLE', 'NOT_WITHDRAWABLE']);
    const [decision] = await eventually('it is handed over', async () => {
      const found = await decidedAbout(id);
      return found.length > 0 && found;
    });
    expect(decision).toMatchObject({ decision: 'withdraw', reply: { sessionId: session.id, sequence: 1 } });
    await rig.sendChanged({ id }, { state: 'cancelled', attempt: 0, decision: 'withdraw' });
    expect(await known(id, { state: 'cancelled', attempt: 0 })).toMatchObject({ decision: 'withdraw' });
  });

  it.each(['sent', 'failed', 'needs_review', 'unknown', 'cancelled', 'delivered'] as const)(
    'is none when it is %s',
    async (state) => {
      const message = await replyThat({ state, attempt: 1 });
      expect(await withdraw(message)).toMatchObject({ status: 409, body: { code: 'NOT_WITHDRAWABLE', state } });
    },
  );

  it('is withdrawn while it waits, by who may answer in the session and nobody else', async () => {
    const message = await replyThat({ state: 'retry_wait', attempt: 1 });
    expect((await withdraw(message, routers[0], rig.agents[2].token)).status).toBe(404);
    expect((await withdraw(message, routers[0], rig.auditor)).status).toBe(403);
    expect((await withdraw(message)).status).toBe(202);
  });
});

describe('a reply whose outcome nobody knows', () => {
  it.each(['resend', 'treat-as-sent', 'discard'])('is decided once: %s', async (decision) => {
    const message = await replyThat({ state: 'needs_review', attempt: 1 });
    expect(codes([await decide(message, 'retry', { attempt: 1 })])).toEqual(['NOT_RETRYABLE']);
    const answers = await Promise.all(
      [0, 1].map((at) => decide(message, 'resolve', { attempt: 1, decision }, routers[at])),
    );
    expect(codes(answers)).toEqual(['202', 'NOT_IN_REVIEW']);
    await eventually('it is handed over', async () => (await decidedAbout(message.id))[0]?.decision === decision);
  });

  it('can be given up in a shut window, but not sent again', async () => {
    const message = await replyThat({ state: 'needs_review', attempt: 1 });
    await rig.moveClock(25 * 3600);
    expect(codes([await decide(message, 'resolve', { attempt: 1, decision: 'resend' })])).toEqual(['WINDOW_CLOSED']);
    expect(codes([await decide(message, 'resolve', { attempt: 1, decision: 'discard' })])).toEqual(['202']);
    await rig.moveClock(0);
  });
});

it.each([
  [{ attempt: 1 }, 'resolve'],
  [{ attempt: 1, decision: 'retry' }, 'resolve'],
  [{}, 'retry'],
] as const)('%j is no %s', async (body, how) => {
  const message = await replyThat({ state: 'needs_review', attempt: 1 });
  expect((await decide(message, how, body)).status).toBe(422);
});

it("a customer's message, one of another session, and none at all are not there to be decided about", async () => {
  const [question] = await ada().messages(session.id);
  const path = (id: string) => `/v1/sessions/${session.id}/messages/${id}/retry`;
  for (const id of [question!.id, session.id]) {
    expect(await ada().call('POST', path(id), { attempt: 1 })).toMatchObject({ status: 404 });
  }
});
