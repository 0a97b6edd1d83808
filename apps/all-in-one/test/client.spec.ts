import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, WabxProblem, type components } from '@wabx/client';
import { eventually } from '@wabx/testing';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

type LiveEvent = components['schemas']['LiveEvent'];

let stack: WholeStack;
beforeAll(async () => {
  stack = await startWholeStack();
}, 60_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

const router = (token = stack.keys.ada) => createClient({ url: stack.services.router.url, token });
let phones = 447700900700;
async function writes(text: string): Promise<string> {
  const waId = String((phones += 1));
  await sim(stack.simulator, 'POST', '/customers', { waId, name: `Customer ${waId}` });
  await sim(stack.simulator, 'POST', `/customers/${waId}/messages`, {
    phoneNumberId: numbers.queue,
    type: 'text',
    text,
  });
  return waId;
}

/** Collects what comes until the end. */
function follow(events: AsyncIterable<LiveEvent>): { seen: LiveEvent[]; ended: Promise<void> } {
  const seen: LiveEvent[] = [];
  const ended = (async () => {
    for await (const event of events) seen.push(event);
  })();
  return { seen, ended };
}

/** A way to a service on which the first answer is lost, after the service has done what was asked. */
async function loseFirstAnswer(url: string): Promise<{ url: string; answers(): number; close(): void }> {
  let answers = 0;
  const { port, hostname } = new URL(url);
  const server = createTcpServer((client) => {
    const service = connect(Number(port), hostname);
    client.pipe(service).on('error', () => undefined);
    client.on('error', () => undefined).on('close', () => service.destroy());
    service.on('data', (bytes) => {
      answers += 1;
      if (answers === 1) client.destroy();
      else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: own, answers: () => answers, close: () => void server.close() };
}

describe('the client', () => {
  it('follows a conversation, answers it with a file, and lists it', async () => {
    const wabx = router();
    const media = createClient({ url: stack.services['media-store'].url, token: stack.keys.ada });
    const stop = new AbortController();
    const { seen, ended } = follow(wabx.events(stop.signal));
    const waId = await writes('Is the workshop open?');
    const { session } = await eventually(
      'the message comes',
      () =>
        seen.find((event) => event.type === 'message' && event.session.customer.phone === `+${waId}`) as
          Extract<LiveEvent, { type: 'message' }> | undefined,
    );
    const params = { path: { id: session.id } };
    const { data: claimed } = await wabx.api.POST('/v1/sessions/{id}/claim', { params });
    expect(claimed?.assignee?.name).toBe('Ada');
    const { id } = await media.upload(new Blob(['%PDF-1.4\n'], { type: 'application/pdf' }), 'hours.pdf');
    const claimEpoch = claimed?.claimEpoch ?? 0;
    const document = { type: 'document', media: { id, caption: 'Until noon' }, claimEpoch } as const;
    const sent = await wabx.reply(session.id, document);
    await eventually('its ticks come', () =>
      seen.some(
        (event) => event.type === 'message.changed' && event.message.id === sent.id && event.message.state === 'read',
      ),
    );
    const { data: page } = await wabx.api.GET('/v1/sessions/{id}/messages', { params });
    expect(page?.items.map(({ content }) => content.kind)).toEqual(['text', 'document']);
    stop.abort();
    await ended;
  });

  it.each([
    ['a reply', 'outbound'],
    ['a note', 'internal'],
  ] as const)('writes %s once where its answer is lost on the way', async (_what, direction) => {
    const waId = await writes('Once, please');
    const id = await eventually('the session is there', async () => {
      const { data } = await router().api.GET('/v1/sessions', { params: { query: { q: waId } } });
      return data?.items[0]?.id;
    });
    const { data: session } = await router().api.POST('/v1/sessions/{id}/claim', { params: { path: { id } } });
    const proxy = await loseFirstAnswer(stack.services.router.url);
    const { api, reply } = createClient({ url: proxy.url, token: stack.keys.ada });
    const text = 'Only once';
    const written =
      direction === 'outbound'
        ? await reply(id, { type: 'text', text: { body: text }, claimEpoch: session?.claimEpoch ?? 0 })
        : (await api.POST('/v1/sessions/{id}/notes', { params: { path: { id } }, body: { text: { body: text } } }))
            .data;
    expect(proxy.answers()).toBe(2);
    proxy.close();
    const { data: messages } = await router().api.GET('/v1/sessions/{id}/messages', { params: { path: { id } } });
    const own = messages?.items.filter((message) => message.direction === direction);
    expect(own?.map((message) => message.id)).toEqual([written?.id]);
  });

  it('walks a list from page to page', async () => {
    for (const text of ['one', 'two', 'three']) await writes(text);
    const all: string[] = [];
    const found = await eventually('all are there', async () => {
      all.splice(0);
      for await (const { id } of router().items('/v1/sessions', { query: { limit: 1 } })) all.push(id);
      return all.length >= 3 && all;
    });
    expect(new Set(found).size).toBe(found.length);
  });

  it('throws a refusal with its code', async () => {
    const params = { path: { id: '0198f2f0-6a5e-7cc0-9c62-2f1f0d6d6c55' } };
    const refused = router().api.GET('/v1/sessions/{id}', { params });
    await expect(refused).rejects.toThrow(WabxProblem);
    await expect(refused).rejects.toMatchObject({ status: 404, code: 'NOT_FOUND', requestId: expect.any(String) });
    const nobody = router('wabx_nobody').events(new AbortController().signal);
    await expect(nobody.next()).rejects.toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('a server that fails at times', () => {
  const asked: { url: string; key?: string; lastEventId?: string }[] = [];
  let answers: ((respond: { status(code: number, body?: object): void; stream(text: string): void }) => void)[] = [];
  let server: Server;
  const client = () => createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' });
  beforeAll(async () => {
    server = createServer((request, response) => {
      const { 'idempotency-key': key, 'last-event-id': lastEventId } = request.headers;
      asked.push({
        url: request.url ?? '',
        ...(typeof key === 'string' && { key }),
        ...(typeof lastEventId === 'string' && { lastEventId }),
      });
      answers.shift()?.({
        status: (code, body = {}) =>
          response
            .writeHead(code, { 'content-type': 'application/json', ...(code >= 400 && { 'retry-after': '0.01' }) })
            .end(JSON.stringify(body)),
        stream: (text) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text),
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  it('gets a reply again with the same key, and nothing else that changes something', async () => {
    answers = [(to) => to.status(503), (to) => to.status(429), (to) => to.status(202, { id: 'taken' })];
    expect(await client().reply('s', { type: 'text', text: { body: 'Hi' }, claimEpoch: 1 })).toEqual({ id: 'taken' });
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    asked.splice(0);
    answers = [(to) => to.status(503, { code: 'CONTENDED' })];
    const claim = client().api.POST('/v1/sessions/{id}/claim', { params: { path: { id: 's' } } });
    await expect(claim).rejects.toMatchObject({ status: 503, code: 'CONTENDED' });
    expect(asked.splice(0)).toHaveLength(1);
  });

  it('is asked for events again behind the last one; reset comes through, ping does not', async () => {
    const frame = (id: string, data: object) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
    answers = [
      (to) => to.stream(`${frame('g-1', { type: 'session.lost' })}data: {"type":"ping"}\n\n`),
      (to) => to.status(503),
      (to) => to.stream(frame('g-7', { type: 'reset' })),
    ];
    const stop = new AbortController();
    const types: string[] = [];
    for await (const { type } of client().events(stop.signal)) {
      types.push(type);
      if (type === 'reset' && types.length > 1) stop.abort();
    }
    expect(types).toEqual(['reset', 'session.lost', 'reset']);
    expect(asked.map(({ lastEventId }) => lastEventId)).toEqual([undefined, 'g-1', 'g-1']);
  });
});
