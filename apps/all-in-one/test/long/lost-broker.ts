import { expect, it } from '@jest/globals';
import { loseABroker } from '../lose-a-broker.js';

const MESSAGES = process.env['WABX_LONG'] === 'full' ? 20_000 : 3_000;

it(`of ${MESSAGES} messages none that was acknowledged is lost with a broker and its disk`, async () => {
  const { acknowledged, stored } = await loseABroker(MESSAGES);
  expect({ acknowledged, stored }).toEqual({ acknowledged: MESSAGES, stored: MESSAGES });
});
