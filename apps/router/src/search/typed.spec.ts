import { expect, it } from '@jest/globals';
import { telephoneDigits } from './typed.js';

it.each([
  ['+44 7700 900123', '447700900123'],
  ['07700 900123', '7700900123'],
  ['0044-7700-900123', '447700900123'],
  ['+44 (0)7700 900123', '447700900123'],
  ['(202) 555-0143', '2025550143'],
  ['7700.900.123', '7700900123'],
  ['4711', undefined],
  ['MX-4711-B', undefined],
  ['call 07700 900123', undefined],
])('%s is the number %s', (typed, digits) => {
  expect(telephoneDigits(typed)).toBe(digits);
});
