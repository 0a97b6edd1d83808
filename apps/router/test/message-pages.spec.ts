import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type MessageView, type SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import { apiOf, startRig, text, type Rig } from './router-rig.js';

const COUNT = 23;

let rig: Rig;
let service: RunningService;
let session: SessionView;
let other: SessionView;
/** Every message of the session, the oldest first. */
let all: MessageView[];

interface Page {
  items: MessageView[];
  nextCursor?: string;
  hasOlder: boolean;
  hasNewer: boolean;
}
const ada = () => apiOf(service, rig.agents[0].token);
const ask = (query: string, path = `/v1/sessions/${session.id}/messages`) => ada().call('GET', `${path}${query}`);
const page = async (query: string, path?: string) => (await ask(query, path)).body as unknown as Page;
const places = ({ items }: Page) => items.map(({ id }) => all.findIndex((message) => message.id === id));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
  const [waId, otherWaId] = ['447700400001', '447700400002'];
  const start = Date.now() - 3_600_000;
  for (let n = 0; n < COUNT; n++) {
    // Several of one second, as Meta's times are: only their place in the stream tells them apart.
    const sentAt = new Date(start + Math.floor(n / 4) * 1000).toISOString();
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId, content: text(`message ${n}`), sentAt });
  }
  await rig.receive({ phoneNumberId: rig.numbers.queue, waId: otherWaId });
  session = await ada().sessionOf(waId);
  other = await ada().sessionOf(otherWaId);
  await eventually('all have come', async () => (await page('?limit=200')).items.length === COUNT);
  all = (await page('?limit=200')).items;
});
afterAll(() => rig.stop());

it('the first page has the newest messages, in the order they were written', async () => {
  expect(all.map(({ content }) => content)).toEqual(range(0, COUNT).map((n) => text(`message ${n}`)));
  const first = await page('?limit=5');
  expect(places(first)).toEqual(range(COUNT - 5, COUNT));
  expect(first).toMatchObject({ hasOlder: true, hasNewer: false, nextCursor: expect.any(String) });
  expect(await page('?limit=200')).toMatchObject({ hasOlder: false, hasNewer: false });
});

it.each(['newest', 'oldest'] as const)('a walk from the %s shows each message once', async (order) => {
  for (const limit of [1, 4, 7, COUNT]) {
    const pages: Page[] = [];
    let cursor = '';
    do {
      const next = await page(`?order=${order}&limit=${limit}${cursor}`);
      pages.push(next);
      cursor = next.nextCursor ? `&cursor=${next.nextCursor}` : '';
    } while (cursor);
    if (order === 'newest') pages.reverse();
    expect(pages.flatMap(places)).toEqual(range(0, COUNT));
    expect(pages.map(({ hasOlder }) => hasOlder)).toEqual(pages.map((_, index) => index > 0));
    expect(pages.map(({ hasNewer }) => hasNewer)).toEqual(pages.map((_, index) => index < pages.length - 1));
  }
});

it('a new message moves nothing of a walk that has begun', async () => {
  const first = await page('?limit=3', `/v1/sessions/${other.id}/messages`);
  expect(first.hasOlder).toBe(false);
  const begun = await page('?limit=6');
  await rig.receive({
    phoneNumberId: rig.numbers.queue,
    waId: session.customer.phone!.slice(1),
    content: text('late'),
  });
  await eventually('it has come', async () => (await page('?limit=200')).items.length === COUNT + 1);
  expect(places(await page(`?limit=6&cursor=${begun.nextCursor}`))).toEqual(range(COUNT - 12, COUNT - 6));
  all = (await page('?limit=200')).items;
});

describe('beside every message', () => {
  it.each([1, 2, 5, 50])('stand those before it and after it, %i at most', async (limit) => {
    for (const [at, { id }] of all.entries()) {
      const [before, after] = [await page(`?before=${id}&limit=${limit}`), await page(`?after=${id}&limit=${limit}`)];
      expect(places(before)).toEqual(range(Math.max(at - limit, 0), at));
      expect(before).toMatchObject({ hasOlder: at > limit, hasNewer: true });
      expect(places(after)).toEqual(range(at + 1, Math.min(at + 1 + limit, all.length)));
      expect(after).toMatchObject({ hasOlder: true, hasNewer: at + 1 + limit < all.length });
    }
  });

  it.each([1, 2, 5, 8, 50])('is a page around it, of %i where there are so many', async (limit) => {
    for (const [at, { id }] of all.entries()) {
      const around = await page(`?around=${id}&limit=${limit}`);
      const shown = places(around);
      const [first = -1] = shown;
      expect(shown).toContain(at);
      expect(shown).toEqual(range(first, first + Math.min(limit, all.length)));
      // In the middle, as far as there is something on both sides.
      const isInside = first > 0 && first + limit < all.length;
      if (isInside) expect(at - first).toBe(Math.floor(limit / 2));
      expect(around).toMatchObject({ hasOlder: first > 0, hasNewer: first + shown.length < all.length });
      expect(around).not.toHaveProperty('nextCursor');
    }
  });

  it("goes for a customer's whole history too", async () => {
    const history = `/v1/customers/${session.customer.id}/messages`;
    const [, , third] = all;
    expect(places(await page(`?around=${third!.id}&limit=3`, history))).toEqual([1, 2, 3]);
    expect(places(await page('?limit=2', history))).toEqual([all.length - 2, all.length - 1]);
  });
});

it.each([
  ['before', () => other, 'is not a message of this list'],
  ['around', () => undefined, 'is not a message of this list'],
])('%s a message that is not of the session is refused', async (way, where, detail) => {
  const from = where();
  const id = from ? (await ada().messages(from.id))[0]!.id : newId();
  expect(await ask(`?${way}=${id}`)).toMatchObject({
    status: 422,
    body: { code: 'INVALID_INPUT', errors: [{ pointer: `/${way}`, detail }] },
  });
});

it('two starting points, another order and a foreign cursor are refused', async () => {
  const [{ id }] = all as [MessageView];
  expect((await ask(`?before=${id}&after=${id}`)).body).toMatchObject({ errors: [{ pointer: '/after' }] });
  expect((await ask(`?order=desc`)).body).toMatchObject({ errors: [{ pointer: '/order' }] });
  expect((await ask(`?cursor=${Buffer.from('2026').toString('base64url')}`)).status).toBe(422);
  expect((await ask(`?around=last`)).status).toBe(422);
});
