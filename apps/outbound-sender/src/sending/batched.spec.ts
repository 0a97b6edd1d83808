import { expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Batched } from './batched.js';

it('takes together what is asked for at once or while it works, and gives everybody their own answer', async () => {
  const batches: number[][] = [];
  let later: Promise<number>[] = [];
  const doubled = new Batched<number, number>(async (numbers) => {
    batches.push(numbers);
    if (batches.length === 1) later = [4, 5].map((number) => doubled.do(number));
    return numbers.map((number) => number * 2);
  });
  expect(await Promise.all([1, 2, 3].map((number) => doubled.do(number)))).toEqual([2, 4, 6]);
  expect(await Promise.all(later)).toEqual([8, 10]);
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

it('a failure is told to all of its batch and to nobody else', async () => {
  const batched = new Batched<string, string>(async (words) => {
    if (words.includes('bad')) throw new Error('no');
    return words;
  });
  const [one, other] = [batched.do('bad'), batched.do('good')];
  await expect(one).rejects.toThrow('no');
  await expect(other).rejects.toThrow('no');
  expect(await batched.do('good')).toBe('good');
});

/** Answers what it is asked at once, and keeps what came together. */
function recorded(options: { everyMs?: number; max?: number }) {
  const batches: number[][] = [];
  const work = (numbers: number[]) => {
    batches.push(numbers);
    return Promise.resolve(numbers);
  };
  return { batches, batched: new Batched(work, options) };
}

it('gathers what comes soon after a batch of more than a few', async () => {
  const { batches, batched } = recorded({ everyMs: 400 });
  const inTurns = async (numbers: number[]) => {
    const all: Promise<number>[] = [];
    for (const number of numbers) {
      all.push(batched.do(number));
      // By the third turn it has begun what it does not keep waiting.
      for (let n = 0; n < 3; n += 1) await turn();
    }
    return await Promise.all(all);
  };
  expect(await inTurns([1, 2, 3])).toEqual([1, 2, 3]);
  expect(batches.splice(0)).toEqual([[1], [2], [3]]);
  await Promise.all([4, 5, 6].map((number) => batched.do(number)));
  expect(await inTurns([7, 8, 9])).toEqual([7, 8, 9]);
  expect(batches).toEqual([
    [4, 5, 6],
    [7, 8, 9],
  ]);
});

it('does no more at a time than it may, and has finished when nobody waits', async () => {
  const { batches, batched } = recorded({ max: 2 });
  const all = [1, 2, 3, 4, 5].map((number) => batched.do(number));
  await batched.finish();
  expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5]);
  await batched.finish();
});
