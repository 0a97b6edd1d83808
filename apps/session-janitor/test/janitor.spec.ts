import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { choreNames, janitorRan, NO_CHANNEL } from '@wabx/contracts';
import { connectNats, EventPublisher, Requests } from '@wabx/messaging';
import { startService, type RunningService } from '@wabx/runtime';
import { eventually, projectConfiguration, startTestNats, testApiKey, type TestNats, testTrust } from '@wabx/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { sessionJanitor } from '../src/index.js';
import { choreConfig, choresOf, type ChoreName } from '../src/chores.js';
import { Janitor } from '../src/janitor.js';
import type { Run } from '../src/run-chore.js';
import type { PublishedRun } from '../src/run-history.js';
import { startStandInOwner, type StandInOwner } from './stand-in-owner.js';

let nats: TestNats;
let connection: NatsConnection;
let owner: StandInOwner | undefined;
const janitors: RunningService[] = [];

const key = testApiKey(['ops:read', 'ops:write']);
const readKey = testApiKey(['ops:read']);

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  await projectConfiguration(nats.url, { apiKeys: [key.entry, readKey.entry] });
});
afterAll(async () => {
  await connection.close();
  await nats.stop();
});
afterEach(async () => {
  await Promise.all(janitors.splice(0).map((janitor) => janitor.stop()));
  await owner?.stop();
  owner = undefined;
  await (await jetstreamManager(connection)).streams.purge('WA_EVT');
});

const byHandOnly = Object.fromEntries(
  choreNames.map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_SECONDS`, '3600']),
);
const startJanitor = async (schedule: Record<string, string> = {}) => {
  const janitor = await startService(sessionJanitor, {
    PORT: '0',
    NATS_URL: nats.url,
    ...testTrust,
    // A failing owner is logged as a warning, which these tests cause on purpose.
    LOG_LEVEL: 'error',
    ...byHandOnly,
    ...schedule,
  });
  janitors.push(janitor);
  return janitor;
};

const call = async (janitor: RunningService, init: { body?: unknown; token?: string; query?: string } = {}) =>
  await fetch(`${janitor.url}/v1/runs${init.query ?? ''}`, {
    method: init.body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${init.token ?? key.token}`, 'content-type': 'application/json' },
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  });
const runNow = async (janitor: RunningService, chore: ChoreName): Promise<Run> => {
  const response = await call(janitor, { body: { chore } });
  expect(response.status).toBe(200);
  return (await response.json()) as Run;
};
const list = async (janitor: RunningService) =>
  (await (await call(janitor)).json()) as {
    chores: { chore: ChoreName; everySeconds: number; lastRun?: Run }[];
    items: PublishedRun[];
  };
const lastRunOf = async (janitor: RunningService, chore: ChoreName) =>
  (await list(janitor)).chores.find((entry) => entry.chore === chore)?.lastRun;
