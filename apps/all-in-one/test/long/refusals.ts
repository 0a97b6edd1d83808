import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { statusBecomes } from '../channel-faults.js';
import { refusals } from '../faults-told.js';
import { startProvingStage, type ProvingStage } from '../proving-stage.js';

const WITHIN_MS = 2_000;

let stage: ProvingStage;
beforeAll(async () => {
  stage = await startProvingStage({ withSender: true });
}, 60_000);
afterAll(() => stage?.stop(), 60_000);

it.each(refusals.map((refusal) => [refusal.what, refusal] as const))(
  'a refusal that pauses the sender reaches the status of its channel within two seconds: %s',
  async (_what, { red, breaks }) => {
    const channel = await stage.channel();
    await statusBecomes(stage, channel, 'connected', ({ state }) => state === 'connected');
    await breaks(stage, channel);
    const { reasons, at } = await statusBecomes(stage, channel, red, ({ reason }) => reason === red);
    const tookMs = Date.parse(at) - Date.parse(reasons[0]?.since ?? '');
    expect(tookMs).toBeLessThan(WITHIN_MS);
  },
  90_000,
);
