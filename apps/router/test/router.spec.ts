import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  closeIdleSessions,
  forgetParked,
  mediaChanged,
  messageReceived,
  newId,
  sendChanged,
  fileIdOf,
  mayReadFile,
} from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, newWamid, picture, readEvents, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let one: RunningService;
let two: RunningService;
let requests: Requests;

beforeAll(async () => {
  rig = await startRig();
  [one, two] = await Promise.all([rig.start(), rig.start()]);
  requests = new Requests({ url: rig.nats.url, name: 'test' });
});
afterAll(async () => {
  await requests.close();
  await rig.stop();
});

let phones = 447700900000;
const newPhone = () => String(++phones);
const ada = () => apiOf(one, rig.agents[0].token);
const bo = () => apiOf(two, rig.agents[1].token);
const cy = () => apiOf(two, rig.agents[2].token);
const boss = () => apiOf(one, rig.supervisor);

/** A customer has written to the number; answers with the session as the agent sees it. */
const open = async (number: string, api = ada()) => {
  const phone = newPhone();
  await rig.receive({ phoneNumberId: number, waId: phone });
  return { phone, session: await api.sessionOf(phone) };
};

describe('an inbound message', () => {
  it('delivered five times in different ways is one message in one session', async () => {
    const phone = newPhone();
    const wamid = newWamid();
    const data = { phoneNumberId: rig.numbers.queue, waId: phone, waMessageId: wamid };
    for (let n = 0; n < 2; n++) await rig.receive(data);
    // The same with ids of its own, as after the duplicate window.
    for (let n = 0; n < 3; n++) {
      const event = {
        ...data,
        customer: { waId: phone },
        origin: 'customer' as const,
        content: text('hello'),
        raw: {},
      };
      const { waId: _, ...rest } = event;
      const { toEvent, toWire } = await import('@wabx/messaging');
      const at = new Date().toISOString();
      const wire = toWire(
        messageReceived,
        toEvent(messageReceived, rig.channelId, { ...rest, sentAt: at, receivedAt: at }),
      );
      await rig.publisher.publishWire({ ...wire, messageId: `again-${newId()}` });
    }
    const session = await ada().sessionOf(phone);
    await eventually('nothing waits', async () => (await pendingMessages()) === 0);
    expect(await ada().messages(session.id)).toHaveLength(1);
    expect((await boss().sessions('?limit=200')).filter(({ customer }) => customer.phone === `+${phone}`)).toHaveLength(
      1,
    );
  });

  it('and another at the same instant on two replicas share one session', async () => {
    const phone = newPhone();
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, content: text(`message ${n}`) }),
      ),
    );
    const session = await ada().sessionOf(phone);
    await eventually('all of them', async () => (await ada().messages(session.id)).length === 40);
  });

  it('to a queue is seen by its agents, to an extension by that one alone', async () => {
    const { session: shared } = await open(rig.numbers.queue);
    expect((await bo().call('GET', `/v1/sessions/${shared.id}`)).status).toBe(200);
    expect((await cy().call('GET', `/v1/sessions/${shared.id}`)).status).toBe(404);
    const { session: own } = await open(rig.numbers.extension, cy());
    expect(own.assignee?.name).toBe('Cy');
    for (const other of [ada(), bo()]) {
      for (const path of ['', '/messages', '/timeline']) {
        expect((await other.call('GET', `/v1/sessions/${own.id}${path}`)).status).toBe(404);
      }
      expect((await other.call('POST', `/v1/sessions/${own.id}/claim`)).status).toBe(404);
      expect((await other.reply(own.id, { type: 'text', text: { body: 'x' }, claimEpoch: 0 })).status).toBe(404);
      expect((await other.sessions('?limit=200')).map(({ id }) => id)).not.toContain(own.id);
    }
  });

  it('of a person known by phone and then by business-scoped id stays one customer', async () => {
    const phone = newPhone();
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone });
    const before = await ada().sessionOf(phone);
    const customer = { waId: phone, userId: `GB.${phone}`, name: 'Mara' };
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, customer });
    await eventually('two messages', async () => (await ada().messages(before.id)).length === 2);
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, customer: { userId: `GB.${phone}` } });
    await eventually('three messages', async () => (await ada().messages(before.id)).length === 3);
    const after = (await ada().call('GET', `/v1/sessions/${before.id}`)).body;
    expect(after['customer']).toMatchObject({ id: before.customer.id, userId: `GB.${phone}`, name: 'Mara' });
  });

  it('under a new number stays with the customer who Meta says has changed it', async () => {
    const phone = newPhone();
    const moved = newPhone();
    await rig.receive({
      phoneNumberId: rig.numbers.queue,
      waId: phone,
      customer: { waId: phone, userId: 'GB.old' + phone },
    });
    const before = await ada().sessionOf(phone);
    const system = {
      type: 'user_changed_number',
      waId: moved,
      userId: 'GB.new' + phone,
      previousUserId: 'GB.old' + phone,
    };
    await rig.receive({
      phoneNumberId: rig.numbers.queue,
      waId: phone,
      customer: { waId: phone, userId: 'GB.old' + phone },
      content: { kind: 'system', system },
    });
    await eventually('the notice', async () => (await ada().messages(before.id)).some(({ kind }) => kind === 'system'));
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: moved, customer: { userId: 'GB.new' + phone } });
    await eventually('three in one session', async () => (await ada().messages(before.id)).length === 3);
    const after = (await ada().call('GET', `/v1/sessions/${before.id}`)).body;
    expect(after['customer']).toMatchObject({ id: before.customer.id, phone: `+${moved}`, userId: 'GB.new' + phone });
  });

  it('of a number that nobody has configured waits as an orphan that only supervisors see', async () => {
    const phone = newPhone();
    await rig.receive({ phoneNumberId: rig.numbers.unknown, waId: phone });
    const orphan = await eventually('an orphan', async () =>
      (await boss().sessions('?orphaned=true')).find(({ customer }) => customer.phone === `+${phone}`),
    );
    expect(orphan.destination).toBeUndefined();
    expect((await ada().call('GET', `/v1/sessions/${orphan.id}`)).status).toBe(404);
    const to = { type: 'queue', id: rig.queue.id };
    const moved = await boss().call('POST', '/v1/sessions/transfer', { sessionIds: [orphan.id], to });
    expect(moved.body['items']).toEqual([{ id: orphan.id, code: 'TRANSFERRED', claimEpoch: 1 }]);
    expect((await ada().call('GET', `/v1/sessions/${orphan.id}`)).status).toBe(200);
  });

  it('is changed by reactions, edits and revokes that come before it or after it', async () => {
    const { phone, session } = await open(rig.numbers.queue);
    const about = { phoneNumberId: rig.numbers.queue, waId: phone };
    const target = newWamid();
    await rig.receive({ ...about, content: { kind: 'reaction', reaction: { target, emoji: '👍' } } });
    await rig.receive({
      ...about,
      content: { kind: 'edit', edit: { target, content: { kind: 'text', text: { body: 'new' } } } },
    });
    await rig.receive({ ...about, waMessageId: target, content: text('old') });
    // Batches are worked on side by side: the reaction may be seen after the message.
    const seen = await eventually('the message, edited, with its reaction', async () =>
      (await ada().messages(session.id)).find(
        (message) => message.waMessageId === target && message.reactions && message.editedAt,
      ),
    );
    expect(seen.content).toEqual(text('new'));
    expect(seen.reactions).toEqual([{ by: 'customer', emoji: '👍' }]);
    await rig.receive({ ...about, content: { kind: 'reaction', reaction: { target } } });
    await rig.receive({ ...about, content: { kind: 'revoke', revoke: { target } } });
    await eventually('reaction gone, revoked', async () => {
      const now = (await ada().messages(session.id)).find(({ waMessageId }) => waMessageId === target);
      return now?.reactions === undefined && now?.revokedAt !== undefined;
    });
  });
});

