import { expect, it } from '@jest/globals';
import { amount, number } from './wire-values.js';

it.each([
  ['12', 12],
  ['12.', 12],
  [' -12.50 ', -12.5],
  ['.5', 0.5],
  ['1e3', 1000],
])('%j is the number %d', (written, value) => {
  expect(number.parse(written)).toBe(value);
});

it.each(['', '.', '1.2.3', '1 2', 'e3', '12x'])('%j is no number', (written) => {
  expect(number.safeParse(written).success).toBe(false);
});

// In the time of one test: with two ways through a digit this takes minutes. ESLint's regexp rules look for others.
it.each([
  ['digits', '1'],
  ['blanks', ' '],
  ['points', '.'],
])('half a million %s that are no number are seen in one pass', (_, sign) => {
  const long = `${sign.repeat(500_000)}x`;
  expect(number.safeParse(long).success).toBe(false);
  expect(amount.parse(long)).toBe(long);
});
