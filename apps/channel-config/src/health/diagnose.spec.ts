import { describe, expect, it } from '@jest/globals';
import { diagnose, type Check, type Seen } from './diagnose.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const channel = { isBaseUrlOffered: true, accessTokenSetAt: at(0) };
type Fact = Parameters<Seen['get']>[0];

const faultsOf = (facts: [Fact, number, string?][], change: Partial<typeof channel> = {}): string[] => {
  const seen: Seen = new Map(facts.map(([fact, minute, detail]) => [fact, { at: at(minute), detail: detail ?? null }]));
  return diagnose({ ...channel, ...change }, seen)
    .filter(({ state }: Check) => state === 'failed' || state === 'warning')
    .map(({ check, state }) => `${check} ${state}`);
};
const healthy: [Fact, number][] = [
  ['handshake-ok', 1],
  ['webhook-accepted', 2],
  ['reply-sent', 3],
  ['reply-delivered', 4],
];

describe('a diagnosis names the one broken thing', () => {
  it.each<[string, [Fact, number, string?][], Partial<typeof channel>, string[]]>([
    ['nothing when all is well', healthy, {}, []],
    ['nothing when nothing was seen', [], {}, []],
    ['the base URL', healthy, { isBaseUrlOffered: false }, ['base-url failed']],
    ['a wrong verify token', [['handshake-wrong-token', 1]], {}, ['handshake failed']],
    ['no wrong token of the past', [['handshake-wrong-token', 0], ...healthy], {}, []],
    ['a wrong app secret', [...healthy, ['signature-invalid', 9]], {}, ['app-secret failed']],
    ['no wrong secret of the past', [...healthy, ['signature-invalid', 1]], {}, []],
    ['a missing subscription', [['handshake-ok', 1]], {}, ['webhook warning']],
    ['a refused token', [...healthy, ['graph-refused', 9, 'token-invalid']], {}, ['access-token failed']],
    ['not the token that was replaced', [['graph-refused', 9, 'token-invalid']], { accessTokenSetAt: at(10) }, []],
    ['not a token that worked since', [['graph-refused', 2, 'token-invalid'], ...healthy], {}, []],
  ])('%s', (_what, facts, change, faults) => {
    expect(faultsOf(facts, change)).toEqual(faults);
  });

  it('says why Meta refuses the token', () => {
    const seen: Seen = new Map([['graph-refused', { at: at(1), detail: 'account-blocked' }]]);
    const check = diagnose(channel, seen).find(({ check }) => check === 'access-token');
    expect(check).toMatchObject({ at: at(1).toISOString(), sentence: { en: expect.stringContaining('locked') } });
  });
});
