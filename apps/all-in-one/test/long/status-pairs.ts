import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setClockOffset } from '@wabx/persistence';
import { faultsAtMeta, redChecks, statusBecomes, statusOf, type ChannelFault } from '../channel-faults.js';
import { startProvingStage, type ProvingStage } from '../proving-stage.js';

const AT_ONCE = 24;
const QUARTER_HOUR = 900;

/** Two faults of one thing, of which the second undoes the first, are no pair. */
const isPair = (one: ChannelFault, other: ChannelFault) => thingOf(one) !== thingOf(other);
const checkOf = (name: string) => name.split(':')[0] ?? '';
const thingOf = ({ red }: ChannelFault) => {
  const check = checkOf(red);
  if (check === 'access-token' || check.startsWith('token-')) return 'token';
  if (check === 'callback' || check === 'app-subscribed' || check === 'messages-field') return 'subscription';
  return red === 'number-health:throughput' || check === 'numbers' || check === 'number-health' ? 'number' : check;
};

const all = faultsAtMeta.flatMap((one, at) => faultsAtMeta.slice(at + 1).map((other) => [one, other] as const));
const possible = all.filter(([one, other]) => isPair(one, other));
// Every seventh, so that each fault is among them; all at full size.
const pairs = process.env['WABX_LONG'] === 'full' ? possible : possible.filter((_, at) => at % 7 === 0);
const groups = Array.from({ length: Math.ceil(pairs.length / AT_ONCE) }, (_, at) =>
  pairs.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
);

let stage: ProvingStage;
let offsetSeconds = 0;
beforeAll(async () => {
  stage = await startProvingStage();
}, 60_000);
afterAll(async () => {
  if (stage) await setClockOffset(stage.database.adminUrl, 0);
  await stage?.stop();
}, 60_000);
const moveClock = async (seconds: number) => {
  offsetSeconds += seconds;
  await setClockOffset(stage.database.adminUrl, offsetSeconds);
};

describe('two faults at once', () => {
  it.each(groups.map((group, at) => [at, group] as const))(
    'status and doctor agree, and both heal within a minute (group %i)',
    async (_at, group) => {
      const cases = [];
      for (const pair of group) cases.push({ pair, channel: await stage.channel() });
      for (const { channel } of cases) {
        await statusBecomes(stage, channel, 'connected', ({ state }) => state === 'connected');
      }
      for (const { pair, channel } of cases) for (const { breaks } of pair) await breaks(stage, channel);
      await moveClock(QUARTER_HOUR);
      for (const { pair, channel } of cases) {
        // Of an expired token Meta says nothing more to an app whose secret is wrong: the check is the same, its fault not.
        const checks = pair.map(({ red }) => checkOf(red));
        const what = pair.map(({ red }) => red).join(' and ');
        const before = await statusBecomes(stage, channel, what, ({ reason = '' }) => checks.includes(checkOf(reason)));
        const reds = await redChecks(stage, channel);
        const { state, reasons } = await statusOf(stage, channel);
        const shown = reasons.map(({ check, fault }) => `${check}:${fault}`);
        expect([what, [...shown].sort()]).toEqual([what, [...reds].sort()]);
        // Of two, one may hide the other; nothing else is red, and the status is that of the worst which shows.
        expect([what, shown.map(checkOf).filter((check) => !checks.includes(check))]).toEqual([what, []]);
        expect([what, before.state]).toEqual([what, state]);
      }
      for (const { pair, channel } of cases) {
        for (const { heals } of [...pair].reverse()) await heals(stage, channel);
      }
      // A minute, or for a test number five.
      await moveClock(300);
      for (const { pair, channel } of cases) {
        const what = `connected after ${pair.map(({ red }) => red).join(' and ')}`;
        await statusBecomes(stage, channel, what, ({ state }) => state === 'connected');
      }
    },
    300_000,
  );
});
