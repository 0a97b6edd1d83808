import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MARA, NUMBER, type Stage, startStage, until, WABA } from '../stage.js';

// One test a bullet of section 3.5; the machine's clock stands still, so that only the simulator's own is moved. Left out:
// - "Management calls 200/h per app and account, 5,000/h with a registered number", and their header
//   x-business-use-case-usage: the simulator does not count them; a rule with graphCode 80007 or 4 gives the refusal.
// - "Messaging limit of new users (250 … unlimited)": it belongs to the portfolio, which is not a thing here; by a rule.
// - "automatic upgrade to 1,000/s": who deserves it is Meta's to judge; `throughput` of a number sets it.
// - "or call" opens the window: calls are no things of their own here, only their webhooks can be sent.
// - "In groups any member opens it": there are no groups to send to.
// - "Whether a reaction renews it: not known": here it does, as any message of a customer.
// - "Several messages may be delivered in another order than sent": phones here take each message after the same delay;
//   the order of what is told about them is turned by `reorderShare`, tested in section 1.3.

const OTHER_NUMBER = '410020030040052';
const HOUR = 3600;
let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  await stage.control('POST', '/numbers', {
    phoneNumberId: OTHER_NUMBER,
    displayPhoneNumber: '+1 202-555-0144',
    wabaId: WABA,
  });
  await stage.control('POST', '/customers', { id: 'tomasz', waId: '48732000111', name: 'Tomasz Lis' });
  const now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await stage.stop();
});

const advance = (advanceSeconds: number) => stage.control('POST', '/clock', { advanceSeconds });
const text = { messaging_product: 'whatsapp', to: `+${MARA}`, type: 'text', text: { body: 'x' } };
const codeOf = async (message: object = {}, number = NUMBER) =>
  (await stage.graph('POST', `/${number}/messages`, { ...text, ...message })).body.error?.code as number | undefined;

async function times(count: number, call: () => Promise<unknown>): Promise<unknown[]> {
  const results: unknown[] = [];
  while (results.length < count)
    results.push(...(await Promise.all(Array.from({ length: Math.min(50, count - results.length) }, call))));
  return results;
}

describe('3.5 rate of a number', () => {
  it.each([
    ['80 messages/s, as every number has', 80, {}],
    ['20/s, as coexistence numbers have', 20, { throughput: 20 }],
    ['1,000/s after the upgrade', 1000, { throughput: 1000 }],
  ])('%s, in and out together; one more is 130429 until the second is over', async (_what, rate, number) => {
    await stage.control('POST', '/numbers', { phoneNumberId: NUMBER, ...number });
    await times(rate / 2, () => stage.write());
    expect(new Set(await times(rate / 2, () => codeOf()))).toEqual(new Set([undefined]));
    expect([await codeOf(), await codeOf({}, OTHER_NUMBER)]).toEqual([130429, undefined]);
    await advance(0.999);
    expect(await codeOf()).toBe(130429);
    await advance(0.001);
    expect(await codeOf()).toBeUndefined();
  });

  it('customers are never refused, but fill the second of the number they write to', async () => {
    const written = (await times(80, async () => (await stage.write()).status)) as number[];
    expect([new Set(written), await codeOf()]).toEqual([new Set([201]), 130429]);
  });
});

describe('3.5 pair limit', () => {
  beforeEach(() => stage.control('PATCH', '/settings', { pairRateLimit: true }));

  it.each([
    ['1 message per 6 s: two at once are paid back after 12 s', 2, 12],
    ['a burst of 20 → wait 2 minutes', 20, 120],
    ['a burst of 45, borrowed from the future', 45, 270],
  ])('%s', async (_what, burst, waitSeconds) => {
    expect(new Set(await times(burst, () => codeOf()))).toEqual(new Set([undefined]));
    await advance(6);
    expect(await codeOf()).toBe(131056);
    await advance(waitSeconds - 6.001);
    expect(await codeOf()).toBe(131056);
    await advance(0.001);
    expect(await codeOf()).toBeUndefined();
  });

  it('the 46th of a burst is 131056; another user and another number are another pair', async () => {
    await times(45, () => codeOf());
    expect([await codeOf(), await codeOf({ to: '+48732000111' }), await codeOf({}, OTHER_NUMBER)]).toEqual([
      131056,
      undefined,
      undefined,
    ]);
  });
});

describe('3.5 customer service window', () => {
  /** What became of a send: `sent`, or the code of its failure. */
  const fate = async (message: object = {}, number = NUMBER) => {
    const { body } = await stage.graph('POST', `/${number}/messages`, { ...text, ...message });
    const { id } = body.messages[0];
    const status = await until(() => stage.callback.items('statuses').find((item) => item.id === id));
    return status.errors?.[0].code ?? status.status;
  };

  it('is open for 24 h from the user’s last message, then 131047; outside only templates', async () => {
    expect(await fate()).toBe(131047);
    await stage.write();
    await advance(24 * HOUR);
    expect(await fate()).toBe('sent');
    await advance(1);
    expect(await fate()).toBe(131047);
    expect(await fate({ type: 'template', text: undefined, template: { name: 't', language: { code: 'en' } } })).toBe(
      'sent',
    );
  });

  it('is renewed by each message', async () => {
    await stage.write();
    await advance(23 * HOUR);
    await stage.write();
    await advance(23 * HOUR);
    expect(await fate()).toBe('sent');
  });

  it('is one per business number and user', async () => {
    await stage.write();
    expect([await fate(), await fate({}, OTHER_NUMBER), await fate({ to: '+48732000111' })]).toEqual([
      'sent',
      131047,
      131047,
    ]);
  });

  it('is computed from the message’s timestamp, not its arrival', async () => {
    await stage.write({ timestamp: Math.floor(Date.now() / 1000) - 24 * HOUR - 1 });
    expect(await fate()).toBe(131047);
  });

  it('can be refused although a message came: 131047 wins', async () => {
    await stage.write();
    await stage.control('POST', '/faults', { on: 'send', times: 1, effect: { failStatus: 131047 } });
    expect([await fate(), await fate()]).toEqual([131047, 'sent']);
  });
});
