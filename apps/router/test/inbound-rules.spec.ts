import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import {
  channelsView,
  closeIdleSessions,
  forgetParked,
  messageReceived,
  messageStored,
  newId,
  type DataOf,
  type MessageView,
} from '@wabx/contracts';
import { fromWire, LiveView, Requests, toEvent, toWire } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually, projectConfiguration, testSigning } from '@wabx/testing';
import pg from 'pg';
import { apiOf, newWamid, readEvents, startRig, text, type Rig } from './router-rig.js';

// The rules of design section 10 that concern what comes in; each was found by breaking a draft.

let rig: Rig;
let one: RunningService;
beforeAll(async () => {
  rig = await startRig();
  [one] = await Promise.all([rig.start(), rig.start()]);
});
afterAll(() => rig.stop());

const ada = () => apiOf(one, rig.agents[0].token);
const boss = () => apiOf(one, rig.supervisor);
let phones = 447700910000;
const newPhone = () => String(++phones);

const handled = () =>
  eventually('nothing waits', async () => {
    const info = await (await jetstreamManager(rig.connection)).consumers.info('WA_IN', 'router-messages');
    return info.num_pending + info.num_ack_pending === 0;
  });

const asAdmin = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: rig.database.adminUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
};

const storedFacts = async (): Promise<DataOf<typeof messageStored>[]> => {
  const { streams } = await jetstreamManager(rig.connection);
  const { state } = await streams.info('WA_EVT');
  const found = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const fact = await streams.getMessage('WA_EVT', { seq });
    if (fact?.subject.startsWith(`${messageStored.subject}.`)) found.push(fromWire(messageStored, fact.data).data);
  }
  return found;
};

it('a poison item in a batch of 100 costs its neighbours nothing', async () => {
  const people = Array.from({ length: 100 }, newPhone);
  await Promise.all(
    people.map((waId, n) =>
      rig.receive({
        phoneNumberId: rig.numbers.queue,
        waId,
        // Postgres cannot store U+0000; the ingress takes it out, a bug may bring it back.
        content: text(n === 50 ? 'poison \u0000' : `message ${n}`),
      }),
    ),
  );
  await eventually(
    '99 sessions',
    async () => {
      const open = await asAdmin<{ phone: string }>(
        'SELECT c.phone FROM router.session s JOIN router.customer c ON c.id = s.customer_id WHERE c.phone = ANY($1)',
        [people],
      );
      return open.length === 99;
    },
    20_000,
  );
  await eventually('the dead letter', async () => {
    const { state } = await (await jetstreamManager(rig.connection)).streams.info('WA_DEAD');
    return state.messages === 1;
  });
  await handled();
});

it('writers whose batches overlap in different orders never wait for each other in a circle', async () => {
  const people = Array.from({ length: 40 }, newPhone);
  const deadlocks = async () =>
    (await asAdmin<{ n: string }>('SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()'))[0]
      ?.n;
  const before = await deadlocks();
  // Every message twice, under two ids, so that both replicas have it at once; and everybody has a new name each time.
  for (let round = 0; round < 5; round++) {
    const at = new Date(Date.now() + round * 1_000).toISOString();
    const messages = people.map((waId) => {
      const customer = { waId, name: `Name ${round}` };
      const common = { phoneNumberId: rig.numbers.queue, origin: 'customer' as const, content: text('hello'), raw: {} };
      return toEvent(messageReceived, rig.channelId, {
        ...common,
        waMessageId: newWamid(),
        customer,
        sentAt: at,
        receivedAt: at,
      });
    });
    const shuffled = [...messages].sort(() => Math.random() - 0.5);
    await Promise.all(
      [...shuffled, ...[...shuffled].reverse(), ...messages].map((event, n) => {
        const wire = toWire(messageReceived, event);
        return rig.publisher.publishWire({ ...wire, messageId: `${wire.messageId} ${Math.floor(n / people.length)}` });
      }),
    );
  }
  await handled();
  expect(await deadlocks()).toBe(before);
  const [{ n } = { n: '' }] = await asAdmin<{ n: string }>(
    'SELECT count(*) AS n FROM router.message m JOIN router.session s ON s.id = m.session_id JOIN router.customer c ON c.id = s.customer_id WHERE c.phone = ANY($1)',
    [people],
  );
  expect(Number(n)).toBe(40 * 5);
});

it('a recycled phone number belongs to whoever used it last, and the histories stay apart', async () => {
  const phone = newPhone();
  const first = { waId: phone, userId: `GB.first${phone}`, name: 'First' };
  const second = { waId: phone, userId: `GB.second${phone}`, name: 'Second' };
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, customer: first });
  const of = async (name: string) =>
    (await boss().sessions('?state=open&limit=200')).find(({ customer }) => customer.name === name);
  await eventually('the first', () => of('First'));
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, customer: second });
  const [before, after] = [await of('First'), await eventually('the second', () => of('Second'))];
  expect(after.id).not.toBe(before?.id);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, customer: { waId: phone } });
  await handled();
  expect(await ada().messages(after.id)).toHaveLength(2);
  expect(await ada().messages(before?.id ?? '')).toHaveLength(1);
});

