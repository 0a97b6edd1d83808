import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { messageReceived, newId, serviceNames, subjectOf, type MessageView, type SessionView } from '@wabx/contracts';
import { connectNats } from '@wabx/messaging';
import { eventually, startTestIssuer, testTrust, type TestIssuer } from '@wabx/testing';
import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import {
  messagesOf,
  objectsOf,
  placesOf,
  recordAnswers,
  recordOutput,
  rowsOf,
  type Kept,
  type Recording,
} from './everything-kept.js';
import { runProgram } from './service-processes.js';
import { apiOf, meta, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';
import { writingsOf } from './writings.js';

// One story with as much going wrong in it as there is, told in order; then everything is searched that was kept or said.
const AUDIENCE = 'wabx';
const customer = '447700905561';
/** What must be nowhere, by name. */
const secrets = new Map<string, string | Buffer>();
/** Known to administrators, who paste it at Meta, and to nobody else. */
let verifyToken: string;
/** Shown in the answer that made them, and never again. */
const keyTokens: string[] = [];
const wire: Kept[] = [];
const serverLog: Kept[] = [];
const database: Kept[] = [];
const files: Kept[] = [];

let output: Recording;
let answers: Recording;
let issuer: TestIssuer;
let stack: WholeStack;
let tap: Awaited<ReturnType<typeof connectNats>>;

beforeAll(async () => {
  output = recordOutput();
  answers = recordAnswers();
  issuer = await startTestIssuer(AUDIENCE);
  stack = await startWholeStack({
    logLevel: 'debug',
    env: { WABX_OIDC_ISSUER: issuer.url, WABX_OIDC_AUDIENCE: AUDIENCE },
    onLog: (text) => serverLog.push({ where: 'server', text }),
  });
  tap = await connectNats({ url: stack.nats.url, name: 'test-tap' });
  // Whatever is said over NATS, also what no stream keeps: questions, answers, values that were replaced.
  tap.subscribe('>', {
    callback: (_, { subject, data }) => void wire.push({ where: subject, text: Buffer.from(data).toString() }),
  });
  const { secrets: given, nats, keys } = stack;
  ({ verifyToken } = given);
  for (const name of ['accessToken', 'appSecret', 'databasePassword'] as const) secrets.set(name, given[name]);
  for (const name of ['sealingKeys', 'appSecretKeys', 'linkKeys', 'signingKey'] as const) {
    const key = given[name].split(':')[1] ?? '';
    secrets.set(name, key).set(`${name} (bytes)`, Buffer.from(key, 'base64'));
  }
  secrets.set('NATS password', new URL(nats.url).password);
  secrets.set('database superuser', new URL(stack.database.adminUrl).password);
  secrets.set('bootstrap key', secretOf(keys.admin));
  keyTokens.push(keys.ada, keys.bo, keys.cy);
}, 60_000);
afterAll(async () => {
  await tap?.close();
  await stack?.stop();
  await issuer?.stop();
  answers?.stop();
  output?.stop();
}, 60_000);

/** All behind the second underscore: it may hold more of them. */
const secretOf = (token: string) => token.split('_').slice(2).join('_');
const random = () => randomBytes(16).toString('hex');
const call = (name: (typeof serviceNames)[number], token = stack.keys.admin) => apiOf(stack.services[name], token);
const config = (method: string, route: string, body?: object) =>
  call('channel-config')(method, route, body, method === 'PATCH' ? { 'if-match': '*' } : {});
const says = (message: object) =>
  sim<{ wamid: string }>(stack.simulator, 'POST', `/customers/${customer}/messages`, {
    phoneNumberId: numbers.queue,
    ...message,
  });
/** The whole answer is read, so that the connection is free. */
const statusOf = async (url: string, init: RequestInit = {}) => {
  const answer = await fetch(url, init);
  await answer.arrayBuffer();
  return answer.status;
};
const fault = (on: string, effect: object) => sim(stack.simulator, 'POST', '/faults', { on, effect });
const sessionOf = () =>
  eventually('the session', async () => {
    const { body } = await call('router', stack.keys.ada)('GET', '/v1/sessions?state=open');
    return (body as { items: SessionView[] }).items.find(({ customer: { phone } }) => phone === `+${customer}`);
  });
const messagesIn = async ({ id }: SessionView) =>
  ((await call('router')('GET', `/v1/sessions/${id}/messages`)).body as { items: MessageView[] }).items;
const reply = async ({ id }: SessionView, body: object) => {
  const route = `/v1/sessions/${id}/messages`;
  const headers = { 'idempotency-key': newId() };
  const answer = await call('router', stack.keys.ada)('POST', route, { claimEpoch: 0, ...body }, headers);
  expect(answer.status).toBe(202);
  return answer.body as MessageView;
};
const becomes = (session: SessionView, { id }: MessageView, state: string) =>
  eventually(state, async () => (await messagesIn(session)).find((one) => one.id === id && one.state === state));

describe('a day with much trouble', () => {
  it('secrets are replaced, and wrong ones refused', async () => {
    const accessToken = `EAAG${random()}`;
    const appSecret = random();
    secrets.set('new accessToken', accessToken).set('new appSecret', appSecret);
    const path = `/v1/channels/${stack.channelId}`;
    await sim(stack.simulator, 'POST', '/tokens', { token: accessToken, appId: meta.appId });
    expect((await config('PATCH', path, { accessToken, appSecret })).status).toBe(200);
    await sim(stack.simulator, 'POST', '/apps', { appId: meta.appId, secret: appSecret });
    expect((await config('POST', `${path}/secret/close-rotation`)).status).toBe(200);
    expect((await config('PATCH', path, { accessToken: `${accessToken} with a space` })).status).toBe(422);
    const { webhookUrl } = (await config('GET', path)).body as { webhookUrl: string };
    const mistyped = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verifyToken}x`;
    expect(await statusOf(`${webhookUrl}?${mistyped}`)).toBe(403);
    const raw = { method: 'POST', body: `{"object": "${verifyToken}`, headers: { 'x-hub-signature-256': appSecret } };
    expect(await statusOf(webhookUrl, raw)).toBeGreaterThanOrEqual(400);
  });

  it('keys are made, used everywhere, revoked', async () => {
    const scopes = ['stats:read', 'channels:read', 'directory:read', 'sessions:read', 'media:read', 'ops:read'];
    const made = (await config('POST', '/v1/api-keys', { name: 'K', scopes })).body as { id: string; token: string };
    keyTokens.push(made.token);
    const tokens = [made.token, `${made.token}x`, await issuer.token({ scope: scopes.join(' ') })];
    tokens.push(await issuer.token({ scope: 'stats:read' }, { expires: '-2 minutes' }));
    tokens.push(await issuer.token({ scope: 'stats:read' }, { forged: true }), random());
    for (const [at, token] of tokens.slice(1).entries()) secrets.set(`bearer ${at}`, token);
    const pages = [
      '/v1/stats/channels',
      '/v1/channels',
      '/v1/sessions',
      '/v1/media/none',
      '/v1/quarantine',
      '/v1/runs',
    ];
    const askAll = async () => {
      for (const name of serviceNames) {
        for (const token of tokens) {
          for (const page of pages) await call(name, token)('GET', page);
          await call(name, token)('GET', `/v1/nothing?access_token=${token}`);
        }
      }
    };
    await askAll();
    expect((await config('DELETE', `/v1/api-keys/${made.id}`)).status).toBe(204);
    await askAll();
    for (const name of serviceNames) {
      for (const page of ['/metrics', '/openapi.json', '/docs', '/readyz']) {
        expect(await statusOf(stack.services[name].url + page)).toBe(200);
      }
    }
  });

  it('files go both ways, and replies', async () => {
    await sim(stack.simulator, 'POST', '/customers', { waId: customer, name: 'Customer' });
    await says({ type: 'text', text: 'Hello' });
    await says({ type: 'image', media: { generate: { size: 30_000 } } });
    const session = await sessionOf();
    await eventually('the picture', async () =>
      (await messagesIn(session)).some(({ file }) => file?.state === 'stored'),
    );
    const form = new FormData();
    form.set('file', new Blob([Buffer.from('%PDF-1.7\n')], { type: 'application/pdf' }), 'a.pdf');
    const authorization = `Bearer ${stack.keys.ada}`;
    const upload = { method: 'POST', headers: { authorization }, body: form };
    const stored = await fetch(`${stack.services['media-store'].url}/v1/media`, upload);
    const { id } = (await stored.json()) as { id: string };
    await becomes(session, await reply(session, { type: 'document', media: { id } }), 'read');
    await becomes(session, await reply(session, { type: 'text', text: { body: 'Hi' } }), 'read');
  });

  it('Meta repeats what it was sent, in words and in an address', async () => {
    const [token = '', secret = ''] = ['new accessToken', 'new appSecret'].map((name) => String(secrets.get(name)));
    const repeating = (...sent: string[]) => {
      const said = `Cannot parse ${sent.join()} of ?access_token=${sent.map(encodeURIComponent).join()}`;
      const error = { code: 131009, message: said, title: said, type: said, error_data: { details: said } };
      return JSON.stringify({ error: { ...error, error_user_title: said, error_user_msg: said, fbtrace_id: said } });
    };
    for (const on of ['send', 'mark-read', 'media-info', 'phone-number', 'subscribed-apps', 'debug-token']) {
      await fault(on, { httpStatus: 400, body: repeating(token) });
    }
    await fault('subscriptions', { httpStatus: 400, body: repeating(`${meta.appId}|${secret}`, secret) });
    const session = await sessionOf();
    await becomes(session, await reply(session, { type: 'text', text: { body: 'doomed' } }), 'failed');
    await says({ type: 'image', media: { generate: { size: 1_000 } } });
    for (const action of ['read', 'typing']) {
      await call('router', stack.keys.ada)('POST', `/v1/sessions/${session.id}/${action}`);
    }
    const channel = `/v1/channels/${stack.channelId}`;
    for (const check of ['app-subscribed', 'messages-field', 'callback', 'handshake']) {
      await config('POST', `${channel}/doctor/${check}/repair`);
    }
    expect((await config('GET', `${channel}/doctor`)).status).toBe(200);
    await eventually('every fault has struck', async () => {
      const { faults } = await sim<{ faults: { struck: number }[] }>(stack.simulator, 'GET', '/faults');
      return faults.length === 7 && faults.every(({ struck }) => struck > 0);
    });
    await sim(stack.simulator, 'DELETE', '/faults');

    await sim(stack.simulator, 'POST', '/wabas', { wabaId: meta.wabaId, subscribedAppIds: [] });
    expect((await config('GET', `${channel}/doctor`)).status).toBe(200);
    expect((await config('POST', `${channel}/doctor/app-subscribed/repair`)).body).toMatchObject({ state: 'ok' });
    const proof = { customer: `+${customer}`, waitSeconds: 1 };
    expect((await config('POST', `${channel}/test`, proof)).status).toBe(200);
  });

  it('bodies are put into quarantine, events become dead letters, and both are listed and replayed', async () => {
    const post = (body: string) =>
      statusOf(`${stack.simulator.url}/_sim/webhooks/raw?adopt=false`, { method: 'POST', body });
    await post('{"object": "whatsapp_business_account", "entry": "none"}');
    await post('not JSON at all');
    tap.publish(subjectOf(messageReceived, stack.channelId), JSON.stringify({ type: 'broken' }));
    const listed = async (name: 'webhook-ingress' | 'outbound-sender', route: string) =>
      await eventually(route, async () => {
        const { items } = (await call(name)('GET', route)).body as { items: { id?: string; sequence?: number }[] };
        return items.length > 0 && items;
      });
    for (const { id } of await listed('webhook-ingress', '/v1/quarantine')) {
      await call('webhook-ingress')('POST', `/v1/quarantine/${id}/replay`);
    }
    for (const { sequence } of await listed('outbound-sender', '/v1/dead-letters')) {
      await call('outbound-sender')('POST', `/v1/dead-letters/${sequence}/replay`);
    }
  });

  it('the configuration is exported, and one with secrets applied', async () => {
    const { url } = stack.services['channel-config'];
    const headers = { authorization: `Bearer ${stack.keys.admin}`, 'content-type': 'application/yaml' };
    expect(await statusOf(`${url}/v1/config`, { headers })).toBe(200);
    const [accessToken, appSecret] = [`EAAG${random()}`, random()];
    secrets.set('applied accessToken', accessToken).set('applied appSecret', appSecret);
    const file = stringify({ version: 1, channels: [{ name: 'Meridian Cycles', accessToken, appSecret }] });
    const applied = (body: string, query = '') =>
      statusOf(`${url}/v1/config${query}`, { method: 'PUT', headers, body });
    expect(await applied(file, '?dryRun')).toBe(200);
    expect(await applied(file)).toBe(200);
    expect(await applied(`${file}  - [`)).toBe(400);
    expect(await applied(file.replace('accessToken', 'acessToken'))).toBe(422);
    expect((await config('GET', '/v1/audit?limit=200')).status).toBe(200);
  });

  it('servers go away and come back', async () => {
    await stack.postgres.kill();
    for (const name of serviceNames) await statusOf(`${stack.services[name].url}/readyz`);
    await config('GET', '/v1/channels');
    await stack.postgres.restart();
    await stack.nats.kill();
    for (const name of serviceNames) await statusOf(`${stack.services[name].url}/readyz`);
    await config('GET', '/v1/channels');
    await stack.nats.restart();
    for (const name of serviceNames) {
      const ready = async () => (await statusOf(`${stack.services[name].url}/readyz`)) === 200;
      await eventually(`${name} is ready again`, ready, 30_000);
    }
  }, 90_000);

  it.each([
    ['the database does not know the role', { DATABASE_URL: (url: string) => url.replace('wabx_config', 'nobody') }],
    ['there is too much of the sealing key', { WABX_SEALING_KEYS: (keys: string) => `${keys}!` }],
    ['there is too much of the signing key', { WABX_SIGNING_KEY: (key: string) => `${key}!` }],
    ['nobody trusts the signing key', { WABX_TRUSTED_KEYS: () => testTrust.WABX_TRUSTED_KEYS }],
    ['there is too much of the bootstrap key', { WABX_BOOTSTRAP_KEY: () => `${stack.keys.admin}!` }],
    ['the user of NATS is another', { NATS_URL: (url: string) => url.replace('channel-config', 'nobody') }],
  ])(
    'a service does not start: %s',
    async (_what, change) => {
      const env: Record<string, string> = {
        PORT: '0',
        NATS_URL: stack.nats.urlOf('channel-config'),
        DATABASE_URL: stack.database.urlOf('config'),
        WABX_SEALING_KEYS: stack.secrets.sealingKeys,
        WABX_SIGNING_KEY: stack.secrets.signingKey,
        ...stack.trust,
        WABX_PUBLIC_URLS: 'https://wa.example.com',
      };
      for (const [name, wrong] of Object.entries(change)) env[name] = wrong(env[name] ?? '');
      const { code, output: printed } = await runProgram('channel-config.js', env);
      expect(code).toBe(1);
      expect(printed).not.toBe('');
      output.kept.push({ where: 'start', text: printed });
    },
    60_000,
  );

  it('the customer is erased', async () => {
    // What goes with them is searched too.
    database.push(...(await rowsOf(stack.database.adminUrl)));
    files.push(...(await objectsOf(stack.objectDirectory)));
    const { customer: erased } = await sessionOf();
    expect((await call('router')('DELETE', `/v1/customers/${erased.id}`)).status).toBe(200);
  });
});

describe('afterwards', () => {
  const everywhere: [string, () => Kept[] | Promise<Kept[]>, () => string][] = [
    ['log', () => output.kept, () => '"service":"router"'],
    ["servers' log", () => serverLog, () => 'database system is ready'],
    ['answer', answersOfOurs, () => stack.channelId],
    ['table', async () => [...database, ...(await rowsOf(stack.database.adminUrl))], () => stack.channelId],
    ['stream or bucket', () => messagesOf(stack.nats.url), () => stack.channelId],
    ['message on NATS', () => wire, () => stack.channelId],
    ['stored file', () => files, () => '%PDF'],
  ];

  it.each(everywhere)('no secret is in any %s', async (what, collect, known) => {
    const kept = await collect();
    expect(kept.some(({ text }) => text.includes(known()))).toBe(true);
    const hidden = [...secrets];
    if (what !== 'answer') hidden.push(['verifyToken', verifyToken]);
    if (what !== 'answer') hidden.push(...keyTokens.map((token): [string, string] => ['API key', secretOf(token)]));
    const found = hidden.flatMap(([name, secret]) => {
      return placesOf(writingsOf(secret), kept).map((place) => `${name} in ${place.slice(0, place.indexOf(':'))}`);
    });
    expect(found).toEqual([]);
  });

  it('an API key is in the one answer that made it, and the verify token only in those of channel-config', () => {
    const ours = answersOfOurs();
    for (const token of keyTokens) {
      const made = ours.filter(({ text }) => placesOf(writingsOf(secretOf(token)), [{ where: '', text }]).length > 0);
      expect(made.map(({ text }) => text.split('\r\n')[0])).toEqual(['HTTP/1.1 201 Created']);
    }
    const shown = ours.filter(({ text }) => text.includes(verifyToken)).map(({ where }) => where);
    expect([...new Set(shown)]).toEqual([new URL(stack.services['channel-config'].url).port]);
  });

  it.each([
    ['as it is', (secret: string) => secret],
    ['in a URL', (secret: string) => encodeURIComponent(secret)],
    ['in hexadecimal digits', (secret: string) => Buffer.from(secret).toString('hex')],
    ['in base64 of more', (secret: string) => Buffer.from(`12${secret}3`).toString('base64url')],
    ['in base64 of base64', (secret: string) => base64(`a${base64(`bc${secret}d`)}e`)],
  ])('it would be found %s', (_how, write) => {
    const secret = '1200|EAAG+/?~ÿ secret';
    expect(placesOf(writingsOf(secret), [{ where: 'there', text: `(${write(secret)})` }])).toHaveLength(1);
  });
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  /** Without those of the simulated Meta and of the issuer. */
  function answersOfOurs(): Kept[] {
    const ports = new Set(serviceNames.map((name) => new URL(stack.services[name].url).port));
    return answers.kept.filter(({ where }) => ports.has(where));
  }
});
