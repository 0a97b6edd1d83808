import { expect, it } from '@jest/globals';
import { isSameNumber } from './same-number.js';

it.each([
  ['Brazil, with and without the ninth digit', '+5564955550123', '556455550123'],
  ['Mexico, with and without the 1', '+52 999 370 0779', '5219993700779'],
  ['Argentina, with and without the 9', '+54 11 5555-0123', '5491155550123'],
  ['one that is only spelled otherwise', '+1 202-555-0143', '12025550143'],
])('%s, is one number', (_what, one, other) => {
  expect(isSameNumber(one, other)).toBe(true);
});

it.each([
  ['another number', '+12025550143', '12025550144'],
  ['another area of Brazil', '+5564955550123', '5511955550123'],
  ['a landline of Brazil and a mobile number with a 9 of its own', '+556435550123', '556495550123'],
  ['the same digits of another country', '+4911555501234', '5491155501234'],
])('%s is not', (_what, one, other) => {
  expect(isSameNumber(one, other)).toBe(false);
});
