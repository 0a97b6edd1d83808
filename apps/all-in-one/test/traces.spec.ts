import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageView, SessionView } from '@wabx/contracts';
import { exportSpans } from '@wabx/telemetry';
import { eventually } from '@wabx/testing';
import { randomUUID } from 'node:crypto';
import { startOtlpReceiver, type ReceivedSpan } from './otlp-receiver.js';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

const PHONE = '447700900401';
const TEXT = 'Is the tandem still there?';
const ANSWER = 'It waits for you.';

let stack: WholeStack;
let receiver: Awaited<ReturnType<typeof startOtlpReceiver>>;
let endExport: () => Promise<void>;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '100';
  endExport = await exportSpans({ name: 'wabx', version: 'test' });
  stack = await startWholeStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
  await endExport?.();
  await receiver?.stop();
}, 60_000);

const spansOf = (traceId: string | undefined) => receiver.spans.filter((span) => span.traceId === traceId);
const namesOf = (traceId: string | undefined) => new Set(spansOf(traceId).map(({ name }) => name));

/** The trace in which all of these are; told with what the nearest one lacks. */
const traceWith = (...names: string[]) =>
  eventually(`a trace with ${names.join(', ')}`, () => {
    const traceIds = [...new Set(receiver.spans.map(({ traceId }) => traceId))];
    return traceIds.find((traceId) => names.every((name) => namesOf(traceId).has(name)));
  });

/** Every span hangs, over its parents, from the one that has none here. */
function rootsOf(spans: ReceivedSpan[]): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId)).map(({ name }) => name);
}

let session: SessionView;

describe('one trace', () => {
  it('leads from the webhook to what agents are shown', async () => {
    await sim(stack.simulator, 'POST', '/customers', { waId: PHONE, name: 'Mara' });
    await sim(stack.simulator, 'POST', `/customers/${PHONE}/messages`, {
      phoneNumberId: numbers.queue,
      type: 'text',
      text: TEXT,
    });
    const traceId = await traceWith(
      'POST /webhooks/whatsapp/:key',
      'publish wa.v1.in.message',
      'process router-messages',
      'transaction',
      'publish wa.v1.evt.message.stored',
      'show to agents',
      'process stats-messages',
    );
    expect(rootsOf(spansOf(traceId))).toEqual(['POST /webhooks/whatsapp/:key']);
    const { items } = (await apiOf(stack.services.router, stack.keys.ada)('GET', '/v1/sessions?state=open')).body as {
      items: SessionView[];
    };
    session = items[0]!;
  });

  it("leads from a reply, in its caller's own trace, over Meta to the status on the agent's screen", async () => {
    const ada = apiOf(stack.services.router, stack.keys.ada);
    await ada('POST', `/v1/sessions/${session.id}/claim`);
    const traceId = 'a'.repeat(32);
    const response = await fetch(`${stack.services.router.url}/v1/sessions/${session.id}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stack.keys.ada}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
      },
      body: JSON.stringify({ type: 'text', text: { body: ANSWER }, claimEpoch: 1 }),
    });
    const { id } = (await response.json()) as MessageView;
    expect(response.headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-(?!b{16})[0-9a-f]{16}-01$`));
    await eventually('it is read', async () => {
      const { items } = (await ada('GET', `/v1/sessions/${session.id}/messages`)).body as { items: MessageView[] };
      return items.some((message) => message.id === id && message.state === 'read');
    });
    await eventually('all of it is in the trace', () => {
      const names = namesOf(traceId);
      return [
        'POST /v1/sessions/:id/messages',
        'publish wa.v1.out.send',
        'process outbound-sender-sends',
        'graph sendMessage',
        'publish wa.v1.evt.send',
        'process router-sends',
        'publish wa.v1.evt.message.changed',
        'show to agents',
      ].every((name) => names.has(name));
    });
    const reads = spansOf(traceId).filter(({ name }) => name === 'publish wa.v1.evt.send');
    expect(reads.length).toBeGreaterThanOrEqual(3); // sent, delivered, read
  });

  it('is of each event its own, also where a batch of them is handled at once', async () => {
    const phones = ['447700900411', '447700900412', '447700900413', '447700900414'];
    for (const waId of phones) await sim(stack.simulator, 'POST', '/customers', { waId, name: 'Customer' });
    const batches = () =>
      receiver.spans.filter(({ name, links = [] }) => name.startsWith('batch router') && links.length > 1);
    await eventually('a batch', async () => {
      await Promise.all(
        phones.map((phone) =>
          sim(stack.simulator, 'POST', `/customers/${phone}/messages`, {
            phoneNumberId: numbers.queue,
            type: 'text',
            text: 'Hi',
          }),
        ),
      );
      return batches().length > 0;
    });
    const [batch] = batches();
    const linked = batch!.links!.map(({ traceId }) => traceId);
    expect(new Set(linked).size).toBe(linked.length);
    expect(linked).not.toContain(batch!.traceId);
    await eventually('each goes on to the agents by itself', () =>
      linked.every((id) => namesOf(id).has('show to agents')),
    );
  });

  it('goes with a question to another service, and says which code and call of Meta it was', async () => {
    await sim(stack.simulator, 'POST', '/faults', { on: 'mark-read', times: 1, effect: { graphCode: 100 } });
    await apiOf(stack.services.router, stack.keys.ada)('POST', `/v1/sessions/${session.id}/read`, {});
    const traceId = await traceWith('POST /v1/sessions/:id/read', 'graph markRead');
    const spans = spansOf(traceId);
    const [ask] = spans.filter(({ name }) => name.startsWith('ask '));
    const [answer] = spans.filter(({ name }) => name.startsWith('answer '));
    expect(answer?.parentSpanId).toBe(ask?.spanId);
    const keys = spans.find(({ name }) => name === 'graph markRead')?.attributes.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(['wabx.graph.outcome', 'wabx.graph.code', 'wabx.graph.fbtrace_id']));
  });

  it('holds no text, no number and no name of anybody', () => {
    const all = JSON.stringify(receiver.spans);
    expect(receiver.spans.length).toBeGreaterThan(50);
    for (const secret of [TEXT, ANSWER, PHONE, '4477009004', 'Mara', stack.keys.ada, stack.secrets.accessToken]) {
      expect(all).not.toContain(secret);
    }
  });
});
