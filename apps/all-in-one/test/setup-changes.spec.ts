import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceNames, type MessageView, type SessionView } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { randomUUID } from 'node:crypto';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

// What an administrator changes while customers write, over all services.

let stack: WholeStack;
beforeAll(async () => {
  stack = await startWholeStack();
}, 60_000);
afterAll(async () => {
  await stack.stop();
}, 60_000);

const router = (who: 'admin' | 'ada' | 'bo' | 'cy') => apiOf(stack.services.router, stack.keys[who]);
const config = () => apiOf(stack.services['channel-config'], stack.keys.admin);

async function newSession(waId: string): Promise<SessionView> {
  await sim(stack.simulator, 'POST', '/customers', { waId, name: `Customer ${waId}` });
  await sim(stack.simulator, 'POST', `/customers/${waId}/messages`, {
    phoneNumberId: numbers.queue,
    type: 'text',
    text: 'hello',
  });
  return await eventually(`a session of ${waId}`, async () => {
    const { body } = await router('admin')('GET', '/v1/sessions?state=open&limit=200');
    return (body as { items: SessionView[] }).items.find(({ customer }) => customer.phone === `+${waId}`);
  });
}

/** Every address of every service's own description. */
async function addresses(
  method: 'get' | 'delete',
): Promise<{ service: (typeof serviceNames)[number]; path: string }[]> {
  const found = [];
  for (const service of serviceNames) {
    const response = await fetch(`${stack.services[service].url}/openapi.json`);
    const { paths } = (await response.json()) as { paths: Record<string, Record<string, { security?: object[] }>> };
    for (const [path, operations] of Object.entries(paths)) {
      if (operations[method] && path.startsWith('/v1/')) found.push({ service, path });
    }
  }
  return found;
}

describe('an unknown query parameter', () => {
  it.each(['get', 'delete'] as const)('is 422 at every address (%s)', async (method) => {
    const all = await addresses(method);
    expect(all.length).toBeGreaterThan(5);
    const taken: string[] = [];
    for (const { service, path } of all) {
      const route = path
        .replaceAll(/\{(sequence|number)\}/g, '1')
        .replaceAll('{check}', 'callback')
        .replaceAll(/\{\w+\}/g, randomUUID());
      // Nobody may do everything: the administrator's key, or else an agent's.
      const answers = [];
      for (const key of [stack.keys.admin, stack.keys.ada]) {
        const headers = { 'if-match': '*' };
        answers.push(
          await apiOf(stack.services[service], key)(method.toUpperCase(), `${route}?nonsense=1`, undefined, headers),
        );
      }
      const isRefused = answers.some(
        ({ status, body }) => status === 422 && JSON.stringify(body).includes('/nonsense'),
      );
      if (!isRefused) taken.push(`${service} ${path}: ${answers.map(({ status }) => status).join()}`);
    }
    expect(taken).toEqual([]);
  });
});

describe('an extension that is deleted', () => {
  it('gives its sessions back, and the answer says how many', async () => {
    const claimed = await newSession('447700970001');
    const own = await newSession('447700970002');
    const extensions = (await config()('GET', '/v1/extensions')).body as { items: { id: string; name: string }[] };
    const bo = extensions.items.find(({ name }) => name === 'Bo')!;
    await router('bo')('POST', `/v1/sessions/${claimed.id}/claim`);
    await router('admin')('POST', `/v1/sessions/${own.id}/transfer`, { to: { type: 'extension', id: bo.id } });
    const { status, body } = await config()('DELETE', `/v1/extensions/${bo.id}`, undefined, { 'if-match': '*' });
    expect(status).toBe(200);
    const { releasedSessions: released, sentence } = body as {
      releasedSessions: { toQueues: number; orphaned: number };
      sentence: { en: string };
    };
    // The router may have seen the change first; together they are all of them.
    expect(released.toQueues).toBeLessThanOrEqual(1);
    expect(sentence.en).toContain(`went back to their queues: ${released.toQueues};`);
    await eventually('both are released', async () => {
      const seen = await Promise.all([claimed, own].map(({ id }) => router('admin')('GET', `/v1/sessions/${id}`)));
      return seen.every(({ body: session }) => (session as SessionView).assignee === undefined);
    });
    const orphaned = (await router('admin')('GET', '/v1/sessions?orphaned=true')).body as { items: SessionView[] };
    expect(orphaned.items.map(({ id }) => id)).toEqual([own.id]);
  });
});

describe('a reply that waits', () => {
  it('is withdrawn: it never reaches Meta, and is counted as nothing', async () => {
    const session = await newSession('447700970003');
    // Meta is slow with the first: those after it wait for their turn.
    await sim(stack.simulator, 'POST', '/faults', { on: 'send', times: 1, effect: { answerDelayMs: 3_000 } });
    const send = async (text: string) => {
      const answer = await router('ada')(
        'POST',
        `/v1/sessions/${session.id}/messages`,
        { type: 'text', text: { body: text }, claimEpoch: session.claimEpoch },
        { 'idempotency-key': randomUUID() },
      );
      expect(answer.status).toBe(202);
      return answer.body as MessageView;
    };
    const counted = async () => {
      const { body } = await apiOf(stack.services.stats, stack.keys.admin)('GET', '/v1/stats/channels?range=all');
      const rows = (body as { items: { phoneNumberId: string; sent: { total: number; pending: number } }[] }).items;
      return rows.find(({ phoneNumberId }) => phoneNumberId === numbers.queue)?.sent ?? { total: 0, pending: 0 };
    };
    const first = await send('reply 0');
    const waiting = [await send('reply 1'), await send('reply 2'), await send('reply 3')];
    const last = await send('reply 4');
    await Promise.all(waiting.map(({ id }) => router('ada')('DELETE', `/v1/sessions/${session.id}/messages/${id}`)));
    const states = async (wanted: MessageView[]) => {
      const { body } = await router('ada')('GET', `/v1/sessions/${session.id}/messages`);
      const { items } = body as { items: MessageView[] };
      return wanted.map(({ id }) => items.find((message) => message.id === id)?.state);
    };
    await eventually('what was withdrawn is cancelled', async () =>
      (await states(waiting)).every((state) => state === 'cancelled'),
    );
    await eventually('the others arrive', async () =>
      (await states([first, last])).every((state) => state === 'delivered' || state === 'read'),
    );
    const { messages } = await sim<{ messages: { text?: string }[] }>(
      stack.simulator,
      'GET',
      '/customers/447700970003/messages',
    ).catch(() => ({ messages: [] }));
    expect(messages.filter(({ text }) => /^reply [123]$/.test(text ?? ''))).toEqual([]);
    await eventually('statistics count what left', async () => {
      const { total, pending } = await counted();
      return total === 2 && pending === 0;
    });
  });
});
