import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, settleUnknownSends } from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { eventually } from '@wabx/testing';
import { applyStatuses } from '../src/statuses/apply-statuses.js';
import { neighboursKnow } from './neighbours.js';
import { startRig, text, type Rig } from './sender-rig.js';

let rig: Rig;
let requests: Requests;

beforeAll(async () => {
  rig = await startRig();
  // Two replicas, as in production: every promise below holds with both at work.
  await rig.startSender({ WABX_GRAPH_TIMEOUT_SECONDS: '1' });
  await rig.startSender({ WABX_GRAPH_TIMEOUT_SECONDS: '1' });
  requests = new Requests({ url: rig.nats.url, name: 'test' });
});
afterEach(async () => {
  rig.graph.react(() => 'accept');
  await rig.moveClock(0);
});
afterAll(async () => {
  await requests?.close();
  await rig?.stop();
});

describe('a text', () => {
  it('goes out once, however often it is asked for, addressed with a plus and carrying our opaque id', async () => {
    const reply = rig.reply({ replyToWaMessageId: 'wamid.question' });
    await rig.request(reply, reply, reply);
    await rig.state(reply.messageId, 'sent');

    expect(rig.callsFor(reply.messageId)).toMatchObject([
      {
        phoneNumberId: rig.phoneNumberId,
        token: rig.channel.accessToken,
        body: {
          messaging_product: 'whatsapp',
          to: '+447700900123',
          type: 'text',
          text: { body: 'Your bicycle is ready.' },
          context: { message_id: 'wamid.question' },
          biz_opaque_callback_data: `v1.${reply.messageId}.1`,
        },
      },
    ]);
    const facts = await eventually('all facts', async () => {
      const found = await rig.facts(reply.messageId);
      return found.length > 0 && found;
    });
    // Its way through `queued` and `sending` is in the timeline, and nobody's news.
    expect(facts.map(({ state, stateNo }) => [state, stateNo])).toEqual([['sent', 3]]);
  });

  it.each([
    [['sent', 'delivered', 'read'], 'read'],
    [['read', 'delivered', 'sent'], 'read'],
    [['delivered', 'delivered', 'sent', 'sent'], 'delivered'],
    [['read', 'sent', 'read', 'delivered', 'delivered'], 'read'],
  ])('with statuses %j ends as %s, and the timeline has each once', async (statuses, end) => {
    const reply = rig.reply();
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
    for (const status of statuses) await rig.status({ messageId: reply.messageId, status });
    await rig.state(reply.messageId, end);
    const marker = rig.reply();
    await rig.request(marker);
    await rig.state(marker.messageId, 'sent');
    await rig.status({ messageId: marker.messageId, status: 'read' });
    await rig.state(marker.messageId, 'read');

    const { state, timeline } = await rig.send(reply.messageId);
    expect(state).toBe(end);
    const steps = timeline
      .map((step) => step.state)
      .filter((step) => !['accepted', 'queued', 'sending'].includes(step));
    expect([...steps].sort()).toEqual([...new Set(['sent', ...statuses])].sort());
  });

  it('with several statuses at once tells the last of them, and has each in its timeline', async () => {
    const reply = rig.reply();
    await rig.request(reply);
    const { waMessageId } = await rig.state(reply.messageId, 'sent');
    const statuses = (['delivered', 'read', 'played'] as const).map((status) => ({
      phoneNumberId: reply.phoneNumberId,
      waMessageId: waMessageId ?? '',
      status,
      at: new Date().toISOString(),
      receivedAt: new Date().toISOString(),
      recipient: { waId: '447700900123' },
      opaqueId: `v1.${reply.messageId}.1`,
      errors: [],
      raw: {},
    }));
    await inTransaction(rig.source, (tx) => applyStatuses(tx, statuses));
    const facts = await eventually('what became of it', async () => {
      const found = await rig.facts(reply.messageId);
      return found.at(-1)?.state === 'played' && found;
    });
    expect(facts.map(({ state, stateNo }) => [state, stateNo])).toEqual([
      ['sent', 3],
      ['played', 6],
    ]);
    const { timeline } = await rig.send(reply.messageId);
    expect(timeline.map(({ state }) => state).slice(-4)).toEqual(['sent', 'delivered', 'read', 'played']);
  });

  it('whose status is faster than the answer is settled by the status, and the answer changes nothing', async () => {
    let answer: () => void = () => {};
    const wait = new Promise<void>((resolve) => (answer = resolve));
    rig.graph.react(() => ({ wait, then: 'accept' }));
    const reply = rig.reply();
    await rig.request(reply);
    await eventually('the call is there', () => rig.callsFor(reply.messageId).length === 1);
    await rig.status({ messageId: reply.messageId, status: 'delivered' });
    await rig.state(reply.messageId, 'delivered');
    answer();
    const next = rig.reply();
    await rig.request(next);
    await rig.state(next.messageId, 'sent');
    expect(await rig.send(reply.messageId)).toMatchObject({
      state: 'delivered',
      waMessageId: rig.callsFor(reply.messageId)[0]?.waMessageId,
    });
  });

  it('that Meta refuses ends failed, with the code and a sentence in two languages, and holds nothing up', async () => {
    rig.graph.react((call) => (call.body.to === '+447700900000' ? { httpStatus: 400, code: 131026 } : 'accept'));
    const conversationId = newId();
    const refused = rig.reply({ conversationId, recipient: { waId: '447700900000' } });
    const next = rig.reply({ conversationId });
    await rig.request(refused, next);
    const { error } = await rig.state(refused.messageId, 'failed');
    expect(error).toMatchObject({ code: 131026, class: 'undeliverable', traceId: 'Atest' });
    expect(error?.sentence.en).toMatch(/deliver/);
    expect(error?.sentence['zh-CN']).toMatch(/投递/);
    await rig.state(next.messageId, 'sent');
    expect(rig.callsFor(refused.messageId)).toHaveLength(1);
  });

  it('is tried again, with the next attempt number, after an answer that proves it was not taken', async () => {
    rig.graph.react((_call, n) => (n === 1 ? { httpStatus: 400, code: 131016 } : 'accept'));
    const reply = rig.reply();
    await rig.request(reply);
    const { attempt } = await rig.state(reply.messageId, 'sent');
    expect(attempt).toBe(2);
    expect(rig.callsFor(reply.messageId).map((call) => call.body.biz_opaque_callback_data)).toEqual([
      `v1.${reply.messageId}.1`,
      `v1.${reply.messageId}.2`,
    ]);
  });

  it('that Meta may have taken in spite of its error waits for statuses, and goes again when none came', async () => {
    rig.graph.react((_call, n) => (n === 1 ? { httpStatus: 500, code: 131000 } : 'accept'));
    const conversationId = newId();
    const [first, second] = [rig.reply({ conversationId }), rig.reply({ conversationId })];
    await rig.request(first, second);
    await rig.state(first.messageId, 'retry_wait');
    await rig.moveClock(15);
    const other = rig.reply();
    await rig.request(other);
    await rig.state(other.messageId, 'sent');
    expect(await rig.send(first.messageId)).toMatchObject({ state: 'retry_wait', attempt: 1 });
    expect(rig.callsFor(second.messageId)).toHaveLength(0);
    await rig.moveClock(31);
    expect(await rig.state(first.messageId, 'sent')).toMatchObject({ attempt: 2, acceptedAttempts: [2] });
    await rig.state(second.messageId, 'sent');
  });

  it('that Meta has taken in spite of its error is settled by its status, without another attempt', async () => {
    rig.graph.react((_call, n) => (n === 1 ? { httpStatus: 500, code: 131000 } : 'accept'));
    const reply = rig.reply();
    await rig.request(reply);
    await rig.state(reply.messageId, 'retry_wait');
    await rig.status({ messageId: reply.messageId, status: 'sent' });
    expect(await rig.state(reply.messageId, 'sent')).toMatchObject({ attempt: 1, acceptedAttempts: [1] });
    await rig.moveClock(60);
    const next = rig.reply();
    await rig.request(next);
    await rig.state(next.messageId, 'sent');
    expect(rig.callsFor(reply.messageId)).toHaveLength(1);
  });

  it.each(['sent', 'delivered'])(
    'of which a second attempt was accepted is a double, and is shown, when the %s of the first comes late',
    async (status) => {
      rig.graph.react((_call, n) => (n === 1 ? { httpStatus: 500, code: 131000 } : 'accept'));
      const reply = rig.reply();
      await rig.request(reply);
      await rig.state(reply.messageId, 'retry_wait');
      await rig.moveClock(31);
      expect(await rig.state(reply.messageId, 'sent')).toMatchObject({ acceptedAttempts: [2] });
      const before = await rig.doubles();
      await rig.status({ messageId: reply.messageId, status });
      await eventually('both attempts are shown', async () => {
        const { acceptedAttempts } = await rig.send(reply.messageId);
        return acceptedAttempts.length === 2;
      });
      expect(await rig.doubles()).toBe(before + 1);
    },
  );

  it('waits when Meta says that the rate is reached, and says so', async () => {
    rig.graph.react((_call, n) => (n === 1 ? { httpStatus: 400, code: 131056 } : 'accept'));
    const reply = rig.reply();
    await rig.request(reply);
    const { timeline } = await rig.state(reply.messageId, 'sent');
    expect(timeline).toContainEqual(expect.objectContaining({ state: 'retry_wait', reason: 'pair-rate' }));
    const counted = 'SELECT retries, strikes, pair_refusals FROM send WHERE message_id = $1';
    expect(await rig.source.query(counted, [reply.messageId])).toEqual([{ retries: 1, strikes: 0, pair_refusals: 1 }]);
  });

  it('to a customer known by user id only goes to that id', async () => {
    const reply = rig.reply({ recipient: { userId: 'GB.70707070808080809090' } });
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
    const [call] = rig.callsFor(reply.messageId);
    expect(call?.body).toMatchObject({ recipient: 'GB.70707070808080809090' });
    expect(call?.body.to).toBeUndefined();
  });
});