describe('a claim', () => {
  it('of many at the same instant is won by exactly one; the others learn who', async () => {
    const { session } = await open(rig.numbers.queue);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? ada() : bo()).call('POST', `/v1/sessions/${session.id}/claim`)),
    );
    const winners = answers.filter(({ status }) => status === 200);
    const owner = (winners[0]?.body['assignee'] as { name: string }).name;
    // The winner's own repeated claims are answered 200 as well; nobody else's is.
    expect(new Set(winners.map(({ body }) => (body['assignee'] as { name: string }).name)).size).toBe(1);
    const losers = answers.filter(({ status }) => status !== 200);
    expect(losers).toHaveLength(10);
    for (const loser of losers) {
      expect(loser).toMatchObject({ status: 409, body: { code: 'ALREADY_CLAIMED', owner: { name: owner } } });
    }
    const timeline = (await boss().call('GET', `/v1/sessions/${session.id}/timeline`)).body['items'] as {
      change: string;
    }[];
    expect(timeline.filter(({ change }) => change === 'claimed')).toHaveLength(1);
  });

  it('shuts the colleagues out: they get 403 with the name of the owner', async () => {
    const { session } = await open(rig.numbers.queue);
    await ada().call('POST', `/v1/sessions/${session.id}/claim`);
    const answer = await bo().call('GET', `/v1/sessions/${session.id}`);
    expect(answer).toMatchObject({ status: 403, body: { code: 'NOT_OWNER', owner: { name: 'Ada' } } });
    const reply = await bo().reply(session.id, { type: 'text', text: { body: 'me too' }, claimEpoch: 1 });
    expect(reply).toMatchObject({ status: 403, body: { code: 'NOT_OWNER' } });
  });

  it('happens by the first reply where the queue says so', async () => {
    const { session } = await open(rig.numbers.auto);
    const replies = await Promise.all([
      ada().reply(session.id, { type: 'text', text: { body: 'Ada here' }, claimEpoch: 0 }),
      bo().reply(session.id, { type: 'text', text: { body: 'Bo here' }, claimEpoch: 0 }),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 403]);
  });
});

