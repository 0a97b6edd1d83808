import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type MessageView, type SessionView } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from '../whole-stack.js';

let stack: WholeStack;
beforeAll(async () => {
  stack = await startWholeStack();
}, 60_000);
afterEach(async () => {
  await meta('DELETE', '/faults');
});
afterAll(async () => {
  await stack?.stop();
}, 60_000);

const meta = <T = unknown>(method: string, route: string, body?: object) =>
  sim<T>(stack.simulator, method, route, body);
const router = () => apiOf(stack.services.router, stack.keys.ada);
const text = (body: string) => ({ type: 'text', text: { body }, claimEpoch: 0 });

let phones = 447700960000;
async function session(): Promise<SessionView> {
  const phone = String((phones += 1));
  await meta('POST', '/customers', { waId: phone, name: `Customer ${phone}` });
  await says(phone, 'Hello?');
  return await sessionOf(phone);
}
const says = (phone: string, body: string) =>
  meta('POST', `/customers/${phone}/messages`, { phoneNumberId: numbers.queue, type: 'text', text: body });
const sessionOf = (phone: string) =>
  eventually(`a session of ${phone}`, async () => {
    const { body } = await router()('GET', '/v1/sessions?state=open&limit=200');
    return (body as { items: SessionView[] }).items.find(({ customer }) => customer.phone === `+${phone}`);
  });
const reply = async (id: string, body: object, key: string = newId()) => {
  const answer = await router()('POST', `/v1/sessions/${id}/messages`, body, { 'idempotency-key': key });
  return { status: answer.status, body: answer.body as MessageView & { code?: string } };
};
const messages = async (id: string) =>
  ((await router()('GET', `/v1/sessions/${id}/messages`)).body as { items: MessageView[] }).items;
const shows = (id: string, messageId: string, is: Partial<MessageView>) =>
  eventually(`it shows ${JSON.stringify(is)}`, async () =>
    (await messages(id)).find(
      (message) =>
        message.id === messageId &&
        Object.entries(is).every(([key, value]) => message[key as keyof MessageView] === value),
    ),
  );
/** What reached Meta for the customer of a session, oldest first. */
const calls = async ({ customer }: SessionView) =>
  (
    await meta<{ entries: { wamid?: string; request: { to: string; text?: { body: string } } }[] }>(
      'GET',
      '/ledger?kind=graph.request&route=send&limit=10000',
    )
  ).entries.filter(({ request }) => request.to === customer.phone);

