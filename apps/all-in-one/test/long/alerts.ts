import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { serviceNames, type MessageView, type SessionView } from '@wabx/contracts';
import { freePort } from '@wabx/embedded';
import { connectNats } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { postAsMeta } from '../post-as-meta.js';
import { apiOf, endToken, numbers, sim, startWholeStack, type WholeStack } from '../whole-stack.js';

// A real Prometheus (Debian's package) with the alerts of docker/monitoring, over running services. Its `for:` are left
// out: they are waits, which promtool's tests have.

const FIRED_WITHIN_MS = 90_000;
let stack: WholeStack;
let prometheus: ChildProcess;
let directory: string;
let url: string;

const firing = async (): Promise<Set<string>> => {
  const answer = await fetch(`${url}/api/v1/alerts`);
  const { data } = (await answer.json()) as { data: { alerts: { labels: { alertname: string } }[] } };
  return new Set(data.alerts.map(({ labels }) => labels.alertname));
};
const fires = (name: string) => eventually(`${name} fires`, async () => (await firing()).has(name), FIRED_WITHIN_MS);

beforeAll(async () => {
  stack = await startWholeStack();
  directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-prometheus-`));
  const alerts = await readFile(new URL('../../../../docker/monitoring/alerts.yaml', import.meta.url), 'utf8');
  await writeFile(path.join(directory, 'alerts.yaml'), alerts.replaceAll(/^ +for: .*\n/gm, ''));
  const jobs = serviceNames.map((name) => ({
    job_name: name,
    static_configs: [{ targets: [new URL(stack.services[name].url).host] }],
  }));
  // YAML holds all of JSON.
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ['alerts.yaml'],
    scrape_configs: jobs,
  };
  const file = path.join(directory, 'prometheus.yml');
  await writeFile(file, JSON.stringify(config));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const data = `--storage.tsdb.path=${path.join(directory, 'data')}`;
  const options = [`--config.file=${file}`, data, `--web.listen-address=127.0.0.1:${port}`];
  prometheus = spawn('prometheus', options, { stdio: 'ignore' });
  await eventually(
    'Prometheus has looked at every service',
    async () => {
      const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent('sum(up)')}`);
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result[0]?.value[1] === String(serviceNames.length);
    },
    60_000,
  );
}, 180_000);
afterAll(async () => {
  prometheus?.kill();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

it('nothing fires while all is well', async () => {
  expect([...(await firing())]).toEqual([]);
});

it('an event that nobody can read fires DeadLetters', async () => {
  const admin = await connectNats({ url: stack.nats.url, name: 'test' });
  await jetstream(admin).publish(`wa.v1.in.message.${stack.channelId}`, 'not an event');
  await admin.close();
  await fires('DeadLetters');
});

it('a body that is no webhook fires Quarantined', async () => {
  const { body } = await apiOf(stack.services['channel-config'], stack.keys.admin)(
    'GET',
    `/v1/channels/${stack.channelId}`,
  );
  await postAsMeta(['{"object":'], [(body as { webhookUrl: string }).webhookUrl], stack.secrets.appSecret, Math.random)
    .done;
  await fires('Quarantined');
});

it('a token that Meta refuses fires ChannelPaused, and one that ends soon TokenExpires', async () => {
  await sim(stack.simulator, 'POST', '/customers', { waId: '447700900501', name: 'Customer' });
  await sim(stack.simulator, 'POST', '/customers/447700900501/messages', {
    phoneNumberId: numbers.queue,
    type: 'text',
    text: 'Hello',
  });
  const ada = apiOf(stack.services.router, stack.keys.ada);
  const session = await eventually('a session', async () => {
    const { items } = (await ada('GET', '/v1/sessions?state=open')).body as { items: SessionView[] };
    return items[0];
  });
  await sim(stack.simulator, 'POST', '/faults', { on: 'send', effect: { graphCode: 190 } });
  await ada('POST', `/v1/sessions/${session.id}/claim`);
  const { body } = await ada(
    'POST',
    `/v1/sessions/${session.id}/messages`,
    { type: 'text', text: { body: 'Hello' }, claimEpoch: 1 },
    { 'idempotency-key': randomUUID() },
  );
  expect((body as MessageView).id).toBeDefined();
  await fires('ChannelPaused');
  await endToken(stack);
  const database = new pg.Client({ connectionString: stack.database.adminUrl });
  await database.connect();
  await database.query(
    `INSERT INTO router.outbox (subject, payload, created_at) VALUES ('wa.v9.nowhere', '{}', now() - interval '5 minutes')`,
  );
  await database.end();
  await fires('TokenExpires');
});

it('a fact that no stream takes fires OutboxStuck', () => fires('OutboxStuck'));

it('a service that is gone fires ServiceDown', async () => {
  await stack.services.stats.stop();
  stack.services.stats.stop = async () => undefined;
  await fires('ServiceDown');
});