describe('an ambiguous outcome', () => {
  it('is unknown, never sent again, and settled by the status that carries our id', async () => {
    rig.graph.react(() => 'accept-without-answer');
    const reply = rig.reply();
    await rig.request(reply);
    await rig.state(reply.messageId, 'unknown');
    rig.graph.react(() => 'accept');
    // Long after its place in the conversation was given up.
    await rig.moveClock(120);
    await requests.ask(settleUnknownSends, { limit: 100 });
    expect(await rig.send(reply.messageId)).toMatchObject({ state: 'unknown', attempt: 1 });
    await rig.status({ messageId: reply.messageId, status: 'delivered' });
    await rig.state(reply.messageId, 'delivered');
    expect(rig.callsFor(reply.messageId)).toHaveLength(1);
  });

  it('without evidence needs a person after 15 minutes, and late evidence still wins', async () => {
    rig.graph.react(() => 'accept-without-answer');
    const reply = rig.reply();
    await rig.request(reply);
    await rig.state(reply.messageId, 'unknown');
    await rig.moveClock(16 * 60);
    await requests.ask(settleUnknownSends, { limit: 100 });
    const { error } = await rig.state(reply.messageId, 'needs_review');
    expect(error?.class).toBe('outcome-unknown');
    await rig.status({ messageId: reply.messageId, status: 'read' });
    await rig.state(reply.messageId, 'read');
    expect(rig.callsFor(reply.messageId)).toHaveLength(1);
  });

  it('holds the replies written after it for 30 seconds, then lets them go', async () => {
    rig.graph.react((_call, n) => (n === 1 ? 'accept-without-answer' : 'accept'));
    const conversationId = newId();
    const [first, second] = [rig.reply({ conversationId }), rig.reply({ conversationId })];
    await rig.request(first, second);
    await rig.state(first.messageId, 'unknown');
    expect(await rig.state(second.messageId, 'queued')).toMatchObject({ reason: 'earlier-message' });
    await rig.moveClock(31);
    await rig.state(second.messageId, 'sent');
    expect((await rig.send(first.messageId)).state).toBe('unknown');
  });

  it('of a sender that died while sending is unknown, not sent again', async () => {
    const reply = rig.reply();
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
    // What a process leaves behind that was killed between its start and the answer.
    const killed = newId();
    await rig.source.query(`INSERT INTO replica (replica_id, until) VALUES ($1, clock_timestamp())`, [killed]);
    await rig.source.query(
      `UPDATE send SET state = 'sending', started_by = $2, wa_message_id = NULL WHERE message_id = $1`,
      [reply.messageId, killed],
    );
    await rig.state(reply.messageId, 'unknown');
    expect(rig.callsFor(reply.messageId)).toHaveLength(1);
  });
});