describe('a reply', () => {
  it('needs a key, which counts for seven days', async () => {
    const { session } = await open(rig.numbers.queue);
    const body = { type: 'text', text: { body: 'Yes' }, claimEpoch: 0 };
    const without = await ada().call('POST', `/v1/sessions/${session.id}/messages`, body);
    expect(without).toMatchObject({ status: 422, body: { code: 'INVALID_INPUT' } });
    expect(JSON.stringify(without.body)).toContain('Idempotency-Key');
    const key = newId();
    const { id } = (await ada().reply(session.id, body, key)).body;
    const source = await rig.database.dataSourceOf('router');
    const after = async (days: number) => {
      await source.query('UPDATE idempotency SET created_at = wabx.now() - make_interval(secs => $2) WHERE key = $1', [
        key,
        days * 86_400,
      ]);
      await requests.ask(forgetParked, { limit: 1_000 });
      return (await ada().reply(session.id, body, key)).body['id'];
    };
    expect(await after(6.99)).toBe(id);
    expect(await after(7.01)).not.toBe(id);
  });

  it('is handed over once, with its place in the conversation, however often it is posted', async () => {
    const { session, phone } = await open(rig.numbers.queue);
    const key = newId();
    const body = { type: 'text', text: { body: 'Yes, until noon' }, claimEpoch: 0 };
    const answers = await Promise.all(Array.from({ length: 10 }, () => ada().reply(session.id, body, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map((answer) => answer.body['id'])).size).toBe(1);
    const other = await ada().reply(session.id, { ...body, text: { body: 'No' } }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    await ada().reply(session.id, body);
    const sends = await eventually('two sends', async () => {
      const all = (await rig.sends()).filter(({ sessionId }) => sessionId === session.id);
      return all.length === 2 && all;
    });
    expect(sends.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(sends[0]).toMatchObject({ recipient: { waId: phone }, content: { kind: 'text' } });
  });

  it('is refused when it was written under a claim that is gone', async () => {
    const { session } = await open(rig.numbers.queue);
    await ada().call('POST', `/v1/sessions/${session.id}/claim`);
    const stale = await ada().reply(session.id, { type: 'text', text: { body: 'x' }, claimEpoch: 0 });
    expect(stale).toMatchObject({ status: 409, body: { code: 'CLAIM_CHANGED', claimEpoch: 1 } });
  });

  it('is refused in a closed session, and nothing leaves', async () => {
    const { session } = await open(rig.numbers.queue);
    await ada().call('POST', `/v1/sessions/${session.id}/close`);
    const late = await ada().reply(session.id, { type: 'text', text: { body: 'x' }, claimEpoch: 0 });
    expect(late).toMatchObject({ status: 409, body: { code: 'SESSION_CLOSED' } });
    expect((await rig.sends()).filter(({ sessionId }) => sessionId === session.id)).toHaveLength(0);
  });

  it.each([
    ['a text of 4,097 characters', { type: 'text', text: { body: 'x'.repeat(4097) }, claimEpoch: 0 }],
    ['one without its claim', { type: 'text', text: { body: 'x' } }],
    ['a file that has no id', { type: 'image', media: { id: 'no-uuid' }, claimEpoch: 0 }],
  ])('is refused before it is accepted: %s', async (_, body) => {
    const { session } = await open(rig.numbers.queue);
    expect(await ada().reply(session.id, body)).toMatchObject({ status: 422, body: { code: 'INVALID_INPUT' } });
    expect((await rig.sends()).filter(({ sessionId }) => sessionId === session.id)).toHaveLength(0);
  });

  it('shows every state that outbound-sender reports, and never goes back', async () => {
    const { session } = await open(rig.numbers.queue);
    const messageId = (await ada().reply(session.id, { type: 'text', text: { body: 'x' }, claimEpoch: 0 })).body[
      'id'
    ] as string;
    const fact = (state: 'sent' | 'read', stateNo: number) =>
      rig.publisher.publish(sendChanged, rig.channelId, {
        messageId,
        phoneNumberId: rig.numbers.queue,
        attempt: 1,
        state,
        stateNo,
        at: new Date().toISOString(),
        waMessageId: 'wamid.out',
      });
    await fact('read', 5);
    await eventually('read', async () => (await ada().messages(session.id)).some(({ state }) => state === 'read'));
    await fact('sent', 3);
    await eventually('nothing waits', async () => (await pendingMessages('router-sends')) === 0);
    expect((await ada().messages(session.id)).find(({ id }) => id === messageId)).toMatchObject({
      state: 'read',
      waMessageId: 'wamid.out',
    });
  });
});

describe('live events', () => {
  it('reach those who may see the session, in order, and stop for the colleagues at the claim', async () => {
    const [forAda, forBo, forCy] = await Promise.all([
      readEvents(one, rig.agents[0].token),
      readEvents(two, rig.agents[1].token),
      readEvents(one, rig.agents[2].token),
    ]);
    const { session, phone } = await open(rig.numbers.queue);
    await ada().call('POST', `/v1/sessions/${session.id}/claim`);
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone, content: text('for Ada only') });
    const of = (reader: typeof forAda) => reader.events.filter(({ data }) => data['sessionId'] === session.id);
    await eventually('Ada has all four', () => of(forAda).length === 4);
    expect(of(forAda).map(({ type }) => type)).toEqual(['session.opened', 'message', 'session.claimed', 'message']);
    expect(of(forAda).map(({ data }) => data['eventNo'])).toEqual([1, 2, 3, 4]);
    await eventually('Bo has three', () => of(forBo).length === 3);
    expect(of(forBo).at(-1)).toMatchObject({ type: 'session.lost', data: { sessionId: session.id, eventNo: 3 } });
    expect(of(forBo).at(-1)?.data).not.toHaveProperty('session');
    expect(of(forCy)).toHaveLength(0);
    for (const reader of [forAda, forBo, forCy]) reader.close();
  });

  it('resume on another replica with nothing missing and nothing doubled', async () => {
    const first = await readEvents(one, rig.agents[0].token);
    const { session, phone } = await open(rig.numbers.queue);
    const of = (reader: typeof first) => reader.events.filter(({ data }) => data['sessionId'] === session.id);
    await eventually('the first two', () => of(first).length === 2);
    first.close();
    const lastId = first.events.at(-1)?.id ?? '';
    for (let n = 0; n < 5; n++) await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone });
    const second = await readEvents(two, rig.agents[0].token, lastId);
    await eventually('the other five', () => of(second).length === 5);
    expect([...of(first), ...of(second)].map(({ data }) => data['eventNo'])).toEqual([1, 2, 3, 4, 5, 6, 7]);
    second.close();
    const foreign = await readEvents(one, rig.agents[0].token, '1-1');
    await eventually('a reset', () => foreign.events[0]?.type === 'reset');
    foreign.close();
  });
});

