import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mayReadFile, operationPerformed, type MessageView, type SessionView } from '@wabx/contracts';
import { fromWire, Requests } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, newWamid, picture, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
let closed: RunningService;
let requests: Requests;
const told: { action: string; targetId?: string | undefined; by: { keyId: string }; outcome?: object | undefined }[] =
  [];
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
  requests = new Requests({ url: rig.nats.url, name: 'test' });
  rig.connection.subscribe(`${operationPerformed.subject}.>`, {
    callback: (_, { data }) => void told.push(fromWire(operationPerformed, data).data),
  });
});
afterAll(async () => {
  await requests?.close();
  await rig?.stop();
});

let phones = 447700900000;
const api = (who: 0 | 1 | 2, at = service) => apiOf(at, rig.agents[who].token);
const lookedBy = (who: 0 | 1 | 2, { customer }: SessionView, at = service) =>
  api(who, at).call('GET', `/v1/customers/${customer.id}/messages`);
const historyOf = async (who: 0 | 1 | 2, session: SessionView, at = service) =>
  ((await lookedBy(who, session, at)).body['items'] as MessageView[]).map(({ content }) =>
    'text' in content ? content.text.body : content.kind,
  );

/** Ada had a session with the customer, with a picture; Bo owns the next one. */
async function returned() {
  const waId = String((phones += 1));
  const waMessageId = newWamid();
  const photo = picture(rig.numbers.queue, waMessageId);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text('first') });
  const first = await api(0).sessionOf(waId);
  expect((await api(0).call('POST', `/v1/sessions/${first.id}/claim`)).status).toBe(200);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, waMessageId, content: photo });
  await eventually('the picture', async () => (await api(0).messages(first.id)).length === 2);
  expect((await api(0).call('POST', `/v1/sessions/${first.id}/close`)).status).toBe(200);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text('again') });
  const next = await eventually('the next session', async () => {
    const session = await api(1).sessionOf(waId);
    return session.id !== first.id && session;
  });
  const fileId = 'media' in photo ? photo.media.fileId : '';
  const mayRead = async () =>
    (await requests.ask(mayReadFile, { fileId, extensionId: rig.agents[1].extension.id })).allowed;
  return { waId, first, next, mayRead };
}
const looksAt = ({ customer }: SessionView) =>
  told.filter(({ action, targetId }) => action === 'customer.read-earlier' && targetId === customer.id);

it('who owns the open session reads earlier ones of the customer on that number, on record, until it is closed', async () => {
  const { next, mayRead } = await returned();
  expect([await historyOf(1, next), await mayRead()]).toEqual([['again'], false]);
  expect((await api(1).call('POST', `/v1/sessions/${next.id}/claim`)).status).toBe(200);
  expect([await historyOf(1, next), await mayRead()]).toEqual([['first', 'image', 'again'], true]);
  await eventually('it is on record', () => looksAt(next).some(({ outcome }) => outcome !== undefined));
  expect(looksAt(next)).toMatchObject([{}, { outcome: { read: 3 } }]);
  // Who owns nothing of it sees nothing.
  expect((await lookedBy(2, next)).body).toMatchObject({ status: 404, code: 'CUSTOMER_NOT_FOUND' });
  expect((await api(1).call('POST', `/v1/sessions/${next.id}/close`)).status).toBe(200);
  expect([await historyOf(1, next), await mayRead()]).toEqual([['again'], false]);
  expect(looksAt(next)).toHaveLength(2);
});

it('it is of one number, and of one customer', async () => {
  const { waId, next } = await returned();
  const other = await returned();
  expect((await api(1).call('POST', `/v1/sessions/${next.id}/claim`)).status).toBe(200);
  expect(await historyOf(1, other.next)).toEqual(['again']);
  // Cy answers another number and has an open session with the same customer there.
  await rig.receive({ phoneNumberId: rig.numbers.extension, waId, content: text('to Cy') });
  await api(2).sessionOf(waId);
  expect(await historyOf(2, next)).toEqual(['to Cy']);
  expect(await historyOf(1, next)).toEqual(['first', 'image', 'again']);
});

it('a setting leaves it to supervisors', async () => {
  const { next } = await returned();
  expect((await api(1).call('POST', `/v1/sessions/${next.id}/claim`)).status).toBe(200);
  closed = await rig.start({ WABX_EARLIER_SESSIONS: 'supervisors' });
  expect(await historyOf(1, next, closed)).toEqual(['again']);
  const path = `/v1/customers/${next.customer.id}/messages`;
  expect((await apiOf(closed, rig.supervisor).call('GET', path)).body['items']).toHaveLength(3);
  expect(looksAt(next)).toEqual([]);
});
