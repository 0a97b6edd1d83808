import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, operationPerformed, type MessageView, type SessionView } from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually, testApiKey } from '@wabx/testing';
import { apiOf, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
const administrator = testApiKey(['sessions:read', 'sessions:write', 'customers:erase']);
const told: { action: string; targetId?: string | undefined; after?: object | undefined }[] = [];
beforeAll(async () => {
  rig = await startRig();
  await rig.configure({ apiKeys: [administrator.entry] });
  service = await rig.start();
  rig.connection.subscribe(`${operationPerformed.subject}.>`, {
    callback: (_, { data }) => void told.push(fromWire(operationPerformed, data).data),
  });
});
afterAll(() => rig.stop());

const admin = () => apiOf(service, administrator.token);
const api = (who: 0 | 1 | 2) => apiOf(service, rig.agents[who].token);
const get = async (path: string) => (await admin().call('GET', path)).body;
const merge = (id: string, into: string) => admin().call('POST', `/v1/customers/${id}/merge`, { into });
const unmerge = (id: string) => admin().call('POST', `/v1/customers/${id}/unmerge`);

let phones = 447701200000;
/** A session with a stranger of this name, who writes it. */
const opened = async (name: string, number = rig.numbers.queue) => {
  const waId = String((phones += 1));
  await rig.receive({ phoneNumberId: number, waId, content: text(`I am ${name}`), customer: { waId, name } });
  const session = await admin().sessionOf(waId);
  return { waId, session, customer: session.customer, id: session.customer.id };
};
const says = async ({ waId, customer }: Awaited<ReturnType<typeof opened>>, body: string, userId?: string) => {
  const person = { waId, name: customer.name, ...(userId && { userId }) };
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text(body), customer: person });
  await eventually(body, async () => (await admin().sessions(`?q=${encodeURIComponent(body)}`)).length > 0);
};
const listed = async (q: string) => (await get(`/v1/customers?q=${q}`))['items'] as { id: string; name: string }[];
const history = async (id: string, by = admin()) =>
  ((await by.call('GET', `/v1/customers/${id}/messages`)).body['items'] as MessageView[]).map(({ content }) =>
    'text' in content ? content.text.body : content.kind,
  );
/** All that can be read of two customers. */
const everythingOf = async (...customers: string[]) =>
  await Promise.all(
    customers.map(async (id) => ({
      customer: await get(`/v1/customers/${id}`),
      history: await history(id),
      sessions: await admin().sessions(`?customer=${id}`),
      found: await admin().sessions(`?q=${id}`),
    })),
  );

it('two become one for lists, search, sessions and history, and are what they were when it is taken back', async () => {
  const one = await opened('Siskin Phone');
  const other = await opened('Linnet Username');
  await admin().call('PATCH', `/v1/customers/${one.id}`, { name: 'Our Siskin', note: 'since 2019' });
  const before = await everythingOf(one.id, other.id);
  expect(await merge(other.id, one.id)).toMatchObject({
    status: 200,
    body: { id: one.id, name: 'Our Siskin', note: 'since 2019', merged: [{ id: other.id, name: 'Linnet Username' }] },
  });
  expect((await merge(other.id, one.id)).status).toBe(200);
  for (const q of ['siskin', 'linnet', one.waId, other.waId, one.id, other.id]) {
    expect([q, await listed(q)]).toMatchObject([q, [{ id: one.id, name: 'Our Siskin' }]]);
    const sessions = await admin().sessions(`?q=${q}`);
    expect([q, sessions.map(({ id }) => id).sort()]).toEqual([q, [one.session.id, other.session.id].sort()]);
    for (const { customer } of sessions) expect(customer).toMatchObject({ id: one.id, name: 'Our Siskin' });
  }
  for (const id of [one.id, other.id]) {
    expect(await get(`/v1/customers/${id}`)).toMatchObject({ id: one.id, aliases: [{}, {}], openSessions: [{}, {}] });
    expect(await history(id)).toEqual(['I am Siskin Phone', 'I am Linnet Username']);
    expect(await admin().sessions(`?customer=${id}`)).toHaveLength(2);
  }
  // What a session shows of how the customer is answered stays its own.
  expect((await get(`/v1/sessions/${other.session.id}`))['customer']).toMatchObject({ phone: `+${other.waId}` });
  expect(await unmerge(other.id)).toMatchObject({ status: 200, body: { id: other.id, merged: [] } });
  expect(await everythingOf(one.id, other.id)).toEqual(before);
  expect(await listed('linnet')).toMatchObject([{ id: other.id, name: 'Linnet Username' }]);
  expect((await unmerge(other.id)).body).toMatchObject({ status: 409, code: 'CUSTOMER_NOT_MERGED' });
  const isTheirs = ({ targetId }: { targetId?: string | undefined }) => targetId === other.id;
  await eventually('both are on record', () => told.filter(isTheirs).length === 2);
  expect(told.filter(isTheirs)).toMatchObject([
    { action: 'customer.merge', after: { into: one.id } },
    { action: 'customer.unmerge', after: { into: one.id } },
  ]);
});

