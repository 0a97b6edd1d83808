import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, type ExtensionView, type SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually, projectConfiguration, testApiKey, testTrust } from '@wabx/testing';
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { apiOf, readEvents, startRig, type Rig } from '../router-rig.js';

const full = process.env['WABX_LONG'] === 'full';
const AGENTS = 120;
const CLAIMED_SESSIONS = full ? 200 : 8;
const TRANSFERRED_SESSIONS = full ? 20 : 4;
const REPLIES_EACH = 50;
const IDLE_SESSIONS = full ? 5_000 : 800;
const JANITORS = 3;

let rig: Rig;
let routers: [RunningService, RunningService];
beforeAll(async () => {
  rig = await startRig();
  routers = [await rig.start(), await rig.start()];
}, 120_000);
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rig.stop();
}, 60_000);

let phones = 447701000000;
const pick = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)] as T;
const boss = () => apiOf(routers[0], rig.supervisor);
const open = async (number: string) => {
  const phone = String(++phones);
  await rig.receive({ phoneNumberId: number, waId: phone });
  return await boss().sessionOf(phone);
};

it(`${AGENTS} agents claim a session at the same instant, ${CLAIMED_SESSIONS} times: one has it, the others learn who`, async () => {
  const agents = Array.from({ length: AGENTS }, (_, n) => {
    const extension: ExtensionView = {
      type: 'extension',
      id: newId(),
      version: 1,
      deleted: false,
      number: String(2000 + n),
      name: `Agent ${n}`,
    };
    return { extension, ...testApiKey(['agent'], extension.id) };
  });
  const queue = { ...rig.queue, version: 10, agents: agents.map(({ extension }) => extension.id) };
  await projectConfiguration(rig.nats.url, {
    directory: [...agents.map(({ extension }) => extension), queue],
    apiKeys: agents.map(({ entry }) => entry),
  });
  const last = agents.at(-1)!;
  for (const router of routers) {
    await eventually('all are known', async () => {
      const { status } = await apiOf(router, last.token).call('GET', '/v1/sessions/counts');
      return status === 200;
    });
  }
  for (let round = 0; round < CLAIMED_SESSIONS; round++) {
    const session = await open(rig.numbers.queue);
    const answers = await Promise.all(
      agents.map(({ token }, n) => apiOf(routers[n % 2]!, token).call('POST', `/v1/sessions/${session.id}/claim`)),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const owner = winners[0]?.body['assignee'];
    const losers = answers.filter(({ status }) => status !== 200);
    expect(losers).toHaveLength(AGENTS - 1);
    for (const { status, body } of losers) expect({ status, owner: body['owner'] }).toEqual({ status: 409, owner });
  }
});

it(`of ${TRANSFERRED_SESSIONS * REPLIES_EACH} replies that race a transfer none of a non-owner is sent`, async () => {
  const cy = rig.agents[2];
  const [other] = [rig.agents[0]];
  const reader = await readEvents(routers[1], rig.supervisor);
  let accepted = 0;
  let refused = 0;
  for (let round = 0; round < TRANSFERRED_SESSIONS; round++) {
    const session = await open(rig.numbers.extension);
    const replies = Array.from({ length: REPLIES_EACH }, async (_, n) => {
      await delay(Math.random() * 150);
      return await apiOf(routers[n % 2]!, cy.token).reply(session.id, {
        type: 'text',
        text: { body: `reply ${n}` },
        claimEpoch: session.claimEpoch,
      });
    });
    const transfer = delay(40 + Math.random() * 60).then(() =>
      boss().call('POST', `/v1/sessions/${session.id}/transfer`, { to: { type: 'extension', id: other.extension.id } }),
    );
    const answers = await Promise.all(replies);
    expect((await transfer).status).toBe(200);
    const done = answers.filter(({ status }) => status === 202).map(({ body }) => body['id']);
    accepted += done.length;
    refused += REPLIES_EACH - done.length;
    for (const { status } of answers) expect([202, 403, 404, 409]).toContain(status);
    const events = await eventually('all events', () => {
      const mine = reader.events.filter(({ data }) => data['sessionId'] === session.id);
      const stored = mine.filter(({ data }) => data['type'] === 'message').length;
      return stored === done.length + 1 && mine.some(({ type }) => type === 'session.transferred') && mine;
    });
    // By the session's own numbers: nothing of the old owner after the transfer, and what was accepted is what was sent.
    const transferredAt = Number(events.find(({ type }) => type === 'session.transferred')?.data['eventNo']);
    for (const { type, data } of events) {
      if (type === 'message') expect(Number(data['eventNo'])).toBeLessThan(transferredAt);
    }
    const sent = (await rig.sends()).filter(({ sessionId }) => sessionId === session.id);
    expect(sent.map(({ messageId }) => messageId).sort()).toEqual(done.sort());
  }
  // A race that always ends the same way would prove nothing.
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
  reader.close();
});

it(`${IDLE_SESSIONS} sessions around their idle time, ${JANITORS} janitors: none closed with a newer message inside, none twice`, async () => {
  const source = await rig.database.dataSourceOf('router');
  const spreadMs = IDLE_SESSIONS * 2;
  const leadMs = 5_000;
  const janitors = await Promise.all(Array.from({ length: JANITORS }, startJanitor));
  await rig.moveClock(24 * 3600);
  await source.query(
    // Whole milliseconds, as the column of the last activity has them.
    `WITH made AS (
       SELECT n, gen_random_uuid() AS customer, gen_random_uuid() AS conversation, gen_random_uuid() AS session,
              date_trunc('milliseconds', wabx.now() + make_interval(secs => ($4 + random() * $3) / 1000)) AS idle_at
       FROM generate_series(1, $5::int) AS n
     ), customers AS (
       INSERT INTO customer (id, channel_id, phone) SELECT customer, $1, 447702000000 + n FROM made
     ), aliases AS (
       INSERT INTO customer_alias SELECT $1, 'phone', (447702000000 + n)::text, customer FROM made
     ), conversations AS (
       INSERT INTO conversation (id, channel_id, phone_number_id, customer_id)
       SELECT conversation, $1, $2, customer FROM made
     ), sessions AS (
       INSERT INTO session (id, channel_id, phone_number_id, customer_id, conversation_id, destination_type,
                            destination_id, opened_at, last_activity_at, idle_seconds, idle_closes_at)
       SELECT session, $1, $2, customer, conversation, 'queue', $6, idle_at - interval '1 day',
              idle_at - interval '1 day', 86400, idle_at FROM made
     ) SELECT 1`,
    [rig.channelId, rig.numbers.auto, spreadMs, leadMs, IDLE_SESSIONS, rig.autoQueue.id],
  );
  const rows = (await source.query(
    `SELECT s.id, c.phone, extract(epoch FROM s.idle_closes_at - wabx.now())::float8 * 1000 AS due
     FROM session s JOIN customer c ON c.id = s.customer_id WHERE c.phone LIKE '447702%'`,
  )) as { id: string; phone: string; due: number }[];
  expect(rows).toHaveLength(IDLE_SESSIONS);
  const startedAt = performance.now();
  await Promise.all(
    rows.map(async ({ phone, due }) => {
      // On its way a message takes as long as the machine lets it: some are sent earlier, so that both ends are met.
      const lead = pick([0, 0, 50, 200, 800]);
      const at = startedAt + due - lead + (Math.random() - 0.5) * 100;
      await delay(Math.max(0, at - performance.now()));
      await rig.receive({ phoneNumberId: rig.numbers.auto, waId: phone });
    }),
  );
  const ids = rows.map(({ id }) => id);
  const allIdleClosed = () =>
    eventually(
      'all idle ones are closed, and every message is stored',
      async () => {
        const [left] = (await source.query(
          `SELECT count(*) FILTER (WHERE state = 'open' AND idle_closes_at <= wabx.now())::int AS idle,
                  (SELECT count(*)::int FROM message WHERE phone_number_id = $1) AS stored
           FROM session WHERE phone_number_id = $1`,
          [rig.numbers.auto],
        )) as { idle: number; stored: number }[];
        return left?.idle === 0 && left.stored >= ids.length;
      },
      60_000,
    );
  await allIdleClosed();
  // Those that their message saved are ended by the next idle time, and so are those that it opened.
  await rig.moveClock(48 * 3600 + 600);
  await allIdleClosed();
  for (const janitor of janitors) janitor.kill('SIGTERM');
  const [found] = (await source.query(
    `SELECT coalesce(json_agg(s) FILTER (WHERE closed_at < last_activity_at + make_interval(secs => idle_seconds)), '[]') AS early,
            count(*) FILTER (WHERE closed_at > idle_closes_at + interval '60 s' AND NOT saved)::int AS late,
            count(*) FILTER (WHERE saved)::int AS saved,
            count(*)::int AS all,
            (SELECT count(*)::int FROM (SELECT session_id FROM timeline WHERE change = 'closed'
               GROUP BY session_id HAVING count(*) > 1) AS twice) AS twice,
            (SELECT count(*)::int FROM timeline WHERE session_id = ANY($1) AND change = 'closed') AS closings,
            (SELECT count(*)::int FROM message m JOIN customer c ON c.phone LIKE '447702%'
               JOIN session o ON o.id = m.session_id AND o.customer_id = c.id) AS messages
     FROM (SELECT s.*, EXISTS (SELECT FROM message m WHERE m.session_id = s.id) AS saved
           FROM session s WHERE id = ANY($1)) AS s`,
    [ids],
  )) as {
    early: object[];
    late: number;
    saved: number;
    all: number;
    twice: number;
    closings: number;
    messages: number;
  }[];
  // No session ended with a newer message inside, and no message was lost between an old session and a new one.
  expect(found).toMatchObject({
    early: [],
    late: 0,
    all: ids.length,
    twice: 0,
    closings: ids.length,
    messages: ids.length,
  });
  // Both ends of the race were met.
  expect(found?.saved).toBeGreaterThan(0);
  expect(found?.saved).toBeLessThan(ids.length);
  const { body } = await boss().call('GET', `/v1/sessions/${ids[0]}`);
  expect((body as unknown as SessionView).state).toBe('closed');
});

/** A janitor as it runs in production, but in more of a hurry. */
async function startJanitor(): Promise<ChildProcess> {
  const child = fork(path.resolve('dist/session-janitor.js'), {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      NATS_URL: rig.nats.url,
      ...testTrust,
      CLOSE_IDLE_SESSIONS_SECONDS: '0.1',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the janitor ended with ${code}`)));
  });
  return child;
}
