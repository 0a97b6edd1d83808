import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { breakAndHeal, faultPairs } from '../fault-pairs.js';
import { startProvingStage, type ProvingStage } from '../proving-stage.js';

const AT_ONCE = 12;

// Every thirteenth, so that each fault is among them; all at full size.
const isFull = process.env['WABX_LONG'] === 'full';
const pairs = isFull ? faultPairs : faultPairs.filter((_, at) => at % 13 === 0);
const groups = Array.from({ length: Math.ceil(pairs.length / AT_ONCE) }, (_, at) =>
  pairs.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
);

let stage: ProvingStage;
beforeAll(async () => {
  stage = await startProvingStage({ withSender: true });
}, 60_000);
afterAll(() => stage?.stop(), 60_000);

it('every fault is in a pair', () => {
  const seen = new Set(pairs.flat());
  expect(faultPairs.flat().filter((fault) => !seen.has(fault))).toEqual([]);
});

it.each(groups.map((group, at) => [at, group] as const))(
  'of two faults at once status and doctor say the same, and both heal within their time (group %i)',
  async (_at, group) => {
    await breakAndHeal(stage, group);
  },
  300_000,
);