it('a Meta that does not answer gets a few calls and then one now and then; when it answers, all go on', async () => {
  const replies = Array.from({ length: 60 }, (_, at) => rig.reply({ recipient: { waId: `4477008${10_000 + at}` } }));
  rig.graph.react(
    () => 'page',
    () => 'page',
  );
  const before = rig.graph.calls.length;
  await rig.request(...replies);
  const called = () => rig.graph.calls.length - before;
  await eventually('it has stopped', async () => {
    const calls = called();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return calls > 0 && calls === called();
  });
  // Two senders, each with five failures and what it had in hand by then.
  expect(called()).toBeLessThanOrEqual(30);
  rig.graph.react(() => 'accept');
  await eventually('the others are called', () => called() === 60, 20_000);
  expect(new Set(rig.graph.calls.slice(before).map(({ body }) => body.to)).size).toBe(60);
});

describe('a conversation', () => {
  it('leaves in the order it was written in, whatever order it comes in, with answers of any speed', async () => {
    const conversations = Array.from({ length: 6 }, () => newId());
    const replies = conversations.flatMap((conversationId, customer) =>
      Array.from({ length: 5 }, (_, at) =>
        rig.reply({ conversationId, content: text(String(at + 1)), recipient: { waId: `44770090${1000 + customer}` } }),
      ),
    );
    rig.graph.react((_call, n) => ({
      wait: new Promise((resolve) => setTimeout(resolve, (n * 37) % 60)),
      then: n % 9 === 0 ? { httpStatus: 400, code: 131016 } : 'accept',
    }));
    const shuffled = [...replies].sort((one, other) => (one.messageId.slice(-6) < other.messageId.slice(-6) ? -1 : 1));
    await rig.request(...shuffled);
    for (const reply of replies) await rig.state(reply.messageId, 'sent');
    for (const [customer] of conversations.entries()) {
      const bodies = rig.graph.calls
        .filter((call) => call.body.to === `+44770090${1000 + customer}`)
        .map((call) => Number((call.body['text'] as { body: string }).body));
      // A retried one stands twice, side by side.
      expect(bodies).toEqual([...bodies].sort((one, other) => one - other));
      expect(new Set(bodies).size).toBe(5);
    }
  });

  it('waits for a reply that is missing, gets it from the router after 10 seconds, and goes on', async () => {
    const conversationId = newId();
    const [first, second, third] = [1, 2, 3].map(() => rig.reply({ conversationId }));
    neighboursKnow.replies.set(`${conversationId}:2`, { channelId: rig.channel.view.id, send: second! });
    await rig.request(third!, first!);
    await rig.state(first!.messageId, 'sent');
    await rig.state(third!.messageId, 'queued');
    expect(rig.callsFor(third!.messageId)).toHaveLength(0);
    await rig.moveClock(11);
    await rig.state(third!.messageId, 'sent');
    await rig.state(second!.messageId, 'sent');
    const order = rig.graph.calls.map((call) => call.body.biz_opaque_callback_data.split('.')[1]);
    expect(order.indexOf(second!.messageId)).toBeLessThan(order.indexOf(third!.messageId));
  });

  it('goes on over a number that never was a reply', async () => {
    const conversationId = newId();
    const last = rig.reply({ conversationId, sequence: 3 });
    await rig.request(last);
    await rig.state(last.messageId, 'queued');
    await rig.moveClock(11);
    await rig.state(last.messageId, 'sent');
  });
});

