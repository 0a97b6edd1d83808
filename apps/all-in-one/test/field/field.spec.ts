import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { MessageView } from '@wabx/contracts';
import { connectNats } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from '../whole-stack.js';
import { expectations } from './expectations.js';
import { asOfToday, fieldInputs, messageIdsIn, post, StreamReader, targetsIn, type PostOptions } from './field-post.js';

/** Inputs that are about how they are sent. */
const sentOtherwise: Record<string, PostOptions> = {
  'ct-charset': { contentType: 'application/json; charset=utf-8' },
  'ct-empty': { contentType: '' },
  'ct-garbage': { contentType: 'garbage' },
  'ct-octet': { contentType: 'application/octet-stream' },
  'te-chunked': { chunked: true },
  'sighdr-bare-hex': { sign: (signature) => signature.slice('sha256='.length) },
  'sighdr-truncated': { sign: (signature) => signature.slice(0, -1) },
  'sighdr-upper-hex': { sign: (signature) => signature.replace(/[0-9a-f]{64}/, (hex) => hex.toUpperCase()) },
};

interface Result {
  status: number;
  in: string[];
  held: string[];
}

let stack: WholeStack;
let connection: NatsConnection;
const results = new Map<string, Result>();

beforeAll(async () => {
  stack = await startWholeStack();
  // An account that Meta disables does not look well: its all-clear would end the notice after 45 s.
  await sim(stack.simulator, 'POST', '/numbers', { phoneNumberId: numbers.extension, status: 'BANNED' });
  connection = await connectNats({ url: stack.nats.url, name: 'test' });
  const { body } = await api('channel-config')('GET', `/v1/channels/${stack.channelId}`);
  const to = { ...(body as { webhookUrl: string }), appSecret: stack.secrets.appSecret };
  const reader = new StreamReader(connection);
  for (const [name, bytes] of fieldInputs) {
    const [received, held] = [await reader.last('WA_IN'), await reader.last('WA_QUARANTINE')];
    const status = await post(to, asOfToday(bytes), sentOtherwise[name]);
    results.set(name, { status, in: await reader.received(received), held: await reader.held(held) });
  }
  const manager = await jetstreamManager(connection);
  await eventually(
    'everything is handled',
    async () => {
      const { num_pending, num_ack_pending } = await manager.consumers.info('WA_IN', 'router-messages');
      return num_pending + num_ack_pending === 0;
    },
    60_000,
  );
}, 240_000);
afterAll(async () => {
  await connection?.close();
  await stack?.stop();
}, 60_000);

const api = (service: keyof WholeStack['services']) => apiOf(stack.services[service], stack.keys.admin);

/** Messages as the supervisor sees them, by Meta's ids; those that are in no session are not shown. */
const shown = async (waMessageIds: string[]): Promise<(MessageView | undefined)[]> => {
  const source = await stack.database.dataSourceOf('router');
  const rows: { id: string; session_id: string; wa_message_id: string }[] = await source.query(
    'SELECT id, session_id, wa_message_id FROM message WHERE wa_message_id = ANY($1) AND session_id IS NOT NULL',
    [waMessageIds],
  );
  const views = new Map<string, MessageView>();
  for (const sessionId of new Set(rows.map(({ session_id }) => session_id))) {
    const { body } = await api('router')('GET', `/v1/sessions/${sessionId}/messages?limit=200&order=oldest`);
    for (const view of (body as { items: MessageView[] }).items) views.set(view.waMessageId ?? '', view);
  }
  return waMessageIds.map((id) => views.get(id));
};

/** What is about another message or a person need not be shown by itself: the table says how it is. */
const isPlain = (event: string) => /^customer (?!reaction|edit|revoke|system)/.test(event);

it.each(Object.entries(expectations))('%s', async (name, expected) => {
  const { status = 200, in: events = [], held = [] } = expected;
  expect(results.get(name)).toEqual({ status, in: events, held });
  const body = fieldInputs.get(name) ?? Buffer.alloc(0);
  if (expected.about) expect(await shown(targetsIn(body))).toMatchObject(expected.about);
  const ids = messageIdsIn(body);
  if (expected.shown) expect(await shown(ids)).toMatchObject(expected.shown);
  else if (events.length > 0 && events.every(isPlain)) {
    const kinds = (await shown(ids.slice(0, 100))).map((view) => `customer ${view?.kind}`);
    expect(kinds).toEqual(events.slice(0, 100));
  }
});

