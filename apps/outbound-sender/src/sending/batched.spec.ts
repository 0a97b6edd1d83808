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

it('gathers what comes soon after a batch began', async () => {
  const batches: number[][] = [];
  const batched = new Batched<number, number>(
    (numbers) => {
      batches.push(numbers);
      return Promise.resolve(numbers);
    },
    { everyMs: 400 },
  );
  await batched.do(1);
  const others: Promise<number>[] = [];
  for (const number of [2, 3, 4]) {
    others.push(batched.do(number));
    await turn();
  }
  expect(await Promise.all(others)).toEqual([2, 3, 4]);
  expect(batches).toEqual([[1], [2, 3, 4]]);
});

it('does no more at a time than it may, and has finished when nobody waits', async () => {
  const batches: number[][] = [];
  const batched = new Batched<number, number>(
    (numbers) => {
      batches.push(numbers);
      return Promise.resolve(numbers);
    },
    { max: 2 },
  );
  const all = [1, 2, 3, 4, 5].map((number) => batched.do(number));
  await batched.finish();
  expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5]);
  await batched.finish();
});
