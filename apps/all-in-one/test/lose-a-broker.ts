import { jetstreamManager } from '@nats-io/jetstream';
import { startPostgres } from '@wabx/embedded';
import { connectNats } from '@wabx/messaging';
import { newId } from '@wabx/contracts';
import { router } from '@wabx/router';
import { startService } from '@wabx/runtime';
import {
  eventually,
  projectConfiguration,
  startTestCluster,
  testChannel,
  testSealingKeys,
  testTrust,
} from '@wabx/testing';
import { webhookIngress } from '@wabx/webhook-ingress';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { owners, passwordVariableOf } from '../src/owners.js';
import { runMigration } from '../src/run-migration.js';
import { randomFrom } from './generated-history.js';
import { postAsMeta } from './post-as-meta.js';

const PASSWORD = 'only-for-tests-here';
const PHONE_NUMBER_ID = '410020030040051';

export interface Loss {
  /** `num_replicas` of every stream and bucket after the migration. */
  replicas: number[];
  acknowledged: number;
  refused: number;
  /** Messages that the router has stored, each once. */
  stored: number;
}

/**
 * Migrates three brokers to three replicas, starts services on them, and takes away the one that leads the inbound stream,
 * with its disk, while Meta delivers `count` messages.
 */
export async function loseABroker(count: number): Promise<Loss> {
  const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-brokers-`));
  const stops: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  try {
    const [cluster, postgres] = await Promise.all([
      startTestCluster(),
      startPostgres({ dataDir: path.join(directory, 'postgres'), durable: false }),
    ]);
    stops.push(() => Promise.all([cluster.stop(), postgres.stop()]));
    const env = {
      NATS_URL: cluster.url,
      DATABASE_ADMIN_URL: postgres.url,
      WABX_STREAM_REPLICAS: '3',
      ...Object.fromEntries(owners.map(({ service }) => [passwordVariableOf(service), PASSWORD])),
    };
    // As an installation grows: it has begun with one copy of everything.
    await runMigration({ ...env, WABX_STREAM_REPLICAS: '1' }, () => undefined);
    await runMigration(env, () => undefined);
    const connection = await connectNats({ url: cluster.url, name: 'test' });
    stops.push(() => connection.close());
    const jsm = await jetstreamManager(connection);
    const replicas: number[] = [];
    for await (const { config } of jsm.streams.list()) replicas.push(config.num_replicas);

    const destination = { type: 'queue' as const, id: newId() };
    const channel = await testChannel([{ phoneNumberId: PHONE_NUMBER_ID, e164: '+12025550143', destination }]);
    await projectConfiguration(cluster.url, { channels: [channel.view] });
    const databaseUrl = postgres.url.replace(/\/\/[^@]*@/, `//wabx_router:${PASSWORD}@`);
    const settings = { PORT: '0', LOG_LEVEL: 'error', WABX_SEALING_KEYS: testSealingKeys, ...testTrust };
    const ingress = await startService(webhookIngress, { ...settings, NATS_URL: cluster.urlOf('webhook-ingress') });
    stops.push(() => ingress.stop());
    const routerUrl = cluster.urlOf('router');
    const running = await startService(router, { ...settings, NATS_URL: routerUrl, DATABASE_URL: databaseUrl });
    stops.push(() => running.stop());

    const bodies = Array.from({ length: count }, (_, n) => bodyOf(n));
    const urls = [`${ingress.url}/webhooks/whatsapp/${channel.view.webhookKey}`];
    const posting = postAsMeta(bodies, urls, channel.appSecret, randomFrom(1));
    await eventually('a third has been taken', () => posting.accepted > count / 3, 60_000);
    await cluster.lose(await cluster.leaderOf('WA_IN'));
    await posting.done;

    const database = new pg.Client({ connectionString: postgres.url });
    await database.connect();
    stops.push(() => database.end());
    const storedNow = async () => {
      const { rows } = await database.query<{ stored: number }>(
        `SELECT count(*)::int AS stored FROM router.message WHERE wa_message_id LIKE 'wamid.broker-%'`,
      );
      return rows[0]?.stored ?? 0;
    };
    await eventually('the router has stored them', async () => (await storedNow()) >= count, 120_000);
    return { replicas, acknowledged: posting.accepted, refused: posting.refused, stored: await storedNow() };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

function bodyOf(n: number): string {
  const from = `4477009${String(n % 500).padStart(5, '0')}`;
  const text = { from, id: `wamid.broker-${n}`, timestamp: '1795424407', type: 'text', text: { body: `message ${n}` } };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '12025550143', phone_number_id: PHONE_NUMBER_ID },
    contacts: [{ profile: { name: `C${n % 500}` }, wa_id: from }],
    messages: [text],
  };
  const entry = [{ id: '300100200300400', changes: [{ value, field: 'messages' }] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}
