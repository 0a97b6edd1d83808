import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  channelsView,
  directoryView,
  fileIdOf,
  newId,
  type DataOf,
  type InboundContent,
  type mediaChanged,
  type messageReceived,
  type Person,
  type sendChanged,
} from '@wabx/contracts';
import { LiveView, Requests, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { eventually, testSigning } from '@wabx/testing';
import pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { CustomerErasing } from '../src/customers/erase-customer.js';
import { CustomerMerging } from '../src/customers/merge-customers.js';
import { followMovedNumbers } from '../src/customers/move-number.js';
import { Configuration } from '../src/directory.js';
import { applyMedia, applySends } from '../src/messages/apply-facts.js';
import { Decisions } from '../src/messages/decisions.js';
import { ReplyStore } from '../src/messages/reply-store.js';
import { storeInbound } from '../src/messages/store-inbound.js';
import { closeSessionsOfDeletedChannels } from '../src/sessions/close-sessions-of-channel.js';
import { isRefusal } from '../src/sessions/refusal.js';
import { releaseSessionsOf } from '../src/sessions/release-sessions.js';
import { routeOrphans } from '../src/sessions/route-orphans.js';
import { SessionStore } from '../src/sessions/session-store.js';
import { newWamid, picture, startRig, text, type Rig } from './router-rig.js';

const TABLES = ['customer', 'conversation', 'session', 'message'] as const;

let rig: Rig;
let source: DataSource;
let configuration: Configuration;
let requests: Requests;
let blocker: pg.Client;
let observer: pg.Client;
const views: { close(): void }[] = [];

beforeAll(async () => {
  rig = await startRig();
  source = await rig.database.dataSourceOf('router');
  const bad = (key: string, reason: string) => {
    throw new Error(`${key}: ${reason}`);
  };
  const channels = await LiveView.open(channelsView, rig.connection, testSigning.verify, bad);
  const directory = await LiveView.open(directoryView, rig.connection, testSigning.verify, bad);
  views.push(channels, directory);
  configuration = new Configuration(channels, directory);
  requests = new Requests({ url: rig.nats.url, name: 'test' });
  [blocker, observer] = await Promise.all([connect(), connect()]);
  await prepare();
}, 60_000);
afterAll(async () => {
  await Promise.all([blocker.end(), observer.end()]);
  for (const view of views) view.close();
  await requests.close();
  await rig.stop();
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: rig.database.adminUrl });
  await client.connect();
  await client.query('SET search_path = router, wabx');
  return client;
}

/** Everything a writer does is undone, so that all writers meet the same rows. */
class Undone extends Error {}
const undoing = (): DataSource =>
  Object.create(source, {
    transaction: {
      value: (work: (tx: EntityManager) => Promise<unknown>) =>
        source.transaction(async (tx) => {
          const outcome = await work(tx);
          if (isRefusal(outcome)) throw new Error(`refused: ${outcome.refused}, ${outcome.detail}`);
          throw new Undone();
        }),
    },
  }) as DataSource;

const people = {
  ada: { waId: '447700100001' },
  ben: { waId: '447700100002', userId: 'GB.ben' },
  cat: { waId: '447700100003' },
  dan: { waId: '447700100004' },
} satisfies Record<string, Person>;
let position = 0;

const received = (
  customer: Person,
  content: InboundContent,
  waMessageId = newWamid(),
): Received<typeof messageReceived> =>
  eventOf({
    phoneNumberId: rig.numbers.auto,
    waMessageId,
    origin: 'customer',
    customer,
    sentAt: new Date().toISOString(),
    receivedAt: new Date().toISOString(),
    content,
    raw: {},
  });
const changedSend = (messageId: string): Received<typeof sendChanged> =>
  eventOf<DataOf<typeof sendChanged>>({
    messageId,
    phoneNumberId: rig.numbers.auto,
    attempt: 1,
    state: 'delivered',
    stateNo: 3,
    at: new Date().toISOString(),
    waMessageId: `wamid.${messageId}`,
  });
const changedFile = (wamid: string): Received<typeof mediaChanged> =>
  eventOf<DataOf<typeof mediaChanged>>({
    fileId: fileIdOf('key', rig.numbers.auto, wamid),
    state: 'stored',
    at: new Date().toISOString(),
  });
function eventOf<Data>(data: Data) {
  return {
    id: newId(),
    type: 'test',
    v: 1 as const,
    occurredAt: new Date().toISOString(),
    channelId: rig.channelId,
    traceparent: '00-00000000000000000000000000000000-0000000000000000-01',
    data,
    sequence: ++position,
  };
}

