import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { newId, noteChanged, type MessageView, type SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, newWamid, readEvents, startRig, text, type Rig } from './router-rig.js';

// Notes are for colleagues: they stand among the messages, and nothing of them concerns the customer.

let rig: Rig;
let service: RunningService;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
});
afterAll(() => rig.stop());

const ada = () => apiOf(service, rig.agents[0].token);
const bo = () => apiOf(service, rig.agents[1].token);
const cy = () => apiOf(service, rig.agents[2].token);
const boss = () => apiOf(service, rig.supervisor);
type Api = ReturnType<typeof apiOf>;

let phones = 447700800000;
const opened = async (): Promise<SessionView> => {
  const waId = String(++phones);
  const sentAt = new Date(Date.now() - 60_000).toISOString();
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text('hello'), sentAt });
  return await ada().sessionOf(waId);
};
const note = (api: Api, { id }: Pick<SessionView, 'id'>, body: string, key = newId()) =>
  api.call('POST', `/v1/sessions/${id}/notes`, { text: { body } }, { 'idempotency-key': key });
const written = async (api: Api, session: SessionView, body: string) => {
  const answer = await note(api, session, body);
  expect(answer.status).toBe(201);
  return answer.body as unknown as MessageView;
};
/** On which subjects something was told about the message, without the channel. */
const subjectsWith = async (messageId: string) => {
  const jsm = await jetstreamManager(rig.connection);
  const { state } = await jsm.streams.info('WA_EVT');
  const found: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await jsm.streams.getMessage('WA_EVT', { seq });
    if (message?.string().includes(messageId)) found.push(message.subject.replace(/\.[^.]*$/, ''));
  }
  return found;
};
const viewOf = async (id: string) => (await boss().call('GET', `/v1/sessions/${id}`)).body as unknown as SessionView;

it('a note stands among the messages, with its author, and the session looks as before', async () => {
  const session = await opened();
  const before = await viewOf(session.id);
  const own = await written(ada(), session, 'wants a refund');
  const bosses = await written(boss(), session, 'grant it');
  expect(own).toMatchObject({
    kind: 'note',
    direction: 'internal',
    state: 'noted',
    content: { kind: 'note', text: { body: 'wants a refund' } },
    author: { id: rig.agents[0].extension.id, name: 'Ada' },
  });
  expect(bosses).toMatchObject({ writtenBy: { name: expect.any(String) } });
  expect(bosses).not.toHaveProperty('author');
  expect((await bo().messages(session.id)).slice(1)).toEqual([own, bosses]);
  const after = await viewOf(session.id);
  expect({ ...after, eventNo: before.eventNo }).toEqual(before);
  expect(await rig.sends()).toEqual([]);
});

it('is told to who sees the session, and counts in no statistics', async () => {
  const session = await opened();
  const [colleague, stranger] = await Promise.all([
    readEvents(service, rig.agents[1].token),
    readEvents(service, rig.agents[2].token),
  ]);
  const { id } = await written(ada(), session, 'a first version');
  const told = async (type: string, holds: (message: MessageView) => boolean) =>
    await eventually(type, () =>
      colleague.events.find(
        ({ type: each, data }) =>
          each === type && (data['message'] as MessageView)?.id === id && holds(data['message'] as MessageView),
      ),
    );
  expect((await told('message', () => true)).data).toMatchObject({
    sessionId: session.id,
    session: { id: session.id },
  });
  await ada().call('PATCH', `/v1/sessions/${session.id}/notes/${id}`, { text: { body: 'a second version' } });
  await told('message.changed', ({ content, editedAt }) => JSON.stringify(content).includes('second') && !!editedAt);
  await ada().call('DELETE', `/v1/sessions/${session.id}/notes/${id}`);
  const gone = await told('message.changed', ({ revokedAt }) => revokedAt !== undefined);
  expect(gone.data['message']).toMatchObject({ content: { kind: 'note', text: { body: '' } } });
  // Cy's own number: when he has heard of this, he has heard of everything before.
  await rig.receive({ phoneNumberId: rig.numbers.extension, waId: String(++phones) });
  await eventually('Cy hears something', () => stranger.events.length > 0);
  expect(stranger.events.filter(({ data }) => data['sessionId'] === session.id)).toEqual([]);
  // Statistics count what is told as stored, and a note never is.
  expect(new Set(await subjectsWith(id))).toEqual(new Set([noteChanged.subject]));
  colleague.close();
  stranger.close();
});