it('each goes on in the own session and is answered there, also where both are open on one number', async () => {
  const one = await opened('Crake');
  const other = await opened('Corncrake');
  await merge(one.id, other.id);
  await says(one, 'the first goes on');
  await says(other, 'the second goes on');
  expect(await admin().sessions(`?state=open&customer=${one.id}`)).toHaveLength(2);
  for (const { session, waId } of [one, other]) {
    const { claimEpoch } = (await get(`/v1/sessions/${session.id}`)) as unknown as SessionView;
    const reply = await admin().reply(session.id, { type: 'text', text: { body: 'Good day' }, claimEpoch });
    expect(reply.status).toBe(202);
    await eventually('it is sent', async () =>
      (await rig.sends()).some(({ messageId }) => messageId === reply.body['id']),
    );
    expect((await rig.sends()).find(({ messageId }) => messageId === reply.body['id'])?.recipient).toEqual({ waId });
  }
});

it('who owns the open session with one reads what the other wrote on that number before', async () => {
  const one = await opened('Godwit');
  const other = await opened('Limosa');
  await admin().call('POST', `/v1/sessions/${one.session.id}/transfer`, {
    to: { type: 'extension', id: rig.agents[2].extension.id },
  });
  await admin().call('POST', `/v1/sessions/${one.session.id}/close`);
  await api(1).call('POST', `/v1/sessions/${other.session.id}/claim`);
  expect(await history(other.id, api(1))).toEqual(['I am Limosa']);
  await merge(one.id, other.id);
  expect(await history(other.id, api(1))).toEqual(['I am Godwit', 'I am Limosa']);
});

it('refuses what would not be clear', async () => {
  const [one, other, third] = [await opened('Knot'), await opened('Ruff'), await opened('Reeve')];
  expect((await merge(one.id, other.id)).status).toBe(200);
  expect((await merge(one.id, third.id)).body).toMatchObject({ status: 409, code: 'CUSTOMER_MERGED', into: other.id });
  expect((await merge(other.id, third.id)).body).toMatchObject({ code: 'CUSTOMER_MERGED', merged: [one.id] });
  // Into one that is merged itself, it is as whom that one is shown.
  expect((await merge(third.id, one.id)).body).toMatchObject({
    id: other.id,
    merged: [{ id: one.id }, { id: third.id }],
  });
  expect((await merge(one.id, one.id)).status).toBe(200);
  for (const answer of [await merge(newId(), one.id), await merge(one.id, newId()), await unmerge(newId())]) {
    expect(answer.body).toMatchObject({ status: 404, code: 'CUSTOMER_NOT_FOUND' });
  }
  expect((await admin().call('POST', `/v1/customers/${one.id}/merge`, {})).status).toBe(422);
  const supervisor = apiOf(service, rig.supervisor);
  expect((await supervisor.call('POST', `/v1/customers/${one.id}/unmerge`)).body).toMatchObject({
    code: 'SCOPE_MISSING',
  });
});

it('stands what Meta says later, and what it says of one of them holds for the person', async () => {
  const [one, other] = [await opened('Dotterel'), await opened('Lapwing')];
  await merge(one.id, other.id);
  // Meta names the first one together with an id that a third customer has.
  const userId = `GB.${one.waId}`;
  await rig.receive({ phoneNumberId: rig.numbers.auto, waId: '', customer: { userId, name: 'Vanellus' } });
  const [third] = await eventually('the third', async () => {
    const found = await listed('vanellus');
    return found.length === 1 && found;
  });
  await says(one, 'it was me', userId);
  const all = { id: third!.id, merged: [{ id: other.id }] };
  for (const id of [one.id, other.id, third!.id]) expect(await get(`/v1/customers/${id}`)).toMatchObject(all);
  expect((await unmerge(one.id)).body).toMatchObject({ code: 'CUSTOMER_NOT_MERGED' });
  expect((await unmerge(other.id)).body).toMatchObject({ id: other.id, merged: [] });
  expect(await get(`/v1/customers/${one.id}`)).toMatchObject({ id: third!.id, merged: [] });
  expect(await history(other.id)).toEqual(['I am Lapwing']);
});

it('stands when Meta says the same, and when the one that is shown turns out to be another', async () => {
  const [one, other] = [await opened('Avocet'), await opened('Stilt')];
  const userId = `GB.${one.waId}`;
  await says(one, 'with an id', userId);
  await merge(one.id, other.id);
  // From now on the shown one is known by the id of the merged one.
  await says(other, 'I am the avocet', userId);
  for (const id of [one.id, other.id])
    expect(await get(`/v1/customers/${id}`)).toMatchObject({ id: one.id, merged: [] });
  expect((await admin().sessions(`?customer=${one.id}`)).map(({ customer }) => customer.id)).toEqual([one.id, one.id]);
});

it('one of them is erased with the other', async () => {
  const [one, other] = [await opened('Redshank'), await opened('Greenshank')];
  await merge(one.id, other.id);
  const receipt = await admin().call('DELETE', `/v1/customers/${one.id}`);
  expect(receipt).toMatchObject({ status: 200, body: { sessions: 2, messages: 2 } });
  for (const id of [one.id, other.id])
    expect(await get(`/v1/customers/${id}`)).toMatchObject({ code: 'CUSTOMER_NOT_FOUND' });
  expect(await listed('shank')).toEqual([]);
});
