import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { linkFile, newId, type MessageView, type Scope, type SessionView } from '@wabx/contracts';
import { Requests } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

// A reply hands its file to the customer, and its session to everybody who sees it: it may name only what its author has.

let stack: WholeStack;

beforeAll(async () => {
  stack = await startWholeStack();
}, 60_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

type Who = 'admin' | 'ada' | 'bo' | 'cy';
const keyWith = async (name: string, scopes: Scope[]) => {
  const config = apiOf(stack.services['channel-config'], stack.keys.admin);
  const { body } = await config('POST', '/v1/api-keys', { name, scopes });
  const { token } = body as { token: string };
  for (const name of ['router', 'media-store'] as const) {
    const known = async () =>
      (
        await apiOf(stack.services[name], token)(
          'GET',
          name === 'router' ? '/v1/sessions?limit=1' : `/v1/media/${newId()}`,
        )
      ).status !== 401;
    await eventually(`${name} knows the key`, known);
  }
  return token;
};
const says = (phone: string, phoneNumberId: string, message: object) =>
  sim<{ wamid: string }>(stack.simulator, 'POST', `/customers/${phone}/messages`, { phoneNumberId, ...message });
const sessionOf = (phone: string) =>
  eventually(`a session of ${phone}`, async () => {
    const { body } = await apiOf(stack.services.router, stack.keys.admin)('GET', '/v1/sessions?state=open&limit=200');
    return (body as { items: SessionView[] }).items.find(({ customer }) => customer.phone === `+${phone}`);
  });
/** A picture that a customer sends, with the session it came in. */
const pictureOf = async (phone: string, phoneNumberId: string) => {
  await sim(stack.simulator, 'POST', '/customers', { waId: phone, name: 'Mara Velden' });
  const base64 = Buffer.from(`\xff\xd8\xff\xe0 ${phone} `.repeat(100), 'latin1').toString('base64');
  await says(phone, phoneNumberId, { type: 'image', image: {}, media: { base64, mimeType: 'image/jpeg' } });
  const session = await sessionOf(phone);
  const fileId = await eventually('the picture', async () => {
    const { body } = await apiOf(stack.services.router, stack.keys.admin)('GET', `/v1/sessions/${session.id}/messages`);
    const message = (body as { items: MessageView[] }).items.find(({ file }) => file?.state === 'stored');
    return (message?.content as { media: { fileId: string } } | undefined)?.media.fileId;
  });
  return { session, fileId };
};
const upload = async (token: string) => {
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.7\nhello'], { type: 'application/pdf' }), 'price list.pdf');
  const response = await fetch(`${stack.services['media-store'].url}/v1/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  return ((await response.json()) as { id: string }).id;
};
const reply = async (token: string, session: SessionView, type: 'image' | 'document', id: string) => {
  const route = `/v1/sessions/${session.id}/messages`;
  // Free, so that whoever may reply can.
  const { claimEpoch } = (
    (await apiOf(stack.services.router, stack.keys.admin)('GET', `/v1/sessions/${session.id}`)) as { body: SessionView }
  ).body;
  const body = { type, media: { id }, claimEpoch };
  const answer = await apiOf(stack.services.router, token)('POST', route, body, { 'idempotency-key': newId() });
  return { status: answer.status, code: (answer.body as { code?: string }).code };
};
const reads = async (token: string, fileId: string) =>
  (await apiOf(stack.services['media-store'], token)('GET', `/v1/media/${fileId}`)).status;

const notYours = { status: 422, code: 'MEDIA_NOT_FOUND' };
const taken = { status: 202, code: undefined };

it('a reply names only files that its author may read or has uploaded', async () => {
  const foreign = await pictureOf('447700905701', numbers.extension);
  const mine = await pictureOf('447700905702', numbers.queue);
  const key = (who: Who) => stack.keys[who];
  // Ada does not see the session of Cy's number: neither its files nor his uploads become hers by sending them.
  expect(await reply(key('ada'), mine.session, 'image', foreign.fileId)).toEqual(notYours);
  expect(await reads(key('ada'), foreign.fileId)).toBe(404);
  expect(await reply(key('ada'), mine.session, 'document', await upload(key('cy')))).toEqual(notYours);
  expect(await reply(key('ada'), mine.session, 'document', newId())).toEqual(notYours);
  // Her own upload, and what a customer of hers has sent.
  expect(await reply(key('ada'), mine.session, 'document', await upload(key('ada')))).toEqual(taken);
  expect(await reply(key('ada'), mine.session, 'image', mine.fileId)).toEqual(taken);

  const system = await keyWith('writes only', ['sessions:read', 'sessions:write', 'media:write']);
  expect(await reply(system, mine.session, 'image', foreign.fileId)).toEqual(notYours);
  expect(await reply(system, mine.session, 'document', await upload(key('ada')))).toEqual(notYours);
  expect(await reply(system, mine.session, 'document', await upload(system))).toEqual(taken);
  const reader = await keyWith('reads files', ['sessions:read', 'sessions:write', 'media:read']);
  expect(await reply(reader, mine.session, 'image', foreign.fileId)).toEqual(taken);
}, 60_000);

it('an erased customer takes every file he sent, also what was sent on to others; what we sent to others stays', async () => {
  const { session, fileId } = await pictureOf('447700905703', numbers.queue);
  const other = await pictureOf('447700905704', numbers.queue);
  const list = await upload(stack.keys.admin);
  const alone = await upload(stack.keys.admin);
  const { admin } = stack.keys;
  expect(await reply(admin, other.session, 'image', fileId)).toEqual(taken);
  expect(await reply(admin, session, 'image', other.fileId)).toEqual(taken);
  for (const to of [session, other.session]) expect(await reply(admin, to, 'document', list)).toEqual(taken);
  expect(await reply(admin, session, 'document', alone)).toEqual(taken);
  const sender = new Requests({ url: stack.nats.urlOf('outbound-sender'), name: 'test' });
  const linkOf = async (id: string) => {
    const answer = await sender.ask(linkFile, { fileId: id, channelId: stack.channelId });
    return answer.outcome === 'linked' ? answer.url : '';
  };
  const links = { picture: await linkOf(fileId), alone: await linkOf(alone), list: await linkOf(list) };
  await sender.close();
  const follow = async (url: string) => {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status;
  };
  expect(await Promise.all(Object.values(links).map(follow))).toEqual([200, 200, 200]);

  const route = `/v1/customers/${session.customer.id}`;
  const erased = await apiOf(stack.services.router, admin)('DELETE', route);
  const kept = [list, other.fileId].sort().map((id) => ({ fileId: id, why: 'in-other-conversations' }));
  expect(erased.body).toMatchObject({ state: 'finished', files: 2, keptFiles: kept });
  expect(await reads(admin, fileId)).toBe(410);
  expect(await reads(admin, alone)).toBe(410);
  expect(await reads(admin, list)).toBe(200);
  expect(await reads(admin, other.fileId)).toBe(200);
  expect([await follow(links.picture), await follow(links.alone), await follow(links.list)]).toEqual([410, 410, 200]);
  // Asked again, the receipt says the same.
  expect((await apiOf(stack.services.router, admin)('DELETE', route)).body).toMatchObject({ keptFiles: kept });
}, 60_000);
