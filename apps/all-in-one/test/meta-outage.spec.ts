import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setClockOffset } from '@wabx/persistence';
import { eventually } from '@wabx/testing';
import { faultsAtMeta, redChecks, statusBecomes, statusOf } from './channel-faults.js';
import { startProvingStage, type ProvenChannel, type ProvingStage } from './proving-stage.js';

/** The ways in which Meta, or what stands before it, gives no answer that means anything. */
const outages: Record<string, object> = {
  'no connection': { cut: 'before' },
  'a connection that breaks': { cut: 'after' },
  '500 without a body': { httpStatus: 500, body: '' },
  '503 with a page': { httpStatus: 503, body: '<html>Sorry</html>' },
  "a proxy's 403": { httpStatus: 403, body: '<html>Forbidden</html>' },
  "a proxy's 407": { httpStatus: 407, body: '' },
  '429 with a page': { httpStatus: 429, body: '<html>Slow down</html>' },
  'an empty 400': { httpStatus: 400, body: '' },
  'a redirect': { httpStatus: 302, body: '' },
  'a page in place of JSON': { httpStatus: 200, body: '<html>Welcome</html>' },
  ...Object.fromEntries(
    [1, 2, 4, 80007, 130429, 131000, 131016, 131057, 133004].map((graphCode) => [`code ${graphCode}`, { graphCode }]),
  ),
};
const points = ['graph', 'debug-token', 'phone-number', 'subscribed-apps', 'subscriptions'];

let stage: ProvingStage;
let healthy: ProvenChannel;
let banned: ProvenChannel;
const isBanned = 'number-health:banned';

beforeAll(async () => {
  stage = await startProvingStage();
  [healthy, banned] = [await stage.channel(), await stage.channel()];
  await statusBecomes(stage, healthy, 'connected', ({ state }) => state === 'connected');
  await faultsAtMeta.find(({ red }) => red === isBanned)?.breaks(stage, banned);
  await stage.lookIsDue();
  await statusBecomes(stage, banned, isBanned, ({ reason }) => reason === isBanned);
}, 60_000);
afterAll(() => stage?.stop(), 60_000);

describe('an outage of Meta makes nothing else red', () => {
  it.each(points.flatMap((on) => Object.entries(outages).map(([what, effect]) => [what, on, effect] as const)))(
    '%s of %s',
    async (_what, on, effect) => {
      const [wellBefore, badBefore] = [await statusOf(stage, healthy), await statusOf(stage, banned)];
      await stage.meta('POST', '/faults', { on, effect });
      try {
        expect((await redChecks(stage, healthy)).filter((red) => red !== 'meta:away')).toEqual([]);
        expect((await redChecks(stage, banned)).filter((red) => red !== 'meta:away' && red !== isBanned)).toEqual([]);
        expect(await statusOf(stage, healthy)).toEqual(wellBefore);
        expect(await statusOf(stage, banned)).toEqual(badBefore);
      } finally {
        await stage.meta('DELETE', '/faults');
      }
    },
  );
});

it('a channel that was made during an outage is connected within a minute after it', async () => {
  await stage.meta('POST', '/faults', { on: 'graph', effect: { httpStatus: 503 } });
  const channel = await stage.channel();
  const source = await stage.database.dataSourceOf('config');
  await eventually('the first look', async () => {
    const rows = await source.query('SELECT FROM channel WHERE id = $1 AND health_due_at > wabx.now()', [channel.id]);
    return rows.length > 0;
  });
  expect((await statusOf(stage, channel)).state).toBe('unchecked');

  await stage.meta('DELETE', '/faults');
  await setClockOffset(stage.database.adminUrl, 60);
  try {
    await statusBecomes(stage, channel, 'connected', ({ state }) => state === 'connected');
  } finally {
    await setClockOffset(stage.database.adminUrl, 0);
  }
}, 90_000);