const metricOf = async (janitor: RunningService, line: string) => {
  const text = await (await fetch(`${janitor.url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((entry) => entry.startsWith(`${line} `))
      ?.split(' ')
      .at(-1) ?? 0,
  );
};

/** A promise that the test resolves. */
const latch = () => {
  let open: () => void = () => {};
  return { closed: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
};

describe('a run by hand', () => {
  it.each(choreNames)('of %s asks the owner in small batches until nothing is left', async (chore) => {
    owner = await startStandInOwner(nats.url);
    owner.due.set(chore, 250);
    const janitor = await startJanitor();

    const run = await runNow(janitor, chore);

    expect(run).toMatchObject({ chore, done: 250, more: false });
    expect(run.error).toBeUndefined();
    expect(owner.asked).toEqual([1, 2, 3].map(() => ({ chore, limit: 100 })));
    expect(await lastRunOf(janitor, chore)).toEqual(run);
    expect(await metricOf(janitor, `wabx_janitor_done_total{chore="${chore}"}`)).toBe(250);
    const published = await eventually('published', async () => (await list(janitor)).items[0]);
    expect(published).toEqual({ chore, startedAt: run.startedAt, durationMs: run.durationMs, done: 250 });
  });

  it('that finds nothing to do is shown but not published', async () => {
    owner = await startStandInOwner(nats.url);
    const janitor = await startJanitor();
    expect(await runNow(janitor, 'forget-parked')).toMatchObject({ done: 0, more: false });
    expect(await lastRunOf(janitor, 'forget-parked')).toMatchObject({ done: 0 });
    // The next one is published, and it is the only one.
    owner.due.set('forget-parked', 1);
    await runNow(janitor, 'forget-parked');
    const items = await eventually('published', async () => {
      const { items } = await list(janitor);
      return items.length > 0 && items;
    });
    expect(items).toMatchObject([{ chore: 'forget-parked', done: 1 }]);
  });

  it('joins the run that is in hand', async () => {
    owner = await startStandInOwner(nats.url);
    owner.due.set('expire-media', 30);
    const requests = new Requests({ url: nats.url, name: 'test' });
    const janitor = new Janitor(choresOf(choreConfig.parse({})), requests, async () => {});
    const runs = await Promise.all([janitor.run('expire-media'), janitor.run('expire-media')]);
    expect(runs.map(({ done }) => done)).toEqual([30, 30]);
    expect(owner.asked).toHaveLength(1);
    expect((await janitor.run('expire-media')).done).toBe(0);
    await requests.close();
  });

  it('is refused without the right to, and for a chore that does not exist', async () => {
    const janitor = await startJanitor();
    expect((await call(janitor, { body: { chore: 'expire-media' }, token: readKey.token })).status).toBe(403);
    expect((await call(janitor, { token: readKey.token })).status).toBe(200);
    expect((await call(janitor, { token: 'none' })).status).toBe(401);
    const unknown = await call(janitor, { body: { chore: 'do-the-dishes' } });
    expect(unknown.status).toBe(422);
    expect(await unknown.json()).toMatchObject({ code: 'INVALID_INPUT', errors: [{ pointer: '/chore' }] });
    expect((await call(janitor, { query: '?limit=0' })).status).toBe(422);
  });
});

describe('the schedule', () => {
  it('runs every chore by itself, again and again', async () => {
    owner = await startStandInOwner(nats.url);
    for (const chore of choreNames) owner.due.set(chore, 3);
    const janitor = await startJanitor(Object.fromEntries(Object.keys(byHandOnly).map((name) => [name, '0.1'])));
    await eventually('all done', () => choreNames.every((chore) => owner?.due.get(chore) === 0));
    for (const chore of choreNames) owner.due.set(chore, 2);
    await eventually('all done again', () => choreNames.every((chore) => owner?.due.get(chore) === 0));
    const { chores } = await list(janitor);
    expect(chores.map(({ chore, everySeconds }) => [chore, everySeconds])).toEqual(
      choreNames.map((chore) => [chore, 0.1]),
    );
  });

  it('has the defaults of the design and refuses what is not a time', async () => {
    expect(sessionJanitor.config.parse({})).toEqual({
      CLOSE_IDLE_SESSIONS_SECONDS: 10,
      ANNOUNCE_CLOSING_WINDOWS_SECONDS: 30,
      EXPIRE_MEDIA_SECONDS: 60,
      SETTLE_UNKNOWN_SENDS_SECONDS: 5,
      FORGET_PARKED_SECONDS: 600,
      PURGE_OLD_ROWS_SECONDS: 3600,
      LOOK_AT_STREAMS_SECONDS: 0.25,
      FORGET_FACTS_SECONDS: 3600,
    });
    await expect(startJanitor({ EXPIRE_MEDIA_SECONDS: 'often' })).rejects.toThrow(/EXPIRE_MEDIA_SECONDS/);
  });
});

describe('an owner that', () => {
  it('is away is reported, costs the other chores nothing, and is asked again next time', async () => {
    const janitor = await startJanitor({ SETTLE_UNKNOWN_SENDS_SECONDS: '0.1' });
    const failed = await eventually('reported', async () => (await list(janitor)).items[0]);
    expect(failed).toMatchObject({ chore: 'settle-unknown-sends', done: 0 });
    expect(failed.error).toContain('no answer on wa.v1.rpc.outbound-sender.settle-unknown-sends');
    const byHand = await runNow(janitor, 'expire-media');
    expect(byHand.error).toContain('no answer on wa.v1.rpc.media-store.expire-media');

    owner = await startStandInOwner(nats.url);
    owner.due.set('settle-unknown-sends', 7);
    await eventually('done once the owner is back', () => owner?.due.get('settle-unknown-sends') === 0);
    await eventually('published', async () => (await list(janitor)).items.some(({ done }) => done === 7));
    expect(
      await metricOf(janitor, 'wabx_janitor_runs_total{chore="settle-unknown-sends",outcome="failed"}'),
    ).toBeGreaterThan(0);
    expect((await runNow(janitor, 'expire-media')).error).toBeUndefined();
  });

  it('fails half-way keeps what was done before', async () => {
    owner = await startStandInOwner(nats.url);
    owner.due.set('purge-old-rows', 1_000);
    owner.failsFromAsk = 4;
    const janitor = await startJanitor();
    const run = await runNow(janitor, 'purge-old-rows');
    expect(run).toMatchObject({ done: 300, error: expect.stringContaining('purge') });
    expect(owner.asked).toHaveLength(4);
    owner.failsFromAsk = Infinity;
    expect(await runNow(janitor, 'purge-old-rows')).toMatchObject({ done: 700, more: false });
  });

  it('says that there is more but gets nothing done is not asked in a circle', async () => {
    owner = await startStandInOwner(nats.url);
    owner.due.set('close-idle-sessions', 500);
    owner.isStuck = true;
    const janitor = await startJanitor();
    expect(await runNow(janitor, 'close-idle-sessions')).toMatchObject({ done: 0, more: false });
    expect(owner.asked).toHaveLength(1);
  });
});

describe('several janitors', () => {
  it('share the work, each piece once, and each shows what all have done', async () => {
    owner = await startStandInOwner(nats.url);
    owner.due.set('close-idle-sessions', 2_000);
    const [one, other] = [await startJanitor(), await startJanitor()];
    const runs = await Promise.all([runNow(one, 'close-idle-sessions'), runNow(other, 'close-idle-sessions')]);
    expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(runs[0]!.done + runs[1]!.done).toBe(2_000);
    const published = runs.filter(({ done }) => done > 0).length;
    for (const janitor of [one, other]) {
      const items = await eventually('both told', async () => {
        const { items } = await list(janitor);
        return items.length === published && items;
      });
      expect(items.reduce((sum, { done }) => sum + done, 0)).toBe(2_000);
    }
  });

  it('know the last day when they start, and pass over what they cannot read', async () => {
    const publisher = new EventPublisher(connection);
    const ran = (done: number) => ({
      chore: 'expire-media' as const,
      startedAt: '2026-11-23T10:00:00.000Z',
      durationMs: 5,
      done,
    });
    await publisher.publish(janitorRan, NO_CHANNEL, ran(1));
    await publisher.publishWire({
      subject: `${janitorRan.subject}.${NO_CHANNEL}`,
      messageId: 'unreadable',
      payload: '{',
    });
    await publisher.publish(janitorRan, NO_CHANNEL, ran(2));
    const janitor = await startJanitor();
    const items = await eventually('known', async () => {
      const { items } = await list(janitor);
      return items.length === 2 && items;
    });
    expect(items.map(({ done }) => done)).toEqual([2, 1]);
  });
});

describe('a stop', () => {
  it('finishes and reports the batch in hand, and leaves the rest', async () => {
    owner = await startStandInOwner(nats.url);
    owner.due.set('expire-media', 300);
    const gate = latch();
    owner.gate = gate.closed;
    const janitor = await startJanitor({ EXPIRE_MEDIA_SECONDS: '0.1' });
    await eventually('asked', () => owner?.asked.length === 1);

    let stopped = false;
    const stopping = janitor.stop().then(() => (stopped = true));
    janitors.splice(0);
    await eventually('is stopping', async () => (await fetch(`${janitor.url}/readyz`)).status === 503);
    expect(stopped).toBe(false);
    gate.open();
    await stopping;

    expect(owner.due.get('expire-media')).toBe(200);
    const successor = await startJanitor();
    const items = await eventually('reported', async () => {
      const { items } = await list(successor);
      return items.length > 0 && items;
    });
    expect(items).toMatchObject([{ chore: 'expire-media', done: 100 }]);
    expect((await runNow(successor, 'expire-media')).done).toBe(200);
  });
});