it('a number that is configured after its first message: its sessions get their destination by themselves', async () => {
  const phoneNumberId = `late-${newId()}`;
  const waId = newPhone();
  await rig.receive({ phoneNumberId, waId });
  const orphan = await eventually('an orphan', async () =>
    (await boss().sessions('?orphaned=true&limit=200')).find(({ number }) => number.phoneNumberId === phoneNumberId),
  );
  const view = await LiveView.open(channelsView, rig.connection, testSigning.verify, () => {});
  const channel = view.get(rig.channelId);
  view.close();
  if (!channel) throw new Error('the channel is not there');
  const destination = { type: 'queue' as const, id: rig.queue.id };
  const number = { id: newId(), phoneNumberId, e164: '+12025550190', destination, sendsPerSecond: 80 };
  await projectConfiguration(rig.nats.url, {
    channels: [{ ...channel, version: channel.version + 1, numbers: [...channel.numbers, number] }],
  });
  await eventually('Ada sees it', async () => (await ada().call('GET', `/v1/sessions/${orphan.id}`)).status === 200);
});

it('a late message stands where it was written, and lists and live events mark it as late', async () => {
  const waId = newPhone();
  const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const says = (body: string, minutesAgo: number) =>
    rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text(body), sentAt: at(minutesAgo) });
  await says('first', 30);
  const session = await ada().sessionOf(waId);
  const live = await readEvents(one, rig.agents[0].token);
  await says('third', 10);
  await eventually('the third', async () => (await ada().messages(session.id)).length === 2);
  await says('second', 20);
  const messages = await eventually('the second', async () =>
    [await ada().messages(session.id)].find((found) => found.length === 3),
  );
  const inWords = messages.map(({ content, late }) => [(content as { text: { body: string } }).text.body, late]);
  expect(inWords).toEqual([
    ['first', undefined],
    ['second', true],
    ['third', undefined],
  ]);
  const told = await eventually('the live event', () => {
    const events = live.events
      .filter(({ type }) => type === 'message')
      .map(({ data }) => data['message'] as MessageView);
    return events.find(({ id }) => id === messages[1]?.id);
  });
  live.close();
  expect(told).toMatchObject({ late: true, sentAt: messages[1]?.sentAt, position: messages[1]?.position });
});

it('a message that comes three days late opens a session that is not idle yet, with a window that is over', async () => {
  const waId = newPhone();
  const sentAt = new Date(Date.now() - 3 * 24 * 3_600_000).toISOString();
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, sentAt });
  const session = await ada().sessionOf(waId);
  const requests = new Requests({ url: rig.nats.url, name: 'test' });
  await requests.ask(closeIdleSessions, { limit: 1000 });
  await requests.close();
  const { body } = await ada().call('GET', `/v1/sessions/${session.id}`);
  expect(body).toMatchObject({ state: 'open' });
  expect(Date.parse(String(body['idleClosesAt']))).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  expect(Date.parse(String(body['replyWindowClosesAt']))).toBeLessThan(Date.now());
});

it('messages from the phone app while no session is open are shown as ours when the customer answers, and not counted', async () => {
  const waId = newPhone();
  const echo = (body: string) =>
    rig.receive({ phoneNumberId: rig.numbers.queue, waId, origin: 'phone', content: text(body) });
  await echo('before anybody wrote');
  await handled();
  expect((await boss().sessions('?limit=200')).some(({ customer }) => customer.phone === `+${waId}`)).toBe(false);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId });
  const session = await ada().sessionOf(waId);
  await echo('answered from the phone');
  const shown = await eventually('both echoes', async () => {
    const messages = (await ada().messages(session.id)).filter(({ origin }) => origin === 'phone');
    return messages.length === 2 ? messages : undefined;
  });
  expect(shown.map(({ direction, content }) => ({ direction, content }))).toEqual([
    { direction: 'outbound', content: text('before anybody wrote') },
    { direction: 'outbound', content: text('answered from the phone') },
  ]);
  const counted = await eventually('all facts', async () => {
    const facts = (await storedFacts()).filter(({ message }) => message.sessionId === session.id);
    return facts.length === 3 ? facts.map(({ counted: as }) => as) : undefined;
  });
  expect(counted).toEqual(['apart', 'received', 'apart']);
});

// Last: it moves the clock.
it('a duplicate that comes seven days late, under another message id, is still a duplicate', async () => {
  const waId = newPhone();
  const waMessageId = newWamid();
  const message = { phoneNumberId: rig.numbers.queue, waId, waMessageId };
  await rig.receive(message);
  const session = await ada().sessionOf(waId);
  await rig.moveClock(7 * 24 * 3600);
  const requests = new Requests({ url: rig.nats.url, name: 'test' });
  await requests.ask(forgetParked, { limit: 1000 });
  await requests.close();
  const stored = async () =>
    (
      await asAdmin<{ n: string }>('SELECT count(*) AS n FROM router.message WHERE wa_message_id = $1', [waMessageId])
    )[0]?.n;
  const { publisher, channelId } = rig;
  const at = new Date().toISOString();
  const data = { phoneNumberId: message.phoneNumberId, waMessageId, origin: 'customer' as const, customer: { waId } };
  const event = toEvent(messageReceived, channelId, {
    ...data,
    sentAt: at,
    receivedAt: at,
    content: text('again'),
    raw: {},
  });
  await publisher.publishWire({ ...toWire(messageReceived, event), messageId: `late:${waMessageId}` });
  await handled();
  expect(await stored()).toBe('1');
  expect(await boss().messages(session.id)).toHaveLength(1);
});
