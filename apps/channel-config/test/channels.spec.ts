import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { channelChanged, channelsView, directoryView, subjectOf } from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import { eventually, testSealingKeys } from '@wabx/testing';
import { KeyRing, sealingKeysSchema, sealPurpose } from '@wabx/runtime';
import { createHash, randomUUID } from 'node:crypto';
import {
  aChannel,
  anExtension,
  aPhoneNumberId,
  aQueue,
  aSecret,
  aToken,
  startConfiguration,
  type Configuration,
} from './running-configuration.js';

let config: Configuration;
let call: Configuration['call'];

beforeAll(async () => {
  config = await startConfiguration();
  ({ call } = config);
});
afterAll(async () => await config?.stop());

const make = async (change: Record<string, unknown> = {}) =>
  (await call('POST', '/v1/channels', { body: aChannel(change) })).body;
const numberTo = (destination: { type: string; id: string }, phoneNumberId = aPhoneNumberId()) => ({
  e164: '+8613800138000',
  phoneNumberId,
  destination,
});

describe('a channel', () => {
  it('is made with its numbers in one call and says what to paste at Meta', async () => {
    const queue = await aQueue(config);
    const extension = await anExtension(config);
    const input = aChannel({
      appId: '123456789',
      numbers: [
        numberTo({ type: 'queue', id: queue.id }),
        { ...numberTo({ type: 'extension', id: extension.id }), sendsPerSecond: 1000 },
      ],
    });
    const { status, body, headers } = await call('POST', '/v1/channels', { body: input });
    expect(status).toBe(201);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toMatchObject({
      type: 'whatsapp',
      name: input.name,
      publicUrl: 'https://wa.example.com',
      webhookUrl: expect.stringMatching(/^https:\/\/wa\.example\.com\/webhooks\/whatsapp\/[0-9a-f]{32}$/),
      verifyToken: expect.stringMatching(/^[\w-]{32}$/),
      accessToken: { last4: input.accessToken.slice(-4), expiresAt: null },
      appSecret: { last4: input.appSecret.slice(-4) },
      appId: '123456789',
      settings: { sessionIdleSeconds: 86_400, mediaRetentionSeconds: 259_200, mediaDelivery: 'link' },
      numbers: [
        { e164: '+8613800138000', destination: { type: 'queue', id: queue.id }, sendsPerSecond: 80, version: 1 },
        { destination: { type: 'extension', id: extension.id }, sendsPerSecond: 1000, version: 1 },
      ],
      status: { state: 'unchecked', at: expect.any(String) },
      version: 1,
    });
    expect((await call('GET', `/v1/channels/${body.id}`)).body).toEqual(body);
    expect((await call('GET', '/v1/channels?limit=200')).body.items).toContainEqual(body);
  });

  it('is seen by every other service within a second, its secrets sealed', async () => {
    const view = await config.view(channelsView);
    const input = aChannel();
    const made = (await call('POST', '/v1/channels', { body: input })).body;
    const seen = await eventually('the channel in the view', () => view.get(made.id), 1_000);
    const ring = new KeyRing(sealingKeysSchema.parse(testSealingKeys));
    expect(await ring.open(seen.sealedAccessToken, sealPurpose.accessToken(made.id))).toBe(input.accessToken);
    expect(await ring.open(seen.sealedAppSecrets[0]!, sealPurpose.appSecret(made.id))).toBe(input.appSecret);
    expect(seen).toMatchObject({
      version: 1,
      deleted: false,
      webhookKey: made.webhookUrl.split('/').at(-1),
      verifyTokenSha256: createHash('sha256').update(made.verifyToken).digest('hex'),
      status: { state: 'unchecked' },
    });
  });

  it('keeps the previous app secret until the rotation is closed', async () => {
    const view = await config.view(channelsView);
    const first = aSecret();
    const { id } = await make({ appSecret: first });
    const second = aSecret();
    const patched = await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { appSecret: second } });
    expect(patched.body.appSecret).toEqual({ last4: second.slice(-4), previous: { last4: first.slice(-4) } });
    const during = await eventually('both secrets', () => [view.get(id)].find((seen) => seen?.version === 2));
    const ring = new KeyRing(sealingKeysSchema.parse(testSealingKeys));
    const opened = await Promise.all(during.sealedAppSecrets.map((one) => ring.open(one, sealPurpose.appSecret(id))));
    expect(opened).toEqual([second, first]);

    const same = await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"2"', body: { appSecret: second } });
    expect(same.body).toMatchObject({ version: 2, appSecret: { previous: { last4: first.slice(-4) } } });

    const closed = await call('POST', `/v1/channels/${id}/secret/close-rotation`);
    expect(closed.status).toBe(200);
    expect(closed.body.appSecret).toEqual({ last4: second.slice(-4) });
    await eventually('one secret', () => view.get(id)?.sealedAppSecrets.length === 1);
  });

  it('gets a new access token without being made anew', async () => {
    const { id, webhookUrl, verifyToken } = await make();
    const token = aToken();
    const { body } = await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { accessToken: token } });
    expect(body).toMatchObject({ webhookUrl, verifyToken, accessToken: { last4: token.slice(-4) }, version: 2 });
  });

  it('changes only what a patch mentions', async () => {
    const { id } = await make({ appId: '77', settings: { sessionIdleSeconds: 600 } });
    const { body } = await call('PATCH', `/v1/channels/${id}`, {
      ifMatch: '"1"',
      body: { settings: { mediaDelivery: 'upload' }, appId: null },
    });
    expect(body.settings).toEqual({ sessionIdleSeconds: 600, mediaRetentionSeconds: 259_200, mediaDelivery: 'upload' });
    expect(body.appId).toBeUndefined();
    const record = await eventually('the audit knows', async () => {
      const [newest] = (await call('GET', `/v1/audit?target=${id}`)).body.items;
      return newest?.action === 'channel.update' ? newest : undefined;
    });
    expect(record).toMatchObject({
      by: { keyId: config.admin.id, name: 'bootstrap', address: '127.0.0.1', requestId: expect.any(String) },
      fields: ['appId', 'settings.mediaDelivery'],
      before: { appId: '77', mediaDelivery: 'link' },
      after: { appId: null, mediaDelivery: 'upload' },
    });
  });

  it('lets two administrators edit, and the second one knows', async () => {
    const { id } = await make();
    const [one, other] = await Promise.all(
      ['One', 'Other'].map((name) =>
        call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { name: `${name} ${id}` } }),
      ),
    );
    expect([one!.status, other!.status].sort()).toEqual([200, 412]);
    const [winner, loser] = one!.status === 200 ? [one!, other!] : [other!, one!];
    expect(loser.body).toMatchObject({ code: 'VERSION_CONFLICT', currentVersion: 2 });
    expect(loser.headers.get('etag')).toBe('"2"');
    expect((await call('GET', `/v1/channels/${id}`)).body.name).toBe(winner.body.name);
  });

  it.each(['PATCH', 'DELETE'])('%s without If-Match is 428, with an old one 412', async (method) => {
    const { id, name } = await make();
    const body = method === 'PATCH' ? { name: `New ${name}` } : undefined;
    expect(await call(method, `/v1/channels/${id}`, { body })).toMatchObject({
      status: 428,
      body: { code: 'PRECONDITION_REQUIRED' },
    });
    expect(await call(method, `/v1/channels/${id}`, { body, ifMatch: '"7"' })).toMatchObject({ status: 412 });
    expect((await call('GET', `/v1/channels/${id}`)).body).toMatchObject({ name, version: 1 });
  });

  it('is gone for everybody once deleted, secrets first, and its name and numbers are free', async () => {
    const view = await config.view(channelsView);
    const destination = { type: 'queue', id: (await aQueue(config)).id };
    const input = aChannel({ numbers: [numberTo(destination)] });
    const { id } = (await call('POST', '/v1/channels', { body: input })).body;
    expect((await call('DELETE', `/v1/channels/${id}`, { ifMatch: '"1"' })).status).toBe(204);
    expect(await call('GET', `/v1/channels/${id}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    const tombstone = await eventually('the tombstone', () => [view.get(id)].find((seen) => seen?.deleted));
    expect(tombstone).toMatchObject({ version: 2, numbers: [], sealedAccessToken: '', sealedAppSecrets: [] });
    expect((await call('POST', '/v1/channels', { body: input })).status).toBe(201);
  });

  it('tells the others what happened to it, in order', async () => {
    const heard: string[] = [];
    const subscription = config.connection.subscribe(`${channelChanged.subject}.*`, {
      callback: (_, message) => {
        const { channelId, data } = fromWire(channelChanged, message.data);
        heard.push(`${channelId} ${data.change} ${data.version}`);
      },
    });
    const { id } = await make();
    await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { name: `Again ${id}` } });
    await call('DELETE', `/v1/channels/${id}`, { ifMatch: '"2"' });
    await eventually('three facts', () => heard.filter((line) => line.startsWith(id)).length === 3);
    expect(heard.filter((line) => line.startsWith(id))).toEqual([
      `${id} created 1`,
      `${id} updated 2`,
      `${id} deleted 3`,
    ]);
    expect(subjectOf(channelChanged, id)).toBe(`${channelChanged.subject}.${id}`);
    subscription.unsubscribe();
  });

  it('is listed in pages', async () => {
    for (let at = 0; at < 3; at += 1) await make();
    const all = (await call('GET', '/v1/channels?limit=200')).body.items.map(({ id }: { id: string }) => id);
    const paged: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await call('GET', `/v1/channels?limit=2${cursor}`);
      paged.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.nextCursor === undefined) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(paged).toEqual(all);
  });
});

describe('a number', () => {
  it('has a life of its own: its changes cost nobody who edits the channel a 412, and all services see them', async () => {
    const view = await config.view(channelsView);
    const queue = await aQueue(config);
    const extension = await anExtension(config);
    const { id } = await make();
    const added = await call('POST', `/v1/channels/${id}/numbers`, { body: numberTo({ type: 'queue', id: queue.id }) });
    expect(added).toMatchObject({ status: 201, body: { channelId: id, sendsPerSecond: 80, version: 1 } });
    const path = `/v1/channels/${id}/numbers/${added.body.id}`;
    const moved = await call('PATCH', path, {
      ifMatch: '"1"',
      body: { destination: { type: 'extension', id: extension.id } },
    });
    expect(moved.body).toMatchObject({ destination: { type: 'extension', id: extension.id }, version: 2 });
    await eventually('the moved number', () => view.get(id)?.numbers[0]?.destination.id === extension.id, 1_000);
    expect(
      (await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { name: `Still first ${id}` } })).status,
    ).toBe(200);
    expect((await call('GET', `/v1/channels/${id}/numbers`)).body).toEqual({ items: [moved.body] });

    expect((await call('DELETE', path)).status).toBe(428);
    expect((await call('DELETE', path, { ifMatch: '"1"' })).status).toBe(412);
    expect((await call('DELETE', path, { ifMatch: '"2"' })).status).toBe(204);
    await eventually('no number', () => view.get(id)?.numbers.length === 0, 1_000);
  });

  it('belongs to one channel, and the refusal names it', async () => {
    const destination = { type: 'queue', id: (await aQueue(config)).id };
    const phoneNumberId = aPhoneNumberId();
    const owner = await make({ numbers: [numberTo(destination, phoneNumberId)] });
    const other = await make();
    const added = await call('POST', `/v1/channels/${other.id}/numbers`, {
      body: numberTo(destination, phoneNumberId),
    });
    expect(added).toMatchObject({
      status: 409,
      body: {
        code: 'PHONE_NUMBER_ID_TAKEN',
        detail: `The phone number id ${phoneNumberId} belongs to the channel "${owner.name}" (${owner.id}).`,
        errors: [{ pointer: '/phoneNumberId' }],
      },
    });
    const name = `Never saved ${phoneNumberId}`;
    const made = await call('POST', '/v1/channels', {
      body: aChannel({ name, numbers: [numberTo(destination), numberTo(destination, phoneNumberId)] }),
    });
    expect(made).toMatchObject({ status: 409, body: { errors: [{ pointer: '/numbers/1/phoneNumberId' }] } });
    expect(await config.sql('SELECT id FROM channel WHERE name = $1', [name])).toEqual([]);
  });
});

describe('what is wrong is refused with a pointer to it, and nothing is half saved', () => {
  const anyQueue = async () => ({ type: 'queue', id: (await aQueue(config)).id });

  it.each([
    ['a name of 128 characters', { name: 'n'.repeat(128) }, '/name'],
    ['an empty name', { name: '  ' }, '/name'],
    ['half a character', { name: 'half \ud83d' }, '/name'],
    ['a base URL that is not ours', { publicUrl: 'https://elsewhere.example.com' }, '/publicUrl'],
    ['no base URL where there are two', { publicUrl: undefined }, '/publicUrl'],
    ['a token with a space', { accessToken: 'EAAG with a space in the middle' }, '/accessToken'],
    ['a token that is missing', { accessToken: undefined }, '/accessToken'],
    ['an app id with letters', { appId: 'app' }, '/appId'],
    ['an unknown delivery', { settings: { mediaDelivery: 'pigeon' } }, '/settings/mediaDelivery'],
  ])('%s', async (_what, change, pointer) => {
    const before = await config.sql('SELECT count(*) FROM channel');
    const { status, body, headers } = await call('POST', '/v1/channels', { body: aChannel(change) });
    expect(status).toBe(422);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'INVALID_INPUT', errors: [{ pointer }] });
    expect(await config.sql('SELECT count(*) FROM channel')).toEqual(before);
  });

  it.each([
    ['a number without +', { e164: '8613800138000' }, '/numbers/0/e164'],
    ['a number with a space', { e164: '+86 13800138000' }, '/numbers/0/e164'],
    ['a number that is too long', { e164: '+8613800138000123' }, '/numbers/0/e164'],
    ['a phone number id with letters', { phoneNumberId: 'abc' }, '/numbers/0/phoneNumberId'],
    ['a queue that does not exist', { destination: { type: 'queue', id: randomUUID() } }, '/numbers/0/destination/id'],
    [
      'an extension that does not exist',
      { destination: { type: 'extension', id: randomUUID() } },
      '/numbers/0/destination/id',
    ],
  ])('%s', async (_what, change, pointer) => {
    const body = aChannel({ numbers: [{ ...numberTo(await anyQueue()), ...change }] });
    expect(await call('POST', '/v1/channels', { body })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    });
    expect(await config.sql('SELECT id FROM channel WHERE name = $1', [body.name])).toEqual([]);
  });

  it('the same phone number id twice in one call', async () => {
    const number = numberTo(await anyQueue());
    expect(await call('POST', '/v1/channels', { body: aChannel({ numbers: [number, number] }) })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/numbers/1/phoneNumberId' }] },
    });
  });

  it('a name that another channel has, in whatever letters', async () => {
    const { name, id } = await make();
    const refusal = { status: 409, body: { code: 'NAME_TAKEN', errors: [{ pointer: '/name' }] } };
    expect(await call('POST', '/v1/channels', { body: aChannel({ name: name.toUpperCase() }) })).toMatchObject(refusal);
    const other = await make();
    expect(await call('PATCH', `/v1/channels/${other.id}`, { ifMatch: '"1"', body: { name } })).toMatchObject(refusal);
    expect((await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { name } })).status).toBe(200);
  });

  it('a field that does not exist, such as a misspelt one', async () => {
    const { id } = await make();
    const answer = await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: { acessToken: aToken() } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/acessToken' }] } });
    const nested = { settings: { mediaDeliver: 'link' } };
    expect(await call('PATCH', `/v1/channels/${id}`, { ifMatch: '"1"', body: nested })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/settings/mediaDeliver' }] },
    });
  });

  it('an address that cannot be decoded or leads nowhere is not repeated', async () => {
    for (const [path, status] of [
      ['/v1/channels/%zz?access_token=EAAGmine', 400],
      ['/v1/nothing?access_token=EAAGmine', 404],
    ] as const) {
      const answer = await call('GET', path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ]);
      expect(answer.text).not.toContain('EAAGmine');
    }
  });

  it('JSON that is none is 400, a body of 10 MB is 413', async () => {
    for (const [rawBody, status] of [
      ['{"name": ', 400],
      [JSON.stringify(aChannel({ name: 'n'.repeat(10 * 1024 * 1024) })), 413],
    ] as const) {
      const answer = await call('POST', '/v1/channels', { rawBody });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ status, code: expect.any(String), errors: [{ pointer: '' }] });
    }
  });
});

describe('extensions and queues', () => {
  it('are seen by every other service within a second, and so is their end', async () => {
    const view = await config.view(directoryView);
    const ada = await anExtension(config);
    const bob = await anExtension(config, 'Bob');
    const queue = await aQueue(config, [ada.id, bob.id, ada.id]);
    expect(queue).toMatchObject({ assignmentMode: 'manual', agents: [ada.id, bob.id].sort(), version: 1 });
    await eventually('the queue in the view', () => view.get(`queue.${queue.id}`), 1_000);

    const patched = await call('PATCH', `/v1/queues/${queue.id}`, { ifMatch: '"1"', body: { assignmentMode: 'auto' } });
    expect(patched.body).toMatchObject({ assignmentMode: 'auto', agents: queue.agents, version: 2 });

    expect((await call('DELETE', `/v1/extensions/${bob.id}`, { ifMatch: '"1"' })).status).toBe(200);
    await eventually('the end of the extension', () => view.get(`extension.${bob.id}`)?.deleted, 1_000);
    const left = await eventually('a queue without Bob', () =>
      [view.get(`queue.${queue.id}`)].find((seen) => seen?.version === 3),
    );
    expect(left).toMatchObject({ agents: [ada.id] });
    expect((await call('GET', `/v1/queues/${queue.id}`)).body).toMatchObject({ agents: [ada.id], version: 3 });
  });

  it.each(['queue', 'extension'])(
    '%s: one that a number leads to is not deleted, and the refusal says which number',
    async (type) => {
      const { id } = type === 'queue' ? await aQueue(config) : await anExtension(config);
      const channel = await make({ numbers: [numberTo({ type, id })] });
      const refused = await call('DELETE', `/v1/${type}s/${id}`, { ifMatch: '"1"' });
      expect(refused).toMatchObject({
        status: 409,
        body: {
          code: 'IN_USE',
          detail: expect.stringContaining(`+8613800138000 of the channel "${channel.name}"`),
          usedBy: [{ channelId: channel.id, e164: '+8613800138000' }],
        },
      });
      await call('DELETE', `/v1/channels/${channel.id}`, { ifMatch: '"1"' });
      const deleted = await call('DELETE', `/v1/${type}s/${id}?confirm=true`, { ifMatch: '"1"' });
      expect(deleted.status).toBe(type === 'queue' ? 204 : 200);
    },
  );

  it('a number never leads to a queue that is being deleted at the same moment', async () => {
    const { id: channelId } = await make();
    for (let round = 0; round < 10; round += 1) {
      const { id } = await aQueue(config);
      const [added, deleted] = await Promise.all([
        call('POST', `/v1/channels/${channelId}/numbers`, { body: numberTo({ type: 'queue', id }) }),
        call('DELETE', `/v1/queues/${id}?confirm=true`, { ifMatch: '"1"' }),
      ]);
      expect([`${added.status} ${deleted.status}`]).toEqual([expect.stringMatching(/^(201 409|422 204)$/)]);
    }
  });

  it.each([
    ['an agent who does not exist', 'queues', { name: 'Q', agents: [randomUUID()] }, '/agents'],
    ['an unknown mode', 'queues', { name: 'Q', assignmentMode: 'magic' }, '/assignmentMode'],
    ['a queue name of 128 characters', 'queues', { name: 'q'.repeat(128) }, '/name'],
    ['an extension with letters', 'extensions', { number: '10a', name: 'A' }, '/number'],
    ['an extension without a name', 'extensions', { number: '10' }, '/name'],
  ])('%s is refused', async (_what, path, body, pointer) => {
    expect(await call('POST', `/v1/${path}`, { body })).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('names and numbers are unique', async () => {
    const queue = await aQueue(config);
    const extension = await anExtension(config);
    expect(await call('POST', '/v1/queues', { body: { name: queue.name } })).toMatchObject({
      status: 409,
      body: { code: 'NAME_TAKEN', errors: [{ pointer: '/name' }] },
    });
    expect(await call('POST', '/v1/extensions', { body: { name: 'X', number: extension.number } })).toMatchObject({
      status: 409,
      body: { code: 'NUMBER_TAKEN', detail: `There is already an extension ${extension.number}.` },
    });
  });

  it('128 queues, one of them with 120 agents, reach the view', async () => {
    const view = await config.view(directoryView);
    const extensions = await Promise.all(Array.from({ length: 120 }, () => anExtension(config)));
    const agents = extensions.map(({ id }) => id);
    const large = await aQueue(config, agents);
    const queues = await Promise.all(Array.from({ length: 127 }, () => aQueue(config)));
    await eventually('all queues', () => [large, ...queues].every(({ id }) => view.get(`queue.${id}`)), 5_000);
    expect(view.get(`queue.${large.id}`)).toMatchObject({ agents: [...agents].sort() });
  });
});
