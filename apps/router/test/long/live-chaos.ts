import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { messageChanged, messageStored, newId, sessionChanged, type ExtensionView } from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually, projectConfiguration, testApiKey, testTrust } from '@wabx/testing';
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { apiOf, readEvents, startRig, type Rig } from '../router-rig.js';

const full = process.env['WABX_LONG'] === 'full';
const AGENTS = 50;
const EVENTS = full ? 10_000 : 600;
const SESSIONS = 40;
const RECONNECT_MS = full ? [1_000, 5_000] : [500, 2_500];

interface Router {
  service: Pick<RunningService, 'url'>;
  process: ChildProcess;
}

let rig: Rig;
const routers: Router[] = [];
beforeAll(async () => {
  rig = await startRig();
  routers.push(await startRouter(), await startRouter());
}, 120_000);
afterAll(async () => {
  for (const { process: child } of routers) child.kill('SIGKILL');
  await rig.stop();
}, 60_000);

/** A process of its own, because it is going to be killed. */
async function startRouter(): Promise<Router> {
  const child = fork(path.resolve('dist/router.js'), {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      NATS_URL: rig.nats.url,
      ...testTrust,
      DATABASE_URL: rig.database.urlOf('router'),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { ready: { url: string }[] }) => resolve(message.ready[0]?.url ?? ''));
    child.once('exit', (code) => reject(new Error(`the router ended with ${code}`)));
  });
  return { service: { url }, process: child };
}

const living = () => routers.filter(({ process: child }) => child.exitCode === null && child.signalCode === null);
const anyRouter = () => living()[Math.floor(Math.random() * living().length)]!.service as RunningService;
const pick = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)] as T;

/** What one agent's client has kept: an event number it has seen is dropped. */
interface Log {
  entries: { sequence: number; type: string; session: string; eventNo: number }[];
  resets: number;
  connections: number;
}

it(`${AGENTS} agents who come and go miss nothing of ${EVENTS} events while a router is killed`, async () => {
  const agents = Array.from({ length: AGENTS }, (_, n) => {
    const extension: ExtensionView = {
      type: 'extension',
      id: newId(),
      version: 1,
      deleted: false,
      number: String(3000 + n),
      name: `Agent ${n}`,
    };
    return { extension, ...testApiKey(['agent'], extension.id) };
  });
  const halves = [agents.filter((_, n) => n % 2 === 0), agents.filter((_, n) => n % 2 === 1)];
  await projectConfiguration(rig.nats.url, {
    directory: [
      ...agents.map(({ extension }) => extension),
      ...[rig.queue, rig.autoQueue].map((queue, at) => ({
        ...queue,
        version: 10,
        agents: halves[at]!.map(({ extension }) => extension.id),
      })),
    ],
    apiKeys: agents.map(({ entry }) => entry),
  });
  for (const { service } of routers) {
    for (const { token } of [agents[0]!, agents.at(-1)!]) {
      await eventually('keys are known', async () => {
        return (await apiOf(service as RunningService, token).call('GET', '/v1/sessions/counts')).status === 200;
      });
    }
  }
  const manager = await jetstreamManager(rig.connection);
  const first = (await manager.streams.info('WA_EVT')).state.last_seq + 1;

  let over = false;
  const readers = agents.map(async ({ token }) => {
    const log: Log = { entries: [], resets: 0, connections: 0 };
    const seen = new Set<string>();
    let lastId: string | undefined;
    const take = (event: { id: string; type: string; data: Record<string, unknown> }) => {
      if (event.type === 'reset') log.resets++;
      else {
        const key = `${String(event.data['sessionId'])} ${String(event.data['eventNo'])}`;
        if (!seen.has(key)) {
          log.entries.push({
            sequence: Number(event.id.split('-')[1]),
            type: event.type,
            session: String(event.data['sessionId']),
            eventNo: Number(event.data['eventNo']),
          });
        }
        seen.add(key);
      }
      lastId = event.id;
    };
    while (!over) {
      try {
        const reader = await readEvents(anyRouter(), token, lastId ?? (await startId()));
        log.connections++;
        const stayMs = RECONNECT_MS[0]! + Math.random() * (RECONNECT_MS[1]! - RECONNECT_MS[0]!);
        // The last stay lasts until everything there is has gone by.
        const until = performance.now() + stayMs;
        let taken = 0;
        const isAlive = { is: true };
        void reader.ended.then(
          () => (isAlive.is = false),
          () => (isAlive.is = false),
        );
        while (isAlive.is && !over && performance.now() < until) {
          await delay(25);
          for (; taken < reader.events.length; taken++) take(reader.events[taken]!);
        }
        reader.close();
        for (; taken < reader.events.length; taken++) take(reader.events[taken]!);
      } catch {
        await delay(50); // the killed one refuses, the next try finds the other
      }
    }
    return log;
  });

  const killed = delay(full ? 8_000 : 3_000).then(async () => {
    routers[0]!.process.kill('SIGKILL');
    await delay(1_000);
    routers.push(await startRouter());
  });
  await makeEvents(agents.map(({ token }) => token));
  await killed;
  const { last_seq } = (await manager.streams.info('WA_EVT')).state;
  await delay(RECONNECT_MS[1]! + 3_000); // everybody has come back once more
  over = true;
  const logs = await Promise.all(readers);

  const facts = await factsFrom(first, last_seq);
  expect(facts.length).toBeGreaterThanOrEqual(EVENTS);
  for (const [at, log] of logs.entries()) {
    const me = agents[at]!.extension.id;
    expect(log.resets).toBe(0);
    expect(log.connections).toBeGreaterThan(2);
    const sequences = log.entries.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    const got = new Map(log.entries.map((entry) => [entry.sequence, entry]));
    // Seen by the rule: in the audience or losing the right. Certainly seen, unless a later fact took the right away.
    const lostAt = new Map<string, number>();
    for (const fact of facts) if (!fact.audience.includes(me)) lostAt.set(fact.session, fact.sequence);
    for (const fact of facts) {
      const entry = got.get(fact.sequence);
      if (fact.losers.includes(me)) expect(entry).toMatchObject({ type: 'session.lost', eventNo: fact.eventNo });
      else if (!fact.audience.includes(me)) expect(entry).toBeUndefined();
      else if (!((lostAt.get(fact.session) ?? 0) > fact.sequence)) {
        expect({ at: fact.sequence, entry }).toMatchObject({ entry: { session: fact.session, eventNo: fact.eventNo } });
      }
      got.delete(fact.sequence);
    }
    expect([...got.values()]).toEqual([]);
  }
});