const pictures = { ada: newWamid(), ben: newWamid() };
const oldWords = newWamid();
const sessions: Record<string, string> = {};
const replies: Record<string, string> = {};
interface Row {
  table: (typeof TABLES)[number];
  id: string;
  /** Of a message. */
  sessionId?: string;
}
let rows: Row[] = [];

/** Customers with open sessions, replies and files, one of them with a closed session too. */
async function prepare(): Promise<void> {
  const store = (...events: Received<typeof messageReceived>[]) =>
    inTransaction(source, (tx) => storeInbound(tx, configuration, events));
  const openSessionOf = async ({ waId }: { waId: string }) => {
    const { rows } = await observer.query<{ id: string }>(
      `SELECT s.id FROM session s JOIN customer c ON c.id = s.customer_id WHERE c.phone = $1 AND s.state = 'open'`,
      [waId],
    );
    return rows[0]?.id ?? '';
  };
  await store(received(people.ben, text('some days ago'), oldWords));
  await new SessionStore(source, configuration).close(supervisor, await openSessionOf(people.ben));
  await store(
    received(people.cat, text('hello')),
    received(people.ben, picture(rig.numbers.auto, pictures.ben), pictures.ben),
    received(people.ada, picture(rig.numbers.auto, pictures.ada), pictures.ada),
  );
  for (const name of ['ada', 'ben', 'cat'] as const) sessions[name] = await openSessionOf(people[name]);
  for (const name of ['ada', 'ben'] as const) {
    const reply = await replyTo(source, name, supervisor);
    if (isRefusal(reply)) throw new Error(reply.detail);
    replies[name] = reply.answer.id;
  }
  await observer.query("UPDATE message SET state = 'failed', state_no = 2, attempt = 1 WHERE id = $1", [
    replies['ben'],
  ]);
  for (const table of TABLES) {
    const columns = table === 'message' ? 'id, session_id AS "sessionId"' : 'id';
    const found = await observer.query<Omit<Row, 'table'>>(`SELECT ${columns} FROM ${table} ORDER BY id`);
    rows = [...rows, ...found.rows.map((row) => ({ ...row, table }))];
  }
}

const supervisor = { kind: 'supervisor', keyId: 'test', name: 'test' } as const;
const agent = () => ({ kind: 'agent', extensionId: rig.agents[0].extension.id, name: 'Ada' }) as const;
const sessionOf = (name: string) => sessions[name] ?? '';
const replyTo = (db: DataSource, name: string, actor: Parameters<ReplyStore['accept']>[0]) =>
  new ReplyStore(db, configuration, requests).accept(
    actor,
    sessionOf(name),
    { type: 'text', text: { body: 'hi' }, claimEpoch: 0 },
    { caller: 'test', keyId: 'k', key: newId() },
    { extensionId: undefined, readsAll: false },
  );

const system = (type: string, names: Pick<Person, 'waId' | 'userId'>): InboundContent =>
  ({ kind: 'system', system: { type, body: 'changed', ...names } }) as InboundContent;

const inbound = (events: () => Received<typeof messageReceived>[]) => (db: DataSource) =>
  inTransaction(db, (tx) => storeInbound(tx, configuration, events()));

interface Writer {
  write(db: DataSource): Promise<unknown>;
  /** What makes it write, and what undoes that. */
  given?: [string, string];
  /** It passes over rows that are locked. */
  skips?: true;
  /** It takes locks that foreign keys wait for. */
  deletes?: true;
}

const sessionOfFailed = `SELECT session_id FROM message WHERE direction = 'outbound' AND state = 'failed'`;

