import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, streams, type SessionView } from '@wabx/contracts';
import { connectNats, provision } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import { eventually } from '@wabx/testing';
import pg from 'pg';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from '../whole-stack.js';

// A site of a million messages a day, scaled down together with its limits. Days pass by moving the clock of wabx and Meta.
const A_DAY = Number(process.env['WABX_MESSAGES_A_DAY'] ?? 10_000);
const SCALE = A_DAY / 1_000_000;
const REPLIES = A_DAY / 4;
const RECEIVED = A_DAY - REPLIES;
/** Few enough replies to each that Meta's limit for a pair leaves them alone. */
const CUSTOMERS = Math.ceil(A_DAY / 40);
const AT_ONCE = 16;
/** A fortnight in days, then weeks until every retention has passed twice. */
const STEPS = [...Array.from({ length: 14 }, () => 1), ...Array.from({ length: 18 }, () => 7)];
const WEEKLY_SHARE = 0.1;
const CHORES = ['expire-media', 'forget-parked', 'purge-old-rows', 'forget-facts', 'close-idle-sessions'];
const SETTLED_MS_MAX = 300_000;

/** Rows kept for a received message or a reply, and for how many days. */
const technical = [
  { table: 'router.message_key', days: 45, of: ({ received }: Step) => received },
  { table: 'router.idempotency', days: 7, of: ({ replies }: Step) => replies },
  { table: 'outbound.send', days: 45, of: ({ replies }: Step) => replies },
  { table: 'stats.message_fact', days: 60, of: ({ received, replies }: Step) => received + replies },
];
interface Step {
  day: number;
  received: number;
  replies: number;
}

/** Answers to replies that nobody should get. */
const faults: string[] = [];
let stack: WholeStack;
let nats: NatsConnection;
let admin: pg.Client;
beforeAll(async () => {
  stack = await startWholeStack();
  nats = await connectNats({ url: stack.nats.url, name: 'test' });
  const maxBytes = Object.fromEntries(streams.map(({ name, maxBytes: usual }) => [name, Math.ceil(usual * SCALE)]));
  await provision(nats, { maxBytes, mayLower: true });
  admin = new pg.Client(stack.database.adminUrl);
  await admin.connect();
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => ({ waId: waIdOf(n), name: `C${n}` }));
  await sim(stack.simulator, 'POST', '/setup', { customers });
}, 120_000);
afterAll(async () => {
  await nats?.close();
  await admin?.end();
  await stack?.stop();
}, 60_000);

