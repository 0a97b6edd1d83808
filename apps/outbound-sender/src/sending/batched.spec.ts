import { expect, it } from '@jest/globals';
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
