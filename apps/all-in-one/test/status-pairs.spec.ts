import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { knownFaults } from '@wabx/channel-config';
import { faultsAtMeta } from './channel-faults.js';
import { breakAndHeal, faultPairs, nameOfPair } from './fault-pairs.js';
import { faultsTold } from './faults-told.js';
import { startProvingStage, type ProvingStage } from './proving-stage.js';

/** A dozen that is spread over all; test/long has the others. */
const COUNT = 12;
const pairs = faultPairs.filter((_, at) => at % Math.floor(faultPairs.length / COUNT) === 0).slice(0, COUNT);

/** Faults that are not Meta's to show, or that only a channel shows which was never right; other specs have them. */
const shownElsewhere = [
  /^meta:away$/,
  /^(base-url|media-link|media-fetch|streams|held-back|handshake):/,
  /^(access-token|app-secret):missing$/,
  /^token-account:account-unknown$/,
  /^(numbers|callback):none$/,
  /^messages-field:inactive$/,
  // The look that follows at once says it of the token itself.
  /^sending:(token-invalid|permission-missing)$/,
];

let stage: ProvingStage;
beforeAll(async () => {
  stage = await startProvingStage({ withSender: true });
}, 60_000);
afterAll(() => stage?.stop(), 60_000);

it('every fault that the doctor knows is shown by the simulator, or said to be shown elsewhere', () => {
  const shown = new Set([...faultsAtMeta, ...faultsTold].flatMap(({ red, alsoRed = [] }) => [red, ...alsoRed]));
  const names = knownFaults().map(({ check, fault }) => `${check}:${fault}`);
  expect(names.filter((name) => !shown.has(name) && !shownElsewhere.some((known) => known.test(name)))).toEqual([]);
});

it(`of two faults at once status and doctor say the same, and both heal: ${pairs.map(nameOfPair).join('; ')}`, async () => {
  await breakAndHeal(stage, pairs);
}, 180_000);