const waIdOf = (n: number) => String(4_950_000_000_000 + n);
const count = async (from: string) =>
  (await admin.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`)).rows[0]?.count ?? NaN;

async function inParallel(total: number, one: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < total) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function receive(total: number, sofar: number): Promise<void> {
  const body = { phoneNumberId: numbers.extension, text: 'Hello, is my order on its way?' };
  await inParallel(total, (n) => sim(stack.simulator, 'POST', `/customers/${waIdOf(n % CUSTOMERS)}/messages`, body));
  await eventually(
    'all are stored',
    async () => (await count("router.message WHERE direction = 'inbound'")) === sofar + total,
    SETTLED_MS_MAX,
  );
}

async function reply(total: number): Promise<void> {
  const cy = apiOf(stack.services.router, stack.keys.cy);
  const sessions: SessionView[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const { body } = await cy('GET', `/v1/sessions?state=open&limit=100${cursor && `&cursor=${cursor}`}`);
    const page = body as { items: SessionView[]; nextCursor?: string };
    sessions.push(...page.items);
    cursor = page.nextCursor;
  }
  await inParallel(total, async (n) => {
    const { id, claimEpoch } = sessions[n % sessions.length]!;
    const body = { type: 'text', claimEpoch, text: { body: `Reply ${n}` } };
    const key = { 'idempotency-key': newId() };
    // Asked for faster than they can be taken, which is told and is no fault.
    await eventually(
      'the reply is taken',
      async () => {
        const { status, body: answer } = await cy('POST', `/v1/sessions/${id}/messages`, body, key);
        faults.push(...(status === 202 || status === 429 ? [] : [`${status} ${JSON.stringify(answer)}`]));
        return status === 202;
      },
      SETTLED_MS_MAX,
    );
  });
  await eventually(
    'all are read, and counted so',
    async () =>
      (await count("router.message WHERE direction = 'outbound' AND state <> 'read'")) === 0 &&
      (await count(
        "stats.message_fact WHERE counted IS NULL OR outcome = 'pending' OR (outcome = 'succeeded' AND NOT read)",
      )) === 0,
    SETTLED_MS_MAX,
  );
}

async function runChores(): Promise<void> {
  const janitor = apiOf(stack.services['session-janitor'], stack.keys.admin);
  for (const chore of CHORES) {
    await eventually(
      `${chore} has nothing to do`,
      async () => {
        const { done, error } = (await janitor('POST', '/v1/runs', { chore })).body as { done: number; error?: string };
        if (error !== undefined) throw new Error(error);
        return done === 0;
      },
      SETTLED_MS_MAX,
    );
  }
}

/** Share of its limit that the fullest stream has reached. */
async function fullest(): Promise<number> {
  let share = 0;
  for await (const { config, state } of (await jetstreamManager(nats)).streams.list()) {
    if (config.max_bytes > 0) share = Math.max(share, state.bytes / config.max_bytes);
  }
  return share;
}

it(`a fortnight and eighteen weeks at ${A_DAY} messages a day: nothing is refused, nothing grows past its time, counts stay exact`, async () => {
  const steps: Step[] = [];
  let day = 0;
  for (const days of STEPS) {
    const part = days === 1 ? 1 : WEEKLY_SHARE;
    const step = { day, received: Math.round(RECEIVED * part), replies: Math.round(REPLIES * part) };
    await receive(
      step.received,
      steps.reduce((sum, { received }) => sum + received, 0),
    );
    await reply(step.replies);
    steps.push(step);
    day += days;
    await setClockOffset(stack.database.adminUrl, day * 86_400);
    await sim(stack.simulator, 'POST', '/clock', { advanceSeconds: days * 86_400 });
    await runChores();

    for (const { table, days: kept, of } of technical) {
      // Each step happens at one moment of its day, some minutes after midnight.
      const expected = steps.filter((one) => day - one.day <= kept).reduce((sum, one) => sum + of(one), 0);
      const rows = await count(table);
      expect({ day, table, rows }).toEqual({ day, table, rows: Math.min(rows, expected) });
    }
    for (const schema of ['router', 'outbound', 'media', 'config']) {
      await eventually(
        `the outbox of ${schema} is empty`,
        async () => (await count(`${schema}.outbox`)) === 0,
        SETTLED_MS_MAX,
      );
    }
    const share70 = await fullest();
    expect(share70).toBeLessThan(0.8);
    const all = steps.reduce((sum, { received, replies }) => sum + received + replies, 0);
    await eventually(
      'everything is counted',
      async () => {
        const { body } = await apiOf(stack.services.stats, stack.keys.admin)('GET', '/v1/stats/selfcheck');
        const { differences, messages, parked } = body as { differences: number; messages: number; parked: number };
        expect({ differences, parked }).toEqual({ differences: 0, parked: 0 });
        return messages === all;
      },
      SETTLED_MS_MAX,
    );
    const rows: string[] = [];
    for (const { table } of technical) rows.push(`${table} ${await count(table)}`);
    const share = Math.round(share70 * 100);
    process.stdout.write(`day ${day}: ${all} messages, fullest stream ${share} %, ${rows.join(', ')}\n`);
  }
  const { webhooks } = await sim<{ webhooks: { attempts: number; delivered: number } }>(
    stack.simulator,
    'GET',
    '/ledger/summary',
  );
  expect(webhooks.attempts).toBe(webhooks.delivered);
  expect(faults).toEqual([]);
}, 7_200_000);
