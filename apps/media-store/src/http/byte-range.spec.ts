import { expect, it } from '@jest/globals';
import { parseRange } from './byte-range.js';

it.each([
  [undefined, 'all'],
  ['bytes=0-', { first: 0, last: 99 }],
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=10-19', { first: 10, last: 19 }],
  ['bytes=90-200', { first: 90, last: 99 }],
  ['bytes=-10', { first: 90, last: 99 }],
  ['bytes=-1000', { first: 0, last: 99 }],
  ['bytes=99-', { first: 99, last: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=100-200', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-1', 'all'],
  ['bytes=0-1,5-6', 'all'],
  ['bytes=-', 'all'],
  ['bytes=a-b', 'all'],
  ['lines=1-2', 'all'],
])('of 100 bytes, Range: %s is %j', (header, wanted) => {
  expect(parseRange(header, 100)).toEqual(wanted);
});

it('of an empty file no range can be given', () => {
  expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
});
