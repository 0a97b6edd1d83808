import { expect, it } from '@jest/globals';
import { instantInput } from './instant-input.js';

it.each([
  ['2026-11-30T10:00:00Z', true],
  ['2026-11-30T10:00:00.123456+15:59', true],
  ['0001-01-01T00:00:00Z', true],
  // Postgres takes none of these.
  ['2026-11-30T10:00:00+16:00', false],
  ['2026-11-30T10:00:00-21:09', false],
  ['0001-01-01T00:00:00+00:01', false],
  ['0000-06-01T00:00:00Z', false],
  ['9999-12-31T23:59:59-01:00', false],
])('the moment %s is taken: %s', (instant, isTaken) => {
  expect(instantInput.safeParse(instant).success).toBe(isTaken);
});

it('what is no moment at all has one fault, not two', () => {
  const { error } = instantInput.safeParse('yesterday');
  expect(error?.issues.map(({ message }) => message)).toEqual(['Invalid ISO datetime']);
});
