import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type MessageView, type SessionView } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { randomBytes } from 'node:crypto';
import { runProgram, serviceProcesses } from '../service-processes.js';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from '../whole-stack.js';

const processes = serviceProcesses();
let stack: WholeStack;
beforeAll(async () => {
  stack = await startWholeStack({ startOne: processes.startOne });
}, 120_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

const router = (who: 'admin' | 'ada') => apiOf(stack.services.router, stack.keys[who]);
const config = (method: string, route: string, body?: object, headers = {}) =>
  apiOf(stack.services['channel-config'], stack.keys.admin)(method, route, body, headers);
const channel = async () =>
  (await config('GET', `/v1/channels/${stack.channelId}`)).body as { webhookUrl: string; verifyToken: string };

let phones = 447700905570;
const newCustomer = async () => {
  const phone = String(++phones);
  await sim(stack.simulator, 'POST', '/customers', { waId: phone, name: `Customer ${phone}` });
  return phone;
};
const says = (phone: string, message: object) =>
  sim(stack.simulator, 'POST', `/customers/${phone}/messages`, { phoneNumberId: numbers.queue, ...message });
const sessionOf = (phone: string) =>
  eventually(`a session of ${phone}`, async () => {
    const { body } = await router('ada')('GET', '/v1/sessions?state=open&limit=200');
    return (body as { items: SessionView[] }).items.find(({ customer }) => customer.phone === `+${phone}`);
  });
const messagesOf = async ({ id }: SessionView) =>
  ((await router('admin')('GET', `/v1/sessions/${id}/messages?limit=200`)).body as { items: MessageView[] }).items;

/** Messages of all customers, as stats has counted them. */
async function received(): Promise<number> {
  const { body } = await apiOf(stack.services.stats, stack.keys.admin)('GET', '/v1/stats/channels?range=all');
  const { items } = body as { items: { received: number }[] };
  return items.reduce((sum, row) => sum + row.received, 0);
}

/** A text and a picture come in, the session is claimed, a text and a document go out and get their ticks. */
async function wholeConversation(): Promise<void> {
  const phone = await newCustomer();
  await says(phone, { type: 'text', text: 'Is the workshop open?' });
  await says(phone, { type: 'image', media: { generate: { size: 20_000 } } });
  const session = await sessionOf(phone);
  await eventually('the picture', async () => (await messagesOf(session)).some(({ file }) => file?.state === 'stored'));
  expect((await router('ada')('POST', `/v1/sessions/${session.id}/claim`)).status).toBe(200);
  const form = new FormData();
  form.set('file', new Blob([Buffer.from('%PDF-1.7\n')], { type: 'application/pdf' }), 'price list.pdf');
  const upload = { method: 'POST', headers: { authorization: `Bearer ${stack.keys.ada}` }, body: form };
  const stored = await fetch(`${stack.services['media-store'].url}/v1/media`, upload);
  const { id } = (await stored.json()) as { id: string };
  for (const content of [
    { type: 'text', text: { body: 'Until noon' } },
    { type: 'document', media: { id } },
  ]) {
    const route = `/v1/sessions/${session.id}/messages`;
    const headers = { 'idempotency-key': newId() };
    const reply = await router('ada')('POST', route, { ...content, claimEpoch: 1 }, headers);
    expect(reply.status).toBe(202);
    const sent = reply.body as MessageView;
    await eventually('read', async () =>
      (await messagesOf(session)).some(({ id: seen, state }) => seen === sent.id && state === 'read'),
    );
  }
}

const newKey = () => `next:${randomBytes(32).toString('base64')}`;

describe('with each service in a process of its own', () => {
  it('the sealing key is changed by its three steps while a customer goes on writing, and nothing is lost', async () => {
    const old = { WABX_SEALING_KEYS: stack.secrets.sealingKeys, WABX_APP_SECRET_KEYS: stack.secrets.appSecretKeys };
    const next = { WABX_SEALING_KEYS: newKey(), WABX_APP_SECRET_KEYS: newKey() };
    // As the guide says: the one that seals comes last.
    const restartWith = async (keys: typeof next) => {
      const { WABX_SEALING_KEYS, WABX_APP_SECRET_KEYS } = keys;
      await processes.restart('webhook-ingress', { WABX_APP_SECRET_KEYS });
      await processes.restart('outbound-sender', { WABX_SEALING_KEYS });
      await processes.restart('media-store', { WABX_SEALING_KEYS });
      await processes.restart('channel-config', keys);
    };
    const rewrap = () => runProgram('rewrap.js', processes.environmentOf('channel-config'));

    const phone = await newCustomer();
    let said = 0;
    let changing = true;
    const customer = (async () => {
      while (changing) {
        await says(phone, { type: 'text', text: `${++said}` });
        const last = async () => (await sessionOf(phone)).lastMessage?.preview;
        await eventually(`message ${said}`, async () => (await last()) === `${said}`, 30_000);
      }
    })();

    await restartWith({
      WABX_SEALING_KEYS: `${next.WABX_SEALING_KEYS},${old.WABX_SEALING_KEYS}`,
      WABX_APP_SECRET_KEYS: `${next.WABX_APP_SECRET_KEYS},${old.WABX_APP_SECRET_KEYS}`,
    });
    expect(await rewrap()).toEqual({
      code: 0,
      // Its app secret was sealed anew by the start.
      output: '2 values are sealed with the first key of their ring now, and every service has them.\n',
    });
    expect((await rewrap()).output).toMatch(/^0 values/);
    await restartWith(next);
    changing = false;
    await customer;
    expect(said).toBeGreaterThan(3);

    await wholeConversation();
    await eventually('every message counted once', async () => (await received()) === said + 2);
    const { webhookUrl, verifyToken } = await channel();
    const query = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verifyToken}`;
    expect(await (await fetch(`${webhookUrl}?${query}`)).text()).toBe('1');
    const { checks } = (await config('GET', `/v1/channels/${stack.channelId}/doctor`)).body as {
      checks: { id: string; state: string }[];
    };
    expect(checks).toContainEqual(expect.objectContaining({ id: 'access-token', state: 'ok' }));
    expect(checks).toContainEqual(expect.objectContaining({ id: 'app-secret', state: 'ok' }));

    // Too early: the key that everything is sealed with is not there.
    await processes.restart('channel-config', old);
    expect(await rewrap()).toEqual({ code: 1, output: expect.stringContaining('sealing key next is not in') });
    await processes.restart('channel-config', next);
  });

  it('killing channel-config stops no message, also when the others are started again without it', async () => {
    await processes.kill('channel-config');
    await expect(config('GET', '/v1/channels')).rejects.toThrow();
    await wholeConversation();
    for (const name of ['webhook-ingress', 'router', 'outbound-sender', 'media-store'] as const) {
      await processes.restart(name);
    }
    await wholeConversation();

    await processes.restart('channel-config');
    const renamed = await config('PATCH', `/v1/channels/${stack.channelId}`, { name: 'Again' }, { 'if-match': '*' });
    expect(renamed.status).toBe(200);
  });
});
