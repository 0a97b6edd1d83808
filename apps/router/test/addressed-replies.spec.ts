import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type MessageView, type SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
});
afterAll(() => rig.stop());

const DAY = 24 * 3600;
const api = (who: 0 | 1 | 2) => apiOf(service, rig.agents[who].token);
const boss = () => apiOf(service, rig.supervisor);

let phones = 447701400000;
const opened = async (number = rig.numbers.queue) => {
  const waId = String((phones += 1));
  const customer = { waId, userId: `GB.${waId}`, name: 'Somebody' };
  await rig.receive({ phoneNumberId: number, waId, customer });
  return { waId, userId: customer.userId, session: await boss().sessionOf(waId) };
};
const words = (body: string, more: object = {}) => ({ type: 'text', text: { body }, ...more });
const replyTo = (by: ReturnType<typeof api>, body: object, key = newId()) =>
  by.call('POST', '/v1/messages', body, { 'idempotency-key': key });
const closed = async ({ id }: SessionView) =>
  expect((await boss().call('POST', `/v1/sessions/${id}/close`)).status).toBe(200);

describe('a reply by number and customer', () => {
  it('goes into the open session, whatever of its number and customer is named', async () => {
    const { waId, userId, session } = await opened();
    const { id } = session.customer;
    const spellings = [
      `+${waId}`,
      `00${waId}`,
      `+${waId.slice(0, 2)} (0) ${waId.slice(2, 6)}-${waId.slice(6)}`,
      userId,
      id,
    ];
    for (const from of ['+12025550143', rig.numbers.queue]) {
      for (const to of spellings) {
        const answer = await replyTo(boss(), words(`to ${to}`, { from, to }));
        expect(answer).toMatchObject({ status: 202, body: { sessionId: session.id, claimEpoch: 0 } });
        const isOut = async () => (await rig.sends()).find(({ messageId }) => messageId === answer.body['id']);
        expect(await eventually('it goes out', isOut)).toMatchObject({ recipient: { waId, userId } });
      }
    }
  });

  it('never opens a session, and does not tell of one that the author may not see', async () => {
    const { waId, session } = await opened();
    const toCy = await opened(rig.numbers.extension);
    const before = (await rig.sends()).length;
    const nobody = words('hello', { from: '+12025550143', to: '+447700900999' });
    const otherNumber = words('hello', { from: '+12025550144', to: `+${waId}` });
    const notOurs = words('hello', { from: '+12025550999', to: `+${waId}` });
    for (const body of [nobody, otherNumber, notOurs]) {
      expect((await replyTo(boss(), body)).body).toMatchObject({ status: 409, code: 'NO_OPEN_SESSION' });
    }
    const unseen = words('hello', { from: '+12025550144', to: `+${toCy.waId}` });
    expect((await replyTo(api(0), unseen)).body).toMatchObject({ status: 409, code: 'NO_OPEN_SESSION' });
    expect((await replyTo(api(2), unseen)).status).toBe(202);
    await closed(session);
    const late = words('hello', { from: '+12025550143', to: `+${waId}` });
    expect((await replyTo(boss(), late)).body).toMatchObject({ code: 'NO_OPEN_SESSION' });
    expect(await boss().sessions(`?customer=${session.customer.id}`)).toHaveLength(1);
    expect(await rig.sends()).toHaveLength(before + 1);
  });

  it('keeps the rules of a reply in the session: owner, claim, window, kinds, quotes and one key for one reply', async () => {
    const { waId, session } = await opened(rig.numbers.auto);
    const there = { from: '+12025550145', to: `+${waId}` };
    const [received] = await boss().messages(session.id);
    const key = newId();
    const taken = await replyTo(api(0), words('mine', { ...there, claimEpoch: 0, replyTo: received!.id }), key);
    expect(taken).toMatchObject({ status: 202, body: { claimEpoch: 1, author: { name: 'Ada' } } });
    expect((await replyTo(api(1), words('and mine', there))).body).toMatchObject({ status: 403, code: 'NOT_OWNER' });
    expect((await replyTo(boss(), words('late', { ...there, claimEpoch: 0 }))).body).toMatchObject({
      code: 'CLAIM_CHANGED',
      claimEpoch: 1,
    });
    expect((await replyTo(boss(), { type: 'template', ...there })).body).toMatchObject({ code: 'TYPE_NOT_ALLOWED' });
    for (const body of [
      words('x', { to: `+${waId}` }),
      words('x', { from: '+12025550145' }),
      words('x', { ...there, x: 1 }),
    ]) {
      expect((await replyTo(boss(), body)).body).toMatchObject({ status: 422, code: 'INVALID_INPUT' });
    }
    expect((await boss().call('POST', '/v1/messages', words('x', there))).status).toBe(422);
    const other = await replyTo(api(0), words('another', there), key);
    expect(other.body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await closed(session);
    const again = await replyTo(api(0), words('mine', { ...there, claimEpoch: 0, replyTo: received!.id }), key);
    expect([again.status, again.body['id'], again.headers.get('idempotency-replayed')]).toEqual([
      202,
      taken.body['id'],
      'true',
    ]);
    const own = (await boss().messages(session.id)).filter(({ direction }: MessageView) => direction === 'outbound');
    expect(own).toHaveLength(1);
  });
});

describe('a closed session', () => {
  it('opens again for who may see it, with that on its timeline, and the customer goes on in it', async () => {
    const { waId, session } = await opened();
    await api(0).call('POST', `/v1/sessions/${session.id}/claim`);
    await api(0).call('POST', `/v1/sessions/${session.id}/close`);
    const reopen = (by: ReturnType<typeof api>) => by.call('POST', `/v1/sessions/${session.id}/reopen`);
    expect((await reopen(api(1))).body).toMatchObject({ status: 403, code: 'NOT_OWNER' });
    expect((await reopen(api(2))).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const answer = await reopen(api(0));
    expect(answer).toMatchObject({ status: 200, body: { id: session.id, state: 'open', assignee: { name: 'Ada' } } });
    expect(answer.body).not.toHaveProperty('closedAt');
    expect((await reopen(api(0))).status).toBe(200);
    const { items } = (await api(0).call('GET', `/v1/sessions/${session.id}/timeline`)).body as {
      items: { change: string; actor?: object }[];
    };
    expect(items.slice(-2)).toMatchObject([{ change: 'closed' }, { change: 'reopened', actor: { name: 'Ada' } }]);
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text('one more thing') });
    await eventually('it is there', async () => (await api(0).messages(session.id)).length === 2);
    expect((await api(0).reply(session.id, words('yes', { claimEpoch: 1 }))).status).toBe(202);
  });

  it('stays closed while another one is open with the customer on the number', async () => {
    const { waId, session } = await opened();
    await closed(session);
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text('again') });
    const next = await eventually('the next one', async () => {
      const [newest] = await boss().sessions(`?customer=${session.customer.id}&state=open`);
      return newest;
    });
    const reopen = () => boss().call('POST', `/v1/sessions/${session.id}/reopen`);
    expect((await reopen()).body).toMatchObject({ status: 409, code: 'OTHER_SESSION_OPEN' });
    await closed(next);
    expect((await reopen()).status).toBe(200);
  });

  it('opens once for two who ask at once, or the customer gets a session of their own', async () => {
    for (let round = 0; round < 5; round++) {
      const { waId, session } = await opened();
      await closed(session);
      const [one, other] = await Promise.all([
        boss().call('POST', `/v1/sessions/${session.id}/reopen`),
        boss().call('POST', `/v1/sessions/${session.id}/reopen`),
        rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text('at once') }),
      ]);
      for (const { status } of [one, other]) expect([200, 409]).toContain(status);
      await eventually('the message', async () => (await boss().sessions(`?q=at once`)).some(isOf(session)));
      const open = (await boss().sessions('?state=open&limit=200')).filter(isOf(session));
      expect(open).toHaveLength(1);
    }
  });

  it('stays closed when WhatsApp takes no replies any more', async () => {
    const { session } = await opened();
    await closed(session);
    await rig.moveClock(DAY + 60);
    const { body } = await boss().call('POST', `/v1/sessions/${session.id}/reopen`);
    await rig.moveClock(0);
    expect(body).toMatchObject({ status: 409, code: 'WINDOW_CLOSED' });
  });
});

const isOf =
  ({ customer }: SessionView) =>
  (other: SessionView) =>
    other.customer.id === customer.id;
