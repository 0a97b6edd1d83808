import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { customersOf, openBench, SHAPES, type Bench } from '../../src/conversation.js';
import { launchStack, type LaunchedStack } from '../../src/whole/launched-stack.js';

const full = process.env['WABX_LONG'] === 'full';
const SECONDS = full ? 60 : 5;
const shapes = full ? SHAPES : SHAPES.slice(0, 3);

let stack: LaunchedStack;
let bench: Bench;
beforeAll(async () => {
  stack = await launchStack();
  bench = await openBench(
    stack,
    shapes.reduce((sum, shape) => sum + customersOf(shape, SECONDS), 0),
  );
}, 120_000);
afterAll(async () => {
  bench?.close();
  await stack?.stop();
}, 60_000);

it.each(shapes)(
  '$customers customers with $inPerSecond messages and $outPerSecond replies a second: no deadlock, nothing fails',
  async (shape) => {
    const { answers, deadlocks } = await bench.drive(shape, SECONDS);
    expect(deadlocks).toBe(0);
    expect([...answers.keys()].filter((status) => status >= 500)).toEqual([]);
  },
);