it('every input has its row', () => {
  expect(Object.keys(expectations).sort()).toEqual([...fieldInputs.keys()].sort());
});

it('no input becomes a dead letter', async () => {
  const { state } = await (await jetstreamManager(connection)).streams.info('WA_DEAD');
  expect(state.messages).toBe(0);
});

const shownOf = async (name: string): Promise<MessageView> => {
  const [view] = await shown(messageIdsIn(fieldInputs.get(name) ?? Buffer.alloc(0)));
  if (!view) throw new Error(`${name} is not shown`);
  return view;
};

it('what Meta sent for a message is read with a scope of its own, and every look at it is in the audit', async () => {
  const { id } = await shownOf('text-referral-ad');
  const { body } = await api('router')('GET', `/v1/messages/${id}/raw`);
  expect(body).toMatchObject({ messageId: id, raw: { type: 'text', referral: { welcome_message: { text: 'Hi' } } } });
  const ada = apiOf(stack.services.router, stack.keys.ada);
  expect(await ada('GET', `/v1/messages/${id}/raw`)).toMatchObject({ status: 403 });
  const missing = await api('router')('GET', `/v1/messages/${stack.channelId}/raw`);
  expect(missing.status).toBe(404);
  await eventually('the audit says so', async () => {
    const audit = await api('channel-config')('GET', `/v1/audit?target=${id}`);
    const [record] = (audit.body as { items: { action: string; outcome?: { read: number } }[] }).items;
    return record?.action === 'message.read-raw' && record.outcome?.read === 1;
  });
});

it('a time stamp in the future opens no longer window than 24 h from receipt, and is marked', async () => {
  const view = await shownOf('ts-future-1day');
  expect(Date.parse(view.sentAt)).toBeLessThanOrEqual(Date.now());
  const { body } = await api('router')('GET', `/v1/sessions/${view.sessionId}`);
  const { replyWindowClosesAt } = body as { replyWindowClosesAt: string };
  expect(Date.parse(replyWindowClosesAt)).toBeLessThanOrEqual(Date.parse(view.receivedAt) + 86_400_000 + 60_000);
  for (const name of ['ts-future-1day', 'ts-missing', 'ts-null', 'ts-year-1971']) {
    expect(await shownOf(name)).toMatchObject({ sentAtFrom: 'receipt' });
  }
  expect(await shownOf('ts-iso')).not.toHaveProperty('sentAtFrom');
});

it('news of accounts and numbers are listed with what they say; the doctor names them, what is held, and standby', async () => {
  const { body } = await api('channel-config')('GET', `/v1/channels/${stack.channelId}/notices`);
  expect((body as { items: object[] }).items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        field: 'account_update',
        value: {
          event: 'DISABLED_UPDATE',
          ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'November 29, 2026' },
        },
      }),
      expect.objectContaining({ field: 'phone_number_quality_update' }),
      expect.objectContaining({ field: 'security', value: expect.objectContaining({ event: 'PIN_CHANGED' }) }),
    ]),
  );
  expect(JSON.stringify(body)).not.toContain('nfm_reply');
  const doctor = await api('channel-config')('GET', `/v1/channels/${stack.channelId}/doctor`);
  const { checks } = doctor.body as { checks: { id: string; state: string; evidence: object }[] };
  expect(checks).toContainEqual(
    expect.objectContaining({
      id: 'account-notices',
      state: 'failed',
      evidence: expect.objectContaining({ fault: 'disabled' }),
    }),
  );
  const inQuarantine = [...results.values()].filter(({ held }) => held.length > 0).length;
  expect(checks).toContainEqual(
    expect.objectContaining({
      id: 'held-back',
      state: 'warning',
      evidence: { fault: 'quarantine', quarantined: inQuarantine, deadLetters: 0 },
    }),
  );
  const metrics = await (await fetch(`${stack.services['webhook-ingress'].url}/metrics`)).text();
  expect(metrics).toMatch(/wabx_webhook_items_total\{kind="standby"\} 1$/m);
});
