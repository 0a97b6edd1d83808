import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, operationPerformed, type SessionView } from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
const told: { action: string; targetId?: string | undefined; by: object; after?: object | undefined }[] = [];
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
  rig.connection.subscribe(`${operationPerformed.subject}.>`, {
    callback: (_, { data }) => void told.push(fromWire(operationPerformed, data).data),
  });
});
afterAll(() => rig.stop());

interface Listed {
  id: string;
  name?: string;
}
const api = (who: 0 | 1 | 2) => apiOf(service, rig.agents[who].token);
const boss = () => apiOf(service, rig.supervisor);
const auditor = () => apiOf(service, rig.auditor);

let phones = 447701100000;
const opened = async (name: string, { number = rig.numbers.queue, by = boss() } = {}) => {
  const waId = String((phones += 1));
  await rig.receive({ phoneNumberId: number, waId, content: text('hello'), customer: { waId, name } });
  return await by.sessionOf(waId);
};
const listed = async (query: string, by = boss()) =>
  (await by.call('GET', `/v1/customers${query}`)).body['items'] as Listed[];
const namesIn = async (query: string, by = boss()) => (await listed(query, by)).map(({ name }) => name);
const pathOf = ({ customer }: SessionView) => `/v1/customers/${customer.id}`;
const closed = async ({ id }: SessionView, by = boss()) =>
  expect((await by.call('POST', `/v1/sessions/${id}/close`)).status).toBe(200);

describe('the list of customers', () => {
  it('has each once, the most recently active first, over all pages', async () => {
    const sessions: SessionView[] = [];
    for (const name of ['Quill A', 'Quill B', 'Quill C']) sessions.push(await opened(name));
    const first = sessions[0]!;
    await closed(first);
    const waId = first.customer.phone!.slice(1);
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId, customer: { waId, name: 'Quill A' } });
    await rig.receive({ phoneNumberId: rig.numbers.extension, waId, customer: { waId, name: 'Quill A' } });
    await eventually('three sessions of one', async () => {
      return (await boss().sessions(`?customer=${first.customer.id}`)).length === 3;
    });
    const whole = ['Quill A', 'Quill C', 'Quill B'];
    expect(await namesIn('?q=quill')).toEqual(whole);
    for (const limit of [1, 2]) {
      const seen: (string | undefined)[] = [];
      let cursor: unknown;
      do {
        const page = await boss().call(
          'GET',
          `/v1/customers?q=quill&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`,
        );
        seen.push(...(page.body['items'] as Listed[]).map(({ name }) => name));
        cursor = page.body['nextCursor'];
      } while (cursor);
      expect(seen).toEqual(whole);
    }
    expect((await namesIn('?limit=3')).slice(0, 3)).toEqual(whole);
  });

  it('is searched by names, numbers and ids, and not by what was written', async () => {
    const session = await opened('Nightingale Ñandú');
    const { id, phone = '' } = session.customer;
    const customer = { waId: phone.slice(1), name: 'Nightingale Ñandú' };
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: '', content: text('the marzipan'), customer });
    await eventually('it is written', async () => (await boss().sessions('?q=marzipan')).length === 1);
    for (const q of ['nightin', 'nandu', phone, `00 ${phone.slice(1, 5)} ${phone.slice(5)}`, id]) {
      expect([q, (await listed(`?q=${encodeURIComponent(q)}`)).map((one) => one.id)]).toEqual([q, [id]]);
    }
    expect(await listed('?q=marzipan')).toEqual([]);
  });

  it('shows an agent only customers one of whose sessions they may see, and finds them by that one', async () => {
    const shared = await opened('Osprey Shared');
    const waId = shared.customer.phone!.slice(1);
    await opened('Osprey of Ada and Bo');
    const own = await opened('Osprey of Cy', { number: rig.numbers.extension });
    expect(await namesIn('?q=osprey', api(2))).toEqual(['Osprey of Cy']);
    // The newest session of the shared one is Cy's; of what Ada sees another one is the newest.
    await rig.receive({ phoneNumberId: rig.numbers.extension, waId, customer: { waId, name: 'Osprey Shared' } });
    await eventually('Cy has it', async () => (await namesIn('?q=osprey', api(2))).length === 2);
    expect(await namesIn('?q=osprey', api(2))).toEqual(['Osprey Shared', 'Osprey of Cy']);
    expect(await namesIn('?q=osprey', api(0))).toEqual(['Osprey of Ada and Bo', 'Osprey Shared']);
    expect((await namesIn('?q=osprey')).length).toBe(3);
    // Once Bo has taken and closed it, Ada has nothing to do with it.
    expect((await api(1).call('POST', `/v1/sessions/${shared.id}/claim`)).status).toBe(200);
    await closed(shared, api(1));
    expect(await namesIn('?q=osprey', api(0))).toEqual(['Osprey of Ada and Bo']);
    expect(await namesIn('?q=shared', api(1))).toEqual(['Osprey Shared']);
    expect((await api(0).call('GET', pathOf(own))).body).toMatchObject({ status: 404, code: 'CUSTOMER_NOT_FOUND' });
  });

  it.each(['?q=x', '?limit=0', '?cursor=nonsense', '?name=x'])('refuses %s', async (query) => {
    expect((await boss().call('GET', `/v1/customers${query}`)).status).toBe(422);
  });
});