describe('the customer service window', () => {
  it('is shut: no call leaves, and the reply says why', async () => {
    const reply = rig.reply({ notAfter: new Date(Date.now() - 1_000).toISOString() });
    await rig.request(reply);
    const { error, attempt } = await rig.state(reply.messageId, 'failed');
    expect(error?.class).toBe('window-closed');
    expect(attempt).toBe(0);
    expect(rig.callsFor(reply.messageId)).toHaveLength(0);
  });

  it('was renewed meanwhile: the router is asked, and the reply goes', async () => {
    const reply = rig.reply({ notAfter: new Date(Date.now() - 1_000).toISOString() });
    neighboursKnow.windows.set(reply.conversationId, new Date(Date.now() + 3_600_000).toISOString());
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
  });
});

describe('a file', () => {
  const image = (fileId: string) =>
    ({ kind: 'image', media: { fileId, mimeType: 'image/jpeg', size: 1000, caption: 'The frame' } }) as const;

  it('goes as a link', async () => {
    const fileId = newId();
    neighboursKnow.links.set(fileId, 'https://files.example.org/m/abc/frame.jpg');
    const reply = rig.reply({ content: image(fileId) });
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
    expect(rig.callsFor(reply.messageId)[0]?.body['image']).toEqual({
      link: 'https://files.example.org/m/abc/frame.jpg',
      caption: 'The frame',
    });
  });

  it('whose link Meta cannot fetch goes once more, by upload, as attempt 2', async () => {
    const fileId = newId();
    neighboursKnow.links.set(fileId, 'https://files.example.org/m/abc/frame.jpg');
    neighboursKnow.uploads.set(fileId, '990001000000001');
    const reply = rig.reply({ content: image(fileId) });
    await rig.request(reply);
    await rig.state(reply.messageId, 'sent');
    await rig.status({ messageId: reply.messageId, status: 'failed', code: 131053 });
    await eventually('the second call', () => rig.callsFor(reply.messageId).length === 2);
    expect(rig.callsFor(reply.messageId)[1]?.body).toMatchObject({
      image: { id: '990001000000001' },
      biz_opaque_callback_data: `v1.${reply.messageId}.2`,
    });
    await rig.status({ messageId: reply.messageId, attempt: 2, status: 'failed', code: 131053 });
    await rig.state(reply.messageId, 'failed');
    expect(rig.callsFor(reply.messageId)).toHaveLength(2);
  });

  it('that is gone fails without a call', async () => {
    const reply = rig.reply({ content: image(newId()) });
    await rig.request(reply);
    const { error } = await rig.state(reply.messageId, 'failed');
    expect(error?.class).toBe('media-expired');
    expect(rig.callsFor(reply.messageId)).toHaveLength(0);
  });
});

