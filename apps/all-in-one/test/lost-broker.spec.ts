import { expect, it } from '@jest/globals';
import { loseABroker } from './lose-a-broker.js';

it('a broker of three that is lost with its disk under load takes no acknowledged message along', async () => {
  const { replicas, acknowledged, stored } = await loseABroker(300);
  expect(new Set(replicas)).toEqual(new Set([3]));
  expect({ acknowledged, stored }).toEqual({ acknowledged: 300, stored: 300 });
}, 120_000);
