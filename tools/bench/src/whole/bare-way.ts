import { jetstreamManager } from '@nats-io/jetstream';
import { startChild } from '../child.js';
import type { LaunchedStack } from './launched-stack.js';
import { call, waIdOf, type Answer } from './traffic.js';

const NUMBER = { phoneNumberId: '410020030040091', displayPhoneNumber: '+1 555-010-0091', wabaId: '410020030040092' };
const APP = { appId: '410020030040093', secret: 'bare' };
const TOKEN = 'bare-token';

export interface BareWay {
  reply(n: number): Promise<Answer>;
  allRead(): Promise<boolean>;
  stop(): Promise<void>;
}

/** A program that does the least that is right, on the servers of the stack, with a number and an app of its own at Meta. */
export async function startBareWay(stack: LaunchedStack, customers: number): Promise<BareWay> {
  const { database, nats, simulatorUrl } = stack;
  const waIds = Array.from({ length: customers }, (_, n) => waIdOf(n));
  await database.query(`
    CREATE ROLE wabx_bare LOGIN PASSWORD 'bare';
    CREATE SCHEMA bare AUTHORIZATION wabx_bare;
    CREATE TABLE bare.conversation (wa_id text PRIMARY KEY, sequence bigint NOT NULL DEFAULT 0);
    CREATE TABLE bare.session (wa_id text PRIMARY KEY, active_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE bare.message (id uuid PRIMARY KEY, wa_id text NOT NULL, body text NOT NULL, state text NOT NULL);
    GRANT ALL ON ALL TABLES IN SCHEMA bare TO wabx_bare;
  `);
  await database.query('INSERT INTO bare.conversation SELECT unnest($1::text[])', [waIds]);
  await database.query('INSERT INTO bare.session SELECT unnest($1::text[])', [waIds]);
  await (await jetstreamManager(nats)).streams.add({ name: 'BARE', subjects: ['bare.>'] });
  const databaseUrl = new URL(stack.databaseUrl);
  [databaseUrl.username, databaseUrl.password] = ['wabx_bare', 'bare'];
  const child = await startChild('./servers/bare-way.js', {
    DATABASE_URL: databaseUrl.href,
    NATS_URL: stack.natsUrl,
    GRAPH_URL: simulatorUrl,
    NUMBER: NUMBER.phoneNumberId,
    ACCESS_TOKEN: TOKEN,
    APP_SECRET: APP.secret,
  });
  const setUp = await call('POST', `${simulatorUrl}/_sim/setup`, {
    apps: [{ ...APP, callbackUrl: `${child.url}/webhook` }],
    // It has no pace of its own: Meta must not refuse what comes in a burst.
    numbers: [{ ...NUMBER, throughput: 1_000 }],
    tokens: [{ token: TOKEN, appId: APP.appId }],
  });
  if (setUp.status !== 200) throw new Error(`the simulator refused the bare program: ${JSON.stringify(setUp.body)}`);
  for (const waId of waIds) {
    const text = { phoneNumberId: NUMBER.phoneNumberId, text: 'Hello' };
    await call('POST', `${simulatorUrl}/_sim/customers/${waId}/messages`, text);
  }
  return {
    reply: (n) => call('POST', `${child.url}/replies`, { to: waIds[n % waIds.length], text: `Reply ${n}` }),
    allRead: async () => {
      const { rows } = await database.query<{ count: number }>(
        "SELECT count(*)::int FROM bare.message WHERE state <> 'read'",
      );
      return rows[0]?.count === 0;
    },
    stop: () => child.stop(),
  };
}
