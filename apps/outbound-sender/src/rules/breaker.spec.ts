import { expect, it } from '@jest/globals';
import { Breaker } from './breaker.js';

const fail = (breaker: Breaker, times: number, atMs: number) =>
  Array.from({ length: times }, () => breaker.note({ isAnswered: false }, atMs));

it('stops after five calls in a row without an answer, and says so once', () => {
  const breaker = new Breaker();
  expect(fail(breaker, 4, 0)).toEqual([false, false, false, false]);
  expect(breaker.admits(8, 0)).toBe(8);
  expect(fail(breaker, 3, 0)).toEqual([true, false, false]);
  expect(breaker.admits(8, 4_999)).toBe(0);
});

it('an answer in between, be it a refusal, begins the count anew', () => {
  const breaker = new Breaker();
  fail(breaker, 4, 0);
  breaker.note({ isAnswered: true }, 0);
  fail(breaker, 4, 0);
  expect(breaker.admits(8, 0)).toBe(8);
});

it('tries one call each five seconds, and goes on when that is answered', () => {
  const breaker = new Breaker();
  fail(breaker, 5, 0);
  expect([breaker.admits(8, 5_000), breaker.admits(8, 5_001), breaker.admits(8, 9_999)]).toEqual([1, 0, 0]);
  fail(breaker, 1, 10_000);
  expect([breaker.admits(8, 14_999), breaker.admits(8, 15_000)]).toEqual([0, 1]);
  breaker.note({ isAnswered: true }, 15_010);
  expect(breaker.admits(8, 15_010)).toBe(8);
});