async function startId(): Promise<string> {
  const { created, state } = await (await jetstreamManager(rig.connection)).streams.info('WA_EVT');
  return `${Date.parse(String(created))}-${state.first_seq === 0 ? 0 : state.first_seq - 1}`;
}

/** Customers write to both queues, and agents take over, give back and hand on. */
async function makeEvents(tokens: string[]): Promise<void> {
  const customers = Array.from({ length: SESSIONS }, (_, n) => ({
    waId: String(447703000000 + n),
    phoneNumberId: n % 2 ? rig.numbers.queue : rig.numbers.auto,
  }));
  for (let n = 0; n < EVENTS; n += 20) {
    await Promise.all(Array.from({ length: 20 }, () => rig.receive(pick(customers))));
    try {
      const router = anyRouter();
      const boss = apiOf(router, rig.supervisor);
      const session = pick(await boss.sessions('?state=open&limit=200'));
      if (!session) continue;
      const action = Math.random();
      if (action < 0.5) await apiOf(router, pick(tokens)).call('POST', `/v1/sessions/${session.id}/claim`);
      else if (action < 0.75) await boss.call('POST', `/v1/sessions/${session.id}/release`);
      else {
        const to = { type: 'queue', id: pick([rig.queue, rig.autoQueue]).id };
        await boss.call('POST', `/v1/sessions/${session.id}/transfer`, { to });
      }
    } catch {
      await delay(20); // it was the killed one
    }
  }
  const manager = await jetstreamManager(rig.connection);
  const source = await rig.database.dataSourceOf('router');
  await eventually(
    'everything is handled and published',
    async () => {
      const { num_pending, num_ack_pending } = await manager.consumers.info('WA_IN', 'router-messages');
      const [outbox] = (await source.query('SELECT count(*)::int AS count FROM outbox')) as { count: number }[];
      return num_pending + num_ack_pending === 0 && outbox?.count === 0;
    },
    120_000,
  );
}

async function factsFrom(first: number, last: number) {
  const manager = await jetstreamManager(rig.connection);
  const facts: { sequence: number; session: string; eventNo: number; audience: string[]; losers: string[] }[] = [];
  for (let seq = first; seq <= last; seq++) {
    const message = await manager.streams.getMessage('WA_EVT', { seq });
    if (!message) continue;
    const { subject, data } = message;
    if (subject.startsWith(`${sessionChanged.subject}.`)) {
      const { session, eventNo, audience, losers } = fromWire(sessionChanged, data).data;
      facts.push({ sequence: seq, session: session.id, eventNo, audience, losers });
    } else if (subject.startsWith(`${messageStored.subject}.`)) {
      const { session, eventNo, audience } = fromWire(messageStored, data).data;
      facts.push({ sequence: seq, session: session.id, eventNo, audience, losers: [] });
    } else if (subject.startsWith(`${messageChanged.subject}.`)) {
      const { message: changed, eventNo, audience } = fromWire(messageChanged, data).data;
      if (changed.sessionId) facts.push({ sequence: seq, session: changed.sessionId, eventNo, audience, losers: [] });
    }
  }
  return facts;
}