describe('a customer', () => {
  it('is told with names, numbers, first and last contact, and the open sessions that the caller may see', async () => {
    const waId = String((phones += 1));
    const customer = { waId, userId: `GB.${waId}`, name: 'Petrel', username: 'petrel' };
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId, customer });
    const session = await boss().sessionOf(waId);
    await rig.receive({ phoneNumberId: rig.numbers.extension, waId, customer });
    const two = async () => (await boss().sessions(`?customer=${session.customer.id}`)).length === 2;
    await eventually('two sessions', two);
    const { body } = await boss().call('GET', pathOf(session));
    const { firstContactAt, lastContactAt, ...rest } = body as { firstContactAt: string; lastContactAt: string };
    expect(Date.parse(lastContactAt)).toBeGreaterThanOrEqual(Date.parse(firstContactAt));
    const { channelId } = rig;
    expect(rest).toEqual({
      id: session.customer.id,
      name: 'Petrel',
      whatsapp: { name: 'Petrel', username: 'petrel' },
      phone: `+${waId}`,
      userId: `GB.${waId}`,
      aliases: [
        { channelId, channelName: rig.channel.name, kind: 'phone', value: waId },
        { channelId, channelName: rig.channel.name, kind: 'user_id', value: `GB.${waId}` },
      ],
      openSessions: [
        { id: expect.any(String), channelId, phoneNumberId: rig.numbers.extension, e164: '+12025550144' },
        { id: session.id, channelId, phoneNumberId: rig.numbers.queue, e164: '+12025550143' },
      ],
      merged: [],
    });
    expect((await api(2).call('GET', pathOf(session))).body['openSessions']).toMatchObject([
      { phoneNumberId: rig.numbers.extension },
    ]);
  });

  it('gets a name of our own, which is shown and found instead of the other, and a note', async () => {
    const session = await opened('Wren');
    const change = (body: object, by = api(0)) => by.call('PATCH', pathOf(session), body);
    const answer = await change({ name: ' Mrs. Wrenfield ', note: 'calls on Mondays' });
    expect(answer).toMatchObject({
      status: 200,
      body: { name: 'Mrs. Wrenfield', ownName: 'Mrs. Wrenfield', note: 'calls on Mondays', whatsapp: { name: 'Wren' } },
    });
    const nameOf = async () =>
      ((await api(0).call('GET', `/v1/sessions/${session.id}`)).body as SessionView).customer.name;
    expect(await nameOf()).toBe('Mrs. Wrenfield');
    expect((await boss().sessions('?q=wrenfield')).map(({ id }) => id)).toEqual([session.id]);
    expect(await namesIn('?q=wrenfield')).toEqual(['Mrs. Wrenfield']);
    // WhatsApp's next name changes only what WhatsApp says.
    const waId = session.customer.phone!.slice(1);
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId, customer: { waId, name: 'Jenny' } });
    await eventually('the new name', async () => {
      const { body } = await api(0).call('GET', pathOf(session));
      return (body['whatsapp'] as { name: string }).name === 'Jenny';
    });
    expect(await nameOf()).toBe('Mrs. Wrenfield');
    expect((await change({ name: null })).body).toMatchObject({ name: 'Jenny', note: 'calls on Mondays' });
    expect(await nameOf()).toBe('Jenny');
    expect(await listed('?q=wrenfield')).toEqual([]);
    const cleared = await change({ note: null });
    expect(cleared.body).not.toHaveProperty('note');
    await eventually(
      'it is on record',
      () => told.filter(({ targetId }) => targetId === session.customer.id).length === 3,
    );
    expect(told.filter(({ targetId }) => targetId === session.customer.id)).toMatchObject([
      { action: 'customer.update', after: { name: 'set', note: 'set' } },
      { after: { name: 'removed' } },
      { after: { note: 'removed' } },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/Wrenfield|Mondays/);
  });

  it.each([
    ['an empty name', { name: '' }],
    ['a name too long', { name: 'x'.repeat(201) }],
    ['a note too long', { note: 'x'.repeat(4_001) }],
    ['a number', { phone: '1' }],
  ])('does not take %s', async (_, body) => {
    const session = await opened('Dunlin');
    expect((await boss().call('PATCH', pathOf(session), body)).status).toBe(422);
  });

  it('is not there for who may see none of its sessions, to read, to change, or for its messages', async () => {
    const session = await opened('Plover', { number: rig.numbers.extension });
    const unknown = { customer: { id: newId() } } as SessionView;
    for (const [by, of] of [
      [api(0), session],
      [boss(), unknown],
    ] as const) {
      const answers = [
        await by.call('GET', pathOf(of)),
        await by.call('PATCH', pathOf(of), { name: 'Mine' }),
        await by.call('GET', `${pathOf(of)}/messages`),
      ];
      for (const { body } of answers) expect(body).toMatchObject({ status: 404, code: 'CUSTOMER_NOT_FOUND' });
    }
    expect((await auditor().call('GET', pathOf(session))).body).toMatchObject({ name: 'Plover' });
    expect((await auditor().call('PATCH', pathOf(session), { name: 'Mine' })).body).toMatchObject({
      code: 'SCOPE_MISSING',
    });
  });
});

