import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MessageView, SessionView } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually } from '@wabx/testing';
import fc from 'fast-check';
import { apiOf, startRig, text, type Rig } from './router-rig.js';

// A page of messages ends at 1 MiB of their contents, whatever its limit: a walk over pages has each message once all the same.

const KIB = 1024;
const PAGE_BYTES_MAX = 1024 * KIB;
/** What surrounds the contents in an answer: ids, times, names. */
const VIEWS_BYTES_MAX = 200 * KIB;
const WA_ID = '447700400009';
const [sizes = []] = fc.sample(
  fc.array(fc.constantFrom(10, 10, 64 * KIB, 64 * KIB, 64 * KIB, 300 * KIB, 1_200 * KIB), {
    minLength: 36,
    maxLength: 36,
  }),
  { numRuns: 1, seed: 32 },
);

interface Page {
  items: MessageView[];
  nextCursor?: string;
  hasOlder: boolean;
  hasNewer: boolean;
}
let rig: Rig;
let service: RunningService;
let session: SessionView;
let ids: string[];

const page = async (query: string, path = `/v1/sessions/${session.id}/messages`) => {
  const { status, body } = await apiOf(service, rig.agents[0].token).call('GET', `${path}?${query}`);
  expect(status).toBe(200);
  return body as unknown as Page;
};
const sizeOf = ({ items }: Pick<Page, 'items'>) =>
  Buffer.byteLength(JSON.stringify(items.map(({ content }) => content)));
const largestOf = ({ items }: Page) => Math.max(...items.map((item) => sizeOf({ items: [item] })));
const walk = async (query: string, path?: string): Promise<Page[]> => {
  const pages = [await page(query, path)];
  for (let next = pages[0]?.nextCursor; next; next = pages.at(-1)?.nextCursor) {
    pages.push(await page(`${query}&cursor=${next}`, path));
  }
  return pages;
};

beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
  const start = Date.now() - 3_600_000;
  for (const [n, size] of sizes.entries()) {
    const sentAt = new Date(start + n * 1000).toISOString();
    // Signs of three bytes: characters are not what counts.
    await rig.receive({ phoneNumberId: rig.numbers.queue, waId: WA_ID, content: text('图'.repeat(size / 3)), sentAt });
  }
  session = await apiOf(service, rig.agents[0].token).sessionOf(WA_ID);
  const count = async () => (await walk('limit=200&order=oldest')).flatMap(({ items }) => items);
  await eventually('all have come', async () => (await count()).length === sizes.length);
  ids = (await count()).map(({ id }) => id);
}, 60_000);
afterAll(() => rig.stop());

it('a walk in any direction with any limit has each message once and in order, and no page is larger than 1 MiB', async () => {
  const limits = fc.constantFrom(1, 7, 16, 17, 200);
  await fc.assert(
    fc.asyncProperty(limits, fc.constantFrom('newest', 'oldest'), fc.boolean(), async (limit, order, ofCustomer) => {
      const path = ofCustomer ? `/v1/customers/${session.customer.id}/messages` : undefined;
      const pages = await walk(`limit=${limit}&order=${order}`, path);
      for (const each of pages) {
        expect(each.items.length).toBeGreaterThan(0);
        // The one that crosses the line still comes.
        expect(sizeOf(each)).toBeLessThanOrEqual(PAGE_BYTES_MAX + largestOf(each));
        expect(Buffer.byteLength(JSON.stringify(each)) - sizeOf(each)).toBeLessThan(VIEWS_BYTES_MAX);
      }
      if (order === 'newest') pages.reverse();
      expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids);
      expect(pages.map(({ hasOlder }) => hasOlder)).toEqual(pages.map((_, at) => at > 0));
      expect(pages.map(({ hasNewer }) => hasNewer)).toEqual(pages.map((_, at) => at < pages.length - 1));
    }),
    { numRuns: 10, seed: 32 },
  );
}, 60_000);

it('beside and around messages stands what belongs there, without a gap, and not more than that', async () => {
  for (let at = 0; at < ids.length; at += 3) {
    const id = ids[at]!;
    const [before, after, around] = await Promise.all(
      ['before', 'after', 'around'].map((where) => page(`${where}=${id}&limit=200`)),
    );
    const shown = (one: Page | undefined) => one?.items.map((item) => item.id) ?? [];
    expect(shown(before)).toEqual(ids.slice(at - shown(before).length, at));
    expect(before?.hasOlder).toBe(at > shown(before).length);
    expect(shown(after)).toEqual(ids.slice(at + 1, at + 1 + shown(after).length));
    expect(after?.hasNewer).toBe(at + 1 + shown(after).length < ids.length);
    const first = ids.indexOf(shown(around)[0] ?? '');
    expect(shown(around)).toContain(id);
    expect(shown(around)).toEqual(ids.slice(first, first + shown(around).length));
    expect(sizeOf(around!)).toBeLessThanOrEqual(2 * (PAGE_BYTES_MAX + largestOf(around!)));
  }
}, 60_000);