/** Every writer of these tables; the batches name their rows in an order of their own. */
const writers: Record<string, Writer> = {
  'texts of three customers': {
    write: inbound(() => [people.cat, people.ada, people.ben].map((customer) => received(customer, text('more')))),
  },
  'an edit in a closed session, a reaction and a text': {
    write: inbound(() => [
      received(people.cat, text('more')),
      received(people.ben, { kind: 'edit', edit: { target: oldWords, content: text('edited') } } as InboundContent),
      received(people.ada, { kind: 'reaction', reaction: { target: pictures.ada, emoji: '+' } }),
    ]),
  },
  'a message after the idle time': {
    given: ["UPDATE session SET idle_closes_at = now() - interval '1 h' WHERE state = 'open'", resetIdle()],
    write: inbound(() => [people.cat, people.ada].map((customer) => received(customer, text('late')))),
  },
  'a stranger among customers': {
    write: inbound(() => [people.ben, people.dan, people.ada].map((customer) => received(customer, text('hi')))),
  },
  'a number change': {
    write: inbound(() => [
      received(people.cat, system('user_changed_number', { waId: '447700100009' })),
      received(people.ada, text('hi')),
    ]),
  },
  'a number change to an id that another customer has': {
    write: inbound(() => [
      received(people.cat, system('user_changed_user_id', { userId: people.ben.userId })),
      received(people.ada, text('hi')),
    ]),
  },
  'a customer who turns out to be another': {
    write: inbound(() => [
      received({ waId: people.cat.waId, userId: people.ben.userId }, text('it is me')),
      received(people.ada, text('hi')),
    ]),
  },
  'a reply that takes the session': { write: (db) => replyTo(db, 'ada', agent()) },
  'a reply': { write: (db) => replyTo(db, 'ben', supervisor) },
  claim: { write: (db) => new SessionStore(db, configuration).claim(agent(), sessionOf('cat')) },
  transfer: {
    write: (db) =>
      new SessionStore(db, configuration).transfer(
        supervisor,
        sessionOf('cat'),
        { type: 'queue', id: rig.queue.id },
        undefined,
      ),
  },
  close: { write: (db) => new SessionStore(db, configuration).close(supervisor, sessionOf('ben')) },
  reopening: {
    given: [
      `UPDATE session SET state = 'closed', closed_at = now() WHERE id = (${sessionOfFailed})`,
      `UPDATE session SET state = 'open', closed_at = NULL WHERE id = (${sessionOfFailed})`,
    ],
    write: (db) => new SessionStore(db, configuration).reopen(supervisor, sessionOf('ben')),
  },
  'closing idle sessions': {
    skips: true,
    given: ["UPDATE session SET idle_closes_at = now() - interval '1 h' WHERE state = 'open'", resetIdle()],
    write: (db) => new SessionStore(db, configuration).closeIdle(10),
  },
  'telling of closing windows': {
    skips: true,
    given: [
      "UPDATE conversation SET reply_window_closes_at = now() + interval '30 min'",
      "UPDATE conversation SET reply_window_closes_at = now() + interval '23 h'",
    ],
    write: (db) => new SessionStore(db, configuration).announceClosingWindows(10),
  },
  'routing orphans': {
    given: [
      `UPDATE session SET destination_type = NULL, destination_id = NULL, assignee = destination_id`,
      `UPDATE session SET destination_type = 'queue', destination_id = assignee, assignee = NULL`,
    ],
    write: (db) => routeOrphans(db, configuration),
  },
  'sessions of a deleted extension': {
    given: [
      "UPDATE session SET assignee = '00000000-0000-7000-8000-000000000001' WHERE state = 'open'",
      'UPDATE session SET assignee = NULL',
    ],
    write: (db) => releaseSessionsOf(db, configuration, '00000000-0000-7000-8000-000000000001'),
  },
  'sessions of a deleted channel': {
    write: (db) =>
      closeSessionsOfDeletedChannels(
        db,
        withConfiguration({ deletedChannels: () => [rig.channelId], channelsOfNumbers: () => new Map() }),
      ),
  },
  'a number that moves to another channel': {
    write: (db) =>
      followMovedNumbers(
        db,
        withConfiguration({ channelsOfNumbers: () => new Map([[rig.numbers.auto, newId()]]), number: () => undefined }),
      ),
  },
  'facts of sends': {
    write: (db) =>
      inTransaction(db, (tx) =>
        applySends(
          tx,
          configuration,
          ['ben', 'ada'].map((name) => changedSend(replies[name] ?? '')),
        ),
      ),
  },
  'facts of files': {
    write: (db) =>
      inTransaction(db, (tx) => applyMedia(tx, configuration, [pictures.ben, pictures.ada].map(changedFile))),
  },
  'a decision about a reply': {
    write: (db) =>
      new Decisions(db, configuration).decide(supervisor, {
        sessionId: sessionOf('ben'),
        messageId: replies['ben'] ?? '',
        attempt: 1,
        decision: 'retry',
      }),
  },
  'a decision that opens a closed session again': {
    given: [
      `UPDATE session SET state = 'closed', closed_at = now() WHERE id = (${sessionOfFailed})`,
      `UPDATE session SET state = 'open', closed_at = NULL WHERE id = (${sessionOfFailed})`,
    ],
    write: (db) =>
      new Decisions(db, configuration).decide(supervisor, {
        sessionId: sessionOf('ben'),
        messageId: replies['ben'] ?? '',
        attempt: 1,
        decision: 'retry',
      }),
  },
  'withdrawing a reply': {
    given: [
      "UPDATE message SET state = 'retry_wait' WHERE state = 'failed'",
      "UPDATE message SET state = 'failed' WHERE state = 'retry_wait'",
    ],
    write: (db) =>
      new Decisions(db, configuration).decide(supervisor, {
        sessionId: sessionOf('ben'),
        messageId: replies['ben'] ?? '',
        decision: 'withdraw',
      }),
  },
  'people who merge two customers': {
    write: async (db) => {
      const [id, into] = [await customerOf(people.cat), await customerOf(people.ben)];
      return await new CustomerMerging(db).merge(id, into, supervisor);
    },
  },
  'erasing a customer': {
    deletes: true,
    write: async (db) => {
      const { keyId, name } = supervisor;
      const ben = await customerOf(people.ben);
      return await new CustomerErasing(db, configuration, requests).erase(ben, { keyId, name });
    },
  },
};