it('two customers whom Meta tells to be one are one, with the name and note that we gave either', async () => {
  const waId = String((phones += 1));
  const userId = `GB.${waId}`;
  const byPhone = { waId, name: 'Heron' };
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, customer: byPhone });
  const first = await boss().sessionOf(waId);
  await boss().call('PATCH', pathOf(first), { name: 'Grey Heron', note: 'likes fish' });
  await closed(first);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: '', customer: { userId, name: 'Ardea' } });
  const second = await eventually('the other', async () => {
    return (await boss().sessions('?state=open&q=ardea')).find(({ customer }) => customer.userId === userId);
  });
  expect(await namesIn('?q=heron')).toEqual(['Grey Heron']);
  expect(await namesIn('?q=ardea')).toEqual(['Ardea']);
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, customer: { waId, userId, name: 'Ardea' } });
  await eventually('they are one', async () => (await namesIn('?q=ardea'))[0] === 'Grey Heron');
  for (const q of ['heron', 'ardea', waId, first.customer.id, second.customer.id]) {
    expect(await listed(`?q=${q}`)).toMatchObject([{ id: second.customer.id, phone: `+${waId}`, note: 'likes fish' }]);
  }
  for (const id of [first.customer.id, second.customer.id]) {
    expect((await boss().call('GET', `/v1/customers/${id}`)).body).toMatchObject({
      id: second.customer.id,
      merged: [],
    });
    const sessions = await boss().sessions(`?customer=${id}`);
    expect(sessions.map((session) => session.id).sort()).toEqual([first.id, second.id].sort());
    for (const session of sessions)
      expect(session.customer).toMatchObject({ id: second.customer.id, name: 'Grey Heron' });
  }
});
