import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import {
  aChannel,
  anExtension,
  aPhoneNumberId,
  aQueue,
  aSecret,
  startConfiguration,
  type Answer,
  type Configuration,
} from './running-configuration.js';

let config: Configuration;
let call: Configuration['call'];
beforeAll(async () => {
  config = await startConfiguration();
  call = config.call;
});
afterAll(() => config.stop());

const numberTo = (queueId: string) => ({
  e164: '+8613800138000',
  phoneNumberId: aPhoneNumberId(),
  destination: { type: 'queue', id: queueId },
});

/** Refused with a warning in both languages, and done with `?confirm=true`. */
async function needsConfirmation(
  code: string,
  request: (query: string) => Promise<Answer>,
  isDone: () => Promise<boolean>,
): Promise<Answer> {
  const refused = await request('');
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: 'CONFIRMATION_NEEDED',
      warnings: [{ code, sentence: { en: expect.any(String), 'zh-CN': expect.any(String) } }],
    },
  });
  expect(await isDone()).toBe(false);
  const done = await request('?confirm=true');
  expect([200, 201, 204]).toContain(done.status);
  expect(await isDone()).toBe(true);
  return done;
}
const any = { ifMatch: '*' };

describe('what would leave customers without anybody is said first, and done when it is confirmed', () => {
  it('deleting a queue', async () => {
    const { id } = await aQueue(config);
    await needsConfirmation(
      'QUEUE_DELETED',
      (query) => call('DELETE', `/v1/queues/${id}${query}`, any),
      async () => (await call('GET', `/v1/queues/${id}`)).status === 404,
    );
  });

  it('taking the last agent of a queue', async () => {
    const [ada, bob] = [await anExtension(config), await anExtension(config)];
    const { id } = await aQueue(config, [ada.id, bob.id]);
    const agents = async () => (await call('GET', `/v1/queues/${id}`)).body.agents as string[];
    expect((await call('PATCH', `/v1/queues/${id}`, { ...any, body: { agents: [ada.id] } })).status).toBe(200);
    await needsConfirmation(
      'QUEUE_EMPTIED',
      (query) => call('PATCH', `/v1/queues/${id}${query}`, { ...any, body: { agents: [] } }),
      async () => (await agents()).length === 0,
    );
    // It is empty already: nothing changes for anybody.
    expect((await call('PATCH', `/v1/queues/${id}`, { ...any, body: { name: `Q ${id}` } })).status).toBe(200);
  });

  it('deleting the extension that is the last agent of a queue', async () => {
    const ada = await anExtension(config);
    const { id } = await aQueue(config, [ada.id]);
    const done = await needsConfirmation(
      'QUEUE_EMPTIED',
      (query) => call('DELETE', `/v1/extensions/${ada.id}${query}`, any),
      async () => (await call('GET', `/v1/queues/${id}`)).body.agents.length === 0,
    );
    // No router runs here: it says so, and nobody is told a number that is not known.
    expect(done.body).toEqual({
      sentence: { en: expect.stringContaining('does not answer'), 'zh-CN': expect.any(String) },
    });
  });

  it('pointing a number at an empty queue, in whatever way', async () => {
    const empty = await aQueue(config, []);
    const staffed = await aQueue(config);
    const channel = (await call('POST', '/v1/channels', { body: aChannel() })).body;
    const numbers = async () => (await call('GET', `/v1/channels/${channel.id}/numbers`)).body.items as unknown[];
    const toEmpty = numberTo(empty.id);
    await needsConfirmation(
      'QUEUE_EMPTY',
      (query) => call('POST', `/v1/channels/${channel.id}/numbers${query}`, { body: toEmpty }),
      async () => (await numbers()).length === 1,
    );
    const added = (await call('POST', `/v1/channels/${channel.id}/numbers`, { body: numberTo(staffed.id) })).body;
    const { destination } = toEmpty;
    await needsConfirmation(
      'QUEUE_EMPTY',
      (query) =>
        call('PATCH', `/v1/channels/${channel.id}/numbers/${added.id}${query}`, { ...any, body: { destination } }),
      async () =>
        (await call('GET', `/v1/channels/${channel.id}/numbers/${added.id}`)).body.destination.id === empty.id,
    );
    const again = { ...any, body: { destination, sendsPerSecond: 20 } };
    expect((await call('PATCH', `/v1/channels/${channel.id}/numbers/${added.id}`, again)).status).toBe(200);
    const other = aChannel({ numbers: [numberTo(empty.id)] });
    await needsConfirmation(
      'QUEUE_EMPTY',
      (query) => call('POST', `/v1/channels${query}`, { body: other }),
      async () =>
        (await call('GET', '/v1/channels?limit=200')).body.items.some(
          ({ name }: { name: string }) => name === other.name,
        ),
    );
  });

  it.each([
    ['the id of the app', () => ({ appId: '7788990011' })],
    ['the app secret', () => ({ appSecret: aSecret() })],
  ])('deleting a channel that has %s in common with another', async (_, made) => {
    const shared = made();
    const one = (await call('POST', '/v1/channels', { body: aChannel(shared) })).body;
    const other = (await call('POST', '/v1/channels', { body: aChannel(shared) })).body;
    const channel = `/v1/channels/${one.id}`;
    await needsConfirmation(
      'CALLBACK_SHARED',
      (query) => call('DELETE', `${channel}${query}`, any),
      async () => (await call('GET', channel)).status === 404,
    );
    expect((await call('DELETE', `/v1/channels/${other.id}`, any)).status).toBe(204);
  });

  it('the dry run of a file says it too', async () => {
    const queue = `Nobody ${newId()}`;
    const number = { ...numberTo(queue), sendsPerSecond: 80, destination: { queue } };
    const file = {
      version: 1,
      extensions: [],
      queues: [{ name: queue, assignmentMode: 'manual', agents: [] }],
      channels: [{ name: `File ${newId()}`, publicUrl: 'https://wa.example.com', numbers: [number] }],
    };
    const dry = await call('PUT', '/v1/config?dryRun=true', {
      rawBody: JSON.stringify(file),
      contentType: 'application/yaml',
    });
    expect(dry).toMatchObject({ status: 200, body: { warnings: [{ code: 'QUEUE_EMPTY' }] } });
  });
});

it('the doctor finds a destination that has nobody, and it heals with the first agent', async () => {
  const empty = await aQueue(config, []);
  const channel = (
    await call('POST', '/v1/channels?confirm=true', { body: aChannel({ numbers: [numberTo(empty.id)] }) })
  ).body;
  const check = async () => {
    const { body } = await call('GET', `/v1/channels/${channel.id}/doctor`);
    return (body.checks as { id: string }[]).find(({ id }) => id === 'destinations');
  };
  expect(await check()).toMatchObject({
    state: 'failed',
    evidence: { fault: 'nobody', numbers: [{ e164: '+8613800138000', people: 0 }] },
    sentence: { en: expect.stringContaining('heard by nobody') },
  });
  const ada = await anExtension(config);
  await call('PATCH', `/v1/queues/${empty.id}`, { ...any, body: { agents: [ada.id] } });
  expect(await check()).toMatchObject({ state: 'ok' });
});
