import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceNames, type MessageView, type ServiceName, type SessionView } from '@wabx/contracts';
import { connectNats } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { jetstream } from '@nats-io/jetstream';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import pg from 'pg';
import { postAsMeta } from './post-as-meta.js';
import { scrape, type Metric } from './scrape.js';
import { apiOf, endToken, meta, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

/** Moved by the run below: more of it, or other labels. A string names the test that moves it instead. */
type Moved = 'moved' | `elsewhere: ${string}`;
type Row = [name: string, type: 'counter' | 'gauge' | 'histogram', labels: string[], moved?: Moved];

const ofEvery: Row[] = [
  ['wabx_build_info', 'gauge', ['node', 'revision', 'version'], 'elsewhere: it says 1 from the start'],
  ['wabx_configuration_age_seconds', 'gauge', ['bucket']],
  ['wabx_configuration_refused_total', 'counter', ['bucket', 'reason'], 'elsewhere: forged-configuration.spec'],
  ['wabx_database_contention_total', 'counter', ['kind'], 'elsewhere: both-directions.spec of the router'],
  ['wabx_failed_sign_ins_total', 'counter', ['answer', 'by']],
  ['wabx_http_request_duration_seconds', 'histogram', ['method', 'route', 'status']],
  ['wabx_http_requests_in_flight', 'gauge', []],
  ['wabx_rpc_duration_seconds', 'histogram', ['outcome', 'subject']],
  ['wabx_events_total', 'counter', ['consumer', 'settlement']],
  ['wabx_event_batch_seconds', 'histogram', ['consumer']],
];
const ofPools: Row[] = [
  ['wabx_db_pool_connections_max', 'gauge', [], 'elsewhere: it is a setting'],
  ['wabx_db_pool_connections_used', 'gauge', [], 'elsewhere: database-metrics.spec of persistence'],
  ['wabx_db_pool_waiting', 'gauge', [], 'elsewhere: database-metrics.spec of persistence'],
];
const ofOutboxes: Row[] = [
  ...ofPools,
  ['wabx_outbox_leader', 'gauge', ['schema'], 'elsewhere: database-metrics.spec of persistence'],
  ['wabx_outbox_waiting', 'gauge', ['schema']],
  ['wabx_outbox_oldest_seconds', 'gauge', ['schema']],
];
const ofGraph: Row[] = [
  ['wabx_graph_requests_total', 'counter', ['code', 'operation', 'outcome']],
  ['wabx_graph_request_duration_seconds', 'histogram', ['operation']],
];

const own: Record<ServiceName, Row[]> = {
  'webhook-ingress': [
    ['wabx_webhooks_total', 'counter', ['outcome']],
    ['wabx_webhook_items_total', 'counter', ['kind']],
    ['wabx_webhook_signature_form_total', 'counter', ['form']],
    ['wabx_webhook_delay_seconds', 'histogram', ['kind']],
    ['wabx_wrong_verify_tokens_total', 'counter', ['answer']],
  ],
  'channel-config': [
    ...ofOutboxes,
    ...ofGraph,
    ['wabx_channels', 'gauge', ['status']],
    ['wabx_channel_token_expiry_timestamp_seconds', 'gauge', ['channel']],
    ['wabx_channel_status_changes_total', 'counter', ['state']],
    [
      'wabx_channel_token_alerts_total',
      'counter',
      ['days'],
      'elsewhere: it comes with the event that long/health-watch.ts waits for',
    ],
    ['wabx_channel_faults_total', 'counter', ['check']],
    ['wabx_channel_health_checks_total', 'counter', ['outcome']],
  ],
  router: [
    ...ofOutboxes,
    ['wabx_live_readers', 'gauge', []],
    ['wabx_live_unsent_bytes', 'gauge', [], 'elsewhere: slow readers in live.spec of the router'],
    ['wabx_message_shown_delay_seconds', 'histogram', []],
    ['wabx_sessions', 'gauge', ['queue', 'state']],
    ['wabx_sessions_longest_wait_seconds', 'gauge', ['queue']],
    ['wabx_sessions_orphaned', 'gauge', [], 'elsewhere: setup-changes.spec of the router'],
  ],
  'outbound-sender': [
    ...ofOutboxes,
    ...ofGraph,
    ['wabx_sends', 'gauge', ['state']],
    ['wabx_sends_oldest_seconds', 'gauge', ['state']],
    ['wabx_send_pauses', 'gauge', ['width']],
    ['wabx_sends_total', 'counter', ['class', 'state']],
    ['wabx_send_refusals_total', 'counter', ['class', 'code', 'told']],
    ['wabx_sends_double_total', 'counter', [], 'elsewhere: decisions.spec of the sender'],
    ['wabx_statuses_unmatched_total', 'counter', ['kind']],
    ['wabx_numbers_led', 'gauge', []],
    ['wabx_number_limit_per_second', 'gauge', ['phone_number_id'], 'elsewhere: it is a setting'],
    ['wabx_number_pace_per_second', 'gauge', ['phone_number_id']],
    ['wabx_number_inbound_per_second', 'gauge', ['phone_number_id']],
    ['wabx_number_slowed_ratio', 'gauge', ['phone_number_id']],
    ['wabx_number_sends_waiting', 'gauge', ['phone_number_id']],
  ],
  'media-store': [
    ...ofOutboxes,
    ...ofGraph,
    ['wabx_media_fetches_total', 'counter', ['outcome']],
    ['wabx_media_bytes_total', 'counter', ['way']],
    ['wabx_media_waiting', 'gauge', []],
    ['wabx_media_oldest_waiting_seconds', 'gauge', []],
  ],
  'session-janitor': [
    ['wabx_stream_bytes', 'gauge', ['stream']],
    ['wabx_stream_limit_bytes', 'gauge', ['stream'], 'elsewhere: it is a setting'],
    ['wabx_stream_fill_ratio', 'gauge', ['stream']],
    ['wabx_stream_messages', 'gauge', ['stream']],
    ['wabx_stream_oldest_age_seconds', 'gauge', ['stream']],
    ['wabx_stream_removed_total', 'counter', ['stream'], 'elsewhere: streams.spec of the janitor'],
    ['wabx_consumer_backlog', 'gauge', ['consumer', 'stream']],
    ['wabx_consumer_oldest_seconds', 'gauge', ['consumer', 'stream']],
    ['wabx_janitor_runs_total', 'counter', ['chore', 'outcome']],
    ['wabx_janitor_done_total', 'counter', ['chore'], 'elsewhere: janitor.spec'],
    ['wabx_janitor_run_seconds', 'histogram', ['chore']],
    ['wabx_janitor_last_success_timestamp_seconds', 'gauge', ['chore']],
  ],
  stats: ofPools,
  console: ofPools,
};

/** The same everywhere, and moved where the run has something for it. */
const movesOfEvery: Partial<Record<string, ServiceName[]>> = {
  wabx_failed_sign_ins_total: ['router'],
  wabx_http_requests_in_flight: ['webhook-ingress'],
  wabx_rpc_duration_seconds: ['session-janitor'],
  wabx_http_request_duration_seconds: ['webhook-ingress', 'router', 'channel-config', 'media-store'],
  wabx_events_total: ['router', 'outbound-sender', 'media-store', 'stats', 'channel-config'],
  wabx_event_batch_seconds: ['router', 'outbound-sender', 'media-store', 'stats', 'channel-config'],
  wabx_configuration_age_seconds: [...serviceNames],
  wabx_outbox_waiting: ['router'],
  wabx_outbox_oldest_seconds: ['router'],
};

let stack: WholeStack;
let hanging: Socket | undefined;
let before: Map<ServiceName, Map<string, Metric>>;
/** Every value that a sample had while the run went on. */
const seen = new Map<ServiceName, Map<string, Metric[]>>();

beforeAll(async () => {
  stack = await startWholeStack();
  before = await lookAtAll();
  await run();
}, 120_000);
afterAll(async () => {
  hanging?.destroy();
  await stack?.stop();
}, 60_000);

/** Every look is kept: what a wait saw is what the table asks for. */
async function look(name: ServiceName): Promise<Map<string, Metric>> {
  const metrics = await scrape(stack.services[name].url);
  const ofService = seen.get(name) ?? new Map<string, Metric[]>();
  for (const [metric, found] of metrics) ofService.set(metric, [...(ofService.get(metric) ?? []), found]);
  seen.set(name, ofService);
  return metrics;
}

async function lookAtAll(): Promise<Map<ServiceName, Map<string, Metric>>> {
  const all = new Map<ServiceName, Map<string, Metric>>();
  for (const name of serviceNames) all.set(name, await look(name));
  return all;
}

const valueOf = async (service: ServiceName, metric: string, labels = '') =>
  (await look(service)).get(metric)?.samples.get(labels) ?? NaN;

/** A day at the office, with what goes wrong. */
async function run(): Promise<void> {
  const { services, keys, simulator } = stack;
  const ada = apiOf(services.router, keys.ada);
  const config = apiOf(services['channel-config'], keys.admin);
  const says = (phone: string, message: object) =>
    sim(simulator, 'POST', `/customers/${phone}/messages`, { phoneNumberId: numbers.queue, ...message });
  const fault = (on: string, effect: object, times = 1) => sim(simulator, 'POST', '/faults', { on, times, effect });

  // Somebody listens, and a request hangs.
  const reading = new AbortController();
  await fetch(`${services.router.url}/v1/events`, {
    headers: { authorization: `Bearer ${keys.ada}` },
    signal: reading.signal,
  });
  const { port } = new URL(services['webhook-ingress'].url);
  const signature = `x-hub-signature-256: sha256=${'0'.repeat(64)}`;
  hanging = connect({ port: Number(port), host: '127.0.0.1' });
  const path = await webhookPath();
  hanging.on('error', () => undefined);
  hanging.write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${signature}\r\ncontent-length: 10\r\n\r\n`);

  // A customer writes and sends a picture, whose first fetch fails.
  for (const phone of ['447700900301', '447700900302']) {
    await sim(simulator, 'POST', '/customers', { waId: phone, name: 'Customer' });
  }
  await fault('media-info', { httpStatus: 500, body: '' }, 2);
  await says('447700900301', { type: 'text', text: 'Hello' });
  await says('447700900301', { type: 'image', media: { generate: { size: 10_000 } } });
  const session = await eventually('a session', async () => {
    const { items } = (await ada('GET', '/v1/sessions?state=open')).body as { items: SessionView[] };
    return items[0];
  });
  await eventually('a file waits', async () => {
    return (await valueOf('media-store', 'wabx_media_waiting')) > 0;
  });

  await eventually('she waits', async () => {
    const waits = (await lookAtAll()).get('router')?.get('wabx_sessions_longest_wait_seconds')?.samples.values();
    return [...(waits ?? [])].some((seconds) => seconds > 0);
  });

  // She is answered: first Meta complains about the rate, then it takes the reply.
  await fault('send', { graphCode: 130429 }, 2);
  await ada('POST', `/v1/sessions/${session.id}/claim`);
  const reply = async (body: string) =>
    (
      await ada(
        'POST',
        `/v1/sessions/${session.id}/messages`,
        { type: 'text', text: { body }, claimEpoch: 1 },
        { 'idempotency-key': randomUUID() },
      )
    ).body as MessageView;
  const stateOf = async (id: string) => {
    const { items } = (await ada('GET', `/v1/sessions/${session.id}/messages`)).body as { items: MessageView[] };
    return items.find((message) => message.id === id)?.state;
  };
  const { id } = await reply('Hello to you');
  await eventually('a reply waits', async () => {
    return (await valueOf('outbound-sender', 'wabx_number_sends_waiting', `phone_number_id="${numbers.queue}"`)) > 0;
  });
  await eventually('it is read', async () => (await stateOf(id)) === 'read', 40_000);

  // Strangers, and one who mistypes.
  await fetch(`${services['webhook-ingress'].url}${path}`, { method: 'POST', body: '{}' });
  await fetch(`${services['webhook-ingress'].url}${path}?hub.mode=subscribe&hub.verify_token=x&hub.challenge=1`);
  await apiOf(services.router, `wabx_abcdefgh_${'A'.repeat(43)}`)('GET', '/v1/sessions');

  await apiOf(services['media-store'], keys.ada)('GET', `/v1/media/${randomUUID()}`);
  const status = {
    id: 'wamid.foreign',
    status: 'sent',
    timestamp: String(Math.floor(Date.now() / 1000)),
    recipient_id: '1',
  };
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: numbers.queue }, statuses: [status] };
  const entry = [{ id: meta.wabaId, changes: [{ field: 'messages', value }] }];
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
  const url = services['webhook-ingress'].url + path;
  await postAsMeta([body], [url], stack.secrets.appSecret, Math.random).done;

  // An event that nobody can read, and a fact that no stream takes.
  const admin = await connectNats({ url: stack.nats.url, name: 'test' });
  await jetstream(admin).publish(`wa.v1.in.message.${stack.channelId}`, 'not an event');
  await admin.close();
  const database = new pg.Client({ connectionString: stack.database.adminUrl });
  await database.connect();
  await database.query(`INSERT INTO router.outbox (subject, payload) VALUES ('wa.v9.nowhere', '{}')`);
  await database.end();
  // The token expires soon, and then Meta refuses it.
  await endToken(stack);
  await eventually('the end of the token is known', async () => {
    const ends = (await look('channel-config')).get('wabx_channel_token_expiry_timestamp_seconds')?.samples.values();
    return [...(ends ?? [])].some((seconds) => seconds > 0);
  });
  await fault('send', { graphCode: 190 });
  await reply('Are you there?');
  await eventually('the channel is paused', async () => {
    return (await valueOf('outbound-sender', 'wabx_send_pauses', 'width="channel"')) > 0;
  });
  await config('GET', `/v1/channels/${stack.channelId}/doctor`);
  await eventually('the outbox is old', async () => {
    return (await valueOf('router', 'wabx_outbox_waiting', 'schema="router"')) > 0;
  });
  await eventually('the picture is fetched', async () => {
    const bytes = (await lookAtAll()).get('media-store')?.get('wabx_media_bytes_total')?.samples;
    return (bytes?.get('way="from-meta"') ?? 0) > 0;
  });
  // What is read with a delay shows at the next look; what never moves is told by the table below.
  const others = serviceNames.filter((name) => name !== 'session-janitor');
  await eventually('all has moved', async () => {
    await lookAtAll();
    return others.every((name) => rowsOf(name).every((row) => !movesHere(name, row) || hasMoved(name, row[0])));
  }).catch(() => undefined);
  hanging.destroy();
  reading.abort();

  // A service stops, and its consumers fall behind.
  await services.stats.stop();
  services.stats.stop = async () => undefined;
  await says('447700900302', { type: 'text', text: 'Anybody?' });
  await eventually('stats is behind', async () => {
    const metrics = await look('session-janitor');
    return [...(metrics.get('wabx_consumer_oldest_seconds')?.samples.values() ?? [])].some((seconds) => seconds > 0.5);
  });
}

async function webhookPath(): Promise<string> {
  const { body } = await apiOf(stack.services['channel-config'], stack.keys.admin)(
    'GET',
    `/v1/channels/${stack.channelId}`,
  );
  return new URL((body as { webhookUrl: string }).webhookUrl).pathname;
}

const rowsOf = (service: ServiceName): Row[] => [...ofEvery, ...own[service]];

function movesHere(service: ServiceName, [name, , , moved = 'moved']: Row): boolean {
  return moved === 'moved' && (movesOfEvery[name]?.includes(service) ?? true);
}

function hasMoved(service: ServiceName, name: string): boolean {
  const looks = seen.get(service)?.get(name) ?? [];
  return new Set(looks.map(({ samples }) => JSON.stringify([...samples].sort()))).size > 1;
}

describe.each(serviceNames)('%s', (service) => {
  const rows = rowsOf(service);

  it('has no metric that this table does not have', () => {
    const shown = [...(before.get(service)?.keys() ?? [])].sort();
    expect(shown).toEqual(
      rows
        .map(([name]) => name)
        .filter((name) => shown.includes(name))
        .sort(),
    );
    const missing = rows.map(([name]) => name).filter((name) => !shown.includes(name));
    expect(missing).toEqual([]);
  });

  it.each(rows)('%s: type %s, labels %j', (...row) => {
    const [name, type, labels] = row;
    const values = seen.get(service)?.get(name) ?? [];
    const used = [...new Set(values.flatMap((value) => value.labels))].sort();
    expect({ name, type: values[0]?.type }).toEqual({ name, type });
    const isMoved = movesHere(service, row);
    if (used.length > 0 || isMoved) expect(used).toEqual(labels);
    if (isMoved) expect(hasMoved(service, name)).toBe(true);
  });
});

it('every metric that a dashboard or an alert names is one of the running services', async () => {
  const shown = new Set([...before.values()].flatMap((metrics) => [...metrics.keys()]));
  const folder = new URL('../../../docker/monitoring/', import.meta.url);
  const files = ['alerts.yaml', ...(await readdir(new URL('dashboards/', folder))).map((name) => `dashboards/${name}`)];
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\bwabx_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, '')),
  );
  expect(new Set(named).size).toBeGreaterThan(40);
  expect([...new Set(named)].filter((name) => !shown.has(name))).toEqual([]);
});
