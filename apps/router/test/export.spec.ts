import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, operationPerformed, type MessageView, type SessionView } from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import type { RunningService } from '@wabx/runtime';
import { eventually, testApiKey } from '@wabx/testing';
import pg from 'pg';
import { readZip } from './read-zip.js';
import { apiOf, newWamid, picture, startRig, text, type Rig } from './router-rig.js';

let rig: Rig;
let service: RunningService;
const supervisor = testApiKey(['sessions:read', 'sessions:write', 'media:read', 'customers:erase']);
const told: { action: string; targetId?: string | undefined; outcome?: object | undefined }[] = [];
beforeAll(async () => {
  rig = await startRig();
  await rig.configure({ apiKeys: [supervisor.entry] });
  service = await rig.start();
  rig.connection.subscribe(`${operationPerformed.subject}.>`, {
    callback: (_, { data }) => void told.push(fromWire(operationPerformed, data).data),
  });
});
afterAll(() => rig.stop());

const boss = () => apiOf(service, supervisor.token);
const lines = <T>(text = '') =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
const exported = (id: string, token = supervisor.token) =>
  fetch(`${service.url}/v1/customers/${id}/export`, { headers: { authorization: `Bearer ${token}` } });

let phones = 447701300000;
const opened = async (name: string) => {
  const waId = String((phones += 1));
  const person = { phoneNumberId: rig.numbers.queue, waId: '', customer: { waId, name } };
  await rig.receive({ ...person, content: text(`I am ${name}`) });
  return { person, session: await boss().sessionOf(waId) };
};

it('a customer with whom they are merged is exported whole: names, sessions with their steps, messages, notes, files', async () => {
  const { person, session } = await opened('Merganser');
  const { session: other } = await opened('Goosander');
  const stranger = await opened('Smew');
  const wamid = newWamid();
  const photo = picture(rig.numbers.queue, wamid);
  await rig.receive({ ...person, waMessageId: wamid, content: photo });
  for (let n = 0; n < 450; n++) await rig.receive({ ...person, content: text(`message ${n}`) });
  await eventually('all are stored', async () => (await boss().sessions('?q=message 449')).length === 1);
  const note = { text: { body: 'a note of ours' } };
  const key = { 'idempotency-key': newId() };
  await boss().call('POST', `/v1/sessions/${session.id}/notes`, note, key);
  await boss().call('PATCH', `/v1/customers/${session.customer.id}`, { note: 'dives well' });
  await boss().call('POST', `/v1/sessions/${session.id}/close`);
  await boss().call('POST', `/v1/customers/${other.customer.id}/merge`, { into: session.customer.id });

  const answer = await exported(other.customer.id);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="customer-${session.customer.id}.zip"`);
  const files = readZip(Buffer.from(await answer.arrayBuffer()));
  expect(Object.keys(files)).toEqual(['customer.json', 'sessions.ndjson', 'messages.ndjson', 'files.ndjson']);
  expect(JSON.parse(files['customer.json'] ?? '')).toMatchObject({
    name: 'Merganser',
    note: 'dives well',
    merged: [{ name: 'Goosander' }],
    aliases: [{}, {}],
  });
  const sessions = lines<SessionView & { timeline: object[] }>(files['sessions.ndjson']);
  expect(sessions).toMatchObject([
    { id: session.id, state: 'closed', timeline: [{ change: 'opened' }, { change: 'closed' }] },
    { id: other.id, state: 'open', timeline: [{ change: 'opened' }] },
  ]);
  const messages = lines<MessageView>(files['messages.ndjson']);
  const bodies = messages.map(({ content }) => ('text' in content ? content.text.body : content.kind));
  expect(bodies).toHaveLength(454);
  expect(new Set(bodies)).toEqual(
    new Set([
      'I am Merganser',
      'I am Goosander',
      'image',
      'a note of ours',
      ...Array.from({ length: 450 }, (_, n) => `message ${n}`),
    ]),
  );
  const fileId = 'media' in photo ? photo.media.fileId : '';
  const ofPhoto = messages.find(({ content }) => content.kind === 'image');
  expect(lines(files['files.ndjson'])).toEqual([
    { messageId: ofPhoto?.id, fileId, state: 'fetching', path: `/v1/media/${fileId}/content` },
  ]);
  expect(JSON.stringify(files)).not.toContain(stranger.session.customer.name);
  const looks = () =>
    told.filter(({ action, targetId }) => action === 'customer.export' && targetId === session.customer.id);
  await eventually('it is on record', () => looks().length === 2);
  expect(looks()[1]).toMatchObject({ outcome: { sessions: 2, messages: 454, files: 1 } });
});

it('an export that breaks off has no directory, and the audit says that it did', async () => {
  const { session } = await opened('Pochard');
  // The list of the messages cannot be read from now on.
  const admin = new pg.Client({ connectionString: rig.database.adminUrl });
  await admin.connect();
  await admin.query('ALTER TABLE router.edit_file RENAME TO edit_file_away');
  const answer = await exported(session.customer.id);
  await expect(answer.arrayBuffer()).rejects.toThrow();
  await admin.query('ALTER TABLE router.edit_file_away RENAME TO edit_file');
  await admin.end();
  await eventually('it is on record', () =>
    told.some(({ targetId, outcome }) => targetId === session.customer.id && outcome && 'failed' in outcome),
  );
});

it('is for who reads all sessions and all files', async () => {
  const { session } = await opened('Gadwall');
  const { id } = session.customer;
  for (const token of [rig.agents[0].token, rig.supervisor, testApiKey(['media:read']).token]) {
    expect([401, 403]).toContain((await exported(id, token)).status);
  }
  expect(await (await exported(newId())).json()).toMatchObject({ status: 404, code: 'CUSTOMER_NOT_FOUND' });
});