async function customerOf({ waId }: { waId: string }): Promise<string> {
  const { rows } = await observer.query<{ id: string }>('SELECT id FROM customer WHERE phone = $1', [waId]);
  return rows[0]?.id ?? '';
}

/** The configuration of the rig, but for what a change of the set-up makes of it. */
function withConfiguration(change: Partial<Configuration>): Configuration {
  return Object.assign(Object.create(configuration) as Configuration, change);
}

function resetIdle(): string {
  return "UPDATE session SET idle_closes_at = now() + interval '20 h'";
}

describe.each(Object.entries(writers))('%s', (_, { write, given, skips, deletes }) => {
  beforeAll(async () => {
    if (given) await observer.query(given[0]);
  });
  afterAll(async () => {
    if (given) await observer.query(given[1]);
  });
  const run = () =>
    write(undoing()).then(
      () => {
        throw new Error('wrote nothing in a transaction');
      },
      (error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      },
    );

  it('holds nothing that comes after what it waits for', async () => {
    let waits = 0;
    for (const row of rows) {
      await blocker.query(`BEGIN`);
      await blocker.query(`SELECT FROM ${row.table} WHERE id = $1 FOR NO KEY UPDATE`, [row.id]);
      let done = false;
      const running = run().finally(() => (done = true));
      running.catch(() => undefined);
      try {
        await eventually('the writer waits or is done', async () => done || (await isWaiting()));
        if (done) continue;
        waits += 1;
        const held = await heldRows();
        expect({ waitsFor: row.table, holds: held.filter((other) => comesAfter(other, row)) }).toEqual({
          waitsFor: row.table,
          holds: [],
        });
        // Messages need no order among themselves: whoever writes one has its session alone.
        const unguarded = held.filter(({ sessionId }) => sessionId && !held.some(({ id }) => id === sessionId));
        expect(unguarded).toEqual([]);
      } finally {
        await blocker.query('ROLLBACK');
        await running;
      }
    }
    if (!skips) expect(waits).toBeGreaterThan(0);
  });

  if (deletes) return;
  it('never waits for the check of a foreign key, nor lets one wait', async () => {
    await blocker.query('BEGIN');
    for (const table of TABLES) await blocker.query(`SELECT FROM ${table} FOR KEY SHARE`);
    try {
      await run();
    } finally {
      await blocker.query('ROLLBACK');
    }
  });
});

async function isWaiting(): Promise<boolean> {
  const { rowCount } = await observer.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rowCount !== 0;
}

/** The rows that somebody has locked against changes. */
async function heldRows(): Promise<Row[]> {
  const free = new Set<string>();
  for (const table of TABLES) {
    const unlocked = await observer.query<Row>(`SELECT id FROM ${table} FOR NO KEY UPDATE SKIP LOCKED`);
    for (const { id } of unlocked.rows) free.add(id);
  }
  return rows.filter(({ id }) => !free.has(id));
}

function comesAfter(one: Row, other: Row): boolean {
  if (one.table === other.table) return one.table !== 'message' && one.id > other.id;
  return TABLES.indexOf(one.table) > TABLES.indexOf(other.table);
}