describe('a reply posted with one key', () => {
  it('fifty times at once over connections that break is one message; another body with it is refused', async () => {
    const { id, ...rest } = await session();
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => post(id, text('once'), key, n % 2 === 0)));
    const statuses = answers.filter((status) => status !== undefined);
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(statuses.length).toBeLessThan(50);
    const { status, body } = await reply(id, text('once'), key);
    expect(status).toBe(202);
    await shows(id, body.id, { state: 'read' });
    expect((await messages(id)).filter(({ direction }) => direction === 'outbound')).toHaveLength(1);
    expect(await calls({ id, ...rest })).toHaveLength(1);
    expect(await reply(id, text('another'), key)).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(await calls({ id, ...rest })).toHaveLength(1);
  });

  /** The status, or undefined where the caller hung up. Asks again after a 429, as it says: fifty at once may be too many. */
  async function post(id: string, body: object, key: string, cut: boolean): Promise<number | undefined> {
    for (;;) {
      const status = await postOnce(id, body, key, cut);
      if (status !== 429) return status;
      await delay(1_000);
    }
  }

  /** The status, or undefined where the caller hung up as soon as the request was written. */
  function postOnce(id: string, body: object, key: string, cut: boolean): Promise<number | undefined> {
    return new Promise((resolve) => {
      const sent = httpRequest(
        `${stack.services.router.url}/v1/sessions/${id}/messages`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${stack.keys.ada}`,
            'content-type': 'application/json',
            'idempotency-key': key,
          },
        },
        (response) => {
          response.resume();
          response.once('end', () => resolve(response.statusCode));
        },
      );
      sent.once('error', () => resolve(undefined));
      sent.end(JSON.stringify(body), () => cut && setImmediate(() => sent.destroy()));
    });
  }
});

it('an expired token pauses the channel, inbound goes on, and a new token sends what waited, in order', async () => {
  const one = await session();
  const channel = `/v1/channels/${stack.channelId}`;
  const config = apiOf(stack.services['channel-config'], stack.keys.admin);
  const { expire, token } = await newToken();
  expect((await config('PATCH', channel, { accessToken: token }, { 'if-match': '*' })).status).toBe(200);
  const first = await reply(one.id, text('0'));
  await shows(one.id, first.body.id, { state: 'read' });
  await expire();
  const waiting = [];
  for (const n of [1, 2, 3, 4, 5]) waiting.push((await reply(one.id, text(String(n)))).body.id);
  for (const id of waiting) await shows(one.id, id, { state: 'queued', reason: 'channel-paused' });
  const other = await session();
  expect(await messages(other.id)).toHaveLength(1);
  const { token: fresh } = await newToken();
  expect((await config('PATCH', channel, { accessToken: fresh }, { 'if-match': '*' })).status).toBe(200);
  for (const id of waiting) await shows(one.id, id, { state: 'read', attempt: 1 });
  const accepted = (await calls(one)).filter(({ wamid }) => wamid !== undefined);
  expect(accepted.map(({ request }) => request.text?.body)).toEqual(['0', '1', '2', '3', '4', '5']);
});

async function newToken() {
  const token = `EAAGproof${newId().replaceAll('-', '')}`;
  await meta('POST', '/tokens', { token, appId: '120010020030040' });
  return { token, expire: () => meta('POST', `/tokens/${token}/expire`) };
}

it('a file that Meta cannot fetch by its link arrives by upload, once', async () => {
  const one = await session();
  await meta('POST', '/faults', { on: 'link', effect: { httpStatus: 503 } });
  const fileId = await upload(Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(50_000, 0x20)]), 'invoice.pdf');
  const { body } = await reply(one.id, { type: 'document', media: { id: fileId }, claimEpoch: 0 });
  await shows(one.id, body.id, { state: 'read', attempt: 2 });
  const { sends } = await meta<{ sends: { opaqueId: string; content: object; statuses: { status: string }[] }[] }>(
    'GET',
    '/sends?type=document',
  );
  const own = sends.filter(({ opaqueId }) => opaqueId.includes(body.id));
  expect(own.map(({ content }) => Object.keys(content).filter((key) => key === 'link' || key === 'id'))).toEqual([
    ['link'],
    ['id'],
  ]);
  const delivered = own.filter(({ statuses }) => statuses.some(({ status }) => status === 'delivered'));
  expect(delivered).toHaveLength(1);
});

async function upload(bytes: Buffer, name: string): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  const uploaded = await fetch(`${stack.services['media-store'].url}/v1/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.keys.ada}` },
    body: form,
  });
  return ((await uploaded.json()) as { id: string }).id;
}

describe('nothing leaves for Meta', () => {
  it('for a picture above the limit, which the refusal offers to send as a document', async () => {
    const one = await session();
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64');
    const fileId = await upload(Buffer.concat([png, Buffer.alloc(6_000_000)]), 'scan.png');
    const refused = await reply(one.id, { type: 'image', media: { id: fileId }, claimEpoch: 0 });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'MEDIA_TOO_LARGE', limitBytes: 5 * 1024 * 1024, asDocument: true },
    });
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('It can be sent as a document.') });
    expect(await calls(one)).toEqual([]);
    const { body } = await reply(one.id, { type: 'document', media: { id: fileId }, claimEpoch: 0 });
    await shows(one.id, body.id, { state: 'read' });
  });

  it('for a reply to a closed session, and for a template', async () => {
    const [closed, open] = [await session(), await session()];
    await router()('POST', `/v1/sessions/${closed.id}/close`);
    expect(await reply(closed.id, text('too late'))).toMatchObject({ status: 409, body: { code: 'SESSION_CLOSED' } });
    const template = { type: 'template', template: { name: 'hello', language: { code: 'en' } }, claimEpoch: 0 };
    expect((await reply(open.id, template)).status).toBe(422);
    // One behind them, so that anything of theirs would have been there before.
    const { body } = await reply(open.id, text('allowed'));
    await shows(open.id, body.id, { state: 'read' });
    expect(await calls(closed)).toEqual([]);
    expect(await calls(open)).toHaveLength(1);
  });

  it('a second after the window has shut', async () => {
    // A session that stays open for longer than the window, which has the same 24 hours.
    const config = apiOf(stack.services['channel-config'], stack.keys.admin);
    const settings = { sessionIdleSeconds: 48 * 3600 };
    const changed = await config('PATCH', `/v1/channels/${stack.channelId}`, { settings }, { 'if-match': '*' });
    expect(changed.status).toBe(200);
    const idle = ({ idleClosesAt, openedAt }: SessionView) => Date.parse(idleClosesAt) - Date.parse(openedAt);
    const one = await eventually('the router knows', async () => {
      const found = await session();
      return idle(found) > 47 * 3_600_000 && found;
    });
    await stack.moveClock(24 * 3600 + 1);
    expect(await reply(one.id, text('a second late'))).toMatchObject({ status: 409, body: { code: 'WINDOW_CLOSED' } });
    expect(await calls(one)).toEqual([]);
  });
});
