import { expect, it } from '@jest/globals';
import { classifyGraphError, type SendOutcome } from '@wabx/whatsapp';
import { Breaker, isAnswered } from './breaker.js';

const fail = (breaker: Breaker, times: number, atMs: number) =>
  Array.from({ length: times }, () => breaker.note({ isAnswered: false }, atMs));

it('stops after five calls in a row without an answer, and says so once', () => {
  const breaker = new Breaker();
  expect(fail(breaker, 4, 0)).toEqual([false, false, false, false]);
  expect(breaker.isOpen).toBe(false);
  expect(fail(breaker, 3, 0)).toEqual([true, false, false]);
  expect(breaker.isOpen).toBe(true);
});

it('an answer in between, be it a refusal, begins the count anew', () => {
  const breaker = new Breaker();
  fail(breaker, 4, 0);
  breaker.note({ isAnswered: true }, 0);
  fail(breaker, 4, 0);
  expect(breaker.isOpen).toBe(false);
});

it('lets one ask each five seconds, and goes on when that is answered', () => {
  const breaker = new Breaker();
  expect(breaker.mayProbe(0)).toBe(false);
  fail(breaker, 5, 0);
  expect([4_999, 5_000, 5_001, 9_999].map((atMs) => breaker.mayProbe(atMs))).toEqual([false, true, false, false]);
  fail(breaker, 1, 10_000);
  expect([14_999, 15_000].map((atMs) => breaker.mayProbe(atMs))).toEqual([false, true]);
  breaker.note({ isAnswered: true }, 15_010);
  expect([breaker.isOpen, breaker.mayProbe(20_010)]).toEqual([false, false]);
});

const rejected = (code: number, httpStatus: number): SendOutcome => {
  const error = { code };
  return { outcome: 'rejected', httpStatus, error, policy: classifyGraphError(error) };
};

it.each<[string, SendOutcome, boolean]>([
  ['accepted', { outcome: 'accepted', waMessageId: 'w' }, true],
  ['a refusal of the message', rejected(131026, 400), true],
  ['a refusal of the token', rejected(190, 401), true],
  ['a refusal of the number, though with a 500', rejected(131045, 500), true],
  ['a rate', rejected(130429, 429), true],
  ...[1, 2, 131000, 131016, 133004].map((code): [string, SendOutcome, boolean] => [
    `trouble of Meta, ${code}`,
    rejected(code, 400),
    false,
  ]),
  ['maintenance with a 500', rejected(131057, 500), false],
  ['no answer', { outcome: 'unknown', cause: { kind: 'timeout' } }, false],
  ['no connection', { outcome: 'not-sent', cause: { kind: 'refused' } }, false],
  [
    'a proxy that lets nothing pass',
    { outcome: 'not-sent', cause: { kind: 'invalid-answer', httpStatus: 403 } },
    false,
  ],
  [
    'a proxy that this message is too large for',
    { outcome: 'not-sent', cause: { kind: 'invalid-answer', httpStatus: 413 } },
    true,
  ],
])('%s: whether Meta works', (_name, outcome, expected) => {
  expect(isAnswered(outcome)).toBe(expected);
});
