import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { countBoth } from '../../src/whole.js';
import { launchStack, type LaunchedStack } from '../../src/whole/launched-stack.js';
import { openSessions } from '../../src/whole/traffic.js';

// What a message costs on its whole way, at 20 a second, on what `npm start` starts. Counts do not depend on the machine,
// except that a slower one shares more in a batch. To be lowered when less is done, never raised.
const SESSIONS = 100;
const RECEIVED_MAX = { statements: 27, transactions: 8, jetStreamMessages: 2.5, configRows: 0.25 };
const REPLIED_MAX = { statements: 48, transactions: 20, jetStreamMessages: 11.5, configRows: 0.25 };

let stack: LaunchedStack;
beforeAll(async () => {
  stack = await launchStack();
}, 60_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

it('a received message, and a reply with its three statuses, take no more of the servers than before', async () => {
  const { received, replied } = await countBoth(stack, await openSessions(stack, SESSIONS));
  for (const [spent, most] of [
    [received, RECEIVED_MAX],
    [replied, REPLIED_MAX],
  ] as const) {
    expect(spent.statements).toBeLessThanOrEqual(most.statements);
    expect(spent.transactions).toBeLessThanOrEqual(most.transactions);
    expect(spent.jetStreamMessages).toBeLessThanOrEqual(most.jetStreamMessages);
    // Nothing for a message: what is written once a minute, and what the ingress tells every ten seconds.
    expect(spent.configRows).toBeLessThanOrEqual(most.configRows);
  }
});
