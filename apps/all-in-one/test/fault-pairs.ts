import { expect } from '@jest/globals';
import { setClockOffset } from '@wabx/persistence';
import { faultsAtMeta, redChecks, statusBecomes, statusOf, type ChannelFault } from './channel-faults.js';
import { faultsTold } from './faults-told.js';
import type { ProvingStage } from './proving-stage.js';

export type FaultPair = readonly [ChannelFault, ChannelFault];
/** Beyond the slowest healing, that of a test number. */
const HEALED_WITHIN_SECONDS = 300;

/** What shows by a look comes first, and heals first: then the way is open on which Meta takes the other back. */
const all = [...faultsAtMeta, ...faultsTold];
/** All pairs but those of one thing, of which the second fault undoes the first. */
export const faultPairs: readonly FaultPair[] = all
  .flatMap((one, at) => all.slice(at + 1).map((other) => [one, other] as const))
  .filter(([one, other]) => thingOf(one) !== thingOf(other));

export const nameOfPair = (pair: FaultPair) => pair.map(({ what }) => what).join(' and ');

function checkOf(name: string): string {
  return name.split(':')[0] ?? '';
}

function thingOf({ red }: ChannelFault): string {
  const check = checkOf(red);
  if (check === 'access-token' || check.startsWith('token-')) return 'token';
  if (check === 'callback' || check === 'app-subscribed' || check === 'messages-field') return 'subscription';
  return check === 'numbers' || check === 'number-health' ? 'number' : check;
}

/** Breaks a channel for each pair, compares status and doctor, puts all right and waits until the statuses say so. */
export async function breakAndHeal(stage: ProvingStage, pairs: readonly FaultPair[]): Promise<void> {
  await setClockOffset(stage.database.adminUrl, 0);
  const cases = [];
  for (const pair of pairs) cases.push({ pair, channel: await stage.channel(), what: nameOfPair(pair) });
  // While Meta was being set up, a channel could be looked at half ready.
  await stage.lookIsDue();
  for (const { channel } of cases) {
    await statusBecomes(stage, channel, 'connected', ({ state }) => state === 'connected');
  }

  for (const { pair, channel } of cases) for (const { breaks } of pair) await breaks(stage, channel);
  await stage.lookIsDue();
  for (const { pair, channel, what } of cases) {
    // Of two faults one may hide the other, or change what Meta says of it: the check is the same, its fault not.
    const checks = pair.flatMap(({ red, alsoRed = [] }) => [red, ...alsoRed].map(checkOf));
    await statusBecomes(stage, channel, what, ({ reason = '' }) => checks.includes(checkOf(reason)));
    const reds = await redChecks(stage, channel);
    const { state, reasons } = await statusOf(stage, channel);
    const shown = reasons.map(({ check, fault }) => `${check}:${fault}`);
    expect([what, ...[...shown].sort()]).toEqual([what, ...[...reds].sort()]);
    // Who writes to a number that is wrong here is held back.
    const follows = checks.includes('numbers') ? ['held-back'] : [];
    expect([what, ...shown.filter((name) => ![...checks, ...follows].includes(checkOf(name)))]).toEqual([what]);
    expect([what, shown.length > 0, state === 'connected']).toEqual([what, true, false]);
  }

  for (const { pair, channel } of cases) for (const { heals } of pair) await heals(stage, channel);
  await setClockOffset(stage.database.adminUrl, HEALED_WITHIN_SECONDS);
  for (const { channel, what } of cases) {
    await statusBecomes(stage, channel, `connected after ${what}`, ({ state }) => state === 'connected');
  }
}