it('is found by its words, as they are now, also in a closed session', async () => {
  const session = await opened();
  const { id } = await written(ada(), session, 'the Plesiosaur account');
  const found = async (words: string) =>
    (await ada().call('GET', `/v1/sessions?q=${words}`)).body['items'] as { id: string; hits: object[] }[];
  expect(await found('plesiosaur')).toMatchObject([{ id: session.id, hits: [{ messageId: id }] }]);
  await boss().call('POST', `/v1/sessions/${session.id}/close`);
  expect(await found('plesiosaur')).toMatchObject([{ id: session.id, hits: [{ messageId: id }] }]);
  await ada().call('PATCH', `/v1/sessions/${session.id}/notes/${id}`, { text: { body: 'the Ichthyosaur account' } });
  expect(await found('plesiosaur')).toEqual([]);
  expect(await found('ichthyosaur')).toMatchObject([{ id: session.id, hits: [{ messageId: id }] }]);
  await ada().call('DELETE', `/v1/sessions/${session.id}/notes/${id}`);
  expect(await found('ichthyosaur')).toEqual([]);
});

it('only who wrote it changes or deletes it, and only who sees the session writes one', async () => {
  const session = await opened();
  const { id } = await written(ada(), session, 'mine');
  const path = `/v1/sessions/${session.id}/notes/${id}`;
  const body = { text: { body: 'not mine' } };
  for (const api of [bo(), boss()]) {
    expect(await api.call('PATCH', path, body)).toMatchObject({ status: 403, body: { code: 'NOT_AUTHOR' } });
    expect(await api.call('DELETE', path)).toMatchObject({ status: 403, body: { code: 'NOT_AUTHOR' } });
  }
  for (const method of ['PATCH', 'DELETE']) {
    expect(await cy().call(method, path, method === 'PATCH' ? body : undefined)).toMatchObject({ status: 404 });
  }
  expect(await note(cy(), session, 'x')).toMatchObject({ status: 404 });
  expect(await note(apiOf(service, rig.auditor), session, 'x')).toMatchObject({ status: 403 });
  // Once Bo has taken it, Ada does not see what she wrote any more.
  await bo().call('POST', `/v1/sessions/${session.id}/claim`);
  expect(await ada().call('PATCH', path, body)).toMatchObject({ status: 403, body: { code: 'NOT_OWNER' } });
  // A customer's message is no note.
  const [message] = await bo().messages(session.id);
  const foreign = `/v1/sessions/${session.id}/notes/${message!.id}`;
  expect(await bo().call('PATCH', foreign, body)).toMatchObject({ status: 404, body: { code: 'NOTE_NOT_FOUND' } });
});

it('the same key writes once, and a deleted note is not written on', async () => {
  const session = await opened();
  const key = newId();
  const first = await note(ada(), session, 'once', key);
  const again = await note(ada(), session, 'once', key);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.body).toEqual(first.body);
  expect(await note(ada(), session, 'twice', key)).toMatchObject({ body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await bo().messages(session.id)).toHaveLength(2);
  expect(await ada().call('POST', `/v1/sessions/${session.id}/notes`, { text: { body: 'x' } })).toMatchObject({
    status: 422,
  });
  const path = `/v1/sessions/${session.id}/notes/${String(first.body['id'])}`;
  const gone = await ada().call('DELETE', path);
  expect((await ada().call('DELETE', path)).body).toEqual(gone.body);
  expect(await ada().call('PATCH', path, { text: { body: 'again' } })).toMatchObject({
    body: { code: 'NOTE_NOT_FOUND' },
  });
});

it('a message of the customer after a note is not late, and nobody quotes or answers a note', async () => {
  const session = await opened();
  const { id } = await written(ada(), session, 'a note');
  const waMessageId = newWamid();
  const waId = session.customer.phone!.slice(1);
  await rig.receive({
    phoneNumberId: rig.numbers.queue,
    waId,
    waMessageId,
    sentAt: new Date(Date.now() - 500).toISOString(),
  });
  const received = await eventually('it came', async () =>
    (await ada().messages(session.id)).find((message) => message.waMessageId === waMessageId),
  );
  expect(received).not.toHaveProperty('late');
  const reply = { type: 'text', text: { body: 'x' }, claimEpoch: session.claimEpoch, replyTo: id };
  expect(await ada().reply(session.id, reply)).toMatchObject({ body: { code: 'REPLY_TO_UNKNOWN' } });
  for (const action of ['retry', 'resolve']) {
    const body = { attempt: 0, ...(action === 'resolve' ? { decision: 'discard' } : {}) };
    const answer = await ada().call('POST', `/v1/sessions/${session.id}/messages/${id}/${action}`, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
});
