import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageState, MessageView, SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, startRig, type Rig } from './router-rig.js';

let rig: Rig;
let router: RunningService;
const ada = () => apiOf(router, rig.agents[0].token);
const cy = () => apiOf(router, rig.agents[2].token);
const boss = () => apiOf(router, rig.supervisor);

const session: Record<string, SessionView> = {};
const reply: Record<string, string> = {};

/** Replies in every state, of Ada's queue; one that failed and one that waits are Cy's, on another number. */
beforeAll(async () => {
  rig = await startRig();
  router = await rig.start();
  const [queue, own] = [rig.numbers.queue, rig.numbers.extension];
  session['Ada'] = await opened(queue, '447700960001');
  session['quiet'] = await opened(queue, '447700960002');
  session['Cy'] = await opened(own, '447700960003');
  const states: MessageState[] = ['queued', 'retry_wait', 'needs_review', 'failed', 'sent', 'cancelled', 'delivered'];
  for (const state of states) await replied(ada(), 'Ada', state);
  await replied(ada(), 'quiet', 'read');
  await replied(cy(), 'Cy', 'failed');
  const accepted = await cy().reply(session['Cy'].id, { type: 'text', text: { body: 'new' }, claimEpoch: 0 });
  reply['Cy accepted'] = String(accepted.body['id']);
});
afterAll(() => rig.stop());

async function opened(phoneNumberId: string, waId: string): Promise<SessionView> {
  await rig.receive({ phoneNumberId, waId });
  return await boss().sessionOf(waId);
}

async function replied(api: ReturnType<typeof apiOf>, name: string, state: MessageState): Promise<void> {
  const { id } = session[name]!;
  const { body } = await api.reply(id, { type: 'text', text: { body: state }, claimEpoch: 0 });
  const messageId = String(body['id']);
  await rig.sendChanged({ id: messageId }, { state, attempt: 1 });
  await eventually(`it is ${state}`, async () =>
    (await boss().messages(id)).some((message) => message.id === messageId && message.state === state),
  );
  reply[`${name} ${state}`] = messageId;
}

const names = async (api: ReturnType<typeof apiOf>, query: string): Promise<(string | undefined)[]> => {
  const { status, body } = await api.call('GET', `/v1/messages${query}`);
  expect(status).toBe(200);
  const byId = new Map(Object.entries(reply).map(([name, id]) => [id, name]));
  return (body['items'] as MessageView[]).map(({ id }) => byId.get(id));
};

describe('the list of replies that need people', () => {
  it('has what failed, needs a decision and waits, oldest first, of all that the caller may see', async () => {
    const ours = ['Ada queued', 'Ada retry_wait', 'Ada needs_review', 'Ada failed'];
    expect(await names(ada(), '')).toEqual(ours);
    expect(await names(cy(), '')).toEqual(['Cy failed', 'Cy accepted']);
    expect(await names(boss(), '')).toEqual([...ours, 'Cy failed', 'Cy accepted']);
  });

  it.each([
    ['state=failed', ['Ada failed', 'Cy failed']],
    ['state=needs_review,cancelled', ['Ada needs_review', 'Ada cancelled']],
    ['state=waiting', ['Ada queued', 'Ada retry_wait', 'Cy accepted']],
    ['state=failed&number=%2B12025550144', ['Cy failed']],
    ['state=failed&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z', []],
    ['state=failed&channel=00000000-0000-7000-8000-000000000000', []],
  ])('filters: %s', async (query, wanted) => {
    expect(await names(boss(), `?${query}`)).toEqual(wanted);
  });

  it('filters by customer, queue and agent', async () => {
    const { customer } = session['Cy']!;
    expect(await names(boss(), `?customer=${customer.id}`)).toEqual(['Cy failed', 'Cy accepted']);
    expect(await names(boss(), `?state=failed&queue=${rig.queue.id}`)).toEqual(['Ada failed']);
    expect(await names(boss(), `?state=failed&agent=${rig.agents[2].extension.id}`)).toEqual(['Cy failed']);
  });

  it('goes in pages', async () => {
    const seen: (string | undefined)[] = [];
    let cursor = '';
    do {
      const { body } = await boss().call('GET', `/v1/messages?limit=2${cursor}`);
      seen.push(...(body['items'] as MessageView[]).map(({ id }) => id));
      cursor = body['nextCursor'] ? `&cursor=${String(body['nextCursor'])}` : '';
    } while (cursor);
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
  });

  it.each(['state=lost', 'state=', 'order=desc', 'from=yesterday'])('%s is 422', async (query) => {
    const { status, body } = await boss().call('GET', `/v1/messages?${query}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ pointer: expect.stringContaining(query.split('=')[0]!) }] });
  });

  it('the sessions with such replies are a filter too', async () => {
    const sessions = async (query: string) => (await boss().sessions(`?${query}`)).map(({ id }) => id).sort();
    const [own, quiet, other] = [session['Ada']!.id, session['quiet']!.id, session['Cy']!.id];
    expect(await sessions('replies=failed,needs_review,waiting')).toEqual([own, other].sort());
    expect(await sessions('replies=needs_review')).toEqual([own]);
    expect(await sessions('replies=read')).toEqual([quiet]);
    expect((await ada().sessions('?replies=failed')).map(({ id }) => id)).toEqual([own]);
  });
});

describe('many at once', () => {
  const codes = ({ status, body }: Awaited<ReturnType<ReturnType<typeof apiOf>['call']>>) => {
    expect(status).toBe(200);
    return (body['items'] as { code: string }[]).map(({ code }) => code);
  };

  it('are retried and resolved each for itself; a refusal of one does not undo the others', async () => {
    const attempt = 1;
    const messages = ['Ada failed', 'Ada sent', 'Cy failed'].map((name) => ({ messageId: reply[name]!, attempt }));
    // What the caller may not see is not there.
    expect(codes(await ada().call('POST', '/v1/messages/retry', { messages }))).toEqual([
      'DECIDED',
      'NOT_RETRYABLE',
      'NOT_FOUND',
    ]);
    expect(codes(await boss().call('POST', '/v1/messages/retry', { messages }))).toEqual([
      'NOT_RETRYABLE',
      'NOT_RETRYABLE',
      'DECIDED',
    ]);
    const resolved = { messages: [{ messageId: reply['Ada needs_review']!, attempt }], decision: 'discard' };
    expect(codes(await ada().call('POST', '/v1/messages/resolve', resolved))).toEqual(['DECIDED']);
    expect(codes(await ada().call('POST', '/v1/messages/resolve', resolved))).toEqual(['NOT_IN_REVIEW']);
    const auditor = apiOf(router, rig.auditor);
    expect((await auditor.call('POST', '/v1/messages/retry', { messages })).status).toBe(403);
  });

  it('are closed', async () => {
    const sessionIds = [session['quiet']!.id, session['Cy']!.id];
    const answer = await ada().call('POST', '/v1/sessions/close', { sessionIds });
    const codesById = new Map(
      (answer.body['items'] as { id: string; code: string }[]).map(({ id, code }) => [id, code]),
    );
    expect(sessionIds.map((id) => codesById.get(id))).toEqual(['CLOSED', 'NOT_FOUND']);
    expect((await boss().sessions('?state=closed')).map(({ id }) => id)).toEqual([session['quiet']!.id]);
  });
});
