import { describe, expect, it } from '@jest/globals';
import { ReplyGate } from './reply-gate.js';

function busyGate() {
  const gate = new ReplyGate();
  const ends: (() => void)[] = [];
  const begun: string[] = [];
  const ask = (by: 'people' | 'systems', name: string = by) =>
    gate.pass(by, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
      return name;
    });
  const working = Array.from({ length: 5 }, () => ask('systems', 'first'));
  return { ask, begun, working, endOne: () => ends.shift()?.() };
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const OVERLOADED = { status: 429, code: 'OVERLOADED', headers: { 'retry-after': '1' } };

describe('replies beyond those that are stored at once', () => {
  it('wait for their turn, those of people before those of systems', async () => {
    const { ask, begun, endOne } = busyGate();
    const waiting = [ask('systems'), ask('people')];
    await settled();
    expect(begun).toHaveLength(5);
    endOne();
    await settled();
    endOne();
    await settled();
    expect(begun.slice(5)).toEqual(['people', 'systems']);
    endOne();
    endOne();
    for (let n = 0; n < 5; n++) endOne();
    expect(await Promise.all(waiting)).toEqual(['systems', 'people']);
  });

  it('are refused at once when too many wait, and taken again when there is room', async () => {
    const { ask, working, endOne } = busyGate();
    // Ten milliseconds each, five at a time: 0.3 seconds' worth.
    const waiting = Array.from({ length: 150 }, () => ask('systems'));
    await expect(ask('systems')).rejects.toMatchObject(OVERLOADED);
    await expect(ask('people')).rejects.toMatchObject(OVERLOADED);
    for (let n = 0; n < 155; n++) {
      endOne();
      await settled();
    }
    await Promise.all([...working, ...waiting]);
    const next = ask('people');
    await settled();
    endOne();
    expect(await next).toBe('people');
  });

  it('are fewer where each takes long, and never fewer than a burst', async () => {
    const gate = new ReplyGate();
    const slow = () => gate.pass('people', () => new Promise((resolve) => setTimeout(resolve, 100)));
    for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 5 }, slow));
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, slow));
    const taken = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(taken).toBeGreaterThanOrEqual(5 + 20);
    expect(taken).toBeLessThanOrEqual(5 + 30);
  });

  it('make room also when one of them fails', async () => {
    const gate = new ReplyGate();
    const fail = () => gate.pass('people', () => Promise.reject(new Error('refused')));
    for (let n = 0; n < 20; n++) await expect(fail()).rejects.toThrow('refused');
    expect(await gate.pass('people', () => Promise.resolve('taken'))).toBe('taken');
  });
});