describe('a refused token', () => {
  it('pauses the channel: replies wait, none fails, and a new token sends them in order', async () => {
    const valid = new Set<string>();
    rig.graph.react((call) => (valid.has(call.token) ? 'accept' : { httpStatus: 401, code: 190 }));
    const conversationId = newId();
    const replies = Array.from({ length: 5 }, () => rig.reply({ conversationId }));
    await rig.request(...replies);
    for (const reply of replies) {
      await eventually('waits', async () => (await rig.send(reply.messageId)).reason === 'channel-paused');
    }
    const refused = rig.graph.calls.filter((call) => !valid.has(call.token) && call.token === rig.channel.accessToken);
    expect(
      refused.filter((call) => replies.some(({ messageId }) => call.body.biz_opaque_callback_data.includes(messageId)))
        .length,
    ).toBeLessThanOrEqual(2);
    valid.add('EAAGnew');
    await rig.replaceToken('EAAGnew');
    for (const reply of replies) expect(await rig.state(reply.messageId, 'sent')).toMatchObject({ attempt: 1 });
    const order = rig.graph.calls
      .filter((call) => call.token === 'EAAGnew')
      .map((call) => call.body.biz_opaque_callback_data.split('.')[1]);
    expect(order).toEqual(replies.map((reply) => reply.messageId));
  });

  it('is tried with one message each 30 seconds, and the channel goes on when that works', async () => {
    let isRefusing = true;
    rig.graph.react(() => (isRefusing ? { httpStatus: 403, code: 10 } : 'accept'));
    const [first, second] = [rig.reply(), rig.reply()];
    await rig.request(first, second);
    for (const { messageId } of [first, second]) {
      await eventually('waits', async () => (await rig.send(messageId)).reason === 'channel-paused');
    }
    // What channel-config finds out about the token is not another token, and a reply may come while the channel is paused.
    const before = rig.graph.calls.length;
    await rig.tellStatus('connect_failed');
    await rig.source.query('UPDATE send SET reason = NULL WHERE message_id = $1', [second.messageId]);
    await eventually('waits', async () => (await rig.send(second.messageId)).reason === 'channel-paused');
    expect(rig.graph.calls.length).toBe(before);
    isRefusing = false;
    await rig.moveClock(31);
    await rig.state(first.messageId, 'sent');
    await rig.state(second.messageId, 'sent');
  });
});

describe('statuses of others', () => {
  it('are counted and dropped; ours that come before their send are kept for it', async () => {
    const reply = rig.reply();
    await rig.status({ messageId: reply.messageId, status: 'delivered', waMessageId: 'wamid.early' });
    await eventually('it is parked', async () => {
      const [row] = await rig.source.query(`SELECT count(*)::int AS parked FROM status_parked`);
      return row.parked === 1;
    });
    await rig.request(reply);
    expect(await rig.state(reply.messageId, 'delivered')).toMatchObject({ attempt: 1, waMessageId: 'wamid.early' });
    expect(rig.callsFor(reply.messageId)).toHaveLength(0);
  });
});