describe('a file of a message', () => {
  it('shows its state whether media-store or the router was first, and is readable by who sees the session', async () => {
    for (const fileFirst of [true, false]) {
      const phone = newPhone();
      const wamid = newWamid();
      const fileId = fileIdOf('key', rig.numbers.queue, wamid);
      const report = () =>
        rig.publisher.publish(mediaChanged, rig.channelId, {
          fileId,
          state: 'stored',
          at: new Date().toISOString(),
          mimeType: 'image/jpeg',
          size: 28,
        });
      if (fileFirst) await report();
      await rig.receive({
        phoneNumberId: rig.numbers.queue,
        waId: phone,
        waMessageId: wamid,
        content: picture(rig.numbers.queue, wamid),
      });
      const session = await ada().sessionOf(phone);
      if (!fileFirst) await report();
      await eventually('stored', async () => (await ada().messages(session.id))[0]?.file?.state === 'stored');
      const may = (index: 0 | 2) => requests.ask(mayReadFile, { fileId, extensionId: rig.agents[index].extension.id });
      expect(await may(0)).toEqual({ allowed: true });
      expect(await may(2)).toEqual({ allowed: false });
    }
  });
});

// Last: it moves the clock of this file's database.
it('an idle session is closed by the clock of the database, once, and the next message opens another', async () => {
  const { session, phone } = await open(rig.numbers.queue);
  await rig.moveClock(24 * 3600 + 60);
  const late = await ada().reply(session.id, { type: 'text', text: { body: 'x' }, claimEpoch: 0 });
  expect(late).toMatchObject({ status: 409, body: { code: 'WINDOW_CLOSED' } });
  const closed = await Promise.all([1, 2, 3].map(() => requests.ask(closeIdleSessions, { limit: 100 })));
  expect(closed.reduce((sum, { done }) => sum + done, 0)).toBeGreaterThanOrEqual(1);
  const after = (await ada().call('GET', `/v1/sessions/${session.id}`)).body;
  expect(after).toMatchObject({ state: 'closed' });
  const timeline = (await boss().call('GET', `/v1/sessions/${session.id}/timeline`)).body['items'] as {
    change: string;
  }[];
  expect(timeline.filter(({ change }) => change === 'closed')).toHaveLength(1);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: phone });
  const next = await ada().sessionOf(phone);
  expect(next.id).not.toBe(session.id);
  expect(next.customer.id).toBe(session.customer.id);
});

async function pendingMessages(durable = 'router-messages'): Promise<number> {
  const { jetstreamManager } = await import('@nats-io/jetstream');
  const stream = durable === 'router-messages' ? 'WA_IN' : 'WA_EVT';
  const info = await (await jetstreamManager(rig.connection)).consumers.info(stream, durable);
  return info.num_pending + info.num_ack_pending;
}
