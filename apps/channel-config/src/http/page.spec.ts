import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toPage } from './page.js';

const BYTES_MAX = 1024 * 1024;

it('a walk has every row once and in order, and no page holds more than 1 MiB and one item', () => {
  const rows = fc.array(fc.constantFrom(2, 100, 64 * 1024, 300 * 1024, 2 * BYTES_MAX), { maxLength: 40 });
  fc.assert(
    fc.property(rows, fc.constantFrom(1, 3, 17, 200), (sizes, limit) => {
      const all = sizes.map((size, id) => ({ id, text: 'é'.repeat(size / 2) }));
      const seen: number[] = [];
      for (let from = 0; ;) {
        const { items, nextCursor } = toPage(
          all.slice(from, from + limit + 1),
          limit,
          ({ id }) => String(id),
          (row) => row,
        );
        expect(items.length).toBeLessThanOrEqual(limit);
        expect(Buffer.byteLength(JSON.stringify(items.slice(0, -1)))).toBeLessThan(BYTES_MAX + 50 * limit);
        seen.push(...items.map(({ id }) => id));
        if (nextCursor === undefined) break;
        expect(items.length).toBeGreaterThan(0);
        from = Number(nextCursor) + 1;
      }
      expect(seen).toEqual(all.map(({ id }) => id));
    }),
    { numRuns: 60 },
  );
});
